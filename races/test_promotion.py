"""A school is promoted while its desk lends, and while somebody else presses, too."""

import itertools

from .client import Refused, together

PUPILS = 250
codes = itertools.count(1)


def school(world):
    """Make a school of its own with two and a half steps of pupils; return it and their memberships."""
    number = next(codes)
    library = world.create(
        "library.library",
        {
            "name": f"Sekolah Naik {number}",
            "code": f"NAIK{number}",
            "type_id": world.ref("sipuspa_library", "library_type_smp"),
            "region_id": world.admin.call("library.region", "search", [], limit=1)[0],
            "opening_ids": [
                (0, 0, {"weekday": str(day), "hour_from": 0, "hour_to": 24}) for day in range(7)
            ],
        },
    )
    members = world.create(
        "library.member",
        *(
            {
                "name": f"Rahasia Naik {row}",
                "membership_ids": [
                    (0, 0, {"library_id": library, "class_name": f"VII-{'ABCDEF'[row % 6]}"})
                ],
            }
            for row in range(PUPILS)
        ),
    )
    rows = world.sql("SELECT id FROM library_membership WHERE member_id IN %s", tuple(members))
    return library, sorted(row for (row,) in rows)


def run(world, promotion):
    """Ask for step after step, as the browser does."""
    while world.admin.call("library.promotion", "run_batch", [promotion])["left"]:
        pass
    return "done"


def begun(world, library):
    promotion = world.create("library.promotion", {"library_id": library})
    world.admin.call("library.promotion", "action_apply", [promotion])
    return promotion


def assert_everybody_is_promoted(world, promotion, pupils):
    """Everybody is in one class of the next year, and in no other."""
    assert world.sql("SELECT state FROM library_promotion WHERE id = %s", promotion) == [
        ("applied",)
    ]
    classes = world.sql(
        "SELECT class_name, count(*) FROM library_membership WHERE id IN %s GROUP BY class_name",
        tuple(pupils),
    )
    assert sorted(classes)[0][0].startswith("VIII-")
    assert sum(count for _name, count in classes) == PUPILS
    assert world.sql(
        "SELECT count(*), count(*) FILTER (WHERE date_to IS NULL) FROM library_enrolment "
        "WHERE membership_id IN %s",
        tuple(pupils),
    ) == [(2 * PUPILS, PUPILS)]
    wrong = world.sql(
        "SELECT row.id FROM library_membership row JOIN library_enrolment now "
        "ON now.membership_id = row.id AND now.date_to IS NULL "
        "WHERE row.id IN %s AND now.class_id <> row.class_id",
        tuple(pupils),
    )
    assert wrong == []


def test_books_are_lent_while_their_borrowers_are_promoted(world):
    library, pupils = school(world)
    copies = world.copies(12, library)
    promotion = begun(world, library)
    borrowers = pupils[:: PUPILS // 12][:12]
    lends = [
        lambda copy=copy, pupil=pupil: world.lend(pupil, [copy])[0]["outcome"]
        for copy, pupil in zip(copies, borrowers, strict=True)
    ]
    outcomes = together([*lends[:6], lambda: run(world, promotion), *lends[6:]])
    assert outcomes == ["done"] * 13
    assert world.open_loans(copies) == dict(zip(copies, borrowers, strict=True))
    assert_everybody_is_promoted(world, promotion, pupils)
    # counted in the class of before or after, as the lend came before or after
    assert {
        name[:3]
        for (name,) in world.sql(
            "SELECT class_name FROM library_loan WHERE copy_id IN %s", tuple(copies)
        )
    } <= {"VII"}


def test_two_browsers_promote_one_school(world):
    library, pupils = school(world)
    promotion = begun(world, library)
    assert together([lambda: run(world, promotion)] * 3) == ["done"] * 3
    assert_everybody_is_promoted(world, promotion, pupils)


def test_two_promotions_of_one_school_are_begun_at_once(world):
    library, _pupils = school(world)

    def begin():
        try:
            return world.create("library.promotion", {"library_id": library})
        except Refused:  # a sentence, not an error
            return None

    begun_ones = [row for row in together([begin] * 4) if row]
    assert len(begun_ones) == 1
