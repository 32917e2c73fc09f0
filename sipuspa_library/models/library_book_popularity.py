from odoo import api, models
from odoo.tools import SQL

POPULAR = 10_000  # titles that a search for a frequent word ranks
PART = 200  # titles written at a time


class LibraryBook(models.Model):
    """Which titles are read most: a frequent word shows these first, out of an index of their own."""

    _inherit = "library.book"

    @api.model
    def _cron_count_popularity(self):
        """Write the popularity of titles of which it has changed; few a night, since it grows in steps."""
        crons = self.env["ir.cron"]
        changed = self._changed_popularity()
        crons._commit_progress(remaining=len(changed))

        def write(books):
            self._write_popularity({book.id: changed[book.id] for book in books})

        crons._each(self.browse(changed), write, size=PART)

    @api.model
    def _changed_popularity(self):
        """Return ``{title: popularity}`` of titles that stand with another: what was lent in two years.

        A loan counts most, a library that has the title a little; the logarithm makes a title that is lent
        often rise seldom. One statement over all loans, by night.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH lent AS (
                    SELECT book_id, count(*) AS loans FROM library_loan
                     WHERE voided_at IS NULL AND lent_at > now() AT TIME ZONE 'utc' - interval '2 years'
                     GROUP BY book_id),
                held AS (
                    SELECT book_id, count(*) AS libraries FROM library_holding
                     WHERE copy_count > 0 GROUP BY book_id),
                best AS (
                    SELECT held.book_id, COALESCE(lent.loans, 0) AS loans, held.libraries
                      FROM held LEFT JOIN lent USING (book_id)
                     ORDER BY loans DESC, held.libraries DESC, held.book_id DESC LIMIT %s),
                counted AS (
                    SELECT book_id, 1 + (10 * ln(1 + loans + libraries / 4.0))::int AS popularity FROM best)
                SELECT book.id, COALESCE(counted.popularity, 0)
                  FROM library_book book LEFT JOIN counted ON counted.book_id = book.id
                 WHERE COALESCE(book.popularity, 0) <> COALESCE(counted.popularity, 0)
                 ORDER BY book.id
                """,
                POPULAR,
            )
        )
        return dict(rows)

    @api.model
    def _write_popularity(self, values):
        """Write ``{title: popularity}`` in one statement; who described a title last stays."""
        pairs = SQL(", ").join(SQL("(%s, %s)", *pair) for pair in values.items())
        self.env.cr.execute(
            SQL(
                """
                UPDATE library_book book SET popularity = given.popularity
                  FROM (VALUES %s) AS given (id, popularity) WHERE book.id = given.id
                """,
                pairs,
            )
        )
        self.browse(values).invalidate_recordset(["popularity"], flush=False)
