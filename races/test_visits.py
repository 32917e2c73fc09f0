"""Doors that count one member at the same moment: the desk, and a sheet that is typed in."""

from datetime import date

import pytest

from .client import together


@pytest.fixture
def whole_day(world):
    """One part of the day, so that the race is the same at every hour."""
    part = world.create(
        "library.day.part", {"library_id": world.library, "name": "Hari", "hour_from": 0}
    )
    yield
    world.admin.call("library.day.part", "write", [part], {"active": False})


def card(world, membership):
    [(number,)] = world.sql(
        "SELECT card_number FROM library_member JOIN library_membership AS ours "
        "ON ours.member_id = library_member.id WHERE ours.id = %s",
        membership,
    )
    return number


def today(world):
    [(day,)] = world.sql("SELECT (now() AT TIME ZONE 'Asia/Makassar')::date")
    return day.isoformat() if isinstance(day, date) else str(day)


def sheet(world, *lines, **more):
    day = today(world)
    return world.create(
        "library.visit.entry",
        {
            "library_id": world.library,
            "line_ids": [(0, 0, {"day": day, **line}) for line in lines],
            **more,
        },
    )


def at_desk(world, membership):
    values = {"kind": "member", "membership_id": membership}
    request = f"visit-{next(world.numbers)}"
    return world.admin.call("library.desk", "visit", world.library, values, "lomba", request)


def visits(world, membership):
    return world.sql(
        "SELECT count(*), count(*) FILTER (WHERE first_of_month) FROM library_visit "
        "WHERE membership_id = %s",
        membership,
    )


def test_a_member_at_the_desk_and_on_a_sheet_is_counted_once(world, whole_day):
    for _round in range(3):
        [member] = world.memberships(1)
        entry = sheet(world, {"code": card(world, member), "time": "12.00"})
        together(
            [lambda entry=entry: world.admin.call("library.visit.entry", "action_save", [entry])]
            + [lambda member=member: at_desk(world, member)] * 3
        )
        assert visits(world, member) == [(1, 1)]


def test_a_sheet_saved_twice_at_once_counts_once(world, whole_day):
    [member] = world.memberships(1)
    entry = sheet(world, {"code": card(world, member)}, {"group_name": f"Lomba {member}", "men": 9})
    together([lambda: world.admin.call("library.visit.entry", "action_save", [entry])] * 4)
    assert visits(world, member) == [(1, 1)]
    assert world.sql(
        "SELECT count(*) FROM library_visit WHERE group_name = %s", f"Lomba {member}"
    ) == [(1,)]


def test_a_day_typed_in_twice_at_once_is_counted_once(world):
    entries = [sheet(world, {"women": 3, "men": 4}, layout="days") for _time in range(2)]
    together(
        [
            lambda entry=entry: world.admin.call("library.visit.entry", "action_save", [entry])
            for entry in entries
        ]
    )
    assert world.sql(
        "SELECT count(*) FROM library_visit WHERE kind = 'day' AND library_id = %s", world.library
    ) == [(1,)]
