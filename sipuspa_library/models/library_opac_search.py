from odoo import models
from odoo.tools import SQL

from ..tools import isbn
from .library_opac import HIT_LIMIT, PAGE_SIZE

QUERY_LENGTH = 200


class LibraryOpac(models.AbstractModel):
    """Finding titles by words."""

    _inherit = "library.opac"

    def _find(self, text, at=None, page=1):
        """Find titles by words in any order over title, contributors and ISBN.

        Titles that hold the words in the title itself come first, then those where they stand
        close together.

        :param at: code of the library to search in, all of them without
        :param page: 1 and up
        :return: values of the result page; nothing when there is no such library
        """
        libraries = self._libraries()
        here = next((row for row in libraries.values() if row["code"] == at), None)
        if at and not here:
            return None
        words = self._clean(text)
        query = self._query(words)
        rows = self._hits(query, [here["id"]] if here else libraries, page) if query else []
        total = rows[0]["total"] if rows else 0
        pages = -(-min(total, HIT_LIMIT) // PAGE_SIZE)
        return {
            "libraries": libraries,
            "here": here,
            "words": words,
            "is_searchable": bool(query),
            "titles": self._titles([row["id"] for row in rows], libraries, here),
            "summary": self._summary(total, words, here),
            "page": page,
            "page_count": pages,
            "first": (page - 1) * PAGE_SIZE + 1,
            "page_words": self.env._("Page %(page)s of %(pages)s", page=page, pages=pages),
        }

    def _summary(self, total, words, here):
        """Say how many titles were found, for what, and where: one sentence, read out as it changes."""
        env = self.env
        if not total:
            found = env._("Nothing found for “%s”", words)
        elif total == 1:
            found = env._("1 title for “%s”", words)
        else:
            found = env._(
                "%(count)s titles for “%(words)s”", count=self._capped(total), words=words
            )
        return (
            env._("%(found)s at %(library)s", found=found, library=here["name"]) if here else found
        )

    def _clean(self, text):
        """Return ``text`` without what cannot be seen, and no longer than a query may be."""
        seen = "".join(letter if letter.isprintable() else " " for letter in (text or ""))
        return " ".join(seen[:QUERY_LENGTH].split())

    def _query(self, words):
        """Return the ``tsquery`` of ``words``, nothing when no word is wanted, only unwanted ones."""
        [row] = self._rows(
            SQL(
                "SELECT query::text, querytree(query) AS wanted FROM public.sipuspa_query(%s) query",
                isbn.unhyphenated(words),
            )
        )
        return row["query"] if row["wanted"] not in ("", "T") else ""

    def _hits(self, query, libraries, page):
        """Return a page of ids with the number of all hits, capped one above the limit."""
        return self._rows(
            SQL(
                """
                WITH hit AS MATERIALIZED (
                    SELECT book.id, book.name, book.search_vector AS words
                      FROM library_book book
                     WHERE book.search_vector @@ %(query)s::tsquery AND %(public)s
                     LIMIT %(limit)s)
                SELECT id, count(*) OVER () AS total FROM hit
                 ORDER BY ts_filter(words, '{a}') @@ %(query)s::tsquery DESC,
                          ts_rank_cd('{0.1, 0.2, 0.5, 1}', words, %(query)s::tsquery) DESC, name, id
                 LIMIT %(size)s OFFSET %(offset)s
                """,
                query=query,
                public=self._is_public(libraries),
                limit=HIT_LIMIT + 1,
                size=PAGE_SIZE,
                offset=(page - 1) * PAGE_SIZE,
            )
        )
