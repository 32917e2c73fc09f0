from odoo.tests import HttpCase, tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestVisitSheetTour(HttpCase, LibraryCase):
    """A page of the visitors' book, typed in with keys only, in a real browser."""

    def test_a_page_is_typed_in_with_keys(self):
        self.env["res.lang"]._activate_lang("id_ID")
        self.desk_a.lang = "id_ID"
        self.pupil_a.local_number, self.pupil_a2.local_number = "TUR-1", "TUR-2"
        self.pupil_a.member_id.name = "Ni Luh Tur"
        before = self.env["library.visit"].create({"library_id": self.school_a.id})

        self.start_tour("/odoo/visit-sheet", "library_visit_sheet", login="desk_a")

        visits = self.env["library.visit"].search([("library_id", "=", self.school_a.id)]) - before
        self.assertEqual(visits.member_id, (self.pupil_a | self.pupil_a2).member_id)
        guest = visits.filtered(lambda visit: visit.kind == "guest")
        read = self.env.ref("sipuspa_library.visit_purpose_read")
        self.assertEqual((len(visits), guest.sex, guest.purpose_id), (3, "f", read))
        self.assertEqual(visits.filtered("local_hour").member_id, self.pupil_a.member_id)
