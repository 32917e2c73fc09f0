from odoo import models
from odoo.tools import SQL

RELATED_SHOWN = 6
SERIES_READ = 200
KEY_LENGTH = 100  # of what is compared first: an index takes no text of any length


class LibraryOpac(models.AbstractModel):
    """What else there is of a work and of its series."""

    _inherit = "library.opac"

    def _related(self, book, libraries, here):
        """Return the other editions of a title and the other titles of its series, as a list shows them."""
        ids = {"editions": self._edition_ids(book, libraries)}
        ids["series"] = self._series_ids(book, libraries)
        wanted = list(dict.fromkeys([*ids["editions"], *ids["series"]]))
        titles = {title["id"]: title for title in self._titles(wanted, libraries, here)}
        return {name: [titles[book_id] for book_id in found] for name, found in ids.items()}

    def _edition_ids(self, book, libraries):
        """Return the titles of the same name that share an author, newest first."""
        rows = self._rows(
            SQL(
                """
                SELECT book.id FROM library_book book
                 WHERE left(lower(book.name), %(length)s) = left(lower(%(name)s), %(length)s)
                   AND lower(book.name) = lower(%(name)s) AND book.id <> %(id)s
                   AND EXISTS (
                       SELECT FROM library_book_contributor other
                         JOIN library_book_contributor own USING (author_id)
                        WHERE other.book_id = book.id AND own.book_id = %(id)s)
                   AND %(public)s
                 ORDER BY book.year_sort DESC NULLS LAST, book.id DESC LIMIT %(count)s
                """,
                length=SQL(str(KEY_LENGTH)),
                name=book.name,
                id=book.id,
                public=self._is_public(libraries),
                count=RELATED_SHOWN,
            )
        )
        return [row["id"] for row in rows]

    def _series_ids(self, book, libraries):
        """Return the other titles of a series, in its order."""
        rows = self._rows(
            SQL(
                """
                SELECT id FROM (
                    SELECT book.id, book.name, book.series_number FROM library_book book
                     WHERE left(lower(book.series), %(length)s) = left(lower(%(series)s), %(length)s)
                       AND lower(book.series) = lower(%(series)s) AND book.id <> %(id)s
                       AND %(public)s LIMIT %(read)s) part
                 ORDER BY length(series_number), series_number, name, id LIMIT %(count)s
                """,
                length=SQL(str(KEY_LENGTH)),
                series=book.series or None,
                id=book.id,
                public=self._is_public(libraries),
                read=SERIES_READ,
                count=RELATED_SHOWN,
            )
        )
        return [row["id"] for row in rows]


class LibraryBook(models.Model):
    _inherit = "library.book"

    _name_key_idx = models.Index(f"((left(lower(name), {KEY_LENGTH})))")
    _series_key_idx = models.Index(
        f"((left(lower(series), {KEY_LENGTH}))) WHERE series IS NOT NULL"
    )
