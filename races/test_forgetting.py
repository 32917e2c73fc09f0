"""The night forgets a person while somebody still lends to them."""

import pytest

from .client import Refused, together


@pytest.fixture
def gone(world):
    """Persons whose memberships ran out long ago, and who were not there since."""
    memberships = world.memberships(12)
    world.admin.call("library.membership", "write", memberships, {"valid_until": "2020-06-30"})
    with world.transaction() as cursor:
        cursor.execute(
            "UPDATE library_member SET create_date = '2019-07-15' WHERE id IN "
            "(SELECT member_id FROM library_membership WHERE id IN %s)",
            [tuple(memberships)],
        )
    return memberships


def night(world):
    cron = world.ref("sipuspa_library", "cron_forget")
    try:
        world.admin.call("ir.cron", "method_direct_trigger", [cron])
    except Refused:
        return "later"  # a lend came first: the night after forgets the rest
    return "done"


def forgotten(world, memberships):
    rows = world.sql(
        "SELECT row.id FROM library_membership row JOIN library_member person "
        "ON person.id = row.member_id WHERE person.forgotten_at IS NOT NULL AND row.id IN %s",
        tuple(memberships),
    )
    return {row for (row,) in rows}


def test_nobody_with_a_book_is_forgotten(world, gone):
    copies = world.copies(len(gone))

    def lend():
        answers = []
        for membership, copy in zip(gone, copies, strict=True):
            answers += world.admin.call(
                "library.desk",
                "lend",
                membership,
                [copy],
                "lomba",
                f"late-{copy}",
                reason="Wali meminta",
            )
        return answers

    answers, __ = together([lend, lambda: night(world)])
    lent = world.open_loans(copies)
    assert set(lent.values()) & forgotten(world, gone) == set()
    for membership, copy, answer in zip(gone, copies, answers, strict=True):
        codes = {block["code"] for block in answer["blocks"]}
        assert copy in lent or codes == {"membership_left"}, (membership, answer)
    night(world)
    assert forgotten(world, gone) == set(gone) - set(lent.values())


def test_two_nights_at_once_forget_each_person_once(world, gone):
    together([lambda: night(world), lambda: night(world)])
    night(world)
    assert forgotten(world, gone) == set(gone)
