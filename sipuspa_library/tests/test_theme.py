from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError

from .common import LibraryCase


class TestPopular(LibraryCase):
    """What was lent most in the last months, counted every night."""

    def places(self, library):
        rows = self.env["library.popular"].search([("library_id", "=", library.id)])
        return rows.book_id.ids

    def test_counted_in_each_library_and_in_all(self):
        other = self._book("Bumi Manusia")
        copies = self._copies(self.school_a, other, 2)
        self.lend(self.pupil_a, copies[0])
        self.lend(self.pupil_a2, copies[1] | self.copies_a[0])
        self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        self.env["library.loan"].search(
            [("membership_id", "=", self.pupil_b.id)]
        ).voided_at = "2026-01-01"
        self.env["library.popular"]._cron_count()
        self.assertEqual(self.places(self.school_a), [other.id, self.book.id])
        self.assertEqual(self.places(self.env["library.library"])[0], other.id)
        self.assertFalse(self.places(self.school_b), "what was undone was not lent")
        old = self.env["library.loan"].search([("book_id", "=", other.id)])
        old.lent_at = "2020-01-01"
        self.env["library.popular"]._cron_count()
        self.assertEqual(self.places(self.school_a), [self.book.id])


class TestTheme(LibraryCase):
    """Lists of recommended titles: whose they are, and when they are shown."""

    def theme(self, user, **vals):
        return self.env["library.theme"].with_user(user).create({"name": "Hari Kartini", **vals})

    def test_a_librarian_makes_one_of_the_own_library_with_its_books_in_order(self):
        other = self._book("Bumi Manusia")
        theme = self.theme(
            self.librarian_a,
            line_ids=[
                Command.create({"book_id": self.book.id, "sequence": 2}),
                Command.create({"book_id": other.id, "sequence": 1}),
            ],
        )
        self.assertEqual(theme.library_id, self.school_a)
        self.assertEqual(theme.line_ids.library_id, self.school_a)
        self.assertEqual(theme.title_count, 2)
        self.assertEqual(theme.line_ids.sorted().book_id.ids, [other.id, self.book.id])
        with self.assertRaises(AccessError):
            theme.with_user(self.librarian_b).line_ids[0].sequence = 9
        with self.assertRaises(AccessError):
            theme.line_ids[0].theme_id = self.theme(self.librarian_b).id

    def test_the_office_makes_one_of_no_library(self):
        theme = self.theme(self.cataloguer, line_ids=[Command.create({"book_id": self.book.id})])
        self.assertFalse(theme.library_id | theme.line_ids.library_id)
        theme.line_ids.sequence = 3
        with self.assertRaises(AccessError):
            theme.with_user(self.librarian_a).name = "Lain"
        with self.assertRaises(AccessError):
            self.theme(self.librarian_a, library_id=False)
        with self.assertRaises(AccessError):
            theme.with_user(self.librarian_a).line_ids.unlink()

    def test_shown_from_its_first_to_its_last_day(self):
        today = self.env["library.library"]._today()
        day = timedelta(days=1)
        shown = {
            (today, False): True,
            (today - day, today): True,
            (today, today): True,
            (today + day, False): False,
            (today - 2 * day, today - day): False,
        }
        for (first, last), expected in shown.items():
            theme = self.theme(self.librarian_a, published_from=first, published_to=last)
            self.assertEqual(theme.is_shown, expected)
            found = theme.search([("is_shown", "=", True), ("id", "=", theme.id)])
            self.assertEqual(bool(found), expected)
        theme = self.theme(self.librarian_a)
        theme.active = False
        self.assertFalse(theme.is_shown)
