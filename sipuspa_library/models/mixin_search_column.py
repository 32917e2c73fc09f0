from hashlib import md5

from odoo import models
from odoo.tools import SQL

# One folding for what is stored and what is asked: it lowers, strips accents and apostrophes, maps the
# old spelling (oe, dj, tj, sj) to the new (nj, ch and j/y stay, since today's words hold them), and
# splits at signs that PostgreSQL's parser would take for a host, a path or a negative number.
# Quotes and the minus before a word are left to the query.
FUNCTIONS = r"""
    CREATE OR REPLACE FUNCTION public.sipuspa_fold(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT regexp_replace(replace(replace(replace(replace(
            lower(regexp_replace(normalize(coalesce(value, ''), NFKD),
                                 '[\u0300-\u036f''`\u2018\u2019\u02bb\u02bc]', '', 'g')),
            'oe', 'u'), 'dj', 'j'), 'tj', 'c'), 'sj', 'sy'),
            '(?<=[^[:space:]"])-|-(?![[:alnum:]"])|[./@_:&<>+~#%\\]', ' ', 'g')
    $$;
    CREATE OR REPLACE FUNCTION public.sipuspa_document(value text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT to_tsvector('pg_catalog.simple', translate(public.sipuspa_fold(value), '-', ' '))
    $$;
    CREATE OR REPLACE FUNCTION public.sipuspa_query(value text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT websearch_to_tsquery('pg_catalog.simple', public.sipuspa_fold(value))
    $$
"""


class LibrarySearchColumnMixin(models.AbstractModel):
    """A column PostgreSQL derives from other columns of the row, folded for search.

    It cannot be a field, since PostgreSQL keeps it. What it was made from stands in its comment, so that
    a database made by an earlier version gets the column anew when the folding or the
    expression has changed, and only then: it rewrites the table.
    """

    _name = "library.search.column.mixin"
    _description = "Search Column"
    _search_column = ""
    _search_column_type = ""
    _search_column_expression = ""
    _search_column_operators = ""  # of the GIN index

    def init(self):
        """Make the folding functions, the column and its index, or bring the column up to date."""
        super().init()
        if self._abstract:
            return
        self.env.cr.execute(FUNCTIONS)
        expression = self._search_column_expression
        made_from = md5((FUNCTIONS + expression).encode(), usedforsecurity=False).hexdigest()
        if self._search_column_made_from() != made_from:
            self._make_search_column(expression, made_from)

    def _search_column_made_from(self):
        """Return what the column there is was made from, nothing where there is none."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT col_description(attrelid, attnum) FROM pg_attribute
                 WHERE attrelid = %s::regclass AND attname = %s AND NOT attisdropped
                """,
                self._table,
                self._search_column,
            )
        )
        return rows[0][0] if rows else None

    def _make_search_column(self, expression, made_from):
        table, column = SQL.identifier(self._table), SQL.identifier(self._search_column)
        self.env.cr.execute(SQL("ALTER TABLE %s DROP COLUMN IF EXISTS %s", table, column))
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD COLUMN %s %s GENERATED ALWAYS AS (%s) STORED",
                table,
                column,
                SQL(self._search_column_type),
                SQL(expression),
            )
        )
        self.env.cr.execute(
            SQL(
                "CREATE INDEX %s ON %s USING gin (%s %s)",
                SQL.identifier(f"{self._table}_{self._search_column}_idx"),
                table,
                column,
                SQL(self._search_column_operators),
            )
        )
        self.env.cr.execute(SQL("COMMENT ON COLUMN %s.%s IS %s", table, column, made_from))
