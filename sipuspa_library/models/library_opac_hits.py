from odoo import models
from odoo.tools import SQL, ormcache

from ..tools import word_forms
from ..tools.search_query import RARELY, Query, Word
from .library_opac import FOUND_LIMIT

READ_LIMIT = 5_000  # titles of the words, of which those that pass the other conditions are taken
LOOKED_AT = 60  # hits, the first pages: of these, what is on a shelf comes before what is lent
NEWEST = 5_000  # titles among which a frequent word is looked for by "newest first"
ORDERS = {
    None: "matched DESC, titled DESC, exact DESC, score DESC, id",
    "title": "name, id",
    "new": "id DESC",
    "read": "popularity DESC NULLS LAST, score DESC, id",
}


class LibraryOpac(models.AbstractModel):
    """Which titles have the words, and which of them come first.

    A word may stand in a fifth of all titles. So what is read is bounded, whatever is asked: the index
    over the few titles that are read most answers first, ranked; only where these are few, the index
    over all of them.
    """

    _inherit = "library.opac"

    def _read_terms(self, terms):
        """Return ``[(term, words, phrase)]``: each term's words as the catalogue keeps them.

        One statement; a term without a letter or digit has no words.
        """
        rows = self._rows(
            SQL(
                """
                SELECT term.nth, lexeme.word, known.title_count, part.cuts,
                       public.sipuspa_stems(ARRAY[lexeme.word, CASE  -- nanam, as menanam is spoken
                           WHEN known.word IS NULL AND lexeme.word ~ '^(n|m)' THEN 'me' ELSE '' END
                           || lexeme.word]) AS stems,
                       phraseto_tsquery('pg_catalog.simple',
                                        translate(public.sipuspa_fold(term.text), '-', ' '))::text AS phrase
                  FROM unnest(%s::text[]) WITH ORDINALITY AS term (text, nth)
                  CROSS JOIN LATERAL unnest(public.sipuspa_document(term.text))
                                  AS lexeme (word, places, weights)
                  LEFT JOIN library_search_word known ON known.word = lexeme.word
                  CROSS JOIN LATERAL (
                    SELECT array_agg(cut ORDER BY cut) AS cuts
                      FROM generate_series(%s, length(lexeme.word) - %s) cut
                     WHERE length(lexeme.word) >= %s AND COALESCE(known.title_count, 0) <= %s
                       AND EXISTS (SELECT FROM library_search_word
                                    WHERE word = left(lexeme.word, cut))
                       AND EXISTS (SELECT FROM library_search_word
                                    WHERE word ~>=~ substr(lexeme.word, cut + 1)
                                      AND word ~<~ (substr(lexeme.word, cut + 1) || '~'))) part
                 ORDER BY term.nth, lexeme.places[1]
                """,
                [term.text for term in terms],
                word_forms.PART_LENGTH,
                word_forms.PART_LENGTH,
                word_forms.JOINED_LENGTH,
                RARELY,
            )
        )
        read = [(term, [], []) for term in terms]
        for row in rows:
            term, words, phrase = read[row["nth"] - 1]
            stems, count = tuple(row["stems"] or ()), row["title_count"] or 0
            words.append(Word(row["word"], stems, count, term.place, tuple(row["cuts"] or ())))
            phrase[:] = [row["phrase"]]
        typed = [words for term, words, __ in read if term.kind == "word"]
        forms = iter(word_forms.spelled([word for words in typed for word in words]))
        for words in typed:
            words[:] = [next(forms) for __ in words]
        return read

    def _query_of(self, read, marks):
        """Return the :class:`Query` of terms that were read."""

        def phrases(kind):
            return tuple(phrase[0] for term, __, phrase in read if term.kind == kind and phrase)

        words = [word for term, words, __ in read if term.kind == "word" for word in words]
        return Query(
            tuple({(word.word, word.place): word for word in words}.values()),
            phrases("phrase"),
            phrases("unwanted"),
            marks,
        )

    def _hits(self, query, match, libraries, scope, narrowing, sort=None, limit=FOUND_LIMIT + 1):
        """Return the best titles, one more than are paged through: ``id``; of the first, ``available``.

        :param match: the tsquery they must satisfy
        :param scope: ids of the libraries one of which must have the title; nothing where any will do
        """
        first = (
            SQL("id > (SELECT max(id) FROM library_book) - %s", NEWEST)
            if sort == "new"
            else SQL("popularity > 0")
        )
        held = self._held_in(scope or libraries)
        passes = [
            SQL("TRUE") if scope else held,
            *self._copy_conditions(scope or libraries, narrowing),
        ]
        topic_sudo = self._topic_of(narrowing)
        if topic_sudo and match:
            passes.append(self._of_topic(topic_sudo))
        columns = SQL("book.id, book.name, book.search_vector, book.popularity")
        where = SQL(
            "%s AND book.active AND book.hidden IS NOT TRUE",
            SQL("book.search_vector @@ %s::tsquery", match)
            if match
            else SQL("book.id IN (%s)", topic_sudo._hits(self._is_public(scope or libraries))),
        )
        return self._rows(
            SQL(
                """
                WITH best AS MATERIALIZED (
                    SELECT %(columns)s FROM library_book book
                     WHERE %(first)s AND %(where)s AND %(scoped)s
                     ORDER BY %(best)s LIMIT %(read)s),
                front AS MATERIALIZED (
                    SELECT * FROM best book WHERE %(passes)s LIMIT %(limit)s),
                others AS MATERIALIZED (
                    SELECT %(columns)s FROM %(rest)s
                     WHERE (SELECT count(*) FROM front) < %(limit)s
                       AND (%(first)s) IS NOT TRUE AND %(where)s AND %(scoped)s
                     LIMIT %(others)s),
                hit AS MATERIALIZED (
                    SELECT * FROM front UNION ALL
                    (SELECT * FROM others book WHERE %(passes)s LIMIT %(limit)s)
                    LIMIT %(limit)s),
                judged AS MATERIALIZED (
                    SELECT book.id, book.name, book.popularity,
                           %(matched)s AS matched, %(titled)s AS titled, %(exact)s AS exact,
                           (%(closeness)s) * (1 + 0.01 * COALESCE(book.popularity, 0)) AS score
                      FROM hit book),
                ranked AS MATERIALIZED (
                    SELECT *, row_number() OVER (ORDER BY %(order)s) AS nth FROM judged),
                seen AS MATERIALIZED (
                    SELECT *, CASE WHEN nth <= %(looked_at)s THEN %(available)s END AS available
                      FROM ranked book)
                SELECT id, available FROM seen ORDER BY %(shown)s nth
                """,
                columns=columns,
                first=first,
                where=where,
                scoped=held if scope else SQL("TRUE"),
                rest=self._rest(query, match, scope),
                best=SQL("id DESC")
                if sort == "new"
                else SQL(
                    "(search_vector @@ %s::tsquery) DESC, popularity DESC, id DESC", query.titled()
                )
                if query and sort != "read"
                else SQL("popularity DESC, id DESC"),
                passes=SQL(" AND ").join(passes),
                limit=limit,
                read=READ_LIMIT,
                others=limit if scope and len(passes) == 1 else READ_LIMIT,
                looked_at=LOOKED_AT,
                available=self._copy_condition(
                    scope or libraries, SQL("copy.status = 'available'")
                ),
                shown=SQL()
                if sort
                else SQL(
                    "nth > %s, matched DESC, titled DESC, exact DESC,"
                    " score * CASE WHEN available THEN 1.25 ELSE 1 END DESC,",
                    LOOKED_AT,
                ),
                matched=self._matched(query, match),
                titled=SQL("book.search_vector @@ %s::tsquery", query.titled() or match),
                exact=SQL("book.search_vector @@ %s::tsquery", query.exact() or match),
                closeness=SQL("1") if sort in ("title", "new") else self._closeness(query, match),
                order=SQL(ORDERS[sort]),
            )
        )

    def _held_in(self, libraries):
        """Return the condition that one of ``libraries`` has ``book``, asked title by title."""
        return SQL(
            """
            (SELECT TRUE FROM library_holding held
              WHERE held.book_id = book.id AND held.copy_count > 0 AND held.library_id = %s LIMIT 1)
            """,
            self._among(libraries),
        )

    def _among(self, ids):
        """Return what stands behind ``=`` for one of ``ids``; of many, none is weighed while it is planned.

        PostgreSQL estimates each number of a list on its own: a millisecond for three hundred libraries.
        """
        return SQL("ANY(%s)" if len(ids) == 1 else "ANY((SELECT %s)::int[])", self._array(ids))

    def _rest(self, query, match, scope):
        """Return where titles come from when the popular ones are few: from the shorter of two lists.

        That is the index of words, or the titles of the one library that is searched, newest first. Left to
        itself, PostgreSQL reads the catalogue along its numbers and hopes to find enough soon. The index is
        read to its end before the first title, so the other list may be twice as long.
        """
        if len(scope) != 1 or self._title_count(scope[0]) > 2 * query.most(match):
            return SQL("library_book book")
        return SQL(
            """
            (SELECT book_id FROM library_holding WHERE library_id = %s AND copy_count > 0
              ORDER BY book_id DESC) held
            CROSS JOIN LATERAL (SELECT * FROM library_book WHERE id = held.book_id LIMIT 1) book
            """,
            scope[0],
        )

    @ormcache("library_id")
    def _title_count(self, library_id):
        """Return how many titles a library has, or had some time ago: it only chooses a way to read."""
        return self._rows(
            SQL(
                "SELECT count(*) AS number FROM library_holding"
                " WHERE library_id = %s AND copy_count > 0",
                library_id,
            )
        )[0]["number"]

    def _of_topic(self, topic):
        """Return the condition that ``book`` belongs to a topic, asked title by title."""
        return SQL(
            """
            (SELECT TRUE FROM (SELECT * FROM library_book listed WHERE listed.id = book.id) book WHERE %s)
            """,
            topic._condition(),
        )

    def _copy_conditions(self, libraries, narrowing):
        """Return the conditions on a title's copies in ``libraries``."""
        if narrowing.available:
            yield self._copy_condition(libraries, SQL("copy.status = 'available'"))
        if narrowing.kind:
            yield self._copy_condition(
                libraries,
                SQL(
                    "copy.status NOT IN ('withdrawn', 'lost') AND copy.collection_type_id ="
                    " (SELECT id FROM library_collection_type WHERE code = %s)",
                    narrowing.kind,
                ),
            )

    def _copy_condition(self, libraries, condition):
        return SQL(
            """
            COALESCE((SELECT TRUE FROM library_copy copy
                       WHERE copy.book_id = book.id AND %s AND copy.library_id = %s LIMIT 1), FALSE)
            """,
            condition,
            self._among(libraries),
        )

    def _matched(self, query, match):
        """Return how much of the words a title has, a stem half; the same for all where all are asked for."""
        if match == query.all():
            return SQL("0")
        return SQL(" + ").join(
            SQL(
                "((book.search_vector @@ %s::tsquery)::int + (book.search_vector @@ %s::tsquery)::int) * %s",
                " | ".join(word.leaves()),
                " | ".join(word.written(word.place)),
                word.weight,
            )
            for word in query.words
        )

    def _closeness(self, query, match):
        """Return how well a title fits: words close together, in a short title, in the title at all."""
        if not query:
            return SQL("1")
        return SQL(
            """
            0.01 + ts_rank_cd('{0.1, 0.2, 0.5, 1}', book.search_vector, %(exact)s::tsquery)
                 + ts_rank('{0, 0, 0, 1}', book.search_vector, %(words)s::tsquery)
                 + 2 * ts_rank_cd(ts_filter(book.search_vector, '{a}'), %(titled)s::tsquery, 2)
            """,
            exact=query.exact() or match,
            words=query.any_word(),
            titled=query.titled(),
        )
