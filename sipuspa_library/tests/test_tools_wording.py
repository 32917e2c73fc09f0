from odoo.tests import BaseCase

from ..tools import wording


class TestWording(BaseCase):
    def test_facts_come_into_their_places(self):
        self.assertEqual(
            wording.fill("Untuk {donor}: {count}", {"donor": "Sari", "count": "3"}), "Untuk Sari: 3"
        )

    def test_what_stands_for_nothing_stays(self):
        self.assertEqual(wording.fill("{x} {donor}", {"donor": "Sari"}), "{x} Sari")
        self.assertEqual(wording.unknown_tokens("{x} {donor} {y}", {"donor"}), ["x", "y"])

    def test_a_fact_with_braces_is_not_filled_again(self):
        self.assertEqual(wording.fill("{a}{b}", {"a": "{b}", "b": "1"}), "{b}1")
