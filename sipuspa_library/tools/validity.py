"""How long a membership is good for when it is renewed."""

from calendar import monthrange

# a school renews for the next year once this one is nearly over
NEXT_YEAR_FROM = 31


def months_on(day, months):
    """Return the day so many ``months`` after ``day``; the last of its month where it has none such.

    >>> from datetime import date
    >>> months_on(date(2026, 1, 31), 13)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
