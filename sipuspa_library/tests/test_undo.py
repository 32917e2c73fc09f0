from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"
SOON = "2026-03-02 02:29:00"
TOO_LATE = "2026-03-02 02:30:00"
TUESDAY = "2026-03-03 02:00:00"


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestUndo(LibraryCase):
    """The last act at a desk taken back: everything is as if it had not been, and the ledger tells."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["library.policy"].create(
            {"library_id": cls.school_a.id, "loan_days": 7, "loan_limit": 2, "renewal_limit": 1}
        )
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a

    def lent(self, copies=None, membership=None, request_id="LEND"):
        answers = self.lend(membership or self.pupil_a, copies or self.copy, request_id=request_id)
        return self.env["library.loan"].browse([answer["loan_id"] for answer in answers])

    def facts(self, loan):
        """Return all that an act could have changed of a loan and its copy."""
        self.env.flush_all()
        self.env.invalidate_all()
        columns = ("due_date", "returned_at", "returned_by_id", "return_library_id")
        return (
            *(loan[name] for name in (*columns, "renewal_count", "voided_at", "is_open")),
            loan.copy_id.status,
            loan.copy_id.place_id,
        )

    def assertUndone(self, request_id, library=None, **kwargs):
        [answer] = self.undo(library or self.school_a, request_id, **kwargs)
        self.assertEqual((answer["verb"], answer["outcome"]), ("undo", "done"), answer)
        self.assertTrue(answer["message"])
        return answer

    def assertRefused(self, expected, request_id, library=None, **kwargs):
        [answer] = self.undo(library or self.school_a, request_id, **kwargs)
        self.assertEqual((answer["outcome"], self.codes(answer)), ("refused", expected))
        self.assertTrue(answer["message"])

    # ------------------------------------------------------------------
    # A TRUE INVERSE
    # ------------------------------------------------------------------

    def test_a_lend_was_never_made(self):
        loan = self.lent()
        self.assertUndone("LEND")
        self.assertTrue(loan.voided_at)
        self.assertFalse(loan.is_open)
        self.assertEqual(self.copy.status, "available")
        self.assertFalse(self.pupil_a._open_loans())
        self.assertEqual(self.lend(self.pupil_a2, self.copy)[0]["outcome"], "done")

    def test_a_returned_loan_goes_on_on_the_same_row(self):
        loan = self.lent()
        before = self.facts(loan)
        self.take_back(self.school_a, self.copy, request_id="BACK")
        self.assertNotEqual(self.facts(loan), before)
        self.assertUndone("BACK")
        self.assertEqual(self.facts(loan), before)

    def test_a_return_in_another_library_is_undone_there_and_names_nobody(self):
        loan = self.lent()
        before = self.facts(loan)
        at_b = {"user": self.librarian_b}
        self.take_back(self.school_b, self.copy, request_id="BACK", **at_b)
        answer = self.assertUndone("BACK", self.school_b, **at_b)
        self.assertEqual(self.facts(loan), before)
        self.assertNotIn("Ayu", str(answer))
        event = self.env["library.event"].search([("verb", "=", "undo")], limit=1)
        self.assertFalse(event.membership_id)

    def test_a_book_that_had_only_arrived_is_where_it_was(self):
        at_b = {"user": self.librarian_b}
        self.take_back(self.school_b, self.copy, request_id="BACK", **at_b)
        self.assertEqual(self.copy.status, "in_transit")
        self.assertUndone("BACK", self.school_b, **at_b)
        self.assertRecordValues(self.copy, [{"status": "available", "place_id": self.school_a.id}])

    def test_a_renewed_loan_is_due_as_before(self):
        loan = self.lent()
        before = self.facts(loan)
        with freeze_time(TUESDAY):
            self.renew(loan, request_id="RENEW")
            self.assertEqual(loan.renewal_count, 1)
            self.assertUndone("RENEW")
        self.assertEqual(self.facts(loan), before)

    def test_of_several_books_each_is_judged_by_itself(self):
        loan, loan_2 = self.lent(self.copy + self.copy_2)
        self.take_back(self.school_a, self.copy)
        answers = self.undo(self.school_a, "LEND")
        self.assertEqual([answer["outcome"] for answer in answers], ["refused", "done"])
        self.assertFalse(loan.voided_at)
        self.assertTrue(loan_2.voided_at)

    def test_one_after_the_other_from_the_last_to_the_first(self):
        loan = self.lent()
        self.take_back(self.school_a, self.copy, request_id="BACK")
        self.assertRefused(["changed_since"], "LEND")
        self.assertUndone("BACK")
        self.assertUndone("LEND")
        self.assertTrue(loan.voided_at)

    def test_the_ledger_tells_both(self):
        self.lent()
        self.assertUndone("LEND")
        undo, lend = self.env["library.event"].search([("copy_id", "=", self.copy.id)], limit=2)
        self.assertRecordValues(
            undo,
            [
                {
                    "verb": "undo",
                    "undone_id": lend.id,
                    "loan_id": lend.loan_id.id,
                    "membership_id": self.pupil_a.id,
                    "actor_id": self.desk_a.id,
                }
            ],
        )

    # ------------------------------------------------------------------
    # WHEN IT IS NOT UNDONE
    # ------------------------------------------------------------------

    def test_within_half_an_hour(self):
        self.lent()
        self.lent(self.copy_2, request_id="LEND 2")
        with freeze_time(SOON):
            self.assertUndone("LEND")
        with freeze_time(TOO_LATE):
            self.assertRefused(["undo_too_late"], "LEND 2")

    def test_the_office_sets_how_long(self):
        self.env["ir.config_parameter"].set_param("sipuspa_library.undo_minutes", "45")
        self.lent()
        with freeze_time(TOO_LATE):
            self.assertUndone("LEND")

    def test_twice_is_once(self):
        self.lent()
        first = self.undo(self.school_a, "LEND", request_id="U")
        self.assertEqual(self.undo(self.school_a, "LEND", request_id="U"), first)
        self.assertRefused(["undone_already"], "LEND")

    def test_not_when_the_book_was_lent_again_since(self):
        self.lent()
        self.take_back(self.school_a, self.copy, request_id="BACK")
        self.lent(membership=self.pupil_a2, request_id="LEND 2")
        self.assertRefused(["changed_since"], "BACK")

    def test_not_when_the_book_was_set_aside_since(self):
        self.lent()
        self.take_back(self.school_a, self.copy, request_id="BACK")
        self.copy.with_user(self.librarian_a).manual_state = "in_repair"
        self.assertRefused(["changed_since"], "BACK")

    def test_not_when_the_member_borrowed_another_since_but_when_that_is_undone(self):
        self.lent(self.copy + self.copy_2)
        self.take_back(self.school_a, self.copy, request_id="BACK")
        self.lent(self.copy_3, request_id="LEND 3")
        self.assertRefused(["borrowed_since"], "BACK")
        self.assertUndone("LEND 3")
        self.assertUndone("BACK")
        checks = self.env["library.check"].search([])
        checks._check()
        self.assertEqual(set(checks.mapped("state")), {"green"})

    def test_not_what_was_refused_or_never_asked(self):
        self.copy.manual_state = "damaged"
        self.lent()
        for request_id in ("LEND", "NEVER"):
            with self.subTest(request_id=request_id), self.assertRaises(UserError):
                self.undo(self.school_a, request_id)

    def test_not_what_another_desk_did(self):
        self.lent()
        with self.assertRaises(UserError):
            self.undo(self.school_a, "LEND", device="other")

    def test_only_those_who_work_there_undo_a_colleague_too(self):
        loan = self.lent()
        for user in (self.librarian_b, self.supervisor, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.undo(self.school_a, "LEND", user=user)
        with self.assertRaises(UserError):
            self.undo(self.school_b, "LEND", user=self.librarian_b)
        self.assertTrue(loan.is_open)
        self.assertUndone("LEND", user=self.librarian_a)
