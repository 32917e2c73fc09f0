"""Which complete row of loan rules wins: nothing is merged, the most specific row judges alone."""

from dataclasses import dataclass

REGENCY, TYPE, LIBRARY = range(3)


@dataclass(frozen=True)
class Rule:
    """One complete row. ``scope`` is REGENCY, TYPE or LIBRARY; ``distance`` tells how far up the
    tree of libraries its library or type was found (0 is the lending library itself)."""

    id: int
    scope: int
    category_id: int
    collection_type_id: int
    loan_days: int
    loan_limit: int
    renewal_limit: int
    block_overdue: bool
    distance: int = 0


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
