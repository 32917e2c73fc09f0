"""Desks that meet on a copy, on a member, or on themselves."""

import random
from collections import Counter

from .client import together

DESKS = 20
COPIES = 50
PILE = 5


def outcomes(answers):
    return Counter(answer["outcome"] for answer in answers)


def codes(answer):
    return [block["code"] for block in answer["blocks"]]


def test_twenty_desks_lend_fifty_copies_once_each(world):
    copies, members = world.copies(COPIES), world.memberships(DESKS)

    def desk(membership):
        """Lend all of them in an order of one's own, a pile in a request."""
        order = random.sample(copies, COPIES)
        return [
            answer
            for first in range(0, COPIES, PILE)
            for answer in world.lend(
                membership, order[first : first + PILE], device=f"desk {membership}"
            )
        ]

    runs = together([lambda member=member: desk(member) for member in members])
    answers = [answer for run in runs for answer in run]
    assert outcomes(answers) == {"done": COPIES, "refused": COPIES * (DESKS - 1)}
    lent = world.open_loans(copies)
    assert sorted(lent) == sorted(copies)
    for member, run in zip(members, runs, strict=True):
        for answer in run:
            assert (answer["outcome"] == "done") == (lent[answer["copy_id"]] == member)
            if answer["outcome"] == "refused":
                assert codes(answer) == ["copy_on_loan"]
                assert "Sekolah Lomba" in answer["message"]
                assert "Rahasia" not in str(answer)


def test_twenty_desks_on_one_copy_at_the_same_moment(world):
    [copy], members = world.copies(1), world.memberships(DESKS)
    answers = together([lambda member=member: world.lend(member, [copy])[0] for member in members])
    assert outcomes(answers) == {"done": 1, "refused": DESKS - 1}
    assert {tuple(codes(a)) for a in answers if a["blocks"]} == {("copy_on_loan",)}


def test_twenty_desks_lend_one_member_no_more_than_the_limit(world):
    copies = world.copies(DESKS, world.other)
    [member] = world.memberships(1, world.other)
    [rule] = world.admin.call("library.policy", "search", [("library_id", "=", world.other)])
    world.admin.call("library.policy", "write", [rule], {"loan_limit": 3})
    answers = together([lambda copy=copy: world.lend(member, [copy])[0] for copy in copies])
    assert outcomes(answers) == {"done": 3, "refused": DESKS - 3}
    refused = [answer for answer in answers if answer["blocks"]]
    assert {tuple(codes(answer)) for answer in refused} == {("limit_reached",)}
    assert {answer["blocks"][0]["args"]["count"] for answer in refused} == {3}
    assert len(world.open_loans(copies)) == 3


def test_the_same_request_ten_times_at_once_is_one_loan_and_ten_equal_answers(world):
    copies, [member] = world.copies(3), world.memberships(1)
    answers = together([lambda: world.lend(member, copies, request="the same")] * 10)
    assert all(answer == answers[0] for answer in answers)
    assert outcomes(answers[0]) == {"done": 3}
    assert world.open_loans(copies) == dict.fromkeys(copies, member)
    [(count,)] = world.sql("SELECT count(*) FROM library_loan WHERE copy_id IN %s", tuple(copies))
    assert count == 3


def test_the_same_return_ten_times_at_once_is_one_return(world):
    copies, [member] = world.copies(3), world.memberships(1)
    world.lend(member, copies)
    answers = together([lambda: world.take_back(copies, request="the same return")] * 10)
    assert all(answer == answers[0] for answer in answers)
    assert {answer["next_step"]["code"] for answer in answers[0]} == {"shelve"}


def test_a_double_scan_is_one_loan(world):
    copies, [member] = world.copies(4), world.memberships(1)
    for copy in copies:
        answers = together([lambda copy=copy: world.lend(member, [copy])[0]] * 2)
        assert outcomes(answers) == {"done": 1, "refused": 1}
        [refused] = [answer for answer in answers if answer["blocks"]]
        assert codes(refused) == ["already_borrowed"]


def test_lending_a_copy_while_it_is_handed_in(world):
    copies, (before, after) = world.copies(8), world.memberships(2)
    world.lend(before, copies)
    for copy in copies:
        [lent], [returned] = together(
            [lambda copy=copy: world.lend(after, [copy]), lambda copy=copy: world.take_back([copy])]
        )
        # either the copy was handed in first and then lent, or the lend came first and was refused
        assert returned["next_step"]["code"] == "shelve"
        assert codes(lent) in ([], ["copy_on_loan"])
        assert world.open_loans([copy]) == ({} if lent["blocks"] else {copy: after})


def test_renewing_a_loan_while_it_is_handed_in(world):
    copies, [member] = world.copies(5), world.memberships(1)
    loans = [answer["loan_id"] for answer in world.lend(member, copies)]
    world.sql(
        "UPDATE library_loan SET due_date = due_date - 3, lent_at = lent_at - interval '3 days' "
        "WHERE id IN %s RETURNING id",
        tuple(loans),
    )
    for copy, loan in zip(copies, loans, strict=True):
        [renewed], [returned] = together(
            [lambda loan=loan: world.renew([loan]), lambda copy=copy: world.take_back([copy])]
        )
        assert returned["next_step"]["code"] == "shelve"
        assert codes(renewed) in ([], ["loan_closed"])
        [(count, closed)] = world.sql(
            "SELECT renewal_count, returned_at IS NOT NULL FROM library_loan WHERE id = %s", loan
        )
        assert (count, closed) == (0 if renewed["blocks"] else 1, True)


def test_two_desks_with_the_same_pile_in_opposite_order(world):
    copies, members = world.copies(20), world.memberships(2)
    for _round in range(2):
        runs = together(
            [
                lambda: world.lend(members[0], copies),
                lambda: world.lend(members[1], copies[::-1]),
            ]
        )
        assert sorted(outcomes(run).get("done", 0) for run in runs) == [0, len(copies)]
        runs = together([lambda: world.take_back(copies), lambda: world.take_back(copies[::-1])])
        steps = [{answer["next_step"]["code"] for answer in run} for run in runs]
        assert sorted(steps, key=sorted) == [{"arrived"}, {"shelve"}]
    assert world.open_loans(copies) == {}


def test_two_receipts_at_once_share_no_number(world):
    runs = together([lambda: world.copies(20)] * 4)
    rows = world.sql(
        "SELECT accession_number, barcode FROM library_copy WHERE id IN %s",
        tuple(copy for run in runs for copy in run),
    )
    assert len(rows) == 80
    assert len({accession for accession, _barcode in rows}) == 80
    for run in runs:
        numbers = sorted(
            int(barcode[4:])
            for (barcode,) in world.sql(
                "SELECT barcode FROM library_copy WHERE id IN %s", tuple(run)
            )
        )
        assert numbers == list(range(numbers[0], numbers[0] + 20))
