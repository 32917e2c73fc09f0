"""The one request of a scan, and undoing it, when two do it at the same moment."""

from .client import together
from .test_circulation import codes, outcomes


def scan(world, copy, membership=False, request=None):
    [row] = world.admin.call("library.copy", "read", [copy], ["barcode"])
    return world.act(row["barcode"], membership, request)


def test_the_same_scan_ten_times_at_once_is_one_loan_and_ten_equal_answers(world):
    [copy], [member] = world.copies(1), world.memberships(1)
    answers = together([lambda: scan(world, copy, member, "the same scan")] * 10)
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["kind"] == "lent"
    assert world.open_loans([copy]) == {copy: member}


def test_a_scanner_that_fires_twice_lends_once_and_says_so(world):
    [member] = world.memberships(1)
    for copy in world.copies(4):
        answers = together([lambda copy=copy: scan(world, copy, member)] * 2)
        assert sorted(answer["kind"] for answer in answers) == ["lent", "refused"]
        [refused] = [answer for answer in answers if answer["blocks"]]
        assert codes(refused) == ["already_borrowed"]


def test_a_scanner_that_fires_twice_takes_back_once(world):
    copies, [member] = world.copies(4), world.memberships(1)
    world.lend(member, copies)
    for copy in copies:
        answers = together([lambda copy=copy: scan(world, copy)] * 2)
        assert [answer["kind"] for answer in answers] == ["returned"] * 2
        assert sorted(answer["next_step"]["code"] for answer in answers) == ["arrived", "shelve"]


def test_a_scan_that_returns_against_a_renewal(world):
    copies, [member] = world.copies(4), world.memberships(1)
    loans = [answer["loan_id"] for answer in world.lend(member, copies)]
    world.sql(
        "UPDATE library_loan SET due_date = due_date - 3, lent_at = lent_at - interval '3 days' "
        "WHERE id IN %s RETURNING id",
        tuple(loans),
    )
    for copy, loan in zip(copies, loans, strict=True):
        [renewed], returned = together(
            [lambda loan=loan: world.renew([loan]), lambda copy=copy: scan(world, copy)]
        )
        assert returned["next_step"]["code"] == "shelve"
        assert codes(renewed) in ([], ["loan_closed"])
    assert world.open_loans(copies) == {}


def test_undoing_a_lend_while_the_book_is_handed_in(world):
    [member] = world.memberships(1)
    for copy in world.copies(6):
        request = f"undone-{copy}"
        world.lend(member, [copy], request=request)
        [undone], [returned] = together(
            [lambda r=request: world.undo(r), lambda copy=copy: world.take_back([copy])]
        )
        [(voided, back)] = world.sql(
            "SELECT voided_at IS NOT NULL, returned_at IS NOT NULL FROM library_loan "
            "WHERE copy_id = %s",
            copy,
        )
        # either it was never lent, and only arrived; or it came back, and there is nothing to undo
        assert voided != back
        assert codes(undone) == ([] if voided else ["changed_since"])
        assert returned["next_step"]["code"] == ("arrived" if voided else "shelve")
    assert world.checks() == []


def test_undoing_a_return_while_the_book_is_lent_again(world):
    before, after = world.memberships(2)
    for copy in world.copies(6):
        world.lend(before, [copy])
        request = f"undone-{copy}"
        world.take_back([copy], request=request)
        [undone], [lent] = together(
            [lambda r=request: world.undo(r), lambda copy=copy: world.lend(after, [copy])]
        )
        assert sorted([tuple(codes(undone)), tuple(codes(lent))]) in (
            [(), ("changed_since",)],
            [(), ("copy_on_loan",)],
        )
        holder = before if not undone["blocks"] else after
        assert world.open_loans([copy]) == {copy: holder}
    assert world.checks() == []


def test_undone_twice_at_once_is_undone_once(world):
    copies, [member] = world.copies(4), world.memberships(1)
    for copy in copies:
        request = f"undone-{copy}"
        world.lend(member, [copy], request=request)
        answers = [answer for [answer] in together([lambda r=request: world.undo(r)] * 2)]
        assert outcomes(answers) == {"done": 1, "refused": 1}
        [refused] = [answer for answer in answers if answer["blocks"]]
        assert codes(refused) == ["undone_already"]
    assert world.open_loans(copies) == {}
