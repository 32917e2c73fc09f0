import io
from datetime import date

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.roster import read
from ..tools.workbook_to_fill import workbook
from . import roster_files as files
from .roster_case import RosterCase


@tagged("post_install", "-at_install")
class TestRosterUndo(RosterCase):
    """An import is put back where nobody has acted on it since."""

    def test_whoever_was_made_goes_again(self):
        before = self.tables_of_people()
        self.undo(self.apply(self.load(files.dapodik(files.pupils(3)))))
        self.assertEqual(self.tables_of_people(), before)

    def test_who_has_borrowed_since_stays_and_is_told(self):
        roster = self.apply(self.load(files.dapodik(files.pupils(3))))
        copy = self._copies(self.primary, self.book, 1)
        reader = self.members()[0]
        self.lend(reader, copy, user=self.librarian)
        self.undo(roster)
        self.assertEqual(self.members(), reader)
        self.assertEqual(roster.kept_count, 1)
        line = self.env["library.roster.line"].search([("membership_id", "=", reader.id)])
        self.assertTrue(line.with_user(self.librarian).remark)

    def test_who_was_edited_since_stays(self):
        roster = self.apply(self.load(files.dapodik(files.pupils(2))))
        edited, other = self.members()
        edited.member_id.with_user(self.librarian).name = "Nama Baru"
        self.undo(roster)
        self.assertEqual(self.members(), edited)
        self.assertFalse(other.exists())

    def test_a_later_edit_that_looks_the_same_keeps_a_person_too(self):
        roster = self.apply(self.load(files.dapodik(files.pupils(1))))
        self.env.flush_all()
        self.env.cr.execute("UPDATE library_member SET write_date = write_date + interval '1 hour'")
        self.env.invalidate_all()
        self.undo(roster)
        self.assertEqual(len(self.members()), 1)

    def test_old_values_come_back_unless_they_were_changed_again(self):
        pupils = files.pupils(2)
        self.apply(self.load(files.dapodik(pupils)))
        first, second = self.members().sorted("nipd")
        was = [(row.member_id.birth_date, row.class_name) for row in (first, second)]
        for pupil in pupils:
            pupil |= {"birth_date": date(2011, 3, 4), "class_name": "Kelas 5A"}
        roster = self.apply(self.load(files.dapodik(pupils)))
        second.member_id.birth_date = "2010-01-01"
        self.undo(roster)
        self.assertEqual((first.member_id.birth_date, first.class_name), was[0])
        self.assertEqual(second.member_id.birth_date, date(2010, 1, 1))
        self.assertEqual(second.class_name, was[1][1])
        self.assertEqual(roster.kept_count, 1)

    def test_an_import_that_was_taken_over_is_not_deleted(self):
        roster = self.apply(self.load(files.dapodik(files.pupils(1))))
        with self.assertRaises(UserError):
            roster.unlink()

    def test_after_a_month_the_rows_are_gone_and_the_figures_stay(self):
        roster = self.apply(self.load(files.dapodik(files.pupils(2))))
        self.env["library.roster"]._gc_lines()
        self.assertTrue(roster.line_ids)
        self.env.flush_all()
        self.env.cr.execute("UPDATE library_roster SET write_date = now() - interval '31 days'")
        self.env.invalidate_all()
        self.env["library.roster"]._gc_lines()
        self.assertFalse(roster.line_ids)
        self.assertEqual(self.counts(roster), {"new": 2})
        with self.assertRaises(UserError):
            roster.action_undo()


@tagged("post_install", "-at_install")
class TestRosterSteps(RosterCase):
    """Many rows: in steps, with a fixed number of queries each."""

    def test_a_step_does_so_many_rows_and_another_goes_on(self):
        roster = self.load(files.dapodik(files.pupils(25)))
        roster.action_apply()
        roster._batch_step(10)
        self.assertEqual((roster.state, roster._batch_left()), ("applying", 15))
        self.assertEqual(roster._batch_total(), 25)
        self.run_steps(roster, 10)
        self.assertEqual(len(self.members()), 25)
        roster._batch_step(10)
        self.assertEqual(roster.state, "done", "pressed once more, nothing is left to do")

    def queries_of(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_the_queries_of_a_step_do_not_grow_with_its_rows(self):
        few = self.load(files.dapodik(files.pupils(10)))
        many = self.load(files.dapodik(files.pupils(80, first=100)))
        counted = []
        for roster in (few, many):
            roster.action_apply()
            counted.append(self.queries_of(lambda roster=roster: roster._batch_step(100)))
        self.assertLessEqual(counted[1], counted[0] + 5, counted)

    def test_the_queries_of_a_preview_do_not_grow_with_the_file(self):
        self.load(files.dapodik(files.pupils(1)))
        counted = [
            self.queries_of(lambda rows=rows: self.load(files.dapodik(rows)))
            for rows in (files.pupils(10), files.pupils(300, first=100))
        ]
        self.assertLessEqual(counted[1], counted[0] + 5, counted)


@tagged("post_install", "-at_install")
class TestRosterSheets(RosterCase):
    """What is handed out can be loaded again."""

    def test_the_template_is_read_by_its_own_headings_in_both_languages(self):
        self.env["res.lang"]._activate_lang("id_ID")
        for lang in ("en_US", "id_ID"):
            with self.subTest(lang=lang):
                rosters = self.env["library.roster"].with_context(lang=lang)
                names = list(rosters._headings())
                texts = dict.fromkeys(names, "")
                texts |= {"name": "I Made Uji", "nisn": "0121234567", "birth_date": "17 Mei 2012"}
                content = workbook("x", rosters._columns(names), [[texts[name] for name in names]])
                found = read(io.BytesIO(content), date(2026, 8, 1), rosters._layouts())
                self.assertEqual(found.layout.code, "template")
                self.assertEqual(set(found.fields), set(names))
                self.assertEqual(found.rows[0].values["nisn"], "0121234567")

    def test_the_empty_template_says_that_nobody_is_in_it(self):
        content, name = self.env["library.roster"]._template()
        self.assertTrue(name.endswith(".xlsx"))
        with self.assertRaises(UserError):
            self.load(content)

    def test_refused_rows_are_mended_and_loaded_again(self):
        roster = self.load(
            self.table(
                [
                    ("Ni Luh Sari", "12", "17/05/2012", "6A"),
                    ("I Made Uji", "0121234567", "5/17/2012", "6A"),
                    ("Ni Putu Ada", "0127654321", "17/05/2012", "6A"),
                ]
            )
        )
        self.assertEqual(self.counts(roster), {"new": 1, "rejected": 2})
        self.apply(roster)
        content, __ = roster._paper("refused")
        found = read(io.BytesIO(content), date(2026, 8, 1))
        self.assertEqual([row.given["nisn"] for row in found.rows], ["12", "0121234567"])
        self.assertTrue(all(row.problems for row in found.rows))

    def test_nothing_in_the_refused_rows_is_a_formula(self):
        content = files.csv(("Nama", "Kelas"), [('=HYPERLINK("http://x")', "6A"), ("+1", "@x")])
        roster = self.load(content)
        self.assertEqual(self.counts(roster), {"rejected": 2})
        written, __ = roster._paper("refused")
        sheet = openpyxl.load_workbook(io.BytesIO(written)).active
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
        self.assertEqual(kinds, {"s"})
