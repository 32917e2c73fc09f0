from freezegun import freeze_time

from odoo.tests import tagged

from .test_charge import DUE, MONDAY, THURSDAY, ChargeCase


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestMoneyMistakes(ChargeCase):
    """What was noted wrongly, or turns out otherwise, is put right by another line: nothing is rubbed out."""

    def lose(self, loan, day=MONDAY, **kwargs):
        with freeze_time(day):
            return self._desk().declare_lost(loan.id, "test", self._next_request(), **kwargs)

    def still_out(self, loan, day=MONDAY, user=None):
        with freeze_time(day):
            self.env.invalidate_all()
            return self._desk(user).still_out(loan.id, "test", self._next_request())

    def form(self, act, record, user=None, **vals):
        chosen = {"active_model": record._name, "active_id": record.id, "default_act": act}
        model = "library.loan.act" if record._name == "library.loan" else "library.charge.act"
        wizards = self.env[model].with_user(user or self.librarian_a)
        return wizards.with_context(**chosen).create(vals)

    # ------------------------------------------------------------------
    # A BOOK AND A FINE
    # ------------------------------------------------------------------

    def test_who_is_let_off_a_fine_still_owes_the_book(self):
        self.owe(1500)
        loan = self.lent()
        self.lose(loan)
        self.form("waive", self.pupil_a, reason="Sakit").action_apply()
        self.assertEqual(self.pupil_a.balance, 0)
        self.assertTrue(self.pupil_a.owes)
        self.assertTrue(loan.is_open)

    def test_who_owes_only_a_book_is_let_off_it(self):
        loan = self.lent()
        self.lose(loan)
        self.form("waive", self.pupil_a, reason="Banjir").action_apply()
        self.assertFalse(self.pupil_a.owes or loan.is_open)

    # ------------------------------------------------------------------
    # FOUND AFTER IT WAS PAID
    # ------------------------------------------------------------------

    def test_a_book_that_was_paid_and_is_scanned_again_is_on_the_shelf(self):
        loan = self.lent()
        self.lose(loan, amount=40000)
        self.pay()
        answer = self.returned(THURSDAY)
        self.assertEqual(answer["next_step"]["code"], "shelve")
        self.assertTrue(answer["details"]["found"])
        self.assertEqual(self.copy.status, "available")
        self.assertFalse(loan.lost_at)
        self.assertEqual(self.lines()[-1], ("paid", 40000))
        self.assertChecksGreen()

    def test_a_price_paid_by_mistake_is_paid_back_and_the_book_counts_again(self):
        self.rule.loan_limit = 1
        loan = self.lent()
        self.lose(loan, amount=40000)
        self.pay()
        self._desk(self.librarian_a).pay_back(
            self.pupil_a.charge_ids[-1].id, "Orang lain yang bayar", "test", "back"
        )
        self.assertEqual(self.pupil_a.balance, 40000)
        self.assertTrue(loan.is_open)
        self.assertEqual(self.codes(self.lend(self.pupil_a, self.copy_2)[0]), ["limit_reached"])
        self.pay()
        self.assertFalse(loan.is_open)
        self.assertChecksGreen()

    # ------------------------------------------------------------------
    # NOT LOST AT ALL
    # ------------------------------------------------------------------

    def test_a_loss_noted_by_mistake_is_taken_back_and_the_loan_goes_on(self):
        self.rule.suspension_days = 1
        loan = self.lent()
        self.lose(loan, THURSDAY)
        self.assertEqual(self.pupil_a.balance, 1500)
        answer = self.still_out(loan, THURSDAY)
        self.assertEqual((answer["outcome"], answer["verb"]), ("done", "resume"))
        self.assertEqual((self.copy.status, self.pupil_a.balance), ("on_loan", 0))
        self.assertFalse(loan.lost_at or self.pupil_a.owes or self.pupil_a.suspended_until)
        with freeze_time(THURSDAY):
            self.env.invalidate_all()
            self.assertTrue(loan.is_open and loan.is_overdue)
        self.assertEqual(self.returned(THURSDAY)["details"]["fine"], 1500)
        self.assertChecksGreen()

    def test_but_not_once_something_was_paid_for_it(self):
        loan = self.lent()
        self.lose(loan, amount=40000)
        self.pay(1000)
        self.assertEqual(self.codes(self.still_out(loan)), ["settled_already"])
        self.assertTrue(loan.lost_at)

    def test_a_book_said_to_be_returned_turns_up_at_home(self):
        loan = self.lent()
        self._desk().claim_returned(loan.id, "test", "claim")
        self.assertEqual(self.still_out(loan)["outcome"], "done")
        self.assertEqual(self.returned(THURSDAY)["details"]["fine"], 1500)

    def test_what_was_never_lost_is_not_taken_back(self):
        loan = self.lent()
        self.assertEqual(self.codes(self.still_out(loan)), ["not_lost"])
        self.returned(DUE)
        self.assertEqual(self.codes(self.still_out(loan)), ["loan_closed"])

    # ------------------------------------------------------------------
    # A BOOK FOR A BOOK
    # ------------------------------------------------------------------

    def test_a_lost_or_withdrawn_copy_replaces_nothing(self):
        loan = self.lent()
        self.lose(loan)
        for state in ("lost", "withdrawn"):
            self.copy_2._set_state(state)
            answer = self._desk().settle_in_kind(
                self.pupil_a._debts().id, self.copy_2.id, "test", state
            )
            self.assertEqual(self.codes(answer), ["copy_replaces_nothing"], state)
            self.copy_2._set_state(False)

    # ------------------------------------------------------------------
    # FORMS
    # ------------------------------------------------------------------

    def test_the_form_proposes_the_price_the_book_was_bought_for(self):
        self.rule.replace_lost = "price"
        self.env["library.copy.acquisition"].create(
            {"copy_id": self.copy.id, "library_id": self.school_a.id, "price": 65000}
        )
        form = self.form("lost", self.lent(), user=self.desk_a)
        self.assertEqual((form.amount, form.how), (65000, "price"))
        form.action_apply()
        self.assertEqual(self.pupil_a.balance, 65000)

    def test_the_form_proposes_what_was_paid_as_what_is_paid_back(self):
        self.owe(5000)
        self.pay(2000)
        form = self.form("pay_back", self.pupil_a.charge_ids[-1], reason="Salah")
        self.assertEqual(form.amount, 2000)
        form.amount = 500
        form.action_apply()
        self.assertEqual(self.pupil_a.balance, 3500)

    # ------------------------------------------------------------------
    # DAMAGE
    # ------------------------------------------------------------------

    def test_no_amount_below_nothing_is_asked_for_damage(self):
        loan = self.lent()
        answer = self._desk().report_damage(loan.id, "test", "damage", amount=-5)
        self.assertEqual(self.codes(answer), ["amount_wrong"])

    def test_a_lend_that_was_undone_costs_nothing(self):
        self.lend(self.pupil_a, self.copy, request_id="L")
        loan = self.pupil_a._open_loans()
        self._desk().undo(self.school_a.id, "test", "undo", "L")
        for act in ("declare_lost", "claim_returned", "report_damage"):
            answer = getattr(self._desk(), act)(loan.id, "test", act)
            self.assertEqual(self.codes(answer), ["loan_closed"], act)
        self.assertFalse(self.pupil_a.charge_ids)

    def test_the_receipt_has_the_time_of_the_library(self):
        self.owe(5000)
        self.librarian_a.tz = False
        answer = self.pay()
        lines = self._desk(self.librarian_a).receipt(answer["details"]["line_id"])
        self.assertIn("10:00", " ".join(lines))


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestDeskFigures(ChargeCase):
    def figures(self, day=MONDAY):
        with freeze_time(day):
            self.env.invalidate_all()
            return self._desk().today(self.school_a.id)

    def test_what_was_returned_today_leaves_out_textbooks_and_what_was_undone(self):
        kind = self.env.ref("sipuspa_library.collection_type_paket")
        textbook = self._copies(self.school_a, self.book, 1, collection_type_id=kind.id)
        for copy in (textbook, self.copy, self.copy_2):
            self.lent(copy=copy)
        self.take_back(self.school_a, textbook)
        self.take_back(self.school_a, self.copy)
        self.take_back(self.school_a, self.copy_2, request_id="R")
        self.assertEqual(self.figures()["returned"], 2)
        self._desk().undo(self.school_a.id, "test", "undo", "R")
        self.assertEqual(self.figures()["returned"], 1)

    def test_a_book_lent_elsewhere_counts_as_returned_where_it_was_handed_in(self):
        self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        self.take_back(self.school_a, self.copies_b[0])
        self.assertEqual(self.figures()["returned"], 1)

    def test_late_is_no_textbook_nothing_lost_and_nothing_said_to_be_returned(self):
        kind = self.env.ref("sipuspa_library.collection_type_paket")
        textbook = self._copies(self.school_a, self.book, 1, collection_type_id=kind.id)
        lost, claimed, late = (
            self.lent(copy=copy) for copy in (self.copy, self.copy_2, self.copy_3)
        )
        self.lent(copy=textbook).sudo().due_date = "2026-03-09"
        self._desk().declare_lost(lost.id, "test", "lost")
        self._desk().claim_returned(claimed.id, "test", "claimed")
        with freeze_time("2026-05-11 02:00:00"):
            self.env.invalidate_all()
            told = self._desk().today(self.school_a.id)
            told_class = self._desk().class_list(self.school_a.id, self.pupil_a.class_id.id)
        [pupil] = [row for row in told_class["pupils"] if row["membership_id"] == self.pupil_a.id]
        self.assertEqual(told["late"], 1)
        self.assertEqual([row["loan_id"] for row in told["latest_late"]], [late.id])
        self.assertEqual((pupil["late"], pupil["open_loans"]), (1, 4))
