from odoo import models
from odoo.tools import SQL

IDS_A_PART = 5000


class LibraryOpac(models.AbstractModel):
    """The addresses a search engine may know: a part at a time, none larger than the others."""

    _inherit = "library.opac"

    def _sitemap_parts(self):
        """Return the numbers of the parts that hold a public title.

        A part is a span of ids, so that neither the list nor a part counts or sorts the catalogue.
        """
        self._read_by_index()
        rows = self._rows(
            SQL(
                """
                SELECT part FROM generate_series(
                           0, (SELECT COALESCE(max(id), 0) / %(size)s FROM library_book)) part
                 WHERE EXISTS (
                     SELECT FROM library_book book
                      WHERE book.id >= part * %(size)s AND book.id < (part + 1) * %(size)s
                        AND book.active AND book.hidden IS NOT TRUE
                        AND (SELECT TRUE FROM library_holding held
                              WHERE held.book_id = book.id AND held.copy_count > 0
                                AND held.library_id = ANY(%(libraries)s) LIMIT 1))
                 ORDER BY part
                """,
                size=IDS_A_PART,
                libraries=list(self._libraries()),
            )
        )
        return [row["part"] for row in rows]

    def _sitemap_part(self, part):
        """Return ``(path, day of the last change)`` of the public titles of a part."""
        rows = self._rows(
            SQL(
                """
                SELECT book.id, book.name, to_char(book.write_date, 'YYYY-MM-DD') AS day
                  FROM library_book book
                 WHERE book.id >= %s AND book.id < %s AND %s ORDER BY book.id
                """,
                part * IDS_A_PART,
                (part + 1) * IDS_A_PART,
                self._is_public(self._libraries()),
            )
        )
        return [
            (f"/library/book/{self._slugged(row['id'], row['name'])}", row["day"]) for row in rows
        ]

    def _sitemap_places(self):
        """Return the paths of the first page, the libraries, topics and lists."""
        libraries = self._libraries()
        return [
            "/library",
            *(f"/library/at/{row['code']}" for row in libraries.values()),
            *(f"/library/topic/{topic['ref']}" for topic in self._topics()),
            *(f"/library/theme/{theme['ref']}" for theme in self._themes(libraries)),
        ]
