from odoo import api, fields, models

from ..tools import circulation, warning


class LibraryLoan(models.Model):
    """Taking back and renewing: what changes a loan after it was made."""

    _inherit = "library.loan"

    @api.model
    def _return(self, copies, library, key, late=None):
        """Take ``copies`` back at ``library``, whoever lent them; a line a copy.

        A copy that is not lent is only booked in: it has arrived. The answer says where the copy
        goes next and never who had it; the event of a return in another library names no person.

        :param copies: the copies, each once
        :param library: where they are handed in; the caller has checked that the user works there
        :param key: an :class:`~.library_event.ActKey`
        :param late: a :class:`~.library_loan_late_entry.Late`, where it happened before
        :return: a list of answers (:meth:`library.event._answers`)
        """
        events_sudo, fresh = self.env["library.event"]._claim(
            key, "return", library, copies, [str(part) for part in late or ()]
        )
        if fresh and late:
            self.sudo()._take_back_late(copies.sudo(), library.sudo(), events_sudo, late)
        elif fresh:
            self.sudo()._take_back(copies.sudo(), library.sudo(), events_sudo)
        return events_sudo._answers()

    @api.model
    def _take_back(self, copies, library, events, moment=None):
        """Close what is open on these copies, and book them in; in superuser mode.

        :param moment: when they were handed in, if it was not now
        """
        copies._touch()
        places = {copy: copy.place_id for copy in copies}
        lent = {loan.copy_id: loan for loan in self._open_of(copies)}
        loans = self.concat(*lent.values())
        moment = moment or fields.Datetime.now()
        told = loans._charge_late(library._local(moment).date())
        told |= loans._found_by_return()
        loans.write(
            {
                "returned_at": moment,
                "returned_by_id": self.env.uid,
                "return_library_id": library.id,
            }
        )
        over = self._found_after_all(copies - loans.copy_id)
        lent |= {loan.copy_id: loan for loan in over}
        told |= dict.fromkeys(over, {"found": True})
        travelling = copies.filtered(lambda copy: not copy.place_id)
        copies.filtered(lambda copy: copy.place_id != library).place_id = library
        if travelling:
            self.env["library.transfer.line"]._handed_in(travelling, library)
        held = copies._settle_status()
        for copy, event in zip(copies, events, strict=True):
            loan = lent.get(copy, self.browse())
            home = copy._home()
            step = circulation.next_step(
                was_lent=bool(loan),
                is_home=home == library,
                home="" if home == library else home.name,
                manual_state=copy.manual_state,
                reserved=held[copy]._as_reserved(library) if copy in held else None,
            )
            event._settle(
                outcome="done",
                loan_id=loan.id,
                membership_id=loan.membership_id.id if loan.library_id == library else False,
                next_step=step.as_json(),
                before=loan._before_return(places[copy], library, told.get(loan, {})),
                details=loan.library_id == library and told.get(loan, False),
                hold_id=held[copy].id if copy in held else False,
            )
        self.env.flush_all()

    def _before_return(self, place, library, told):
        """Return what a return at ``library`` replaces, by which it is undone; nothing where it is not.

        That is: the copy was on its way, was found again, or made its member suspended in a library other
        than this, which is told nothing of it.

        :param place: where the copy was
        :param told: what the return came to
        """
        elsewhere = self.library_id != library
        if not place or told.get("found") or elsewhere and told.get("suspended"):
            return False
        return {"place_id": place.id}

    def _renew(self, key, reason=None, is_forgiven=False, by_member=False):
        """Renew these loans of one library, a line a loan; refuse each with every block at once.

        A book that is late stays so many days late: they count when it comes back.

        :param key: an :class:`~.library_event.ActKey`
        :param reason: words for going on despite what a librarian may override
        :param is_forgiven: that it is late is not the member's fault
        :param by_member: the member does it, where the loan rule lets them
        :return: a list of answers (:meth:`library.event._answers`)
        """
        self.library_id.ensure_one()
        reason = (reason or "").strip()
        events_sudo, fresh = self.env["library.event"]._claim(
            key, "renew", self.library_id, [loan.copy_id for loan in self], [self.ids, reason]
        )
        if fresh:
            self.sudo()._judge_and_renew(events_sudo, reason, is_forgiven, by_member)
        return events_sudo._answers()

    def _judge_and_renew(self, events, reason, is_forgiven=False, by_member=False):
        library = self.library_id
        today = library._today()
        calendar = library._calendar(today)
        rules = self.env["library.policy"]._rules_for(library)
        may_override = self.env["library.override"]._allowed()
        self.copy_id._touch()  # the row a return writes first, too
        awaited = self.copy_id._awaited_by_others()
        late = {} if is_forgiven else self._late_terms(today)
        for loan, event in zip(self, events, strict=True):
            situation = loan._renewing(rules, calendar, today, loan.copy_id in awaited, by_member)
            blocks, overridden = circulation.split_overridden(
                circulation.judge_renew(situation), reason, may_override
            )
            event._settle(loan_id=loan.id, membership_id=loan.membership_id.id)
            event._settle_blocks(blocks, overridden, reason)
            if not blocks:
                days = late[loan].days if loan in late else 0
                event._settle(
                    before=loan._terms_now(),
                    warnings=[block.as_json() for block in warning.warn_renew(days)] or False,
                )
                loan.write(
                    {
                        "due_date": situation.due,
                        "renewal_count": loan.renewal_count + 1,
                        "late_before": days or loan.late_before,
                    }
                )
                event._settle(outcome="done", due_date=situation.due)
        self.env.flush_all()

    def _renewing(self, rules, calendar, today, is_awaited, by_member=False):
        """Return the :class:`~..tools.circulation.RenewSituation` of this loan.

        :param is_awaited: somebody else has reserved the copy or its title
        """
        membership = self.membership_id
        rule, due = membership._terms(self.copy_id, rules, calendar, today)
        return circulation.RenewSituation(
            person=membership._as_person(self.browse(), rule, today),
            is_open=self.is_open,
            renewals=self.renewal_count,
            rule=rule,
            due=due,
            current_due=self.due_date,
            is_lost=bool(self.lost_at),
            is_claimed=bool(self.claimed_at),
            is_awaited=is_awaited,
            by_member=by_member,
        )

    def _terms_now(self):
        """Return what a renewal changes, as the ledger keeps it."""
        self.ensure_one()
        return {
            "due_date": self.due_date.isoformat(),
            "renewal_count": self.renewal_count,
            "late_before": self.late_before,
        }

    def _renew_all(self, membership, key, reason=None, by_member=False):
        """Renew every open loan of a member, each judged by itself; the same request, the same loans."""
        sent = self.env["library.event"].sudo()._of_request(key)  # whose it is, the claim tells
        loans = sent.loan_id if sent else membership._open_loans().sudo()
        return loans.with_env(self.env)._renew(key, reason, by_member=by_member) if loans else []
