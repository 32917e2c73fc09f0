from odoo import fields, models


class LibrarySubject(models.Model):
    """What titles are about, in the words of one list."""

    _name = "library.subject"
    _description = "Subject"
    _inherit = ["library.authority.mixin"]

    name = fields.Char(help="In the words a reader would look for: Pertanian, Cerita rakyat.")

    book_ids = fields.Many2many(
        comodel_name="library.book", string="Its Titles", compute="_compute_book_ids"
    )

    _name_short = models.Constraint(
        "CHECK (length(name) <= 200)", "A subject is a word or a few: no more than 200 letters."
    )
    _name_uniq = models.UniqueIndex(
        "(lower(name)) WHERE active", "There is a subject of this name already."
    )

    def _compute_book_ids(self):
        """Show the titles; no inverse of ``library.book.subject_ids``: a title is edited on itself."""
        titles = dict(self._titles("recordset"))
        for subject in self:
            subject.book_ids = titles.get(subject._origin, False)

    def _titles(self, aggregate):
        books = self.env["library.book"].with_context(active_test=False)
        groups = books._read_group(
            [("subject_ids", "in", self.ids)], ["subject_ids"], [f"id:{aggregate}"]
        )
        return [(subject, titles) for subject, titles in groups if subject in self]

    def _titles_domain(self):
        return [("subject_ids", "in", self.ids)]
