"""What a late, lost or damaged book costs, and how what is paid is counted. Rupiah are whole numbers.

Nothing here reads a database or a clock; sentences are made elsewhere.
"""

from dataclasses import dataclass
from datetime import timedelta

from .circulation import Block

CHARGED, PAID, WAIVED, REPLACED, REFUNDED = "charged", "paid", "waived", "replaced", "refunded"
# what each kind of line does to what is owed
SIGNS = {CHARGED: 1, PAID: -1, WAIVED: -1, REPLACED: -1, REFUNDED: 1}
HIGHEST = 1_000_000_000


@dataclass(frozen=True)
class Late:
    """What one late book means by its rule: open days late, rupiah, days of suspension."""

    days: int
    fine: int
    suspension: int


def late_days(due, on, grace_days, calendar):
    """Return how many days a book due on ``due`` is late on the day ``on``.

    Only days the lending library is open count: nobody can bring a book to a closed door. The days of
    grace, which follow the due day as the calendar has them, do not count.
    """
    first = due + timedelta(days=1 + grace_days)
    days = range(max((on - first).days + 1, 0))
    return sum(calendar.is_open(first + timedelta(days=day)) for day in days)


def late(rule, due, on, calendar, before=0):
    """Return the :class:`Late` of a book due on ``due`` and brought back on ``on``.

    :param before: days it was late already when it was renewed
    """
    days = before + late_days(due, on, rule.grace_days, calendar)
    return Late(
        days,
        _capped(days * rule.fine_per_day, rule.fine_cap),
        _capped(days * rule.suspension_days, rule.suspension_cap),
    )


def _capped(value, cap):
    return min(value, cap) if cap else value


def judge_settling(amount, owed):
    """Return the blocks of settling ``amount`` of what is ``owed``; no amount stands for all of it."""
    if not owed:
        return [Block("nothing_owed")]
    if amount is None:
        return []
    if amount <= 0:
        return [Block("amount_wrong")]
    if amount > owed:
        return [Block("amount_too_high", {"owed": owed})]
    return []


def judge_charge(amount):
    """Return the blocks of charging ``amount``."""
    return [] if 0 < amount <= HIGHEST else [Block("amount_wrong")]


def split(amount, open_amounts):
    """Spread ``amount`` over debts in their order; return what goes to each, as far as it reaches."""
    parts = []
    for owed in open_amounts:
        parts.append(min(owed, amount))
        amount -= parts[-1]
    return parts


def rupiah(amount):
    """Return an amount as it is written in Indonesia: ``Rp 2.500``."""
    return f"Rp {amount:,}".replace(",", ".")
