import logging
from datetime import timedelta
from uuid import uuid4

from odoo import api, models
from odoo.tools import split_every

from .library_event import ActKey

_logger = logging.getLogger(__name__)

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
        self.env["ir.cron"]._commit_progress(remaining=left)
        for library, ids in by_library:
            for step in split_every(STEP, ids, list):
                self._renew_step(library, step)
                if not self.env["ir.cron"]._commit_progress(len(step)):
                    return

    @api.model
    def _renew_step(self, library, ids):
        """Renew some loans of one library; what goes wrong there hinders no other library."""
        try:
            with self.env.cr.savepoint():
                loans = self.browse(ids).try_lock_for_update()._renewed_by_itself(library)
                if loans:
                    loans._renew(ActKey(AUTO_RENEWAL, str(uuid4())))
        except Exception:
            _logger.exception("Loans of %s were not renewed by themselves", library.code)

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
