"""Desks that take money of one member, or one late book, at the same moment."""

from .client import together

DESKS = 8


def owed(world, member):
    [(balance,)] = world.sql("SELECT balance FROM library_membership WHERE id = %s", member)
    return balance


def charge(world, member, amount, client=None):
    request = f"charge-{next(world.numbers)}"
    return (client or world.admin).call(
        "library.desk", "charge", member, "other", amount, "lomba", request
    )


def pay(world, member, amount=None, request=None):
    request = request or f"pay-{next(world.numbers)}"
    return world.admin.call("library.desk", "pay", member, "lomba", request, amount)


def test_two_payments_of_all_at_once_are_one(world):
    for _round in range(3):
        [member] = world.memberships(1)
        charge(world, member, 5000)
        answers = together([lambda member=member: pay(world, member)] * 2)
        assert sorted(answer["outcome"] for answer in answers) == ["done", "refused"]
        assert owed(world, member) == 0


def test_no_more_is_taken_than_is_owed_however_many_desks_take_it(world):
    [member] = world.memberships(1)
    charge(world, member, 5000)
    answers = together([lambda: pay(world, member, 2000)] * DESKS)
    taken = sum(answer["details"]["amount"] for answer in answers if answer["outcome"] == "done")
    assert (taken, owed(world, member)) == (4000, 1000)


def test_the_same_payment_ten_times_at_once_is_counted_once(world):
    [member] = world.memberships(1)
    charge(world, member, 5000)
    answers = together([lambda: pay(world, member, 2000, request="the same payment")] * 10)
    assert all(answer == answers[0] for answer in answers)
    assert owed(world, member) == 3000


def test_charges_and_payments_of_one_member_at_once_add_up(world):
    [member] = world.memberships(1)
    charge(world, member, 10_000)
    together(
        [lambda: charge(world, member, 700)] * (DESKS // 2)
        + [lambda: pay(world, member, 900)] * (DESKS // 2)
    )
    assert owed(world, member) == 10_000 + (700 - 900) * (DESKS // 2)


def test_a_late_book_returned_at_two_desks_is_fined_once(world):
    [policy] = world.admin.call("library.policy", "search", [("library_id", "=", world.library)])
    world.admin.call("library.policy", "write", [policy], {"fine_per_day": 500})
    try:
        copies, [member] = world.copies(4), world.memberships(1)
        loans = [answer["loan_id"] for answer in world.lend(member, copies)]
        world.sql(
            "UPDATE library_loan SET due_date = due_date - 9, lent_at = lent_at - interval '9 days' "
            "WHERE id IN %s RETURNING id",
            tuple(loans),
        )
        for copy in copies:
            together([lambda copy=copy: world.take_back([copy])] * 2)
        [(count, total)] = world.sql(
            "SELECT count(*), sum(amount) FROM library_charge WHERE loan_id IN %s", tuple(loans)
        )
        assert (count, total) == (4, 4 * 2 * 500)
        assert owed(world, member) == total
    finally:
        world.admin.call("library.policy", "write", [policy], {"fine_per_day": 0})
