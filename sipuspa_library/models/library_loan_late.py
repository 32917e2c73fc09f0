from datetime import timedelta

from odoo import api, models

from ..tools import charges, policy


class LibraryLoan(models.Model):
    """What a book brought back late means: a fine, or days without borrowing, or nothing.

    It is fixed when the book comes back, by the rule of that day; before, it is an estimate
    (:meth:`_fine_so_far`) that is written nowhere.
    """

    _inherit = "library.loan"

    def _late_terms(self, on):
        """Return ``{loan: charges.Late}`` of those of these open loans that are late on a day.

        What is lost is not late any more; what is said to be returned is late as of that day; what was
        renewed late has been late before. Asks the database nothing where no loan was ever late.
        """
        terms = {}
        late = self.filtered(
            lambda loan: (loan.due_date < on or loan.late_before) and not loan.lost_at
        )
        for library, loans in late.grouped("library_id").items():
            rules = self.env["library.policy"]._rules_for(library)
            ruled = {loan: loan.membership_id._rule_for(loan.copy_id, rules) for loan in loans}
            strict = {loan: rule for loan, rule in ruled.items() if loan._is_fined_by(rule)}
            if not strict:
                continue
            calendar = library._calendar(min(loan.due_date for loan in strict))
            for loan, rule in strict.items():
                until = min(on, library._local(loan.claimed_at).date()) if loan.claimed_at else on
                told = charges.late(rule, loan.due_date, until, calendar, loan.late_before)
                if told.fine or told.suspension:
                    terms[loan] = told
        return terms

    def _is_fined_by(self, rule):
        """Tell whether being late costs something: textbooks by a rule that names their type, if at all."""
        if not rule or not (rule.fine_per_day or rule.suspension_days):
            return False
        return not self.counted_apart or bool(rule.collection_type_id)

    def _fine_so_far(self, today):
        """Return ``{loan: rupiah}``: what it would cost to bring these open loans back today."""
        return {loan: late.fine for loan, late in self._late_terms(today).items() if late.fine}

    def _charge_late(self, on):
        """Fix what these loans cost that come back on a day: once each, whoever brings them, wherever.

        :return: ``{loan: plain values}`` for the answer; nothing for a loan that costs nothing
        """
        terms = self._late_terms(on)
        self.env["library.charge"]._charge(
            [
                {
                    "membership_id": loan.membership_id.id,
                    "loan_id": loan.id,
                    "reason": "late",
                    "amount": late.fine,
                    "late_days": late.days,
                }
                for loan, late in terms.items()
                if late.fine
            ]
        )
        told = {
            loan: {"late_days": late.days, **({"fine": late.fine} if late.fine else {})}
            for loan, late in terms.items()
        }
        today = self.env["library.library"]._today()
        for membership, loans in self.filtered(terms.get).grouped("membership_id").items():
            days = max(terms[loan].suspension for loan in loans)
            was, until = membership.suspended_until, on + timedelta(days=days)
            if days and until >= today and (not was or was < until):
                spans = {"until": until.isoformat(), "was": was and was.isoformat()}
                words, other = self.env._("Returned late"), membership.suspension_reason
                if was and was >= today and other != words:
                    words, spans["joined"] = f"{other}; {words}", True
                membership._suspend(until, words)
                for loan in loans:
                    told[loan]["suspended"] = spans
        return told

    @api.model
    def _undo_return(self, events):
        """Void the fines, and give back the days without borrowing where nobody has changed them since."""
        result = super()._undo_return(events)
        events.loan_id._late_debts()._void()
        events._give_back_days()
        return result

    def _may_uncharge(self):
        """Tell whether nothing was paid, waived or replaced of what these loans cost for being late."""
        return all(debt._is_untouched() for debt in self._late_debts())

    def _late_debts(self):
        return self.env["library.charge"].search(
            [
                ("loan_id", "in", self.ids),
                ("kind", "=", charges.CHARGED),
                ("reason", "=", "late"),
                ("voided_at", "=", False),
            ]
        )


class LibraryEvent(models.Model):
    _inherit = "library.event"

    def _give_back_days(self):
        """Give back the days without borrowing these acts came to, where nobody has changed them since."""
        for event in self:
            spans = (event.details or {}).get("suspended")
            membership = event.loan_id.membership_id
            if not spans or str(membership.suspended_until) != spans["until"]:
                continue
            if spans["was"]:
                reason = membership.suspension_reason
                if spans.get("joined"):
                    reason = reason.rpartition("; ")[0]
                membership.write({"suspended_until": spans["was"], "suspension_reason": reason})
            else:
                membership._lift_suspension()


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    def _rule_for(self, copy, rules):
        """Return the rule that judges this member and ``copy``, or nothing."""
        ranked = policy.ranked(rules, self.category_id.id, copy.collection_type_id.id)
        return ranked[0] if ranked else None
