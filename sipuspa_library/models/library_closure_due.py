import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import retrying

from .mixin_batch import STEP

_logger = logging.getLogger(__name__)


class LibraryClosure(models.Model):
    """What closed days do to what is lent: nobody can bring a book back to a closed door."""

    _inherit = "library.closure"

    @api.model_create_multi
    def create(self, vals_list):
        closures = super().create(vals_list)
        closures._ask_to_move_due()
        return closures

    def write(self, vals):
        result = super().write(vals)
        self._ask_to_move_due()
        return result

    def _ask_to_move_due(self):
        """Let the scheduled action look soon; it finds by itself what is due on closed days."""
        if any(closure.moves_due for closure in self):
            cron_sudo = self.env.ref("sipuspa_library.cron_move_due").sudo()  # its own work only
            cron_sudo._trigger()

    def _libraries(self):
        """Return the libraries these days close, those that belong to them among them."""
        domain = Domain.OR(
            Domain("id", "child_of", closure.library_id.id)
            if closure.library_id
            else Domain("region_id", "child_of", closure.region_id.id)
            for closure in self
        )
        return self.env["library.library"].search(domain)

    @api.model
    def _cron_move_due(self):
        """Move what is due on closed days, a hundred loans at a time; a bad batch stops no other."""
        closures = self.search(
            [("moves_due", "=", True), ("date_to", ">=", self.env["library.library"]._today())]
        )
        self.env["ir.cron"]._commit_progress(remaining=len(closures))
        for closure in closures:
            closure._move_due_of_libraries()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _move_due_here(self):
        """Move a hundred due dates a library at once; what is more follows by the scheduled action."""
        for closure in self:
            for library in closure._libraries():
                for loans, days in closure._batches(library)[:1]:
                    loans._move_due(days, closure.name)

    def _move_due_of_libraries(self):
        for library in self._libraries():
            for loans, days in self._batches(library):
                try:
                    retrying(
                        lambda loans=loans, days=days: loans._move_due(days, self.name), self.env
                    )
                except UserError as error:
                    _logger.warning("Due dates in %s were not moved: %s", library.code, error)
                self.env["ir.cron"]._commit_progress()

    def _batches(self, library):
        """Return what this closure moves in a library: ``(loans, days)`` of a hundred each."""
        loans = self._due_in(library)
        days = loans._off_closed_days()
        moved = loans.filtered(lambda loan: loan.id in days)
        return [
            (batch, {loan.id: days[loan.id] for loan in batch})
            for start in range(0, len(moved), STEP)
            for batch in (moved[start : start + STEP],)
        ]

    def _due_in(self, libraries):
        """Return what is lent in ``libraries`` and due on these days; what is late stays as it is."""
        self.ensure_one()
        loans = self.env["library.loan"]
        first = max(self.date_from, self.env["library.library"]._today())
        return loans.search(loans._due_within_domain(libraries, first, self.date_to), order="id")
