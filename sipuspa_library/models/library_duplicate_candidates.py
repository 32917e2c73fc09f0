from hashlib import md5

from odoo import api, models
from odoo.tools import SQL

from .mixin_search_column import FUNCTIONS

# What two descriptions of one title share, whatever was typed wrong in one of them: two of the three
# longest words of the title, with or without its subtitle; or one of the two longest with the longest
# word of an author's name. Words that many titles share and volumes count for nothing.
TITLE_KEYS = r"""
    CREATE OR REPLACE FUNCTION public.sipuspa_title_keys(title text, subtitle text, authors text)
    RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE SET jit = off AS $$
        WITH typed (text) AS (VALUES (title), (title || ' ' || subtitle)),
        word AS (
            SELECT DISTINCT text,
                   left(regexp_replace(translate(word, 'y', 'j'), '(.)\1+', '\1', 'g'), 60) AS word
              FROM typed, regexp_split_to_table(public.sipuspa_fold(text), '[^[:alnum:]]+') word
             WHERE length(word) > 2 AND word !~ '[0-9]|^[ivx]+$' AND word <> ALL (
                   '{dan,yang,untuk,dengan,dalam,pada,oleh,bagi,atau,serta,dari,edisi,revisi,cetakan,jilid,
                     kelas,buku,seri,siswa,guru,smp,mts,sma,the,and,for,with}')),
        long AS (
            SELECT text, word, row_number() OVER (PARTITION BY text ORDER BY length(word) DESC, word) AS nth
              FROM word),
        name AS (
            SELECT (SELECT left(word, 60)
                      FROM regexp_split_to_table(public.sipuspa_fold(piece), '[^[:alnum:]]+') word
                     ORDER BY length(word) DESC, word LIMIT 1) AS name
              FROM regexp_split_to_table(authors, '[;,]') WITH ORDINALITY AS pieces (piece, nth)
             WHERE nth <= 4)
        SELECT COALESCE(array_agg(DISTINCT key), ARRAY['=' || left(public.sipuspa_fold(title), 60)]) FROM (
            SELECT LEAST(one.word, other.word) || '+' || GREATEST(one.word, other.word) AS key
              FROM long one JOIN long other ON other.text = one.text AND one.nth < other.nth
             WHERE other.nth <= 3
            UNION ALL
            SELECT '=' || max(word) FROM long GROUP BY text HAVING count(*) = 1
            UNION ALL
            SELECT word || '@' || name FROM long, name WHERE nth <= 2 AND length(name) > 3) AS keys
    $$
"""
INDEX = "library_book_title_keys_idx"
CANDIDATES = 30
ALIKE_ENOUGH = 0.3  # of the letter triples; the rules decide


class LibraryDuplicate(models.Model):
    """Which titles are worth comparing: found by an index, never each with each."""

    _inherit = "library.duplicate"

    def init(self):
        """Make the keys of a title and their index, anew where the keys have changed."""
        made_from = md5((FUNCTIONS + TITLE_KEYS).encode(), usedforsecurity=False).hexdigest()
        there = self.env.execute_query(
            SQL("SELECT obj_description(to_regclass(%s), 'pg_class')", INDEX)
        )
        if there[0][0] == made_from:
            return
        self.env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(INDEX)))
        self.env.cr.execute(SQL(TITLE_KEYS.replace("%", "%%")))
        self.env.cr.execute(
            SQL(
                "CREATE INDEX %s ON library_book USING gin (%s)",
                SQL.identifier(INDEX),
                self._title_keys("library_book"),
            )
        )
        self.env.cr.execute(SQL("COMMENT ON INDEX %s IS %s", SQL.identifier(INDEX), made_from))

    @api.model
    def _title_keys(self, alias):
        return SQL(
            "public.sipuspa_title_keys(%s, %s, %s)",
            *(SQL.identifier(alias, name) for name in ("name", "subtitle", "contributor_text")),
        )

    @api.model
    def _candidates(self, ids, since=None):
        """Return ``(title, other)`` pairs worth comparing: an ISBN or a key in common.

        Two titles written after ``since`` are paired once, from the later one.
        """
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                WITH mine AS MATERIALIZED (
                    SELECT id, public.sipuspa_fold(name || ' ' || COALESCE(subtitle, '')) AS text,
                           %(keys_of_book)s AS keys
                      FROM library_book book WHERE id = ANY(%(ids)s) AND active),
                number AS MATERIALIZED (
                    SELECT id, isbn AS number FROM library_book WHERE id = ANY(%(ids)s) AND isbn IS NOT NULL
                     UNION
                    SELECT book_id, value FROM library_book_identifier
                     WHERE book_id = ANY(%(ids)s) AND kind = 'isbn')
                SELECT mine.id, near.id
                  FROM mine CROSS JOIN LATERAL (
                        SELECT other.id FROM (
                            SELECT id, similarity(mine.text,
                                   public.sipuspa_fold(name || ' ' || COALESCE(subtitle, ''))) AS alike
                              FROM library_book other
                             WHERE %(keys_of_other)s && mine.keys AND active AND id <> mine.id
                               AND (id < mine.id OR %(known)s)) AS other
                         WHERE alike > %(alike)s ORDER BY alike DESC LIMIT %(limit)s) AS near
                UNION
                SELECT number.id, other.id FROM number JOIN library_book other ON other.isbn = number.number
                 WHERE other.active AND other.id <> number.id
                UNION
                SELECT number.id, line.book_id FROM number
                  JOIN library_book_identifier line ON line.value = number.number AND line.kind = 'isbn'
                  JOIN library_book other ON other.id = line.book_id
                 WHERE other.active AND other.id <> number.id
                """,
                keys_of_book=self._title_keys("book"),
                keys_of_other=self._title_keys("other"),
                ids=list(ids),
                known=SQL("COALESCE(write_date, now() AT TIME ZONE 'utc') <= %s", since)
                if since
                else SQL("TRUE"),
                alike=ALIKE_ENOUGH,
                limit=CANDIDATES,
            )
        )


class LibraryBook(models.Model):
    """Looking for duplicates of one title, and forgetting those of a title that is put away."""

    _inherit = "library.book"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            # whoever may archive a title may have it off the list
            pairs_sudo = self.env["library.duplicate"].sudo()
            pairs_sudo.search([("state", "=", "open"), *pairs_sudo._domain_of(self)]).unlink()
        return result

    def action_find_duplicates(self):
        """Look for titles that may be this one, now, and show them."""
        self.ensure_one()
        pairs = self.env["library.duplicate"]
        pairs.check_access("read")
        pairs.sudo()._find(self.ids)  # reads titles, open to all, and writes the list of pairs
        mine = ["|", ("book_low_id", "=", self.id), ("book_high_id", "=", self.id)]
        if not pairs.search_count([("state", "=", "open"), *mine], limit=1):
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "success", "message": self.env._("No similar title was found.")},
            }
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "sipuspa_library.library_duplicate_action"
            ),
            "domain": mine,
        }
