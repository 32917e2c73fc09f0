from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class LibraryPortalInvite(models.TransientModel):
    """Invite an adult by e-mail: the letter brings a link to choose a PIN; the login is the card."""

    _name = "library.portal.invite"
    _description = "Invite by E-Mail"
    _inherit = ["library.personal.mixin"]
    _person_forgotten = "unlink"

    member_id = fields.Many2one(comodel_name="library.member", string="Person", required=True)
    email = fields.Char(
        string="E-Mail", compute="_compute_email", store=True, readonly=False, required=True
    )

    @api.depends("member_id")
    def _compute_email(self):
        for form in self:
            form.email = form.member_id.email

    def action_invite(self):
        """Keep the address with the person, and send the link there."""
        self.ensure_one()
        self.member_id._memberships_here()
        address = email_normalize((self.email or "").replace("\0", ""))
        if not address:
            raise UserError(self.env._("Please write one e-mail address, e.g. nama@contoh.id."))
        self.member_id._invite(address)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The invitation is on its way. The link is good for 3 days."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
