from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import day_parts
from .properties import checked

minutes = st.integers(0, day_parts.MINUTES_OF_DAY - 1)
parts = st.lists(minutes, unique=True, min_size=1, max_size=8).map(
    lambda starts: [(start, f"part {start}") for start in sorted(starts)]
)


class TestDayParts(BaseCase):
    @checked
    @given(parts, minutes)
    def test_every_minute_has_exactly_one_part(self, cut, minute):
        """What lies between the start and the end of a part is in it, and nothing else is."""
        ends = day_parts.ends(cut)
        starts = {part: start if number else 0 for number, (start, part) in enumerate(cut)}
        holding = [part for part in starts if starts[part] <= minute < ends[part]]
        self.assertEqual(holding, [day_parts.part_at(cut, minute)])

    @checked
    @given(parts)
    def test_the_parts_are_the_whole_day(self, cut):
        ends = day_parts.ends(cut)
        lengths = sum(ends[part] - start for start, part in cut) + cut[0][0]
        self.assertEqual(lengths, day_parts.MINUTES_OF_DAY)

    def test_a_library_without_parts_has_none(self):
        self.assertIsNone(day_parts.part_at([], 600))

    def test_an_hour_of_a_form_is_a_whole_minute(self):
        self.assertEqual([day_parts.minute_of(h) for h in (0, 9.5, 9 + 20 / 60)], [0, 570, 560])
