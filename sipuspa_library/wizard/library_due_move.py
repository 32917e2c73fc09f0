from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class LibraryDueMove(models.TransientModel):
    """Give what a class, some members or some loans have one new due day: before tests, for an outing."""

    _name = "library.due.move"
    _description = "Move Due Dates"
    _inherit = ["library.personal.mixin"]
    _rec_name = "due_date"
    _person_field = "loan_ids.member_id"
    _person_forgotten = "unlink"

    loan_ids = fields.Many2many(
        comodel_name="library.loan",
        string="Loans",
        default=lambda self: self._default_loans(),
    )
    collection_type_id = fields.Many2one(
        comodel_name="library.collection.type",
        string="Only",
        ondelete="cascade",
        help="Empty for all books but textbooks, which are due when the school year ends; or e.g. textbooks "
        "only.",
    )
    due_date = fields.Date(string="New Due Date")
    open_day = fields.Date(
        string="Due on", compute="_compute_open_day", help="The first open day from then on."
    )
    reason = fields.Char(help="Told to the members.")
    moved_count = fields.Integer(string="Books", compute="_compute_moved_count")

    @api.model
    def _default_loans(self):
        """Return what is lent now of the classes, members or loans chosen in a list or form."""
        context = self.env.context
        model, ids = context.get("active_model"), context.get("active_ids") or []
        way = {
            "library.school.class": "membership_id.class_id",
            "library.membership": "membership_id",
            "library.loan": "id",
        }.get(model)
        loans = self.env["library.loan"]
        if not way:
            return loans
        return loans.search(Domain(way, "in", ids) & Domain(loans._open_domain()))

    @api.depends("due_date", "loan_ids")
    def _compute_open_day(self):
        for wizard in self:
            library = wizard.loan_ids.library_id[:1]
            calendar = library and wizard.due_date and library._calendar(wizard.due_date)
            wizard.open_day = calendar and calendar.open_on_or_after(wizard.due_date)

    @api.depends("loan_ids", "collection_type_id")
    def _compute_moved_count(self):
        for wizard in self:
            wizard.moved_count = len(wizard._moved())

    def _moved(self):
        """Return what moves: of the chosen kind; else the textbooks of a year stay beside other books."""
        lent, kind = self.loan_ids.filtered("is_open"), self.collection_type_id
        if kind:
            return lent.filtered(lambda loan: loan.copy_id.collection_type_id == kind)
        return lent.filtered(lambda loan: not (loan.set_id or loan.counted_apart)) or lent

    def action_move(self):
        """Move them all in one act of one library; each keeps a line in the ledger."""
        self.ensure_one()
        loans = self._moved()
        loans.check_access("read")
        if not loans:
            raise UserError(self.env._("None of these books is lent any more."))
        if len(loans.library_id) != 1:
            raise UserError(self.env._("Choose the loans of one library."))
        self.env.user._check_operates(loans.library_id)
        if not self.due_date or self.due_date < loans.library_id._today():
            raise UserError(self.env._("Choose a due date from today on."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write the reason: members are told."))
        answers = loans._move_due(dict.fromkeys(loans.ids, self.due_date), self.reason.strip())
        if all(answer["outcome"] != "done" for answer in answers):
            raise UserError(answers[0]["message"])
        return {"type": "ir.actions.act_window_close"}
