from odoo import api, fields, models
from odoo.tools import SQL

FOLDED = 20_000  # rows of the ledger in one go

# What stands in a title, its names and its subjects, as far as it is a word somebody would type.
# A statement notes what it changed in one row a word, appended: no row that others write, too.
FUNCTIONS = """
    CREATE OR REPLACE FUNCTION public.sipuspa_words(vector tsvector) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT lexeme FROM unnest(vector) AS given (lexeme, positions, weights)
         WHERE weights && '{A,B,C}' AND lexeme ~ '^[[:alpha:]][[:alnum:]]{1,39}$'
    $$;
    CREATE OR REPLACE FUNCTION library_book_count_words() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO library_search_word_change (word, change)
            SELECT word, count(*) FROM added, public.sipuspa_words(search_vector) word
             WHERE active AND hidden IS NOT TRUE GROUP BY word;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO library_search_word_change (word, change)
            SELECT word, -count(*) FROM removed, public.sipuspa_words(search_vector) word
             WHERE active AND hidden IS NOT TRUE GROUP BY word;
        ELSE
            INSERT INTO library_search_word_change (word, change)
            SELECT word, sum(change) FROM (
                SELECT word, 1 AS change
                  FROM added JOIN removed USING (id), public.sipuspa_words(added.search_vector) word
                 WHERE (added.search_vector, added.active, added.hidden)
                       IS DISTINCT FROM (removed.search_vector, removed.active, removed.hidden)
                   AND added.active AND added.hidden IS NOT TRUE
                UNION ALL
                SELECT word, -1
                  FROM added JOIN removed USING (id), public.sipuspa_words(removed.search_vector) word
                 WHERE (added.search_vector, added.active, added.hidden)
                       IS DISTINCT FROM (removed.search_vector, removed.active, removed.hidden)
                   AND removed.active AND removed.hidden IS NOT TRUE) changed
             GROUP BY word HAVING sum(change) <> 0;
        END IF;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER library_book_words_added AFTER INSERT ON library_book
        REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION library_book_count_words();
    CREATE OR REPLACE TRIGGER library_book_words_changed AFTER UPDATE ON library_book
        REFERENCING OLD TABLE AS removed NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION library_book_count_words();
    CREATE OR REPLACE TRIGGER library_book_words_removed AFTER DELETE ON library_book
        REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION library_book_count_words();
"""


class LibrarySearchWord(models.Model):
    """A word of the catalogue and how many titles hold it: what is proposed while somebody types.

    Titles are many, words are few: a slip of the pen is compared with these alone. PostgreSQL notes a
    change with the title itself, in :class:`LibrarySearchWordChange`; a scheduled action adds it up here.
    """

    _name = "library.search.word"
    _description = "Word of the Catalogue"
    _log_access = False
    _order = "title_count DESC, word"
    _rec_name = "word"

    word = fields.Char(required=True, readonly=True)
    title_count = fields.Integer(string="Titles", required=True, readonly=True)

    _word_unique = models.UniqueIndex(
        "(word text_pattern_ops)", "This word of the catalogue is there already."
    )
    _word_letters_idx = models.Index("USING gin (word gin_trgm_ops)")

    def init(self):
        """Have PostgreSQL note what changes, once the titles have the column it reads."""
        self.pool.post_init(self._watch_titles)
        return super().init()

    def _watch_titles(self):
        """Make the triggers, and count all words anew where what they are made from has changed."""
        self.env.cr.execute(FUNCTIONS)
        books = self.env["library.book"]
        made_from = books._search_columns_made_from()["search_vector"]
        query = SQL("SELECT obj_description('library_search_word'::regclass, 'pg_class')")
        if self.env.execute_query(query) != [(made_from,)]:
            self._count_anew()
            self.env.cr.execute(SQL("COMMENT ON TABLE library_search_word IS %s", made_from))

    @api.model
    def _count_anew(self):
        """Count the words of all titles: seconds for a regency."""
        self.env.cr.execute(
            """
            DELETE FROM library_search_word_change;
            DELETE FROM library_search_word;
            INSERT INTO library_search_word (word, title_count)
            SELECT word, count(*) FROM library_book, public.sipuspa_words(search_vector) word
             WHERE active AND hidden IS NOT TRUE GROUP BY word
            """
        )

    @api.model
    def _cron_fold(self):
        """Add up what was noted since the last time, a part a transaction."""
        crons = self.env["ir.cron"]
        changes = self.env["library.search.word.change"]
        crons._commit_progress(remaining=changes.search_count([]))
        while taken := self._fold():
            if not crons._commit_progress(taken):
                break

    @api.model
    def _fold(self):
        """Add up the oldest changes; return how many. Nobody but this action writes the words."""
        [(taken,)] = self.env.execute_query(
            SQL(
                """
                WITH taken AS (
                    DELETE FROM library_search_word_change WHERE id IN (
                        SELECT id FROM library_search_word_change
                         ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
                    RETURNING word, change),
                added AS (
                    INSERT INTO library_search_word (word, title_count)
                    SELECT word, sum(change) FROM taken GROUP BY word HAVING sum(change) <> 0
                    ON CONFLICT (word) DO UPDATE
                       SET title_count = library_search_word.title_count + EXCLUDED.title_count)
                SELECT count(*) FROM taken
                """,
                FOLDED,
            )
        )
        self.env.cr.execute("DELETE FROM library_search_word WHERE title_count = 0")
        return taken


class LibrarySearchWordChange(models.Model):
    """How many titles more, or fewer, hold a word: written by PostgreSQL with the titles, never changed."""

    _name = "library.search.word.change"
    _description = "Change of a Word of the Catalogue"
    _log_access = False
    _order = "id"
    _rec_name = "word"

    word = fields.Char(required=True, readonly=True)
    change = fields.Integer(required=True, readonly=True)
