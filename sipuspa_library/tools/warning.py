"""What a desk is told beside the blocks: it hinders nothing. Pure, as :mod:`.circulation`."""

from datetime import timedelta

from .circulation import Block

ENDS_SOON = timedelta(days=14)
FAR_MOVED = 2  # days: one is a Sunday, more are holidays that nobody at the desk has in mind


def warn_lend(situation, today, moved_days):
    """Return every warning of lending, as :class:`.circulation.Block`.

    :param situation: a :class:`.circulation.LendSituation`
    :param moved_days: how far the due day was moved over closed days, back where below 0
    """
    person, rule, warnings = situation.person, situation.rule, []
    until = person.valid_until
    if person.standing == "active" and until and until - today <= ENDS_SOON:
        warnings.append(Block("membership_ends_soon", {"date": until.isoformat()}))
    if rule and not rule.block_overdue and person.overdue_loans:
        warnings.append(Block("has_overdue", {"count": person.overdue_loans}))
    if situation.due and abs(moved_days) >= FAR_MOVED:
        warnings.append(Block("due_moved", {"date": situation.due.isoformat()}))
    return warnings


def warn_renew(late_days):
    """Return every warning of renewing what is ``late_days`` late."""
    return [Block("late_counts", {"days": late_days})] if late_days else []
