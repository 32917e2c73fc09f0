from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.due_dates import (
    HORIZON_DAYS,
    Calendar,
    age_band,
    asked_day,
    due_date,
)
from .properties import checked

MONDAY = date(2026, 3, 2)
WEEK = frozenset(range(6))  # closed on Sundays

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
closures = st.lists(
    st.tuples(days, st.integers(0, 60)).map(
        lambda span: (span[0], span[0] + timedelta(days=span[1]))
    ),
    max_size=6,
).map(tuple)
calendars = st.builds(Calendar, st.frozensets(st.integers(0, 6)), closures)


class TestDueDates(BaseCase):
    def test_a_due_date_is_the_day_asked_for_when_it_is_open(self):
        self.assertEqual(due_date(MONDAY, 7, Calendar(WEEK)), date(2026, 3, 9))

    def test_a_due_date_steps_over_sunday(self):
        self.assertEqual(due_date(MONDAY, 6, Calendar(WEEK)), date(2026, 3, 9))

    def test_a_due_date_steps_over_a_closure_to_the_day_after_it(self):
        holidays = ((date(2026, 3, 7), date(2026, 3, 20)),)
        self.assertEqual(due_date(MONDAY, 7, Calendar(WEEK, holidays)), date(2026, 3, 21))

    def test_adjacent_closures_are_all_stepped_over(self):
        holidays = (
            (date(2026, 3, 12), date(2026, 3, 14)),
            (date(2026, 3, 9), date(2026, 3, 11)),
        )
        self.assertEqual(due_date(MONDAY, 7, Calendar(WEEK, holidays)), date(2026, 3, 16))

    def test_the_first_and_the_last_day_of_a_closure_are_closed(self):
        calendar = Calendar(WEEK, ((date(2026, 3, 3), date(2026, 3, 4)),))
        states = [calendar.is_open(MONDAY + timedelta(days=step)) for step in range(4)]
        self.assertEqual(states, [True, False, False, True])

    def test_a_fixed_day_goes_before_the_loan_days_until_it_is_past(self):
        end = date(2026, 6, 19)
        self.assertEqual(due_date(MONDAY, 7, Calendar(WEEK), end), end)
        self.assertEqual(due_date(end, 7, Calendar(WEEK), end), end)
        self.assertEqual(
            due_date(end + timedelta(days=1), 7, Calendar(WEEK), end), date(2026, 6, 27)
        )

    def test_a_fixed_day_that_is_closed_is_stepped_back_from(self):
        holidays = ((date(2026, 6, 18), date(2026, 6, 25)),)
        due = due_date(MONDAY, 7, Calendar(WEEK, holidays), date(2026, 6, 20))
        self.assertEqual(due, date(2026, 6, 17))

    def test_a_fixed_day_is_never_before_today(self):
        holidays = ((MONDAY, MONDAY + timedelta(days=3)),)
        due = due_date(MONDAY, 7, Calendar(WEEK, holidays), MONDAY + timedelta(days=2))
        self.assertEqual(due, MONDAY + timedelta(days=4))

    def test_without_hours_there_is_no_due_date(self):
        self.assertIsNone(due_date(MONDAY, 7, Calendar()))

    def test_a_library_closed_for_years_has_no_due_date(self):
        closed = ((MONDAY, MONDAY + timedelta(days=3 * HORIZON_DAYS)),)
        self.assertIsNone(due_date(MONDAY, 7, Calendar(WEEK, closed)))

    def test_the_last_day_within_the_horizon_is_found(self):
        opens = MONDAY + timedelta(days=HORIZON_DAYS - 1)
        everyday = frozenset(range(7))
        closed = ((MONDAY, opens - timedelta(days=1)),)
        self.assertEqual(due_date(MONDAY, 0, Calendar(everyday, closed)), opens)
        closed = ((MONDAY, opens),)
        self.assertIsNone(due_date(MONDAY, 0, Calendar(everyday, closed)))

    @checked
    @given(days, st.integers(0, 400), calendars, st.none() | st.integers(-30, 400))
    def test_whatever_a_rule_asks_for_what_is_due_is_due_on_an_open_day_from_today_on(
        self, today, count, calendar, fixed
    ):
        due_on = fixed is not None and today + timedelta(days=fixed)
        due = due_date(today, count, calendar, due_on)
        if due is None:
            self.assertIsNone(calendar.open_on_or_after(asked_day(today, count, due_on)))
            return
        self.assertTrue(calendar.is_open(due))
        self.assertGreaterEqual(due, today)
        if due_on and due_on >= today and due > due_on:
            between = [today + timedelta(days=step) for step in range(fixed + 1)]
            self.assertFalse([day for day in between if calendar.is_open(day)])
        elif not due_on or due_on < today:
            self.assertEqual(due, due_date(today, count, calendar))

    @checked
    @given(days, st.integers(0, 400), calendars)
    def test_a_due_date_is_the_first_open_day_from_the_one_asked_for(self, today, count, calendar):
        asked = today + timedelta(days=count)
        due = due_date(today, count, calendar)
        until = due or asked + timedelta(days=HORIZON_DAYS)
        between = [asked + timedelta(days=step) for step in range((until - asked).days)]
        self.assertFalse([day for day in between if calendar.is_open(day)])
        if due:
            self.assertGreaterEqual(due, asked)
            self.assertLess((due - asked).days, HORIZON_DAYS)
            self.assertTrue(calendar.is_open(due))
        elif calendar.weekdays:
            self.assertTrue(calendar.closures)


class TestAgeBand(BaseCase):
    def test_no_birth_date_no_band(self):
        self.assertFalse(age_band(None, MONDAY))
        self.assertFalse(age_band(False, MONDAY))

    def test_a_band_begins_on_the_birthday(self):
        born = date(2013, 5, 17)
        self.assertEqual(age_band(born, date(2026, 5, 16)), "7-12")
        self.assertEqual(age_band(born, date(2026, 5, 17)), "13-14")

    def test_born_on_a_leap_day(self):
        born = date(2012, 2, 29)
        self.assertEqual(age_band(born, date(2025, 2, 28)), "7-12")
        self.assertEqual(age_band(born, date(2025, 3, 1)), "13-14")

    @checked
    @given(st.integers(0, 120))
    def test_a_band_says_the_ages_it_holds(self, age):
        band = age_band(date(2026 - age, 1, 1), date(2026, 1, 1))
        first, _dash, last = band.rstrip("+").partition("-")
        self.assertLessEqual(int(first), age)
        self.assertTrue(band.endswith("+") or age <= int(last))
