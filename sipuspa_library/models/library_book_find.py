from dataclasses import replace

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import duplicates, title_scan

TEXT_LENGTH = 200
SHOWN = 8  # more than fits a screen is not read
HITS = 40  # of each way to find, before similarity decides
RANKED = 2000  # with all words but one, ranked before they are cut to these
SAME, LIKE = 95, 70  # per cent from which a likeness is shown green, yellow


class LibraryBook(models.Model):
    """Find before you type: what the union catalogue has, for somebody with a book in hand."""

    _inherit = "library.book"

    @api.model
    def find_candidates(self, text, author=None, year=None):
        """Return the titles a scanned ISBN or typed words can mean, the likeliest first.

        The number of statements is the same whatever is found.

        :param text: an ISBN, a magazine's barcode, or words of the title
        :param author: as on the title page, where known
        :param year: as on the title page, where known
        :return: ``{"isbn": as stored where a valid one was given, "remark": a sentence about the
            number or "", "candidates": [plain values]}``
        :raise AccessError: for whoever neither receives books nor catalogues
        """
        self._check_describes()
        text, author, year = (self._typed(value) for value in (text, author, year))
        reading = title_scan.read(text)
        same = self._with_number(reading, text)
        scores = {book.id: None for book in same}
        if not same and reading.kind in ("words", "wrong_isbn"):
            scores = self._alike(text, author, year)
        books = self.browse(scores)
        return {
            "isbn": reading.number if reading.kind == "isbn" else "",
            "remark": self._remark(reading, bool(same)),
            "candidates": books._candidate_cards(scores),
        }

    def _check_describes(self):
        user = self.env.user
        if not (
            user.has_group("sipuspa_library.group_librarian")
            or user.has_group("sipuspa_library.group_cataloguer")
        ):
            raise AccessError(self.env._("Only librarians and cataloguers add books."))

    def _typed(self, value):
        """Return what a client says was typed, as printable words of a bounded length."""
        words = value if isinstance(value, str) else ""
        return "".join(c if c.isprintable() else " " for c in words)[:TEXT_LENGTH].strip()

    # ------------------------------------------------------------------
    # SEARCH
    # ------------------------------------------------------------------

    @api.model
    def _with_number(self, reading, text):
        """Return the titles that carry the number read, a wrong one included: it is kept as typed."""
        if reading.kind in ("words", "shop_code"):
            return self.browse()
        numbers = sorted({reading.number, text})
        domain = Domain("isbn", "in", numbers) | Domain("identifier_ids.value", "in", numbers)
        return self.search(domain, limit=SHOWN)

    @api.model
    def _alike(self, text, author, year):
        """Return ``{book id: similarity}`` of the titles most like the one described, best first."""
        typed = duplicates.Record(title=text, authors=(author,) if author else (), year=year)
        books = self.browse(self._similar_ids(text))
        books.fetch(["name", "subtitle", "contributor_text", "year"])
        scores = {book.id: book._likeness_to(typed) for book in books}
        best = sorted(scores, key=lambda book_id: (-scores[book_id].score, book_id))[:SHOWN]
        return {book_id: scores[book_id] for book_id in best}

    def _likeness_to(self, typed):
        """Return how like this title is to what was typed, by what was typed: all may be in one line."""
        authors = tuple((self.contributor_text or "").split("; "))
        record = duplicates.Record(
            title=": ".join(part for part in (self.name, self.subtitle) if part),
            authors=authors if typed.authors else (),
            year=(self.year or "") if typed.year else "",
        )
        likeness = duplicates.score(typed, record)
        if typed.authors or not self.contributor_text:
            return likeness
        in_one_line = replace(record, title=f"{self.name} {self.contributor_text}")
        return max(likeness, duplicates.score(typed, in_one_line))

    @api.model
    def _similar_ids(self, text):
        """Return ids of titles with nearly the words of ``text``, by one statement on two indexes.

        First those with all the words, the last perhaps unfinished, in title and authors, short
        titles before long ones. Only where these are few, what is mistyped: all words but one, or
        letters in which ``text`` stands with a few of them wrong. All this only blocks;
        :mod:`..tools.duplicates` judges.
        """
        words, but_one = title_scan.search_words(text)
        if not words:
            return []
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH whole AS MATERIALIZED (
                    SELECT id FROM library_book,
                           CAST(NULLIF(public.sipuspa_query(%(words)s)::text, '') || ':*' AS tsquery) query
                     WHERE search_vector @@ query AND active
                     ORDER BY length(name) LIMIT %(hits)s),
                but_one AS MATERIALIZED (
                    SELECT id FROM (
                        SELECT id, search_vector FROM library_book
                         WHERE (SELECT count(*) FROM whole) < %(hits)s
                           AND search_vector @@ public.sipuspa_query(%(but_one)s) AND active
                         LIMIT %(ranked)s) hit
                     ORDER BY ts_rank(search_vector, public.sipuspa_query(%(but_one)s)) DESC
                     LIMIT %(hits)s),
                letters AS (
                    SELECT id FROM library_book
                     WHERE (SELECT count(*) FROM (TABLE whole UNION TABLE but_one) hit) < %(few)s
                       AND %(typed)s <%% %(name)s AND active
                     ORDER BY %(typed)s <<-> %(name)s LIMIT %(hits)s)
                TABLE whole UNION TABLE but_one UNION TABLE letters
                """,
                words=words,
                but_one=but_one,
                typed=self.env.registry.unaccent(SQL("%s", text)),
                name=self.env.registry.unaccent(SQL.identifier("name")),
                hits=HITS,
                ranked=RANKED,
                few=SHOWN,
            )
        )
        return [row[0] for row in rows]

    # ------------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------------

    def _remark(self, reading, found):
        """Say what to know about a number before going on."""
        env = self.env
        if reading.kind == "wrong_isbn":
            return env._("A digit of this ISBN is wrong or missing. Look again, or type the title.")
        if reading.kind == "shop_code":
            return env._(
                "This is a shop's price code, not an ISBN. "
                "Scan the barcode that begins with 978, or type the title."
            )
        if reading.kind == "issn" and not found:
            return env._("This is a magazine's number (ISSN %s). Type its title.", reading.number)
        if reading.kind == "isbn" and not found:
            return env._("No title has this ISBN yet. Type its title: it may be here without it.")
        return ""

    def _candidate_cards(self, scores):
        """Return what is shown of each title: enough to tell it from its neighbours."""
        self.fetch(["name", "subtitle", "contributor_text", "publisher", "year", "edition"])
        covered = {
            row["id"] for row in self.with_context(bin_size=True).read(["cover"]) if row["cover"]
        }
        holders = self._holders()
        return [
            {
                "id": book.id,
                "name": book.name,
                "subtitle": book.subtitle or "",
                "authors": book.contributor_text or "",
                "imprint": ", ".join(
                    part for part in (book.publisher, book.year, book.edition) if part
                ),
                "cover": book.id in covered,
                "provisional": book.provisional,
                **self._likeness_words(scores[book.id]),
                "holders": self._holders_words(*holders[book.id]),
            }
            for book in self
        ]

    def _holders(self):
        """Return ``{book id: (number of libraries, copies of the user's own)}``."""
        operated = set(self.env.user._library_access().operated)
        held = dict.fromkeys(self.ids, (0, 0))
        rows = self.env["library.holding"].search_fetch(
            [("book_id", "in", self.ids), ("copy_count", ">", 0)],
            ["book_id", "library_id", "copy_count"],
        )
        for row in rows:
            libraries, mine = held[row.book_id.id]
            own = row.copy_count if row.library_id.id in operated else 0
            held[row.book_id.id] = (libraries + 1, mine + own)
        return held

    def _holders_words(self, libraries, mine):
        env = self.env
        if not libraries:
            return env._("No library has it yet")
        have = (
            env._("1 library has it")
            if libraries == 1
            else env._("%s libraries have it", libraries)
        )
        if not mine:
            return have
        own = env._("you have 1 copy") if mine == 1 else env._("you have %s copies", mine)
        return f"{have}, {own}"

    def _likeness_words(self, likeness):
        """Return likeness in words and per cent; ``None`` is the same number."""
        if likeness is None:
            return {"likeness": self.env._("Same number"), "percent": 100, "tone": "success"}
        percent = int(likeness.score * 100)
        said = [words[code] for code in likeness.reasons if code in (words := self._reason_words())]
        tone = "success" if percent >= SAME else "warning" if percent >= LIKE else "secondary"
        return {"likeness": ", ".join(said), "percent": percent, "tone": tone}

    def _reason_words(self):
        env = self.env
        return {
            "title": env._("same title"),
            "title_close": env._("nearly the same title"),
            "title_differs": env._("similar words"),
            "author": env._("same author"),
            "author_close": env._("similar author"),
            "author_differs": env._("other author"),
            "year": env._("same year"),
            "year_close": env._("nearly the same year"),
            "year_differs": env._("other year"),
            "volume_differs": env._("other volume"),
            "volume_missing": env._("perhaps another volume"),
            "level_differs": env._("other school level"),
            "edition_differs": env._("other edition"),
            "edition_missing": env._("perhaps another edition"),
        }
