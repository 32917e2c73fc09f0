"""What lending and returning cost a desk, as the past grows: see README.md.

One desk sends one request after the other: a bare call, a lend, a return, and again, so that whatever else
the machine does falls on all three alike. The past is written by SQL, every row as the verbs would have
left it: loans with their members, copies, titles and two events each.
"""

import contextlib
import itertools
import os
import statistics
import sys
import time

import psycopg2

from races.world import World

from .report import write_section

SIZES = (0, 2_000, 20_000, 200_000)
LIBRARIES = 20
ROUNDS, WARM_UP = 200, 30
LOANS_PER_COPY, LOANS_PER_MEMBER = 10, 20
CONTEXT = {"lang": "id_ID"}  # what a browser sends with every request
STOCK = 60  # copies and members of a library before anything was lent


class Past:
    """Libraries whose past can be made longer."""

    def __init__(self, database, world):
        self.database = database
        self.libraries = world.create(
            "library.library",
            *(
                {
                    "name": f"Sekolah Ukur {number}",
                    "code": f"UKUR{number}",
                    "type_id": world.ref("sipuspa_library", "library_type_smp"),
                    "region_id": world.admin.call("library.region", "search", [], limit=1)[0],
                    "opening_ids": [
                        (0, 0, {"weekday": str(day), "hour_from": 8, "hour_to": 14})
                        for day in range(6)
                    ],
                }
                for number in range(LIBRARIES)
            ),
        )
        self.fixed = {
            "libraries": self.libraries,
            "category": world.ref("sipuspa_library", "member_category_pupil"),
            "collection": world.ref("sipuspa_library", "collection_type_umum"),
            "user": world.admin.uid,
        }
        self.loans = self.copies = self.members = 0

    def grow(self, loans):
        """Make the past ``loans`` long, with the copies and members such a past has."""
        copies = max(STOCK, loans // LOANS_PER_COPY // LIBRARIES)
        members = max(STOCK, loans // LOANS_PER_MEMBER // LIBRARIES)
        parameters = {
            **self.fixed,
            "old_copies": self.copies,
            "copies": copies,
            "old_members": self.members,
            "members": members,
            "old_loans": self.loans,
            "loans": loans,
        }
        with contextlib.closing(psycopg2.connect(dbname=self.database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in (PEOPLE, STOCKS, LOANS, EVENTS):
                    cursor.execute(statement, parameters)
                cursor.execute("VACUUM ANALYZE")
        self.loans, self.copies, self.members = loans, copies, members

    def stock(self, table, column="id"):
        """Return a column of rows of the first library."""
        with contextlib.closing(psycopg2.connect(dbname=self.database)) as connection:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {column} FROM {table} WHERE library_id = %s ORDER BY id LIMIT %s",
                    [self.libraries[0], STOCK],
                )
                return [value for (value,) in cursor.fetchall()]


PEOPLE = """
    WITH person AS (
        INSERT INTO library_member (name, card_number, card_token, sex, birth_date, card_issue)
        SELECT 'Anggota ' || number, 'K' || library || '-' || number,
               md5(library || '-' || number), CASE number %% 2 WHEN 0 THEN 'f' ELSE 'm' END,
               DATE '2010-01-01' + (number * 37 %% 2000), 1
          FROM unnest(%(libraries)s) library,
               generate_series(%(old_members)s + 1, %(members)s) number
        RETURNING id, card_number)
    INSERT INTO library_membership (member_id, library_id, category_id, class_name, joined_on,
                                    pending, lend_seq, balance)
    SELECT id, split_part(substr(card_number, 2), '-', 1)::int, %(category)s,
           'VII-' || id %% 9, DATE '2022-07-15', FALSE, 0, 0
      FROM person
"""
STOCKS = """
    WITH title AS (
        INSERT INTO library_book (name, contributor_text, active, hidden, verified)
        SELECT 'Buku ' || number, 'Pengarang ' || number %% 500, TRUE, FALSE, FALSE
          FROM generate_series(%(old_copies)s + 1, %(copies)s) number
        RETURNING id),
    numbered AS (SELECT id, %(old_copies)s + row_number() OVER (ORDER BY id) AS number FROM title)
    INSERT INTO library_copy (library_id, place_id, book_id, collection_type_id, barcode,
                              barcode_issued, accession_number, received_on, status, fact_seq)
    SELECT library, library, numbered.id, %(collection)s, 'U' || library || '-' || number,
           number %% 2 = 0, 'U-' || number, DATE '2022-07-15', 'available', 0
      FROM numbered, unnest(%(libraries)s) library
"""
LOANS = """
    WITH place AS (
        SELECT library, nth - 1 AS nth
          FROM unnest(%(libraries)s) WITH ORDINALITY AS given (library, nth)),
    copy AS (
        SELECT id, book_id, library_id, row_number() OVER (PARTITION BY library_id ORDER BY id) - 1 AS nth
          FROM library_copy WHERE library_id = ANY(%(libraries)s)),
    membership AS (
        SELECT id, member_id, library_id, category_id, class_name,
               row_number() OVER (PARTITION BY library_id ORDER BY id) - 1 AS nth
          FROM library_membership WHERE library_id = ANY(%(libraries)s)),
    past AS (
        SELECT number, number / cardinality(%(libraries)s) AS turn,
               number %% cardinality(%(libraries)s) AS nth,
               now() AT TIME ZONE 'utc' - interval '10 days'
                   - (number %% 1000) * interval '1 day' AS lent_at
          FROM generate_series(%(old_loans)s, %(loans)s - 1) number)
    INSERT INTO library_loan (library_id, copy_id, book_id, membership_id, member_id, category_id,
                              class_name, sex, age_band, lent_at, lent_by_id, due_date, returned_at,
                              returned_by_id, return_library_id, renewal_count, limit_judged,
                              count_judged, due_moved_days, overridden)
    SELECT place.library, copy.id, copy.book_id, membership.id, membership.member_id,
           membership.category_id, membership.class_name, 'f', '13-14', past.lent_at, %(user)s,
           past.lent_at::date + 7, past.lent_at + interval '5 days', %(user)s, place.library, 0, 3,
           1, 0, FALSE
      FROM past
      JOIN place ON place.nth = past.nth
      JOIN copy ON copy.library_id = place.library AND copy.nth = past.turn %% %(copies)s
      JOIN membership ON membership.library_id = place.library
       AND membership.nth = past.turn * 7 %% %(members)s
"""
EVENTS = """
    INSERT INTO library_event (device, request_id, line, payload_hash, verb, library_id, copy_id,
                               loan_id, membership_id, actor_id, acted_at, outcome, due_date)
    SELECT 'past', verb || loan.id, 0, md5(loan.id::text), verb, loan.library_id, loan.copy_id,
           loan.id, loan.membership_id, %(user)s, loan.lent_at, 'done', loan.due_date
      FROM library_loan loan, unnest(ARRAY['lend', 'return']) verb
     WHERE loan.library_id = ANY(%(libraries)s) AND loan.policy_id IS NULL
    ON CONFLICT DO NOTHING
"""


def timed(act, *arguments, **options):
    """Return the milliseconds one request takes."""
    start = time.perf_counter()
    act(*arguments, **options)
    return (time.perf_counter() - start) * 1000


def measure(desk, library, barcodes, memberships):
    """Return the times of bare calls, lends and returns, taken in turn."""
    times = {"bare": [], "lend": [], "return": []}
    number = itertools.count()

    def act(kind, barcode, membership):
        request = f"{time.time_ns()}-{next(number)}"
        values = (library, barcode, membership, "measured", request)
        answer = desk.call("library.desk", "act", *values, context=CONTEXT)
        assert answer["kind"] == kind, answer

    def bare():
        desk.call("library.type", "search_count", [], limit=1, context=CONTEXT)

    for turn in range(WARM_UP + ROUNDS):
        barcode, membership = barcodes[turn % STOCK], memberships[turn % STOCK]
        found = {
            "bare": timed(bare),
            "lend": timed(act, "lent", barcode, membership),
            "return": timed(act, "returned", barcode, False),
        }
        if turn >= WARM_UP:
            for name, milliseconds in found.items():
                times[name].append(milliseconds)
    return times


def cell(times):
    return f"{statistics.median(times):.1f} / {statistics.quantiles(times, n=20)[-1]:.1f}"


def main(arguments):
    quick = "--quick" in arguments
    database = os.environ["SIPUSPA_RACE_DB"]
    world = World(os.environ["SIPUSPA_RACE_URL"], database)
    past = Past(database, world)
    desk, _assignment = world.desk(past.libraries[0])
    rows = []
    for size in SIZES[:-1] if quick else SIZES:
        past.grow(size)
        times = measure(
            desk,
            past.libraries[0],
            past.stock("library_copy", "barcode"),
            past.stock("library_membership"),
        )
        middle = {name: statistics.median(found) for name, found in times.items()}
        ratios = (f"{middle[name] / middle['bare']:.1f}" for name in ("lend", "return"))
        rows.append([f"{size:,}", *map(cell, times.values()), *ratios])
        print(" | ".join(rows[-1]), flush=True)
    header = ["past loans", "bare call", "lend", "return", "lend ÷ bare", "return ÷ bare"]
    if not quick:
        write_section("Circulation", INTRODUCTION, header, rows)


INTRODUCTION = f"""\
Milliseconds of a round trip from one desk, p50 / p95 of {ROUNDS} each, taken in turn with a bare call
(a count of one row) on the same server with two workers, each one request as the Desk sends it; {LIBRARIES}
libraries, ten past loans a copy and twenty a member, two events a loan; every second copy has its number
from us, the others an old sticker. The ratios say what circulation itself costs; they should not grow
with the past."""

if __name__ == "__main__":
    main(sys.argv[1:])
