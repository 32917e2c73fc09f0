import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError


class LibraryHoldPlace(models.TransientModel):
    """Reserve a title for a member who stands at the counter."""

    _name = "library.hold.place"
    _description = "Reserve"
    _inherit = ["library.personal.mixin", "library.verb.fields.mixin"]
    _rec_name = "book_id"
    _verb_fields = frozenset({"request_id"})
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"

    book_id = fields.Many2one(
        comodel_name="library.book", string="Title", required=True, ondelete="cascade"
    )
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Member",
        ondelete="cascade",
        help="Scan the card, or type a name.",
    )
    library_id = fields.Many2one(
        comodel_name="library.library",
        string="Picked up in",
        related="membership_id.library_id",
        related_sudo=False,
    )
    copy_id = fields.Many2one(
        comodel_name="library.copy", string="Only This Copy", ondelete="cascade"
    )
    waiting_count = fields.Integer(string="Waiting Now", compute="_compute_waiting_count")
    reason = fields.Char(help="Why you go on despite a limit; it is kept.")
    request_id = fields.Char(readonly=True, default=lambda self: str(uuid.uuid4()))

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    @api.depends("book_id")
    def _compute_waiting_count(self):
        for wizard in self:
            # how many, in the whole regency, never who
            wizard.waiting_count = len(
                self.env["library.hold"].sudo()._waiting([("book_id", "=", wizard.book_id.id)])
            )

    def action_place(self):
        """Reserve, and say the place in the queue; what stands in the way is said instead."""
        self.ensure_one()
        self.check_access("write")
        if not self.membership_id:
            raise UserError(self.env._("Scan the member's card first."))
        answer = self.env["library.desk"].place_hold(
            self.membership_id.id,
            self.book_id.id,
            f"hold-form-{self.id}",
            self.request_id,
            copy_id=self.copy_id.id,
            reason=self.reason,
        )
        if answer["outcome"] == "refused":
            raise UserError(answer["message"])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": answer["title"],
                "message": answer["message"],
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
