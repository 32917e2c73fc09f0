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
        self.assertGreaterEqual(len(answers), 80)
        for answer in answers:
            if answer.wanted.kind == "known":
                self.assertEqual(answer.reciprocal_rank, 1, answer)
        self.assertGreater(mean(answer.recall for answer in answers), 0.95)
        self.assertGreater(mean(answer.reciprocal_rank for answer in answers), 0.95)
