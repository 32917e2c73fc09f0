from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import duplicates

CANDIDATES = 30
ALIKE_ENOUGH = 0.25  # of the letter triples; the rules decide
COMMON = 50  # two words that more titles than this have in common tell nothing


class LibraryDuplicate(models.Model):
    """Which titles are worth comparing: found by an index, never each with each."""

    _inherit = "library.duplicate"

    @api.model
    def _common_keys(self):
        """Return the pairs of words so many titles share that they would only slow a long run."""
        self.env["library.book"].flush_model(["match_keys"])
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT key FROM library_book, string_to_table(match_keys, ' ') key
                     WHERE key LIKE '%%+%%' GROUP BY key HAVING count(*) > %s
                    """,
                    COMMON,
                )
            )
        ]

    @api.model
    def _candidates(self, ids, since=None, common=()):
        """Return ``(title, other)`` pairs worth comparing: an ISBN or a key in common.

        Of those with a key in common, the ones that sound the same as a whole come first, however they
        are spelled; then those of which most letter triples are the same.

        :param since: two titles written after it are paired once, from the later one
        :param common: keys to leave aside
        """
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL jit TO off")  # compiling would take longer than the query
        return self.env.execute_query(
            SQL(
                """
                WITH mine AS MATERIALIZED (
                    SELECT id, name || ' ' || COALESCE(subtitle, '') AS text,
                           ARRAY(SELECT key FROM string_to_table(match_keys, ' ') key
                                  WHERE key <> ALL (%(common)s::text[])) AS keys,
                           ARRAY(SELECT key FROM string_to_table(match_keys, ' ') key
                                  WHERE key LIKE '=%%') AS whole
                      FROM library_book WHERE id = ANY(%(ids)s) AND active),
                number AS MATERIALIZED (
                    SELECT id, isbn AS number FROM library_book WHERE id = ANY(%(ids)s) AND isbn IS NOT NULL
                     UNION
                    SELECT book_id, value FROM library_book_identifier
                     WHERE book_id = ANY(%(ids)s) AND kind = 'isbn')
                SELECT mine.id, near.id
                  FROM mine CROSS JOIN LATERAL (
                        SELECT other.id FROM (
                            SELECT id, string_to_array(match_keys, ' ') && mine.whole AS sounds_so,
                                   similarity(mine.text, name || ' ' || COALESCE(subtitle, '')) AS alike
                              FROM library_book other
                             WHERE string_to_array(match_keys, ' ') && mine.keys AND active AND id <> mine.id
                               AND (id < mine.id OR %(known)s)) AS other
                         WHERE sounds_so OR alike > %(alike)s
                         ORDER BY sounds_so DESC, alike DESC LIMIT %(limit)s) AS near
                UNION
                SELECT number.id, other.id FROM number JOIN library_book other ON other.isbn = number.number
                 WHERE other.active AND other.id <> number.id
                UNION
                SELECT number.id, line.book_id FROM number
                  JOIN library_book_identifier line ON line.value = number.number AND line.kind = 'isbn'
                  JOIN library_book other ON other.id = line.book_id
                 WHERE other.active AND other.id <> number.id
                """,
                ids=list(ids),
                common=list(common),
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

    match_keys = fields.Char(
        string="Keys to Compare by", compute="_compute_match_keys", store=True, copy=False
    )

    _match_keys_idx = models.Index("USING gin (string_to_array(match_keys, ' '))")

    @api.depends("name", "subtitle", "contributor_text")
    def _compute_match_keys(self):
        for book in self:
            keys = duplicates.keys(book.name or "", book.subtitle, book.contributor_text)
            book.match_keys = " ".join(sorted(keys))

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
