"""Whether the last act at a desk can still be taken back. Pure, as :mod:`.circulation`."""

from dataclasses import dataclass

from .circulation import Block

MINUTES = 30
MINUTES_KEY = "sipuspa_library.undo_minutes"


@dataclass(frozen=True)
class UndoSituation:
    """One line of an act that was done, and what has come after it.

    :param minutes: how long ago it was
    :param limit: how long an act can be undone
    :param has_inverse: everything it changed is known
    :param undone: it was undone already
    :param copy_changed: something else was done with the copy since, and stands
    :param member_borrowed: a book taken back here would be one too many: its member has borrowed since
    """

    minutes: int
    limit: int
    has_inverse: bool = True
    undone: bool = False
    copy_changed: bool = False
    member_borrowed: bool = False


def judge_undo(situation):
    """Return every block of undoing a line; one that is undone already says that alone."""
    if situation.undone:
        return [Block("undone_already")]
    blocks = []
    if not situation.has_inverse:
        blocks.append(Block("not_undoable"))
    if situation.minutes >= situation.limit:
        blocks.append(Block("undo_too_late", {"minutes": situation.limit}))
    if situation.copy_changed:
        blocks.append(Block("changed_since"))
    if situation.member_borrowed:
        blocks.append(Block("borrowed_since"))
    return blocks
