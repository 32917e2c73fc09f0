from io import BytesIO

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .test_transfer import TransferCase


@tagged("post_install", "-at_install")
class TestTransferPaper(TransferCase):
    def text(self, transfers, paper, user=None):
        content, name = transfers.with_user(user or self.librarian_a)._paper(paper)
        self.assertTrue(name.endswith(".pdf"))
        return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]

    def test_the_delivery_note_names_both_libraries_and_every_book(self):
        self.env["library.profile"].search([("library_id", "=", self.school_a.id)]).write(
            {"head_name": "Ni Luh Kepala", "head_nip": "19800101"}
        )
        transfer = self.sent(self.copies_a, carried_by="Pak Putu")
        [page] = self.text(transfer, "manifest")
        for words in (
            *("DELIVERY NOTE", transfer.number, "Sekolah A", "Desa C", "Pak Putu"),
            *("Ni Luh Kepala", "19800101", *self.copies_a.mapped("barcode")),
        ):
            self.assertIn(words, page)
        self.assertIn(transfer.number, self.text(transfer, "manifest", self.clerk)[0])

    def test_the_minutes_name_what_did_not_arrive(self):
        transfer = self.sent(self.copies_a)
        mine = transfer.with_user(self.clerk)
        mine.action_scan(self.copy.barcode)
        mine.action_receive()
        [page] = self.text(transfer, "minutes", self.clerk)
        arrived, missing = page.split("What did not arrive")
        self.assertIn("1 of 3 books", arrived)
        self.assertIn(self.copy.barcode, arrived)
        self.assertNotIn(self.copy_2.barcode, arrived)
        self.assertIn(self.copy_2.barcode, missing)

    def test_a_change_of_owner_shows_the_old_and_the_new_number(self):
        old = self.copy.accession_number
        [page] = self.text(self.received(self.copy, "ownership"), "minutes")
        self.assertIn(old, page)
        self.assertIn(self.copy.accession_number, page)

    def test_a_package_lists_titles_with_their_pieces(self):
        package = self.transfer(kind="package")
        line = self.env["library.transfer.line"].with_user(self.librarian_a)
        line.create({"transfer_id": package.id, "book_id": self.book.id, "pieces": 7})
        package.action_send()
        [page] = self.text(package, "manifest")
        self.assertIn("Andrea Hirata", page)
        self.assertIn("7", page)

    def test_several_notes_come_in_one_file(self):
        several = self.sent(self.copy) + self.sent(self.copy_2)
        self.assertEqual(len(self.text(several, "manifest")), 2)

    def test_an_outsider_gets_no_paper(self):
        with self.assertRaises(AccessError):
            self.text(self.sent(self.copy), "manifest", self.librarian_b)
