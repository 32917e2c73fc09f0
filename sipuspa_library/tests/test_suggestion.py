from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.library_suggestion import OPEN_LIMIT
from .forgetting import ForgettingCase
from .test_opac_pages import OpacPagesCase
from .test_portal import PIN, CardCase


@tagged("post_install", "-at_install")
class TestSuggestion(ForgettingCase):
    """A wish is noted once, answered by the library it went to, and seen by nobody else."""

    def suggest(self, title, membership=None, **details):
        return self.env["library.suggestion"]._suggest(membership or self.pupil_a, title, **details)

    def test_the_same_wish_asked_twice_is_one_wish(self):
        first = self.suggest("Bumi Manusia", author="Pramoedya")
        self.assertEqual(self.suggest("  bumi   manusia "), first)
        dotted = self.suggest("İpin")
        for title in ("ipin", "i̇pin", "IPIN"):
            self.suggest(title)  # the same or another, as the database has it; never an error
        self.assertEqual(self.suggest("İpin"), dotted)

    def test_signs_of_a_pattern_are_signs_of_a_title(self):
        first = self.suggest("100% Anak")
        self.assertNotEqual(self.suggest("%"), first)
        self.assertNotEqual(self.suggest("100_ Anak"), first)
        self.assertEqual(self.suggest("100% anak"), first)

    def test_two_rows_of_one_wish_are_refused_by_the_database(self):
        self.suggest("Bumi Manusia")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["library.suggestion"].create(
                {
                    "name": "BUMI MANUSIA",
                    "library_id": self.school_a.id,
                    "membership_id": self.pupil_a.id,
                }
            )

    def test_a_wish_that_was_answered_may_be_wished_again(self):
        first = self.suggest("Bumi Manusia")
        first.state = "declined"
        self.assertNotEqual(self.suggest("Bumi Manusia"), first)

    def test_a_member_waits_for_answers_before_wishing_without_end(self):
        for number in range(OPEN_LIMIT):
            self.suggest(f"Buku {number}")
        with self.assertRaises(UserError):
            self.suggest("Satu lagi")
        self.suggest("Satu lagi", self.pupil_a2)

    def test_a_wish_forgets_whose_it_was_as_a_loan_does(self):
        """What a child once wished for tells of the child, answered or not."""
        old, young = self.suggest("Bumi Manusia", reason="Untuk Ayu"), self.suggest("Bumi")
        with freeze_time("2026-10-05 02:00:00"):
            today = self.school_a._today()
            old.asked_on, young.asked_on = (
                today - relativedelta(months=months) for months in (13, 11)
            )
            self.tonight()
        self.assertFalse(old.member_id or old.membership_id or old.reason)
        self.assertEqual((old.name, young.member_id), ("Bumi Manusia", self.pupil_a.member_id))

    def test_a_wish_without_a_title_is_refused(self):
        with self.assertRaises(UserError):
            self.suggest("   ")

    def test_a_librarian_answers_the_own_wishes_only(self):
        wish = self.suggest("Bumi Manusia")
        wish.with_user(self.librarian_a).answer = "Datang bulan depan."
        with self.assertRaises(AccessError):
            wish.with_user(self.librarian_b).answer = "x"

    def test_a_wish_belongs_to_a_member_of_that_library(self):
        with self.assertRaises(ValidationError):
            self.env["library.suggestion"].with_user(self.library_admin).create(
                {
                    "name": "Bumi Manusia",
                    "library_id": self.school_a.id,
                    "membership_id": self.pupil_b.id,
                }
            )


@tagged("post_install", "-at_install")
class TestWishPage(CardCase, OpacPagesCase):
    """The form on a member's own page."""

    def send(self, **fields):
        self.authenticate(self.ayu.card_number, PIN)
        [token] = self.get("/my/library/wishes").xpath(
            "//form[@class='suggest']//input[@name='csrf_token']/@value"
        )
        return self.url_open("/my/library/suggest", data={"csrf_token": token, **fields})

    def wishes(self):
        return self.env["library.suggestion"].search([("library_id", "=", self.school_a.id)])

    def test_a_pupil_wishes_for_a_book_and_sees_the_answer(self):
        page = self.send(membership=self.pupil_a.id, title="Bumi Manusia", author="Pramoedya")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Bumi Manusia", page.text)
        [wish] = self.wishes()
        self.assertEqual((wish.membership_id, wish.author), (self.pupil_a, "Pramoedya"))
        wish.write({"state": "arrived", "answer": "Sudah ada di rak.", "book_id": self.book.id})
        self.env.flush_all()
        tree = self.get("/my/library/wishes")
        self.assertIn("Sudah ada di rak.", tree.text_content())
        self.assertIn(f"/library/book/{self.book.id}", tree.xpath("//a/@href"))

    def test_the_form_is_sent_twice_and_is_one_wish(self):
        for __ in range(2):
            self.send(membership=self.pupil_a.id, title="Bumi Manusia")
        self.assertEqual(len(self.wishes()), 1)

    def test_nobody_wishes_in_somebody_elses_name(self):
        page = self.send(membership=self.pupil_a2.id, title="Bumi Manusia")
        self.assertEqual(page.status_code, 404)
        self.assertFalse(self.wishes())

    def test_an_empty_wish_is_answered_on_the_page(self):
        page = self.send(membership=self.pupil_a.id, title=" ")
        self.assertEqual(page.status_code, 422)
        self.assertIn('role="alert"', page.text)
        self.assertFalse(self.wishes())
