from odoo.tests import HttpCase, tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestStocktakeTour(HttpCase, LibraryCase):
    """The screen of whoever walks along the shelves, in a real browser."""

    def test_a_librarian_counts_with_a_scanner_on_a_line_that_drops(self):
        for number, copy in enumerate(self.copies_a, 1):
            copy.barcode = f"TOUR-{number}"
        self.start_tour("/odoo/stocktakes/new", "library_count", login="librarian_a")
        self.env.invalidate_all()
        count = self.env["library.stocktake"].search([("library_id", "=", self.school_a.id)])
        self.assertEqual(
            {line.copy_id.barcode or line.code: line.result for line in count.line_ids},
            {**dict.fromkeys(("TOUR-1", "TOUR-2", "TOUR-3"), "found"), "TOUR-NOBODY": "unknown"},
        )
