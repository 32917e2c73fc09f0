"""Two workers look for what is to be told at the same moment: each event is told once, by one mail."""

import pytest

from .client import Refused, together

MEMBERS, BOOKS = 12, 2


@pytest.fixture
def late(world):
    """Grown-ups with an e-mail address who have books that were due yesterday; the loans."""
    memberships = world.memberships(MEMBERS)
    for membership in memberships:
        copies = world.copies(BOOKS)
        world.lend(membership, copies)
    with world.transaction() as cursor:
        cursor.execute(
            "UPDATE library_member SET birth_date = '1980-01-01', email = 'a@example.com' WHERE id IN "
            "(SELECT member_id FROM library_membership WHERE id IN %s)",
            [tuple(memberships)],
        )
        cursor.execute(
            "UPDATE library_loan SET due_date = current_date - 2 WHERE membership_id IN %s",
            [tuple(memberships)],
        )
    return memberships


@pytest.fixture
def workers(world):
    """Two scheduled actions that do the same: of one alone, Odoo lets no second worker begin."""
    first = world.ref("sipuspa_library", "cron_notify")
    [row] = world.admin.call("ir.cron", "read", [first], ["model_id"])
    second = world.create(
        "ir.cron",
        {
            "name": "Notices again",
            "user_id": world.ref("base", "user_root"),
            "model_id": row["model_id"][0],
            "state": "code",
            "code": "model._cron_notify()",
            "interval_number": 1,
            "interval_type": "days",
            "nextcall": "2099-01-01 00:00:00",
        },
    )
    yield first, second
    world.admin.call("ir.cron", "unlink", [second])


def run(world, cron):
    try:
        world.admin.call("ir.cron", "method_direct_trigger", [cron])
    except Refused:
        return "later"
    return "done"


def test_each_event_is_told_once_and_by_one_mail(world, late, workers):
    together([lambda cron=cron: run(world, cron) for cron in workers * 2])
    run(world, workers[0])
    told = world.sql(
        "SELECT loan_id, count(*), min(state) FROM library_notice WHERE membership_id IN %s "
        "GROUP BY loan_id",
        tuple(late),
    )
    assert len(told) == MEMBERS * BOOKS
    assert {(count, state) for __, count, state in told} == {(1, "queued")}
    mails = world.sql(
        "SELECT message.res_id, count(*) FROM mail_mail mail "
        "JOIN mail_message message ON message.id = mail.mail_message_id "
        "WHERE message.model = 'library.member' AND message.res_id IN "
        "(SELECT member_id FROM library_membership WHERE id IN %s) GROUP BY 1",
        tuple(late),
    )
    assert sorted(count for __, count in mails) == [1] * MEMBERS
    failures = world.sql(
        "SELECT COALESCE(sum(failure_count), 0) FROM ir_cron_progress WHERE cron_id IN %s", workers
    )
    assert failures == [(0,)]
