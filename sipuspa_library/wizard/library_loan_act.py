from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.library_event import OFFICE

ACTS = [
    ("lost", "Lost"),
    ("claimed", "Said to be returned"),
    ("found", "Found again"),
    ("damaged", "Damaged"),
]


class LibraryLoanAct(models.TransientModel):
    """What is asked before a lent book is noted as lost, found or damaged: by the desk's own doors."""

    _name = "library.loan.act"
    _description = "Lost, Found or Damaged"
    _inherit = ["library.personal.mixin"]
    _rec_name = "act"
    _person_field = "loan_id.member_id"
    _person_forgotten = "unlink"

    act = fields.Selection(selection=ACTS, required=True, default="lost")
    loan_id = fields.Many2one(
        comodel_name="library.loan",
        required=True,
        ondelete="cascade",
        default=lambda self: (
            self.env.context.get("active_model") == "library.loan"
            and self.env.context.get("active_id")
        ),
    )
    amount = fields.Integer(
        string="To Pay (Rp)",
        help="Left empty: what the loan rule says, or nothing.",
    )
    pay_back = fields.Boolean(help="Hand back what was paid for it.")
    words = fields.Char(string="Remark")
    # what makes the button, pressed twice, one act
    request_id = fields.Char(required=True, readonly=True, default=lambda self: str(uuid4()))

    def action_apply(self):
        """Do it, and say what follows."""
        self.ensure_one()
        self.check_access("write")
        answer = self._answer()
        if answer["outcome"] == "refused":
            raise UserError(answer["message"])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": answer["message"],
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _answer(self):
        desk, key = self.env["library.desk"], (self.loan_id.id, OFFICE, self.request_id)
        if self.act == "lost":
            return desk.declare_lost(*key, amount=self.amount or None, words=self.words)
        if self.act == "claimed":
            return desk.claim_returned(*key, words=self.words)
        if self.act == "found":
            return desk.found(*key, pay_back=self.pay_back)
        return desk.report_damage(*key, amount=self.amount, words=self.words)
