from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from odoo.tests import BaseCase

from ..tools.circulation import (
    MANUAL_STATES,
    OVERRIDABLE,
    STANDINGS,
    STATUS_ORDER,
    Block,
    LendSituation,
    Person,
    RenewSituation,
    copy_status,
    judge_lend,
    judge_renew,
    next_step,
    split_overridden,
    standing,
)
from ..tools.policy import LIBRARY, Limit, Rule

TODAY = date(2026, 3, 2)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
RULE = Rule(
    id=1,
    scope=LIBRARY,
    category_id=0,
    collection_type_id=0,
    loan_days=7,
    loan_limit=3,
    renewal_limit=1,
    block_overdue=True,
)
GOOD = LendSituation(
    person=Person("active"),
    copy_status="available",
    owned=True,
    owner="Sekolah A",
    place="Sekolah A",
    rule=RULE,
    due=TODAY + timedelta(days=7),
)
RENEWABLE = RenewSituation(
    person=Person("active"),
    is_open=True,
    renewals=0,
    rule=RULE,
    due=TODAY + timedelta(days=7),
    current_due=TODAY,
)


def codes(blocks):
    return [block.code for block in blocks]


class TestCopyStatus(BaseCase):
    def test_every_combination_of_facts_has_the_first_status_of_the_order(self):
        for manual, on_loan, away in product(("", *MANUAL_STATES), (False, True), (False, True)):
            with self.subTest(manual=manual, on_loan=on_loan, away=away):
                holding = {"available", manual}
                holding |= {"on_loan"} if on_loan else set()
                holding |= {"in_transit"} if away else set()
                expected = min(holding - {""}, key=STATUS_ORDER.index)
                self.assertEqual(copy_status(manual, on_loan, away), expected)

    def test_the_order(self):
        self.assertEqual(copy_status("withdrawn", True, True), "withdrawn")
        self.assertEqual(copy_status("lost", True, True), "lost")
        self.assertEqual(copy_status("damaged", True, True), "on_loan")
        self.assertEqual(copy_status("damaged", False, True), "in_transit")
        self.assertEqual(copy_status("in_repair", False, False), "in_repair")
        self.assertEqual(copy_status(False, False, False), "available")
        self.assertEqual(copy_status(None, False, False), "available")


class TestStanding(BaseCase):
    def test_every_combination_of_facts(self):
        days = (None, YESTERDAY, TODAY, TOMORROW)
        for pending, suspended, valid, left in product((False, True), days, days, days):
            with self.subTest(pending=pending, suspended=suspended, valid=valid, left=left):
                facts = {
                    "left": left in (YESTERDAY, TODAY),
                    "pending": pending,
                    "suspended": suspended in (TODAY, TOMORROW),
                    "expired": valid == YESTERDAY,
                    "active": True,
                }
                order = ("left", "pending", "suspended", "expired", "active")
                expected = next(name for name in order if facts[name])
                self.assertEqual(standing(pending, suspended, valid, left, TODAY), expected)
                self.assertIn(expected, STANDINGS)


class TestJudgeLend(BaseCase):
    def refused(self, code, args=None, **changes):
        """Assert that a good situation with ``changes`` is refused for this reason alone."""
        self.assertEqual(judge_lend(replace(GOOD, **changes)), [Block(code, args or {})])

    def person(self, standing="active", **changes):
        return replace(GOOD.person, standing=standing, **changes)

    def test_a_good_situation_has_no_block(self):
        self.assertEqual(judge_lend(GOOD), [])

    def test_a_copy_that_is_lent(self):
        self.refused("copy_on_loan", {"library": "Desa C"}, copy_status="on_loan", lent_in="Desa C")

    def test_a_copy_this_member_has(self):
        self.refused(
            "already_borrowed", copy_status="on_loan", lent_in="Desa C", lent_to_this_member=True
        )

    def test_a_copy_of_another_library(self):
        for status in ("available", "in_transit", "lost"):
            self.refused(
                "copy_elsewhere",
                {"library": "Sekolah B"},
                copy_status=status,
                owned=False,
                owner="Sekolah B",
            )

    def test_a_copy_of_ours_that_was_handed_in_elsewhere(self):
        self.refused(
            "copy_not_arrived", {"library": "Desa C"}, copy_status="in_transit", place="Desa C"
        )

    def test_states_set_by_hand(self):
        for state in MANUAL_STATES:
            self.refused(f"copy_{state}", copy_status=state)

    def test_standings(self):
        day = TODAY.isoformat()
        for state, args in {
            "pending": {},
            "left": {},
            "suspended": {"date": day},
            "expired": {"date": day},
        }.items():
            person = self.person(state, valid_until=TODAY, suspended_until=TODAY)
            self.refused(f"membership_{state}", args, person=person)

    def test_no_rule(self):
        self.refused("no_policy", rule=None, due=None)

    def test_not_for_loan(self):
        for days, limit in ((0, 3), (7, 0), (0, 0)):
            self.refused("not_for_loan", rule=replace(RULE, loan_days=days, loan_limit=limit))

    def test_no_open_day(self):
        self.refused("library_without_hours", due=None)

    def test_the_limit(self):
        self.assertEqual(judge_lend(replace(GOOD, limits=(Limit(3, 2),))), [])
        for count in (3, 4):
            self.refused(
                "limit_reached",
                {"limit": 3, "count": count},
                limits=(Limit(3, count), Limit(9, 8, 5)),
            )

    def test_the_limit_of_a_collection_type(self):
        self.refused(
            "type_limit_reached",
            {"limit": 1, "count": 1, "collection_type_id": 5},
            limits=(Limit(1, 1, 5), Limit(3, 2)),
        )
        both = judge_lend(replace(GOOD, limits=(Limit(1, 1, 5), Limit(3, 3))))
        self.assertEqual(codes(both), ["type_limit_reached", "limit_reached"])

    def test_overdue_books_block_where_the_rule_says_so(self):
        person = self.person(overdue_loans=2)
        self.refused("has_overdue", {"count": 2}, person=person)
        lenient = replace(RULE, block_overdue=False)
        self.assertEqual(judge_lend(replace(GOOD, person=person, rule=lenient)), [])

    def test_all_blocks_at_once(self):
        person = self.person("suspended", suspended_until=TOMORROW, overdue_loans=1)
        limits = (Limit(3, 3),)
        blocks = judge_lend(
            replace(GOOD, person=person, copy_status="damaged", due=None, limits=limits)
        )
        self.assertEqual(
            codes(blocks),
            [
                "copy_damaged",
                "membership_suspended",
                "library_without_hours",
                "limit_reached",
                "has_overdue",
            ],
        )


