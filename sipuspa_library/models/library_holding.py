from odoo import api, fields, models
from odoo.tools import SQL


class LibraryHolding(models.Model):
    """How many live copies of a title a library has.

    Changes only when copies are added, moved or withdrawn, never at the desk; scopes a search to a
    library without touching the copies.
    """

    _name = "library.holding"
    _description = "Holding"
    _order = "library_id, book_id"
    _rec_name = "book_id"

    library_id = fields.Many2one(
        comodel_name="library.library", required=True, ondelete="cascade", readonly=True
    )
    book_id = fields.Many2one(
        comodel_name="library.book", required=True, index=True, ondelete="cascade", readonly=True
    )
    copy_count = fields.Integer(string="Copies", required=True, readonly=True)

    _library_book_unique = models.Constraint(
        "UNIQUE (library_id, book_id)", "This library's holding of the title exists already."
    )
    # what a search in one library reads: its titles, out of the index alone
    _held_idx = models.Index("(library_id, book_id) WHERE copy_count > 0")
    # what it reads elsewhere: where a title is
    _holders_idx = models.Index("(book_id, library_id) WHERE copy_count > 0")

    @api.model
    def _recount(self, pairs):
        """Count the live copies of ``(library id, book id)`` pairs anew, in one statement.

        A copy counts unless it is withdrawn or lost. Called after the copies are written.
        """
        pairs = sorted({pair for pair in pairs if all(pair)})
        if not pairs:
            return
        self.env["library.copy"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO library_holding (library_id, book_id, copy_count,
                                             create_uid, write_uid, create_date, write_date)
                SELECT pair.library_id, pair.book_id, count(copy.id),
                       %(uid)s, %(uid)s, now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc'
                  FROM (VALUES %(pairs)s) AS pair (library_id, book_id)
                  LEFT JOIN library_copy copy
                    ON copy.library_id = pair.library_id AND copy.book_id = pair.book_id
                   AND (copy.manual_state IS NULL OR copy.manual_state NOT IN ('withdrawn', 'lost'))
                 GROUP BY pair.library_id, pair.book_id
                ON CONFLICT (library_id, book_id) DO UPDATE
                   SET copy_count = EXCLUDED.copy_count, write_date = EXCLUDED.write_date
                """,
                uid=self.env.uid,
                pairs=SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs),
            )
        )
        self.invalidate_model()
        self.env["library.book"].invalidate_model(["holding_ids"])
