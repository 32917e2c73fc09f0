"""Class sets that are given out while somebody else gives them out, or lends one of their copies."""

from itertools import count

import pytest

from .client import Refused, together

numbers = count(1)


def class_set(world, pupils, copies):
    """Make a class of pupils, and a set of one textbook for it; return (set, pupils, copies)."""
    number = next(numbers)
    kind = world.ref("sipuspa_library", "collection_type_paket")
    members = world.memberships(pupils)
    book = world.create("library.book", {"name": f"Buku Paket {number}"})
    row = {"library_id": world.library, "book_id": book, "collection_type_id": kind}
    found = world.create("library.copy", *[row] * copies)
    world.admin.call("library.membership", "write", members, {"class_name": f"VII-P{number}"})
    [member] = world.admin.call("library.membership", "read", members[:1], ["class_id"])
    textbooks = world.create(
        "library.textbook.set",
        {
            "library_id": world.library,
            "class_id": member["class_id"][0],
            "line_ids": [(0, 0, {"book_id": book})],
        },
    )
    return textbooks, members, found


def give_out(world, textbooks):
    """Press the button and wait for the bar, as a browser does."""
    try:
        world.admin.call("library.textbook.set", "action_assign", [textbooks])
    except Refused as refusal:
        assert refusal.name == "odoo.exceptions.UserError"
        return
    while world.admin.call("library.textbook.set", "run_batch", [textbooks])["left"]:
        pass


def loans_of(world, textbooks):
    """Return (pupil, copy, number) of the loans of a set, each pupil and number once, or it fails."""
    found = world.sql(
        "SELECT membership_id, copy_id, set_number FROM library_loan WHERE set_id = %s", textbooks
    )
    for column in zip(*found, strict=True):
        assert len({*column}) == len(found)
    return found


def test_a_set_given_out_by_several_at_once_is_given_out_once(world):
    textbooks, members, __ = class_set(world, pupils=8, copies=12)
    together([lambda: give_out(world, textbooks)] * 5)
    found = loans_of(world, textbooks)
    assert sorted(pupil for pupil, *__ in found) == sorted(members)


def test_two_classes_share_what_there_is_of_a_title(world):
    first, some, copies = class_set(world, pupils=4, copies=6)
    second, others, __ = class_set(world, pupils=4, copies=1)
    [book] = world.admin.call("library.copy", "read", copies[:1], ["book_id"])
    world.create("library.textbook.line", {"set_id": second, "book_id": book["book_id"][0]})
    together([lambda: give_out(world, first), lambda: give_out(world, second)])
    assert len(world.open_loans(copies)) == 6
    assert {*world.open_loans(copies).values()} <= {*some, *others}


def test_giving_out_while_the_desk_lends_the_same_copies(world):
    textbooks, members, copies = class_set(world, pupils=6, copies=6)
    strangers = world.memberships(3)
    together(
        [
            lambda: give_out(world, textbooks),
            *(
                lambda member=member, copy=copy: world.lend(member, [copy])
                for member, copy in zip(strangers, copies, strict=False)
            ),
        ]
    )
    lent = world.open_loans(copies)
    assert sorted(lent) == sorted(copies)
    assert {*lent.values()} <= {*members, *strangers}
    given = {copy: pupil for pupil, copy, __ in loans_of(world, textbooks)}
    assert all(lent[copy] == pupil for copy, pupil in given.items())


@pytest.mark.parametrize("same_request", [True, False])
def test_a_copy_scanned_twice_for_a_pupil_is_one_loan(world, same_request):
    textbooks, members, copies = class_set(world, pupils=2, copies=2)
    scans = [
        world.create("library.textbook.scan", {"set_id": textbooks, "membership_id": members[0]})
    ] * 4
    [barcode] = world.admin.call("library.copy", "read", copies[:1], ["barcode"])
    answers = together(
        [
            lambda scan=scan, at=at: world.admin.call(
                "library.textbook.scan",
                "action_scan",
                [scan],
                barcode["barcode"],
                "same" if same_request else f"request {at}",
            )
            for at, scan in enumerate(scans)
        ]
    )
    assert len(loans_of(world, textbooks)) == 1
    tones = [answer["tone"] for answer in answers]
    assert tones.count("done") == (4 if same_request else 1)
