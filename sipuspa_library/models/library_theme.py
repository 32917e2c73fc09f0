from odoo import api, fields, models
from odoo.fields import Domain


class LibraryTheme(models.Model):
    """A list of titles somebody recommends: for Independence Day, for the rainy season, of a new shelf.

    A library's list stands on its own page and on the first page of all; the office's on the first page.
    """

    _name = "library.theme"
    _description = "Theme List"
    _inherit = ["library.guarded.mixin"]
    _order = "published_from desc, id desc"

    name = fields.Char(string="Heading", required=True, help="e.g. Menyambut Hari Kartini.")
    introduction = fields.Text(help="A sentence or two about why these books.")
    library_id = fields.Many2one(
        required=False, ondelete="cascade", help="Empty: a list of the library office."
    )
    published_from = fields.Date(
        string="Shown from",
        required=True,
        index=True,
        default=lambda self: self.env["library.library"]._today(),
    )
    published_to = fields.Date(string="Shown until", help="Empty: until it is archived.")
    active = fields.Boolean(default=True)
    line_ids = fields.One2many(
        comodel_name="library.theme.line", inverse_name="theme_id", string="Books"
    )
    title_count = fields.Integer(string="Titles", compute="_compute_title_count")
    is_shown = fields.Boolean(
        string="Shown Now", compute="_compute_is_shown", search="_search_is_shown"
    )

    _dates_order = models.Constraint(
        "CHECK (published_from <= published_to)", "A list is shown from a day until a later one."
    )
    _name_not_blank = models.Constraint(r"CHECK (name ~ '\S')", "Write a heading.")

    @api.depends("line_ids")
    def _compute_title_count(self):
        counts = dict(
            self.env["library.theme.line"]._read_group(
                [("theme_id", "in", self.ids)], ["theme_id"], ["__count"]
            )
        )
        for theme in self:
            theme.title_count = counts.get(theme._origin, 0)

    @api.depends("active", "published_from", "published_to")
    def _compute_is_shown(self):
        shown = self.filtered_domain(self._shown_domain())
        for theme in self:
            theme.is_shown = theme in shown

    def _search_is_shown(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._shown_domain() if True in value else ~self._shown_domain()

    @api.model
    def _shown_domain(self):
        today = self.env["library.library"]._today()
        return (
            Domain("active", "=", True)
            & Domain("published_from", "<=", today)
            & (Domain("published_to", "=", False) | Domain("published_to", ">=", today))
        )


class LibraryThemeLine(models.Model):
    """A title in a list, at its place."""

    _name = "library.theme.line"
    _description = "Book of a Theme List"
    _inherit = ["library.guarded.mixin"]
    _order = "theme_id, sequence, id"
    _rec_name = "book_id"
    _owner_fields = ("library_id", "theme_id")

    theme_id = fields.Many2one(
        comodel_name="library.theme", required=True, index=True, ondelete="cascade"
    )
    library_id = fields.Many2one(
        related="theme_id.library_id",
        store=True,
        precompute=True,
        readonly=True,
        required=False,
        default=None,
    )
    sequence = fields.Integer(default=10)
    book_id = fields.Many2one(
        comodel_name="library.book", string="Title", required=True, index=True, ondelete="cascade"
    )

    _book_once = models.Constraint(
        "UNIQUE (theme_id, book_id)", "This title stands in the list already."
    )
