"""A year of several libraries to forget, and what must be the same before and after."""

import itertools
import json
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools import SQL

from .common import LibraryCase

NOW = "2026-10-05 02:00:00"

# what the product groups loans, visits, persons and memberships by; every pair, and all at once
FIGURES = {
    "library.loan": (
        (
            *("lent_at:month", "returned_at:month", "library_id", "return_library_id"),
            *("category_id", "class_name", "sex", "age_band", "occupation_id", "book_id"),
            *("copy_id", "overridden", "policy_id"),
        ),
        ("__count", "renewal_count:sum", "due_moved_days:sum", "due_date:max"),
    ),
    "library.visit": (
        (
            *("local_date:month", "library_id", "kind", "day_part_id", "purpose_id", "group_name"),
            *("category_id", "class_name", "sex", "age_band", "occupation_id", "used_computer"),
        ),
        ("__count", "visitor_count:sum", "female_count:sum", "male_count:sum"),
    ),
    "library.membership": (
        ("library_id", "category_id", "joined_on:month", "valid_until:month"),
        ("__count",),
    ),
    "library.enrolment": (("library_id", "class_id", "date_from:month"), ("__count",)),
    "library.member": (("sex", "birth_date:year"), ("__count",)),
    "library.event": (
        ("library_id", "verb", "outcome", "acted_at:month", "copy_id"),
        ("__count",),
    ),
    "library.suggestion": (("library_id", "state", "asked_on:month"), ("__count",)),
}


class ForgettingCase(LibraryCase):
    pairs = True

    def figures(self):
        """Return every statistic as bytes: by everything at once, and by every two things."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = {}
        for name, (groups, sums) in FIGURES.items():
            model = self.env[name].with_context(active_test=False)
            pairs = itertools.combinations(groups, 2) if self.pairs else ()
            for chosen in (*pairs, groups):
                rows = model._read_group([], chosen, sums)
                found[f"{name} {chosen}"] = sorted(str(row) for row in rows)
        return json.dumps(found).encode()

    @contextmanager
    def same_figures(self):
        before = self.figures()
        yield
        self.assertEqual(self.figures(), before)

    def tonight(self):
        """Do what the night does."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60):
            self.env["library.retention"]._cron_forget()
        self.env.invalidate_all()

    def found_in(self, *words):
        """Return ``{table: word}`` of every table in which one of ``words`` stands, whatever it is."""
        self.env.flush_all()
        tables = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'm') "
                    "AND relnamespace = 'public'::regnamespace ORDER BY relname"
                )
            )
        ]
        found = {}
        for table in tables:
            rows = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT sought.name FROM %s entry, unnest(%s) AS sought (name) "
                    "WHERE position(lower(sought.name) IN lower(entry::text)) > 0",
                    SQL.identifier(table),
                    list(words),
                )
            )
            if rows:
                found[table] = sorted(row[0] for row in rows)
        return found
