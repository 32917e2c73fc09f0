from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.policy import (
    LIBRARY,
    REGENCY,
    TYPE,
    Limit,
    Rule,
    fits,
    limits,
    ranked,
    specificity,
)
from .properties import checked

CATEGORY, COLLECTION = 1, 10


def rule(number, scope, category, collection, distance=0):
    return Rule(
        id=number,
        scope=scope,
        category_id=category,
        collection_type_id=collection,
        loan_days=number,
        loan_limit=number,
        renewal_limit=number,
        block_overdue=bool(number % 2),
        distance=distance,
    )


#: Every key a rule can have, once each, as the table's unique key has it.
KEYS = [
    (scope, category, collection, distance)
    for scope, category, collection, distance in product(
        (REGENCY, TYPE, LIBRARY), (False, CATEGORY, 2), (False, COLLECTION, 20), (0, 1)
    )
    if scope != REGENCY or not distance
]
rule_sets = st.lists(st.sampled_from(KEYS), unique=True, max_size=len(KEYS)).map(
    lambda keys: [rule(number, *key) for number, key in enumerate(keys, 1)]
)


class TestPolicy(BaseCase):
    def test_a_library_beats_its_type_and_a_type_the_regency(self):
        rules = [rule(n, scope, False, False) for n, scope in enumerate((LIBRARY, REGENCY, TYPE))]
        self.assertEqual(
            [found.scope for found in ranked(rules, CATEGORY, COLLECTION)],
            [LIBRARY, TYPE, REGENCY],
        )

    def test_scope_counts_before_category(self):
        mine = rule(1, LIBRARY, False, False)
        theirs = rule(2, REGENCY, CATEGORY, COLLECTION)
        self.assertEqual(ranked([theirs, mine], CATEGORY, COLLECTION)[0], mine)

    def test_the_nearer_library_counts_before_category(self):
        own = rule(1, LIBRARY, False, False)
        parents = rule(2, LIBRARY, CATEGORY, COLLECTION, distance=1)
        self.assertEqual(ranked([parents, own], CATEGORY, COLLECTION)[0], own)

    def test_category_counts_before_collection_type(self):
        by_category = rule(1, TYPE, CATEGORY, False)
        by_collection = rule(2, TYPE, False, COLLECTION)
        self.assertEqual(ranked([by_collection, by_category], CATEGORY, COLLECTION)[0], by_category)

    def test_no_rule_fits(self):
        self.assertEqual(ranked([rule(1, LIBRARY, 2, False)], CATEGORY, COLLECTION), [])
        self.assertEqual(ranked([], CATEGORY, COLLECTION), [])

    @checked
    @given(rule_sets)
    def test_the_winner_is_what_looking_from_the_narrowest_key_finds(self, rules):
        """The brute force: try the keys one by one, narrowest first, and take the first there is."""
        by_key = {
            (found.scope, found.category_id, found.collection_type_id, found.distance): found
            for found in rules
        }
        tried = [
            (scope, category, collection, distance)
            for scope, distance in (
                *((LIBRARY, 0), (LIBRARY, 1)),
                *((TYPE, 0), (TYPE, 1)),
                (REGENCY, 0),
            )
            for category, collection in product((CATEGORY, False), (COLLECTION, False))
        ]
        expected = [by_key[key] for key in tried if key in by_key]
        self.assertEqual(ranked(rules, CATEGORY, COLLECTION), expected)

    @checked
    @given(rule_sets, st.randoms(use_true_random=False))
    def test_the_order_of_rows_decides_nothing(self, rules, random):
        shuffled = random.sample(rules, len(rules))
        self.assertEqual(
            ranked(rules, CATEGORY, COLLECTION), ranked(shuffled, CATEGORY, COLLECTION)
        )

    @checked
    @given(rule_sets)
    def test_no_two_rules_that_fit_are_equally_specific(self, rules):
        keys = [specificity(found) for found in rules if fits(found, CATEGORY, COLLECTION)]
        self.assertEqual(len(keys), len(set(keys)))


class TestLimits(BaseCase):
    textbook, fiction = 50, 60
    apart = frozenset({50})

    def limits(self, rules, collection_type, counts):
        return limits(ranked(rules, CATEGORY, collection_type), collection_type, self.apart, counts)

    def test_one_rule_bounds_all_books_together(self):
        counts = {self.fiction: 1, False: 1}
        self.assertEqual(
            self.limits([rule(3, REGENCY, 0, 0)], self.fiction, counts), (Limit(3, 2),)
        )

    def test_a_rule_for_a_type_bounds_the_books_of_it_and_the_other_one_all(self):
        rules = [rule(3, REGENCY, 0, 0), rule(1, LIBRARY, 0, self.fiction)]
        counts = {self.fiction: 1, False: 1}
        self.assertEqual(
            self.limits(rules, self.fiction, counts), (Limit(1, 1, self.fiction), Limit(3, 2))
        )

    def test_the_total_is_that_of_the_members_category(self):
        rules = [rule(3, REGENCY, 0, 0), rule(9, REGENCY, CATEGORY, 0), rule(8, REGENCY, 2, 0)]
        self.assertEqual(self.limits(rules, self.fiction, {}), (Limit(9, 0),))

    def test_textbooks_neither_count_in_the_total_nor_are_bounded_by_it(self):
        rules = [rule(3, REGENCY, 0, 0), rule(20, REGENCY, 0, self.textbook)]
        counts = {self.textbook: 8, self.fiction: 1}
        self.assertEqual(self.limits(rules, self.fiction, counts), (Limit(3, 1),))
        self.assertEqual(self.limits(rules, self.textbook, counts), (Limit(20, 8, self.textbook),))

    def test_textbooks_without_a_rule_of_their_own_are_bounded_all_the_same(self):
        counts = {self.textbook: 2, self.fiction: 1}
        self.assertEqual(
            self.limits([rule(3, REGENCY, 0, 0)], self.textbook, counts),
            (Limit(3, 2, self.textbook),),
        )

    def test_a_row_that_lends_nothing_speaks_of_its_own_books_only(self):
        rules = [rule(0, REGENCY, 0, 0), rule(2, REGENCY, 0, self.fiction)]
        self.assertEqual(self.limits(rules, self.fiction, {}), (Limit(2, 0, self.fiction),))

    @checked
    @given(
        rule_sets.filter(bool),
        st.dictionaries(st.sampled_from([False, 10, 20, 50]), st.integers(0, 9)),
    )
    def test_whoever_may_have_one_more_has_no_more_than_the_winner_allows(self, rules, counts):
        for kind in (False, COLLECTION, self.textbook):
            found = ranked(rules, CATEGORY, kind)
            if not found:
                continue
            bounds = limits(found, kind, self.apart, counts)
            self.assertTrue(bounds)
            self.assertIn(found[0].loan_limit, [limit.allowed for limit in bounds])
            for limit in bounds:
                self.assertLessEqual(limit.count, sum(counts.values()))
                self.assertLessEqual(
                    limit.count, counts.get(self.textbook, 0) if kind == 50 else 99
                )
