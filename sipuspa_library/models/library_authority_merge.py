from odoo import api, fields, models


class LibraryAuthorityMixin(models.AbstractModel):
    """Two headings for one person or thing become one; every name still leads to it."""

    _name = "library.authority.mixin"
    _inherit = ["library.authority.mixin", "library.merge.mixin", "library.verb.fields.mixin"]
    _merge_fields = ("name", "heading")
    _verb_fields = frozenset({"merged_into_id"})

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    def _merge_titles(self):
        return self.env["library.book"].union(*(books for __, books in self._titles("recordset")))

    def _merge_weight(self):
        """Keep the heading that most titles stand under."""
        return (self.book_count, *super()._merge_weight())

    def _merge_about(self):
        return self.env._("Titles: %s", self.book_count)

    def _merge_known_by(self):
        return [
            name for row in self for name in (row.name, *row._other_names(), row.heading) if name
        ]

    def _merge_keep(self, known_by):
        given = {self.name, self.heading}
        self.see_from = "\n".join(name for name in dict.fromkeys(known_by) if name not in given)


class LibraryAuthor(models.Model):
    _inherit = "library.author"

    merged_into_id = fields.Many2one(
        comodel_name="library.author",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _merge_copies(self):
        """Return the copies of their titles: a heading makes the call number."""
        return self._merge_titles()._merge_copies()

    def _merge_move(self, losers):
        """Move the contributions, but for those that would name one person twice on a title."""
        lines = self.env["library.book.contributor"].search(
            [("author_id", "in", (self | losers).ids)]
        )
        kept, doubled = set(), lines.browse()
        for line in lines.sorted(lambda line: (line.author_id != self, line.sequence, line.id)):
            place = (line.book_id, line.role)
            if place in kept and line.author_id != self:
                doubled |= line
            kept.add(place)
        doubled.unlink()
        return super()._merge_move(losers)


class LibrarySubject(models.Model):
    _inherit = "library.subject"

    merged_into_id = fields.Many2one(
        comodel_name="library.subject",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
