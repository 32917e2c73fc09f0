from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import circulation


class LibraryCopy(models.Model):
    """The status of a copy, told from its facts, and what may not happen to it meanwhile."""

    _inherit = "library.copy"

    def _check_manual_state(self, state):
        """Refuse to withdraw or rework a copy that a member has at home; lost it may be."""
        if state in ("withdrawn", "in_processing", "in_repair"):
            self._check_free()

    def _check_free(self):
        """Refuse what would take a copy out of somebody's hands: it has an open loan.

        Asked before a copy is withdrawn, reworked, deleted, given to another title or owner, or
        sent away, by whatever path.

        :raise UserError: with the barcode and what to do first
        """
        # whose loan it is does not matter and is not told
        lent_sudo = self.env["library.loan"].sudo()._open_of(self)
        if lent_sudo:
            raise UserError(
                self.env._("Copy %s is lent. Take it back first.", lent_sudo[0].copy_id.barcode)
            )

    # ------------------------------------------------------------------
    # STATUS
    # ------------------------------------------------------------------

    def _touch(self):
        """Write the copies' rows first, so that a concurrent act on one of them fails and is retried.

        Always in the order of ids: two acts on the same copies wait for each other, never in a ring.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE library_copy SET fact_seq = COALESCE(fact_seq, 0) + 1
                 WHERE id IN (SELECT id FROM library_copy WHERE id IN %s
                               ORDER BY id FOR NO KEY UPDATE)
                """,
                tuple(self.ids) or (0,),
            ),
            log_exceptions=False,  # who comes second is retried: nothing for the log
        )
        self.invalidate_recordset(["fact_seq"], flush=False)

    def _settle_status(self):
        """Set the status from the facts that are open now, read by one query on partial indexes."""
        self.flush_recordset()
        self.env["library.loan"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT copy.id, copy.manual_state,
                       copy.place_id <> COALESCE(copy.station_id, copy.library_id),
                       EXISTS (SELECT FROM library_loan loan
                                WHERE loan.copy_id = copy.id
                                  AND loan.returned_at IS NULL AND loan.voided_at IS NULL)
                  FROM library_copy copy WHERE copy.id IN %s
                """,
                tuple(self.ids) or (0,),
            )
        )
        for copy_id, manual_state, away, on_loan in rows:
            self.browse(copy_id).status = circulation.copy_status(manual_state, on_loan, away)

    def _status(self, on_loan):
        """Return the status that follows from the facts, whatever the column says.

        :param on_loan: the copy has an open loan
        """
        self.ensure_one()
        return circulation.copy_status(self.manual_state, on_loan, self.place_id != self._home())

    def _home(self):
        """Return the library on whose shelf this copy belongs now: its box's, else its owner's."""
        self.ensure_one()
        return self.station_id or self.library_id
