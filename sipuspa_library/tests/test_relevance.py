from statistics import mean

from odoo.tests import tagged

from . import relevance
from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestRelevance(LibraryCase):
    """What people look for in the demo's titles comes first; ``sipuspa bench relevance`` tells how often."""

    def test_what_is_wanted_is_found_and_comes_first(self):
        relevance.load(self.env, self.village)
        answers = relevance.judged(self.env)
        sets = {number: [a for a in answers if a.wanted.set == number] for number in "123"}
        self.assertGreaterEqual(min(len(found) for found in sets.values()), 40)
        for answer in sets["1"] + sets["2"]:
            if answer.wanted.kind == "known":
                self.assertEqual(answer.reciprocal_rank, 1, answer)
        for number, found in sets.items():
            with self.subTest(set=number):
                self.assertGreaterEqual(mean(answer.recall for answer in found), 0.95)
                self.assertGreaterEqual(mean(answer.reciprocal_rank for answer in found), 0.95)
