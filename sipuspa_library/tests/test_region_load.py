import tempfile
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..tools import demo_data

HEAD = "kode_kemendagri,nama,tingkat,kode_induk,kode_pos\n"


@tagged("post_install", "-at_install")
class TestRegionLoad(TransactionCase):
    def load(self, text):
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            Path(file.name).write_text(text, encoding="utf-8")
            return self.env["library.region"]._load_table(file.name)

    def find(self, code):
        return self.env["library.region"].search([("code", "=", code)])

    def test_the_table_of_a_regency_loads_without_its_province(self):
        self.env["library.region"]._load_table(demo_data.FOLDER / "regions.csv")
        self.assertFalse(self.find("51.05").parent_id)
        self.assertEqual(self.find("51.05.03").parent_id, self.find("51.05"))
        self.assertEqual(self.find("51.05.03.1010").level, "ward")
        self.assertEqual(self.find("51.05.01.2008").postcode, "80771")

    def test_loading_again_makes_nothing_and_follows_a_new_name(self):
        rows = HEAD + "97.05,Kabupaten Uji,kabupaten,97,\n97.05.01,Barat,kecamatan,97.05,\n"
        self.assertIn("2 new", self.load(rows))
        self.assertIn("0 new, 2 already there", self.load(rows.replace("Barat", "Kulon")))
        self.assertEqual(self.find("97.05.01").name, "Kulon")

    def test_rows_come_in_any_order(self):
        self.load(HEAD + "97.05.01,Barat,kecamatan,97.05,\n97.05,Kabupaten Uji,kabupaten,97,\n")
        self.assertEqual(self.find("97.05.01").parent_id, self.find("97.05"))

    def test_a_wrong_table_is_refused_whole(self):
        for text in (
            "kode,nama\n97.05,Uji\n",
            HEAD,
            HEAD + "97.05,Kabupaten Uji,kabupaten,97,\n9705,Barat,kecamatan,97.05,\n",
            HEAD + "97.05,Kabupaten Uji,kerajaan,97,\n",
        ):
            with self.subTest(text=text), self.assertRaises(UserError):
                self.load(text)
            self.assertFalse(self.find("97.05"))
