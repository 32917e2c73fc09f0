from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LibraryCase

NOVEMBER = "2026-11-22 03:00:00"
JUNE = "2027-06-20 03:00:00"
NEXT_AUGUST = "2027-08-02 03:00:00"


@tagged("post_install", "-at_install")
class TestSchoolClass(LibraryCase):
    """The class a pupil is in: however it is typed, from a day to a day."""

    @classmethod
    @freeze_time(NOVEMBER)
    def setUpClass(cls):
        super().setUpClass()

    def setUp(self):
        super().setUp()
        clock = freeze_time(NOVEMBER)
        clock.start()
        self.addCleanup(clock.stop)
        self.pupil = self.pupil_a.with_user(self.librarian_a)

    def classes(self, membership):
        """Return the classes of a pupil so far, the oldest first: name, year, outcome."""
        return [
            (row.class_id.name, row.year_id.name, row.outcome)
            for row in membership.enrolment_ids.sorted("id")
        ]

    def test_a_class_is_made_when_it_is_first_typed(self):
        self.assertRecordValues(
            self.pupil_a.class_id,
            [
                {
                    "library_id": self.school_a.id,
                    "name": "VII-A",
                    "grade": 7,
                    "section": "A",
                    "pupil_count": 2,
                }
            ],
        )
        self.assertEqual(self.pupil_a.class_id.year_id.name, "2026/2027")

    def test_two_spellings_are_one_class(self):
        for text in ("7A", "kelas vii a", "VII.A"):
            with self.subTest(text=text):
                before = self.pupil.class_id
                self.pupil.class_name = text
                self.assertEqual((self.pupil.class_id, self.pupil.class_name), (before, "VII-A"))
        self.assertEqual(self.classes(self.pupil_a), [("VII-A", "2026/2027", False)])

    def test_a_pupil_changes_class_by_writing_its_name(self):
        self.pupil.class_name = "7 b"
        self.assertEqual(self.pupil.class_name, "VII-B")
        self.assertEqual(
            self.classes(self.pupil_a),
            [("VII-A", "2026/2027", "moved"), ("VII-B", "2026/2027", False)],
        )

    def test_without_a_class_name_a_pupil_is_in_no_class(self):
        for text in ("", False, "  ", "\0"):
            with self.subTest(text=text):
                self.pupil.class_name = "VII-A"
                self.pupil.class_name = text
                self.assertFalse(self.pupil.class_id or self.pupil.class_name)
        self.assertEqual(self.classes(self.pupil_a)[0], ("VII-A", "2026/2027", "left"))

    def test_the_same_class_in_the_next_year_is_another_one(self):
        with freeze_time(NEXT_AUGUST):
            self.pupil.class_name = "VII-A"
            self.pupil_a2.with_user(self.librarian_a).class_name = "VIII-A"
        self.assertEqual(
            self.classes(self.pupil_a),
            [("VII-A", "2026/2027", "repeated"), ("VII-A", "2027/2028", False)],
        )
        self.assertEqual(self.classes(self.pupil_a2)[0], ("VII-A", "2026/2027", "promoted"))

    def test_a_school_that_has_promoted_in_june_is_in_the_next_year(self):
        years = self.env["library.school.year"]
        with freeze_time(JUNE):
            following = self.school_a._school_years()[self.school_a]._following()
            ahead = self.env["library.school.class"]._named(self.school_a, ["VIII-A"], following)
            self.pupil_a._enrol(ahead["VIII-A"])
            self.pupil_a2.class_name = "8B"
        self.assertEqual(self.pupil_a2.class_id.year_id.name, "2027/2028")
        self.assertEqual(years._of(self.pupil_b.class_id.year_id.date_to).name, "2026/2027")

    def test_who_leaves_the_library_leaves_the_class(self):
        self.pupil_a.left_on = "2026-11-20"
        self.assertFalse(self.pupil_a.class_id)
        self.assertEqual(self.classes(self.pupil_a), [("VII-A", "2026/2027", "left")])
        self.pupil_a.left_on = False
        self.assertFalse(self.pupil_a.class_name)

    def test_who_comes_back_is_in_the_class_given(self):
        self.pupil_a.left_on = "2026-11-20"
        card = self.pupil_a.member_id.card_number
        self._desk(self.desk_a).admit(self.school_a.id, card, class_name="7 b")
        self.assertEqual(self.pupil_a.class_name, "VII-B")

    def test_a_leaver_of_an_earlier_year_was_in_a_class_of_that_year(self):
        left = self._membership(
            self.school_a, "Ni Made Lulus", class_name="IX-A", left_on="2025-06-15"
        )
        self.assertFalse(left.class_id)
        self.assertEqual(self.classes(left), [("IX-A", "2024/2025", "left")])
        self.assertEqual(str(left.enrolment_ids.date_from), "2025-06-15")

    def test_loans_go_with_a_pupil_and_stay_counted_where_they_were(self):
        self.lend(self.pupil_a, self.copies_a[:1])
        move = self.env["library.class.move"].with_user(self.librarian_a)
        move = move.with_context(active_model="library.membership", active_ids=self.pupil_a.ids)
        form = Form(move)
        form.class_id = self.env["library.school.class"].create(
            {"library_id": self.school_a.id, "name": "7b", "year_id": move.create({}).year_id.id}
        )
        form.save().action_move()
        self.assertEqual(self.pupil_a.class_name, "VII-B")
        self.assertEqual(self.pupil_a._open_loans().class_name, "VII-A")

    def test_a_whole_class_is_moved(self):
        move = self.env["library.class.move"].with_user(self.librarian_a)
        move = move.with_context(
            active_model="library.school.class", active_ids=self.pupil_a.class_id.ids
        ).create({})
        move.class_id = move.class_id.with_context(
            default_library_id=self.school_a.id, default_year_id=move.year_id.id
        ).name_create("7 c")[0]
        move.action_move()
        self.assertEqual((self.pupil_a + self.pupil_a2).class_id.name, "VII-C")

    def test_nobody_is_moved_without_being_chosen_or_after_leaving(self):
        moves = self.env["library.class.move"].with_user(self.librarian_a)
        self.pupil_a.left_on = "2026-11-20"
        for chosen in ([], self.pupil_a.ids):
            with self.subTest(chosen=chosen), self.assertRaises(UserError):
                moves.create({"membership_ids": chosen}).action_move()

    def test_a_class_of_another_school_takes_nobody(self):
        theirs = self.pupil_b.class_id
        with self.assertRaises(UserError):
            self.pupil_a._enrol(theirs)
        with self.assertRaises(UserError):
            self.env["library.class.move"].with_user(self.librarian_a).create(
                {"membership_ids": self.pupil_a.ids, "class_id": theirs.id}
            ).action_move()
        self.assertEqual(self.pupil_a.class_name, "VII-A")

    def test_a_village_has_no_classes(self):
        with self.assertRaises(UserError):
            self._membership(self.village, "Ni Nyoman Desa", class_name="VII-A")
        villager = self._membership(self.village, "Ni Nyoman Desa")
        self.assertFalse(villager.class_name)
        with self.assertRaises(UserError):
            villager.class_name = "VII-A"

    def test_an_odd_class_name_is_refused_in_words(self):
        for text in ("VII-A dan seterusnya, lihat lampiran surat kepala sekolah", "x" * 5000):
            with self.subTest(text=text[:20]), self.assertRaises(UserError):
                self.pupil.class_name = text
        self.pupil.class_name = "Kelas Mawar"
        self.assertEqual(self.pupil.class_name, "Kelas Mawar")

    @mute_logger("odoo.sql_db")
    def test_two_classes_that_differ_in_writing_are_one_too_many(self):
        classes = self.env["library.school.class"].with_user(self.librarian_a)
        with self.assertRaises(IntegrityError):
            classes.create({"name": "kelas 7 A", "year_id": self.pupil_a.class_id.year_id.id})

    def test_the_class_of_a_pupil_is_renamed_with_the_class(self):
        self.pupil_a.class_id.with_user(self.librarian_a).name = "vii unggulan"
        self.assertEqual((self.pupil_a + self.pupil_a2).mapped("class_name"), ["VII Unggulan"] * 2)

    def test_a_class_is_found_in_every_spelling(self):
        classes = self.env["library.school.class"].with_user(self.librarian_a)
        for text in ("7a", "kelas vii", "VII-A"):
            with self.subTest(text=text):
                self.assertIn(
                    self.pupil_a.class_id.id, [row[0] for row in classes.name_search(text)]
                )
        self.assertFalse(classes.name_search("8"))
        members = self.env["library.membership"].with_user(self.librarian_a)
        self.assertEqual(len(members.search([("class_id", "ilike", "7 a")])), 2)

    def test_a_class_with_a_past_is_kept(self):
        self.pupil_a.class_name = self.pupil_a2.class_name = "VII-B"
        old = self.pupil_a.enrolment_ids.class_id - self.pupil_a.class_id
        with self.assertRaises(UserError):
            old.with_user(self.librarian_a).unlink()

    def test_nobody_types_the_class_a_pupil_is_in_past_the_act(self):
        other = self.pupil_a.class_id.copy({"name": "VII-B"})
        with self.assertRaises(AccessError):
            self.pupil.class_id = other
        with self.assertRaises(AccessError):
            self.pupil_a2.with_user(self.desk_a).class_name = "VII-B"
        with self.assertRaises(AccessError):
            self.pupil_b.with_user(self.librarian_a).class_name = "VII-B"
        with self.assertRaises(AccessError):
            self.pupil_a.enrolment_ids.with_user(self.librarian_a).write({"class_id": other.id})

    def test_a_whole_school_joins_in_a_constant_number_of_queries(self):
        persons = self.env["library.member"].create(
            [{"name": f"Siswa {number}"} for number in range(96)]
        )

        def join(members):
            vals_list = [
                {
                    "member_id": member.id,
                    "library_id": self.school_a.id,
                    "category_id": self.pupil_a.category_id.id,
                    "class_name": f"{7 + number % 3} {'ABCDEFGH'[number % 8]}",
                }
                for number, member in enumerate(members)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            memberships = self.env["library.membership"].create(vals_list)
            self.env.flush_all()
            self.assertEqual(len(memberships.class_id), 24)
            return self.env.cr.sql_log_count - before

        join(persons[:24])  # makes the classes
        self.assertEqual(join(persons[24:48]), join(persons[48:]))
