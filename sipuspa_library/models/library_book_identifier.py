from odoo import api, fields, models

from ..tools import identifiers, isbn


class LibraryBookIdentifier(models.Model):
    """A further number of a title: the ISBN of the other binding, an ISSN, a number of a catalogue."""

    _name = "library.book.identifier"
    _description = "Identifier of a Title"
    _inherit = ["library.book.line.mixin", "library.verb.fields.mixin"]
    _order = "book_id, kind, id"
    _rec_name = "value"

    kind = fields.Selection(
        selection=[("isbn", "ISBN"), ("issn", "ISSN"), ("other", "Other")],
        required=True,
        default="isbn",
    )
    value = fields.Char(string="Number", required=True, index=True)
    valid = fields.Boolean(compute="_compute_valid", store=True, precompute=True)
    note = fields.Char(help="What it belongs to, e.g. jilid 2, hard cover.")

    _value_short = models.Constraint(
        "CHECK (length(value) <= 200)",
        "A number has no more than 200 signs. Write the rest as a note.",
    )

    @api.depends("kind", "value")
    def _compute_valid(self):
        for identifier in self:
            identifier.valid = identifiers.normalised(identifier.kind, identifier.value)[1]

    @api.onchange("kind", "value")
    def _onchange_value(self):
        self.value = identifiers.normalised(self.kind, self.value)[0] or False

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        default_kind = self.default_get(["kind"]).get("kind")
        return super().create(
            [self._normalised(vals, vals.get("kind", default_kind)) for vals in vals_list]
        )

    def write(self, vals):
        if not {"kind", "value"} & vals.keys():
            return super().write(vals)
        for kind, lines in self.grouped("kind").items():
            for value, same in lines.grouped("value").items():
                changed = {"value": value, **vals}
                super(LibraryBookIdentifier, same).write(
                    self._normalised(changed, changed.get("kind", kind))
                )
        return True

    def _normalised(self, vals, kind):
        return {**vals, "value": identifiers.normalised(kind, vals.get("value"))[0] or False}


class LibraryBook(models.Model):
    """The numbers a title is known by: one ISBN in front, further ones as lines."""

    _inherit = "library.book"

    isbn = fields.Char(
        string="ISBN",
        index="btree_not_null",
        help="Ten or thirteen digits, with or without hyphens.",
    )
    isbn_valid = fields.Boolean(
        string="Valid ISBN", compute="_compute_isbn_valid", store=True, precompute=True
    )
    isbn_twin_id = fields.Many2one(
        comodel_name="library.book",
        string="Title of the Same ISBN",
        compute="_compute_isbn_twin_id",
    )
    identifier_ids = fields.One2many(
        comodel_name="library.book.identifier", inverse_name="book_id", string="Further Numbers"
    )

    _isbn_short = models.Constraint(
        "CHECK (length(isbn) <= 200)", "Write one ISBN here, further ones under Further Numbers."
    )

    @api.depends("isbn")
    def _compute_isbn_valid(self):
        for book in self:
            book.isbn_valid = bool(book.isbn) and isbn.normalised(book.isbn)[1]

    @api.depends("isbn")
    def _compute_isbn_twin_id(self):
        """Find another title of the ISBN: mostly the same book entered twice, which a person sees."""
        typed = {book: isbn.normalised(book.isbn)[0] for book in self if book.isbn}
        twins = self._by_isbn(set(typed.values()))
        for book in self:
            others = twins.get(typed.get(book), self.browse()) - book._origin
            book.isbn_twin_id = others[:1]

    @api.model
    def _by_isbn(self, numbers):
        """Return the titles of each of the normalised ``numbers``, further ISBNs included."""
        found = {}
        if not numbers:
            return found
        for book in self.search([("isbn", "in", list(numbers))], order="id"):
            found[book.isbn] = found.get(book.isbn, self.browse()) | book
        for line in self.env["library.book.identifier"].search(
            [("kind", "=", "isbn"), ("value", "in", list(numbers)), ("book_id.active", "=", True)]
        ):
            found[line.value] = found.get(line.value, self.browse()) | line.book_id
        return found

    @api.onchange("isbn")
    def _onchange_isbn(self):
        self.isbn = isbn.normalised(self.isbn)[0] or False
