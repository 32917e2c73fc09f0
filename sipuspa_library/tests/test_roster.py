from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from . import roster_files as files
from .roster_case import RosterCase


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

    def test_who_is_to_leave_with_books_is_told_of_before(self):
        pupils = files.pupils(3)
        self.apply(self.load(files.dapodik(pupils)))
        roster = self.load(files.dapodik(pupils[:1]))
        owing, clear = self.lines(roster, "missing").with_user(self.librarian)
        [copy] = self._copies(self.primary, self.book, 1)
        self.lend(owing.membership_id, copy, self.librarian)
        (owing + clear).invalidate_recordset()
        self.assertIn(copy.barcode, owing.remark)
        self.assertFalse(clear.remark)
        clear.action_has_left()
        self.assertFalse(roster.owing_words)
        owing.action_has_left()
        self.assertIn(owing.name, roster.owing_words)
        self.apply(roster)
        roster.invalidate_recordset()
        self.assertFalse(roster.owing_words)

    def test_a_list_that_made_somebody_twice_changes_nothing_once_they_are_merged(self):
        headings = ("Nama", "Nomor Anggota", "Tanggal Lahir", "Kelas")
        rows = [("Ni Luh Sari", "K1", "09/08/2013", "6A"), ("Luh Sary", "K2", "09/08/2013", "6B")]
        content = self.table(rows, headings)
        kept, gone = self.apply(self.load(content)).line_ids.membership_id.member_id
        kept.with_user(self.librarian)._merge(gone.with_user(self.librarian))
        self.assertEqual(self.counts(self.load(content)), {"unchanged": 1, "rejected": 1})
        for row in (rows[0], ("Luh Sary", "K2", "09/08/2013", "6A")):
            with self.subTest(row=row):
                alone = self.table([row], headings)
                self.assertEqual(self.counts(self.load(alone)), {"unchanged": 1})
        roster = self.load(self.table([("Ni Luh Sari", "K2", "09/08/2013", "6C")], headings))
        self.apply(roster)
        [membership] = self.members()
        self.assertEqual((membership.local_number, membership.class_name), ("K1", "6C"))

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

    def test_the_only_one_of_the_name_in_the_class_is_known_without_a_birth_date(self):
        self.apply(self.load(self.table([("Ni Luh Sari", "", "17/05/2012", "6A")])))
        roster = self.load(self.table([("NI LUH SARI", "0121234567", "", "VI A")]))
        self.assertEqual(self.counts(roster), {"changed": 1})

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
class TestRosterTour(HttpCase, RosterCase):
    """The page of somebody who has never done it before, in a real browser."""

    def test_a_list_is_chosen_looked_at_and_taken_over(self):
        self.start_tour("/odoo/import-pupils", "library_roster", login="librarian_sd")
        self.env.invalidate_all()
        members = self.members()
        self.assertEqual(set(members.mapped("nipd")), {"4711", "4712"})
        self.assertEqual(set(members.mapped("class_name")), {"6A"})

    def test_what_is_no_zip_of_photos_is_said_so(self):
        self.start_tour("/odoo/member-photos", "library_roster_photos", login="librarian_sd")
