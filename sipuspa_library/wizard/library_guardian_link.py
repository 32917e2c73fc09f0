from odoo import fields, models
from odoo.exceptions import UserError

from ..models.library_guardian import RELATIONS


class LibraryGuardianLink(models.TransientModel):
    """Let a parent see a child's page: the parent's card is scanned, and a paper looked at."""

    _name = "library.guardian.link"
    _description = "Let the Family See It"
    _inherit = ["library.personal.mixin"]
    _person_forgotten = "unlink"

    member_id = fields.Many2one(
        comodel_name="library.member", string="Child", required=True, ondelete="cascade"
    )
    code = fields.Char(
        string="Card of the Parent", required=True, help="Scan it, or type the whole number."
    )
    relation = fields.Selection(selection=RELATIONS, required=True, default="mother")
    paper_seen = fields.Boolean(
        string="I have seen a paper that shows it",
        help="For example the family card (KK). Nothing of it is kept here.",
    )

    def action_link(self):
        """Link them, and say whose card it was."""
        self.ensure_one()
        self.member_id._memberships_here()
        if not self.paper_seen:
            raise UserError(self.env._("Look at a paper first, for example the family card (KK)."))
        code = (self.code or "").replace("\0", " ").strip()
        link_sudo = self.member_id._link_guardian(code, self.relation)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%s sees this child's page from now on.", link_sudo.guardian_name
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
