from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools import duplicates


class LibraryDuplicate(models.Model):
    """Two titles that may be one: found every night among what is new, judged by a person."""

    _name = "library.duplicate"
    _description = "Possible Duplicate"
    _inherit = ["library.duplicate.mixin"]
    _rec_name = "book_low_id"
    _compared = "library.book"
    _low, _high = "book_low_id", "book_high_id"
    _progress = "sipuspa_library.duplicates_progress"
    _likely = duplicates.LIKELY

    book_low_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    book_high_id = fields.Many2one(
        comodel_name="library.book",
        string="Other Title",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    low_holders = fields.Char(string="Held by", compute="_compute_holders")
    high_holders = fields.Char(string="The Other Held by", compute="_compute_holders")

    _pair_unique = models.Constraint(
        "UNIQUE (book_low_id, book_high_id)", "These two titles have been compared already."
    )
    _pair_ordered = models.Constraint(
        "CHECK (book_low_id < book_high_id)", "A title is compared with another one."
    )

    @api.model
    def _reason_words(self):
        """Return what is read for each code of :data:`..tools.duplicates.REASONS`."""
        env = self.env
        return {
            **env["library.book"]._reason_words(),
            "isbn": env._("same ISBN"),
            "isbn_differs": env._("other ISBN"),
            "author_missing": env._("author on one only"),
            "author_unknown": env._("author on neither"),
            "year_missing": env._("year on one only"),
            "publisher": env._("same publisher"),
            "publisher_differs": env._("other publisher"),
        }

    def _compute_holders(self):
        """Tell who holds each title: the stock of every library is open to all."""
        holders = (self.book_low_id | self.book_high_id)._told_holders()
        for pair in self:
            pair.low_holders = holders.get(pair.book_low_id)
            pair.high_holders = holders.get(pair.book_high_id)

    def _refuse_locked(self):
        raise AccessError(
            self.env._("Other libraries use these titles. Ask the regency's cataloguer.")
        )

    @api.model
    def _records(self, ids):
        """Return titles as the pure rules compare them, by id."""
        books = self.env["library.book"].browse(ids)
        books.fetch(
            ["name", "subtitle", "contributor_text", "year", "isbn", "publisher", "edition"]
        )
        numbers = {}
        for line in self.env["library.book.identifier"].search_fetch(
            [("book_id", "in", books.ids), ("kind", "=", "isbn")], ["book_id", "value"]
        ):
            numbers.setdefault(line.book_id.id, []).append(line.value)
        return {
            book.id: duplicates.Record(
                title=" : ".join(filter(None, (book.name, book.subtitle))),
                authors=tuple(filter(None, (book.contributor_text or "").split("; "))),
                year=book.year or "",
                isbns=tuple(filter(None, (book.isbn, *numbers.get(book.id, ())))),
                publisher=book.publisher or "",
                edition=book.edition or "",
            )
            for book in books
        }

    @api.model
    def _score(self, one, other):
        return duplicates.score(one, other, least=duplicates.LIKELY)
