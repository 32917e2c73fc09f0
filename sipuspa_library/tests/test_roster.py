import io
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.roster import read
from ..tools.roster.sheets import workbook
from . import roster_files as files
from .common import LibraryCase


class RosterCase(LibraryCase):
    """Lists that the librarian of school A loads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.primary = cls._library("SD Uji", "SDUJ", "sd", cls.district_1)
        cls.librarian = cls._user("librarian_sd", "librarian", operates=cls.primary)

    def load(self, content, user=None, library=None, name="daftar.xlsx"):
        """Load a file as a librarian does, up to the preview."""
        rosters = self.env["library.roster"].with_user(user or self.librarian)
        return rosters._read_file(library or self.primary, io.BytesIO(content), name)

    def apply(self, roster):
        """Take a list over, step by step."""
        roster.action_apply()
        self.run_steps(roster)
        return roster

    def undo(self, roster):
        roster.action_undo()
        self.run_steps(roster)

    def run_steps(self, roster, limit=100):
        for _step in range(200):
            if not roster._batch_left():
                return
            roster._batch_step(limit)
        self.fail("the steps come to no end")

    def lines(self, roster, match):
        return self.env["library.roster.line"].search(
            [("roster_id", "=", roster.id), ("match", "=", match)]
        )

    def counts(self, roster):
        roster.invalidate_recordset()
        kinds = ("new", "changed", "unchanged", "missing", "ambiguous", "rejected")
        return {kind: roster[f"{kind}_count"] for kind in kinds if roster[f"{kind}_count"]}

    def members(self, library=None):
        return self.env["library.membership"].search(
            [("library_id", "=", (library or self.primary).id)]
        )

    def table(self, rows, headings=("Nama", "NISN", "Tanggal Lahir", "Kelas")):
        return files.table(headings, rows)

    def tables_of_people(self):
        """Return every row of persons and memberships, as PostgreSQL holds them."""
        self.env.flush_all()
        found = {}
        for name in ("library_member", "library_membership"):
            self.env.cr.execute(f"SELECT to_jsonb(t) FROM {name} t ORDER BY id")
            found[name] = self.env.cr.fetchall()
        return found


@tagged("post_install", "-at_install")
class TestRoster(RosterCase):
    """From a file to members, and back."""

    def test_the_list_of_dapodik_makes_members_in_their_classes(self):
        pupils = files.pupils(4)
        roster = self.load(files.dapodik(pupils))
        self.assertEqual(roster.kind, "dapodik")
        self.assertEqual(self.counts(roster), {"new": 4})
        self.assertFalse(self.members(), "nothing is written before it is confirmed")
        self.apply(roster)
        self.assertEqual(roster.state, "done")
        first = self.members().filtered(lambda row: row.nipd == pupils[0]["nipd"])
        person = first.member_id
        self.assertEqual(person.name, pupils[0]["name"])
        self.assertEqual(person.nisn, pupils[0]["nisn"])
        self.assertEqual(person.birth_date, pupils[0]["birth_date"])
        self.assertEqual(person.sex, "f" if pupils[0]["sex"] == "P" else "m")
        self.assertEqual(first.category_id.code, "pupil")
        self.assertIn("6B", first.class_name)

    def test_the_same_file_twice_changes_nothing(self):
        content = files.dapodik(files.pupils(5))
        self.apply(self.load(content))
        before = self.tables_of_people()
        again = self.load(content)
        self.assertEqual(self.counts(again), {"unchanged": 5})
        self.apply(again)
        self.assertEqual(self.tables_of_people(), before)

    def test_what_the_file_says_otherwise_is_shown_and_then_written(self):
        pupils = files.pupils(2)
        self.apply(self.load(files.dapodik(pupils)))
        pupils[0] |= {"birth_date": date(2012, 12, 24), "class_name": "Kelas 6A"}
        roster = self.load(files.dapodik(pupils))
        self.assertEqual(self.counts(roster), {"changed": 1, "unchanged": 1})
        line = self.lines(roster, "changed")
        self.assertIn("→", line.with_user(self.librarian).remark)
        self.apply(roster)
        self.assertEqual(line.membership_id.member_id.birth_date, date(2012, 12, 24))
        self.assertIn("6A", line.membership_id.class_name)

    def test_a_class_in_another_spelling_is_the_same_class(self):
        pupils = files.pupils(1, class_names=("Kelas 6C",))
        self.apply(self.load(files.dapodik(pupils)))
        pupils[0]["class_name"] = "VI C"
        self.assertEqual(self.counts(self.load(files.dapodik(pupils))), {"unchanged": 1})

    def test_an_empty_cell_changes_nothing(self):
        self.apply(self.load(self.table([("Ni Luh Sari", "0121234567", "17/05/2012", "6A")])))
        roster = self.load(self.table([("Ni Luh Sari", "0121234567", "", "")]))
        self.assertEqual(self.counts(roster), {"unchanged": 1})

    def test_pupils_who_are_not_in_the_list_leave_only_when_somebody_says_so(self):
        pupils = files.pupils(3)
        self.apply(self.load(files.dapodik(pupils)))
        roster = self.load(files.dapodik(pupils[:1]))
        self.assertEqual(self.counts(roster), {"unchanged": 1, "missing": 2})
        gone, staying = self.lines(roster, "missing").with_user(self.librarian)
        gone.action_has_left()
        self.apply(roster)
        self.assertTrue(gone.membership_id.left_on)
        self.assertFalse(staying.membership_id.left_on)
        self.undo(roster)
        self.assertFalse(gone.membership_id.left_on)
        self.assertTrue(gone.membership_id.class_name, "back in the class")

    def test_of_a_list_of_one_class_only_that_class_is_asked_for(self):
        self.apply(self.load(files.dapodik(files.pupils(4))))
        roster = self.load(self.table([("Ni Luh Baru", "0121234567", "17/05/2012", "6A")]))
        missing = self.lines(roster, "missing")
        self.assertEqual({name[-2:] for name in missing.mapped("class_name")}, {"6A"})

    def test_who_had_left_is_back(self):
        content = files.dapodik(files.pupils(1))
        self.apply(self.load(content))
        self.members()._leave()
        roster = self.load(content)
        self.assertEqual(self.counts(roster), {"changed": 1})
        self.apply(roster)
        self.assertFalse(self.members().left_on)
        self.assertTrue(self.members().class_name)

    def test_two_of_one_name_are_a_question(self):
        row = ("Ni Luh Sari", "", "17/05/2012", "6A")
        for nisn in ("0121234567", "0127654321"):
            loaded = self.load(self.table([(row[0], nisn, *row[2:])]))
            self.lines(loaded, "ambiguous").with_user(self.librarian).action_is_new()
            self.apply(loaded)
        roster = self.load(self.table([row]))
        self.assertEqual(self.counts(roster)["ambiguous"], 1)
        line = self.lines(roster, "ambiguous").with_user(self.librarian)
        self.assertEqual(line.candidate_ids, self.members())
        with self.assertRaises(UserError):
            line.choice_id = self.pupil_a
        line.choice_id = line.candidate_ids[0]
        self.apply(roster)
        self.assertEqual(len(self.members()), 2)

    def test_what_nobody_decides_is_left_out(self):
        self.apply(self.load(self.table([("Ni Luh Sari", "", "17/05/2012", "6A")])))
        content = self.table([("Ni Luh Sari", "", "", "6B")])
        roster = self.apply(self.load(content))
        self.assertEqual(len(self.members()), 1)
        self.assertEqual(self.lines(roster, "ambiguous").outcome, "nothing")
        decided = self.load(content)
        self.lines(decided, "ambiguous").with_user(self.librarian).action_is_new()
        self.apply(decided)
        self.assertEqual(len(self.members()), 2)

    def test_a_row_left_out_is_left_out(self):
        roster = self.load(files.dapodik(files.pupils(2)))
        self.lines(roster, "new")[0].with_user(self.librarian).action_leave_out()
        self.apply(roster)
        self.assertEqual(len(self.members()), 1)

    def test_villagers_come_with_phone_and_banjar(self):
        librarian = self._user("librarian_village", "librarian", operates=self.village)
        content = files.csv(
            ("Nama", "Jenis Anggota", "Telepon", "Banjar", "Pekerjaan", "Nomor Anggota"),
            [("I Ketut Uji", "villager", "0812345678", "Banjar Kaja", "Petani", "v-17")],
        )
        self.apply(self.load(content, librarian, self.village))
        membership = self.members(self.village)
        person = membership.member_id
        self.assertEqual(
            (person.phone, person.address, person.occupation, membership.local_number),
            ("0812345678", "Banjar Kaja", "Petani", "V-17"),
        )
        again = self.load(content, librarian, self.village)
        self.assertEqual(self.counts(again), {"unchanged": 1})

    def test_of_a_child_no_address_is_kept(self):
        content = files.csv(("Nama", "Kelas", "Alamat"), [("Ni Luh Sari", "6A", "Banjar Kelod")])
        roster = self.load(content)
        self.assertTrue(self.lines(roster, "new").with_user(self.librarian).remark)
        self.apply(roster)
        self.assertFalse(self.members().member_id.address)

    def test_a_category_nobody_knows_is_refused(self):
        content = files.csv(("Nama", "Kelas", "Kategori"), [("Ni Luh Sari", "6A", "Penyihir")])
        self.assertEqual(self.counts(self.load(content)), {"rejected": 1})

    def test_only_a_librarian_of_the_library_loads_a_list(self):
        content = files.dapodik(files.pupils(1))
        for user in (self.desk_a, self.librarian_b, self.supervisor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.load(content, user, self.school_a)

    def test_another_library_sees_nothing_of_an_import(self):
        roster = self.load(files.dapodik(files.pupils(1)))
        theirs = roster.with_user(self.librarian_b)
        for act in ("action_apply", "action_undo", "action_refused", "action_open_lines"):
            with self.subTest(act=act), self.assertRaises(AccessError):
                getattr(theirs, act)()
        line = self.lines(roster, "new").with_user(self.librarian_b)
        with self.assertRaises(AccessError):
            line.action_leave_out()


@tagged("post_install", "-at_install")
class TestRosterRegency(RosterCase):
    """Children whom another library of the regency knows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls._membership(cls.school_b, "Ni Made Pindah", class_name="VII-A")
        cls.elsewhere.member_id.write({"nisn": "0131234567", "nickname": "RAHASIA-B"})

    def row(self, name="Ni Made Pindah", nisn="0131234567", born="17/05/2013", sex="P"):
        headings = ("Nama", "NISN", "Tanggal Lahir", "Kelas", "JK")
        return self.table([(name, nisn, born, "6A", sex)], headings)

    def test_a_child_of_the_regency_keeps_its_identity_and_card(self):
        roster = self.load(self.row())
        self.assertEqual(self.counts(roster), {"new": 1})
        self.apply(roster)
        self.assertEqual(self.members().member_id, self.elsewhere.member_id)
        again = self.load(self.row())
        self.assertEqual(self.counts(again), {"unchanged": 1})

    def test_undoing_takes_the_membership_and_leaves_the_person(self):
        person = self.elsewhere.member_id
        before = person.read(["name", "nisn", "birth_date", "sex"])
        self.undo(self.apply(self.load(self.row())))
        self.assertFalse(self.members())
        self.assertEqual(person.read(["name", "nisn", "birth_date", "sex"]), before)
        self.assertEqual(person.membership_ids, self.elsewhere)

    def test_a_nisn_with_another_name_is_refused_and_nothing_of_its_owner_is_told(self):
        for content in (
            self.row(name="I Wayan Lain"),
            self.row(born="1/1/2012"),
            self.row(sex="L"),
        ):
            roster = self.load(content)
            self.assertEqual(self.counts(roster), {"rejected": 1})
            line = self.lines(roster, "rejected")
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT to_jsonb(t)::text FROM library_roster_line t WHERE id = %s", [line.id]
            )
            [stored] = self.env.cr.fetchone()
            self.assertNotIn("RAHASIA-B", stored)
            if "Pindah" not in str(line.name):
                self.assertNotIn("Pindah", stored + str(line.with_user(self.librarian).remark))

    def test_the_preview_says_of_a_child_elsewhere_what_the_file_says(self):
        self.elsewhere.member_id.birth_date = False
        line = self.lines(self.load(self.row()), "new")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_jsonb(t) - 'values' FROM library_roster_line t WHERE id = %s", [line.id]
        )
        [stored] = self.env.cr.fetchone()
        self.assertFalse(stored["membership_id"])
        self.assertNotIn(str(self.elsewhere.id), str(stored["told"]))


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
