from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

ACTS = [
    ("renew", "Renew"),
    ("suspend", "Suspend"),
    ("leave", "Have left"),
]


class LibraryMembershipAct(models.TransientModel):
    """What is asked before memberships are renewed, suspended or ended: a day, and maybe why."""

    _name = "library.membership.act"
    _description = "Renew, Suspend or End Memberships"
    _inherit = ["library.personal.mixin"]
    _rec_name = "act"
    _person_field = "membership_ids.member_id"
    _person_forgotten = "unlink"

    act = fields.Selection(selection=ACTS, required=True, default="renew")
    membership_ids = fields.Many2many(
        comodel_name="library.membership",
        string="Members",
        default=lambda self: self.env["library.membership"]._chosen(),
    )
    until = fields.Date(
        help="Left empty, pupils are renewed until the end of the school year, others as their "
        "category says. What is good for longer, or has no end, stays as it is."
    )
    left_on = fields.Date(default=lambda self: self.env["library.library"]._today())
    reason = fields.Char(help="Shown at the desk.")
    member_count = fields.Integer(string="Number of Members", compute="_compute_counts")
    with_books_count = fields.Integer(string="Still Have Books", compute="_compute_counts")

    @api.depends("membership_ids")
    def _compute_counts(self):
        for wizard in self:
            members = wizard.membership_ids._origin
            wizard.member_count = len(members)
            wizard.with_books_count = len(members._open_loans().membership_id)

    def action_apply(self):
        """Do it to all of them; the user's rights decide."""
        self.ensure_one()
        members = self.membership_ids
        if not members:
            raise UserError(self.env._("Choose members in the list first."))
        members.check_access("write")
        if self.act == "renew":
            count = len(members._renew_until(self.until))
            return self._told(self.env._("Renewed: %s.", count), count == len(members))
        if self.act == "suspend":
            members._suspend(self.until, self.reason)
            return self._told(self.env._("Suspended: %s.", len(members)))
        self._check_left_lately()
        members._leave(self.left_on)
        return self._told(self.env._("Members that have left: %s.", len(members)))

    def _check_left_lately(self):
        """Refuse a day of long ago, most likely mistyped: the night would forget the person at once."""
        today = self.env["library.library"]._today()
        if self.left_on and self.left_on < today - relativedelta(years=1):
            raise UserError(
                self.env._("That day is more than a year ago. Enter the day the person has left.")
            )

    def _told(self, message, all_done=True):
        if not all_done:
            message += " " + self.env._("The others are good for longer, or without end.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if all_done else "info",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
