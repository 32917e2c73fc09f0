"""How long a person is remembered: months, within what undoing and reporting need."""

from datetime import datetime
from typing import NamedTuple

LOANS, PERSONS = 12, 24
LOANS_KEY = "sipuspa_library.retention_loan_months"
PERSONS_KEY = "sipuspa_library.retention_person_months"
SHORTEST, LONGEST = 3, 120


class Months(NamedTuple):
    """After how many months loans forget the person, and persons are forgotten whole."""

    loans: int
    persons: int


class Limits(NamedTuple):
    """The moments before which what ended is old enough."""

    loans: datetime
    persons: datetime


def months(loans, persons):
    """Return the :class:`Months` that two settings mean; what cannot be read is the default.

    A setting that is out of bounds is taken to the nearest that is allowed: nothing is forgotten at
    once, or kept for ever, because of a slip.
    """
    return Months(_within(loans, LOANS), _within(persons, PERSONS))


def _within(setting, default):
    try:
        number = int(setting or default)
    except ValueError:
        number = default
    return min(max(number, SHORTEST), LONGEST)
