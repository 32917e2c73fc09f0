from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.validity import months_on
from .properties import checked

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
MONTHS = st.integers(1, 120)


class TestMonthsOn(BaseCase):
    def test_the_same_day_of_a_later_month(self):
        self.assertEqual(months_on(date(2026, 3, 2), 12), date(2027, 3, 2))

    def test_a_day_the_month_does_not_have_is_its_last(self):
        self.assertEqual(months_on(date(2028, 2, 29), 12), date(2029, 2, 28))
        self.assertEqual(months_on(date(2026, 8, 31), 1), date(2026, 9, 30))

    @checked
    @given(DAYS, MONTHS)
    def test_always_so_many_months_later(self, day, months):
        later = months_on(day, months)
        self.assertEqual((later.year - day.year) * 12 + later.month - day.month, months)
        self.assertLessEqual(later.day, day.day)

    @checked
    @given(DAYS, MONTHS)
    def test_who_renews_later_is_good_for_as_long_or_longer(self, day, months):
        self.assertLessEqual(months_on(day, months), months_on(day + timedelta(1), months))
