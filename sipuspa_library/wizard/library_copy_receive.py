from uuid import uuid4

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.library_copy import CONDITIONS
from ..models.library_copy_acquisition import FUND_SOURCES
from ..models.library_receipt import ACQUISITION_FIELDS, COPY_FIELDS, MAX_COPIES
from ..tools import numbers


class LibraryCopyReceive(models.TransientModel):
    """Receive a number of copies of one title: what is the same for all is asked once."""

    _name = "library.copy.receive"
    _description = "Receive Copies"
    _rec_name = "book_id"
    _transient_max_hours = 16.0

    book_id = fields.Many2one(
        comodel_name="library.book", string="Title", required=True, ondelete="cascade"
    )
    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._only_operated_library(),
    )
    copy_count = fields.Integer(string="How Many", required=True, default=1)
    collection_type_id = fields.Many2one(
        comodel_name="library.collection.type",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["library.collection.type"].search([], limit=1),
    )
    shelf_id = fields.Many2one(comodel_name="library.shelf", ondelete="set null")
    condition = fields.Selection(selection=CONDITIONS, default="new")
    own_call_number = fields.Char(
        help="Only where the spines already carry another call number than the title's."
    )
    finish_now = fields.Boolean(
        string="Ready to Lend",
        compute="_compute_finish_now",
        store=True,
        readonly=False,
        help="Finish processing now. Otherwise they wait until they are labelled.",
    )
    received_on = fields.Date(
        string="Received",
        required=True,
        default=lambda self: self.env["library.library"]._today(),
    )
    fund_source = fields.Selection(selection=FUND_SOURCES)
    source_name = fields.Char(string="Supplier or Donor")
    invoice = fields.Char()
    price = fields.Monetary(string="Price of One")
    currency_id = fields.Many2one(related="library_id.company_id.currency_id")

    pasted_kind = fields.Selection(
        selection=[
            ("barcode", "They carry barcodes"),
            ("accession", "They carry accession numbers"),
            ("both", "They carry both"),
        ],
        string="Numbers",
        help="Leave it empty and every copy gets the next number and barcode of the library.",
    )
    pasted = fields.Text(
        string="Their Numbers",
        help="Scan or paste them, a book a line. Both numbers: barcode ; accession number.",
    )
    problems = fields.Html(compute="_compute_problems", sanitize=False)
    request_id = fields.Char(required=True, default=lambda self: str(uuid4()))

    _copy_count_range = models.Constraint(
        f"CHECK (copy_count BETWEEN 1 AND {MAX_COPIES})",
        "Receive between 1 and 500 copies at a time.",
    )

    @api.depends("library_id")
    def _compute_finish_now(self):
        for wizard in self:
            wizard.finish_now = not wizard.library_id.processes_in_steps

    @api.depends("library_id", "pasted_kind", "pasted")
    def _compute_problems(self):
        """Show at once, while the numbers are scanned, what is wrong with them."""
        for wizard in self:
            __, problems = wizard._pasted()
            lines = Markup().join(
                Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
                % (problem.line, problem.text, wizard.library_id._problem_text(problem))
                for problem in problems
            )
            table = Markup('<table class="table table-sm text-danger">%s</table>')
            wizard.problems = table % lines if lines else False

    def _pasted(self):
        """Return the numbers the books carry and everything that is wrong with them."""
        self.ensure_one()
        if not self.pasted_kind:
            return [], []
        rows, problems = numbers.pasted(self.pasted, self.pasted_kind)
        problems += self.library_id._pasted_problems(rows)
        return rows, sorted(problems, key=lambda problem: problem.line)

    @api.onchange("pasted", "pasted_kind")
    def _onchange_pasted(self):
        """Count the books by their numbers, so that nobody counts twice."""
        rows, __ = self._pasted()
        if rows:
            self.copy_count = len(rows)

    def action_receive(self):
        """Receive the copies and show the receipt; pressed twice, they are received once."""
        self.ensure_one()
        self.check_access("write")
        rows, problems = self._pasted()
        if problems:
            raise UserError("\n".join(self.library_id._problem_lines(problems)))
        if self.pasted_kind and not rows:
            raise UserError(
                self.env._("Scan or paste the numbers first, or let new ones be given.")
            )
        receipt = self.env["library.receipt"]._receive(
            self.library_id,
            self.book_id,
            self.copy_count,
            pasted=rows,
            finished=self.finish_now,
            request_id=self.request_id,
            **self._receipt_values(),
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copies Received"),
            "res_model": receipt._name,
            "res_id": receipt.id,
            "views": [(False, "form")],
        }

    def _receipt_values(self):
        """Return what the receipt is given, as plain values."""
        names = (*COPY_FIELDS, *ACQUISITION_FIELDS)
        return {name: self._fields[name].convert_to_write(self[name], self) for name in names}
