from io import BytesIO

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.register import EDITIONS
from .common import LibraryCase
from .test_donation import text_of


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestRegister(LibraryCase):
    """The accession register: every copy received in a period, each with its own number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._copies(cls.school_a, cls.book, 1, received_on="2025-12-31")
        cls.env["library.copy.acquisition"].create(
            [
                {
                    "copy_id": copy.id,
                    "library_id": cls.school_a.id,
                    "fund_source": "bos",
                    "source_name": "=HYPERLINK(1)",
                    "price": 75000,
                }
                for copy in cls.copies_a
            ]
        )

    def wizard(self, user=None, **vals):
        return self.env["library.register.print"].with_user(user or self.librarian_a).create(vals)

    def test_it_holds_the_copies_of_the_period_and_no_others(self):
        lines = self.wizard()._lines()
        self.assertEqual(
            [line["accession_number"] for line in lines],
            self.copies_a.mapped("accession_number"),
        )
        self.assertEqual([line["price"] for line in lines], [75000] * 3)

    def test_every_edition_shows_its_numbers_on_paper(self):
        for edition in EDITIONS:
            with self.subTest(edition=edition):
                content, __ = self.wizard(edition=edition)._paper("register")
                words = text_of(content).replace("\n", "")
                for number in self.copies_a.mapped("accession_number"):
                    self.assertIn(number, words)

    def test_what_is_withdrawn_keeps_its_line_and_says_so(self):
        self.copies_a[1].manual_state = "withdrawn"
        line = self.wizard()._lines()[1]
        self.assertTrue(line["struck"])
        self.assertIn("Withdrawn", line["remarks"])

    def test_the_workbook_holds_the_same_and_runs_no_formula(self):
        content, name = self.wizard(edition="complete")._paper("workbook")
        sheet = openpyxl.load_workbook(BytesIO(content)).active
        rows = list(sheet.iter_rows(min_row=2))
        self.assertEqual([row[2].value for row in rows], self.copies_a.mapped("accession_number"))
        cell = rows[0][12]
        self.assertEqual((cell.value, cell.data_type), ("=HYPERLINK(1)", "s"))
        self.assertTrue(name.endswith(".xlsx"))

    def test_printing_is_noted_on_the_copies_once(self):
        self.wizard().action_print()
        first = self.copies_a.mapped("printed_at")
        self.assertTrue(all(first))
        self.assertFalse(self.old.printed_at)
        with freeze_time("2026-03-03 02:00:00"):
            self.wizard().action_print()
        self.assertEqual(self.copies_a.mapped("printed_at"), first)

    def test_an_empty_period_is_told_before_anything_is_printed(self):
        with self.assertRaises(UserError):
            self.wizard(date_from="2020-01-01", date_to="2020-02-01").action_print()

    def test_prices_of_another_library_are_on_no_paper_of_mine(self):
        wizard = self.wizard(user=self.librarian_b, library_id=self.school_a.id)
        with self.assertRaises(AccessError):
            wizard._paper("register")
        with self.assertRaises(AccessError):
            wizard.action_print()

    def test_book_cards_carry_call_number_and_barcode(self):
        copies = self.copies_a.with_user(self.librarian_a)
        copies.action_book_cards()
        content, __ = copies._paper("cards")
        words = text_of(content)
        for copy in self.copies_a:
            self.assertIn(copy.barcode, words)
        self.assertTrue(all(self.copies_a.mapped("printed_at")))

    def test_book_cards_of_another_library_are_not_printed(self):
        foreign = self.copies_a.with_user(self.librarian_b)
        with self.assertRaises(AccessError):
            foreign.action_book_cards()
        with self.assertRaises(AccessError):
            foreign._paper("cards")
