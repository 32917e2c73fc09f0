"""Which complete row of loan rules wins: nothing is merged, the most specific row judges alone."""

from dataclasses import dataclass, fields
from datetime import date

REGENCY, TYPE, LIBRARY = range(3)
# where a rule stands; all its other attributes are what it says
PLACE = ("id", "scope", "category_id", "collection_type_id", "distance")


@dataclass(frozen=True)
class Rule:
    """One complete row. ``scope`` is REGENCY, TYPE or LIBRARY; ``distance`` tells how far up the
    tree of libraries its library or type was found (0 is the lending library itself). Days and
    counts of 0 forbid; amounts, suspension and debts of 0 are off."""

    id: int
    scope: int
    category_id: int
    collection_type_id: int
    loan_days: int
    loan_limit: int
    renewal_limit: int
    block_overdue: bool
    distance: int = 0
    due_on: date | None = None
    auto_renew: bool = False
    portal_renewal: bool = True
    grace_days: int = 0
    hold_limit: int = 0
    hold_shelf_days: int = 0
    fine_per_day: int = 0
    fine_cap: int = 0
    suspension_days: int = 0
    suspension_cap: int = 0
    debt_limit: int = 0
    replace_lost: str = "book"


#: The names of the values of a rule, each a column of ``library.policy``.
VALUES = tuple(field.name for field in fields(Rule) if field.name not in PLACE)


def specificity(rule):
    """Return the sort key of a rule: by scope first, then category given, then collection type."""
    return (rule.scope, -rule.distance, bool(rule.category_id), bool(rule.collection_type_id))


def fits(rule, category_id, collection_type_id):
    """Tell whether a rule speaks of this member category and collection type."""
    return (not rule.category_id or rule.category_id == category_id) and (
        not rule.collection_type_id or rule.collection_type_id == collection_type_id
    )


def ranked(rules, category_id, collection_type_id):
    """Return the rules that fit, the winner first, then those it beat; empty when none fits."""
    return sorted(
        (rule for rule in rules if fits(rule, category_id, collection_type_id)),
        key=specificity,
        reverse=True,
    )
