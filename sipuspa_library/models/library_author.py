from odoo import api, fields, models

from ..tools import call_number


class LibraryAuthor(models.Model):
    """A person or body named on title pages, with the heading it is filed under."""

    _name = "library.author"
    _description = "Author"
    _order = "heading, id"
    _rec_names_search = ["name", "heading"]

    name = fields.Char(required=True, index="trigram", help="As on the title page.")
    heading = fields.Char(
        compute="_compute_heading",
        store=True,
        readonly=False,
        precompute=True,
        help="Name under which it is filed: the last name first, Balinese birth-order words skipped.",
    )
    contribution_ids = fields.One2many(
        comodel_name="library.book.contributor", inverse_name="author_id", string="Titles"
    )

    @api.depends("name")
    def _compute_heading(self):
        for author in self:
            author.heading = call_number.heading(author.name)
