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


@dataclass(frozen=True)
class Limit:
    """How many open loans are allowed, and how many there are: of all books, or of one type."""

    allowed: int
    count: int
    collection_type_id: int = 0

    @property
    def reached(self):
        """Tell whether not one more is allowed."""
        return self.count >= self.allowed


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


def limits(rules, collection_type_id, apart, counts):
    """Return what bounds the books of a member, when a copy of this collection type is asked for.

    A winner that names the type bounds the books of that type; the member's row without a type bounds
    all books together, unless it lends none at all, which is said of its own books only. What counts
    apart is no part of the total, and is bounded by its winner, whether that names the type or not.

    :param rules: the rules that fit, the winner first (:func:`ranked`), one at least
    :param apart: ids of the collection types that count apart
    :param counts: ``{collection type id: open loans}``
    """
    winner, is_apart = rules[0], collection_type_id in apart
    total = next((rule for rule in rules if not rule.collection_type_id), None)
    found = []
    if winner.collection_type_id or is_apart:
        held = counts.get(collection_type_id, 0)
        found.append(Limit(winner.loan_limit, held, collection_type_id))
    if total and total.loan_limit and not is_apart:
        together = sum(count for kind, count in counts.items() if kind not in apart)
        found.append(Limit(total.loan_limit, together))
    return tuple(found)
