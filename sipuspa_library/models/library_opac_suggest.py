from odoo import models
from odoo.tools import SQL

from ..tools import spelling
from ..tools.search_query import RARELY, quoted

WORDS_SHOWN, TITLES_SHOWN = 4, 6
LONG_ENOUGH, LONG_ENOUGH_FOR_TITLES = 2, 3  # letters before words are proposed, and titles
RARE = 200  # titles; a rarer word is proposed only where a title with it is shown at all
READ_LIMIT = 100
CANDIDATES = 40
CORRECTED = 3  # words of one search
FAR_MORE = 3  # times the titles with a rare word that may be a slip, too
LIKENESS = "0.2"  # of letter triples: low, since one slip in a short word changes most of them


class LibraryOpac(models.AbstractModel):
    """What somebody may be about to type, and what was meant by a slip of the pen."""

    _inherit = "library.opac"

    # ------------------------------------------------------------------
    # WHILE TYPING
    # ------------------------------------------------------------------

    def _suggest(self, text, at=None):
        """Return words and titles that go on from ``text``: its last word may be unfinished.

        Three statements and a setting, whatever is typed. Of titles, those read most are asked first; all
        others only where the beginning of the word is rare enough to be read.
        """
        text = self._clean(text)
        typed = self._typed_words(text)
        if not typed or len(typed[-1]) < LONG_ENOUGH:
            return {"words": [], "titles": []}
        self._read_by_index()
        words = self._words_like(typed[-1])
        before = text.rpartition(" ")[0]
        titles = self._titles_like(typed, at, sum(row["title_count"] for row in words))
        return {
            "words": [f"{before} {row['word']}".strip() for row in words[:WORDS_SHOWN]],
            "titles": titles,
        }

    def _typed_words(self, text):
        """Return the words of ``text`` as the catalogue keeps them."""
        [row] = self._rows(
            SQL(
                "SELECT array(SELECT lexeme FROM unnest(public.sipuspa_document(%s))"
                " ORDER BY positions[1]) AS words",
                text,
            )
        )
        return row["words"]

    def _words_like(self, beginning):
        """Return the words with most titles that begin so; of rare words, those of a public title."""
        return self._rows(
            SQL(
                """
                WITH word AS MATERIALIZED (
                    SELECT word, title_count FROM library_search_word
                     WHERE word LIKE %(like)s ORDER BY title_count DESC, word LIMIT %(limit)s)
                SELECT word, title_count FROM word
                 WHERE title_count > %(rare)s OR EXISTS (
                    SELECT FROM library_book book
                     WHERE book.search_vector @@ quote_literal(word.word)::tsquery AND %(public)s)
                 ORDER BY title_count DESC, word
                """,
                like=beginning + "%",
                limit=2 * WORDS_SHOWN,
                rare=RARE,
                public=self._shown_somewhere(),
            )
        )

    def _titles_like(self, typed, at, reach):
        """Return titles that hold the words, the last one perhaps unfinished, those read most first."""
        if len(typed[-1]) < LONG_ENOUGH_FOR_TITLES:
            return []
        match = " & ".join([*map(quoted, typed[:-1]), quoted(typed[-1]) + ":*"])
        rows = self._rows(
            SQL(
                """
                WITH best AS MATERIALIZED (
                    SELECT id, name, contributor_text, active, hidden FROM library_book
                     WHERE popularity > 0 AND search_vector @@ %(match)s::tsquery
                     ORDER BY popularity DESC, id LIMIT %(read)s),
                front AS MATERIALIZED (
                    SELECT id, name, contributor_text FROM best book WHERE %(public)s LIMIT %(shown)s),
                others AS (
                    SELECT id, name, contributor_text FROM (
                        SELECT id, name, contributor_text, active, hidden FROM library_book
                         WHERE %(is_rare)s AND (SELECT count(*) FROM front) < %(shown)s
                           AND (popularity > 0) IS NOT TRUE AND search_vector @@ %(match)s::tsquery
                         LIMIT %(read)s) book
                     WHERE %(public)s LIMIT %(shown)s)
                SELECT * FROM front UNION ALL SELECT * FROM others LIMIT %(shown)s
                """,
                match=match,
                public=self._shown_somewhere(at),
                shown=TITLES_SHOWN,
                read=READ_LIMIT,
                is_rare=reach <= 50 * RARE,
            )
        )
        return [
            {
                "name": row["name"],
                "authors": row["contributor_text"] or "",
                "url": f"/library/book/{self._slugged(row['id'], row['name'])}",
            }
            for row in rows
        ]

    def _shown_somewhere(self, at=None):
        """Return the condition that ``book`` is shown, without reading which libraries there are."""
        return SQL(
            """
            book.active AND book.hidden IS NOT TRUE AND (
                SELECT TRUE FROM library_holding held
                  JOIN library_library library ON library.id = held.library_id
                 WHERE held.book_id = book.id AND held.copy_count > 0
                   AND library.active AND library.published AND %s LIMIT 1)
            """,
            SQL("library.code = %s", at) if at else SQL("TRUE"),
        )

    # ------------------------------------------------------------------
    # WHAT WAS MEANT
    # ------------------------------------------------------------------

    def _meant(self, read, has_all):
        """Return what was probably typed with a slip, or nothing.

        Words nobody wrote are replaced by known ones; where no title has all the words, rare ones too, by
        words that are far more frequent.
        """
        doubtful = [
            words[0]
            for term, words, __ in read
            if term.kind == "word"
            and not term.place
            and len(words) == 1
            and words[0].count <= (0 if has_all else RARELY)
        ]
        doubtful = [word for word in doubtful[:CORRECTED] if not self._has_stem(word)]
        if not doubtful:
            return ""
        self.env.cr.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [LIKENESS]
        )
        corrections = {word.word: self._known_word(word) for word in doubtful}
        if not any(corrections.values()):
            return ""
        return " ".join(
            (len(words) == 1 and term.kind == "word" and corrections.get(words[0].word))
            or term.typed
            for term, words, __ in read
            if not term.place
        )

    def _has_stem(self, word):
        """Tell whether a title holds another form of ``word``: then it is a word, and no slip.

        Of a word that is not counted the word itself, too: it may stand in a summary, or be new.
        """
        forms = set(word.leaves()[1:] if word.count else word.leaves()) - set(word.initials())
        return self._is_written(" | ".join(forms))

    def _is_written(self, match):
        """Tell whether a title shown somewhere satisfies a tsquery."""
        [row] = self._rows(
            SQL(
                "SELECT EXISTS (SELECT FROM library_book book"
                " WHERE book.search_vector @@ %s::tsquery AND %s) AS known",
                match,
                self._shown_somewhere(),
            )
        )
        return row["known"]

    def _known_word(self, word):
        """Return the known word nearest to ``word``, or two where only a blank was left out."""
        typed = word.word
        cuts = spelling.halves(typed)
        rows = self._rows(
            SQL(
                """
                (SELECT word, title_count FROM library_search_word
                  WHERE word %% %(typed)s ORDER BY word <-> %(typed)s LIMIT %(candidates)s)
                UNION
                SELECT word, title_count FROM library_search_word WHERE word = ANY(%(parts)s)
                """,
                parts=[part for cut in cuts for part in cut],
                typed=typed,
                candidates=CANDIDATES,
            )
        )
        known = {
            row["word"]: row["title_count"]
            for row in rows
            if row["title_count"] > FAR_MORE * word.count
        }
        nearest = self._nearest_shown(typed, known)
        whole = [cut for cut in cuts if all(known.get(part) for part in cut)]
        if nearest or not whole or word.count:
            return nearest
        return " ".join(max(whole, key=lambda cut: min(known[part] for part in cut)))

    def _nearest_shown(self, typed, known):
        """Return the nearest known word that a public title holds: what is hidden is not spelled out."""
        for __ in range(CORRECTED):
            nearest = spelling.nearest(typed, known)
            if not nearest or known[nearest] > RARE or self._is_written(quoted(nearest)):
                return nearest
            del known[nearest]
        return ""
