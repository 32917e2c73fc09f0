from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_charge import DUE, MONDAY, THURSDAY, ChargeCase


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestLost(ChargeCase):
    def lose(self, loan, day=MONDAY, user=None, **kwargs):
        with freeze_time(day):
            return self._desk(user).declare_lost(loan.id, "test", self._next_request(), **kwargs)

    def find(self, loan, user=None, **kwargs):
        return self._desk(user).found(loan.id, "test", self._next_request(), **kwargs)

    def replace(self, debt, copy, request_id=None):
        return self._desk().settle_in_kind(
            debt.id, copy.id, "test", request_id or self._next_request()
        )

    def priced(self, copy, price):
        self.env["library.copy.acquisition"].create(
            {"copy_id": copy.id, "library_id": copy.library_id.id, "price": price}
        )

    # ------------------------------------------------------------------
    # DECLARED LOST
    # ------------------------------------------------------------------

    def test_by_the_usual_rule_a_book_is_owed_and_the_loan_stays_open(self):
        loan = self.lent()
        answer = self.lose(loan)
        self.assertEqual((answer["outcome"], answer["verb"]), ("done", "lose"))
        self.assertTrue(loan.is_open)
        self.assertEqual(self.copy.status, "lost")
        self.assertRecordValues(
            self.pupil_a.charge_ids,
            [{"reason": "lost", "amount": 0, "in_kind": True, "is_open": True}],
        )
        self.assertTrue(self.pupil_a.owes)
        self.assertEqual([matter.kind for matter in self.pupil_a._open_matters()], ["charge"])
        self.assertChecksGreen()

    def test_it_counts_among_the_books_of_the_member_but_is_never_late(self):
        self.rule.write({"loan_limit": 1, "block_overdue": True})
        loan = self.lent()
        self.lose(loan)
        with freeze_time(THURSDAY):
            self.env.invalidate_all()
            self.assertFalse(loan.is_overdue)
            [refused] = self.lend(self.pupil_a, self.copy_2)
        self.assertEqual(self.codes(refused), ["limit_reached"])

    def test_where_the_rule_asks_for_the_price_it_is_the_one_it_was_bought_for(self):
        self.rule.replace_lost = "price"
        loan = self.lent()
        self.assertEqual(self.codes(self.lose(loan)), ["price_unknown"])
        self.priced(self.copy, 65000)
        self.lose(loan)
        self.assertEqual(self.pupil_a.balance, 65000)

    def test_or_the_one_a_librarian_enters(self):
        self.rule.replace_lost = "price"
        loan = self.lent()
        self.lose(loan, amount=40000)
        self.assertEqual(self.pupil_a.balance, 40000)

    def test_where_nothing_is_owed_the_loan_is_over_at_once(self):
        self.rule.replace_lost = "none"
        loan = self.lent()
        self.lose(loan)
        self.assertFalse(loan.is_open)
        self.assertFalse(self.pupil_a.charge_ids)
        self.assertEqual(self.copy.status, "lost")

    def test_what_was_late_until_then_is_fixed_once(self):
        loan = self.lent()
        answer = self.lose(loan, THURSDAY)
        self.assertEqual(answer["details"]["fine"], 1500)
        self.returned("2026-04-30 02:00:00")
        self.assertEqual(self.pupil_a.balance, 1500)

    def test_twice_it_is_lost_once(self):
        loan = self.lent()
        self.lose(loan)
        self.assertEqual(self.codes(self.lose(loan)), ["already_lost"])
        self.assertEqual(len(self.pupil_a.charge_ids), 1)

    def test_what_came_back_is_not_declared_lost(self):
        loan = self.lent()
        self.returned(DUE)
        self.assertEqual(self.codes(self.lose(loan)), ["loan_closed"])

    def test_what_is_lost_is_not_renewed(self):
        loan = self.lent()
        self.lose(loan)
        self.assertEqual(self.codes(self.renew(loan)[0]), ["copy_lost"])

    # ------------------------------------------------------------------
    # SETTLED
    # ------------------------------------------------------------------

    def test_a_new_copy_settles_it_and_the_loan_is_over(self):
        loan = self.lent()
        self.lose(loan)
        debt = self.pupil_a.charge_ids
        new = self._copies(self.school_a, self.book, 1)
        answer = self.replace(debt, new)
        self.assertEqual(answer["outcome"], "done")
        self.assertFalse(loan.is_open)
        self.assertEqual((self.copy.status, new.status), ("lost", "available"))
        self.assertRecordValues(
            debt.line_ids,
            [
                {
                    "kind": "replaced",
                    "copy_id": new.id,
                    "receipt_number": answer["details"]["receipt"],
                }
            ],
        )
        self.assertFalse(self.pupil_a._open_matters())
        self.assertChecksGreen()

    def test_one_copy_replaces_one_book(self):
        loans = self.lent(), self.lent(copy=self.copy_2)
        for loan in loans:
            self.lose(loan)
        first, second = self.pupil_a._debts()
        new = self._copies(self.school_a, self.book, 1)
        self.replace(first, new)
        self.assertEqual(self.codes(self.replace(second, new)), ["copy_replaces_nothing"])
        self.assertEqual(self.codes(self.replace(second, self.copy_2)), ["copy_replaces_nothing"])
        self.assertEqual(self.codes(self.replace(second, self.copies_b[0])), ["copy_elsewhere"])
        self.assertEqual(self.codes(self.replace(first, self.copy_3)), ["nothing_owed"])

    def test_a_fine_is_not_settled_by_a_book(self):
        self.lent()
        self.returned(THURSDAY)
        refused = self.replace(self.pupil_a.charge_ids, self.copy_3)
        self.assertEqual(self.codes(refused), ["not_for_a_book"])

    def test_a_payment_in_full_ends_the_loan_too(self):
        loan = self.lent()
        self.lose(loan, amount=40000)
        self.pay(15000)
        self.assertTrue(loan.is_open)
        self.pay()
        self.assertFalse(loan.is_open)

    def test_a_librarian_lets_a_member_off_a_book(self):
        loan = self.lent()
        self.lose(loan)
        answer = self._desk(self.librarian_a).waive(self.pupil_a.id, "Banjir", "test", "waive")
        self.assertEqual(answer["outcome"], "done")
        self.assertFalse(loan.is_open)
        self.assertFalse(self.pupil_a.owes)

    # ------------------------------------------------------------------
    # FOUND AGAIN
    # ------------------------------------------------------------------

    def test_a_lost_book_that_is_brought_back_is_on_the_shelf_again_and_owed_no_more(self):
        loan = self.lent()
        self.lose(loan, amount=40000)
        self.pay(10000)
        answer = self.returned(MONDAY)
        self.assertEqual(answer["next_step"]["code"], "shelve")
        self.assertTrue(answer["details"]["found"])
        self.assertEqual((self.copy.status, self.pupil_a.balance), ("available", 0))
        self.assertFalse(loan.is_open or loan.lost_at)
        self.assertEqual(self.lines()[-2:], [("paid", 10000), ("waived", 30000)])
        self.assertChecksGreen()

    def test_brought_back_elsewhere_it_stays_found(self):
        loan = self.lent()
        self.lose(loan)
        at_b = {"user": self.librarian_b}
        self.take_back(self.school_b, self.copy, request_id="BACK", **at_b)
        [answer] = self.undo(self.school_b, "BACK", **at_b)
        self.assertIn("not_undoable", self.codes(answer))
        self.assertFalse(loan.is_open)

    def test_found_on_a_shelf_what_was_paid_stays_unless_it_is_paid_back(self):
        loan = self.lent()
        self.lose(loan, amount=40000)
        self.pay()
        self.find(loan)
        self.assertEqual(self.copy.status, "available")
        self.assertEqual(self.lines()[-1], ("paid", 40000))

    def test_a_librarian_pays_it_back(self):
        loan = self.lent()
        self.lose(loan, amount=40000)
        self.pay()
        with self.assertRaises(AccessError):
            self.find(loan, pay_back=True)
        answer = self.find(loan, self.librarian_a, pay_back=True)
        self.assertEqual(answer["details"]["amount"], 40000)
        self.assertEqual(self.lines()[-2:], [("refunded", 40000), ("waived", 40000)])
        self.assertEqual((self.copy.status, self.pupil_a.balance), ("available", 0))
        self.assertChecksGreen()

    def test_a_found_book_may_be_lent_and_lost_again(self):
        first = self.lent()
        self.lose(first)
        self.find(first)
        second = self.lent()
        self.assertEqual(self.lose(second)["outcome"], "done")
        self.assertEqual(self.codes(self.find(first)), ["not_lost"])

    # ------------------------------------------------------------------
    # SAID TO BE RETURNED
    # ------------------------------------------------------------------

    def test_a_book_said_to_be_returned_is_not_late_meanwhile(self):
        self.rule.block_overdue = True
        loan = self.lent()
        with freeze_time("2026-03-10 02:00:00"):
            self.env.invalidate_all()
            answer = self._desk().claim_returned(loan.id, "test", "claim")
            again = self._desk().claim_returned(loan.id, "test", "claim again")
        self.assertEqual(answer["outcome"], "done")
        self.assertEqual(self.codes(again), ["already_claimed"])
        with freeze_time(THURSDAY):
            self.env.invalidate_all()
            self.assertFalse(loan.is_overdue)
            self.assertEqual(self.codes(self.lend(self.pupil_a, self.copy_2)[0]), [])
        self.assertEqual(self.returned(THURSDAY)["details"]["fine"], 500)

    # ------------------------------------------------------------------
    # DAMAGED
    # ------------------------------------------------------------------

    def test_a_book_that_came_back_damaged_is_set_aside_and_charged_once(self):
        loan = self.lent()
        self.returned(DUE)
        desk = self._desk()
        answer = desk.report_damage(loan.id, "test", "d-1", amount=7500, words="Sampul sobek")
        self.assertEqual((answer["outcome"], self.pupil_a.balance), ("done", 7500))
        self.assertEqual(self.copy.status, "damaged")
        again = desk.report_damage(loan.id, "test", "d-2", amount=7500)
        self.assertEqual(self.codes(again), ["charged_already"])
        self.assertEqual(self.pupil_a.balance, 7500)

    def test_damage_need_not_cost_anything(self):
        loan = self.lent()
        self.returned(DUE)
        self._desk().report_damage(loan.id, "test", "damage")
        self.assertEqual(self.copy.status, "damaged")
        self.assertFalse(self.pupil_a.charge_ids)

    def test_another_library_does_none_of_it(self):
        loan = self.lent()
        desk = self._desk(self.librarian_b)
        for name in ("declare_lost", "claim_returned", "found", "report_damage"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                getattr(desk, name)(loan.id, "b", name)
        self.assertEqual(self.copy.status, "on_loan")

    def test_who_had_it_must_still_be_known(self):
        loan = self.lent()
        self.returned(DUE)
        loan.sudo()._forget()
        with self.assertRaises(UserError):
            self._desk().report_damage(loan.id, "test", "damage")
