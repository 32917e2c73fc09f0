import base64
import io

from PIL import Image

from odoo.tests import HttpCase, tagged

from . import paper
from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, LibraryCase):
    """The faces of the application in a real browser."""

    def test_a_scanned_book_becomes_five_labelled_copies_in_eight_clicks_at_most(self):
        """The tour counts its clicks, and a browser test has a minute."""
        self.book.isbn = "9789793062792"
        self.start_tour("/odoo/add-book", "library_add_book", login="librarian_a")
        self.env.invalidate_all()
        received = self.book.copy_ids.filtered(lambda copy: copy.library_id == self.school_a)
        received -= self.copies_a
        self.assertEqual(len(received), 5)
        wizard = self.env["library.label.print"].search([("copy_ids", "in", received.ids)])
        pdf = self.url_open(f"/library/paper/library.label.print/labels/{wizard.id}").content
        found = paper.decoded(pdf)
        self.assertEqual([code.text for code in found], received.sorted("id").mapped("barcode"))
        for code, label in zip(found, wizard.sheet_id._sheet().boxes()[6:], strict=False):
            with self.subTest(code.text):
                self.assertGreater(code.left, label.left)
                self.assertGreater(code.top, label.top)
                self.assertLess(code.left + code.width, label.right)
                self.assertLess(code.top + code.height, label.bottom)

    def test_a_librarian_sends_a_title_nobody_can_describe_to_the_cataloguer(self):
        self.start_tour("/odoo/add-book", "library_ask_cataloguer", login="librarian_a")
        request = self.env["library.cataloguing.request"].search([("name", "=", "Buku Jepang")])
        self.assertEqual(request.library_id, self.school_a)
        photo = Image.open(io.BytesIO(base64.b64decode(request.photo_title_page)))
        self.assertEqual(
            (photo.format, photo.size), ("JPEG", (1200, 1600)), "made small by the phone"
        )

    def test_a_librarian_describes_a_title_and_the_switch_is_remembered(self):
        self.start_tour("/odoo/titles/new", "library_title_form", login="librarian_a")
        book = self.env["library.book"].search([("name", "=", "Sajak Tur")])
        self.assertEqual(book.contributor_ids.author_id.heading, "Tur, Ni Luh Sekar")
        self.assertEqual(book.subtitle, "Kumpulan")
        self.assertEqual((book.isbn, book.isbn_valid), ("979-3062-79-8", False))
        self.assertTrue(self.librarian_a.res_users_settings_id.library_all_fields)

    def test_a_librarian_prints_labels_from_a_used_sheet_by_mouse_and_keyboard(self):
        action = "sipuspa_library.library_label_print_action"
        self.start_tour(f"/odoo/action-{action}", "library_label_print", login="librarian_a")
        self.env.invalidate_all()
        self.assertTrue(all(self.copies_a.mapped("printed_at")))
        setting = self.env["library.label.setting"].search([("library_id", "=", self.school_a.id)])
        self.assertEqual(setting.next_position, 10)
