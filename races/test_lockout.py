"""An operator who is removed is out with the next request, whichever worker answers it."""

import contextlib
import time

import pytest

from .client import Refused, together

REQUESTS = 12


def remove(world, assignment):
    world.admin.call("library.assignment", "write", [assignment], {"active": False})


def seen(desk, members):
    return desk.call("library.membership", "search_count", [("id", "in", members)])


def wait_until_somebody_waits(world):
    until = time.monotonic() + 20
    while not world.sql(
        "SELECT pid FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    ):
        assert time.monotonic() < until, "the request did not wait for the lock"
        time.sleep(0.05)


def assert_out(world, desk, members, copy):
    """Ask often and at once, so that both workers answer."""
    assert together([lambda: seen(desk, members)] * REQUESTS) == [0] * REQUESTS

    def lend():
        with pytest.raises(Refused) as refusal:
            world.lend(members[0], [copy], client=desk)
        return refusal.value.name

    assert set(together([lend] * REQUESTS)) == {"odoo.exceptions.AccessError"}


@pytest.fixture
def scene(world):
    desk, assignment = world.desk()
    members, copies = world.memberships(2), world.copies(2)
    # both workers have answered this user before, and remember what they worked out
    assert together([lambda: seen(desk, members)] * REQUESTS) == [2] * REQUESTS
    return desk, assignment, members, copies


def test_a_removed_operator_is_out_at_once(world, scene):
    desk, assignment, members, copies = scene
    assert world.lend(members[0], copies[:1], client=desk)[0]["outcome"] == "done"
    remove(world, assignment)
    assert_out(world, desk, members, copies[1])


def test_also_when_a_request_of_theirs_overlaps_the_removal(world, scene):
    """A request that began before the removal ends after it, on what it saw: nothing of that stays."""
    desk, assignment, members, copies = scene

    def overlapping():
        return world.lend(members[0], copies[:1], client=desk)

    def remove_meanwhile():
        with held:
            wait_until_somebody_waits(world)
            remove(world, assignment)

    with contextlib.ExitStack() as held:
        cursor = held.enter_context(world.transaction())
        cursor.execute("SELECT id FROM library_copy WHERE id = %s FOR UPDATE", [copies[0]])
        [answer], _nothing = together([overlapping, remove_meanwhile])
    assert answer["outcome"] == "done"
    assert_out(world, desk, members, copies[1])


def test_a_new_operator_is_in_at_once(world):
    desk, assignment = world.desk(world.other)
    members = world.memberships(1)
    assert together([lambda: seen(desk, members)] * REQUESTS) == [0] * REQUESTS
    world.admin.call("library.assignment", "write", [assignment], {"library_id": world.library})
    assert together([lambda: seen(desk, members)] * REQUESTS) == [1] * REQUESTS
