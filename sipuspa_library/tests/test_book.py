from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestCallNumber(LibraryCase):
    """Proposed until somebody writes over it: what stands on spines outlives a mended title."""

    def test_it_is_proposed_and_follows_what_it_is_made_of(self):
        self.assertEqual(self.book.call_number, "813 HIR l")
        self.book.write({"name": "Edensor", "class_number": "899.2"})
        self.assertEqual(self.book.call_number, "899.2 HIR e")

    def test_it_names_the_first_author_in_the_order_of_the_title_page(self):
        author = self._author("Ahmad Tohari")
        self.book.contributor_ids = [Command.create({"author_id": author.id, "sequence": 20})]
        self.assertEqual(self.book.call_number, "813 HIR l")
        self.book.contributor_ids[-1].sequence = 5
        self.assertEqual(self.book.call_number, "813 TOH l")

    def test_what_is_written_over_it_stays(self):
        self.book.call_number = "FIK/HIR "
        self.book.name = "Laskar Pelangi: sebuah novel"
        self.book.contributor_ids.author_id.heading = "Andrea"
        self.env.flush_all()
        self.assertEqual(self.book.call_number, "FIK/HIR")
        self.book.call_number = False
        self.assertEqual(self.book.call_number, "813 AND l")

    def test_a_form_that_sends_the_proposal_writes_over_nothing(self):
        form = Form(self.env["library.book"].with_user(self.librarian_a))
        form.name = "Bumi Manusia"
        form.class_number = "813"
        book = form.save()
        self.assertEqual((book.call_number, book.call_number_typed), ("813 BUM", False))
        book.name = "Rumah Kaca"
        self.assertEqual(book.call_number, "813 RUM")


@tagged("post_install", "-at_install")
class TestArchive(LibraryCase):
    def test_a_title_on_a_shelf_is_not_archived(self):
        with self.assertRaisesRegex(UserError, "has copies"):
            self.book.active = False
        (self.copies_a + self.copies_b).manual_state = "withdrawn"
        self.book.active = False
        self.assertFalse(self.book.active)
