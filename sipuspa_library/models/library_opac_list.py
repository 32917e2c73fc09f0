from odoo import models
from odoo.tools import SQL

from .library_opac import HIT_LIMIT, PAGE_SIZE


class LibraryOpac(models.AbstractModel):
    """Pages that are a list of titles: of an author, a subject, a topic, a theme list."""

    _inherit = "library.opac"

    def _listing(self, kind, row_id, at=None, page=1):
        """Return a page of the titles of an author, subject, topic or theme list.

        :param kind: which of the four
        :param at: code of the library whose titles are wanted, all of them without
        :return: nothing where there is no such thing, or no public title of it anywhere
        """
        libraries = self._libraries()
        here = self._here(libraries, at)
        row_sudo = self._listed(kind, row_id, libraries)
        if not row_sudo or (at and not here):
            return None
        ids, total = self._listed_ids(row_sudo, [here["id"]] if here else libraries, page)
        if not total and not self._is_known(row_sudo, libraries, here, page):
            return None
        return {
            "libraries": libraries,
            "here": here,
            "kind": kind,
            "ref": self._topic_ref(row_sudo) if kind == "topic" else self._ref(row_sudo),
            "name": row_sudo.name,
            **self._listed_words(row_sudo, libraries),
            "titles": self._titles(ids, libraries, here),
            "summary": self._how_many_titles(total),
            **self._paging(total, page),
        }

    def _is_known(self, row, libraries, here, page):
        """Tell whether a page without titles is shown: a heading of hidden titles alone is not."""
        if page > 1:
            return False
        if row._name == "library.topic":
            return True
        return bool(here and self._listed_ids(row, libraries, 1)[1])

    def _how_many_titles(self, total):
        if total == 1:
            return self.env._("1 title")
        return self.env._("%s titles", self._capped(total))

    def _listed(self, kind, row_id, libraries):
        """Return what the page is about, of a merged heading where it went; nothing when it is not shown."""
        rows_sudo = self.env[f"library.{kind}"].sudo()
        row_sudo = rows_sudo.search([("id", "=", row_id)], limit=1)
        if not row_sudo and "merged_into_id" in rows_sudo._fields:
            gone_sudo = rows_sudo.with_context(active_test=False).search([("id", "=", row_id)])
            row_sudo = gone_sudo.merged_into_id
        if kind == "theme":
            whose = row_sudo.library_id.id
            shown = row_sudo.is_shown and (not whose or whose in libraries)
            return row_sudo if shown else None
        return row_sudo

    def _listed_ids(self, row, libraries, page):
        """Return the ids of a page of titles, and how many there are, capped one above the limit."""
        of_row, order = self._titles_of(row, libraries)
        self._read_by_index()
        rows = self._rows(
            SQL(
                """
                WITH hit AS MATERIALIZED (%(of_row)s)
                SELECT book.id, (SELECT count(*) FROM hit) AS total
                  FROM hit JOIN library_book book USING (id)
                 ORDER BY %(order)s LIMIT %(size)s OFFSET %(offset)s
                """,
                of_row=of_row,
                order=order,
                size=PAGE_SIZE,
                offset=(page - 1) * PAGE_SIZE,
            )
        )
        return [row["id"] for row in rows], rows[0]["total"] if rows else 0

    def _titles_of(self, row, libraries):
        """Return the query of the public titles of a row, and in which order they are shown."""
        best = SQL(
            "COALESCE(book.popularity, 0) DESC, book.year_sort DESC NULLS LAST, book.name, book.id"
        )
        public = self._is_public(libraries)
        if row._name == "library.topic":
            return SQL("SELECT id FROM (%s) part LIMIT %s", row._hits(public), HIT_LIMIT + 1), best
        if row._name == "library.theme":
            lines = SQL(
                """
                SELECT book.id, line.sequence, line.id AS line_id
                  FROM library_theme_line line JOIN library_book book ON book.id = line.book_id
                 WHERE line.theme_id = %s AND %s LIMIT %s
                """,
                row.id,
                public,
                HIT_LIMIT + 1,
            )
            return lines, SQL("hit.sequence, hit.line_id")
        table, column, other = {
            "library.author": ("library_book_contributor", "author_id", "book_id"),
            "library.subject": self._subject_relation(),
        }[row._name]
        return SQL(
            "SELECT book.id FROM library_book book WHERE %s AND book.id IN "
            "(SELECT %s FROM %s WHERE %s = %s) LIMIT %s",
            public,
            SQL.identifier(other),
            SQL.identifier(table),
            SQL.identifier(column),
            row.id,
            HIT_LIMIT + 1,
        ), best

    def _subject_relation(self):
        field = self.env["library.book"]._fields["subject_ids"]
        return field.relation, field.column2, field.column1

    def _listed_words(self, row, libraries):
        """Return what stands above the list: what it is, further names, who recommends it."""
        env = self.env
        if row._name == "library.topic":
            return {"eyebrow": env._("Topic"), "topic_here": self._topic_here(row)}
        if row._name == "library.theme":
            return {"eyebrow": env._("Recommended"), **self._theme_words(row, libraries)}
        is_author = row._name == "library.author"
        return {
            "eyebrow": env._("Author") if is_author else env._("Subject"),
            "other_names": row._further_names(),
        }
