"""How long the promotion of a school of 1,500 pupils takes, and undoing it: see README.md.

The browser's requests one after the other, as the progress bar sends them. The floor is the same change of
the same rows by plain SQL, in steps of the same size, taken back at the end.
"""

import contextlib
import os
import statistics
import sys
import time

import psycopg2

from races.world import World

from .report import write_section

PUPILS, QUICK = 1_500, 300
CLASSES = [f"{grade}-{section}" for grade in ("VII", "VIII", "IX") for section in "ABCDEFGHIJ"]
STEP = 100
ROUNDS = 3


def school(world, pupils):
    """Make a school; return its id."""
    library = world.create(
        "library.library",
        {
            "name": "Sekolah Besar",
            "code": "BESAR",
            "type_id": world.ref("sipuspa_library", "library_type_smp"),
            "region_id": world.admin.call("library.region", "search", [], limit=1)[0],
        },
    )
    category = world.ref("sipuspa_library", "member_category_pupil")
    for start in range(0, pupils, 250):
        world.create(
            "library.member",
            *(
                {
                    "name": f"Siswa {number}",
                    "membership_ids": [
                        (
                            0,
                            0,
                            {
                                "library_id": library,
                                "category_id": category,
                                "class_name": CLASSES[number % len(CLASSES)],
                                "valid_until": "2020-06-30",
                            },
                        )
                    ],
                }
                for number in range(start, min(start + 250, pupils))
            ),
        )
    return library


def seconds(act):
    """Return how long ``act`` takes, and what it returns."""
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def steps(world, promotion, act):
    """Begin an act and ask for step after step; return the seconds of each request."""
    times = [seconds(lambda: world.admin.call("library.promotion", act, [promotion]))[0]]
    left = True
    while left:
        spent, answer = seconds(
            lambda: world.admin.call("library.promotion", "run_batch", [promotion])
        )
        times.append(spent)
        left = answer["left"]
    return times


FLOOR = """
    WITH pupil AS (SELECT id, class_id FROM library_membership WHERE id = ANY(%(ids)s)),
    ended AS (
        UPDATE library_enrolment SET date_to = now(), outcome = 'promoted'
         WHERE membership_id = ANY(%(ids)s) AND date_to IS NULL),
    moved AS (
        UPDATE library_membership SET lend_seq = lend_seq + 1, class_name = class_name || '+',
               valid_until = DATE '2030-06-30' WHERE id = ANY(%(ids)s)),
    listed AS (
        UPDATE library_promotion_line SET state = 'waiting' WHERE membership_id = ANY(%(ids)s))
    SELECT count(*) FROM pupil
"""
BEGIN = """
    INSERT INTO library_enrolment (library_id, membership_id, class_id, date_from)
    SELECT library_id, membership_id, class_id, date_to FROM (
        SELECT DISTINCT ON (membership_id) * FROM library_enrolment
         WHERE membership_id = ANY(%(ids)s) ORDER BY membership_id, id DESC) last
"""


def floor(database, library):
    """Return the seconds of each step of plain SQL that changes the same rows, then takes it back."""
    times = []
    with contextlib.closing(psycopg2.connect(dbname=database)) as connection:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM library_membership WHERE library_id = %s AND class_id IS NOT NULL "
                "ORDER BY id",
                [library],
            )
            ids = [row for (row,) in cursor.fetchall()]
            for start in range(0, len(ids), STEP):
                part = {"ids": ids[start : start + STEP]}
                began = time.perf_counter()
                cursor.execute(FLOOR, part)
                cursor.execute(BEGIN, part)
                times.append(time.perf_counter() - began)
        connection.rollback()
    return times


def main(arguments):
    quick = "--quick" in arguments
    pupils = QUICK if quick else PUPILS
    database = os.environ["SIPUSPA_RACE_DB"]
    world = World(os.environ["SIPUSPA_RACE_URL"], database)
    library = school(world, pupils)
    found = {
        name: [] for name in ("floor: plain SQL", "prepare the list", "promote", "undo", "a step")
    }
    for _round in range(ROUNDS):
        found["floor: plain SQL"].append(sum(floor(database, library)))
        spent, promotion = seconds(
            lambda: world.create("library.promotion", {"library_id": library})
        )
        found["prepare the list"].append(spent)
        times = steps(world, promotion, "action_apply")
        found["promote"].append(sum(times))
        found["a step"].append(statistics.median(times[1:]))
        found["undo"].append(sum(steps(world, promotion, "action_undo")))
    rows = [
        [name, f"{statistics.median(times):.2f}", f"{1000 * statistics.median(times) / pupils:.2f}"]
        for name, times in found.items()
    ]
    rows[-1][2] = f"{1000 * statistics.median(found['a step']) / STEP:.2f}"
    for row in rows:
        print(" | ".join(row))
    if not quick:
        write_section(
            "Promoting a school",
            PROMOTING.format(pupils=pupils),
            ["", "seconds", "ms a pupil"],
            rows,
        )


PROMOTING = """\
A school of {pupils:,} pupils in 30 classes: the list with every pupil's next class, the promotion and its
undo, asked for as the browser does, in steps of 100 that are a request and a transaction each. The floor
changes the same rows by plain SQL in steps of the same size, on the server's own machine."""

if __name__ == "__main__":
    main(sys.argv[1:])
