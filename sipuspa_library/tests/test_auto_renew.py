from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"
DUE = "2026-03-08 20:00:00"  # four o'clock in the morning of the day they are due


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestAutoRenew(LibraryCase):
    """Where the rule says so, a loan renews by itself on the morning of its last day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.env["library.policy"]
        cls.rule = rules.create(
            {"library_id": cls.school_a.id, "loan_days": 7, "renewal_limit": 1, "auto_renew": True}
        )
        cls.rule_b = rules.create({"library_id": cls.school_b.id, "loan_days": 7})
        cls.copy = cls.copies_a[0]

    def setUp(self):
        super().setUp()
        [answer] = self.lend(self.pupil_a, self.copy)
        self.loan = self.env["library.loan"].browse(answer["loan_id"])

    def run_at(self, moment):
        progress = patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60)
        with freeze_time(moment), progress:
            self.env.invalidate_all()
            self.env["library.loan"]._cron_auto_renew()

    def test_it_is_renewed_on_its_last_day_and_the_ledger_tells(self):
        self.run_at(DUE)
        self.assertEqual((str(self.loan.due_date), self.loan.renewal_count), ("2026-03-16", 1))
        event = self.env["library.event"].search([("verb", "=", "renew")], limit=1)
        self.assertRecordValues(event, [{"device": "auto-renewal", "outcome": "done"}])

    def test_not_before_and_not_long_after(self):
        for moment in ("2026-03-07 20:00:00", "2026-03-10 20:00:00"):
            with self.subTest(moment=moment):
                self.run_at(moment)
                self.assertFalse(self.loan.renewal_count)

    def test_one_missed_night_is_made_up_for(self):
        self.run_at("2026-03-09 20:00:00")
        self.assertTrue(self.loan.renewal_count)

    def test_no_more_often_than_the_rule_allows(self):
        self.run_at(DUE)
        self.run_at("2026-03-15 20:00:00")
        self.assertEqual(self.loan.renewal_count, 1)

    def test_not_what_a_block_stands_against(self):
        self.pupil_a.valid_until = "2026-03-05"
        self.run_at(DUE)
        self.assertFalse(self.loan.renewal_count)

    def test_only_where_the_rule_says_so(self):
        [answer] = self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        other = self.env["library.loan"].browse(answer["loan_id"])
        self.run_at(DUE)
        self.assertTrue(self.loan.renewal_count)
        self.assertFalse(other.renewal_count)

    def test_what_goes_wrong_in_one_library_hinders_no_other(self):
        self.rule_b.write({"auto_renew": True, "renewal_limit": 1})
        [answer] = self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        other = self.env["library.loan"].browse(answer["loan_id"])
        loans = type(self.loan)
        renewed = loans._renewed_by_itself

        def broken(self, library):
            if library.code == "SEKA":
                raise ValueError("a bad row")
            return renewed(self, library)

        with (
            patch.object(loans, "_renewed_by_itself", broken),
            mute_logger("odoo.addons.sipuspa_library.models.ir_cron"),
        ):
            self.run_at(DUE)
        self.assertFalse(self.loan.renewal_count)
        self.assertTrue(other.renewal_count)
