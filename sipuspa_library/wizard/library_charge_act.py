from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.library_charge import REASONS

ACTS = [
    ("pay", "Pay"),
    ("waive", "Waive"),
    ("replace", "Replace"),
    ("charge", "Charge"),
    ("pay_back", "Pay back"),
]


class LibraryChargeAct(models.TransientModel):
    """What is asked before money is taken, waived or asked for: of one member, by the desk's own doors."""

    _name = "library.charge.act"
    _description = "Pay, Waive or Replace"
    _inherit = ["library.act.mixin", "library.personal.mixin"]
    _rec_name = "act"
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"

    act = fields.Selection(selection=ACTS, required=True, default="pay")
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Member",
        required=True,
        ondelete="cascade",
        default=lambda self: self._asked_of(),
    )
    charge_id = fields.Many2one(
        comodel_name="library.charge", string="For", default=lambda self: self._asked_for()
    )
    balance = fields.Integer(related="membership_id.balance", related_sudo=False)
    amount = fields.Integer(
        string="Amount (Rp)", compute="_compute_amount", store=True, readonly=False
    )
    reason = fields.Char(help="Why. It is kept with the charge.")
    charged_for = fields.Selection(
        selection=[reason for reason in REASONS if reason[0] in ("card", "other")], default="card"
    )
    copy_id = fields.Many2one(
        comodel_name="library.copy",
        string="New Copy",
        ondelete="cascade",
        help="The copy entered for the book that was brought, or one of the same title.",
    )

    @api.depends("act", "membership_id", "charge_id")
    def _compute_amount(self):
        """Propose all that is open, most pay what they owe; all that was paid, where it is handed back."""
        for wizard in self:
            if wizard.act == "pay_back":
                wizard.amount = wizard.charge_id._paid() if wizard.charge_id else 0
            else:
                wizard.amount = wizard._open_amount() if wizard.act in ("pay", "waive") else 0

    def _open_amount(self):
        return self.charge_id.open_amount if self.charge_id else self.balance

    @api.model
    def _asked_of(self):
        context = self.env.context
        row_id = context.get("active_id")
        if context.get("active_model") == "library.membership":
            return self.env["library.membership"].browse(row_id)
        return self._asked_for().membership_id

    @api.model
    def _asked_for(self):
        """Return the debt an act was chosen for; of a line that settles one, that one."""
        context = self.env.context
        if context.get("active_model") != "library.charge":
            return self.env["library.charge"]
        line = self.env["library.charge"].browse(context.get("active_id")).exists()
        return line.charge_id or line

    def _answer(self):
        return getattr(self, f"_apply_{self.act}")()

    def _done(self, answer):
        """Hand out the receipt where money passed over the desk."""
        line = self.env["library.charge"].browse((answer["details"] or {}).get("line_id"))
        if line and self.act != "replace":
            return {**line.action_print(), "close": True}
        return super()._done(answer)

    def _of(self):
        """Return what is settled: one debt, or the oldest first of all."""
        desk = self.env["library.desk"]
        chosen = {"charge_ids": self.charge_id.ids} if self.charge_id else {}
        # a book that is owed, too: where it is what was chosen, or nothing else is owed
        whole = self.amount == self._open_amount() and (self.charge_id or not self.amount)
        return desk, {"amount": None if whole else self.amount, **chosen}

    def _apply_pay(self):
        desk, what = self._of()
        return desk.pay(self.membership_id.id, *self._key(), **what)

    def _apply_waive(self):
        desk, what = self._of()
        return desk.waive(self.membership_id.id, self.reason or "", *self._key(), **what)

    def _apply_replace(self):
        debt = self.charge_id or self.membership_id.charge_ids.filtered(
            lambda line: line.is_open and line.reason in ("lost", "damaged")
        )
        if len(debt) != 1 or not self.copy_id:
            raise UserError(self.env._("Choose which book is replaced, and the new copy."))
        desk = self.env["library.desk"]
        return desk.settle_in_kind(debt.id, self.copy_id.id, *self._key())

    def _apply_charge(self):
        return self.env["library.desk"].charge(
            self.membership_id.id, self.charged_for, self.amount, *self._key(), words=self.reason
        )

    def _apply_pay_back(self):
        if not self.charge_id:
            raise UserError(self.env._("Choose what is paid back."))
        desk = self.env["library.desk"]
        return desk.pay_back(
            self.charge_id.id, self.reason or "", *self._key(), self.amount or None
        )
