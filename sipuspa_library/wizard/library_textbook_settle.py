from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.library_copy import CONDITIONS
from ..models.library_event import OFFICE, ActKey

OUTCOMES = [
    ("returned", "They came back"),
    ("pupil", "Lost: the pupil replaces it"),
    ("class", "Lost: the class replaces it"),
]
MOST = 100  # loans written and locked at once


class LibraryTextbookSettle(models.TransientModel):
    """What became of textbooks chosen in the list of what is missing: back, or replaced by whom."""

    _name = "library.textbook.settle"
    _description = "Settle Textbooks"
    _inherit = ["library.personal.mixin"]
    _rec_name = "outcome"
    _person_field = "loan_ids.member_id"
    _person_forgotten = "unlink"

    loan_ids = fields.Many2many(
        comodel_name="library.loan", default=lambda self: self._default_loans()
    )
    loan_count = fields.Integer(string="Books", compute="_compute_loan_count")
    outcome = fields.Selection(
        selection=OUTCOMES, string="What Became of Them", required=True, default="returned"
    )
    condition = fields.Selection(selection=CONDITIONS, required=True, default="good")
    words = fields.Char(string="Remark")

    @api.model
    def _default_loans(self):
        context = self.env.context
        if context.get("active_model") != "library.loan":
            return self.env["library.loan"]
        return self.env["library.loan"].browse(context.get("active_ids") or ()).exists()

    @api.depends("loan_ids")
    def _compute_loan_count(self):
        for wizard in self:
            wizard.loan_count = len(wizard.loan_ids)

    def action_settle(self):
        """Note what became of them; the user must be a librarian of the one school they are of."""
        self.ensure_one()
        loans = self.loan_ids
        loans.check_access("read")
        if len(loans.library_id) != 1 or not all(loan.set_id for loan in loans):
            raise UserError(self.env._("Choose textbooks of one school in the list first."))
        self.env.user._check_operates(loans.library_id, "sipuspa_library.group_librarian")
        if len(loans) > MOST:
            raise UserError(self.env._("Choose at most %s books at a time.", MOST))
        opened = loans.filtered("is_open")
        if opened:  # somebody may have noted them meanwhile
            self._settle(opened)
        return {"type": "ir.actions.act_window_close"}

    def _settle(self, loans):
        keys = [ActKey(OFFICE, str(uuid4())) for __ in loans]
        if self.outcome == "returned":
            loans._come_back(self.condition, keys[0])
        elif self.outcome == "class":
            loans._replaced_by_class(keys[0], self.words or self.env._("Replaced by the class"))
        else:
            loans._replaced_by_pupil(keys, self.words)