class TestJudgeRenew(BaseCase):
    def refused(self, expected, **changes):
        self.assertEqual(codes(judge_renew(replace(RENEWABLE, **changes))), expected)

    def test_renewable(self):
        self.refused([])

    def test_a_closed_loan_has_no_other_block(self):
        self.refused(["loan_closed"], is_open=False, rule=None, person=Person("left"))

    def test_the_limit(self):
        self.refused(["renewal_limit"], renewals=1)
        self.refused(["renewal_limit"], rule=replace(RULE, renewal_limit=0))
        self.refused(["renewal_limit"], rule=replace(RULE, loan_days=0))

    def test_members_renew_themselves_unless_the_rule_says_no(self):
        kept = replace(RULE, portal_renewal=False)
        self.refused([], by_member=True)
        self.refused(["renewed_at_the_desk"], rule=kept, by_member=True)
        self.refused([], rule=kept)

    def test_no_rule(self):
        self.refused(["no_policy"], rule=None, due=None)

    def test_no_open_day(self):
        self.refused(["library_without_hours"], due=None)

    def test_no_later_day(self):
        self.refused(["renewal_too_early"], current_due=RENEWABLE.due)
        self.refused(["renewal_too_early"], current_due=RENEWABLE.due + timedelta(days=1))

    def test_standing(self):
        person = Person("expired", valid_until=YESTERDAY)
        self.refused(["membership_expired", "renewal_limit"], person=person, renewals=1)
        self.refused(["membership_pending", "no_policy"], person=Person("pending"), rule=None)


class TestOverride(BaseCase):
    blocks = [Block("copy_lost"), Block("limit_reached", {"limit": 3}), Block("has_overdue")]

    def test_only_with_a_reason_and_a_role(self):
        for reason, may_override in (("", OVERRIDABLE), (None, OVERRIDABLE), ("because", ())):
            self.assertEqual(split_overridden(self.blocks, reason, may_override), (self.blocks, []))

    def test_what_a_copy_is_cannot_be_overridden(self):
        stand, overridden = split_overridden(self.blocks, "because", OVERRIDABLE)
        self.assertEqual(codes(stand), ["copy_lost"])
        self.assertEqual(codes(overridden), ["limit_reached", "has_overdue"])

    def test_a_block_as_stored(self):
        block = Block("limit_reached", {"limit": 3})
        self.assertEqual(block.as_json(), {"code": "limit_reached", "args": {"limit": 3}})
        self.assertTrue(block.overridable)
        self.assertEqual(
            {code for code in OVERRIDABLE if code.startswith("copy_")},
            set(),
        )


class TestNextStep(BaseCase):
    def test_steps(self):
        for was_lent, is_home, state, expected in (
            (True, True, None, Block("shelve")),
            (False, True, None, Block("arrived")),
            (True, True, "damaged", Block("copy_damaged")),
            (True, False, None, Block("send_home", {"library": "Sekolah A"})),
            (False, False, "damaged", Block("send_home", {"library": "Sekolah A"})),
        ):
            with self.subTest(was_lent=was_lent, is_home=is_home, state=state):
                self.assertEqual(next_step(was_lent, is_home, "Sekolah A", state), expected)
