from odoo import api, fields, models

from ..tools import call_number


class LibraryAuthor(models.Model):
    """A person or body named on title pages, with the heading it is filed under."""

    _name = "library.author"
    _description = "Author"
    _inherit = ["library.authority.mixin"]

    name = fields.Char(help="As on the title page.")
    heading = fields.Char(
        help="Name under which it is filed: the last name first, Balinese birth-order words skipped."
    )
    contribution_ids = fields.One2many(
        comodel_name="library.book.contributor", inverse_name="author_id", string="Contributions"
    )

    @api.depends("name")
    def _compute_heading(self):
        for author in self:
            author.heading = call_number.heading(author.name)

    def _titles(self, aggregate):
        contributors = self.env["library.book.contributor"].with_context(active_test=False)
        return contributors._read_group(
            [("author_id", "in", self.ids)], ["author_id"], [f"book_id:{aggregate}"]
        )

    def _titles_domain(self):
        return [("contributor_ids.author_id", "in", self.ids)]
