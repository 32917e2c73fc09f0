import pypdfium2
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.clerk_titles import fold
from ..tools.visit_sheet import HEADINGS
from .common import LibraryCase
from .paper import page_sizes


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 02:00:00")
class TestVisitPaper(LibraryCase):
    def sheet(self, user=None, **vals):
        papers = self.env["library.visit.paper"].with_user(user or self.desk_a)
        return papers.create({"library_id": self.school_a.id, **vals})

    def test_each_sheet_fits_its_pages_under_the_letterhead_of_the_library(self):
        for vals, pages in (
            ({"sheet": "guests", "pages": 2}, 2),
            ({"sheet": "loans", "day": "2026-03-11"}, 1),
            ({"sheet": "days"}, 1),
        ):
            with self.subTest(vals=vals):
                pdf, name = self.sheet(**vals)._paper("sheet")
                self.assertEqual(len(page_sizes(pdf)), pages)
                with pypdfium2.PdfDocument(pdf) as document:
                    text = document[0].get_textpage().get_text_range()
                self.assertIn(self.school_a.name, text)
                self.assertIn(self.school_a.code, name)

    def test_a_sheet_of_a_month_says_which_and_counts_books_read_in_place(self):
        self.env["res.lang"]._activate_lang("id_ID")
        user = self.desk_a
        user.lang = "id_ID"
        paper = self.sheet(user, sheet="days", day="2026-05-11").with_context(lang="id_ID")
        pdf, __ = paper._paper("sheet")
        with pypdfium2.PdfDocument(pdf) as document:
            text = document[0].get_textpage().get_text_range()
        self.assertIn("Mei 2026", text)
        heading = paper.env["library.visit.entry"]._headings()["books"]
        self.assertIn(heading.split()[0], text)

    def test_a_sheet_of_another_library_is_not_printed(self):
        for act in (lambda row: row.action_print(), lambda row: row._paper("sheet")):
            with self.assertRaises(AccessError):
                act(self.sheet(library_id=self.school_b.id))

    def test_the_headings_of_the_workbook_are_those_it_is_read_by(self):
        for lang in ("en_US", "id_ID"):
            headings = self.env["library.visit.entry"].with_context(lang=lang)._headings()
            for name, heading in headings.items():
                with self.subTest(lang=lang, name=name):
                    self.assertIn(fold(heading), HEADINGS[name])
