from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"  # ten o'clock in the regency; lent for 7 days, due on Monday the 9th
DUE = "2026-03-09 02:00:00"
THURSDAY = "2026-03-12 02:00:00"


class ChargeCase(LibraryCase):
    """School A fines five hundred rupiah a day; its rule is changed by the tests that say so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a
        cls.rule = cls.env["library.policy"].create(
            {"library_id": cls.school_a.id, "fine_per_day": 500, "block_overdue": False}
        )

    def lent(self, membership=None, copy=None, day=MONDAY):
        with freeze_time(day):
            [answer] = self.lend(membership or self.pupil_a, copy or self.copy)
        return self.env["library.loan"].browse(answer["loan_id"])

    def returned(self, day, copy=None, library=None, user=None):
        with freeze_time(day):
            self.env.invalidate_all()
            return self.take_back(library or self.school_a, copy or self.copy, user)[0]

    def owe(self, *amounts, membership=None, **vals):
        membership = membership or self.pupil_a
        return self.env["library.charge"]._charge(
            [
                {"membership_id": membership.id, "reason": "other", "amount": amount, **vals}
                for amount in amounts
            ]
        )

    def pay(self, amount=None, user=None, request_id=None, membership=None, **kwargs):
        return self._desk(user).pay(
            (membership or self.pupil_a).id,
            "test",
            request_id or self._next_request(),
            amount=amount,
            **kwargs,
        )

    def lines(self, membership=None):
        rows = (membership or self.pupil_a).charge_ids.sorted("id")
        return [(row.kind, row.amount) for row in rows]

    def assertChecksGreen(self):
        checks = self.env["library.check"].search([])
        checks._check()
        broken = checks.filtered(lambda check: check.state != "green")
        self.assertFalse(broken, broken.mapped("findings"))


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestLate(ChargeCase):
    def test_a_book_brought_back_late_costs_a_fine_a_day(self):
        self.lent()
        answer = self.returned(THURSDAY)
        self.assertEqual(answer["details"], {"late_days": 3, "fine": 1500})
        self.assertIn("Rp 1.500", answer["message"])
        self.assertEqual(self.pupil_a.balance, 1500)
        self.assertRecordValues(
            self.pupil_a.charge_ids,
            [
                {
                    "kind": "charged",
                    "reason": "late",
                    "amount": 1500,
                    "open_amount": 1500,
                    "late_days": 3,
                    "library_id": self.school_a.id,
                    "acted_by_id": self.desk_a.id,
                }
            ],
        )

    def test_in_time_nothing_is_owed(self):
        self.lent()
        self.assertFalse(self.returned(DUE)["details"])
        self.assertFalse(self.pupil_a.charge_ids)

    def test_closed_days_cost_nothing(self):
        self.env["library.closure"].create(
            {
                "library_id": self.school_a.id,
                "name": "Nyepi",
                "date_from": "2026-03-10",
                "date_to": "2026-03-11",
            }
        )
        self.lent()
        self.assertEqual(self.returned("2026-03-16 02:00:00")["details"]["late_days"], 4)

    def test_days_of_grace_cost_nothing(self):
        self.rule.grace_days = 2
        self.lent()
        self.lent(copy=self.copy_2)
        self.assertFalse(self.returned("2026-03-11 02:00:00", self.copy_2)["details"])
        self.assertEqual(self.returned(THURSDAY)["details"]["fine"], 500)

    def test_a_fine_has_a_cap(self):
        self.rule.fine_cap = 2000
        self.lent()
        self.assertEqual(self.returned("2026-06-01 02:00:00")["details"]["fine"], 2000)

    def test_before_the_return_it_is_an_estimate_written_nowhere(self):
        loan = self.lent()
        with freeze_time(THURSDAY):
            self.env.invalidate_all()
            told = self._desk().charges_of(self.pupil_a.id)
        self.assertEqual(
            told,
            {
                "balance": 0,
                "charges": [],
                "estimates": [{"loan_id": loan.id, "title": "Laskar Pelangi", "amount": 1500}],
            },
        )
        self.assertFalse(self.env["library.charge"].search([]))

    def test_a_later_change_of_the_rule_changes_no_fine(self):
        self.lent()
        self.returned(THURSDAY)
        self.rule.fine_per_day = 9000
        self.assertEqual(self.pupil_a.balance, 1500)

    def test_the_same_return_asked_twice_is_one_fine(self):
        self.lent()
        with freeze_time(THURSDAY):
            first = self.take_back(self.school_a, self.copy, request_id="twice")
            again = self.take_back(self.school_a, self.copy, request_id="twice")
        self.assertEqual(first, again)
        self.assertEqual(self.pupil_a.balance, 1500)

    def test_a_pile_of_several_members_is_fined_each(self):
        self.lent()
        self.lent(self.pupil_a2, self.copy_2)
        with freeze_time(THURSDAY):
            self.take_back(self.school_a, self.copies_a)
        self.assertEqual((self.pupil_a.balance, self.pupil_a2.balance), (1500, 1500))

    def test_returned_elsewhere_it_is_owed_where_it_was_lent_and_not_told_there(self):
        self.lent()
        answer = self.returned(THURSDAY, library=self.school_b, user=self.librarian_b)
        self.assertFalse(answer["details"])
        self.assertNotIn("1.500", answer["message"])
        self.assertEqual(self.pupil_a.balance, 1500)
        self.assertFalse(self.env["library.charge"].with_user(self.librarian_b).search([]))

    def test_both_are_off_unless_a_rule_says_so(self):
        self.rule.unlink()
        self.lent()
        self.assertFalse(self.returned(THURSDAY)["details"])
        self.assertFalse(self.pupil_a.charge_ids)
        self.assertEqual(self.pupil_a.standing, "active")

    def test_days_without_borrowing_instead_of_a_fine(self):
        self.rule.write({"fine_per_day": 0, "suspension_days": 2, "suspension_cap": 5})
        self.lent()
        answer = self.returned(THURSDAY)
        self.assertEqual(answer["details"]["suspended"], {"until": "2026-03-17", "was": False})
        self.assertEqual(str(self.pupil_a.suspended_until), "2026-03-17")
        self.assertFalse(self.pupil_a.balance)
        with freeze_time(THURSDAY):
            self.env.invalidate_all()
            [lent] = self.lend(self.pupil_a, self.copy)
        self.assertEqual(self.codes(lent), ["membership_suspended"])

    def test_a_longer_suspension_stays(self):
        self.rule.write({"fine_per_day": 0, "suspension_days": 1})
        self.lent()
        self.pupil_a._suspend(self.env["library.library"]._today().replace(year=2027), "Buku sobek")
        self.returned(THURSDAY)
        self.assertEqual(self.pupil_a.suspended_until.year, 2027)
        self.assertEqual(self.pupil_a.suspension_reason, "Buku sobek")

    def test_a_suspension_that_is_undone_gives_back_the_one_before_and_its_reason(self):
        self.rule.write({"fine_per_day": 0, "suspension_days": 9})
        self.lent()
        with freeze_time(THURSDAY):
            self.env.invalidate_all()
            self.pupil_a._suspend(self.pupil_a.library_id._today(), "Buku sobek; ribut")
            self.take_back(self.school_a, self.copy, request_id="late")
            self.assertEqual(self.pupil_a.suspension_reason, "Buku sobek; ribut; Returned late")
            self.assertEqual(self.undo("late")["outcome"], "done")
        self.assertEqual(str(self.pupil_a.suspended_until), "2026-03-12")
        self.assertEqual(self.pupil_a.suspension_reason, "Buku sobek; ribut")

    def test_what_is_owed_blocks_from_the_limit_of_the_rule_and_may_be_overridden(self):
        self.rule.debt_limit = 2000
        self.owe(1999)
        self.assertEqual(self.codes(self.lend(self.pupil_a, self.copy)[0]), [])
        self.owe(1)
        [refused] = self.lend(self.pupil_a, self.copy_2)
        self.assertEqual(refused["blocks"][0]["args"], {"owed": 2000, "limit": 2000})
        self.assertIn("Rp 2.000", refused["message"])
        [allowed] = self.lend(
            self.pupil_a, self.copy_2, user=self.librarian_a, reason="Besok ujian"
        )
        self.assertEqual(allowed["outcome"], "done")

    def undo(self, request_id):
        with freeze_time(THURSDAY):
            return self._desk().undo(self.school_a.id, "test", self._next_request(), request_id)[0]

    def test_a_return_elsewhere_that_suspended_is_not_undone_where_nothing_is_told_of_it(self):
        self.rule.suspension_days = 1
        self.lent()
        with freeze_time(THURSDAY):
            at_b = {"user": self.librarian_b}
            self.take_back(self.school_b, self.copy, request_id="late", **at_b)
            desk = self._desk(self.librarian_b)
            [answer] = desk.undo(self.school_b.id, "test", self._next_request(), "late")
        self.assertEqual(self.codes(answer), ["not_undoable"])
        self.assertTrue(self.pupil_a.suspended_until)

    def test_undoing_a_return_takes_back_what_followed_from_it(self):
        self.rule.suspension_days = 1
        loan = self.lent()
        with freeze_time(THURSDAY):
            self.take_back(self.school_a, self.copy, request_id="late")
        self.assertEqual(self.undo("late")["outcome"], "done")
        self.assertTrue(loan.is_open)
        self.assertRecordValues(self.pupil_a, [{"balance": 0, "suspended_until": False}])
        self.assertTrue(self.pupil_a.charge_ids.voided_at)
        self.assertEqual(self.returned(THURSDAY)["details"]["fine"], 1500)
        self.assertEqual(self.pupil_a.balance, 1500)
        self.assertChecksGreen()

    def test_but_not_once_something_of_it_was_paid(self):
        loan = self.lent()
        with freeze_time(THURSDAY):
            self.take_back(self.school_a, self.copy, request_id="late")
            self.pay(1)
        self.assertEqual(self.codes(self.undo("late")), ["not_undoable"])
        self.assertFalse(loan.is_open)


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestLateRenewal(ChargeCase):
    """Renewing a book that is late does not undo that it is late: the days count when it comes back."""

    def renewed(self, loan, day=THURSDAY, request_id=None):
        with freeze_time(day):
            self.env.invalidate_all()
            [answer] = self.renew(loan, request_id=request_id)
        self.assertEqual(answer["outcome"], "done", answer)
        return answer

    def test_the_days_before_it_was_renewed_are_fined_when_it_comes_back(self):
        answer = self.renewed(self.lent())
        self.assertEqual([block["code"] for block in answer["warnings"]], ["late_counts"])
        self.assertIn("3", answer["message"])
        self.assertFalse(self.pupil_a.charge_ids)
        with freeze_time(THURSDAY):
            [estimate] = self._desk().charges_of(self.pupil_a.id)["estimates"]
        self.assertEqual(estimate["amount"], 1500)
        answer = self.returned("2026-03-19 02:00:00")
        self.assertEqual(answer["details"], {"late_days": 3, "fine": 1500})
        self.assertEqual(self.lines(), [("charged", 1500)])
        self.assertChecksGreen()

    def test_days_late_before_and_after_are_one_fine_and_one_cap(self):
        self.rule.fine_cap = 2000
        self.renewed(self.lent())
        answer = self.returned("2026-03-21 02:00:00")
        self.assertEqual(answer["details"], {"late_days": 5, "fine": 2000})

    def test_they_make_a_suspension_too(self):
        self.rule.write({"fine_per_day": 0, "suspension_days": 1})
        self.renewed(self.lent())
        answer = self.returned("2026-03-16 02:00:00")
        self.assertEqual(answer["details"]["suspended"]["until"], "2026-03-19")

    def test_a_renewal_undone_is_late_as_before_and_no_day_twice(self):
        loan = self.lent()
        self.renewed(loan, request_id="renew")
        with freeze_time(THURSDAY):
            [answer] = self.undo(self.school_a, "renew")
        self.assertEqual(answer["outcome"], "done", answer)
        self.assertEqual(self.returned(THURSDAY)["details"], {"late_days": 3, "fine": 1500})

    def test_in_time_nothing_is_told_and_nothing_counts(self):
        answer = self.renewed(self.lent(), "2026-03-05 02:00:00")
        self.assertFalse(answer["warnings"])
        self.assertFalse(self.returned("2026-03-12 02:00:00")["details"])

    def test_a_night_in_which_nothing_was_renewed_by_itself_costs_nobody(self):
        self.rule.write({"auto_renew": True, "renewal_limit": 1})
        loan = self.lent()
        with freeze_time("2026-03-09 20:00:00"):
            self.env.invalidate_all()
            loan._renew_step(self.school_a, loan)
        self.assertTrue(loan.renewal_count)
        self.assertFalse(self.returned("2026-03-12 02:00:00")["details"])

    def test_what_is_said_to_be_returned_is_not_renewed(self):
        loan = self.lent()
        self._desk().claim_returned(loan.id, "test", self._next_request())
        [answer] = self.renew(loan)
        self.assertEqual(self.codes(answer), ["already_claimed"])


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestSettling(ChargeCase):
    def test_all_that_is_open_is_paid_by_one_act_with_one_receipt(self):
        self.owe(1500, 2000)
        answer = self.pay()
        self.assertEqual(answer["outcome"], "done")
        self.assertEqual((answer["details"]["amount"], answer["details"]["balance"]), (3500, 0))
        paid = self.pupil_a.charge_ids.filtered(lambda line: line.kind == "paid")
        self.assertEqual(set(paid.mapped("receipt_number")), {answer["details"]["receipt"]})
        self.assertFalse(self.pupil_a.charge_ids.filtered(lambda line: not line.settled_at))
        self.assertChecksGreen()

    def test_a_part_settles_the_oldest_first(self):
        first, second = self.owe(1500, 2000)
        self.pay(2500)
        self.assertEqual((first.open_amount, second.open_amount), (0, 1000))
        self.assertTrue(first.settled_at)
        self.assertFalse(second.settled_at)
        self.assertEqual(self.pupil_a.balance, 1000)

    def test_a_chosen_charge_is_paid_before_an_older_one(self):
        first, second = self.owe(1500, 2000)
        self.pay(charge_ids=second.ids)
        self.assertEqual((first.open_amount, second.open_amount), (1500, 0))

    def test_the_same_payment_asked_twice_is_counted_once(self):
        self.owe(5000)
        first = self.pay(2000, request_id="twice")
        self.assertEqual(self.pay(2000, request_id="twice"), first)
        self.assertEqual(self.pupil_a.balance, 3000)
        with self.assertRaises(UserError):
            self.pay(3000, request_id="twice")

    def test_nobody_pays_more_than_is_owed_or_less_than_nothing(self):
        self.assertEqual(self.codes(self.pay()), ["nothing_owed"])
        self.owe(1000)
        self.assertEqual(self.codes(self.pay(1001)), ["amount_too_high"])
        self.assertEqual(self.codes(self.pay(-5)), ["amount_wrong"])
        self.assertEqual(self.codes(self.pay(0)), ["amount_wrong"])
        for odd in ("1000", 10.5, True, 10**12):
            with self.subTest(odd=odd), self.assertRaises(UserError):
                self.pay(odd)
        self.assertEqual(self.pupil_a.balance, 1000)

    def test_a_librarian_waives_with_a_reason(self):
        self.owe(1500, 500)
        desk = self._desk(self.librarian_a)
        with self.assertRaises(UserError):
            desk.waive(self.pupil_a.id, " ", "test", "waive-1")
        answer = desk.waive(self.pupil_a.id, "Banjir", "test", "waive-2")
        self.assertEqual((answer["details"]["amount"], self.pupil_a.balance), (2000, 0))
        waived = self.pupil_a.charge_ids.filtered(lambda line: line.kind == "waived")
        self.assertEqual(set(waived.mapped("words")), {"Banjir"})
        self.assertFalse(any(waived.mapped("receipt_number")))

    def test_a_desk_officer_waives_nothing_and_pays_nothing_back(self):
        [debt] = self.owe(1500)
        with self.assertRaises(AccessError):
            self._desk().waive(self.pupil_a.id, "Banjir", "test", "waive-1")
        with self.assertRaises(AccessError):
            self._desk().pay_back(debt.id, "Salah", "test", "back-1")

    def test_a_part_is_waived_and_the_rest_paid(self):
        self.owe(1500)
        self._desk(self.librarian_a).waive(self.pupil_a.id, "Banjir", "test", "w", amount=500)
        self.pay()
        self.assertEqual(self.lines(), [("charged", 1500), ("waived", 500), ("paid", 1000)])

    def test_what_was_paid_wrongly_is_paid_back_and_owed_again(self):
        [debt] = self.owe(5000)
        self.pay()
        desk = self._desk(self.librarian_a)
        answer = desk.pay_back(debt.id, "Salah ketik", "test", "back", amount=4500)
        self.assertEqual((answer["outcome"], self.pupil_a.balance), ("done", 4500))
        self.assertTrue(debt.is_open)
        again = desk.pay_back(debt.id, "Salah ketik", "test", "back-2", amount=501)
        self.assertEqual(self.codes(again), ["amount_too_high"])
        self.assertChecksGreen()

    def test_another_library_sees_and_settles_nothing(self):
        [debt] = self.owe(1500)
        desk = self._desk(self.librarian_b)
        for act in (
            lambda: desk.charges_of(self.pupil_a.id),
            lambda: desk.pay(self.pupil_a.id, "b", "1"),
            lambda: desk.waive(self.pupil_a.id, "x", "b", "2"),
            lambda: desk.settle_in_kind(debt.id, self.copies_b[0].id, "b", "3"),
            lambda: desk.pay(self.pupil_b.id, "b", "4", charge_ids=debt.ids),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertEqual(self.pupil_a.balance, 1500)

    def test_a_charge_of_one_member_is_not_paid_by_another(self):
        [debt] = self.owe(1500, membership=self.pupil_a2)
        with self.assertRaises(UserError):
            self.pay(charge_ids=debt.ids)

    def test_a_new_card_is_charged_by_hand(self):
        answer = self._desk().charge(self.pupil_a.id, "card", 2500, "test", "card")
        self.assertEqual((answer["outcome"], self.pupil_a.balance), ("done", 2500))
        with self.assertRaises(UserError):
            self._desk().charge(self.pupil_a.id, "late", 2500, "test", "late")
        refused = self._desk().charge(self.pupil_a.id, "other", 0, "test", "nothing")
        self.assertEqual(self.codes(refused), ["amount_wrong"])

    def test_lines_are_never_deleted_and_nobody_types_them(self):
        [debt] = self.owe(1500)
        with self.assertRaises(UserError):
            debt.unlink()
        for act in (
            lambda: debt.with_user(self.librarian_a).write({"open_amount": 0}),
            lambda: self.pupil_a.with_user(self.librarian_a).write({"balance": 0}),
        ):
            with self.assertRaises(AccessError):
                act()

    def test_nobody_who_owes_gets_a_letter_or_is_forgotten(self):
        self.owe(1500)
        [matter] = self.pupil_a._open_matters()
        self.assertEqual((matter.membership, matter.kind), (self.pupil_a, "charge"))
        self.assertIn("Rp 1.500", matter.words)
        with self.assertRaises(UserError):
            self.pupil_a.member_id._anonymise()
        self.pupil_a._leave()
        with freeze_time("2036-01-01"):
            gone = self.env["library.retention"]._gone_persons()
            self.assertNotIn(self.pupil_a.member_id, gone)
            self.pay()
            gone = self.env["library.retention"]._gone_persons()
            self.assertIn(self.pupil_a.member_id, gone)

    def test_who_left_owing_something_stays_in_the_lists_until_it_is_settled(self):
        self.owe(1500)
        self.pupil_a._leave()
        person = self.pupil_a.member_id.with_user(self.librarian_a)
        self.assertTrue(person._readable())
        self.pay()
        self.assertFalse(person._readable())

    def test_a_forgotten_person_leaves_the_money(self):
        self.owe(1500)
        self.pay()
        lines = self.pupil_a.charge_ids
        self.pupil_a.member_id._anonymise()
        self.env.invalidate_all()
        self.assertFalse(lines.membership_id)
        self.assertFalse(lines.member_id)
        self.assertEqual(lines.mapped("amount"), [1500, 1500])
        self.assertChecksGreen()

    def test_two_entries_of_one_person_owe_together(self):
        other = self._membership(self.school_a, "Ni Luh Ayu Uji", class_name="VII-A")
        self.owe(1500)
        self.owe(2000, membership=other)
        kept, gone = (row.member_id.with_user(self.librarian_a) for row in (self.pupil_a, other))
        merge = kept._merge(gone)
        self.env.invalidate_all()
        self.assertEqual((self.pupil_a.balance, other.balance), (3500, 0))
        self.assertChecksGreen()
        merge._undo()
        self.env.invalidate_all()
        self.assertEqual((self.pupil_a.balance, other.balance), (1500, 2000))
        self.assertChecksGreen()


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestReceipt(ChargeCase):
    def paper(self, records, paper, user=None):
        return records.with_user(user or self.librarian_a)._paper(paper)

    def test_a_receipt_says_who_paid_what_for(self):
        self.lent()
        self.returned(THURSDAY)
        answer = self.pay(1000)
        lines = self._desk().receipt(answer["details"]["line_id"])
        text = "\n".join(lines)
        for word in ("Sekolah A", "Ni Luh Ayu Uji", "VII-A", "Laskar Pelangi", "Rp 1.000"):
            self.assertIn(word, text)
        self.assertLessEqual(max(map(len, lines)), 32)
        self.assertLessEqual(
            max(map(len, self._desk().receipt(answer["details"]["line_id"], 80))), 48
        )

    def test_one_receipt_holds_all_that_was_paid_together(self):
        self.owe(1500, 2000)
        answer = self.pay()
        self.assertIn("Rp 3.500", "\n".join(self._desk().receipt(answer["details"]["line_id"])))

    def test_it_is_printed_on_a6_and_on_a_roll(self):
        self.owe(1500)
        line = self.env["library.charge"].browse(self.pay()["details"]["line_id"])
        for paper in ("receipt", "roll"):
            content, name = self.paper(line, paper)
            self.assertTrue(content.startswith(b"%PDF"))
            self.assertTrue(name.endswith(".pdf"))
        self.assertIn(b"Rp 1.500", self.paper(line, "text")[0])

    def test_what_is_only_owed_has_none_and_another_library_gets_none(self):
        [debt] = self.owe(1500)
        with self.assertRaises(UserError):
            self.paper(debt, "receipt")
        line = self.env["library.charge"].browse(self.pay()["details"]["line_id"])
        with self.assertRaises(AccessError):
            self.paper(line, "receipt", self.librarian_b)

    def test_the_cash_list_holds_what_was_paid_and_paid_back_in_the_month(self):
        [debt] = self.owe(5000)
        self.pay(4000)
        desk = self._desk(self.librarian_a)
        desk.pay_back(debt.id, "Salah ketik", "test", "back", amount=1500)
        desk.waive(self.pupil_a.id, "Banjir", "test", "waive")
        with freeze_time("2026-04-02 02:00:00"):
            self.owe(700)
            self.pay()
        cash = self.env["library.cash.print"].with_user(self.librarian_a)
        march = cash.create({"date_from": "2026-03-01", "date_to": "2026-03-31"})
        self.assertEqual([row[6] for row in march._rows()], [4000, -1500])
        self.assertTrue(march._paper("register")[0].startswith(b"%PDF"))
        self.assertTrue(march._paper("workbook")[0].startswith(b"PK"))
        empty = cash.create({"date_from": "2026-05-01", "date_to": "2026-05-31"})
        with self.assertRaises(UserError):
            empty.action_print()
        self.assertEqual(str(cash.create({}).date_from), "2026-03-01")

    def test_the_form_takes_money_once_however_often_it_is_pressed(self):
        self.owe(5000)
        act = self.env["library.charge.act"].with_user(self.desk_a)
        self.assertEqual(act.create({"membership_id": self.pupil_a.id}).amount, 5000)
        form = act.create({"membership_id": self.pupil_a.id, "amount": 2000})
        self.assertEqual(form.action_apply()["type"], "ir.actions.act_url")
        form.action_apply()
        self.assertEqual(self.pupil_a.balance, 3000)
        with self.assertRaises(UserError):
            act.create({"membership_id": self.pupil_a.id, "amount": 3001}).action_apply()

    def test_the_form_of_a_loan_notes_what_became_of_the_book(self):
        loan = self.lent()
        act = self.env["library.loan.act"].with_user(self.desk_a)
        for name in ("claimed", "lost", "found", "damaged"):
            act.create({"loan_id": loan.id, "act": name}).action_apply()
        self.assertFalse(loan.is_open)
        self.assertEqual(self.copy.status, "damaged")
