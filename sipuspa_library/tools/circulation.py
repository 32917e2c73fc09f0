"""Judgements of the desk: a situation in, every block and warning out.

Nothing here reads a database or a clock. Codes are stable: devices, logs and translations rely on
them. Sentences are made elsewhere, from code and arguments.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

# States a copy is set to by hand; at most one at a time.
MANUAL_STATES = ("withdrawn", "lost", "in_repair", "damaged", "in_processing")

# A copy's status is the first of these whose fact holds.
STATUS_ORDER = (
    "withdrawn",
    "lost",
    "on_loan",
    "in_transit",
    "on_hold_shelf",
    "in_repair",
    "damaged",
    "in_processing",
    "available",
)

STANDINGS = ("pending", "active", "suspended", "expired", "left")

# Refusals that may be overridden with a reason, by whom ``library.override`` tells. A copy's own state
# never is: what is lent, lost or elsewhere is not in the member's hands.
OVERRIDABLE = {
    "membership_expired",
    "membership_suspended",
    "limit_reached",
    "type_limit_reached",
    "has_overdue",
    "renewal_limit",
    "debt",
    "reserved_by_others",
    "hold_limit_reached",
}


@dataclass(frozen=True)
class Block:
    """Why an act is refused: a stable code and plain, JSON-able arguments."""

    code: str
    args: dict = field(default_factory=dict)

    @property
    def overridable(self):
        """Tell whether somebody may go on with a reason."""
        return self.code in OVERRIDABLE

    def as_json(self):
        """Return the block as stored in the event ledger."""
        return {"code": self.code, "args": self.args}


def copy_status(manual_state, on_loan, away, held=False):
    """Return a copy's status from its facts.

    :param manual_state: one of :data:`MANUAL_STATES`, or nothing
    :param on_loan: the copy has an open loan
    :param away: the copy is not in the library where it belongs now: where who it is held for picks it
        up, else on whose shelf it belongs
    :param held: it serves a reservation
    """
    facts = {"on_loan": on_loan, "in_transit": away, "on_hold_shelf": held, "available": True}
    return next(
        status for status in STATUS_ORDER if facts.get(status) or status == (manual_state or "")
    )


def standing(pending, suspended_until, valid_until, left_on, today):
    """Return a membership's standing today, from its facts.

    :param pending: registered, not yet verified at the desk
    :param suspended_until: last day of a suspension, or nothing
    :param valid_until: last day the membership is good, or nothing when it does not end
    :param left_on: the day the person left this library, or nothing
    """
    if left_on and left_on <= today:
        return "left"
    if pending:
        return "pending"
    if suspended_until and today <= suspended_until:
        return "suspended"
    if valid_until and valid_until < today:
        return "expired"
    return "active"


@dataclass(frozen=True)
class Person:
    """What is asked of the borrower, in the lending library."""

    standing: str
    valid_until: date | None = None
    suspended_until: date | None = None
    overdue_loans: int = 0
    debt: int = 0


@dataclass(frozen=True)
class LendSituation:
    """One copy, one member, one library, one day.

    ``owner`` names the library on whose shelf the copy belongs, ``place`` where it was last handed
    in (nothing while a transfer holds it), and ``owned`` tells whether the lending library is that
    library. ``lent_in`` names the library a copy is lent in, and never says to whom. ``rule`` is the
    winning :class:`~.policy.Rule` or ``None``; ``due`` the day it gives, ``None`` when no open day is
    near; ``limits`` are those the copy would count in (:func:`.policy.limits`). ``reserved_in`` names the
    library where another member picks the copy up.
    """

    person: Person
    copy_status: str
    owned: bool
    owner: str
    place: str
    rule: object
    due: date | None
    limits: tuple = ()
    lent_in: str = ""
    lent_to_this_member: bool = False
    reserved_in: str = ""


def _copy_blocks(situation):
    status = situation.copy_status
    if situation.lent_to_this_member:
        yield Block("already_borrowed")
    elif status == "on_loan":
        yield Block("copy_on_loan", {"library": situation.lent_in})
    elif situation.reserved_in:
        yield Block("copy_reserved", {"library": situation.reserved_in})
    elif status == "in_transit" and not situation.place:
        yield Block("copy_on_its_way")
    elif not situation.owned:
        yield Block("copy_elsewhere", {"library": situation.owner})
    elif status == "in_transit":
        yield Block("copy_not_arrived", {"library": situation.place})
    elif status not in ("available", "on_hold_shelf"):
        yield Block(f"copy_{status}")


def standing_blocks(person):
    """Yield what keeps this member from borrowing anything at all."""
    if person.standing == "expired":
        yield Block("membership_expired", {"date": person.valid_until.isoformat()})
    elif person.standing == "suspended":
        yield Block("membership_suspended", {"date": person.suspended_until.isoformat()})
    elif person.standing != "active":
        yield Block(f"membership_{person.standing}")


def _rule_blocks(situation):
    rule, person = situation.rule, situation.person
    if rule is None:
        yield Block("no_policy")
        return
    if not rule.loan_days or not rule.loan_limit:
        yield Block("not_for_loan")
        return
    if situation.due is None:
        yield Block("library_without_hours")
    yield from (_limit_block(limit) for limit in situation.limits if limit.reached)
    if rule.block_overdue and person.overdue_loans:
        yield Block("has_overdue", {"count": person.overdue_loans})
    if rule.debt_limit and person.debt >= rule.debt_limit:
        yield Block("debt", {"owed": person.debt, "limit": rule.debt_limit})


def _limit_block(limit):
    args = {"limit": limit.allowed, "count": limit.count}
    if limit.collection_type_id:
        return Block("type_limit_reached", {**args, "collection_type_id": limit.collection_type_id})
    return Block("limit_reached", args)


@dataclass(frozen=True)
class CopySituation:
    """One copy at one library, whoever wants it; the names are those of :class:`LendSituation`."""

    copy_status: str
    owned: bool
    owner: str
    place: str
    lent_in: str = ""
    lent_to_this_member: bool = False
    reserved_in: str = ""


def judge_use(situation):
    """Return every block of counting a copy as read in the library."""
    return list(_copy_blocks(situation))


def judge_lend(situation):
    """Return every block of lending, all at once, in the order a person would mend them."""
    return [
        *_copy_blocks(situation),
        *standing_blocks(situation.person),
        *_rule_blocks(situation),
    ]


@dataclass(frozen=True)
class RenewSituation:
    """One open loan on one day; ``due`` is the new due day the rule gives.

    ``is_awaited``: others wait for the title, and no copy stands on a shelf for them. ``is_claimed``: the
    member says it was brought back. ``by_member``: the member renews it, not the desk.
    """

    person: Person
    is_open: bool
    renewals: int
    rule: object
    due: date | None
    current_due: date | None
    is_lost: bool = False
    is_claimed: bool = False
    is_awaited: bool = False
    by_member: bool = False


def judge_renew(situation):
    """Return every block of renewing a loan."""
    if not situation.is_open:
        return [Block("loan_closed")]
    if situation.is_lost:
        return [Block("copy_lost")]
    if situation.is_claimed:
        return [Block("already_claimed")]
    blocks = list(standing_blocks(situation.person))
    rule = situation.rule
    if rule is None:
        return [*blocks, Block("no_policy")]
    if situation.by_member and not rule.portal_renewal:
        blocks.append(Block("renewed_at_the_desk"))
    if situation.renewals >= rule.renewal_limit or not rule.loan_days:
        blocks.append(Block("renewal_limit", {"limit": rule.renewal_limit}))
    if situation.is_awaited:
        blocks.append(Block("reserved_by_others"))
    if situation.due is None:
        blocks.append(Block("library_without_hours"))
    elif situation.due <= situation.current_due:
        blocks.append(Block("renewal_too_early", {"date": situation.current_due.isoformat()}))
    return blocks


def split_overridden(blocks, reason, may_override):
    """Split ``blocks`` into those that stand and those overridden.

    :param reason: the words given for the override, or nothing
    :param may_override: the codes that the actor's role allows to override
    """
    if not reason:
        return blocks, []
    overridden = [block for block in blocks if block.code in may_override]
    return [block for block in blocks if block.code not in may_override], overridden


class Reserved(NamedTuple):
    """For whom a copy is kept: the number of the reservation, and where it is picked up."""

    number: str
    library: str
    is_here: bool


def next_step(was_lent, is_home, home, manual_state, reserved=None):
    """Return what to do with a copy that was handed in, as a :class:`Block`.

    :param was_lent: an open loan was closed by it
    :param is_home: it was handed in where it belongs
    :param home: name of the library on whose shelf it belongs
    :param manual_state: a state set by hand, which a return does not end
    :param reserved: a :class:`Reserved` where it serves somebody who waits
    """
    if reserved and reserved.is_here:
        return Block("hold_shelf", {"number": reserved.number})
    if reserved:
        return Block("send_to", {"library": reserved.library})
    if not is_home:
        return Block("send_home", {"library": home})
    if manual_state:
        return Block(f"copy_{manual_state}")
    return Block("shelve" if was_lent else "arrived")
