from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import textbook


class LibraryTextbookSet(models.Model):
    """The textbooks of one class for its school year (buku paket): titles times pupils.

    What a pupil has is an ordinary loan that names the set (:class:`library.loan`), so it goes with the
    pupil into another class and blocks a clearance letter; it is counted apart by the collection type
    of its copies. Given out in one act or by scanning (``library_textbook_assign.py``), collected at the end
    of the year (``library_textbook_collect.py``).
    """

    _name = "library.textbook.set"
    _description = "Class Set of Textbooks"
    _inherit = [
        "library.guarded.mixin",
        "library.verb.fields.mixin",
        "library.touch.mixin",
        "library.batch.mixin",
        "library.paper.mixin",
    ]
    _order = "year_id desc, class_id, id"
    _rec_name = "class_id"
    _owner_fields = ("library_id", "class_id")
    _touch_field = "assign_seq"
    _verb_fields = frozenset({"assign_seq", "batch_act"})

    library_id = fields.Many2one(string="School", domain=[("type_id.is_school", "=", True)])
    class_id = fields.Many2one(
        comodel_name="library.school.class", required=True, index=True, ondelete="restrict"
    )
    year_id = fields.Many2one(
        related="class_id.year_id", string="School Year", store=True, index=True
    )
    line_ids = fields.One2many(
        comodel_name="library.textbook.line", inverse_name="set_id", string="Titles"
    )
    loan_ids = fields.One2many(
        comodel_name="library.loan", inverse_name="set_id", string="Given Out"
    )
    note = fields.Text(string="Remark")
    assign_seq = fields.Integer(readonly=True, copy=False, default=0)
    batch_act = fields.Selection(
        selection=[("assign", "Giving out"), ("collect", "Collecting")],
        string="Under Way",
        readonly=True,
        copy=False,
    )

    pupil_count = fields.Integer(string="Pupils", compute="_compute_counts")
    title_count = fields.Integer(string="Number of Titles", compute="_compute_counts")
    out_count = fields.Integer(string="Out Now", compute="_compute_counts")
    returned_count = fields.Integer(string="Came Back", compute="_compute_counts")

    _class_unique = models.Constraint(
        "UNIQUE (class_id)", "This class has a set already. Add the titles to that one."
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("class_id.name", "class_id.year_id.name")
    def _compute_display_name(self):
        for textbooks in self:
            names = [textbooks.class_id.name, textbooks.class_id.year_id.name]
            textbooks.display_name = " · ".join(filter(None, names))

    @api.depends("class_id", "line_ids", "loan_ids.returned_at", "loan_ids.voided_at")
    def _compute_counts(self):
        """Count pupils, titles and loans, as the user's own rights let him."""
        loans = self.env["library.loan"]
        given = Domain("set_id", "in", self.ids) & Domain("voided_at", "=", False)
        every = dict(loans._read_group(given, ["set_id"], ["__count"]))
        out = dict(
            loans._read_group(given & Domain("returned_at", "=", False), ["set_id"], ["__count"])
        )
        for textbooks in self:
            textbooks.pupil_count = textbooks.class_id.pupil_count
            textbooks.title_count = len(textbooks.line_ids)
            textbooks.out_count = out.get(textbooks._origin, 0)
            textbooks.returned_count = every.get(textbooks._origin, 0) - textbooks.out_count

    @api.onchange("class_id")
    def _onchange_class(self):
        """Propose the titles of the latest set of that grade: parallel classes get the same."""
        if not self.class_id.grade or self.line_ids:
            return
        same = [
            ("library_id", "=", self.library_id.id),
            ("class_id.grade", "=", self.class_id.grade),
        ]
        lines = self.search(same, order="id desc", limit=1).line_ids
        self.line_ids = [
            Command.create({"book_id": line.book_id.id, "sequence": line.sequence})
            for line in lines
        ]

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    @api.constrains("library_id", "class_id")
    def _check_own_class(self):
        for textbooks in self:
            # that it is another school's is all that is said of it
            if textbooks.sudo().class_id.library_id != textbooks.library_id:
                raise ValidationError(self.env._("Choose a class of this school."))

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_given_out(self):
        if self.sudo().loan_ids:
            raise UserError(
                self.env._("Books of this set were given out, so it is kept with its lists.")
            )

    # ------------------------------------------------------------------
    # WHO IS IN IT
    # ------------------------------------------------------------------

    def _pupils(self):
        """Return the pupils who are in the class now, in the order of the class."""
        self.ensure_one()
        pupils = self.env["library.membership"].search_fetch(
            [("class_id", "=", self.class_id.id), ("left_on", "=", False)]
        )
        return pupils._by_class()

    def _numbers(self, pupils):
        """Return ``{pupil: number}`` in this set, those of the pupils who have none yet included."""
        self.ensure_one()
        rows = self.env["library.loan"]._read_group(
            [("set_id", "=", self.id)], ["membership_id", "set_number"], ["id:max"], order="id:max"
        )
        given = {pupil: number for pupil, number, __ in rows if pupil in pupils}
        return textbook.numbers(pupils, given, {number for __, number, __ in rows})


class LibraryTextbookLine(models.Model):
    """A title of a class set: a copy of it for every pupil."""

    _name = "library.textbook.line"
    _description = "Title of a Class Set"
    _inherit = ["library.guarded.mixin"]
    _order = "set_id, sequence, id"
    _rec_name = "book_id"
    _owner_fields = ("library_id", "set_id", "book_id")

    set_id = fields.Many2one(
        comodel_name="library.textbook.set",
        string="Class Set",
        required=True,
        index=True,
        ondelete="cascade",
    )
    library_id = fields.Many2one(
        related="set_id.library_id", store=True, precompute=True, readonly=True, default=None
    )
    sequence = fields.Integer(default=10)
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        required=True,
        index=True,
        ondelete="restrict",
    )
    shelf_count = fields.Integer(
        string="On the Shelf",
        compute="_compute_counts",
        help="Copies of the collection type Textbook that can be given out now.",
    )
    out_count = fields.Integer(string="Given Out", compute="_compute_counts")

    _title_once = models.Constraint("UNIQUE (set_id, book_id)", "This title is in the set already.")

    @api.depends("book_id", "set_id.loan_ids.returned_at", "set_id.loan_ids.voided_at")
    def _compute_counts(self):
        copies, loans = self.env["library.copy"], self.env["library.loan"]
        on_shelf, out = {}, {}
        for library in self.library_id:
            own = copies._textbooks_domain(library) & Domain("book_id", "in", self.book_id.ids)
            for book, count in copies._read_group(own, ["book_id"], ["__count"]):
                on_shelf[library, book] = count
        given = Domain("set_id", "in", self.set_id.ids) & Domain(loans._open_domain())
        for textbooks, book, count in loans._read_group(given, ["set_id", "book_id"], ["__count"]):
            out[textbooks, book] = count
        for line in self:
            line.shelf_count = on_shelf.get((line.library_id, line.book_id), 0)
            line.out_count = out.get((line.set_id._origin, line.book_id), 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_given_out(self):
        """Keep a title in the lists of its set as long as somebody has it."""
        out = self.filtered("out_count")[:1]
        if out:
            raise UserError(
                self.env._(
                    "“%s” is given out in this class. Take the copies back first.",
                    out.book_id.name,
                )
            )


class LibraryCopy(models.Model):
    _inherit = "library.copy"

    @api.model
    def _textbooks_domain(self, library):
        """Return the domain of the textbooks that ``library`` can give out now."""
        own = Domain("library_id", "=", library.id) & Domain("station_id", "=", False)
        return (
            (own | Domain("station_id", "=", library.id))
            & Domain("status", "=", "available")
            & Domain("collection_type_id", "in", self.env["library.collection.type"]._apart_ids())
        )
