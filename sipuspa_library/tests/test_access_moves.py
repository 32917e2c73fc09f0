from contextlib import suppress

import psycopg2

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.school_year import SchoolYear
from .access_samples import SampleCase


class _UndoneError(Exception):
    """Takes back what an attempt did."""


@tagged("post_install", "-at_install")
class TestAccessMoves(SampleCase):
    """A record rule judges a row as it was, not as it will be: so every way to hand a row over is tried.

    A librarian of school A tries, on every guarded model and each of its owner columns, to move an own row
    to school B, to pull a row of B over, and to make a row that points there. Whatever Odoo
    answers, no row of B may change, and none of A may end up with another owner.
    """

    # whose rows are everybody's: a copy may be made of any title, labels printed on any sheet
    common = {"library.book", "library.label.sheet", "library.school.year", "library.type"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.as_a = cls.env(user=cls.librarian_a)
        guarded = {
            name: [sample.row for sample in cls.samples[name]] for name in cls._guarded_models()
        }
        cls.rows_a = {name: rows[0] for name, rows in guarded.items()}
        cls.rows_b = {name: rows[1] for name, rows in guarded.items()}
        cls.foreign = {
            **cls.rows_b,
            "library.library": cls.school_b,
            "library.member": cls.pupil_b.member_id,
            "library.membership": cls.pupil_b,
            "library.copy": cls.copies_b[1],
            "library.book": cls._book("Bumi Manusia"),
            "library.region": cls.district_2,
            "library.type": cls.village.type_id,
            "library.school.year": cls.env["library.school.year"]._at(SchoolYear(2001)),
        }
        cls.env.flush_all()

    @classmethod
    def _guarded_models(cls):
        return [
            name
            for name, model in sorted(cls.env.registry.items())
            if issubclass(model, cls.env.registry["library.guarded.mixin"]) and not model._abstract
        ]

    # ------------------------------------------------------------------
    # HELPERS
    # ------------------------------------------------------------------

    def owner_columns(self):
        """Yield every guarded model of ours with each column that says whose a row is."""
        for name in self._guarded_models():
            for column in self.env[name]._owner_fields:
                yield name, column

    def owners(self):
        """Return who owns what: every row of every guarded model with its owner columns."""
        found = {}
        for name, column in self.owner_columns():
            self.env.cr.execute(f"SELECT id, {column} FROM {self.env[name]._table} ORDER BY id")
            found[name, column] = dict(self.env.cr.fetchall())
        return found

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.before = self.owners()  # every attempt is taken back to here

    def attempt(self, act, *args, **kwargs):
        """Try ``act``, take back what it did, and assert that nobody's row changed hands."""
        self.env.flush_all()
        before = self.before
        with suppress(_UndoneError, UserError, psycopg2.IntegrityError):
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                act(*args, **kwargs)
                self.env.flush_all()
                after = self.owners()
                for key, owners in before.items():
                    kept = {row: owner for row, owner in after[key].items() if row in owners}
                    self.assertEqual(kept, owners, "a row changed hands or went away")
                self.assertNothingForeign(before, after)
                raise _UndoneError
        self.env.invalidate_all()

    def assertNothingForeign(self, before, after):
        """Assert that no new row points into school B."""
        for (name, column), owners in after.items():
            comodel = self.env[name]._fields[column].comodel_name
            if comodel not in self.common:
                made = {owner for row, owner in owners.items() if row not in before[name, column]}
                self.assertNotIn(self.foreign[comodel].id, made, f"{name}.{column}")

    def foreign_values(self):
        """Yield a guarded model, an owner column, an own row and the foreign value for it."""
        for name, column in self.owner_columns():
            comodel = self.env[name]._fields[column].comodel_name
            yield name, column, self.rows_a[name].with_env(self.as_a), self.foreign[comodel]

    # ------------------------------------------------------------------
    # TESTS
    # ------------------------------------------------------------------

    def test_every_owner_column_has_a_foreign_row_to_point_to(self):
        comodels = {
            self.env[name]._fields[column].comodel_name for name, column in self.owner_columns()
        }
        self.assertFalse(comodels - self.foreign.keys())

    def test_every_link_to_what_is_guarded_is_an_owner_column_or_written_by_acts(self):
        """A client could else point an own row to a foreign person; guarded are persons, too."""
        private = {"library.member", "library.membership", "library.loan"}
        loose = {
            f"{name}.{field.name}"
            for name, model in self.env.registry.items()
            if name.startswith("library.") and not model._abstract and not model._transient
            for field in model._fields.values()
            if field.type == "many2one" and field.store and field.comodel_name in private
            if field.name not in getattr(model, "_owner_fields", ())
            if not hasattr(model, "_outcomes") or field.name not in self.env[name]._outcomes()
            if self.env[name].with_user(self.librarian_a).has_access("write")
        }
        self.assertFalse(loose)

    def test_an_own_row_is_not_handed_over(self):
        for name, column, row, foreign in self.foreign_values():
            model = row.browse()
            for value in (foreign.id, False, [foreign.id, "x"], str(foreign.id)):
                with self.subTest(model=name, column=column, way="write", value=value):
                    self.attempt(row.write, {column: value})
            ways = {
                "web_save": (row.web_save, {column: foreign.id}, {}),
                "load": (
                    model.load,
                    [".id", f"{column}/.id"],
                    [[str(row.id), str(foreign.id)]],
                ),
                "load by name": (
                    model.load,
                    [".id", column],
                    [[str(row.id), foreign.display_name]],
                ),
                "copy": (row.copy, {column: foreign.id}),
            }
            for way, (act, *args) in ways.items():
                with self.subTest(model=name, column=column, way=way):
                    self.attempt(act, *args)

    def test_no_row_is_made_that_points_to_others(self):
        for name, column, row, foreign in self.foreign_values():
            model = row.browse()
            values = {**row.sudo().copy_data()[0], **self.different(name)}
            without = {key: value for key, value in values.items() if key != column}
            values[column] = foreign.id
            ways = {
                "create": (model.create, values),
                "default": (
                    model.with_context(**{f"default_{column}": foreign.id}).create,
                    without,
                ),
                "web_save": (model.web_save, values, {}),
                "load": (model.load, *self.as_file(model, values)),
            }
            for way, (act, *args) in ways.items():
                with self.subTest(model=name, column=column, way=way):
                    self.attempt(act, *args)

    def different(self, name):
        """Return what keeps a copied row from being refused only because it is there already."""
        return {
            "library.opening": {"weekday": "6"},
            "library.shelf": {"name": "Rak Lain"},
            "library.periodical.issue": {"number": "99"},
            "library.suggestion": {"name": "Lain"},
            "library.policy": {
                "category_id": self.env.ref("sipuspa_library.member_category_pupil").id
            },
            "library.visit": {"visited_at": "2026-01-05 02:00:00"},
        }.get(name, {})

    def as_file(self, model, values):
        """Return ``values`` as an uploaded table: its columns and its one row."""
        links = {name for name in values if model._fields[name].type == "many2one"}
        columns = [f"{name}/.id" if name in links else name for name in values]
        return columns, [[str(value or "") for value in values.values()]]

    def test_no_command_of_a_parent_moves_a_row(self):
        """Through every list of guarded rows that any model shows: link, create, update, delete."""
        for parent_name, model in sorted(self.env.registry.items()):
            if model._abstract or model._transient:
                continue
            for field in model._fields.values():
                if field.type != "one2many" or field.comodel_name not in self.rows_a:
                    continue
                column = field.inverse_name
                mine = self.rows_a[field.comodel_name]
                theirs = self.rows_b[field.comodel_name]
                if mine._fields[column].comodel_name != parent_name:
                    continue
                change = {"library_id": self.school_a.id}
                for parent, commands in (
                    (
                        mine[column],
                        [
                            Command.link(theirs.id),
                            Command.set([*mine.ids, *theirs.ids]),
                            Command.update(theirs.id, change),
                            Command.delete(theirs.id),
                            Command.unlink(theirs.id),
                        ],
                    ),
                    (
                        theirs[column],
                        [
                            Command.link(mine.id),
                            Command.create(mine.copy_data()[0]),
                            Command.create(theirs.copy_data()[0]),
                            Command.delete(theirs.id),
                        ],
                    ),
                ):
                    for command in commands:
                        with self.subTest(list=f"{parent_name}.{field.name}", command=command):
                            self.attempt(parent.with_env(self.as_a).write, {field.name: [command]})

    def test_a_foreign_row_is_not_pulled_over(self):
        for name, column in self.owner_columns():
            row = self.rows_b[name].with_env(self.as_a)
            own = self.rows_a[name][column]
            with self.subTest(model=name, column=column):
                self.attempt(row.write, {column: own.id})
                self.attempt(row.copy, {column: own.id})
                self.attempt(row.unlink)

    def test_owner_columns_are_refused_to_the_administrator_too(self):
        """Who operates both libraries could else mix their registers by a slip in a form."""
        for name, column, row, foreign in self.foreign_values():
            with self.subTest(model=name, column=column):
                self.attempt(row.with_user(self.library_admin).write, {column: foreign.id})

    def test_a_row_may_be_saved_with_the_owner_it_has(self):
        """Forms send back what they were given."""
        for name, column, row, __ in self.foreign_values():
            if row.has_access("write") and not row._fields[column].compute:
                with self.subTest(model=name, column=column):
                    row.write({column: row[column].id})
