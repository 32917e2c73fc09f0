"""Days a library is open, and due dates that never fall on a closed one."""

from dataclasses import dataclass, field
from datetime import timedelta

HORIZON_DAYS = 400


@dataclass(frozen=True)
class Calendar:
    """When a library is open.

    :param weekdays: weekdays with opening hours, Monday is 0
    :param closures: ``(first, last)`` closed dates, both closed
    """

    weekdays: frozenset = frozenset()
    closures: tuple = field(default=())

    def is_open(self, day):
        """Tell whether the library is open at some time on ``day``."""
        return day.weekday() in self.weekdays and not any(
            first <= day <= last for first, last in self.closures
        )

    def open_on_or_after(self, day):
        """Return the first open day from ``day`` on, or ``None`` when none is near.

        The search is bounded: a library without hours, or closed for over a year, has none.
        """
        for step in range(HORIZON_DAYS if self.weekdays else 0):
            candidate = day + timedelta(days=step)
            if self.is_open(candidate):
                return candidate
        return None

    def open_on_or_before(self, day, first):
        """Return the last open day from ``first`` to ``day``, or ``None`` when none of them is."""
        for step in range((day - first).days + 1 if self.weekdays else 0):
            candidate = day - timedelta(days=step)
            if self.is_open(candidate):
                return candidate
        return None


def asked_day(today, loan_days, due_on=None):
    """Return the day a rule asks for, open or not: its fixed day until that is past, then its days."""
    return due_on if due_on and due_on >= today else today + timedelta(days=loan_days)


def due_date(today, loan_days, calendar, due_on=None):
    """Return the day a copy lent ``today`` for ``loan_days`` days is due, or ``None``.

    Stepped forward over closed days, so that the member can bring it back when it is due. A fixed day
    is a last day: it is stepped back from, and forward only when every day from today on is closed.
    """
    day = asked_day(today, loan_days, due_on)
    return (day == due_on and calendar.open_on_or_before(day, today)) or (
        calendar.open_on_or_after(day)
    )


def age(birth_date, on):
    """Return how many years old somebody is on a day; who is born on 29 February turns on 1 March."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def age_band(birth_date, on):
    """Return the age band of a person on a day, as the Indonesian reading surveys cut them.

    Bands 15–28, 29–42, 43–56 and over are those of the TKM survey; children are told apart by school.
    """
    if not birth_date:
        return False
    years = age(birth_date, on)
    for limit, band in (
        (7, "0-6"),
        (13, "7-12"),
        (15, "13-14"),
        (29, "15-28"),
        (43, "29-42"),
        (57, "43-56"),
    ):
        if years < limit:
            return band
    return "57+"
