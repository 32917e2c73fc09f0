from io import BytesIO

from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestLetterhead(LibraryCase):
    def profile(self, library):
        return self.env["library.profile"].search([("library_id", "=", library.id)])

    def test_a_public_library_writes_under_its_regency(self):
        self.school_a.address = "Jalan Uji 1"
        self.profile(self.school_a).phone = "0366 1"
        head = self.school_a.with_user(self.librarian_a)._letterhead()
        self.assertEqual((head.name, head.above), ("Sekolah A", ("GOVERNMENT OF UJI",)))
        self.assertEqual(head.below, ("Jalan Uji 1 · Phone 0366 1",))
        self.assertIsNone(head.logo, "Odoo's own sample is nobody's logo")

    def test_a_private_one_does_not_and_a_corner_names_whose_it_is(self):
        corner = self._library(
            "Pojok", "POJOK", "pojok_baca", self.district_1, parent_id=self.school_a.id
        )
        corner.ownership = "private"
        self.assertEqual(corner._letterhead().above, ("Sekolah A",))

    def test_lines_of_its_own_replace_them(self):
        self.profile(self.school_a).letterhead = "YAYASAN UJI\n\n SMP UJI "
        self.assertEqual(self.school_a._letterhead().above, ("YAYASAN UJI", "SMP UJI"))

    def test_head_and_principal_sign_each_with_their_office(self):
        self.profile(self.school_a).write({"head_name": "Ni Luh Uji", "principal_name": "I Wayan"})
        principal, head = self.school_a._signatures("Uji, 1 Mei 2026")
        self.assertEqual((principal.role, principal.name), ("Head of School", "I Wayan"))
        self.assertEqual((head.name, head.before), ("Ni Luh Uji", "Uji, 1 Mei 2026"))
        self.assertEqual(self.village._signatures()[0].role, "Village Head")
        self.profile(self.village).principal_title = "Perbekel"
        self.assertEqual(self.village._signatures()[0].role, "Perbekel")

    def test_a_paper_of_a_library_is_drawn(self):
        content = self.school_a._document("DAFTAR").render()
        text = PdfReader(BytesIO(content)).pages[0].extract_text()
        self.assertIn("Sekolah A", text)
        self.assertIn("Page 1 of 1", text)
