from odoo import fields, models
from odoo.exceptions import UserError


class LibraryWeedingDecision(models.TransientModel):
    """What the office that oversees a library says to its proposal to withdraw copies."""

    _name = "library.weeding.decision"
    _description = "Decide on a Weeding"
    _rec_name = "weeding_id"

    weeding_id = fields.Many2one(
        comodel_name="library.weeding", string="Proposal", required=True, ondelete="cascade"
    )
    remark = fields.Text(help="Needed where the proposal goes back: what should be different.")

    def action_approve(self):
        """Approve: the library may withdraw these copies now."""
        self.ensure_one()
        self.weeding_id._decide(approve=True, remark=self.remark)

    def action_send_back(self):
        """Send the proposal back to the library, which reads the remark and may propose anew."""
        self.ensure_one()
        if not (self.remark or "").strip():
            raise UserError(self.env._("Write what should be different first."))
        self.weeding_id._decide(approve=False, remark=self.remark)
