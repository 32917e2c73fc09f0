from odoo import models
from odoo.tools import SQL


class LibraryCheck(models.Model):
    """The invariants of reservations."""

    _inherit = "library.check"

    def _query(self):
        queries = {4: self._holds_captured_twice, 5: self._holds_served_out_of_turn}
        return queries[self.number]() if self.number in queries else super()._query()

    def _holds_captured_twice(self):
        """List what is kept for two, who waits twice for a title, and what is kept yet lent or set aside."""
        return SQL(
            """
            SELECT hold.id FROM library_hold hold
              JOIN library_hold other ON other.id <> hold.id AND other.is_active
               AND (other.copy_id = hold.copy_id
                    OR (other.member_id = hold.member_id AND other.book_id = hold.book_id))
             WHERE hold.is_active
            UNION
            SELECT hold.id FROM library_hold hold
              JOIN library_copy copy ON copy.id = hold.copy_id
             WHERE hold.is_active
               AND (copy.manual_state IS NOT NULL
                    OR (hold.ready_at IS NOT NULL) <> (copy.place_id IS NOT DISTINCT FROM hold.library_id)
                    OR EXISTS (SELECT FROM library_loan loan WHERE loan.copy_id = copy.id
                                  AND loan.returned_at IS NULL AND loan.voided_at IS NULL))
            """
        )

    def _holds_served_out_of_turn(self):
        """List who was served while somebody before them in the queue could have been.

        Judged as of the act: who came into the queue later, or was passed over then because they could
        not borrow, has waited in their place only since.
        """
        return SQL(
            """
            SELECT hold.id FROM library_hold hold
             WHERE hold.is_active AND hold.copy_id IS NOT NULL
               AND EXISTS (
                   SELECT FROM library_hold other
                    WHERE other.book_id = hold.book_id AND other.is_active AND other.copy_id IS NULL
                      AND (other.wanted_copy_id IS NULL OR other.wanted_copy_id = hold.copy_id)
                      AND other.queued_at < hold.captured_at
                      AND (other.priority, other.placed_at, other.id)
                        < (hold.priority, hold.placed_at, hold.id))
            """
        )
