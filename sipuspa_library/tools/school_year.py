"""The school year: July to June, named by the two years it lies in."""

from datetime import date
from typing import NamedTuple

FIRST_MONTH = 7


class SchoolYear(NamedTuple):
    """The school year that begins in the summer of ``first``."""

    first: int

    @property
    def name(self):
        """Its name as schools write it, e.g. 2026/2027."""
        return f"{self.first}/{self.first + 1}"

    @property
    def date_from(self):
        """Its first day."""
        return date(self.first, FIRST_MONTH, 1)

    @property
    def date_to(self):
        """Its last day, the one before the next begins."""
        return date(self.first + 1, FIRST_MONTH - 1, 30)

    @property
    def following(self):
        """The school year after this one."""
        return SchoolYear(self.first + 1)


def of(day):
    """Return the school year that ``day`` lies in.

    >>> of(date(2026, 7, 1)).name, of(date(2026, 6, 30)).name
    ('2026/2027', '2025/2026')
    """
    return SchoolYear(day.year if day.month >= FIRST_MONTH else day.year - 1)
