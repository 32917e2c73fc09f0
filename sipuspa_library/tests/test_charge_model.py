from datetime import datetime

from freezegun import freeze_time
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.tests import tagged

from .properties import checked
from .test_charge import ChargeCase

START = datetime(2026, 3, 2, 2)

amounts = st.integers(1, 10_000)
members = st.integers(0, 1)


class Purse(RuleBasedStateMachine):
    """Charging, paying, waiving, paying back and voiding in any order, beside two lists of numbers.

    The model holds, for each member, what is open of each debt and what was paid for it. It shares no
    code with the addon.
    """

    case = None

    def __init__(self):
        super().__init__()
        self.savepoint = self.case.env.cr.savepoint()
        self.members = (self.case.pupil_a, self.case.pupil_a2)
        self.debts = ([], [])  # each [record, open, paid, amount, touched]
        self.last = None

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all()
        self.case.env.cr.cache.clear()

    def owed(self, member):
        return sum(debt[1] for debt in self.debts[member])

    def settle(self, member, amount, paid):
        for debt in self.debts[member]:
            part = min(debt[1], amount)
            debt[1] -= part
            debt[2] += part if paid else 0
            debt[4] = debt[4] or bool(part)
            amount -= part

    @rule(member=members, amount=amounts)
    def charge(self, member, amount):
        [record] = self.case.owe(amount, membership=self.members[member])
        self.debts[member].append([record, amount, 0, amount, False])

    @rule(member=members, amount=st.one_of(st.none(), st.integers(-5, 12_000)))
    def pay(self, member, amount):
        key = self.case._next_request()
        self.last = lambda: self.case.pay(amount, request_id=key, membership=self.members[member])
        self.answer = self.last()
        self.judged(self.answer, member, amount, paid=True)

    @rule(member=members, amount=st.one_of(st.none(), st.integers(-5, 12_000)))
    def waive(self, member, amount):
        key = self.case._next_request()
        desk = self.case._desk(self.case.librarian_a)
        self.last = lambda: desk.waive(
            self.members[member].id, "Banjir", "test", key, amount=amount
        )
        self.answer = self.last()
        self.judged(self.answer, member, amount, paid=False)

    def judged(self, answer, member, amount, paid):
        owed = self.owed(member)
        allowed = owed > 0 and (amount is None or 0 < amount <= owed)
        self.case.assertEqual(answer["outcome"], "done" if allowed else "refused", answer)
        if allowed:
            self.settle(member, owed if amount is None else amount, paid)

    @precondition(lambda self: any(self.debts))
    @rule(data=st.data(), amount=st.one_of(st.none(), st.integers(-5, 12_000)))
    def pay_back(self, data, amount):
        debt = data.draw(st.sampled_from(sum(self.debts, [])))
        desk, key = self.case._desk(self.case.librarian_a), self.case._next_request()
        self.last = lambda: desk.pay_back(debt[0].id, "Salah", "test", key, amount=amount)
        self.answer = self.last()
        allowed = debt[2] > 0 and (amount is None or 0 < amount <= debt[2])
        self.case.assertEqual(self.answer["outcome"], "done" if allowed else "refused")
        if allowed:
            back = debt[2] if amount is None else amount
            debt[1] += back
            debt[2] -= back

    @precondition(lambda self: any(not debt[4] for debts in self.debts for debt in debts))
    @rule(data=st.data())
    def void(self, data):
        untouched = [debt for debts in self.debts for debt in debts if not debt[4]]
        debt = data.draw(st.sampled_from(untouched))
        debt[0]._void()
        for debts in self.debts:
            if debt in debts:
                debts.remove(debt)

    @precondition(lambda self: self.last)
    @rule()
    def send_the_last_request_again(self):
        self.case.assertEqual(self.last(), self.answer)

    @invariant()
    def what_is_owed_is_what_the_model_says(self):
        for member, debts in zip(self.members, self.debts, strict=True):
            self.case.assertEqual(member.balance, sum(debt[1] for debt in debts))
            self.case.assertEqual(
                [debt[0].open_amount for debt in debts], [debt[1] for debt in debts]
            )
            self.case.assertEqual(set(member._debts()), {debt[0] for debt in debts if debt[1]})

    @invariant()
    def the_nightly_check_is_green(self):
        check = self.case.env["library.check"].search([("number", "=", 7)])
        check._check()
        self.case.assertEqual(check.state, "green", check.findings)


@freeze_time(START)
@tagged("post_install", "-at_install")
class TestChargeModel(ChargeCase):
    def test_the_ledger_does_what_the_model_does(self):
        machine = type("PurseOfThisCase", (Purse,), {"case": self})
        run_state_machine_as_test(
            machine, settings=settings(checked, max_examples=12, stateful_step_count=25)
        )
