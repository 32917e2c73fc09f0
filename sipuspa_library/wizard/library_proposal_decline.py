from odoo import fields, models


class LibraryProposalDecline(models.TransientModel):
    """Decline what a library proposes for a title, with a sentence that says why."""

    _name = "library.proposal.decline"
    _description = "Decline a Proposal"
    _rec_name = "answer"

    local_ids = fields.Many2many(
        comodel_name="library.book.local",
        string="Proposals",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    answer = fields.Char(required=True)

    def action_decline(self):
        """Decline; who may is decided at the proposal's own door."""
        self.ensure_one()
        self.local_ids._decline(self.answer)
