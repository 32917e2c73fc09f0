"""No hot row: two desks that serve two members of one library never wait for each other.

The first act is held at its commit, with every row it has written still locked; meanwhile another desk does
the same with another member and another copy of the same title. A row that both write would make it wait.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from .test_circulation import codes

GATE = 20260301  # what the held act waits for
TRIES, PAUSE = 1200, 0.05  # a minute, for a machine that is busy


@pytest.fixture
def gate(world):
    """Hold the commit of acts whose request begins with "held" while the gate is shut."""
    with world.transaction() as cursor:
        cursor.execute(
            """
            CREATE FUNCTION race_gate() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock_shared(%s);
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER race_gate AFTER INSERT ON library_event
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (NEW.request_id LIKE 'held%%') EXECUTE FUNCTION race_gate();
            """,
            [GATE],
        )
    yield shut(world)
    with world.transaction() as cursor:
        cursor.execute("DROP TRIGGER race_gate ON library_event; DROP FUNCTION race_gate()")


@contextmanager
def shut(world):
    """Shut the gate: whoever comes to it waits until the end of the block."""
    with world.transaction() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATE])
        yield


@pytest.fixture
def hot_row(world):
    """Let every event write one row, as a counter on the library would be."""
    with world.transaction() as cursor:
        cursor.execute(
            """
            CREATE TABLE race_hot_row (acts integer);
            INSERT INTO race_hot_row VALUES (0);
            CREATE FUNCTION race_count() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                UPDATE race_hot_row SET acts = acts + 1;
                RETURN NULL;
            END $$;
            CREATE TRIGGER race_count AFTER INSERT ON library_event
            FOR EACH ROW EXECUTE FUNCTION race_count();
            """
        )
    yield
    with world.transaction() as cursor:
        cursor.execute(
            "DROP TRIGGER race_count ON library_event; DROP FUNCTION race_count(); "
            "DROP TABLE race_hot_row"
        )


def until(seen):
    """Look until ``seen`` returns something, and return that."""
    for _each in range(TRIES):
        if found := seen():
            return found
        time.sleep(PAUSE)
    raise AssertionError("what was waited for never came")


def waiting(world, condition):
    """Tell whether somebody in this database waits for a lock of that kind."""
    [(count,)] = world.sql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        f"AND wait_event_type = 'Lock' AND wait_event {condition}"
    )
    return count > 0


def second_finishes(world, gate, first, second):
    """Do ``second`` while ``first`` stands at its commit; return whether it did not wait, and both answers.

    Each is called with the words its request begins with.
    """
    with ThreadPoolExecutor(2) as pool:
        with gate:
            held = pool.submit(first, "held")
            until(lambda: waiting(world, "= 'advisory'"))
            free = pool.submit(second, "free")
            until(lambda: free.done() or waiting(world, "<> 'advisory'"))
            finished = free.done()
            assert not held.done()
        return finished, held.result(), free.result()


ACTS = ["lend", "renew", "take_back", "hold", "pay"]


@pytest.mark.parametrize("act", ACTS)
def test_two_desks_that_serve_two_members_never_wait(world, gate, act):
    first, second = world.desk()[0], world.desk()[0]
    finished, *answers = second_finishes(world, gate, *acts_at(world, act, (first, second)))
    assert [answer["outcome"] for answer in answers] == ["done", "done"], answers
    assert finished, f"{act} waits for the {act} of another member"


def test_a_row_that_every_act_writes_would_be_seen(world, gate, hot_row):
    desks = [world.desk()[0] for _each in range(2)]
    finished, *answers = second_finishes(world, gate, *acts_at(world, "lend", desks))
    assert not finished
    assert [codes(answer) for answer in answers] == [[], []]


def acts_at(world, act, desks):
    """Prepare one and the same act at each of two desks, with a member and a copy of its own."""
    copies, members = world.copies(2), world.memberships(2)
    return [prepared(world, act, *of_one) for of_one in zip(desks, members, copies, strict=True)]


def prepared(world, act, desk, member, copy):
    """Return the act, to be called with what its request begins with; what comes before it is done."""

    def call(method, *before, after=()):
        def send(words):
            request = f"{words}-{next(world.numbers)}"
            answer = desk.call("library.desk", method, *before, "lomba", request, *after)
            return answer[0] if isinstance(answer, list) else answer

        return send

    if act == "lend":
        return call("lend", member, [copy])
    if act == "hold":
        return call("place_hold", member, world.book)
    if act == "pay":
        key = f"charge-{next(world.numbers)}"
        desk.call("library.desk", "charge", member, "card", 5000, "lomba", key)
        return call("pay", member)
    [lent] = world.lend(member, [copy])
    if act == "take_back":
        return call("take_back", world.library, [copy])
    world.sql(
        "UPDATE library_loan SET due_date = current_date WHERE id = %s RETURNING id",
        lent["loan_id"],
    )
    return call("renew", [lent["loan_id"]])
