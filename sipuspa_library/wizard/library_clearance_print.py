from odoo import models
from odoo.exceptions import UserError

from ..tools import workbook
from ..tools.document import Column, Row

MAX_LINES = 20_000


class LibraryClearancePrint(models.TransientModel):
    """The register of clearance letters of a period, as a PDF to bind or a workbook.

    A pupil's birth place, birth date and address, which older registers ask for, are left out: the law
    on personal data lets a register hold what its purpose needs, and age and class tell pupils apart.
    """

    _name = "library.clearance.print"
    _description = "Register of Clearance Letters"
    _inherit = ["library.register.mixin"]

    def _hand_out(self, paper):
        self.ensure_one()
        count = len(self._letters())
        if not count:
            raise UserError(self.env._("No letters in this period. Choose other dates."))
        if count > MAX_LINES:
            raise UserError(
                self.env._(
                    "%(count)s letters are too many for one paper. Choose a shorter period.",
                    count=count,
                )
            )
        return self._paper_action(paper)

    def _letters(self):
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        return self.env["library.clearance"].search(
            [
                ("library_id", "=", self.library_id.id),
                ("issued_on", ">=", self.date_from),
                ("issued_on", "<=", self.date_to),
            ],
            order="letter_year, letter_serial",
        )

    def _columns(self):
        """Return the columns: as they stand on paper, and how wide in a workbook."""
        env = self.env
        return [
            (Column(env._("No."), 10, "right"), 6),
            (Column(env._("Date"), 19), 12),
            (Column(env._("Letter Number"), 37), 24),
            (Column(env._("Card Number"), 25), 16),
            (Column(env._("Name")), 32),
            (Column(env._("F/M"), 11, "center"), 6),
            (Column(env._("Age"), 11, "right"), 6),
            (Column(env._("Class"), 18), 12),
            (Column(env._("School Year"), 19), 12),
            (Column(env._("Purpose"), 34), 28),
            (Column(env._("Issued by"), 32), 24),
            (Column(env._("Remarks"), 28), 30),
        ]

    def _rows(self, letters):
        """Return ``(cells, whether it was revoked)`` a letter; dates are dates, blanks are blank."""
        env = self.env
        letters._persons()._note_access("print")
        sexes = dict(letters._fields["sex"]._description_selection(env))
        return [
            (
                (
                    at,
                    letter.issued_on,
                    letter.number,
                    letter.card_number or "",
                    letter.person_name or env._("(erased)"),
                    sexes.get(letter.sex, "")[:1],
                    letter.age or "",
                    letter.class_name or letter.category_id.name or "",
                    letter.school_year,
                    letter._purpose_words(),
                    letter.issued_by_id.sudo().name,  # a colleague, who may be of another team
                    letter.revoked_reason and env._("Revoked: %s", letter.revoked_reason) or "",
                ),
                bool(letter.revoked_at),
            )
            for at, letter in enumerate(letters, 1)
        ]

    def _register_pdf(self):
        self.ensure_one()
        env, library = self.env, self.library_id
        paper = library._document(self._title().upper(), paper=self.paper, landscape=True)
        paper.meta([(env._("Period"), self._period_words())])
        paper.table(
            [column for column, __ in self._columns()],
            [
                Row(tuple(self._cell(value) for value in cells), struck=revoked)
                for cells, revoked in self._rows(self._letters())
            ],
            size=7.5,
        )
        paper.signatures(*library._signatures(library._place_and_date(library._today())))
        return paper.render(), self._file_name("pdf")

    def _register_workbook(self):
        self.ensure_one()
        headings = [workbook.Heading(column.title, width) for column, width in self._columns()]
        rows = [cells for cells, __ in self._rows(self._letters())]
        return workbook.render(self._title(), headings, rows), self._file_name("xlsx")

    def _title(self):
        return self.env._("Register of Clearance Letters")
