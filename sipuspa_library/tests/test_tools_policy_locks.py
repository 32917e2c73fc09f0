from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.policy import LIBRARY, REGENCY, Rule, fits, ranked
from ..tools.policy_locks import at, broken, cases, changed, key_of, settled
from .properties import checked

PUPIL, TEACHER, NOVEL, TEXTBOOK = 1, 2, 10, 20
KEYS = list(product((0, PUPIL, TEACHER), (0, NOVEL, TEXTBOOK)))
EVERY_CASE = list(product((PUPIL, TEACHER, 3), (NOVEL, TEXTBOOK, 30)))

values = st.fixed_dictionaries(
    {"loan_days": st.integers(0, 3), "fine_per_day": st.integers(0, 2), "auto_renew": st.booleans()}
)


def rule(number, scope, key=(0, 0), **vals):
    vals = {"loan_days": 7, "loan_limit": 3, "renewal_limit": 1, "block_overdue": True, **vals}
    return Rule(number, scope, *key, **vals)


@st.composite
def scopes(draw):
    """Return the rows of the regency and of one library, and what the regency's fix."""
    rules, locks, number = [], {}, 0
    for scope in (REGENCY, LIBRARY):
        for key in draw(st.lists(st.sampled_from(KEYS), unique=True)):
            number += 1
            rules.append(rule(number, scope, key, **draw(values)))
            if scope == REGENCY:
                locks[number] = draw(st.sets(st.sampled_from(["loan_days", "fine_per_day"])))
    return rules, locks


def winner(rules, case):
    return next(iter(ranked(rules, *case)), None)


class TestLocks(BaseCase):
    def test_a_librarys_row_takes_over_what_is_fixed_and_keeps_the_rest(self):
        fixed = rule(1, REGENCY, fine_per_day=0)
        own = rule(2, LIBRARY, fine_per_day=500, loan_days=3)
        self.assertEqual(
            broken([fixed, own], {1: ["fine_per_day"]}), {(own, (0, 0)): {"fine_per_day": 0}}
        )
        after = settled([fixed, own], {1: ["fine_per_day"]})
        self.assertEqual(after, [fixed, replace(own, fine_per_day=0)])

    def test_a_wider_row_stays_and_a_copy_says_what_is_fixed(self):
        fixed = rule(1, REGENCY, (0, TEXTBOOK), loan_days=365)
        own = rule(2, LIBRARY, loan_days=3, loan_limit=9)
        copy = settled([rule(3, REGENCY), fixed, own], {1: ["loan_days"]})[-1]
        self.assertEqual(copy, at(own, (0, TEXTBOOK), id=-1, loan_days=365))

    def test_the_regencys_own_narrower_row_is_not_bound_by_its_wider_one(self):
        rules = [rule(1, REGENCY, loan_days=7), rule(2, REGENCY, (TEACHER, 0), loan_days=14)]
        self.assertFalse(
            broken([*rules, rule(3, LIBRARY, (TEACHER, 0), loan_days=30)], {1: ["loan_days"]})
        )

    def test_nothing_fixed_nothing_broken(self):
        self.assertEqual(broken([rule(1, REGENCY), rule(2, LIBRARY, loan_days=99)], {}), {})

    @checked
    @given(scopes())
    def test_what_is_fixed_holds_in_every_case(self, scope):
        rules, locks = scope
        after = settled(rules, locks)
        regency = [found for found in after if found.scope == REGENCY]
        for case in EVERY_CASE:
            judged, fixed = winner(after, case), winner(regency, case)
            for name in locks.get(fixed.id, ()) if fixed else ():
                self.assertEqual(getattr(judged, name), getattr(fixed, name))

    @checked
    @given(scopes())
    def test_a_value_stays_or_becomes_what_the_regency_has_fixed(self, scope):
        rules, locks = scope
        after = settled(rules, locks)
        regency = [found for found in rules if found.scope == REGENCY]
        for case, name in product(EVERY_CASE, ("loan_days", "fine_per_day", "auto_renew")):
            before, now = winner(rules, case), winner(after, case)
            if before:
                fixed = {getattr(r, name) for r in ranked(regency, *case) if name in locks[r.id]}
                self.assertIn(getattr(now, name), {getattr(before, name), *fixed})
            else:
                self.assertIsNone(now)

    @checked
    @given(scopes())
    def test_settled_rows_stay_and_no_two_have_one_key(self, scope):
        rules, locks = scope
        after = settled(rules, locks)
        self.assertEqual(settled(after, locks), after)
        keys = [(found.scope, key_of(found)) for found in after]
        self.assertEqual(len(keys), len(set(keys)))


class TestOwnChange(BaseCase):
    @checked
    @given(scopes(), st.sampled_from([PUPIL, TEACHER]), st.sampled_from([0, NOVEL, TEXTBOOK]))
    def test_a_change_of_one_cell_changes_that_cell_alone(self, scope, category, kind):
        rules, __ = scope
        key = (category, kind)
        rules = [r for r in rules if r.scope == REGENCY or key_of(r) != key]
        before = winner(rules, (category, kind or -1))
        own = changed(rules, key, {"loan_days": 99})
        self.assertEqual(bool(own), bool(before))
        for case in EVERY_CASE:
            then, now = winner(rules, case), winner([*rules, *own], case)
            if before and then == before and fits(own[0], *case):
                self.assertEqual((now.loan_days, now.fine_per_day), (99, before.fine_per_day))
            elif then:
                same = replace(now, id=then.id, scope=then.scope, **at_key(then))
                self.assertEqual(same, then)
            else:
                self.assertTrue(now is None or before is None or fits(own[0], *case))

    def test_a_first_own_row_leaves_reference_books_where_they_are(self):
        rules = [rule(1, REGENCY), rule(2, REGENCY, (0, TEXTBOOK), loan_days=0)]
        own, kept = changed(rules, (PUPIL, 0), {"loan_limit": 5})
        self.assertEqual((key_of(own), own.loan_limit, own.scope), ((PUPIL, 0), 5, LIBRARY))
        self.assertEqual((key_of(kept), kept.loan_days), ((PUPIL, TEXTBOOK), 0))

    def test_without_any_rule_there_is_nothing_to_copy(self):
        self.assertEqual(changed([], (PUPIL, 0), {"loan_limit": 5}), [])

    def test_the_cases_are_those_named_and_one_other(self):
        named = cases([rule(1, REGENCY, (PUPIL, 0)), rule(2, LIBRARY, (0, NOVEL))])
        self.assertEqual(named, [(-1, -1), (-1, NOVEL), (PUPIL, -1), (PUPIL, NOVEL)])


def at_key(found):
    return {"category_id": found.category_id, "collection_type_id": found.collection_type_id}
