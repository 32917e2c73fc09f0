"""Reservations: who is served next by a copy, which copy is fetched for whom, who may reserve.

Nothing here reads a database or a clock. A queue is told by priority, then by when somebody asked, then
by number; a place in it is counted when somebody asks, never kept.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from .circulation import Block, standing_blocks


class Place(NamedTuple):
    """One who waits: for a title, or for one copy of it."""

    id: int
    priority: int
    placed_at: object
    book_id: int
    copy_id: int  # the one copy that is wanted; 0 for any
    pickup_id: int
    is_servable: bool = True  # the member may borrow in the pickup library today
    kind_ids: frozenset | None = (
        None  # the collection types that may be reserved there; none: every one
    )

    @property
    def turn(self):
        """Return the key by which a queue is in order."""
        return (self.priority, self.placed_at, self.id)


class Shelf(NamedTuple):
    """A copy that stands somewhere free to be lent."""

    id: int
    book_id: int
    home_id: int
    place_id: int
    is_sent: bool = True  # its library lets it go to others
    kind_id: int = 0  # its collection type


def is_reservable(rule):
    """Tell whether what ``rule`` speaks for may be reserved: lent, waited for, and kept on a shelf."""
    return all((rule.loan_days, rule.loan_limit, rule.hold_limit, rule.hold_shelf_days))


def can_serve(copy, place):
    """Tell whether ``copy`` can be handed to the one who waits at ``place``."""
    return (
        place.is_servable
        and place.book_id == copy.book_id
        and place.copy_id in (0, copy.id)
        and (place.kind_ids is None or copy.kind_id in place.kind_ids)
        and (copy.is_sent or place.pickup_id == copy.home_id)
    )


def next_served(copy, queue):
    """Return who is served by ``copy``, or nothing, and those before them who cannot be.

    :param queue: the places, in any order
    """
    passed = []
    for place in sorted(queue, key=lambda place: place.turn):
        if place.book_id != copy.book_id or place.copy_id not in (0, copy.id):
            continue
        if can_serve(copy, place):
            return place, passed
        passed.append(place)
    return None, passed


def allotted(queue, copies):
    """Return ``[(copy, place)]``: what is fetched from the shelves for those who wait.

    Each in turn gets a copy that stands where they pick it up, else one of where most of that title
    stand, so that no library is emptied for another. The same for everybody who asks.
    """
    free, found = list(copies), []
    for place in sorted(queue, key=lambda place: place.turn):
        fitting = [copy for copy in free if can_serve(copy, place)]
        if not fitting:
            continue
        stock = Counter(copy.place_id for copy in fitting)
        best = min(
            fitting,
            key=lambda copy: (
                copy.place_id != place.pickup_id,
                -stock[copy.place_id],
                copy.place_id,
                copy.id,
            ),
        )
        free.remove(best)
        found.append((best, place))
    return found


def kept_until(today, days, calendar):
    """Return the last day a book is kept that came to the hold shelf ``today``: so many open days on.

    A library without hours keeps it as many days.
    """
    day = today
    for __ in range(max(days, 1)):
        day = calendar.open_on_or_after(day + timedelta(days=1)) or day + timedelta(days=1)
    return day


@dataclass(frozen=True)
class HoldSituation:
    """One member, one title or copy, one pickup library, one day.

    ``person`` is ``None`` where the person is no member of the pickup library. ``rule`` is the winning
    row for a copy that could serve; ``has_copy`` tells whether there is one at all.
    """

    person: object
    library: str
    rule: object
    has_copy: bool
    has_hold: bool = False
    has_title: bool = False
    count: int = 0


def judge_hold(situation):
    """Return every block of reserving, all at once."""
    if situation.person is None:
        return [Block("not_a_member_there", {"library": situation.library})]
    blocks = list(standing_blocks(situation.person))
    if situation.has_title:
        blocks.append(Block("already_borrowed"))
    if situation.has_hold:
        blocks.append(Block("hold_exists"))
    rule = situation.rule
    if not situation.has_copy:
        blocks.append(Block("no_copy_for_hold"))
    elif rule is None:
        blocks.append(Block("no_policy"))
    elif not is_reservable(rule):
        blocks.append(Block("not_for_hold"))
    elif situation.count >= rule.hold_limit:
        blocks.append(
            Block("hold_limit_reached", {"limit": rule.hold_limit, "count": situation.count})
        )
    return blocks
