from odoo import api, fields, models

from ..models.mixin_policy_values import REPLACEMENTS

ACTS = [
    ("lost", "Lost"),
    ("claimed", "Said to be returned"),
    ("found", "Found again"),
    ("resume", "Not lost"),
    ("damaged", "Damaged"),
]


class LibraryLoanAct(models.TransientModel):
    """What is asked before a lent book is noted as lost, found or damaged: by the desk's own doors."""

    _name = "library.loan.act"
    _description = "Lost, Found or Damaged"
    _inherit = ["library.act.mixin", "library.personal.mixin"]
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
    how = fields.Selection(
        selection=REPLACEMENTS,
        compute="_compute_how",
        help="What the loan rule asks for a lost book.",
    )
    amount = fields.Integer(
        string="To Pay (Rp)", compute="_compute_amount", store=True, readonly=False
    )
    pay_back = fields.Boolean(help="Hand back what was paid for it.")
    words = fields.Char(string="Remark")

    @api.depends("act", "loan_id")
    def _compute_how(self):
        for wizard in self:
            wizard.how = wizard._owed()["how"] if wizard.act == "lost" else False

    @api.depends("act", "loan_id")
    def _compute_amount(self):
        """Propose what the book was bought for, where the rule asks for its price."""
        for wizard in self:
            wizard.amount = wizard._owed()["amount"] if wizard.act == "lost" else 0

    def _owed(self):
        """Return what the rule asks for, where the user works in the library that lent the book."""
        if self.loan_id.library_id not in self.env.user._operated_libraries():
            return {"how": False, "amount": 0}
        return self.loan_id.sudo()._owed_when_lost(None)

    def _answer(self):
        desk, key = self.env["library.desk"], (self.loan_id.id, *self._key())
        if self.act == "lost":
            return desk.declare_lost(*key, amount=self.amount or None, words=self.words)
        if self.act == "claimed":
            return desk.claim_returned(*key, words=self.words)
        if self.act == "found":
            return desk.found(*key, pay_back=self.pay_back)
        if self.act == "resume":
            return desk.still_out(*key)
        return desk.report_damage(*key, amount=self.amount, words=self.words)
