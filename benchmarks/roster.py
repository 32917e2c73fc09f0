"""How long a list of pupils takes from the upload to the last member, and how much memory.

The list is as Dapodik makes it, 66 columns with everything a library may not have, made up. It is read,
judged and taken over in steps by the addon's own code, each step committed as a request would; beside it,
as floors, openpyxl merely reading the file, and plain INSERTs of as many persons and memberships.
"""

import importlib.util
import io
import os
import sys
import time
from pathlib import Path

import openpyxl
from psycopg2.extras import execute_values

import odoo
from odoo.modules.registry import Registry
from odoo.tools import config

from .report import write_section

FILES = Path(__file__).parent.parent / "sipuspa_library" / "tests" / "roster_files.py"
SIZES, QUICK = (1_500, 10_000), (1_500,)
CLASSES = [f"Kelas {grade}{letter}" for grade in range(1, 7) for letter in "ABCD"]
WARM_UP = 20


class Peak:
    """The seconds of a stage, and the megabytes it took over what was there before it."""

    def __enter__(self):
        self.before = _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from now on
        self.start = time.perf_counter()
        return self

    def __exit__(self, *_error):
        self.seconds = time.perf_counter() - self.start
        self.megabytes = max(0, _memory("VmHWM") - self.before)

    def cells(self):
        return [f"{self.seconds:.1f}", f"{self.megabytes:.0f}"]


def _memory(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def generator():
    spec = importlib.util.spec_from_file_location("roster_files", FILES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_plainly(content):
    """Read every cell with openpyxl, and keep none."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))


def insert_plainly(env, count):
    """Write as many persons and memberships as PostgreSQL takes them, and take it back."""
    category = env.ref("sipuspa_library.member_category_pupil").id
    library = env["library.library"].search([], limit=1).id
    people = [(f"Siswa {n}", f"UKUR{n}", f"token {n}", f"{n:010d}") for n in range(count)]
    with env.cr.savepoint(flush=False) as savepoint:
        members = execute_values(
            env.cr._obj,
            "INSERT INTO library_member (name, card_number, card_token, nisn, card_issue)"
            " VALUES %s RETURNING id",
            people,
            template="(%s, %s, %s, %s, 1)",
            page_size=1_000,
            fetch=True,
        )
        execute_values(
            env.cr._obj,
            "INSERT INTO library_membership (member_id, library_id, category_id, joined_on) VALUES %s",
            [(member, library, category, "2026-07-20") for (member,) in members],
            page_size=1_000,
        )
        savepoint.rollback()


def load(env, library, content):
    roster = env["library.roster"]._read_file(library, io.BytesIO(content), "ukur.xlsx")
    env.cr.commit()
    return roster


def run(env, roster, act):
    """Do an act step by step, as the browser asks; return the longest step."""
    getattr(roster, act)()
    env.cr.commit()
    longest, left = 0, 1
    while left:
        env.invalidate_all()  # a request knows nothing of the one before
        start = time.perf_counter()
        left = roster.run_batch()["left"]
        env.cr.commit()
        longest = max(longest, time.perf_counter() - start)
    return longest


def measure(env, library, files, count, first):
    """Return the lines of one size."""
    content = files.dapodik(files.pupils(count, first, CLASSES))
    stages = {}

    def stage(name, act, *arguments):
        env.invalidate_all()
        with Peak() as peak:
            result = act(*arguments)
        stages[name] = peak.cells()
        print(f"{count:,} rows: {name}: {' s, '.join(peak.cells())} MB", flush=True)
        return result

    roster = stage("from the upload to the preview", load, env, library, content)
    longest = stage("taken over, in steps of 100", run, env, roster, "action_apply")
    assert roster.done_count == count, roster.read()
    again = stage("the same file again, to the preview", load, env, library, content)
    assert again.unchanged_count == count, again.read()
    undone = stage("undone, in steps of 100", run, env, roster, "action_undo")
    assert roster.state == "undone" and not roster.kept_count, roster.read()
    # last, so that they leave no memory behind for the others to use
    stage("floor: openpyxl reads every cell", read_plainly, content)
    stage("floor: plain INSERTs", insert_plainly, env, count)
    print(f"longest step: {longest:.2f} s, of the undo {undone:.2f} s", flush=True)
    return [[f"{count:,}", name, *cells] for name, cells in stages.items()]


def main(arguments):
    quick = "--quick" in arguments
    database = os.environ["SIPUSPA_RACE_DB"]
    config.parse_config(["-d", database, "--log-level", "warn"])
    registry = Registry(database)
    files = generator()
    with registry.cursor() as cursor:
        env = odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})
        user = env.ref("base.user_admin")
        user.group_ids += env.ref("sipuspa_library.group_admin")
        region = {"name": "Ukur", "code": "97.02", "level": "regency"}
        library = env["library.library"].create(
            {
                "name": "SD Ukur",
                "code": "UKUR",
                "type_id": env.ref("sipuspa_library.library_type_sd").id,
                "region_id": env["library.region"].create(region).id,
            }
        )
        env = env(user=user)  # rules and rights are part of what it costs
        library = library.with_env(env)
        warm = load(env, library, files.dapodik(files.pupils(WARM_UP, 900_000, CLASSES)))
        run(env, warm, "action_apply")
        run(env, warm, "action_undo")
        rows = []
        for number, size in enumerate(QUICK if quick else SIZES):
            rows += measure(env, library, files, size, 1 + number * 100_000)
    if not quick:
        header = ["rows", "stage", "seconds", "MB over idle at the peak"]
        write_section("Lists of Pupils", INTRODUCTION, header, rows)


INTRODUCTION = """\
A list as Dapodik makes it, 66 columns, loaded into a school: seconds by the clock in one process, and the
most memory a stage took over what the process had before it. Steps are committed one by one, as requests."""

if __name__ == "__main__":
    main(sys.argv[1:])
