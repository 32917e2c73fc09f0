from odoo.tests import BaseCase

from ..tools.circulation import OVERRIDABLE, Block
from ..tools.policy import REGENCY, Rule
from ..tools.why import CHECKS, LENDING, RENEWING, check_of, explain

RULE = Rule(1, REGENCY, 0, 0, 7, 3, 1, True)
OTHER = Rule(2, REGENCY, 0, 0, 7, 3, 1, True)


class TestWhy(BaseCase):
    def test_a_judgement_without_a_block_answers_every_check(self):
        found = explain([], [RULE, OTHER], LENDING)
        self.assertEqual([check.name for check in found.checks], list(LENDING))
        self.assertTrue(all(check.passed for check in found.checks))
        self.assertEqual((found.winner, found.losing), (RULE, (OTHER,)))

    def test_each_refusal_stands_under_its_check(self):
        blocks = [Block("copy_lost"), Block("limit_reached"), Block("type_limit_reached")]
        found = explain(blocks, [RULE], LENDING)
        failed = {check.name: check.blocks for check in found.checks if not check.passed}
        self.assertEqual(failed, {"copy": (blocks[0],), "limit": (blocks[1], blocks[2])})
        self.assertEqual(found.blocks, blocks)

    def test_without_a_rule_nothing_is_asked_of_one(self):
        found = explain([Block("no_policy")], [], LENDING)
        self.assertEqual([check.name for check in found.checks], ["copy", "membership", "rule"])
        self.assertIsNone(found.winner)

    def test_renewing_asks_other_questions(self):
        found = explain([Block("renewal_limit")], [RULE], RENEWING)
        self.assertEqual([check.name for check in found.checks], list(RENEWING))

    def test_a_refusal_nobody_foresaw_is_told_all_the_same(self):
        found = explain([Block("sun_spots")], [RULE], LENDING)
        self.assertEqual(found.checks[-1].name, "other")
        self.assertEqual(found.blocks, [Block("sun_spots")])

    def test_what_may_be_overridden_has_a_check_of_its_own(self):
        names = {name for name, __ in CHECKS} - {"other"}
        for code in OVERRIDABLE - {"hold_limit_reached"}:  # of reserving, which is not asked here
            with self.subTest(code=code):
                self.assertIn(check_of(code), names)
