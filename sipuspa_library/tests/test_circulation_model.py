from datetime import date, datetime, timedelta

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

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.circulation import MANUAL_STATES
from .common import LibraryCase
from .properties import checked

START = datetime(2026, 3, 2, 2)  # a Monday, ten o'clock in the regency
KEPT_WHILE_LENT = ("withdrawn", "in_processing", "in_repair")

copies = st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True)
members = st.integers(0, 1)


class Circulation(RuleBasedStateMachine):
    """Anything a library does at its desk, in any order, beside a model in a few dictionaries.

    The model knows one school, its Sundays and closures, one loan rule, two members, four copies. It
    is written anew from the rules as a librarian would tell them, and shares no code with the addon.
    """

    case = None

    def __init__(self):
        super().__init__()
        self.savepoint = self.case.env.cr.savepoint()
        self.freezer = freeze_time(START)
        self.clock = self.freezer.start()
        self.today = date(2026, 3, 2)
        self.policy = {
            "loan_days": 7,
            "loan_limit": 2,
            "renewal_limit": 1,
            "block_overdue": True,
        }
        self.case.rule.write(self.policy)
        self.closed = []
        self.lent = {}  # copy -> [member, due, renewals]
        self.away = set()
        self.state = {}
        self.last = None

    def teardown(self):
        self.freezer.stop()
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all()
        self.case.env.cr.cache.clear()

    # ------------------------------------------------------------------
    # THE MODEL
    # ------------------------------------------------------------------

    def is_open(self, day):
        return day.weekday() != 6 and not any(first <= day <= last for first, last in self.closed)

    def due(self):
        day = self.today + timedelta(days=self.policy["loan_days"])
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def status(self, copy):
        state = self.state.get(copy)
        if state in ("withdrawn", "lost"):
            return state
        if copy in self.lent:
            return "on_loan"
        if copy in self.away:
            return "in_transit"
        return state or "available"

    def may_have(self, member, copy):
        mine = [loan for loan in self.lent.values() if loan[0] == member]
        late = any(due < self.today for _member, due, _renewals in mine)
        return (
            self.status(copy) == "available"
            and self.policy["loan_days"] > 0
            and len(mine) < self.policy["loan_limit"]
            and not (late and self.policy["block_overdue"])
        )

    # ------------------------------------------------------------------
    # THE ACTS
    # ------------------------------------------------------------------

    @rule(member=members, chosen=copies)
    def lend(self, member, chosen):
        case = self.case
        key = case._next_request()
        self.last = lambda: case.lend(case.members[member], self.records(chosen), request_id=key)
        for copy, answer in zip(chosen, self.act(), strict=True):
            allowed = self.may_have(member, copy)
            case.assertEqual(answer["outcome"], "done" if allowed else "refused", answer)
            if allowed:
                due = self.due()
                case.assertEqual(answer["due_date"], due.isoformat())
                self.lent[copy] = [member, due, 0]

    @rule(chosen=copies, at_home=st.booleans())
    def take_back(self, chosen, at_home):
        case = self.case
        library, user = (
            (case.school_a, case.desk_a) if at_home else (case.school_b, case.librarian_b)
        )
        key = case._next_request()
        self.last = lambda: case.take_back(library, self.records(chosen), user, request_id=key)
        for copy, answer in zip(chosen, self.act(), strict=True):
            case.assertEqual(answer["outcome"], "done")
            case.assertEqual(bool(answer["loan_id"]), copy in self.lent)
            self.lent.pop(copy, None)
            self.away -= {copy}
            self.away |= set() if at_home else {copy}

    @precondition(lambda self: self.lent)
    @rule(data=st.data())
    def renew(self, data):
        case = self.case
        copy = data.draw(st.sampled_from(sorted(self.lent)))
        loan = case.env["library.loan"]._open_of(self.records([copy]))
        key = case._next_request()
        self.last = lambda: case.renew(loan, request_id=key)
        [answer] = self.act()
        _member, due, renewals = self.lent[copy]
        allowed = (
            self.policy["loan_days"] > 0
            and renewals < self.policy["renewal_limit"]
            and self.due() > due
        )
        case.assertEqual(answer["outcome"], "done" if allowed else "refused", answer)
        if allowed:
            self.lent[copy][1:] = [self.due(), renewals + 1]

    @precondition(lambda self: self.last)
    @rule()
    def send_the_last_request_again(self):
        self.case.assertEqual(self.last(), self.answers)

    @rule(copy=st.integers(0, 3), state=st.sampled_from([False, *MANUAL_STATES]))
    def set_by_hand(self, copy, state):
        record = self.records([copy]).with_user(self.case.librarian_a)
        if copy in self.lent and state in KEPT_WHILE_LENT:
            with self.case.assertRaises(UserError):
                record.manual_state = state
        else:
            record.manual_state = state
            self.state[copy] = state

    @rule(days=st.integers(1, 20))
    def days_pass(self, days):
        self.clock.tick(timedelta(days=days))
        self.today += timedelta(days=days)
        self.case.env.invalidate_all()

    @rule(
        days=st.integers(0, 20),
        limit=st.integers(1, 4),
        renewals=st.integers(0, 2),
        blocks=st.booleans(),
    )
    def edit_the_rule(self, days, limit, renewals, blocks):
        self.policy = {
            "loan_days": days,
            "loan_limit": limit,
            "renewal_limit": renewals,
            "block_overdue": blocks,
        }
        self.case.rule.with_user(self.case.librarian_a).write(self.policy)

    @rule(after=st.integers(0, 30), length=st.integers(0, 10), region=st.booleans())
    def close(self, after, length, region):
        first = self.today + timedelta(days=after)
        span = (first, first + timedelta(days=length))
        self.closed.append(span)
        owner = (
            {"region_id": self.case.regency.id} if region else {"library_id": self.case.school_a.id}
        )
        self.case.env["library.closure"].create(
            {"name": "Libur", "date_from": span[0], "date_to": span[1], **owner}
        )

    def act(self):
        self.answers = self.last()
        return self.answers

    def records(self, chosen):
        return self.case.env["library.copy"].browse([self.case.shelf[copy].id for copy in chosen])

    # ------------------------------------------------------------------
    # WHAT ALWAYS HOLDS
    # ------------------------------------------------------------------

    @invariant()
    def the_loans_are_those_of_the_model(self):
        loans = self.case.env["library.loan"]._open_of(self.case.shelf)
        found = {
            loan.copy_id: (loan.membership_id, loan.due_date, loan.renewal_count) for loan in loans
        }
        self.case.assertEqual(len(found), len(loans), "a copy is lent twice")
        expected = {
            self.case.shelf[copy]: (self.case.members[member], due, renewals)
            for copy, (member, due, renewals) in self.lent.items()
        }
        self.case.assertEqual(found, expected)

    @invariant()
    def a_status_follows_from_the_facts(self):
        self.case.assertEqual(
            self.case.shelf.mapped("status"), [self.status(copy) for copy in range(4)]
        )

    @invariant()
    def every_nightly_check_is_green(self):
        checks = self.case.env["library.check"].search([])
        checks._check()
        self.case.assertEqual(set(checks.mapped("state")), {"green"})


@tagged("post_install", "-at_install")
class TestCirculationModel(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = cls.copies_a + cls._copies(cls.school_a, cls.book, 1)
        cls.members = (cls.pupil_a, cls.pupil_a2)
        cls.rule = cls.env["library.policy"].create({"library_id": cls.school_a.id})

    def test_the_desk_does_what_the_model_does(self):
        machine = type("CirculationOfThisCase", (Circulation,), {"case": self})
        run_state_machine_as_test(
            machine, settings=settings(checked, max_examples=12, stateful_step_count=25)
        )
