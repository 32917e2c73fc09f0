from odoo import models
from odoo.tools import SQL, groupby

LIBRARIES_SHOWN = 40
HERE, OWN, NEAR, FAR = range(4)


class LibraryOpac(models.AbstractModel):
    """The page of a title: what it is, and where its copies stand."""

    _inherit = "library.opac"

    def _book(self, book_id, at=None):
        """Return the page of a title: its description, and where its copies are.

        :return: nothing when there is no such title, or it is not public
        """
        libraries = self._libraries()
        book_id = self._shown_id(book_id, libraries)
        if not book_id:
            return None
        here = self._here(libraries, at)
        book_sudo = self.env["library.book"].sudo().browse(book_id)
        own_sudo = self._own_versions([book_id], here)[book_id]
        held = self._nearest_first(self._held([book_id], libraries, here)[book_id], libraries, here)
        shelves = self._shelves(book_sudo, libraries)
        back = self._back_on(book_id, libraries)
        places = [
            {
                **row,
                "shelves": shelves.get(row["library_id"], []),
                "words": self._place_words(row, back.get(row["library_id"])),
            }
            for row in held[:LIBRARIES_SHOWN]
        ]
        title = {
            **self._title(book_sudo, own_sudo),
            **self._description_of(book_sudo, own_sudo),
            "cover": self._cover_address(book_sudo, own_sudo, here),
        }
        more = len(held) - len(places)
        return {
            "libraries": libraries,
            "here": here,
            "title": title,
            "areas": [
                (self._area_words(rank, rows), rows)
                for rank, rows in groupby(places, lambda row: row["rank"])
            ],
            "places": places,
            **self._related(book_sudo, libraries, here),
            "is_available": any(row["available"] for row in held),
            "summary": self._how_many(held),
            "more": self.env._("and %s more libraries", more) if more > 0 else "",
        }

    def _nearest_first(self, held, libraries, here):
        """Sort places: the chosen library, the visitor's own, those of their districts, the rest.

        Each with its ``rank``; within one, those that have the title on the shelf go first.
        """
        own = self._own_libraries() & libraries.keys()
        near = {libraries[library_id]["district"] for library_id in own}
        near |= {here["district"]} if here else set()

        def rank(row):
            if row["library"] is here:
                return HERE
            if row["library_id"] in own:
                return OWN
            return NEAR if row["library"]["district"] in near else FAR

        return sorted(
            ({**row, "rank": rank(row)} for row in held),
            key=lambda row: (row["rank"], not row["available"]),
        )

    def _own_libraries(self):
        """Return the ids of the libraries the visitor is a member of, when logged in with a card."""
        own = self.env.user._library_access().own_members
        if not own:
            return set()
        memberships_sudo = self.env["library.membership"].sudo()  # of the one who is asking
        mine_sudo = memberships_sudo.search([("member_id", "in", own), ("left_on", "=", False)])
        return set(mine_sudo.library_id.ids)

    def _area_words(self, rank, rows):
        """Return what stands above the places of a rank."""
        env = self.env
        if rank == NEAR:
            districts = ", ".join(dict.fromkeys(row["library"]["district"] for row in rows))
            return env._("Nearby, in %s", districts)
        return {HERE: env._("In this library"), OWN: env._("In your library")}.get(
            rank, env._("In other libraries")
        )

    def _shown_id(self, book_id, libraries):
        """Return the id of the title that is shown for ``book_id``: of a merged one, where it went."""
        rows = self._rows(
            SQL(
                """
                SELECT id FROM library_book book
                 WHERE id = (SELECT COALESCE(merged_into_id, id) FROM library_book WHERE id = %s)
                   AND %s
                """,
                book_id,
                self._is_public(libraries),
            )
        )
        return rows and rows[0]["id"]

    def _how_many(self, held):
        """Say how many copies are on the shelf, in how many libraries."""
        free = [row["available"] for row in held if row["available"]]
        if not free:
            return self.env._("Not on the shelf now")
        if len(free) == 1:
            return self.env._("%s on the shelf", sum(free))
        return self.env._(
            "%(count)s on the shelf in %(libraries)s libraries",
            count=sum(free),
            libraries=len(free),
        )

    def _place_words(self, row, back_on):
        """Say how many copies stand on the shelf of a library, and when a lent one comes back."""
        env = self.env
        if row["available"]:
            return env._(
                "%(available)s of %(total)s on the shelf",
                available=row["available"],
                total=row["total"],
            )
        if back_on:
            return env._("Lent; due back on %s", back_on)
        return env._("Not on the shelf now")

    def _description_of(self, book, own):
        roles, languages = (
            dict(self.env[model]._fields[name]._description_selection(self.env))
            for model, name in (("library.book.contributor", "role"), ("library.book", "language"))
        )
        shown = self._shown(
            book,
            own,
            ("place", "publisher", "year", "edition", "series", "extent", "isbn", "summary"),
        )
        return {
            "contributors": [
                {
                    "name": line.author_id.name,
                    "ref": self._ref(line.author_id),
                    "role": line.role != "author" and roles[line.role],
                }
                for line in book.contributor_ids
            ],
            "publisher": ", ".join(
                part
                for part in (
                    ": ".join(filter(None, (shown["place"], shown["publisher"]))),
                    shown["year"],
                )
                if part
            ),
            "edition": shown["edition"],
            "series": "; ".join(filter(None, (shown["series"], book.series_number))),
            "extent": shown["extent"],
            "language": languages.get(book.language),
            "isbn": shown["isbn"],
            "language_code": book.language,
            "year": book.year_sort,
            "subjects": [
                {"name": subject.name, "ref": self._ref(subject)} for subject in book.subject_ids
            ],
            "summary": shown["summary"],
        }

    def _cover_address(self, book, own, here):
        """Return where the page finds a cover: the chosen library's own, else the title's, else none."""
        if not self._with_cover(book, own):
            return ""
        return f"/library/cover/{book.id}" + (f"?at={here['code']}" if here else "")

    def _cover(self, book_id, at=None):
        """Return the record whose ``cover`` is shown, nothing when there is none to be seen."""
        libraries = self._libraries()
        book_id = self._shown_id(book_id, libraries)
        if not book_id:
            return None
        here = self._here(libraries, at)
        own_sudo = self._own_versions([book_id], here)[book_id]
        return self._with_cover(self.env["library.book"].sudo().browse(book_id), own_sudo)

    def _with_cover(self, book, own):
        sized = (record.with_context(bin_size=True) for record in (own, book))
        return next((record.with_context(bin_size=False) for record in sized if record.cover), None)

    def _shelves(self, book, libraries):
        """Return by library where to look: call number, shelf and kind of collection, each once."""
        groups = (
            self.env["library.copy"]
            .sudo()
            ._read_group(
                [
                    ("book_id", "=", book.id),
                    ("library_id", "in", list(libraries)),
                    ("status", "not in", ("withdrawn", "lost")),
                ],
                ["library_id", "collection_type_id", "call_number", "shelf_id"],
            )
        )
        shelves = {}
        for library, kind, call_number, shelf in groups:
            shelves.setdefault(library.id, []).append(
                {
                    "call_number": call_number,
                    "shelf": shelf.display_name,
                    "kind": kind.name,
                }
            )
        return shelves

    def _back_on(self, book_id, libraries):
        """Return by library the first day a lent copy is due from today on; never who has it."""
        rows = self._rows(
            SQL(
                """
                SELECT copy.library_id, min(loan.due_date) AS due
                  FROM library_copy copy
                  JOIN library_loan loan ON loan.copy_id = copy.id
                   AND loan.returned_at IS NULL AND loan.voided_at IS NULL
                 WHERE copy.book_id = %s AND copy.library_id = ANY(%s) AND loan.due_date >= %s
                 GROUP BY copy.library_id
                """,
                book_id,
                list(libraries),
                self.env["library.library"]._today(),
            )
        )
        return {row["library_id"]: self._date(row["due"]) for row in rows}
