from io import BytesIO

from freezegun import freeze_time
from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import LibraryCase


def text_of(content):
    """Return the words of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestDonation(LibraryCase):
    """Books given are received as copies of that source, and the donor is thanked with a letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env(user=cls.librarian_a)
        cls.donor = env["library.donor"].create({"name": "Ibu Ketut Sari"})
        cls.donation = cls.give()

    @classmethod
    def give(cls, **vals):
        return cls.donor.env["library.donation"].create(
            {
                "donor_id": cls.donor.id,
                "line_ids": [Command.create({"book_id": cls.book.id, "piece_count": 3})],
                **vals,
            }
        )

    def test_a_line_is_received_once_as_copies_from_the_donor(self):
        line = self.donation.line_ids
        before = self.book.copy_ids
        line.action_receive()
        line.action_receive()
        copies = self.book.copy_ids - before
        self.assertEqual(len(copies), 3)
        self.assertEqual(copies.library_id, self.school_a)
        bought = copies.with_user(self.librarian_a).acquisition_ids
        self.assertEqual(set(bought.mapped("fund_source")), {"donation"})
        self.assertEqual(set(bought.mapped("source_name")), {"Ibu Ketut Sari"})

    def test_a_line_without_a_title_in_the_catalogue_waits(self):
        line = self.donation.line_ids.create(
            {"donation_id": self.donation.id, "name": "Buku tanpa sampul"}
        )
        with self.assertRaises(UserError):
            line.action_receive()

    def test_letters_are_numbered_in_their_order_and_keep_their_numbers(self):
        second = self.give()
        self.donation.action_thank()
        second.action_thank()
        self.donation.action_thank()
        self.assertEqual(
            [self.donation.letter_number, second.letter_number],
            ["0001/UTK/SEKA/2026", "0002/UTK/SEKA/2026"],
        )

    def test_nothing_given_is_nothing_to_thank_for(self):
        empty = self.give(line_ids=[])
        with self.assertRaises(UserError):
            empty.action_thank()

    def test_the_letter_is_in_the_librarys_own_words(self):
        profile = self.env["library.profile"].search([("library_id", "=", self.school_a.id)])
        profile.thanks_text = "Matur suksma {donor}, {count} buku: {titles}."
        self.donation.action_thank()
        content, name = self.donation._paper("letter")
        words = text_of(content)
        self.assertIn("Matur suksma Ibu Ketut Sari, 3 buku: Laskar Pelangi.", words)
        self.assertIn("0001/UTK/SEKA/2026", words)
        self.assertTrue(name.endswith(".pdf"))

    def test_a_wording_that_asks_for_what_there_is_not_is_refused(self):
        profile = self.env["library.profile"].search([("library_id", "=", self.school_a.id)])
        with self.assertRaises(ValidationError):
            profile.with_user(self.librarian_a).thanks_text = "Halo {nama}"

    def test_the_library_of_a_book_given_is_the_donations(self):
        with self.assertRaises(AccessError):
            self.donation.line_ids.create(
                {"donation_id": self.donation.id, "name": "x", "library_id": self.school_b.id}
            )

    def test_a_donor_of_another_library_is_refused(self):
        other = self.env["library.donor"].create(
            {"name": "Pak Made", "library_id": self.school_b.id}
        )
        with self.assertRaises(ValidationError):
            self.give(donor_id=other.id)

    def test_another_library_prints_no_letter_of_ours(self):
        with self.assertRaises(AccessError):
            self.donation.with_user(self.librarian_b)._paper("letter")

    def test_a_donation_thanked_for_is_kept(self):
        self.donation.action_thank()
        with self.assertRaises(UserError):
            self.donation.unlink()

    def test_a_line_received_by_mistake_is_received_anew(self):
        line = self.donation.line_ids
        line.action_receive()
        line.receipt_id.action_undo()
        self.assertFalse(line.receipt_id)
        line.action_receive()
        self.assertEqual(len(line.receipt_id.copy_ids), 3)
