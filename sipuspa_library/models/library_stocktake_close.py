from odoo import models
from odoo.tools import SQL

from ..tools import stocktake


class LibraryStocktake(models.Model):
    """The end of a count: closing settles what nobody scanned, confirming tells the copies."""

    _inherit = "library.stocktake"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_close(self):
        """End the counting: what was not scanned, and should have been there, is missing."""
        for count in self._as_librarian():
            if count._take("open", "closed"):
                count._settle_rest(stocktake.MISSING)
                count._note_scanned()
                count._settle("closed", "closed")

    def action_reopen(self):
        """Go on counting: what was missing is waited for again."""
        for count in self._as_librarian():
            if count._take("closed", "open"):
                count._settle_rest(stocktake.WAITING)
                count.write({"state": "open"})

    def action_apply(self):
        """Carry the results to the copies: missing ones become lost, lost ones that turned up are not.

        Judged again now: what was lent or returned since the count is not lost. Copies of another
        owner that stand here for a while are left to that owner.
        """
        for count in self._as_librarian():
            if count._take("closed", "applied"):
                count._settle_rest(stocktake.MISSING)
                count._note_scanned()
                count._apply(self.env.user)
                count._settle("applied", "applied")

    # ------------------------------------------------------------------
    # RESULTS
    # ------------------------------------------------------------------

    def _settle_rest(self, otherwise):
        """Set the result of every copy nobody scanned, from what is known of it now, in one statement.

        A copy that was lent, returned, sent, received or made ready since the count was opened, or met
        by another count, has been in somebody's hand: it is not missing.

        :param otherwise: the result of a copy that should be on the shelf
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE library_stocktake_line line SET result = rest.result
                  FROM (
                    SELECT line.id, CASE
                           WHEN rest.result = %(otherwise)s AND (EXISTS (
                                SELECT FROM library_event event
                                 WHERE event.copy_id = copy.id AND event.outcome = 'done'
                                   AND (event.verb IN ('lend', 'return', 'send', 'receive')
                                        OR event.verb = 'edit'
                                       AND event.details -> 'manual_state' ->> 0 IN (
                                           'withdrawn', 'lost', 'in_repair', 'in_processing'))
                                   AND event.acted_at > %(opened)s)
                             OR EXISTS (
                                SELECT FROM library_stocktake_line other
                                 WHERE other.copy_id = copy.id
                                   AND other.scanned_at > %(opened)s)) THEN %(handled)s
                           ELSE rest.result END AS result
                      FROM library_stocktake_line line
                      JOIN library_copy copy ON copy.id = line.copy_id
                     CROSS JOIN LATERAL (SELECT %(rest)s AS result) rest
                     WHERE line.stocktake_id = %(stocktake)s AND line.scanned_at IS NULL
                  ) rest
                 WHERE line.id = rest.id AND line.result <> rest.result
                """,
                otherwise=otherwise,
                opened=self.opened_at,
                handled=stocktake.HANDLED,
                rest=self._rest_result(otherwise),
                stocktake=self.id,
            ),
            log_exceptions=False,  # a scan of this moment wins, and this is tried again
        )
        self.env["library.stocktake.line"].invalidate_model()
        self.invalidate_recordset()

    def _note_scanned(self):
        """Write into the history of every copy that was scanned that it was, once."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE library_stocktake_line SET noted = TRUE
                 WHERE stocktake_id = %s AND copy_id IS NOT NULL
                   AND scanned_at IS NOT NULL AND NOT COALESCE(noted, FALSE)
                RETURNING copy_id, result
                """,
                self.id,
            )
        )
        results = dict(self.env.cr.fetchall())
        self.env["library.event"]._note(
            "count",
            self.library_id,
            self.env["library.copy"].browse(results),
            {copy_id: {"result": [None, result]} for copy_id, result in results.items()},
            self.number,
        )

    def _apply(self, user):
        """Write the copies as ``user``, whose rights decide which of them may be written."""
        lines = self.env["library.stocktake.line"].search(
            [
                ("stocktake_id", "=", self.id),
                ("result", "in", (stocktake.MISSING, stocktake.GONE_HERE)),
            ]
        )
        missing = lines.filtered(lambda line: line.result == stocktake.MISSING)
        back = (lines - missing).filtered(lambda line: line.copy_id.manual_state == "lost")
        missing._write_copies({"manual_state": "lost"}, "lost", user)
        back._write_copies({"manual_state": False}, "cleared", user)
        if self.moves_copies:
            for shelf, seen in self._misplaced().grouped("shelf_id").items():
                seen._write_copies({"shelf_id": shelf.id}, "moved", user)

    def _misplaced(self):
        """Return the lines of copies that stand on another shelf than the catalogue says."""
        return (
            self.env["library.stocktake.line"]
            .search(
                [
                    ("stocktake_id", "=", self.id),
                    ("shelf_id", "!=", False),
                    ("result", "in", (stocktake.FOUND, stocktake.WRONG_PLACE)),
                ]
            )
            .filtered(
                lambda line: (
                    line.copy_id._home() == line.library_id
                    and line.copy_id.shelf_id != line.shelf_id
                )
            )
        )
