from odoo import models
from odoo.tools import SQL, format_date

PAGE_SIZE = 20
HIT_LIMIT = 500  # so many titles of a list are paged through; more are told as "500+"
FOUND_LIMIT = 200  # of a search: each is weighed, and nobody turns ten pages
NEW_COUNT = 12
NAMES_SHOWN = 3


class LibraryOpac(models.AbstractModel):
    """What the public catalogue may read: the one door to it, for pages without a login.

    Reads in superuser mode, since nobody is logged in, and hands out plain values: titles that are
    not hidden and that a public library holds, public libraries, and numbers of copies. Never a
    person, a loan or who did something; of a lent copy only the day it is due. Each method takes
    a fixed number of queries, whatever it finds. Everything is private: nothing here is for RPC.
    """

    _name = "library.opac"
    _description = "Public Catalogue"

    # ------------------------------------------------------------------
    # WHAT IS PUBLIC
    # ------------------------------------------------------------------

    def _libraries(self):
        """Return the public libraries by id, in the order of districts and names."""
        return {
            row["id"]: row
            for row in self._rows(
                SQL(
                    """
                    SELECT library.id, library.code, library.name, region.name AS village,
                           COALESCE(district.name, region.name) AS district,
                           COALESCE(district.code, region.code) AS district_code
                      FROM library_library library
                      JOIN library_region region ON region.id = library.region_id
                      LEFT JOIN library_region district
                        ON district.id = region.parent_id AND region.level IN ('village', 'ward')
                     WHERE library.active AND library.published
                     ORDER BY district, library.name, library.id
                    """
                )
            )
        }

    def _here(self, libraries, at):
        """Return the public library of the code ``at``, nothing where there is none."""
        return next((row for row in libraries.values() if row["code"] == at), None)

    def _is_public(self, libraries):
        """Return the condition under which ``book`` is shown: held by one of ``libraries``."""
        return SQL(
            """
            book.active AND book.hidden IS NOT TRUE AND EXISTS (
                SELECT FROM library_holding held
                 WHERE held.book_id = book.id AND held.copy_count > 0
                   AND held.library_id = ANY(%s))
            """,
            self._array(libraries),
        )

    def _rows(self, query):
        self.env.flush_all()  # nothing on a page, which only reads; what a test has just written
        return self.env.execute_query_dict(query)

    def _array(self, ids):
        """Return ``ids`` as PostgreSQL reads them soonest: one text, not an expression of each."""
        return SQL("%s::int[]", f"{{{','.join(map(str, ids))}}}")

    def _read_by_index(self):
        """Let the rest of this transaction, which shows a page, read no table from end to end.

        With a limit PostgreSQL hopes to find enough soon and reads the whole catalogue where it does not:
        as it lies there, or for a merge join along the index of its numbers.
        """
        self.env.cr.execute(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),"
            " set_config('enable_mergejoin', 'off', true)"
        )

    # ------------------------------------------------------------------
    # TITLES
    # ------------------------------------------------------------------

    def _titles(self, book_ids, libraries, here=None):
        """Return what a list shows of titles that the caller has found to be public."""
        books_sudo = self.env["library.book"].sudo().browse(book_ids)
        books_sudo.fetch(
            ["name", "subtitle", "contributor_text", "publisher", "year", "provisional"]
        )
        held = self._held(book_ids, libraries, here)
        own_sudo = self._own_versions(book_ids, here)
        return [
            {
                **self._title(book, own_sudo[book.id]),
                **self._where(held[book.id], here),
                "held": held[book.id],
            }
            for book in books_sudo
        ]

    def _own_versions(self, book_ids, here):
        """Return by title the version of the chosen library, an empty one where it has none."""
        locals_sudo = self.env["library.book.local"].sudo()
        own = dict.fromkeys(book_ids, locals_sudo)
        if here:
            domain = [("library_id", "=", here["id"]), ("book_id", "in", book_ids)]
            own.update((local.book_id.id, local) for local in locals_sudo.search(domain))
        return own

    def _shown(self, book, own, names):
        """Return values of a title as a library shows them: what it has or proposes goes first."""
        values = own._shown() if own else {}
        return {name: values.get(name, book[name]) for name in names}

    def _title(self, book, own):
        shown = self._shown(book, own, ("name", "subtitle", "publisher", "year"))
        return {
            "id": book.id,
            "ref": self._ref(book),
            "name": shown["name"],
            "subtitle": shown["subtitle"],
            "authors": book.contributor_text,
            "is_provisional": book.provisional,
            "imprint": ", ".join(part for part in (shown["publisher"], shown["year"]) if part),
            "initial": next((letter for letter in shown["name"] if letter.isalnum()), "•").upper(),
            "tone": book.id % 6,
        }

    def _ref(self, row):
        """Return how an address names a row: its number, and its name for those who read addresses."""
        return self._slugged(row.id, row.name)

    def _slugged(self, row_id, name):
        slug = self.env["ir.http"]._slugify(name, max_length=60)
        return f"{row_id}-{slug}" if slug else str(row_id)

    def _held(self, book_ids, libraries, here=None):
        """Return, by title, its live copies and how many are available, a row a public library.

        The chosen library first, then those that have it on the shelf.
        """
        rows = self._rows(
            SQL(
                """
                WITH free AS (
                    SELECT book_id, library_id, count(*) AS number FROM library_copy
                     WHERE status = 'available' AND book_id = ANY(%(books)s)
                     GROUP BY book_id, library_id)
                SELECT held.book_id, held.library_id, held.copy_count AS total,
                       COALESCE(free.number, 0) AS available
                  FROM library_holding held LEFT JOIN free USING (book_id, library_id)
                 WHERE held.book_id = ANY(%(books)s) AND held.copy_count > 0
                   AND held.library_id = ANY(%(libraries)s)
                """,
                books=self._array(book_ids),
                libraries=self._array(libraries),
            )
        )
        held = {book_id: [] for book_id in book_ids}
        for row in rows:
            held[row["book_id"]].append({**row, "library": libraries[row["library_id"]]})
        for places in held.values():
            places.sort(
                key=lambda row: (
                    row["library"] is not here,
                    not row["available"],
                    row["library"]["name"],
                    row["library_id"],
                )
            )
        return held

    def _where(self, held, here=None):
        """Say where copies are on the shelf: ``where``, in few words ``where_short``, ``is_free``.

        In the catalogue of a library that has the title it is about that library's copies: what
        stands on another one's shelf is not here.
        """
        own = next((row for row in held if row["library"] is here), None)
        free = [row for row in held if row["available"]]
        where = self._where_here(own, free) if own else self._where_anywhere(held, free)
        short = self._how_many(held) if not own and len(free) > 1 else where
        is_free = bool(own["available"] if own else free)
        return {"where": where, "where_short": short, "is_free": is_free}

    def _where_here(self, own, free):
        env = self.env
        if own["available"]:
            return env._("%s on the shelf here", own["available"])
        if not free:
            return env._("Not on the shelf now")
        if len(free) == 1:
            return env._("Not on the shelf here now, but at %s", free[0]["library"]["name"])
        return env._("Not on the shelf here now, but in %s other libraries", len(free))

    def _where_anywhere(self, held, free):
        shown = [row["library"]["name"] for row in free or held]
        names = ", ".join(shown[:NAMES_SHOWN])
        if len(shown) > NAMES_SHOWN:
            names = self.env._(
                "%(libraries)s and %(count)s more",
                libraries=names,
                count=len(shown) - NAMES_SHOWN,
            )
        if free:
            return self.env._(
                "%(count)s on the shelf: %(libraries)s",
                count=sum(row["available"] for row in free),
                libraries=names,
            )
        return self.env._("Not on the shelf now: %s", names)

    def _paging(self, total, page):
        """Return what a list of ``total`` titles says of its pages, of which this is ``page``."""
        pages = max(-(-min(total, HIT_LIMIT) // PAGE_SIZE), 1)
        return {
            "page": page,
            "page_count": pages,
            "first": (page - 1) * PAGE_SIZE + 1,
            "page_words": self.env._("Page %(page)s of %(pages)s", page=page, pages=pages),
        }

    def _capped(self, number, limit=None):
        limit = limit or HIT_LIMIT
        return f"{limit}+" if number > limit else number

    def _date(self, day):
        return format_date(self.env, day, date_format="d MMMM y")
