from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import charges, workbook
from ..tools.document import Column, Row

MAX_LINES = 20_000


class LibraryCashPrint(models.TransientModel):
    """The cash list: what was paid in a month, what was paid back, receipt by receipt."""

    _name = "library.cash.print"
    _description = "Cash List"
    _inherit = ["library.register.mixin"]

    date_from = fields.Date(
        default=lambda self: self.env["library.library"]._today() + relativedelta(day=1)
    )

    def _hand_out(self, paper):
        self.ensure_one()
        count = len(self._lines())
        if not count:
            raise UserError(self.env._("No payments in this period. Choose other dates."))
        if count > MAX_LINES:
            raise UserError(
                self.env._(
                    "%(count)s payments are too many for one paper. Choose a shorter period.",
                    count=count,
                )
            )
        return self._paper_action(paper)

    def _lines(self):
        library = self.library_id
        self.env.user._check_operates(library, "sipuspa_library.group_librarian")
        first, after = (
            library._utc(fields.Datetime.to_datetime(day))
            for day in (self.date_from, self.date_to + timedelta(days=1))
        )
        return self.env["library.charge"].search(
            [
                ("library_id", "=", library.id),
                ("kind", "in", (charges.PAID, charges.REFUNDED)),
                ("acted_at", ">=", first),
                ("acted_at", "<", after),
            ],
            order="acted_at, id",
        )

    def _columns(self):
        """Return the columns: as they stand on paper, and how wide in a workbook."""
        env = self.env
        return [
            (Column(env._("No."), 10, "right"), 6),
            (Column(env._("Date"), 19), 12),
            (Column(env._("Receipt Number"), 18, "right"), 10),
            (Column(env._("Name")), 32),
            (Column(env._("Class"), 20), 12),
            (Column(env._("For"), 50), 36),
            (Column(env._("Amount (Rp)"), 24, "right", True, self._figure), 14),
            (Column(env._("Received by"), 30), 24),
        ]

    def _figure(self, number):
        """Return a figure as it is written here; what was paid back has a minus."""
        return charges.rupiah(number).removeprefix("Rp ")

    def _rows(self):
        lines = self._lines()
        lines._persons()._note_access("print")
        persons_sudo = (
            lines.sudo().member_id
        )  # also those who have left; the lines are the library's
        persons_sudo.fetch(["name"])
        return [
            (
                at,
                self.library_id._local(line.acted_at).date(),
                line.receipt_number,
                line.sudo().member_id.name or self.env._("(erased)"),
                line.sudo().membership_id.class_name or "",
                line._about(),
                -charges.SIGNS[line.kind] * line.amount,
                line.acted_by_id.sudo().name,
            )
            for at, line in enumerate(lines, 1)
        ]

    def _register_pdf(self):
        self.ensure_one()
        library = self.library_id
        paper = library._document(self._title().upper(), paper=self.paper, landscape=True)
        paper.meta([(self.env._("Period"), self._period_words())])
        rows = [Row(tuple(self._cell(value) for value in row)) for row in self._rows()]
        paper.table([column for column, __ in self._columns()], rows, size=8)
        paper.signatures(*library._signatures(library._place_and_date(library._today())))
        return paper.render(), self._file_name("pdf")

    def _register_workbook(self):
        self.ensure_one()
        headings = [workbook.Heading(column.title, width) for column, width in self._columns()]
        return workbook.render(self._title(), headings, self._rows()), self._file_name("xlsx")

    def _title(self):
        return self.env._("Cash List")
