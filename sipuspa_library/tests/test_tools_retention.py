from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..tools import retention
from .properties import checked


class TestRetention(TestCase):
    """How many months two settings mean."""

    def test_without_settings_it_is_a_year_for_loans_and_two_for_persons(self):
        for nothing in (None, False, "", "seumur hidup"):
            self.assertEqual(retention.months(nothing, nothing), (12, 24))

    @checked
    @given(st.integers() | st.text(), st.integers() | st.text())
    def test_nothing_is_forgotten_at_once_or_kept_for_ever(self, loans, persons):
        for months in retention.months(loans, persons):
            self.assertTrue(retention.SHORTEST <= months <= retention.LONGEST)

    def test_what_is_within_bounds_is_what_was_set(self):
        self.assertEqual(retention.months("6", 36), (6, 36))
