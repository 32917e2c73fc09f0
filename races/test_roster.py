"""Lists of pupils taken over at the same moment: a child is one person, a button pressed twice one act."""

import itertools

import pytest

from .client import together

NUMBERS = itertools.count(1)


def pupils(count):
    """Return rows of a list: children nobody knows yet."""
    return [
        f"Ni Lomba {number};{number:010d};17/05/2013;VII-A"
        for number in itertools.islice(NUMBERS, count)
    ]


def load(world, library, rows):
    """Load a list as the page does; return the import's id."""
    content = "\n".join(("Nama;NISN;Tanggal Lahir;Kelas", *rows)).encode()
    answer = world.admin.upload(
        "/library/roster/read", {"library_id": library}, ("lomba.csv", content)
    )
    return answer["roster_id"]


def run(world, roster):
    """Press the button and ask for step after step, as the browser does."""
    world.admin.call("library.roster", "action_apply", [roster])
    while world.admin.call("library.roster", "run_batch", [roster])["left"]:
        pass


def persons(world, rows):
    numbers = [row.split(";")[1] for row in rows]
    return world.sql(
        "SELECT person.id, count(*) FROM library_member person"
        " JOIN library_membership row ON row.member_id = person.id"
        " WHERE nisn = ANY(%s) GROUP BY person.id",
        numbers,
    )


def test_two_schools_with_the_same_children_make_each_once(world):
    rows = pupils(30)
    here, there = load(world, world.library, rows), load(world, world.other, rows)
    together([lambda: run(world, here), lambda: run(world, there)])
    found = persons(world, rows)
    assert len(found) == len(rows)
    assert {memberships for __, memberships in found} == {2}


@pytest.mark.parametrize("times", [2, 6])
def test_a_button_pressed_by_many_at_once_is_one_act(world, times):
    rows = pupils(150)
    roster = load(world, world.library, rows)
    together([lambda: run(world, roster)] * times)
    found = persons(world, rows)
    assert len(found) == len(rows)
    assert {memberships for __, memberships in found} == {1}
    assert world.sql("SELECT state FROM library_roster WHERE id = %s", roster) == [("done",)]


def test_the_same_list_loaded_twice_and_taken_over_at_once(world):
    rows = pupils(40)
    first, second = load(world, world.library, rows), load(world, world.library, rows)
    together([lambda: run(world, first), lambda: run(world, second)])
    found = persons(world, rows)
    assert len(found) == len(rows)
    assert {memberships for __, memberships in found} == {1}
