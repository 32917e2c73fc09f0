from odoo import api, fields, models
from odoo.tools import SQL

DAYS_COUNTED = 92
PLACES_KEPT = 30


class LibraryPopular(models.Model):
    """Which titles were lent most in the last months, in each library and in all together.

    Counted anew every night, without a member in it; textbooks, which everybody has to take, are left
    out. The public pages read a few of its rows, where counting loans would read them all.
    """

    _name = "library.popular"
    _description = "Title Lent Most"
    _order = "library_id, place"
    _rec_name = "book_id"

    library_id = fields.Many2one(
        comodel_name="library.library",
        readonly=True,
        ondelete="cascade",
        help="Empty: of all libraries.",
    )
    book_id = fields.Many2one(
        comodel_name="library.book", required=True, readonly=True, index=True, ondelete="cascade"
    )
    place = fields.Integer(required=True, readonly=True)

    _library_place_idx = models.Index("(library_id, place)")

    @api.model
    def _cron_count(self):
        """Count anew: the old places and the new ones change in one transaction."""
        self.env["library.loan"].flush_model()
        self.env.cr.execute("DELETE FROM library_popular")
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO library_popular (library_id, book_id, place)
                SELECT library_id, book_id, place FROM (
                    SELECT library_id, book_id, row_number() OVER (
                               PARTITION BY GROUPING(library_id), library_id
                               ORDER BY count(*) DESC, max(lent_at) DESC, book_id) AS place
                      FROM library_loan
                     WHERE voided_at IS NULL AND counted_apart IS NOT TRUE
                       AND lent_at > %s
                     GROUP BY GROUPING SETS ((library_id, book_id), (book_id))) ranked
                 WHERE place <= %s
                """,
                fields.Datetime.subtract(fields.Datetime.now(), days=DAYS_COUNTED),
                PLACES_KEPT,
            )
        )
        self.invalidate_model()
