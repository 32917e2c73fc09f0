from odoo.tests import BaseCase

from ..tools.occupations import fold, meant_by

KNOWN = {
    fold(word): number
    for number, word in enumerate(("Guru", "PNS", "Ibu rumah tangga", "Petani"), 1)
}


class TestOccupations(BaseCase):
    def test_the_longest_known_phrase_says_what_is_meant(self):
        for text, meant in (
            ("guru", 1),
            ("Guru PNS", 1),
            ("P.N.S", "other"),
            ("petani garam", 4),
            ("  IBU RUMAH-TANGGA ", 3),
            ("Penari", "other"),
            ("", False),
            (False, False),
            ("…", False),
        ):
            with self.subTest(text=text):
                self.assertEqual(meant_by(text, KNOWN, "other"), meant)
