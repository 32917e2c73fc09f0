"""How long a night takes to forget what is old: see README.md.

The past is the one of the circulation benchmark. Of it, whatever ended over a year ago forgets its person,
with two acts a loan; and leavers of long ago are forgotten whole, one in ten with a login.
"""

import contextlib
import os
import sys
import time

import psycopg2

from races.world import World

from .circulation import Past
from .report import write_section

LOANS, LEAVERS = 160_000, 2_000  # five loans in eight are over a year old
CRON = "cron_forget"

LEAVE = """
    WITH person AS (
        INSERT INTO library_member (name, card_number, card_token, sex, birth_date, card_issue,
                                    phone, create_date)
        SELECT 'Alumni ' || number, 'ALUMNI-' || number, md5('alumni' || number), 'f',
               DATE '2005-05-05', 1, '0812' || number, TIMESTAMP '2020-07-15'
          FROM generate_series(1, %(leavers)s) number
        RETURNING id)
    INSERT INTO library_membership (member_id, library_id, category_id, joined_on, left_on,
                                    pending, lend_seq, balance)
    SELECT id, %(library)s, %(category)s, DATE '2020-07-15', DATE '2022-06-20', FALSE, 0, 0 FROM person
"""
OLD = """
    SELECT id FROM library_loan
     WHERE returned_at < now() AT TIME ZONE 'utc' - interval '12 months' AND membership_id IS NOT NULL
"""
FLOOR = f"""
    UPDATE library_event SET membership_id = NULL, payload_hash = '', reason = NULL
     WHERE loan_id IN ({OLD});
    UPDATE library_loan SET membership_id = NULL, member_id = NULL WHERE id IN ({OLD})
"""


class Night:
    def __init__(self, world, database):
        self.world, self.database = world, database
        self.cron = world.ref("sipuspa_library", CRON)

    def sql(self, statement, parameters=None, commit=True):
        """Run ``statement``, and return the rows where it has any."""
        with contextlib.closing(psycopg2.connect(dbname=self.database)) as connection:
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                rows = cursor.fetchall() if cursor.description else []
            connection.commit() if commit else connection.rollback()
            return rows

    def count(self, statement):
        return self.sql(f"SELECT count(*) FROM ({statement}) AS row")[0][0]

    def run(self, left):
        """Let the night's action run until nothing is ``left``; return the seconds it took."""
        start = time.perf_counter()
        while self.count(left):
            before = self.count(left)
            self.world.admin.call("ir.cron", "method_direct_trigger", [self.cron])
            assert self.count(left) < before, "the night forgets nothing"
        return time.perf_counter() - start


def row(what, count, seconds):
    return [what, f"{count:,}", f"{seconds:.1f}", f"{seconds / count * 1000:.2f}"]


def main(arguments):
    database = os.environ["SIPUSPA_RACE_DB"]
    world = World(os.environ["SIPUSPA_RACE_URL"], database)
    quick = "--quick" in arguments
    past, night = Past(database, world), Night(world, database)
    past.grow(LOANS // 10 if quick else LOANS)
    loans = night.count(OLD)
    start = time.perf_counter()
    night.sql(FLOOR, commit=False)
    rows = [
        row("floor: two bare UPDATEs, all in one transaction", loans, time.perf_counter() - start)
    ]
    print(rows[-1], flush=True)
    rows.append(row("loans, with two acts each", loans, night.run(OLD)))
    print(rows[-1], flush=True)
    leavers = LEAVERS // 10 if quick else LEAVERS
    night.sql(LEAVE, {**past.fixed, "leavers": leavers, "library": past.libraries[0]})
    some = [
        member for (member,) in night.sql("SELECT id FROM library_member WHERE phone LIKE '0812%0'")
    ]
    give_logins(night, some)
    rows.append(
        row(
            "leavers, one in ten with a login",
            leavers,
            night.run("SELECT id FROM library_member WHERE name LIKE 'Alumni %'"),
        )
    )
    print(rows[-1], flush=True)
    start = time.perf_counter()
    world.admin.call("ir.cron", "method_direct_trigger", [night.cron])
    idle = time.perf_counter() - start
    rows.append(["a night with nothing to do", "0", f"{idle:.1f}", ""])
    print(rows[-1], flush=True)
    if not quick:
        write_section("Forgetting", INTRODUCTION, ["what", "rows", "seconds", "ms a row"], rows)


def give_logins(night, members):
    """Give each of ``members`` a portal user and partner, as a card login has."""
    logins = night.world.create(
        "res.users",
        *(
            {
                "name": f"ALUMNI{member}",
                "login": f"ALUMNI{member}",
                "group_ids": [(6, 0, [night.world.ref("base", "group_portal")])],
            }
            for member in members
        ),
    )
    for member, login in zip(members, logins, strict=True):
        night.sql("UPDATE library_member SET user_id = %s WHERE id = %s", [login, member])


INTRODUCTION = f"""\
What the nightly action takes, on a past of {LOANS:,} loans over 33 months with two events each; in batches of
1,000 rows or 200 persons, each its own transaction. The floor empties the same columns by two
bare statements in one transaction, rolled back."""

if __name__ == "__main__":
    main(sys.argv[1:])
