from odoo.tests import HttpCase, tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, LibraryCase):
    """The faces of the application in a real browser."""

    def test_a_librarian_lends_two_books_and_takes_one_back_by_scanner(self):
        self.pupil_a.local_number = "TOUR-CARD"
        first = self._copies(self.school_a, self.book, 1, barcode="TOUR-1")
        second = self._copies(self.school_a, self.book, 1, barcode="TOUR-2")
        self.start_tour("/odoo/lend", "library_desk_form", login="librarian_a")
        self.env.invalidate_all()
        self.assertEqual(first.status, "available")
        self.assertEqual(second.status, "on_loan")
        events = self.env["library.event"].search([("copy_id", "in", (first + second).ids)])
        self.assertEqual(
            sorted(events.mapped("verb")), ["lend", "lend", "return"], "one act for each scan"
        )
