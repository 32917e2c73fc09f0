from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import school_year, workbook
from ..tools.document import Column

MAX_PAGES = 500
MAX_MEMBERS = 5_000


class LibraryReadingPrint(models.TransientModel):
    """Reading records of pupils, what classes have read, and who has borrowed nothing."""

    _name = "library.reading.print"
    _description = "Reading Records"
    _inherit = ["library.paper.mixin", "library.personal.mixin"]
    _rec_name = "kind"
    _person_field = "membership_ids.member_id"
    _person_forgotten = "unlink"
    _papers = {"pdf": "_pdf", "workbook": "_workbook"}

    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        ondelete="cascade",
        compute="_compute_library_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    kind = fields.Selection(
        selection=[
            ("pages", "Reading record, a page a pupil"),
            ("table", "What a class has read, as a table"),
            ("none", "Who has not borrowed"),
        ],
        required=True,
        default="pages",
    )
    year_id = fields.Many2one(
        comodel_name="library.school.year",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["library.school.year"]._of(
            self.env["library.library"]._today()
        ),
    )
    class_ids = fields.Many2many(
        comodel_name="library.school.class",
        string="Classes",
        default=lambda self: self._default_classes(),
        help="Left empty: everybody in this library.",
    )
    membership_ids = fields.Many2many(
        comodel_name="library.membership",
        string="Members",
        default=lambda self: self._default_members(),
    )
    paper = fields.Selection(
        selection=[("f4", "F4 (folio)"), ("a4", "A4")], required=True, default="a4"
    )
    member_count = fields.Integer(string="Number of Members", compute="_compute_member_count")

    @api.model
    def _default_classes(self):
        context = self.env.context
        ids = (
            context.get("active_ids")
            if context.get("active_model") == "library.school.class"
            else []
        )
        return self.env["library.school.class"].browse(ids).exists()

    @api.model
    def _default_members(self):
        by_class = self.env.context.get("active_model") == "library.school.class"
        members = self.env["library.membership"]
        return members if by_class else members._chosen()

    @api.depends("class_ids", "membership_ids")
    def _compute_library_id(self):
        for wizard in self:
            chosen = wizard.class_ids.library_id | wizard.membership_ids.library_id
            wizard.library_id = chosen[:1] or self.env.user._only_operated_library()

    @api.depends("library_id", "year_id", "class_ids", "membership_ids")
    def _compute_member_count(self):
        for wizard in self:
            wizard.member_count = self.env["library.membership"].search_count(
                wizard._members_domain()
            )

    def _members_domain(self):
        """Return the domain of whom it is about: those chosen, of the classes, or of the library."""
        own = Domain("library_id", "=", self.library_id.id)
        if self.membership_ids:
            return own & Domain("id", "in", self.membership_ids._origin.ids)
        own &= Domain("left_on", "=", False)
        if self.class_ids:
            # who was in the class, in a year that is over, too; not who was only passing through
            stayed = Domain("class_id", "in", self.class_ids._origin.ids) & Domain(
                "outcome", "!=", "moved"
            )
            return own & Domain("enrolment_ids", "any", stayed)
        return own & Domain("category_id.has_class", "=", True) if self._is_school() else own

    def _is_school(self):
        return self.library_id.type_id.is_school

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_print(self):
        """Download the PDF."""
        return self._hand_out("pdf")

    def action_workbook(self):
        """Download the same as a workbook, a line a loan, or a line a name."""
        return self._hand_out("workbook")

    def _hand_out(self, paper):
        self.ensure_one()
        self._check_rows(self._members())
        return self._paper_action(paper)

    def _members(self):
        self.ensure_one()
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        members = self.env["library.membership"].search(self._members_domain())
        if not members:
            raise UserError(self.env._("Nobody is meant here. Choose another class."))
        most = MAX_PAGES if self.kind == "pages" else MAX_MEMBERS
        if len(members) > most:
            raise UserError(
                self.env._(
                    "%(count)s members are too many for one paper (at most %(most)s). "
                    "Choose fewer classes.",
                    count=len(members),
                    most=most,
                )
            )
        return members._by_class()

    def _check_rows(self, members):
        """Raise :class:`UserError` where the paper would be empty."""
        if self.kind != "pages" and not any(self._rows_by_class(members).values()):
            sentence = (
                self.env._("Everybody here has borrowed in this school year.")
                if self.kind == "none"
                else self.env._("Nobody here has borrowed in this school year.")
            )
            raise UserError(sentence)

    # ------------------------------------------------------------------
    # WHAT STANDS ON THEM
    # ------------------------------------------------------------------

    def _year(self):
        return school_year.of(self.year_id.date_from)

    def _teachers(self, members):
        """Return ``{membership: homeroom teacher}`` of the class each was in that year."""
        enrolments = self.env["library.enrolment"].search(
            [("membership_id", "in", members.ids), ("class_id.year_id", "=", self.year_id.id)],
            order="date_from, id",
        )
        return {row.membership_id: row.class_id.teacher_name for row in enrolments}

    def _teachers_by_class(self):
        classes = self.env["library.school.class"].search(
            [("library_id", "=", self.library_id.id), ("year_id", "=", self.year_id.id)]
        )
        return {row.name: row.teacher_name for row in classes}

    def _rows_by_class(self, members):
        """Return ``{class: rows}``: the loans of its members, or who has none."""
        rows = {}
        for member, loans in members._loans_of_year(self._year()).items():
            found = list(loans) if self.kind == "table" else [member] * (not loans)
            rows.setdefault(loans[-1:].class_name or member.class_name or "", []).extend(found)
        return {name: found for name, found in rows.items() if found}

    def _columns(self):
        """Return the columns of a table, as on paper, and how wide in a workbook."""
        env = self.env
        columns = [
            (Column(env._("No."), 10, "right"), 6),
            (Column(env._("Name"), 48), 32),
            (Column(env._("Card Number"), 28), 16),
        ]
        if self.kind == "none":
            return [*columns, (Column(env._("Category"), 30), 16), (Column(env._("Note")), 30)]
        return [
            *columns,
            (Column(env._("Borrowed"), 21), 12),
            (Column(env._("Title")), 44),
            (Column(env._("Author"), 42), 28),
            (Column(env._("Publisher"), 36), 24),
            (Column(env._("Returned"), 21), 12),
        ]

    def _cells(self, row):
        if self.kind == "none":
            return (row.display_name, row.card_number or "", row.category_id.name, "")
        member = row.membership_id
        return (member.display_name, member.card_number or "", *member._record_line(row))

    # ------------------------------------------------------------------
    # PAPERS
    # ------------------------------------------------------------------

    def _pdf(self):
        members = self._members()
        members._persons()._note_access("print")
        if self.kind == "pages":
            # all of this library, whose librarian asks: checked above
            content = members.sudo()._reading_record(
                self._year(), self.paper, self._teachers(members)
            )
            return content, self._file_name("pdf")
        return self._table_pdf(members), self._file_name("pdf")

    def _table_pdf(self, members):
        env, library = self.env, self.library_id
        self._check_rows(members)
        columns = [column for column, __ in self._columns()]
        document = None
        teachers = self._teachers_by_class()
        signed = library._place_and_date(library._today())
        head = library._signatures(before_head=signed)[1]
        for class_name, rows in self._rows_by_class(members).items():
            if document:
                document.another()
            else:
                document = library._document(
                    self._title().upper(), paper=self.paper, landscape=self.kind == "table"
                )
            document.meta(
                [
                    (env._("Class"), class_name),
                    (env._("School Year"), self.year_id.name),
                    (env._("Homeroom Teacher"), teachers.get(class_name)),
                    (env._("Total"), len(rows)),
                ]
            )
            document.table(
                columns, [(str(at), *self._cells(row)) for at, row in enumerate(rows, 1)]
            )
            document.signatures(None, head)
        return document.render()

    def _workbook(self):
        if self.kind == "pages":
            raise UserError(self.env._("A page a pupil is a PDF. Choose the table for a workbook."))
        members = self._members()
        members._persons()._note_access("print")
        headings = [workbook.Heading(self.env._("Class"), 12)]
        headings += [workbook.Heading(column.title, width) for column, width in self._columns()]
        rows = [
            (class_name, at, *self._cells(row))
            for class_name, found in self._rows_by_class(members).items()
            for at, row in enumerate(found, 1)
        ]
        return workbook.render(self._title(), headings, rows), self._file_name("xlsx")

    def _title(self):
        env = self.env
        return {
            "pages": env._("Reading Record"),
            "table": env._("What Has Been Read"),
            "none": env._("Have Not Borrowed"),
        }[self.kind]

    def _file_name(self, extension):
        year = self.year_id.name.replace("/", "-")
        return f"{self._title()} {self.library_id.code} {year}.{extension}"
