import random
import string

import psycopg2

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

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
    def test_a_title_has_a_name_and_its_numbers_are_no_novels(self):
        titles = self.env["library.book"].with_user(self.librarian_a)
        for vals in (
            {"name": " \n"},
            {"name": "Uji", "isbn": "9" * 201},
            {"name": "Uji", "identifier_ids": [Command.create({"value": "9" * 201})]},
        ):
            with (
                self.subTest(vals=list(vals)),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                titles.create(vals)

    def test_a_title_or_name_of_any_length_is_kept(self):
        letters = "".join(random.Random(4).choices(string.ascii_lowercase, k=10000))
        for name in (letters, "a " * 5000, "\N{OPEN BOOK}" * 3000):
            author = self.env["library.author"].create({"name": name, "see_from": f"{name}x"})
            book = self._book(name)
            book.contributor_ids = [Command.create({"author_id": author.id})]
            self.env.flush_all()
            self.assertEqual(book.contributor_text, name)

    def test_a_title_on_a_shelf_is_not_archived(self):
        for value in (False, 0, None):
            with self.subTest(value=value), self.assertRaisesRegex(UserError, "has copies"):
                self.book.write({"active": value})
        (self.copies_a + self.copies_b).manual_state = "withdrawn"
        self.book.active = False
        self.assertFalse(self.book.active)
