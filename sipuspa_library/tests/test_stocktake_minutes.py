from io import BytesIO

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .test_stocktake import StocktakeCase


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestMinutes(StocktakeCase):
    def text(self, count):
        content, name = count.with_user(self.librarian_a)._paper("minutes")
        self.assertTrue(name.endswith("-SEKA.pdf"))
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)

    def test_they_carry_figures_lists_and_who_signs(self):
        found, missing, lent = self.copies_a
        self.env["library.profile"].search([("library_id", "=", self.school_a.id)]).write(
            {"head_name": "Ni Luh Kepala", "principal_name": "I Wayan Sekolah"}
        )
        self.lend(self.pupil_a, lent)
        count = self.opened(class_from="800", name="Rak fiksi", note="Rak 3 sedang dicat")
        self.scan(count, found, "ASING-7", self.copies_b[0])
        self.assertIn("not yet closed", self.text(count))
        count.action_close()
        text = self.text(count)
        for words in (
            count.number,
            "Rak fiksi",
            "class 800 to 999",
            "2 Maret 2026",
            "desk_a",
            "Of 3 copies the catalogue expects in this part, 2 should stand on the shelves. 1 of",
            "800",
            missing.accession_number.partition("/")[0],
            "Sekolah B",
            "ASING-7",
            "Rak 3 sedang dicat",
            "Ni Luh Kepala",
            "I Wayan Sekolah",
        ):
            with self.subTest(words):
                self.assertIn(words, text)
        self.assertNotIn(self.pupil_a.member_id.name, text)

    def test_the_office_that_oversees_the_library_reads_them_others_do_not(self):
        count = self.opened()
        for user, may in ((self.supervisor, True), (self.head, True), (self.librarian_b, False)):
            with self.subTest(user.login):
                rows = self.env["library.stocktake"].with_user(user).search([("id", "=", count.id)])
                self.assertEqual(bool(rows), may)
