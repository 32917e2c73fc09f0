from datetime import timedelta
from functools import partial
from uuid import uuid4

from odoo import api, models

from .library_event import ActKey

STEP = 100
FORGIVEN = timedelta(days=1)  # a night in which nothing ran
AUTO_RENEWAL = "auto-renewal"  # the device of these acts


class LibraryLoan(models.Model):
    """Renewing by itself what is due today, where the loan rule says so."""

    _inherit = "library.loan"

    @api.model
    def _cron_auto_renew(self):
        """Renew what is due and may be; a loan that somebody is busy with is left for the next night."""
        if not self.env["library.policy"].search_count([("auto_renew", "=", True)], limit=1):
            return
        today = self.env["library.library"]._today()
        due = [("due_date", "<=", today), ("due_date", ">=", today - FORGIVEN)]
        by_library = self._read_group(
            [*due, *self._open_domain()], ["library_id"], ["id:array_agg"]
        )
        left = sum(len(ids) for _library, ids in by_library)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=left)
        for library, ids in by_library:
            if not cron._each(self.browse(ids), partial(self._renew_step, library), STEP):
                return

    @api.model
    def _renew_step(self, library, loans):
        """Renew some loans of one library."""
        loans = loans.try_lock_for_update()._renewed_by_itself(library)
        if loans:
            loans._renew(ActKey(AUTO_RENEWAL, str(uuid4())), is_forgiven=True)

    def _renewed_by_itself(self, library):
        """Return those of these loans whose rule renews them by itself, and not too often."""
        today = library._today()
        calendar = library._calendar(today)
        rules = self.env["library.policy"]._rules_for(library)
        renewed = self.browse()
        for loan in self.filtered("is_open"):
            rule, _due = loan.membership_id._terms(loan.copy_id, rules, calendar, today)
            if rule and rule.auto_renew and loan.renewal_count < rule.renewal_limit:
                renewed |= loan
        return renewed
