import calendar

from odoo import fields, models
from odoo.tools import format_date

from ..tools.document import Column, Row
from .library_visit_entry_template import DAILY

MOST_PAGES = 31
LINES = 12  # on a page, under a letterhead with a logo; room for a hand in each
ROOM = "\n"  # a line more, so that a hand can write in it


class LibraryVisitPaper(models.TransientModel):
    """Sheets of paper for the table at the door, where there is no computer or no current."""

    _name = "library.visit.paper"
    _description = "Sheets to Fill In"
    _inherit = ["library.paper.mixin"]
    _rec_name = "library_id"
    _papers = {"sheet": "_sheet_paper"}

    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._operated_libraries()[:1],
    )
    sheet = fields.Selection(
        selection=[
            ("guests", "Visitors' Book"),
            ("loans", "Loans and Returns"),
            ("days", "Visits of Each Day"),
        ],
        required=True,
        default="guests",
    )
    day = fields.Date(help="Empty: to be written by hand. Of a line a day, any day of the month.")
    pages = fields.Integer(default=1, required=True)

    _pages_range = models.Constraint(
        f"CHECK (pages BETWEEN 1 AND {MOST_PAGES})", "Print between 1 and 31 pages at once."
    )

    def action_print(self):
        """Download the sheets."""
        self.ensure_one()
        self.check_access("read")
        self.env.user._check_operates(self.library_id)
        return self._paper_action("sheet")

    def _sheet_paper(self):
        """Return ``(PDF, file name)`` of the sheets, under the library's letterhead."""
        self.ensure_one()
        env, library = self.env, self.library_id
        env.user._check_operates(library)  # its letterhead
        title = dict(self._fields["sheet"]._description_selection(env))[self.sheet]
        paper = library._document(title.upper(), landscape=self.sheet != "days")
        columns, rows = getattr(self, f"_{self.sheet}_table")()
        for page in range(1 if self.sheet == "days" else self.pages):
            if page:
                paper.another()
            paper.meta(self._about())
            paper.table(columns, rows, size=9)
        return paper.render(), f"{title} {library.code}.pdf"

    def _about(self):
        env, library = self.env, self.library_id
        if self.sheet == "days":
            month = format_date(env, self.day or library._today(), date_format="MMMM yyyy")
            return [(env._("Month"), month)]
        day = library._long_date(self.day) if self.day else "." * 40
        return [(env._("Day and Date"), day), (env._("On Duty"), "." * 40)]

    def _guests_table(self):
        env = self.env
        purposes = self.env["library.visit.entry.line"]._purpose_names()
        columns = [
            Column(env._("No."), 9, "right"),
            Column(env._("Time"), 14),
            Column(env._("Member Number"), 32),
            Column(env._("Name (optional)"), 46),
            Column(env._("L/P"), 11, "center"),
            Column(env._("Class, or occupation")),
            Column(env._("Purpose: %s", purposes), 62),
            Column(env._("Group: L"), 22, "center"),
            Column(env._("Group: P"), 22, "center"),
        ]
        return columns, [Row((str(at), ROOM, *("",) * 7)) for at in range(1, 1 + LINES)]

    def _loans_table(self):
        env = self.env
        columns = [
            Column(env._("No."), 9, "right"),
            Column(env._("Member Number"), 32),
            Column(env._("Name"), 48),
            Column(env._("Barcode or accession number"), 44),
            Column(env._("Title")),
            Column(env._("Lent"), 18, "center"),
            Column(env._("Returned"), 24, "center"),
            Column(env._("Signature"), 26),
        ]
        rows = [Row((str(at), ROOM, "", "", "", False, False, "")) for at in range(1, 1 + LINES)]
        return columns, rows

    def _days_table(self):
        headings = self.env["library.visit.entry"]._headings()
        columns = [
            Column(self.env._("Date"), 16, "center"),
            *(Column(headings[name], align="center") for name in DAILY[1:]),
        ]
        first = (self.day or self.library_id._today()).replace(day=1)
        last = calendar.monthrange(first.year, first.month)[1]
        return columns, [Row((str(day), *("",) * len(DAILY[1:]))) for day in range(1, last + 1)]
