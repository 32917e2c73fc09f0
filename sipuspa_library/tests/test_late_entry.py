from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"
FRIDAY = "2026-02-27"
WHY = "Listrik padam"


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestLateEntry(LibraryCase):
    """What happened on a day that is past is entered with that day and a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a
        cls.rule = cls.env["library.policy"].create(
            {"library_id": cls.school_a.id, "loan_days": 7, "loan_limit": 2}
        )

    def lend_late(self, on=FRIDAY, why=WHY, copy=None, user=None, request_id=None, **kwargs):
        [answer] = self._desk(user or self.librarian_a).lend_late(
            self.pupil_a.id,
            (copy or self.copy).ids,
            on,
            why,
            "test",
            request_id or self._next_request(),
            **kwargs,
        )
        return answer

    def back_late(self, on=FRIDAY, why=WHY, copy=None, user=None):
        [answer] = self._desk(user or self.librarian_a).take_back_late(
            self.school_a.id, (copy or self.copy).ids, on, why, "test", self._next_request()
        )
        return answer

    def test_it_is_lent_on_that_day_and_due_from_it(self):
        answer = self.lend_late()
        self.assertEqual((answer["outcome"], answer["due_date"]), ("done", "2026-03-06"))
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.assertEqual(str(self.school_a._local(loan.lent_at)), "2026-02-27 12:00:00")
        event = self.env["library.event"].search([("loan_id", "=", loan.id)])
        self.assertRecordValues(event, [{"reason": WHY, "actor_id": self.librarian_a.id}])
        self.assertEqual(str(event.happened_on), FRIDAY)

    def test_it_is_judged_by_the_calendar_of_that_day(self):
        self.env["library.closure"].create(
            {
                "name": "Libur",
                "library_id": self.school_a.id,
                "date_from": "2026-02-28",
                "date_to": "2026-03-01",
            }
        )
        self.assertEqual(self.lend_late(on="2026-02-21")["due_date"], "2026-03-02")

    def test_who_was_a_member_that_day_is_lent_to(self):
        self.pupil_a.valid_until = "2026-02-28"
        self.assertEqual(self.lend_late(on="2026-02-28")["outcome"], "done")
        refused = self.lend_late(on="2026-03-01", copy=self.copy_2)
        self.assertEqual(self.codes(refused), ["membership_expired"])

    def test_it_came_back_on_that_day(self):
        with freeze_time("2026-02-20 02:00:00"):
            [lent] = self.lend(self.pupil_a, self.copy)
        answer = self.back_late()
        self.assertEqual((answer["outcome"], answer["next_step"]["code"]), ("done", "shelve"))
        loan = self.env["library.loan"].browse(lent["loan_id"])
        self.assertEqual(str(self.school_a._local(loan.returned_at).date()), FRIDAY)
        self.assertEqual(self.copy.status, "available")

    def test_it_is_late_up_to_the_day_it_came_back(self):
        self.rule.fine_per_day = 500
        with freeze_time("2026-02-18 02:00:00"):
            self.lend(self.pupil_a, self.copy)
        self.assertEqual(self.back_late()["details"], {"late_days": 2, "fine": 1000})

    def test_lent_and_back_on_one_day(self):
        loan = self.env["library.loan"].browse(self.lend_late()["loan_id"])
        self.assertEqual(self.back_late()["outcome"], "done")
        self.assertGreaterEqual(loan.returned_at, loan.lent_at)
        self.assertEqual(self.lend_late()["outcome"], "done")

    def assertRefused(self, expected, answer):
        self.assertEqual((answer["outcome"], self.codes(answer)), ("refused", expected))
        self.assertTrue(all(block["message"] for block in answer["blocks"]))

    def test_not_before_the_copy_came_back(self):
        with freeze_time("2026-02-28 02:00:00"):
            self.lend(self.pupil_a2, self.copy)
            self.take_back(self.school_a, self.copy)
        self.assertRefused(["late_before_return"], self.lend_late())
        self.assertEqual(self.lend_late(on="2026-02-28")["outcome"], "done")

    def test_not_back_before_it_was_lent(self):
        [lent] = self.lend(self.pupil_a, self.copy)
        self.assertRefused(["late_before_lend"], self.back_late())
        self.assertTrue(self.env["library.loan"].browse(lent["loan_id"]).is_open)
        self.assertEqual(self.copy.status, "on_loan")

    def test_not_in_the_future_nor_too_long_ago_all_blocks_at_once(self):
        for day in ("2026-03-03", "9999-12-31"):
            self.assertRefused(["late_in_future"], self.lend_late(on=day))
        self.assertEqual(self.lend_late(on="2026-01-31")["outcome"], "done")
        self.assertRefused(["late_too_old"], self.lend_late(on="2026-01-30", copy=self.copy_2))
        self.assertRefused(
            ["late_librarian_only", "late_reason_needed", "late_too_old"],
            self.lend_late(on="2025-01-31", why=" ", copy=self.copy_2, user=self.desk_a),
        )

    def test_the_office_sets_how_far_back(self):
        self.env["ir.config_parameter"].set_param("sipuspa_library.late_entry_days", "2")
        self.assertRefused(["late_too_old"], self.lend_late())

    def test_a_reason_to_enter_late_overrides_nothing(self):
        for copy in (self.copy_2, self.copy_3):
            self.lend_late(copy=copy)
        self.assertRefused(["limit_reached"], self.lend_late())
        self.assertEqual(self.lend_late(reason="Lomba")["outcome"], "done")
        event = self.env["library.event"].search([("copy_id", "=", self.copy.id)], limit=1)
        self.assertEqual(event.reason, f"{WHY}; Lomba")

    def test_the_same_request_twice_is_one_loan(self):
        self.assertEqual(self.lend_late(request_id="R"), self.lend_late(request_id="R"))
        self.assertEqual(len(self.pupil_a.loan_ids), 1)

    def test_it_is_undone_like_any_act(self):
        self.lend_late(request_id="R")
        [answer] = self.undo(self.school_a, "R", user=self.librarian_a)
        self.assertEqual((answer["outcome"], self.copy.status), ("done", "available"))

    def test_a_day_that_is_none_is_asked_for(self):
        for on in ("", "kemarin", None, 7, "0001-01-01"):
            with self.subTest(on=on), self.assertRaises(UserError):
                self.lend_late(on=on)

    def test_only_those_who_work_there(self):
        for user in (self.librarian_b, self.supervisor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.lend_late(user=user)


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestLateEntryForm(LibraryCase):
    """The form in the menu: numbers a line, and what came of each."""

    def enter(self, **vals):
        form = (
            self.env["library.late.entry"].with_user(self.librarian_a).create({"why": WHY, **vals})
        )
        form.action_enter()
        return form

    def test_books_are_lent_and_returned_by_their_numbers(self):
        first, second, _third = self.copies_a
        codes = f"{first.barcode}\n\n {second.running_number} \n"
        form = self.enter(membership_id=self.pupil_a.id, codes=codes)
        self.assertEqual(str(form.happened_on), "2026-03-01", "yesterday is proposed")
        self.assertFalse(form.codes)
        self.assertEqual(form.answers.count("Laskar Pelangi"), 2)
        self.assertEqual(self.pupil_a._open_loans().copy_id, first | second)
        self.enter(act="return", codes=codes)
        self.assertFalse(self.pupil_a._open_loans())

    def test_what_is_refused_stays_on_the_list(self):
        first, second, _third = self.copies_a
        first.manual_state = "lost"
        form = self.enter(membership_id=self.pupil_a.id, codes=f"{first.barcode}\n{second.barcode}")
        self.assertEqual(form.codes, first.barcode)

    def test_a_number_that_is_none_enters_nothing(self):
        for vals in (
            {"codes": f"{self.copies_a[0].barcode}\nbukan-nomor", "membership_id": self.pupil_a.id},
            {"codes": "", "membership_id": self.pupil_a.id},
            {"codes": self.copies_a[0].barcode},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.enter(**vals)
        self.assertFalse(self.env["library.event"].search([("verb", "=", "lend")]))
