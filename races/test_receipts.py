"""Cartons that are received at the same moment, and a receipt undone while another comes in."""

from .client import Refused, together

DESKS = 6
COPIES = 5


def wizard(world, count=COPIES):
    return world.create(
        "library.copy.receive",
        {"library_id": world.library, "book_id": world.book, "copy_count": count},
    )


def receive(world, row):
    return world.admin.call("library.copy.receive", "action_receive", [row])["res_id"]


def numbers(world, receipts):
    """Return the running numbers of the copies of each receipt, in order."""
    return [
        [
            int(barcode[-7:])
            for (barcode,) in world.sql(
                "SELECT barcode FROM library_copy WHERE receipt_id = %s ORDER BY barcode", receipt
            )
        ]
        for receipt in receipts
    ]


def test_receipts_at_the_same_moment_take_whole_ranges(world):
    rows = [wizard(world) for __ in range(DESKS)]
    receipts = together([lambda row=row: receive(world, row) for row in rows])
    taken = numbers(world, receipts)
    for run in taken:
        assert run == list(range(run[0], run[0] + COPIES))
    assert len({number for run in taken for number in run}) == DESKS * COPIES


def test_a_button_pressed_many_times_receives_once(world):
    row = wizard(world)
    receipts = together([lambda: receive(world, row)] * DESKS)
    assert len(set(receipts)) == 1
    assert len(numbers(world, receipts[:1])[0]) == COPIES


def test_a_receipt_is_undone_while_another_comes_in(world):
    for __ in range(5):
        first = receive(world, wizard(world))
        [before] = numbers(world, [first])
        row = wizard(world)

        def undo(first=first):
            try:
                world.admin.call("library.receipt", "action_undo", [first])
            except Refused as refusal:
                assert refusal.name.endswith("UserError")
                return False
            return True

        undone, second = together([undo, lambda row=row: receive(world, row)])
        [after] = numbers(world, [second])
        assert len(after) == COPIES
        if undone:
            assert numbers(world, [first]) == [[]]
            assert after == before
        else:
            assert after[0] == before[-1] + 1
        [(last,)] = world.sql(
            "SELECT last_copy_number FROM library_library WHERE id = %s", world.library
        )
        assert last == after[-1]


def test_a_copy_is_lent_while_its_receipt_is_undone(world):
    for __ in range(5):
        receipt = receive(world, wizard(world, 1))
        [(copy,)] = world.sql("SELECT id FROM library_copy WHERE receipt_id = %s", receipt)
        [member] = world.memberships(1)

        def attempt(act):
            try:
                return act() or True
            except Refused:
                return False

        undone, lent = together(
            [
                lambda receipt=receipt: attempt(
                    lambda: world.admin.call("library.receipt", "action_undo", [receipt])
                ),
                lambda copy=copy, member=member: attempt(lambda: world.lend(member, [copy])),
            ]
        )
        assert undone != bool(lent)
        assert bool(world.open_loans([copy])) == bool(lent)
