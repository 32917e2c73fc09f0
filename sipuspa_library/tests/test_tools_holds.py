import unittest
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ..tools import holds
from ..tools.circulation import Person
from ..tools.due_dates import Calendar
from ..tools.policy import LIBRARY, Rule
from .properties import checked

MONDAY = date(2026, 3, 2)
WEEK = Calendar(weekdays=frozenset(range(6)))

places = st.lists(
    st.builds(
        holds.Place,
        id=st.integers(1, 10**6),
        priority=st.integers(0, 1),
        placed_at=st.integers(0, 3),
        book_id=st.integers(1, 2),
        copy_id=st.sampled_from([0, 0, 0, 1, 2]),
        pickup_id=st.integers(1, 3),
        is_servable=st.sampled_from([True, True, True, False]),
    ),
    max_size=8,
    unique_by=lambda place: place.id,
)
shelves = st.lists(
    st.builds(
        holds.Shelf,
        id=st.integers(1, 6),
        book_id=st.integers(1, 2),
        home_id=st.integers(1, 3),
        place_id=st.integers(1, 3),
        is_sent=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda copy: copy.id,
)


def place(number, **more):
    facts = {"priority": 1, "placed_at": 0, "book_id": 1, "copy_id": 0, "pickup_id": 1}
    return holds.Place(id=number, **{**facts, **more})


def shelf(number, **more):
    return holds.Shelf(id=number, **{"book_id": 1, "home_id": 1, "place_id": 1, **more})


class TestQueue(unittest.TestCase):
    def test_who_asked_first_is_served_first_and_of_two_at_once_the_lower_number(self):
        queue = [place(3, placed_at=1), place(2, placed_at=2), place(1, placed_at=1)]
        self.assertEqual(holds.next_served(shelf(1), queue), (queue[2], []))

    def test_who_goes_first_is_served_before_who_asked_earlier(self):
        queue = [place(1), place(2, priority=0, placed_at=9)]
        self.assertEqual(holds.next_served(shelf(1), queue)[0].id, 2)

    def test_who_waits_for_another_copy_is_not_passed_over(self):
        queue = [place(1, copy_id=7), place(2)]
        self.assertEqual(holds.next_served(shelf(1), queue), (queue[1], []))

    def test_a_copy_that_is_not_sent_serves_its_own_library_alone(self):
        queue = [place(1, pickup_id=2), place(2)]
        self.assertEqual(holds.next_served(shelf(1, is_sent=False), queue), (queue[1], [queue[0]]))

    @checked
    @given(queue=places, copy=st.builds(lambda rows: rows[0], shelves.filter(bool)))
    def test_nobody_who_could_be_served_stands_before_who_is(self, queue, copy):
        served, passed = holds.next_served(copy, queue)
        able = [row for row in queue if holds.can_serve(copy, row)]
        self.assertEqual(served is None, not able)
        if served:
            self.assertEqual(served, min(able, key=lambda row: row.turn))
            self.assertTrue(all(row.turn < served.turn for row in passed))
        self.assertFalse(set(passed) & set(able))

    @checked
    @given(queue=places, copies=shelves)
    def test_each_copy_is_fetched_for_one_and_nobody_is_left_whom_a_copy_could_serve(
        self, queue, copies
    ):
        found = holds.allotted(queue, copies)
        self.assertEqual(len({copy for copy, _row in found}), len(found))
        self.assertEqual(len({row for _copy, row in found}), len(found))
        self.assertTrue(all(holds.can_serve(copy, row) for copy, row in found))
        self.assertEqual(found, holds.allotted(queue[::-1], copies[::-1]))
        left = set(copies) - {copy for copy, _row in found}
        for row in set(queue) - {row for _copy, row in found}:
            self.assertFalse([copy for copy in left if holds.can_serve(copy, row)])

    def test_a_copy_that_may_not_be_reserved_serves_nobody(self):
        queue = [place(1, kind_ids=frozenset({7}))]
        self.assertEqual(holds.next_served(shelf(1, kind_id=8), queue), (None, queue))
        self.assertEqual(holds.next_served(shelf(1, kind_id=7), queue), (queue[0], []))
        self.assertEqual(holds.allotted(queue, [shelf(1, kind_id=8)]), [])

    def test_a_book_is_fetched_where_it_is_picked_up_else_where_most_stand(self):
        here, there, there_2 = shelf(1, place_id=2), shelf(2, place_id=3), shelf(3, place_id=3)
        [(copy, _row)] = holds.allotted([place(1, pickup_id=2)], [there, there_2, here])
        self.assertEqual(copy, here)
        [(copy, _row)] = holds.allotted([place(1, pickup_id=1)], [here, there, there_2])
        self.assertEqual(copy, there)


class TestKept(unittest.TestCase):
    def test_a_book_is_kept_for_open_days(self):
        self.assertEqual(holds.kept_until(MONDAY, 3, WEEK), date(2026, 3, 5))
        friday = date(2026, 3, 6)
        self.assertEqual(holds.kept_until(friday, 3, WEEK), date(2026, 3, 10))

    def test_a_library_without_hours_keeps_it_as_many_days(self):
        self.assertEqual(holds.kept_until(MONDAY, 3, Calendar()), date(2026, 3, 5))

    def test_it_is_kept_a_day_at_least(self):
        self.assertEqual(holds.kept_until(MONDAY, 0, WEEK), date(2026, 3, 3))


class TestJudgeHold(unittest.TestCase):
    def codes(self, rule=None, **more):
        usual = {"hold_limit": 2, "hold_shelf_days": 3, "loan_limit": 3, "loan_days": 7}
        rule = {**usual, **(rule or {})}
        facts = {
            "person": Person("active"),
            "library": "Sekolah A",
            "rule": Rule(
                id=1,
                scope=LIBRARY,
                category_id=0,
                collection_type_id=0,
                renewal_limit=1,
                block_overdue=True,
                **rule,
            ),
            "has_copy": True,
            **more,
        }
        return [block.code for block in holds.judge_hold(holds.HoldSituation(**facts))]

    def test_a_member_in_force_reserves_up_to_the_limit(self):
        self.assertEqual(self.codes(), [])
        self.assertEqual(self.codes(count=1), [])
        self.assertEqual(self.codes(count=2), ["hold_limit_reached"])

    def test_every_block_is_told_at_once(self):
        self.assertEqual(
            self.codes(person=Person("left"), has_title=True, has_hold=True, has_copy=False),
            ["membership_left", "already_borrowed", "hold_exists", "no_copy_for_hold"],
        )

    def test_who_is_no_member_there_is_told_that_alone(self):
        self.assertEqual(self.codes(person=None, has_copy=False), ["not_a_member_there"])

    def test_zero_forbids(self):
        for name in ("hold_limit", "hold_shelf_days", "loan_limit", "loan_days"):
            with self.subTest(column=name):
                self.assertEqual(self.codes(rule={name: 0}), ["not_for_hold"])

    def test_without_a_rule_nothing_is_reserved(self):
        self.assertEqual(self.codes(rule={}, has_copy=True), [])
        situation = holds.HoldSituation(Person("active"), "A", None, True)
        self.assertEqual([block.code for block in holds.judge_hold(situation)], ["no_policy"])
