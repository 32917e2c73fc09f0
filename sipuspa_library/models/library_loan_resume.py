from odoo import models

from ..tools.circulation import Block


class LibraryLoan(models.Model):
    """A book noted as lost, or as said to be returned, that its member has all the time."""

    _inherit = "library.loan"

    def _still_out(self, key):
        """Take back that this book was declared lost, or said to be returned: the loan goes on.

        What was charged with the loss is voided, as long as nothing of it is settled; what is late is
        reckoned anew when the book comes back. The caller has checked that the user works in the library.

        :return: the answer of the ledger
        """
        event, fresh = self._claim_about(key, "resume", [])
        if fresh:
            loan_sudo = self.sudo()  # the caller has checked the loan
            blocks = loan_sudo._resume_blocks()
            event._settle_blocks(blocks, [], None)
            if not blocks:
                loan_sudo._resume()
                event._settle(outcome="done", due_date=self.due_date)
                self.env.flush_all()
        return event._answers()[0]

    def _resume_blocks(self):
        if not self.is_open:
            return [Block("loan_closed")]
        if not self.lost_at and not self.claimed_at:
            return [Block("not_lost")]
        if not all(debt._is_untouched() for debt in self._charged_with_loss()):
            return [Block("settled_already")]
        return []

    def _charged_with_loss(self):
        return self._loss_debts() | self._late_debts()

    def _resume(self):
        self.copy_id._touch()
        if self.lost_at:
            self._charged_with_loss()._void()
            self._loss_event()._give_back_days()
            if self.copy_id.manual_state == "lost":
                self.copy_id._set_state(False, self.env._("Not lost"))
        self.write({"lost_at": False, "claimed_at": False, "settled_by": False})
        self.copy_id._settle_status()

    def _loss_event(self):
        """Return the line of the ledger by which this loan was declared lost."""
        return self.env["library.event"].search(
            [("loan_id", "=", self.id), ("verb", "=", "lose"), ("outcome", "=", "done")],
            order="id desc",
            limit=1,
        )
