from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"
TUESDAY = "2026-03-03 02:00:00"


@freeze_time(TUESDAY)
@tagged("post_install", "-at_install")
class TestRenew(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["library.policy"].create(
            {"library_id": cls.school_a.id, "loan_days": 7, "loan_limit": 2, "renewal_limit": 1}
        )
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a

    def setUp(self):
        super().setUp()
        with freeze_time(MONDAY):
            answers = self.lend(self.pupil_a, self.copy + self.copy_2)
        self.loan, self.loan_2 = self.env["library.loan"].browse(
            [answer["loan_id"] for answer in answers]
        )

    def assertRefused(self, expected, **kwargs):
        due = self.loan.due_date
        [answer] = self.renew(self.loan, **kwargs)
        self.assertEqual((answer["outcome"], self.codes(answer)), ("refused", expected))
        self.assertTrue(all(block["message"] for block in answer["blocks"]))
        self.assertEqual(self.loan.due_date, due)
        return answer

    def test_a_loan_is_renewed_from_today(self):
        [answer] = self.renew(self.loan)
        self.assertEqual((answer["outcome"], answer["due_date"]), ("done", "2026-03-10"))
        self.assertEqual(self.loan.renewal_count, 1)
        self.assertEqual(str(self.loan.due_date), "2026-03-10")

    def test_renewing_steps_over_closed_days(self):
        self.env["library.closure"].create(
            {
                "name": "Nyepi",
                "region_id": self.district_1.id,
                "date_from": "2026-03-10",
                "date_to": "2026-03-14",
            }
        )
        [answer] = self.renew(self.loan)
        self.assertEqual(answer["due_date"], "2026-03-16")

    def test_several_loans_a_line_each(self):
        self.renew(self.loan)
        answers = self.renew(self.loan + self.loan_2)
        self.assertEqual([a["outcome"] for a in answers], ["refused", "done"])

    def test_renewing_counts_towards_no_loan_limit(self):
        self.assertEqual(self.pupil_a.open_loan_count, self.rule.loan_limit)
        self.assertEqual(self.renew(self.loan)[0]["outcome"], "done")

    def test_no_more_often_than_the_rule_allows(self):
        self.renew(self.loan)
        with freeze_time("2026-03-04 02:00:00"):
            answer = self.assertRefused(["renewal_limit"])
        self.assertEqual(answer["blocks"][0]["args"], {"limit": 1})

    def test_not_to_the_same_day(self):
        with freeze_time(MONDAY):
            self.assertRefused(["renewal_too_early"])

    def test_not_what_was_returned(self):
        self.take_back(self.school_a, self.copy)
        self.assertRefused(["loan_closed"])

    def test_not_while_the_membership_is_bad_all_blocks_at_once(self):
        self.renew(self.loan)
        self.pupil_a.valid_until = "2026-02-28"
        self.assertRefused(["membership_expired", "renewal_limit", "renewal_too_early"])

    def test_not_without_hours(self):
        self.school_a.opening_ids.unlink()
        self.assertRefused(["library_without_hours"])

    def test_not_without_a_rule(self):
        self.env["library.policy"].search([]).unlink()
        self.assertRefused(["no_policy"])

    def test_not_what_is_no_longer_for_loan(self):
        self.rule.loan_days = 0
        self.assertRefused(["renewal_limit", "renewal_too_early"])

    def test_an_overdue_loan_is_renewed_from_today(self):
        with freeze_time("2026-04-01 02:00:00"):
            [answer] = self.renew(self.loan)
        self.assertEqual(answer["due_date"], "2026-04-08")

    def test_a_librarian_goes_on_with_a_reason(self):
        self.rule.renewal_limit = 0
        self.assertRefused(["renewal_limit"], reason="Ujian")
        [answer] = self.renew(self.loan, user=self.librarian_a, reason="Ujian")
        self.assertEqual(answer["outcome"], "done")
        event = self.env["library.event"].search([("verb", "=", "renew")], limit=1)
        self.assertRecordValues(event, [{"reason": "Ujian", "actor_id": self.librarian_a.id}])
        self.assertEqual([b["code"] for b in event.overridden], ["renewal_limit"])

    def test_only_those_who_work_there_renew(self):
        for user in (self.librarian_b, self.supervisor, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                with mute_logger("odoo.addons.base.models.ir_rule"):
                    self.renew(self.loan, user=user)

    def test_the_loans_of_one_library_at_a_time(self):
        [answer] = self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        other = self.env["library.loan"].browse(answer["loan_id"])
        for loans in (self.loan + other, self.loan.browse()):
            with self.assertRaises(UserError):
                self.renew(loans, user=self.library_admin)
