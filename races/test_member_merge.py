"""Two entries of a person become one while others merge them, lend to them, or replace the card."""

import contextlib

from .client import Refused, together


def persons(world, count=2):
    """Return ``(member, membership)`` of so many entries of one person."""
    ids = world.create(
        "library.member",
        *(
            {"name": "Kembar", "membership_ids": [(0, 0, {"library_id": world.library})]}
            for _each in range(count)
        ),
    )
    rows = world.sql(
        "SELECT member_id, id FROM library_membership WHERE member_id = ANY(%s) ORDER BY id",
        [ids] if count == 1 else ids,
    )
    return list(rows)


def merge(world, kept, gone):
    return world.merge("library.member", kept, gone)


def test_the_same_two_are_merged_by_six_at_once(world):
    (kept, __), (gone, __) = persons(world)
    outcomes = together([lambda: merge(world, kept, gone)] * 6)
    assert sorted(outcomes) == ["merged"] + ["refused"] * 5
    assert world.sql("SELECT active, merged_into_id FROM library_member WHERE id = %s", gone) == [
        (False, kept)
    ]


def test_books_are_lent_to_both_while_they_are_merged(world):
    for _round in range(3):
        (kept, kept_row), (gone, gone_row) = persons(world)
        copies = world.create(
            "library.copy", *[{"library_id": world.library, "book_id": world.book}] * 6
        )

        def lend(row, copy):
            def act():
                [answer] = world.admin.call(
                    "library.desk", "lend", row, [copy], "race", f"merge-{copy}"
                )
                return answer["outcome"]

            return act

        acts = [lend((kept_row, gone_row)[number % 2], copy) for number, copy in enumerate(copies)]
        outcomes = together([*acts, lambda kept=kept, gone=gone: merge(world, kept, gone)])
        assert sorted(outcomes) == ["done"] * 6 + ["merged"]
        assert world.sql(
            "SELECT member_id, membership_id, count(*) FROM library_loan WHERE copy_id = ANY(%s) "
            "GROUP BY 1, 2",
            copies,
        ) == [(kept, kept_row, 6)]


def test_a_card_is_replaced_once_by_five_at_once(world):
    [(member, row)] = persons(world, 1)
    wizards = world.create("library.card.replace", *[{"membership_id": row}] * 5)

    def replace(wizard):
        with contextlib.suppress(Refused):
            world.admin.call("library.card.replace", "action_replace", [wizard])
            return "replaced"
        return "refused"

    outcomes = together([lambda wizard=wizard: replace(wizard) for wizard in wizards])
    assert sorted(outcomes) == ["refused"] * 4 + ["replaced"]
    assert world.sql("SELECT card_issue FROM library_member WHERE id = %s", member) == [(2,)]
    assert world.sql(
        "SELECT count(*) FROM library_card_replacement WHERE member_id = %s", member
    ) == [(1,)]
