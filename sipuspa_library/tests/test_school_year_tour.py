from odoo.tests import HttpCase, tagged

from ..tools import cards
from . import paper, roster_files
from .common import LibraryCase

LIST = "/library_school_year_tour.xlsx"  # where the tour looks for it


@tagged("post_install", "-at_install")
class TestSchoolYearTour(HttpCase, LibraryCase):
    """A school year of one class, from Dapodik's list to the letters, in a real browser."""

    def test_a_class_is_imported_gets_cards_is_promoted_and_cleared_but_for_one(self):
        self.env["res.lang"]._activate_lang("id_ID")
        self.librarian_a.lang = "id_ID"
        rows = roster_files.pupils(4, class_names=("Kelas 8A",))
        borrower = self._known_pupil(rows[-1])
        lent = self._copies(self.school_a, self.book, 1, barcode="TOUR-LENT")
        self.lend(borrower, lent)
        self._leave(roster_files.dapodik(rows))

        self.start_tour("/odoo/import-pupils", "library_school_year", login="librarian_a")

        self.env.invalidate_all()
        pupils = self.env["library.membership"].search(
            [("library_id", "=", self.school_a.id), ("class_name", "=", "IX-A")]
        )
        self.assertEqual(set(pupils.member_id.mapped("nisn")), {row["nisn"] for row in rows})
        self.assertIn(borrower, pupils, "known by the NISN, not entered twice")
        [first, then] = (pupils - borrower).enrolment_ids.sorted("id").class_id
        self.assertEqual((first.name, then.name), ("VIII-A", "IX-A"))
        self.assertEqual(then.year_id, first.year_id._following())
        self._check_cards(pupils)
        self._check_letters(pupils - borrower)
        self.assertFalse(borrower.clearance_ids)
        self.assertEqual(lent.status, "on_loan", "the loan goes along")

    def _known_pupil(self, row):
        """Make the pupil of a row a member from before, by the name the tour looks for."""
        row["name"] = "Ni Made Sekar Tur"
        row["sex"] = "P"
        known = self._membership(self.school_a, row["name"], class_name="7 B")
        known.member_id.write({"nisn": row["nisn"], "birth_date": row["birth_date"]})
        return known

    def _leave(self, content):
        """Put a file where the browser can take it from, as from a folder of the librarian's."""
        self.env["ir.attachment"].create(
            {"name": "daftar.xlsx", "url": LIST, "public": True, "raw": content}
        )

    def _check_cards(self, pupils):
        self.assertTrue(all(pupils.member_id.mapped("card_printed_at")))
        wizard = self.env["library.card.print"].search([("library_id", "=", self.school_a.id)])
        pdf = self.url_open(f"/library/paper/library.card.print/cards/{wizard.id}").content
        bars = [code.text for code in paper.decoded(pdf) if code.kind == "Code128"]
        printed = [cards.coded(row.card_number, row.card_issue) for row in pupils.member_id]
        self.assertEqual(sorted(bars), sorted(printed))

    def _check_letters(self, pupils):
        letters = pupils.clearance_ids
        self.assertEqual(letters.membership_id, pupils)
        self.assertEqual(set(letters.mapped("class_name")), {"IX-A"})
        self.assertEqual(letters.issued_by_id, self.librarian_a)
        ids = ",".join(map(str, letters.ids))
        pdf = self.url_open(f"/library/paper/library.clearance/letters/{ids}").content
        sheets = paper.pictures(pdf, dpi=100)
        self.assertEqual(len(sheets), 3, "a page each")
        self.assertTrue(all(paper.inked(sheet, 100) for sheet in sheets))
