"""Books that are sent, received and lent at the same moment, by both sides."""

import pytest

from .client import Refused, together


def outcome(act):
    """Return an act that tells how it went, instead of raising."""

    def run():
        try:
            return act()
        except Refused as refusal:
            return str(refusal)

    return run


@pytest.fixture
def stage(world):
    """What both sides do, over RPC."""
    return Stage(world)


class Stage:
    def __init__(self, world):
        self.world, self.call = world, world.admin.call

    def draft(self, copies, kind="ownership"):
        return self.world.create(
            "library.transfer",
            {
                "library_id": self.world.library,
                "to_library_id": self.world.other,
                "kind": kind,
                "due_back": "2099-01-01" if kind == "box" else False,
                "line_ids": [(0, 0, {"copy_id": copy}) for copy in copies],
            },
        )

    def sent(self, copies, kind="ownership"):
        transfer = self.draft(copies, kind)
        self.act(transfer, "send")
        return transfer

    def act(self, transfer, verb):
        return self.call("library.transfer", f"action_{verb}", [transfer])

    def state(self, transfer):
        [row] = self.call("library.transfer", "read", [transfer], ["state"])
        return row["state"]


def test_one_copy_in_many_drafts_sent_at_once_goes_once(world, stage):
    [copy] = world.copies(1)
    drafts = [stage.draft([copy]) for _each in range(6)]
    answers = together([outcome(lambda draft=draft: stage.act(draft, "send")) for draft in drafts])
    assert sorted(stage.state(draft) for draft in drafts) == ["draft"] * 5 + ["sent"]
    assert sum("on its way" in (answer or "") for answer in answers) == 5


def test_a_list_filled_while_it_is_sent_is_sent_whole(world, stage):
    for _each in range(6):
        first, second = world.copies(2)
        transfer = stage.draft([first])
        line = {"transfer_id": transfer, "copy_id": second}
        together(
            [
                outcome(lambda line=line: world.create("library.transfer.line", line)),
                lambda transfer=transfer: stage.act(transfer, "send"),
            ]
        )
        states = world.sql(
            "SELECT DISTINCT state FROM library_transfer_line WHERE transfer_id = %s", transfer
        )
        assert states == [("open",)]


def test_transfers_sent_at_once_are_numbered_without_gap_or_double(world, stage):
    drafts = [stage.draft([copy]) for copy in world.copies(6)]
    together([lambda draft=draft: stage.act(draft, "send") for draft in drafts])
    rows = stage.call("library.transfer", "read", drafts, ["serial"])
    serials = sorted(row["serial"] for row in rows)
    assert serials == list(range(serials[0], serials[0] + 6))


def test_a_receipt_confirmed_by_many_at_once_is_one_receipt(world, stage):
    copies = world.copies(5)
    transfer = stage.sent(copies)
    assert together([lambda: stage.act(transfer, "receive_all")] * 6) == [None] * 6
    assert stage.state(transfer) == "received"
    numbers = world.sql(
        "SELECT count(*), count(DISTINCT accession_number) FROM library_copy "
        "WHERE id IN %s AND library_id = %s",
        tuple(copies),
        world.other,
    )
    assert numbers == [(5, 5)]
    [(receipts,)] = world.sql(
        "SELECT count(*) FROM library_event WHERE verb = 'receive' AND copy_id IN %s", tuple(copies)
    )
    assert receipts == 5


def test_cancelled_while_it_is_received(world, stage):
    for _round in range(5):
        transfer = stage.sent(world.copies(2))
        answers = together(
            [
                outcome(lambda transfer=transfer: stage.act(transfer, "cancel")),
                outcome(lambda transfer=transfer: stage.act(transfer, "receive_all")),
            ]
        )
        # one of them came first; the other is told so
        assert stage.state(transfer) == ("cancelled" if answers[0] is None else "received")
        assert sum(answer is None for answer in answers) == 1


def test_lent_while_it_is_sent(world, stage):
    [member] = world.memberships(1)
    for copy in world.copies(6):
        transfer = stage.draft([copy], "box")
        sending, [lent] = together(
            [
                outcome(lambda transfer=transfer: stage.act(transfer, "send")),
                lambda copy=copy: world.lend(member, [copy]),
            ]
        )
        if lent["outcome"] == "done":
            assert "is lent" in sending
            assert stage.state(transfer) == "draft"
        else:
            assert [block["code"] for block in lent["blocks"]] == ["copy_on_its_way"]
            assert stage.state(transfer) == "sent"


def test_the_last_two_books_scanned_at_two_desks_close_the_transfer(world, stage):
    for _round in range(4):
        copies = world.copies(2)
        transfer = stage.sent(copies, "box")
        together([lambda copy=copy: world.take_back([copy], world.other) for copy in copies])
        assert stage.state(transfer) == "received"


def test_packages_made_by_two_at_once_are_one_a_library(world, stage):
    distribution = world.create(
        "library.distribution",
        {
            "name": "Lomba",
            "library_id": world.library,
            "line_ids": [(0, 0, {"book_id": world.book, "pieces": 2})],
            "to_library_ids": [(6, 0, [world.other])],
        },
    )

    def make():
        return stage.call("library.distribution", "action_make_transfers", [distribution])

    together([make] * 4)
    packages = stage.call("library.transfer", "search", [("distribution_id", "=", distribution)])
    assert len(packages) == 1
