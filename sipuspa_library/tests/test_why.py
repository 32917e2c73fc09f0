from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestWhy(LibraryCase):
    """Why a member may have a book or not, asked before anything is done."""

    def why(self, copy=None, membership=None, user=None):
        desk = self.env["library.desk"].with_user(user or self.librarian_a)
        return desk.why((membership or self.pupil_a).id, (copy or self.copies_a[0]).id)

    def failed(self, answer):
        return [check["name"] for check in answer["checks"] if not check["passed"]]

    def test_the_dry_run_answers_as_the_desk_does_and_saves_nothing(self):
        before = [self.env[m].search_count([]) for m in ("library.event", "library.loan")]
        answer = self.why()
        self.assertEqual((answer["allowed"], answer["due_date"]), (True, "2026-03-09"))
        self.assertFalse(self.failed(answer))
        after = [self.env[m].search_count([]) for m in ("library.event", "library.loan")]
        self.assertEqual(before, after)
        [lent] = self.lend(self.pupil_a, self.copies_a[0])
        self.assertEqual(lent["due_date"], answer["due_date"])

    def test_what_stands_against_it_is_told_in_the_desks_own_words(self):
        self.copies_a[0].manual_state = "damaged"
        self.pupil_a.valid_until = "2026-02-28"
        answer = self.why()
        self.assertEqual(self.failed(answer), ["copy", "membership"])
        [refused] = self.lend(self.pupil_a, self.copies_a[0])
        self.assertEqual(answer["message"], refused["message"])

    def test_of_a_book_the_member_has_it_is_asked_whether_it_can_be_renewed(self):
        self.lend(self.pupil_a, self.copies_a[0])
        answer = self.why()
        self.assertEqual(self.failed(answer), ["renewal"])
        with freeze_time("2026-03-04 02:00:00"):
            answer = self.why()
        self.assertEqual((answer["allowed"], answer["due_date"]), (True, "2026-03-11"))

    def test_the_rows_that_won_and_lost_are_for_the_office(self):
        own = self.env["library.policy"].create({"library_id": self.school_a.id, "loan_days": 3})
        self.assertEqual(self.why()["rules"], [])
        rules = self.why(user=self.library_admin)["rules"]
        regency = self.env.ref("sipuspa_library.policy_regency")
        self.assertEqual([rule["id"] for rule in rules], [own.id, regency.id])
        self.assertEqual(rules[0]["values"]["loan_days"], 3)

    def test_without_a_rule_that_is_the_reason(self):
        self.env["library.policy"].search([]).unlink()
        self.assertEqual(self.failed(self.why()), ["rule"])

    def test_nobody_asks_about_a_member_of_another_library(self):
        for user in (self.librarian_b, self.supervisor, self.employee):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.why(user=user)

    def test_the_form_answers_while_it_is_filled_in_and_is_not_saved(self):
        forms = self.env["library.why"].with_user(self.library_admin)
        form = Form(forms.with_context(default_membership_id=self.pupil_a.id))
        self.assertFalse(form.message)
        form.copy_id = self.copies_a[0]
        self.assertTrue(form.allowed)
        self.assertIn("2026", form.message)
        self.assertIn("<table", form.reasons)
        self.assertFalse(forms.search([]))
