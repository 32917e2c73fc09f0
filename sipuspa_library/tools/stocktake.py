"""What a stocktake makes of a copy that somebody holds in hand.

Nothing here reads a database or a clock. The results are stable codes: rows, filters and
translations rely on them; sentences are made in ``models/library_stocktake_line.py``.
"""

from dataclasses import dataclass

# what was scanned
FOUND = "found"
FOUND_LENT = "found_lent"
WRONG_PLACE = "wrong_place"
GONE_HERE = "gone_here"
UNKNOWN = "unknown"
# what was not
WAITING = "waiting"
ON_LOAN = "on_loan"
AWAY = "away"
HANDLED = "handled"
MISSING = "missing"

SCANNED = (FOUND, FOUND_LENT, WRONG_PLACE, GONE_HERE, UNKNOWN)
UNSCANNED = (WAITING, ON_LOAN, AWAY, HANDLED, MISSING)


@dataclass(frozen=True)
class Seen:
    """A known copy in somebody's hand during a count."""

    status: str  # of the copy
    at_home: bool  # it belongs in the library that counts
    in_scope: bool  # the count is about it
    on_shelf: bool  # it belongs on the shelf where it was seen, as far as anybody knows


def result_of(seen):
    """Return the result of a scanned copy: what has to be set right first goes first."""
    if seen.status in ("withdrawn", "lost"):
        return GONE_HERE
    if seen.status == "on_loan":
        return FOUND_LENT
    if not (seen.at_home and seen.in_scope and seen.on_shelf):
        return WRONG_PLACE
    return FOUND
