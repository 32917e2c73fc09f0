from odoo import models
from odoo.exceptions import UserError

from ..tools import workbook
from ..tools.document import Column, Signature

TITLES_WIDTH = 168  # millimetres for the columns of the titles
WIDEST_TITLE = 26
SIGN_HERE = "\n "  # a line of height to sign on


class LibraryTextbookSet(models.Model):
    """A class set on paper: the list to sign when it is given out, and what is missing at the end."""

    _inherit = "library.textbook.set"
    _papers = {
        "list": "_list_pdf",
        "missing": "_missing_pdf",
        "missing_workbook": "_missing_workbook",
    }

    def action_print_list(self):
        """Download the class list with numbers, copies and a place to sign."""
        self.ensure_one()
        if not self.pupil_count or not self.line_ids:
            raise UserError(self.env._("Add the titles first; pupils come from the class."))
        return self._paper_action("list")

    def action_print_missing(self):
        """Download what is missing as a PDF, a page a class."""
        return self._hand_out_missing("missing")

    def action_missing_workbook(self):
        """Download the same as a workbook."""
        return self._hand_out_missing("missing_workbook")

    def _hand_out_missing(self, paper):
        self.ensure_one()
        self._check_something_missing(self._missing())
        return self._paper_action(paper)

    def _check_something_missing(self, missing):
        if not missing:
            raise UserError(self.env._("Nothing is missing: every textbook is back."))

    # ------------------------------------------------------------------
    # GIVEN OUT
    # ------------------------------------------------------------------

    def _list_pdf(self):
        self.ensure_one()
        env, library = self.env, self.library_id
        pupils = self._pupils()
        pupils._persons()._note_access("print")
        books = self.line_ids.book_id
        paper = library._document(env._("Textbooks of a Class").upper(), paper="f4", landscape=True)
        paper.meta(self._meta())
        width = min(WIDEST_TITLE, TITLES_WIDTH / max(len(books), 1))
        paper.table(
            [
                Column(env._("No."), 9, "right"),
                Column(env._("Name")),
                *(Column(book.name, width, "center") for book in books),
                Column(env._("Signature"), 34),
            ],
            self._list_rows(pupils, books),
            size=8,
        )
        head = library._signatures(library._place_and_date(library._today()))[1]
        paper.signatures(self._teacher(self.class_id), head)
        return paper.render(), self._file_name(env._("Textbooks"), "pdf")

    def _list_rows(self, pupils, books):
        """Return a row a pupil by number: the copy of every title, and a place to sign."""
        numbers = self._numbers(pupils)
        loans = self.env["library.loan"].search(
            [
                ("membership_id", "in", pupils.ids),
                ("book_id", "in", books.ids),
                ("counted_apart", "=", True),
                *self.env["library.loan"]._open_domain(),
            ]
        )
        copies = {(loan.membership_id, loan.book_id): loan.copy_id for loan in loans}
        return [
            (
                str(numbers[pupil]),
                pupil.display_name,
                *(self._copy_words(copies.get((pupil, book))) for book in books),
                SIGN_HERE,
            )
            for pupil in sorted(pupils, key=numbers.get)
        ]

    def _copy_words(self, copy):
        return (copy.running_number or copy.barcode) if copy else ""

    def _meta(self):
        env = self.env
        return [
            (env._("Class"), self.class_id.name),
            (env._("School Year"), self.class_id.year_id.name),
            (env._("Homeroom Teacher"), self.class_id.teacher_name),
            (env._("Due"), self.due_on and self.library_id._long_date(self.due_on)),
        ]

    def _teacher(self, school_class):
        return Signature(self.env._("Homeroom Teacher"), school_class.teacher_name or "")

    def _file_name(self, title, extension):
        return f"{title} {self.class_id.name} {self.library_id.code}.{extension}"

    # ------------------------------------------------------------------
    # MISSING
    # ------------------------------------------------------------------

    def _missing_pdf(self):
        self.ensure_one()
        env, library, missing = self.env, self.library_id, self._missing()
        self._check_something_missing(missing)  # whoever types the address is asked, too
        next(iter(missing)).union(*missing)._persons()._note_access("print")
        columns = [
            Column(env._("No."), 9, "right"),
            Column(env._("Name"), 44),
            Column(env._("Title")),
            Column(env._("Copy"), 36),
            Column(env._("Remarks"), 34),
        ]
        head = library._signatures(library._place_and_date(library._today()))[1]
        paper = library._document(env._("Textbooks Not Brought Back").upper())
        # a page a class: each goes to its own homeroom teacher
        for at, (school_class, pupils) in enumerate(self._by_class_now(missing).items()):
            if at:
                paper.another()
            loans = [loan for pupil in pupils for loan in missing[pupil]]
            paper.meta(
                [
                    (env._("Class"), school_class.name or env._("No longer in a class")),
                    (env._("Homeroom Teacher"), school_class.teacher_name),
                    (env._("Pupils"), len(pupils)),
                    (env._("Books"), len(loans)),
                ]
            )
            paper.table(columns, self._missing_rows(pupils, missing))
            paper.signatures(self._teacher(school_class) if school_class else None, head)
        return paper.render(), self._file_name(env._("Textbooks Not Brought Back"), "pdf")

    def _missing_rows(self, pupils, missing):
        return [
            (
                "" if at else str(loan.set_number),
                "" if at else pupil.display_name,
                loan.book_id.name,
                loan.copy_id.accession_number,
                self._missing_words(loan),
            )
            for pupil in pupils
            for at, loan in enumerate(missing[pupil])
        ]

    def _missing_words(self, loan):
        """Return what is known of a book that has not come back."""
        if loan.lost_at:
            return self.env._("Lost, to be replaced")
        return "" if loan.set_id == self else loan.set_id.display_name

    def _by_class_now(self, pupils):
        by_class = {}
        for pupil in pupils:
            by_class.setdefault(pupil.class_id, []).append(pupil)
        return by_class

    def _missing_workbook(self):
        self.ensure_one()
        env, missing = self.env, self._missing()
        self._check_something_missing(missing)
        next(iter(missing)).union(*missing)._persons()._note_access("print")
        headings = [
            workbook.Heading(env._("Class"), 12),
            workbook.Heading(env._("No."), 6),
            workbook.Heading(env._("Name"), 32),
            workbook.Heading(env._("Card Number"), 16),
            workbook.Heading(env._("Title"), 44),
            workbook.Heading(env._("Copy"), 24),
            workbook.Heading(env._("Due"), 12),
            workbook.Heading(env._("Remarks"), 28),
        ]
        rows = [
            (
                pupil.class_name or "",
                loan.set_number,
                pupil.display_name,
                pupil.card_number or "",
                loan.book_id.name,
                loan.copy_id.accession_number,
                loan.due_date,
                self._missing_words(loan),
            )
            for pupil, loans in missing.items()
            for loan in loans
        ]
        title = env._("Textbooks Not Brought Back")
        return workbook.render(title, headings, rows), self._file_name(title, "xlsx")
