from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase

TODAY = date(2026, 3, 2)


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestTerms(LibraryCase):
    """Rules, hours and closures are kept in the process, and never a moment longer than they hold."""

    def days(self):
        """Return the loan days of the school's own rule, as an act of a new transaction would."""
        self.env.flush_all()
        self.env.cr.cache.clear()
        rules = self.env["library.policy"]._rules_for(self.school_a)
        return max((rule.scope, rule.loan_days) for rule in rules)[1]

    def rule(self, **vals):
        return self.env["library.policy"].create({"library_id": self.school_a.id, **vals})

    def test_a_second_scan_reads_neither_rules_nor_hours_again(self):
        self.school_a._calendar(TODAY), self.days()
        self.env.cr.cache.clear()
        self.env.invalidate_all()
        with self.assertQueryCount(1):  # which version holds
            self.school_a._calendar(TODAY)
            self.env["library.policy"]._rules_for(self.school_a)

    def test_a_rule_made_changed_or_deleted_judges_the_next_act(self):
        before = self.days()
        rule = self.rule(loan_days=33)
        self.assertEqual(self.days(), 33)
        rule.loan_days = 44
        self.assertEqual(self.days(), 44)
        rule.unlink()
        self.assertEqual(self.days(), before)

    def test_a_closed_day_holds_at_once(self):
        open_before = self.school_a._calendar(TODAY).is_open(TODAY)
        closure = self.env["library.closure"].create(
            {
                "name": "Banjir",
                "library_id": self.school_a.id,
                "date_from": TODAY,
                "date_to": TODAY,
            }
        )
        self.assertTrue(open_before)
        self.assertFalse(self.school_a._calendar(TODAY).is_open(TODAY))
        closure.date_from = closure.date_to = date(2026, 3, 9)
        self.assertTrue(self.school_a._calendar(TODAY).is_open(TODAY))

    def test_hours_of_the_library_above_hold_for_a_corner_that_is_put_under_it(self):
        corner = self.env["library.library"].create(
            {
                "name": "Pojok Uji",
                "code": "POJOKT",
                "type_id": self.school_a.type_id.id,
                "region_id": self.school_a.region_id.id,
            }
        )
        self.assertFalse(corner._calendar(TODAY).weekdays)
        corner.parent_id = self.school_a
        self.assertEqual(corner._calendar(TODAY).weekdays, self.school_a._calendar(TODAY).weekdays)

    def test_what_a_failed_act_changed_is_not_kept(self):
        before = self.days()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            rule = self.rule(loan_days=55)
            self.assertEqual(self.days(), 55)
            rule.loan_days = -1
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.days(), before)

    def test_rules_for_a_category_go_with_it(self):
        category = self.env["library.member.category"].create({"name": "Tamu", "code": "tamu"})
        rule = self.rule(category_id=category.id)
        ids = [row.id for row in self.env["library.policy"]._rules_for(self.school_a)]
        self.assertIn(rule.id, ids)
        category.unlink()
        self.env.cr.cache.clear()
        ids = [row.id for row in self.env["library.policy"]._rules_for(self.school_a)]
        self.assertNotIn(rule.id, ids)
