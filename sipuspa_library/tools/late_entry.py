"""What is entered after the day it happened ("susulan"): which days can still be entered. Pure."""

from dataclasses import dataclass
from datetime import date

from .circulation import Block

DAYS = 30
DAYS_KEY = "sipuspa_library.late_entry_days"


@dataclass(frozen=True)
class LateSituation:
    """A lend or a return of a day that is past.

    :param limit: how many days back may be entered
    :param may: the actor's role allows it
    :param why: the reason given
    :param verb: ``lend`` or ``return``
    :param not_before: the day the copy came back before, or was lent; nothing where it never was
    """

    on: date
    today: date
    limit: int
    may: bool
    why: str
    verb: str
    not_before: date | None = None


def judge_late(situation):
    """Return every block of entering something late; of today, nothing is late."""
    if situation.on == situation.today:
        return []
    blocks = []
    if not situation.may:
        blocks.append(Block("late_librarian_only"))
    if not situation.why:
        blocks.append(Block("late_reason_needed"))
    if situation.on > situation.today:
        blocks.append(Block("late_in_future"))
    elif (situation.today - situation.on).days > situation.limit:
        blocks.append(Block("late_too_old", {"days": situation.limit}))
    if situation.not_before and situation.on < situation.not_before:
        date_json = {"date": situation.not_before.isoformat()}
        before = {"lend": Block("late_before_return", date_json)}
        blocks.append(before.get(situation.verb) or Block("late_before_lend", date_json))
    return blocks
