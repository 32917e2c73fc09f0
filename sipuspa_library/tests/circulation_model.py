"""Two libraries, their books and members, in a few plain objects: what a librarian would do by hand.

Written anew from the rules as they are told; it shares no code with the addon, so that both are wrong
together only where the rules are. Every act returns what the desk should be answered, and the ledger of
acts remembers what :meth:`World.undo` needs.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

SCHOOL_A, SCHOOL_B = 0, 1
OVERRIDABLE = {
    *("membership_suspended", "limit_reached", "has_overdue", "debt"),
    *("renewal_limit", "reserved_by_others"),
}
NOT_TO_BE_HAD = ("withdrawn", "lost")
ONLY_IF_FREE = ("withdrawn", "in_processing", "in_repair")
UNDO_MINUTES = 30


@dataclass(eq=False)
class Copy:
    number: int
    owner: int
    book: int
    place: int | None = None
    station: int | None = None
    state: str | None = None
    sent_to: int | None = None
    sent_from: int | None = None

    @property
    def home(self):
        return self.owner if self.station is None else self.station


@dataclass(eq=False)
class Member:
    number: int
    library: int
    suspended_until: object = None


@dataclass(eq=False)
class Loan:
    member: Member
    copy: Copy
    due: object
    renewals: int = 0
    late_before: int = 0
    is_open: bool = True
    lost: bool = False
    claimed: object = None
    record: object = None


@dataclass(eq=False)
class Hold:
    member: Member
    book: int
    wanted: Copy | None
    copy: Copy | None = None
    found: object = None
    ready: object = None
    expires: object = None
    ended: str | None = None
    loan: Loan | None = None
    record: object = None


@dataclass(eq=False)
class Debt:
    member: Member
    reason: str
    amount: int
    open: int
    loan: Loan | None = None
    in_kind: bool = False
    untouched: bool = True
    settled: bool = False


@dataclass(eq=False)
class Act:
    """A line of the ledger: what was done with a copy, and what it replaced."""

    verb: str
    library: int
    moment: datetime
    copy: Copy | None = None
    loan: Loan | None = None
    member: Member | None = None
    hold: Hold | None = None
    before: tuple | None = None
    suspended: tuple | None = None
    request: str | None = None
    undone: bool = False


@dataclass
class World:
    now: datetime
    copies: list
    members: list
    rules: list
    closed: list = field(default_factory=list)  # (library or None for both, first, last)
    loans: list = field(default_factory=list)
    holds: list = field(default_factory=list)
    debts: list = field(default_factory=list)
    acts: list = field(default_factory=list)
    replacing: set = field(default_factory=set)

    # ------------------------------------------------------------------
    # WHAT IS SO
    # ------------------------------------------------------------------

    @property
    def today(self):
        return (self.now + timedelta(hours=8)).date()

    def is_open(self, library, day):
        shut = any(
            where in (None, library) and first <= day <= last for where, first, last in self.closed
        )
        return day.weekday() != 6 and not shut

    def first_open(self, library, day):
        while not self.is_open(library, day):
            day += timedelta(days=1)
        return day

    def due(self, library):
        return self.first_open(
            library, self.today + timedelta(days=self.rules[library]["loan_days"])
        )

    def loan_of(self, copy):
        return next((loan for loan in self.loans if loan.is_open and loan.copy is copy), None)

    def loans_of(self, member):
        return [loan for loan in self.loans if loan.is_open and loan.member is member]

    def active(self, **facts):
        return [
            hold
            for hold in self.holds
            if not hold.ended and all(getattr(hold, name) == facts[name] for name in facts)
        ]

    def kept(self, copy):
        return next(iter(self.active(copy=copy)), None)

    def waiting(self, book):
        return self.active(book=book, copy=None)

    def belongs(self, copy):
        hold = self.kept(copy)
        return hold.member.library if hold else copy.home

    def status(self, copy):
        if copy.state in NOT_TO_BE_HAD:
            return copy.state
        if self.loan_of(copy):
            return "on_loan"
        if copy.place != self.belongs(copy):
            return "in_transit"
        return "on_hold_shelf" if self.kept(copy) else copy.state or "available"

    def is_suspended(self, member):
        return bool(member.suspended_until and self.today <= member.suspended_until)

    def open_debts(self, member):
        return [debt for debt in self.debts if debt.member is member and not debt.settled]

    def balance(self, member):
        return sum(debt.open for debt in self.open_debts(member))

    # ------------------------------------------------------------------
    # WHO IS SERVED
    # ------------------------------------------------------------------

    def can_serve(self, copy, hold):
        return (
            hold.book == copy.book
            and hold.wanted in (None, copy)
            and not self.is_suspended(hold.member)
            and self.may_reserve(hold.member.library)
        )

    def may_reserve(self, library):
        rule = self.rules[library]
        return rule["loan_days"] and rule["hold_limit"] and rule["loan_limit"]

    def settle(self, copy, serve=True):
        """Let what has become of a copy have its effect on who waits."""
        loan, hold = self.loan_of(copy), self.kept(copy)
        if loan:
            for asked in self.active(member=loan.member, book=copy.book):
                asked.ended, asked.loan = "fulfilled", loan
                if asked.copy not in (None, copy):
                    self.settle(asked.copy)
        hold = self.kept(copy)
        if hold and (loan or copy.state):
            self.release(hold)
            hold = None
        if serve and not hold and not loan and not copy.state and copy.place is not None:
            able = (asked for asked in self.waiting(copy.book) if self.can_serve(copy, asked))
            hold = next(able, None)
            if hold:
                hold.copy, hold.found = copy, self.now
        if hold:
            self.follow(hold)
        return hold

    def release(self, hold):
        hold.copy = hold.expires = None

    def follow(self, hold):
        library = hold.member.library
        if hold.copy.place != library:
            hold.expires = None
        elif not hold.expires:
            hold.ready = self.today
            hold.expires = self.kept_until(hold)

    def kept_until(self, hold):
        library, day = hold.member.library, hold.ready
        for _day in range(self.rules[library]["hold_shelf_days"]):
            day = self.first_open(library, day + timedelta(days=1))
        return day

    def is_awaited(self, copy):
        """Tell whether somebody waits for whom this copy would do, and no copy on a shelf does."""
        free = [each for each in self.copies if self.status(each) == "available"]
        left = []
        for hold in self.waiting(copy.book):
            fitting = [each for each in free if self.can_serve(each, hold)]
            if not fitting:
                left.append(hold)
                continue
            there = [each.place for each in fitting]
            fitting.sort(
                key=lambda each, hold=hold, there=there: (
                    each.place != hold.member.library,
                    -there.count(each.place),
                    each.place,
                    each.number,
                )
            )
            free.remove(fitting[0])
        return any(self.can_serve(copy, hold) for hold in left)

    # ------------------------------------------------------------------
    # LENDING AND RENEWING
    # ------------------------------------------------------------------

    def lend(self, member, copies, insists, request):
        """Return ``[(codes, due)]``, a line a copy: refused for these, or due that day."""
        library, count, judged = member.library, len(self.loans_of(member)), []
        for copy in copies:
            codes = self.copy_codes(copy, member) | self.member_codes(member, count)
            codes -= OVERRIDABLE if insists else set()
            count += not codes
            judged.append((copy, codes))
        due, answers = self.due(library), []
        for copy, codes in judged:
            answers.append((codes, None if codes else due))
            if not codes:
                loan = Loan(member, copy, due)
                self.loans.append(loan)
                self.note("lend", library, copy, loan=loan, member=member, request=request)
        for copy, codes in judged:
            if not codes:
                self.settle(copy)
        return answers

    def copy_codes(self, copy, member):
        status, loan, hold = self.status(copy), self.loan_of(copy), self.kept(copy)
        if loan and loan.member is member:
            return {"already_borrowed"}
        if status == "on_loan":
            return {"copy_on_loan"}
        if hold and hold.member is not member:
            return {"copy_reserved"}
        if status == "in_transit" and copy.place is None:
            return {"copy_on_its_way"}
        if self.belongs(copy) != member.library:
            return {"copy_elsewhere"}
        if status == "in_transit":
            return {"copy_not_arrived"}
        return set() if status in ("available", "on_hold_shelf") else {f"copy_{status}"}

    def member_codes(self, member, count):
        rule = self.rules[member.library]
        codes = {"membership_suspended"} if self.is_suspended(member) else set()
        if not rule["loan_days"]:
            return codes | {"not_for_loan"}
        patience = self.today - timedelta(days=rule["grace_days"])
        late = [
            loan
            for loan in self.loans_of(member)
            if loan.due < patience and not loan.lost and not loan.claimed
        ]
        told = {
            "limit_reached": count >= rule["loan_limit"],
            "has_overdue": rule["block_overdue"] and late,
            "debt": rule["debt_limit"] and self.balance(member) >= rule["debt_limit"],
        }
        return codes | {code for code, holds in told.items() if holds}

    def renew(self, loan, insists, request):
        """Return the codes it is refused for, or none, and the new day."""
        library, due = loan.member.library, self.due(loan.member.library)
        codes = self.renew_codes(loan, due) - (OVERRIDABLE if insists else set())
        if not codes:
            before = (loan.due, loan.renewals, loan.late_before)
            rule, days = self.rules[library], self.late_days(loan)
            if rule["fine_per_day"] or rule["suspension_days"]:
                loan.late_before = days
            loan.due, loan.renewals = due, loan.renewals + 1
            self.note("renew", library, loan.copy, loan=loan, before=before, request=request)
        return codes, None if codes else due

    def renew_codes(self, loan, due):
        rule = self.rules[loan.member.library]
        if not loan.is_open:
            return {"loan_closed"}
        if loan.lost:
            return {"copy_lost"}
        if loan.claimed:
            return {"already_claimed"}
        told = {
            "membership_suspended": self.is_suspended(loan.member),
            "renewal_limit": loan.renewals >= rule["renewal_limit"] or not rule["loan_days"],
            "reserved_by_others": self.is_awaited(loan.copy),
            "renewal_too_early": due <= loan.due,
        }
        return {code for code, holds in told.items() if holds}

    # ------------------------------------------------------------------
    # COMING BACK
    # ------------------------------------------------------------------

    def take_back(self, copy, library, request):
        """Return the next step, and the loan that ended by it."""
        loan, before, kept = self.loan_of(copy), copy.place, self.kept(copy)
        act = self.note("return", library, copy, loan=loan, request=request)
        found = bool(loan and loan.lost)
        if loan:
            act.suspended = self.charge_late(loan)
            if found:
                self.loss_is_over(loan)
            loan.is_open = False
        self.arrive(copy, library)
        hold = self.settle(copy)
        hidden = act.suspended and loan.member.library != library
        act.before = None if before is None or found or hidden else (before,)
        act.hold = hold if hold is not kept else None
        return self.next_step(copy, library, hold, bool(loan)), loan

    def next_step(self, copy, library, hold, was_lent):
        if hold:
            return "hold_shelf" if hold.member.library == library else "send_to"
        if copy.home != library:
            return "send_home"
        if copy.state:
            return f"copy_{copy.state}"
        return "shelve" if was_lent else "arrived"

    def arrive(self, copy, library):
        copy.place = library
        if copy.sent_to is not None:
            if copy.sent_to == library:
                copy.station = None if library == copy.owner else library
                self.note("receive", library, copy)
            copy.sent_to = copy.sent_from = None

    def charge_late(self, loan):
        """Fix the fine and the days without borrowing; return what the suspension replaced."""
        member, rule = loan.member, self.rules[loan.member.library]
        if loan.lost:
            return None
        days = self.late_days(loan)
        fine = days * rule["fine_per_day"]
        fine = min(fine, rule["fine_cap"]) if rule["fine_cap"] else fine
        if fine:
            self.owe(member, "late", fine, loan)
        was, length = member.suspended_until, days * rule["suspension_days"]
        upto = self.today + timedelta(days=length)
        if length and (not was or was < upto):
            member.suspended_until = upto
            return was, upto
        return None

    def late_days(self, loan):
        """Count the open days it is late today, and those it was late before it was renewed."""
        library, until = loan.member.library, self.today
        until = min(until, loan.claimed) if loan.claimed else until
        day, days = loan.due + timedelta(days=1 + self.rules[library]["grace_days"]), 0
        while day <= until:
            days += self.is_open(library, day)
            day += timedelta(days=1)
        return loan.late_before + days

    # ------------------------------------------------------------------
    # LOST, FOUND, DAMAGED
    # ------------------------------------------------------------------

    def declare_lost(self, loan, amount):
        rule = self.rules[loan.member.library]
        how = rule["replace_lost"]
        if not loan.is_open:
            return {"loan_closed"}
        if loan.lost:
            return {"already_lost"}
        if how == "price" and not amount:
            return {"price_unknown"}
        self.charge_late(loan)
        loan.lost = True
        self.set_state(loan.copy, "lost")
        if how == "none" and not amount:
            self.end(loan)
        else:
            self.owe(loan.member, "lost", amount or 0, loan, in_kind=how == "book")
        self.note("lose", loan.member.library, loan.copy)
        return set()

    def find(self, loan):
        if not loan.lost:
            return {"not_lost"}
        self.note("find", loan.member.library, loan.copy)
        self.loss_is_over(loan)
        self.end(loan)
        return set()

    def claim(self, loan):
        if loan.claimed:
            return {"already_claimed"}
        if not loan.is_open:
            return {"loan_closed"}
        loan.claimed = self.today
        self.note("claim", loan.member.library, loan.copy)
        return set()

    def damage(self, loan, amount):
        if any(debt.loan is loan and debt.reason == "damaged" for debt in self.debts):
            return {"charged_already"}
        self.note("damage", loan.member.library, loan.copy)
        if loan.copy.state not in NOT_TO_BE_HAD:
            self.set_state(loan.copy, "damaged")
        if amount:
            self.owe(loan.member, "damaged", amount, loan)
        return set()

    def loss_is_over(self, loan):
        lost = [d for d in self.debts if d.loan is loan and d.reason == "lost" and not d.settled]
        self.settle_debts(lost, [debt.open for debt in lost])
        loan.lost = False
        if loan.copy.state == "lost":
            self.set_state(loan.copy, None)

    def end(self, loan):
        loan.is_open = False
        self.settle(loan.copy)

    def may_set(self, copy, state):
        taken = self.loan_of(copy) or self.kept(copy) or copy.place is None
        return not (state in ONLY_IF_FREE and taken)

    def set_state(self, copy, state):
        if copy.state != state:
            self.note("edit", copy.owner, copy)
        copy.state = state
        self.settle(copy)

    # ------------------------------------------------------------------
    # MONEY
    # ------------------------------------------------------------------

    def owe(self, member, reason, amount, loan=None, in_kind=False):
        self.debts.append(Debt(member, reason, amount, amount, loan, in_kind))

    def pay(self, member, amount):
        return self.settle_all(member, amount, self.balance(member))

    def waive(self, member, amount):
        debts = self.open_debts(member)
        if amount is None and debts:
            self.settle_debts(debts, [debt.open for debt in debts])
            return set()
        return self.settle_all(member, amount, self.balance(member))

    def settle_all(self, member, amount, owed):
        if not owed:
            return {"nothing_owed"}
        left = owed if amount is None else amount
        if left > owed:
            return {"amount_too_high"}
        paid = []
        for debt in self.open_debts(member):
            part = min(debt.open, left)
            left -= part
            if part:
                paid.append((debt, part))
        self.settle_debts(*zip(*paid, strict=True))
        return set()

    def settle_debts(self, debts, parts):
        for debt, part in zip(debts, parts, strict=True):
            debt.untouched = False
            debt.open -= part
            debt.settled = not debt.open
        for debt in debts:
            if debt.settled and debt.reason == "lost":
                self.end(debt.loan)

    def replace(self, debt, copy):
        if debt.settled:
            return {"nothing_owed"}
        if debt.reason not in ("lost", "damaged"):
            return {"not_for_a_book"}
        if copy.owner != debt.member.library:
            return {"copy_elsewhere"}
        if copy is debt.loan.copy or copy in self.replacing:
            return {"copy_replaces_nothing"}
        self.note("replace", debt.member.library, copy)
        self.replacing.add(copy)
        self.settle_debts([debt], [debt.open])
        return set()

    # ------------------------------------------------------------------
    # RESERVING
    # ------------------------------------------------------------------

    def reserve(self, member, book, wanted, request):
        """Return the codes it is refused for, and the place in the queue."""
        rule = self.rules[member.library]
        able = [wanted] if wanted else [copy for copy in self.copies if copy.book == book]
        able = [copy for copy in able if copy.state not in NOT_TO_BE_HAD]
        told = {
            "membership_suspended": self.is_suspended(member),
            "already_borrowed": any(loan.copy.book == book for loan in self.loans_of(member)),
            "hold_exists": self.active(member=member, book=book),
            "no_copy_for_hold": not able,
            "not_for_hold": able and not self.may_reserve(member.library),
            "hold_limit_reached": able
            and self.may_reserve(member.library)
            and 0 < rule["hold_limit"] <= len(self.active(member=member)),
        }
        codes = {code for code, holds in told.items() if holds}
        if not codes:
            hold = Hold(member, book, wanted)
            self.holds.append(hold)
            self.note("hold", member.library, wanted, hold=hold, request=request)
        return codes, len(self.waiting(book))

    def cancel(self, hold, request):
        if hold.ended:
            return {"hold_closed"}
        self.note("cancel_hold", hold.member.library, hold.wanted, hold=hold, request=request)
        self.end_hold(hold, "cancelled")
        return set()

    def expire(self):
        """End what nobody has fetched, the oldest first; return those that were looked at.

        What could not be fetched, because the library was closed since, is kept longer.
        """
        late = [hold for hold in self.active() if hold.expires and hold.expires < self.today]
        for hold in late:
            until = self.kept_until(hold)
            if until >= self.today:
                hold.expires = until
            else:
                copy = hold.copy
                self.end_hold(hold, "expired")
                self.note("expire_hold", hold.member.library, copy)
        return late

    def end_hold(self, hold, how):
        if not hold.ended:
            hold.ended = how
            if hold.copy:
                self.settle(hold.copy)

    # ------------------------------------------------------------------
    # BETWEEN LIBRARIES
    # ------------------------------------------------------------------

    def may_send(self, copy, sender, kind):
        at_hand = copy.place == sender and not self.loan_of(copy) and not self.kept(copy)
        if not at_hand or copy.state in NOT_TO_BE_HAD:
            return False
        if kind == "box":
            return copy.owner == sender and copy.station is None
        return not (sender == copy.home == copy.owner) and 1 - sender in (copy.home, copy.owner)

    def send(self, copy, sender):
        copy.place, copy.sent_from, copy.sent_to = None, sender, 1 - sender
        self.settle(copy)
        self.note("send", sender, copy)

    def receive(self, copy):
        self.arrive(copy, copy.sent_to)
        self.settle(copy)

    def call_off(self, copy):
        self.note("receive", copy.sent_from, copy)
        copy.place, copy.sent_to, copy.sent_from = copy.sent_from, None, None
        self.settle(copy)

    # ------------------------------------------------------------------
    # THE LEDGER, AND TAKING BACK
    # ------------------------------------------------------------------

    def note(self, verb, library, copy, **facts):
        act = Act(verb, library, self.now, copy, **facts)
        self.acts.append(act)
        return act

    def undo(self, request):
        """Return the codes each line of a request is refused for, none where it is taken back."""
        lines = [act for act in self.acts if act.request == request]
        judged = [(act, self.undo_codes(act)) for act in lines]
        for act, codes in judged:
            if not codes:
                getattr(self, f"undo_{act.verb}")(act)
        for act, codes in judged:
            if not codes:
                act.undone = True
                for copy in self.touched(act) if act.verb != "hold" else ():
                    self.settle(copy, serve=False)
        return [codes for _act, codes in judged]

    def undo_codes(self, act):
        if act.undone:
            return {"undone_already"}
        since = [other for other in self.acts[self.acts.index(act) + 1 :] if not other.undone]
        told = {
            "not_undoable": act.verb == "return" and (not act.before or self.is_settled(act.loan)),
            "undo_too_late": self.now - act.moment >= timedelta(minutes=UNDO_MINUTES),
            "changed_since": any(other.copy in self.touched(act) for other in since)
            or self.has_gone_on(act),
            "borrowed_since": act.verb == "return"
            and act.loan
            and any(o.verb == "lend" and o.member is act.loan.member for o in since),
        }
        return {code for code, holds in told.items() if holds}

    def touched(self, act):
        """Return the copies that undoing an act changes."""
        kept = act.hold.copy if act.verb == "cancel_hold" else None
        return {copy for copy in (act.copy, kept) if copy}

    def has_gone_on(self, act):
        hold = act.hold
        if act.verb == "hold":
            return bool(hold.ended)
        if act.verb != "cancel_hold":
            return False
        has_title = any(loan.copy.book == hold.book for loan in self.loans_of(hold.member))
        again = self.active(member=hold.member, book=hold.book)
        return bool(hold.ended != "cancelled" or has_title or again)

    def is_settled(self, loan):
        """Tell whether something of what being late cost has been paid."""
        return any(d.loan is loan and d.reason == "late" and not d.untouched for d in self.debts)

    def undo_lend(self, act):
        self.loans.remove(act.loan)
        for hold in self.holds:
            again = self.active(member=hold.member, book=hold.book)
            if hold.loan is act.loan and not again:
                hold.ended = hold.loan = None
                if hold.copy is not act.copy:
                    self.release(hold)

    def undo_return(self, act):
        if act.hold and not act.hold.ended and act.hold.copy is act.copy:
            self.release(act.hold)
        act.copy.place = act.before[0]
        if not act.loan:
            return
        act.loan.is_open = True
        self.debts = [d for d in self.debts if d.loan is not act.loan or d.reason != "late"]
        if act.suspended and act.loan.member.suspended_until == act.suspended[1]:
            act.loan.member.suspended_until = act.suspended[0]

    def undo_renew(self, act):
        act.loan.due, act.loan.renewals, act.loan.late_before = act.before

    def undo_hold(self, act):
        self.end_hold(act.hold, "cancelled")

    def undo_cancel_hold(self, act):
        for served in self.active(copy=act.hold.copy) if act.hold.copy else ():
            if served.found >= act.moment:
                self.release(served)
        act.hold.ended = None
