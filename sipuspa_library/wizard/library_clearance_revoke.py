from odoo import api, fields, models


class LibraryClearanceRevoke(models.TransientModel):
    """Why clearance letters are revoked."""

    _name = "library.clearance.revoke"
    _description = "Revoke Clearance Letters"
    _rec_name = "reason"

    clearance_ids = fields.Many2many(
        comodel_name="library.clearance",
        string="Letters",
        default=lambda self: self._default_clearances(),
    )
    reason = fields.Char(help="Kept in the register.")

    @api.model
    def _default_clearances(self):
        context = self.env.context
        if context.get("active_model") != "library.clearance":
            return self.env["library.clearance"]
        return self.env["library.clearance"].browse(context.get("active_ids") or []).exists()

    def action_revoke(self):
        """Revoke them, each once; librarians of the library only."""
        self.ensure_one()
        letters = self.clearance_ids
        self.env.user._check_operates(letters.library_id, "sipuspa_library.group_librarian")
        letters._revoke(self.reason)
