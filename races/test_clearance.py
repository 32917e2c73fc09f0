"""Letters that say "nothing is open" while a book is being lent, or while somebody else writes them."""

from concurrent.futures import ThreadPoolExecutor

from .client import Refused, together
from .test_lockout import wait_until_somebody_waits


def issue(world, members):
    """Issue letters as the form does; tell whether any were made."""
    wizard = world.create(
        "library.clearance.issue",
        {"membership_ids": [(6, 0, members)], "purpose": "other", "purpose_words": "Lomba"},
    )
    try:
        world.admin.call("library.clearance.issue", "action_issue", [wizard])
    except Refused as refusal:
        assert refusal.name == "odoo.exceptions.UserError"
        return False
    return True


def letters(world, members):
    return world.sql(
        "SELECT membership_id, letter_serial FROM library_clearance WHERE membership_id IN %s",
        tuple(members),
    )


def test_no_letter_for_a_book_lent_while_it_was_being_written(world):
    """The lend has written the member and its loan, and commits after the letter was asked for."""
    [copy], [member] = world.copies(1), world.memberships(1)
    [answer] = world.lend(member, [copy])
    world.take_back([copy])
    with ThreadPoolExecutor(1) as pool:
        with world.transaction() as cursor:
            cursor.execute(
                "UPDATE library_membership SET lend_seq = lend_seq + 1 WHERE id = %s", (member,)
            )
            cursor.execute(
                "UPDATE library_loan SET returned_at = NULL WHERE id = %s", (answer["loan_id"],)
            )
            issued = pool.submit(issue, world, [member])
            wait_until_somebody_waits(world)
        assert issued.result() is False
    assert letters(world, [member]) == []
    with world.transaction() as cursor:
        cursor.execute(
            "UPDATE library_loan SET returned_at = lent_at WHERE id = %s", (answer["loan_id"],)
        )


def test_two_who_clear_the_same_class_number_each_letter_once(world):
    members = world.memberships(6)
    outcomes = together([lambda: issue(world, members)] * 5)
    assert sorted(outcomes) == [False] * 4 + [True]
    found = letters(world, members)
    assert sorted(member for member, __ in found) == sorted(members)


def test_classes_cleared_at_the_same_moment_are_numbered_without_a_gap(world):
    classes = [world.memberships(3) for __ in range(5)]
    together([lambda members=members: issue(world, members) for members in classes])
    [(first, last, count)] = world.sql(
        "SELECT min(letter_serial), max(letter_serial), count(*) FROM library_clearance "
        "WHERE library_id = %s",
        world.library,
    )
    assert (first, last) == (1, count)


def test_lending_to_members_who_are_being_cleared(world):
    """Whoever comes second is judged anew: lent and then cleared is refused, cleared and lent is told."""
    for __ in range(5):
        copies, members = world.copies(4), world.memberships(4)
        acts = [lambda members=members: issue(world, members)]
        acts += [
            lambda member=member, copy=copy: world.lend(member, [copy])[0]["outcome"]
            for member, copy in zip(members, copies, strict=True)
        ]
        outcomes = together(acts)
        assert outcomes[1:] == ["done"] * 4
        assert outcomes[0] == bool(letters(world, members))
