from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.library_member_card import DAMAGES


class LibraryCardReplace(models.TransientModel):
    """Replace a member's card: the old one stops at once, the new one is printed next."""

    _name = "library.card.replace"
    _description = "Replace a Card"
    _inherit = ["library.personal.mixin", "library.verb.fields.mixin"]
    _rec_name = "membership_id"
    _verb_fields = frozenset({"issue"})
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"

    membership_id = fields.Many2one(
        comodel_name="library.membership", string="Member", required=True, ondelete="cascade"
    )
    issue = fields.Integer(
        string="Which Card", compute="_compute_issue", store=True, precompute=True
    )
    reason = fields.Selection(selection=DAMAGES, string="Why", required=True, default="lost")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    @api.depends("membership_id")
    def _compute_issue(self):
        """Remember which card is meant, so that it is replaced once, however often it is pressed."""
        for wizard in self:
            wizard.issue = wizard.membership_id.member_id.card_issue

    def action_replace(self):
        """End the old card and open the printing of the new one."""
        self.ensure_one()
        self.check_access("write")
        membership = self.membership_id
        if not membership:
            raise UserError(self.env._("Choose the member first."))
        membership.check_access("write")
        library = membership.library_id
        self.env.user._check_operates(library, "sipuspa_library.group_librarian")
        if membership.left_on:
            raise UserError(
                self.env._("This person has left. Let them join again before you give a card.")
            )
        membership.member_id._replace_card(library, self.reason, self.issue)
        return membership._card_action()
