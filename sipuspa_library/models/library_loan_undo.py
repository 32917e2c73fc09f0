from odoo import api, fields, models


class LibraryLoan(models.Model):
    """The inverse of each act on a loan. In superuser mode, on rows that were touched and judged.

    What else an act did (a charge, a reservation served) is taken back by its own subject, by ``super()``.
    """

    _inherit = "library.loan"

    @api.model
    def _undo_lend(self, events):
        """Void the loans: they were never made, and no statistic counts them."""
        events.loan_id.write({"voided_at": fields.Datetime.now()})
        events.loan_id.flush_recordset()

    @api.model
    def _undo_return(self, events):
        """Let the loans go on, on the same rows, and the copies be where they were."""
        events.loan_id.write(
            {"returned_at": False, "returned_by_id": False, "return_library_id": False}
        )
        for event in events:
            event.copy_id.place_id = event.before["place_id"]
        events.loan_id.flush_recordset()

    @api.model
    def _undo_renew(self, events):
        """Give the loans their former due day and count of renewals."""
        for event in events:
            event.loan_id.write(
                {
                    "due_date": event.before["due_date"],
                    "renewal_count": event.before["renewal_count"],
                    "late_before": event.before.get("late_before", 0),
                }
            )
