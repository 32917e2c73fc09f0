from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHOTO, LibraryCase

MORNING = "2026-08-03 01:00:00"  # a Monday, nine o'clock in Bali
AFTERNOON = "2026-08-03 07:00:00"


@tagged("post_install", "-at_install")
class TestDeskNew(LibraryCase):
    """Persons, books and visits entered at the desk while somebody waits."""

    def register(self, request_id="new", user=None, library=None, **values):
        category = self.env.ref("sipuspa_library.member_category_pupil").id
        wanted = {"name": "Ni Putu Baru", "sex": "f", "category_id": category, **values}
        library = library or self.school_a
        return self._desk(user).register(library.id, wanted, "test", request_id)

    def fast_add(self, title="Buku Baru", number="", request_id="new", user=None):
        return self._desk(user).fast_add(self.school_a.id, title, number, "test", request_id)

    def visit(self, request_id="visit", user=None, **values):
        return self._desk(user).visit(self.school_a.id, values, "test", request_id)

    # -- persons

    def test_a_desk_officer_registers_a_pupil_and_lends_at_once(self):
        member = self.register(class_name="vii a")
        self.assertEqual((member["kind"], member["class_name"]), ("member", "VII-A"))
        membership = self.env["library.membership"].browse(member["membership_id"])
        [answer] = self.lend(membership, self.copies_a[0])
        self.assertEqual(answer["outcome"], "done")
        self.assertTrue(membership.to_complete)

    def test_a_registration_sent_twice_is_one_person(self):
        first, second = self.register(), self.register()
        self.assertEqual(first["membership_id"], second["membership_id"])

    def test_who_may_be_meant_is_a_member_here_and_never_of_another_library(self):
        desk, here = self._desk(self.desk_a), self.school_a.id
        [alike] = desk.alike(here, "member", "wayan uji")
        self.assertEqual(alike["membership_id"], self.pupil_a2.id)
        self.assertFalse(desk.alike(here, "member", self.pupil_b.member_id.name))
        self.assertFalse(desk.alike(here, "member", " "))
        with self.assertRaises(AccessError):
            desk.alike(self.school_b.id, "member", "Uji")

    def test_what_is_missing_is_asked_for(self):
        for values in ({"name": " "}, {"category_id": False}, {"photo": "x" * 3_000_000}):
            with self.subTest(values=list(values)), self.assertRaises(UserError):
                self.register(**values)

    def test_an_adult_may_have_the_photo_taken(self):
        teacher = self.env.ref("sipuspa_library.member_category_teacher").id
        member = self.register(category_id=teacher, photo=PHOTO)
        person = self.env["library.membership"].browse(member["membership_id"]).member_id
        self.assertTrue(person.image_1920)

    def test_a_librarian_ticks_off_what_is_complete(self):
        membership = self.env["library.membership"].browse(self.register()["membership_id"])
        with self.assertRaises(AccessError):
            membership.with_user(self.desk_a).action_completed()
        with self.assertRaises(AccessError):
            membership.with_user(self.librarian_a).to_complete = False
        membership.with_user(self.librarian_a).action_completed()
        self.assertFalse(membership.to_complete)

    # -- books

    def test_a_book_is_added_by_title_and_number_and_lent(self):
        copy = self.fast_add(number="B-77")
        self.assertEqual((copy["barcode"], copy["status"]), ("B-77", "available"))
        made = self.env["library.copy"].browse(copy["copy_id"])
        self.assertTrue(made.to_complete)
        [answer] = self.lend(self.pupil_a, made)
        self.assertEqual(answer["outcome"], "done")

    def test_a_book_sent_twice_is_one_copy_of_one_title(self):
        self.assertEqual(self.fast_add()["copy_id"], self.fast_add()["copy_id"])
        self.assertEqual(self.env["library.book"].search_count([("name", "=", "Buku Baru")]), 1)

    def test_a_title_of_the_catalogue_is_offered_wherever_it_stands(self):
        theirs = self._book("Ronggeng Dukuh Paruk")
        self._copies(self.school_b, theirs, 1)
        [alike] = self._desk().alike(self.school_a.id, "title", "ronggeng dukuh")
        self.assertEqual((alike["book_id"], alike["title"]), (theirs.id, theirs.name))
        values = ("Ronggeng", "B-78", "test", "known", alike["book_id"])
        copy = self._desk().fast_add(self.school_a.id, *values)
        made = self.env["library.copy"].browse(copy["copy_id"])
        self.assertEqual((made.book_id, made.library_id), (theirs, self.school_a))
        with self.assertRaises(UserError):
            self._desk().fast_add(self.school_a.id, "X", "", "test", "gone", 2**30)

    def test_a_number_another_book_has_is_refused_and_nothing_is_left(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.fast_add(number=self.copies_a[0].barcode)
        self.assertFalse(self.env["library.book"].search([("name", "=", "Buku Baru")]))

    # -- visits

    @freeze_time(MORNING)
    def test_a_member_counts_once_a_part_of_the_day(self):
        here = {"kind": "member", "membership_id": self.pupil_a.id}
        self.assertEqual(self.visit("1", **here)["counted"], 1)
        self.assertEqual(self.visit("1", **here)["counted"], 1, "the same request again")
        self.assertEqual(self.visit("2", **here)["counted"], 0)
        with freeze_time(AFTERNOON):
            self.assertEqual(self.visit("3", **here)["counted"], 1)
        visits = self.env["library.visit"].search([("membership_id", "=", self.pupil_a.id)])
        self.assertEqual(len(visits), 2)

    def test_a_class_counts_with_its_heads_once_a_request(self):
        group = {"kind": "group", "group_name": "VII-A", "female_count": 14, "male_count": 13}
        for __ in range(2):
            self.assertEqual(self.visit(**group)["counted"], 27)
        [visit] = self.env["library.visit"].search([("group_name", "=", "VII-A")])
        self.assertEqual(visit.visitor_count, 27)

    def test_a_visit_says_who_came(self):
        for values in ({}, {"kind": "group"}, {"kind": "group", "female_count": -1}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.visit(**values)
        with self.assertRaises(UserError):
            self.visit(kind="member", membership_id=self.pupil_b.id)

    def test_who_borrows_is_a_visitor_where_the_library_counts_so(self):
        self.school_a.visit_by_loan = True
        self.lend(self.pupil_a, self.copies_a[0])
        self.lend(self.pupil_a, self.copies_a[1])
        self.take_back(self.school_a, self.copies_a[0])
        self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        visits = self.env["library.visit"].search(
            [("membership_id", "in", (self.pupil_a + self.pupil_b).ids)]
        )
        self.assertEqual(visits.membership_id, self.pupil_a)
        self.assertEqual(len(visits), 1)

    # -- the day

    @freeze_time(MORNING)
    def test_the_day_in_figures(self):
        self.lend(self.pupil_a, self.copies_a[:2])
        self.take_back(self.school_a, self.copies_a[0])
        self.visit(kind="guest", sex="f")
        self.register()
        self.fast_add()
        figures = self._desk().today(self.school_a.id)
        names = ("lent", "returned", "visitors", "late", "incomplete_members", "incomplete_copies")
        self.assertEqual([figures[name] for name in names], [2, 1, 1, 0, 1, 1])
        with freeze_time("2026-09-30 01:00:00"):
            figures = self._desk().today(self.school_a.id)
            self.assertEqual([figures[name] for name in names], [0, 0, 0, 1, 1, 1])
            [late] = figures["latest_late"]
            self.assertEqual(late["membership_id"], self.pupil_a.id)

    def test_a_librarian_reads_that_members_wait_for_an_answer(self):
        said = self.env["library.feedback"]._say(self.pupil_a, "Lampu mati")
        self.env["library.suggestion"]._suggest(self.pupil_a, "Bumi")
        self.env["library.feedback"]._say(self.pupil_b, "Rak penuh")

        def waiting(user):
            figures = self._desk(user).today(self.school_a.id)
            return figures["messages"], figures["wishes"]

        self.assertEqual(waiting(self.librarian_a), (1, 1))
        self.assertEqual(waiting(self.desk_a), (0, 0), "who may not read them is not called")
        said.with_user(self.librarian_a).answer = "Sudah diganti."
        said.with_user(self.librarian_a).action_answer()
        self.assertEqual(waiting(self.librarian_a), (0, 1))

    def test_a_class_list_shows_who_has_how_much(self):
        self.lend(self.pupil_a, self.copies_a[0])
        listed = self._desk().class_list(self.school_a.id, self.pupil_a.class_id.id)
        self.assertEqual(
            [(row["name"], row["open_loans"]) for row in listed["pupils"]],
            [("I Wayan Uji", 0), ("Ni Luh Ayu Uji", 1)],
        )
        theirs = self._desk().class_list(self.school_a.id, self.pupil_b.class_id.id)
        self.assertFalse(theirs["pupils"], "another school's class")
