from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestDeskAct(LibraryCase):
    """One request a scan: what it means at this desk, and what is done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a

    def act(self, code, membership=None, library=None, user=None, request_id=None, **kwargs):
        return self._desk(user).act(
            (library or self.school_a).id,
            code,
            membership.id if membership else False,
            "test",
            request_id or self._next_request(),
            **kwargs,
        )

    def assertMeans(self, code, kind, meant=None, **kwargs):
        """Assert what a scan is answered with, and which row it found."""
        found = self.act(code, **kwargs)
        self.assertEqual(found["kind"], kind, found)
        if meant:
            name = "copy_id" if meant._name == "library.copy" else "membership_id"
            self.assertEqual(found[name], meant.id)
        return found

    # ------------------------------------------------------------------
    # WHAT FOLLOWS
    # ------------------------------------------------------------------

    def test_a_card_opens_its_member_with_what_the_desk_shows(self):
        self.lend(self.pupil_a, self.copy)
        found = self.assertMeans(self.pupil_a.card_number, "member", self.pupil_a)
        self.assertEqual((found["name"], found["standing"]), ("Ni Luh Ayu Uji", "active"))
        [loan] = found["loans"]
        self.assertEqual((loan["title"], loan["due_date"]), ("Laskar Pelangi", "2026-03-09"))
        self.assertEqual((found["open_loans"], loan["days_late"]), (1, 0))

    def test_a_copy_with_a_member_open_is_lent_and_alone_it_comes_back(self):
        lent = self.assertMeans(self.copy.barcode, "lent", self.copy, membership=self.pupil_a)
        self.assertEqual(lent["due_date"], "2026-03-09")
        back = self.assertMeans(self.copy.barcode, "returned", self.copy)
        self.assertEqual((back["loan_id"], back["next_step"]["code"]), (lent["loan_id"], "shelve"))

    def test_a_refusal_is_answered_with_its_blocks_and_a_librarian_goes_on_with_a_reason(self):
        self.pupil_a.valid_until = "2026-02-28"
        code, opened = self.copy.barcode, {"membership": self.pupil_a, "user": self.librarian_a}
        refused = self.assertMeans(code, "refused", self.copy, **opened)
        self.assertEqual(self.codes(refused), ["membership_expired"])
        self.assertTrue(refused["blocks"][0]["may_override"])
        self.assertMeans(code, "lent", self.copy, reason="Ujian", **opened)

    def test_the_same_request_twice_is_one_act(self):
        first = self.act(self.copy.barcode, self.pupil_a, request_id="R")
        self.assertEqual(self.act(self.copy.barcode, self.pupil_a, request_id="R"), first)
        back = self.act(self.copy.barcode, request_id="T")
        self.assertEqual(self.act(self.copy.barcode, request_id="T"), back)
        self.assertEqual(back["next_step"]["code"], "shelve")

    # ------------------------------------------------------------------
    # WHAT IS MEANT
    # ------------------------------------------------------------------

    def test_a_copy_is_found_by_what_the_register_counts_it_as(self):
        self.copy_2.accession_number = "B00077"
        for code in (self.copy.accession_number, self.copy.running_number):
            with self.subTest(code=code):
                self.assertMeans(code, "returned", self.copy)
        for code in ("B00077", "77", "077"):
            with self.subTest(code=code):
                self.assertMeans(code, "returned", self.copy_2)

    def test_the_register_is_the_librarys_own(self):
        self.copies_b[0].accession_number = "X-4711"
        self.assertMeans("4711", "unknown")
        self.assertMeans(
            "4711", "returned", self.copies_b[0], library=self.school_b, user=self.librarian_b
        )

    def test_what_a_card_or_sticker_says_goes_before_the_register(self):
        self.copy.accession_number = "00412"
        self.copy_2.barcode = "412"
        self.assertMeans("412", "returned", self.copy_2)
        self.copy_2.barcode = "413"
        self.pupil_a.local_number = "412"
        self.assertMeans("412", "member", self.pupil_a)

    def test_several_lines_of_the_register_are_offered(self):
        self.copy.accession_number, self.copy_2.accession_number = "5/2024", "5/2025"
        self.pupil_a.nipd = "5"
        found = self.assertMeans("5", "ambiguous")
        self.assertEqual(
            {copy["copy_id"] for copy in found["copies"]}, set((self.copy + self.copy_2).ids)
        )
        self.assertEqual([row["membership_id"] for row in found["members"]], self.pupil_a.ids)

    def test_a_pupil_is_found_by_the_numbers_of_school_and_state(self):
        self.pupil_a.write({"nipd": "4512", "local_number": "P-7"})
        self.pupil_a.member_id.nisn = "0123456789"
        for code in ("4512", "P-7", "0123456789"):
            with self.subTest(code=code):
                self.assertMeans(code, "member", self.pupil_a)

    def test_words_and_isbn_search_in_this_library(self):
        self.book.isbn = "9789793062792"
        for code in ("laskar", "979-3062-79-7"):
            with self.subTest(code=code):
                [title] = self.assertMeans(code, "found")["titles"]
                self.assertEqual(title["title"], "Laskar Pelangi")
                self.assertEqual(
                    {copy["copy_id"] for copy in title["copies"]}, set(self.copies_a.ids)
                )
        found = self.assertMeans("Ayu", "found")
        self.assertEqual([row["membership_id"] for row in found["members"]], self.pupil_a.ids)

    def test_a_search_is_bounded_and_says_so(self):
        for number in range(12):
            self._copies(self.school_a, self._book(f"Buku Tebal {number}"), 1)
        found = self.assertMeans("tebal", "found")
        self.assertEqual((len(found["titles"]), found["more"]), (10, True))

    def test_a_search_names_nobody_of_another_library(self):
        self.assertMeans("Made", "unknown")
        found = self.assertMeans(self.pupil_b.member_id.card_number, "visitor")
        self.assertEqual(set(found), {"kind", "code", "name"})

    def test_who_has_left_is_told_with_the_card_that_brings_them_back(self):
        self.pupil_a.left_on = "2026-02-01"
        found = self.assertMeans(self.pupil_a.member_id.card_number, "former", self.pupil_a)
        self.assertEqual(found["code"], self.pupil_a.member_id.card_number)
        self.assertNotIn("loans", found)

    def test_nothing_is_unknown(self):
        for code in ("", "  ", "x", "99999999999"):
            with self.subTest(code=code):
                self.assertMeans(code, "unknown")

    # ------------------------------------------------------------------
    # THE DOOR
    # ------------------------------------------------------------------

    def test_a_member_of_another_library_is_not_lent_to_here(self):
        for membership in (self.pupil_b, self.pupil_b.browse(10**8)):
            with self.assertRaises(UserError):
                self.act(self.copy.barcode, membership, user=self.library_admin)

    def test_only_those_who_work_there_act(self):
        for user in (self.librarian_b, self.supervisor, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.act(self.copy.barcode, user=user)
