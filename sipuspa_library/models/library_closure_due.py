from functools import partial

from odoo import api, models

from .mixin_batch import STEP


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
        self.ensure_one()
        libraries = self.env["library.library"]
        if self.library_id:
            return libraries.search([("id", "child_of", self.library_id.ids)])
        return libraries._in_region(self.region_id, self.schools_only)

    @api.model
    def _cron_move_due(self):
        """Move what is due on closed days, a hundred loans at a time; a bad batch stops no other."""
        closures = self.search(
            [("moves_due", "=", True), ("date_to", ">=", self.env["library.library"]._today())]
        )
        work = [
            (closure.name, loans, days)
            for closure in closures
            for loans, days in closure._batches()
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=sum(len(loans) for __, loans, __ in work))
        for reason, loans, days in work:
            move = partial(self._move_some, days, reason)
            if not cron._each(loans, move, STEP):
                return

    @api.model
    def _move_some(self, days, reason, loans):
        """Move these; the copies are claimed by being written first (:meth:`library.loan._move_due`)."""
        loans._move_due({loan.id: days[loan.id] for loan in loans}, reason)

    def _move_due_here(self):
        """Move a hundred due dates a library at once; what is more follows by the scheduled action."""
        for closure in self:
            begun = set()
            for loans, days in closure._batches():
                if loans.library_id not in begun:
                    begun.add(loans.library_id)
                    loans._move_due(days, closure.name)

    def _batches(self):
        """Return what this closure moves: ``(loans, days)``, a hundred loans of one library each."""
        loans = self._due_in(self._libraries())
        days = loans._off_closed_days()
        moved = loans.filtered(lambda loan: loan.id in days)
        return [
            (batch, {loan.id: days[loan.id] for loan in batch})
            for of_library in moved.grouped("library_id").values()
            for start in range(0, len(of_library), STEP)
            for batch in (of_library[start : start + STEP],)
        ]

    def _due_in(self, libraries):
        """Return what is lent in ``libraries`` and due on these days; what is late stays as it is."""
        self.ensure_one()
        loans = self.env["library.loan"]
        first = max(self.date_from, self.env["library.library"]._today())
        return loans.search(loans._due_within_domain(libraries, first, self.date_to), order="id")
