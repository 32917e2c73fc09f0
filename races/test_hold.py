"""Desks that meet over a reservation: who is served, who is refused, and that nobody is served twice."""

from functools import partial

from .client import together
from .test_circulation import codes, outcomes

ROUNDS = 6


def on_a_title_of_its_own(world, count):
    """Make a title with ``count`` copies, so that nobody else waits for it."""
    book = world.create("library.book", {"name": f"Antre {next(world.numbers)}"})
    row = {"library_id": world.library, "book_id": book}
    copies = world.create("library.copy", *[row] * count)
    return book, [copies] if count == 1 else copies


def test_the_same_title_reserved_ten_times_at_once_is_reserved_once(world):
    book, _copies = on_a_title_of_its_own(world, 1)
    [member] = world.memberships(1)
    answers = together([lambda: world.hold(member, book=book)] * 10)
    assert outcomes(answers) == {"done": 1, "refused": 9}
    assert {tuple(codes(answer)) for answer in answers if answer["blocks"]} == {("hold_exists",)}


def test_the_same_request_ten_times_at_once_is_one_reservation_and_ten_equal_answers(world):
    book, _copies = on_a_title_of_its_own(world, 1)
    [member] = world.memberships(1)
    answers = together([lambda: world.hold(member, book=book, request="the same hold")] * 10)
    assert all(answer == answers[0] for answer in answers)
    [(count,)] = world.sql("SELECT count(*) FROM library_hold WHERE book_id = %s", book)
    assert count == 1


def test_one_person_reserves_in_two_libraries_at_once_and_waits_in_one(world):
    book, _copies = on_a_title_of_its_own(world, 1)
    [here] = world.memberships(1)
    [(person,)] = world.sql("SELECT member_id FROM library_membership WHERE id = %s", here)
    there = world.create("library.membership", {"member_id": person, "library_id": world.other})
    answers = together([partial(world.hold, row, book=book) for row in (here, there)])
    assert outcomes(answers) == {"done": 1, "refused": 1}


def test_a_member_reserves_no_more_than_the_rule_allows(world):
    books = [on_a_title_of_its_own(world, 1)[0] for _each in range(6)]
    [member] = world.memberships(1)
    answers = together([partial(world.hold, member, book=book) for book in books])
    assert outcomes(answers) == {"done": 2, "refused": 4}
    refused = {tuple(codes(answer)) for answer in answers if answer["blocks"]}
    assert refused == {("hold_limit_reached",)}


def test_two_copies_handed_in_at_once_serve_two_who_wait(world):
    for _round in range(ROUNDS):
        book, copies = on_a_title_of_its_own(world, 2)
        first, second = world.memberships(2)
        holds = [world.hold(row, book=book)["hold_id"] for row in (first, second)]
        together([partial(world.take_back, [copy]) for copy in copies])
        served = world.holds(*holds)
        assert {copy for copy, _open in served.values()} == set(copies)


def test_two_copies_handed_in_at_once_serve_one_who_waits_once(world):
    for _round in range(ROUNDS):
        book, copies = on_a_title_of_its_own(world, 2)
        [member] = world.memberships(1)
        hold = world.hold(member, book=book)["hold_id"]
        answers = together([partial(world.take_back, [copy]) for copy in copies])
        steps = sorted(answer["next_step"]["code"] for [answer] in answers)
        assert steps == ["arrived", "hold_shelf"]
        assert world.holds(hold)[hold][0] in copies


def test_one_copy_handed_in_at_two_desks_serves_one(world):
    for _round in range(ROUNDS):
        book, [copy] = on_a_title_of_its_own(world, 1)
        holds = [world.hold(row, book=book)["hold_id"] for row in world.memberships(2)]
        answers = together([partial(world.take_back, [copy])] * 2)
        assert {answer["next_step"]["args"]["number"] for [answer] in answers} == {f"R{holds[0]}"}
        assert world.holds(*holds) == {holds[0]: (copy, True), holds[1]: (None, True)}


def test_a_copy_scanned_for_who_waits_while_somebody_borrows_it(world):
    for _round in range(ROUNDS):
        book, [copy] = on_a_title_of_its_own(world, 1)
        waiting, walking_in = world.memberships(2)
        hold = world.hold(waiting, book=book)["hold_id"]
        [lent], [scanned] = together(
            [partial(world.lend, walking_in, [copy]), partial(world.take_back, [copy])]
        )
        # scanned first, it is kept and the lend refused; lent first, the scan takes it back and keeps it
        assert scanned["next_step"]["code"] == "hold_shelf"
        assert codes(lent) in ([], ["copy_reserved"])
        assert world.open_loans([copy]) == {}
        assert world.holds(hold)[hold] == (copy, True)


def test_cancelling_while_the_copy_is_handed_in(world):
    for _round in range(ROUNDS):
        book, [copy] = on_a_title_of_its_own(world, 1)
        holds = [world.hold(row, book=book)["hold_id"] for row in world.memberships(2)]
        cancelled, [scanned] = together(
            [partial(world.cancel_hold, holds[0]), partial(world.take_back, [copy])]
        )
        assert cancelled["outcome"] == "done"
        assert scanned["next_step"]["code"] == "hold_shelf"
        served = world.holds(*holds)
        assert not served[holds[0]][1]
        assert served[holds[1]] == (copy, True)


def test_cancelling_while_the_book_is_handed_over(world):
    for _round in range(ROUNDS):
        book, [copy] = on_a_title_of_its_own(world, 1)
        [member] = world.memberships(1)
        hold = world.hold(member, book=book)["hold_id"]
        world.take_back([copy])
        cancelled, [lent] = together(
            [partial(world.cancel_hold, hold), partial(world.lend, member, [copy])]
        )
        assert lent["outcome"] == "done"
        assert codes(cancelled) in ([], ["hold_closed"])
        assert not world.holds(hold)[hold][1]


def test_undoing_a_cancellation_while_the_book_is_scanned_for_the_next(world):
    for number in range(ROUNDS):
        book, [copy] = on_a_title_of_its_own(world, 1)
        holds = [world.hold(row, book=book)["hold_id"] for row in world.memberships(2)]
        world.take_back([copy])
        request = f"cancelled {number}"
        world.cancel_hold(holds[0], request=request)
        [undone], [scanned] = together(
            [partial(world.undo, request), partial(world.take_back, [copy])]
        )
        # undone first, the scan finds it kept for the first; scanned first, it is the next one's
        assert codes(undone) in ([], ["changed_since"])
        served = holds[1] if undone["blocks"] else holds[0]
        assert scanned["next_step"]["args"]["number"] == f"R{served}"
        assert world.holds(served)[served] == (copy, True)


def test_undoing_a_cancellation_while_the_title_is_reserved_elsewhere(world):
    for number in range(ROUNDS):
        book, _copies = on_a_title_of_its_own(world, 1)
        [here] = world.memberships(1)
        [(person,)] = world.sql("SELECT member_id FROM library_membership WHERE id = %s", here)
        there = world.create("library.membership", {"member_id": person, "library_id": world.other})
        hold, request = world.hold(here, book=book)["hold_id"], f"given up {number}"
        world.cancel_hold(hold, request=request)
        [undone], reserved = together(
            [partial(world.undo, request), partial(world.hold, there, book=book)]
        )
        assert outcomes([undone, reserved]) == {"done": 1, "refused": 1}
