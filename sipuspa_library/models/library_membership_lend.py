from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from odoo import fields, models

from ..tools import circulation, due_dates, policy, warning


@dataclass
class Given:
    """What the lines of one act of lending are judged on: read once, counted on as lines pass.

    ``today`` is the day it happened, ``moment`` the time the loans are kept with.
    """

    today: date
    moment: datetime
    calendar: due_dates.Calendar
    rules: list
    apart: frozenset
    mine: object
    lent: dict
    kept: dict
    counts: Counter
    late: object = None
    returns: dict = field(default_factory=dict)


class LibraryMembership(models.Model):
    """Lending: judged on what is open now, then written in an order that two desks cannot both pass."""

    _inherit = "library.membership"

    def _lend(self, copies, key, reason=None, late=None):
        """Lend ``copies`` to this member, a line a copy; refuse each with every block at once.

        The caller has checked that the user works in this library. Safe to repeat: the same key
        gives the same answer and no second loan.

        :param copies: the copies, each once
        :param key: an :class:`~.library_event.ActKey`
        :param reason: words for going on despite what this user may override
        :param late: a :class:`~.library_loan_late_entry.Late`, where it happened before
        :return: a list of answers (:meth:`library.event._answers`)
        """
        self.ensure_one()
        reason = (reason or "").strip()
        events_sudo, fresh = self.env["library.event"]._claim(
            key, "lend", self.library_id, copies, [self.id, reason, *map(str, late or ())]
        )
        if fresh:
            self._in_force().sudo()._judge_and_lend(copies.sudo(), events_sudo, reason, late)
        return events_sudo._answers()

    def _judge_and_lend(self, copies, events, reason, late=None):
        """Judge each line on what is open now, then write all that passed. In superuser mode."""
        given = self._given(copies, late)
        may_override = self.env["library.override"]._allowed()
        accepted = []
        for copy, event in zip(copies, events, strict=True):
            situation = self._situation(copy, given)
            blocks, overridden = circulation.split_overridden(
                self._blocks(copy, situation, given), reason, may_override
            )
            event._settle(membership_id=self.id, warnings=self._warnings(situation, given))
            event._settle_blocks(blocks, overridden, reason)
            if late:
                event._settle_late(late)
            if not blocks:
                given.counts[copy.collection_type_id.id] += 1
                accepted.append((event, self._loan_vals(copy, situation, given, overridden)))
        self._write_loans(accepted)

    def _blocks(self, copy, situation, given):
        """Return every block of one line."""
        return circulation.judge_lend(situation)

    def _warnings(self, situation, given):
        """Return what is told beside the blocks, as the ledger keeps it; nothing where there is none."""
        moved = self._moved_days(situation, given.today) if situation.due else 0
        warnings = warning.warn_lend(situation, given.today, moved)
        return [block.as_json() for block in warnings] or False

    def _moved_days(self, situation, today):
        asked = due_dates.asked_day(today, situation.rule.loan_days, situation.rule.due_on)
        return (situation.due - asked).days

    def _given(self, copies, late=None):
        """Return what every line of an act is judged on, :class:`Given`, in a fixed number of queries."""
        library, loans = self.library_id, self.env["library.loan"]
        today = min(late.on, library._today()) if late else library._today()
        found = loans._search_open(
            ["|", ("membership_id", "=", self.id), ("copy_id", "in", copies.ids)]
        )
        mine = found.filtered(lambda loan: loan.membership_id == self)
        return Given(
            today=today,
            moment=fields.Datetime.now(),
            calendar=library._calendar(today),
            rules=self.env["library.policy"]._rules_for(library),
            apart=self.env["library.collection.type"]._apart_ids(),
            mine=mine,
            lent={loan.copy_id: loan for loan in found if loan.copy_id in copies},
            kept=copies._kept(),
            counts=Counter(loan.collection_type_id.id for loan in mine),
        )

    def _situation(self, copy, given):
        """Return the :class:`~..tools.circulation.LendSituation` of this member and one copy."""
        kind_id, loan = copy.collection_type_id.id, given.lent.get(copy)
        ranked = policy.ranked(given.rules, self.category_id.id, kind_id)
        rule, due = self._terms(copy, given.rules, given.calendar, given.today)
        hold = self._hold_in_the_way(copy, given.kept.get(copy))
        belongs_in, place = hold.library_id if hold else copy._home(), copy.place_id
        at_hand = belongs_in == place == self.library_id  # nearly always: then no library is named
        return circulation.LendSituation(
            person=self._as_person(given.mine, rule, given.today),
            copy_status=copy._status(bool(loan), hold),
            owned=belongs_in == self.library_id,
            owner="" if at_hand else belongs_in.name,
            place="" if at_hand else place.name,
            rule=rule,
            due=due,
            limits=policy.limits(ranked, kind_id, given.apart, given.counts) if ranked else (),
            lent_in=loan.library_id.name if loan else "",
            lent_to_this_member=bool(loan) and loan.membership_id == self,
            reserved_in=self._reserved_in(hold),
        )

    def _terms(self, copy, rules, calendar, today):
        """Return the rule that judges this member and ``copy``, and the day it gives; or nothing.

        :param rules: those that can speak for the library (:meth:`library.policy._rules_for`)
        :return: ``(rule, due)``; no rule where none fits, no day where none is open
        """
        ranked = policy.ranked(rules, self.category_id.id, copy.collection_type_id.id)
        if not ranked:
            return None, None
        [rule, *__] = ranked
        return rule, due_dates.due_date(today, rule.loan_days, calendar, rule.due_on)

    def _as_person(self, open_loans, rule, today):
        """Return what is asked of the borrower; what counts as late, the rule's patience tells."""
        late_before = today - timedelta(days=rule.grace_days if rule else 0)
        return circulation.Person(
            standing=self._standing_on(today),
            valid_until=self.valid_until,
            suspended_until=self.suspended_until,
            overdue_loans=sum(
                loan.due_date < late_before and not loan.lost_at and not loan.claimed_at
                for loan in open_loans
                if not loan.counted_apart  # a textbook that is late keeps nobody from reading
            ),
            debt=self.balance,
        )

    def _loan_vals(self, copy, situation, given, overridden):
        return {
            **self.env["library.loan"]._snapshot(self, given.today),
            "library_id": self.library_id.id,
            "copy_id": copy.id,
            "book_id": copy.book_id.id,
            "membership_id": self.id,
            "member_id": self.member_id.id,
            "lent_at": given.moment,
            "lent_by_id": self.env.uid,
            "due_date": situation.due,
            "due_moved_days": self._moved_days(situation, given.today),
            "policy_id": situation.rule.id,
            **self.env["library.loan"]._judged(copy.collection_type_id.id, situation.limits),
            "overridden": bool(overridden),
        }

    def _write_loans(self, accepted):
        """Write what was accepted: first the rows that other acts would also write, then the loans.

        The membership is written before the loans of a limit are, and the copies before their
        status: of two acts that judged on the same snapshot, the later fails here and is retried.
        """
        if not accepted:
            return
        events, vals_list = zip(*accepted, strict=True)
        copies = self.env["library.copy"].browse(vals["copy_id"] for vals in vals_list)
        self._touch()
        copies._touch()
        loans = self.env["library.loan"]._open(list(vals_list))
        copies._settle_status()
        for event, loan in zip(events, loans, strict=True):
            event._settle(outcome="done", loan_id=loan.id, due_date=loan.due_date)
        self.env.flush_all()
