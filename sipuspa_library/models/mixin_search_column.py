from hashlib import md5
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

# One folding for what is stored and what is asked: it lowers, strips accents and apostrophes, maps the
# old spelling (oe, dj, tj, sj) to the new (nj, ch and j/y stay, since today's words hold them), and
# splits at signs that PostgreSQL's parser would take for a host, a path or a negative number.
# Quotes and the minus before a word are left to the query. A key is a line without its spaces and signs.
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
    $$;
    CREATE OR REPLACE FUNCTION public.sipuspa_keys(lines text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT array_agg(
                   left(regexp_replace(public.sipuspa_fold(line), '[^[:alnum:]]', '', 'g'), 200) ORDER BY nth)
          FROM string_to_table(lines, E'\n') WITH ORDINALITY AS given (line, nth)
    $$
"""


class SearchColumn(NamedTuple):
    """A column PostgreSQL derives from other columns of its row, and the operators of its GIN index."""

    type: str
    expression: str
    operators: str = ""

    @property
    def made_from(self):
        """A digest of all its content follows from."""
        text = FUNCTIONS + self.type + self.expression + self.operators
        return md5(text.encode(), usedforsecurity=False).hexdigest()


class LibrarySearchColumnMixin(models.AbstractModel):
    """Columns PostgreSQL derives from other columns of the row, folded for search.

    They cannot be fields, since PostgreSQL keeps them. What one was made from stands in its comment, so
    that a database made by an earlier version gets it anew when the folding or the
    expression has changed, and only then: it rewrites the table.
    """

    _name = "library.search.column.mixin"
    _description = "Search Column"
    _search_columns = {}  # by name

    def init(self):
        """Make the folding functions, the columns and their indexes, or bring them up to date."""
        super().init()
        if self._abstract:
            return
        self.env.cr.execute(FUNCTIONS)
        there = self._search_columns_made_from()
        for name, column in self._search_columns.items():
            if there.get(name) != column.made_from:
                self._make_search_column(name, column)

    def _search_columns_made_from(self):
        """Return, by name, what the columns that are there were made from."""
        query = SQL(
            """
            SELECT attname, col_description(attrelid, attnum) FROM pg_attribute
             WHERE attrelid = %s::regclass AND attname = ANY(%s) AND NOT attisdropped
            """,
            self._table,
            list(self._search_columns),
        )
        return dict(self.env.execute_query(query))

    def _make_search_column(self, name, column):
        table, identifier = SQL.identifier(self._table), SQL.identifier(name)
        self.env.cr.execute(SQL("ALTER TABLE %s DROP COLUMN IF EXISTS %s", table, identifier))
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD COLUMN %s %s GENERATED ALWAYS AS (%s) STORED",
                table,
                identifier,
                SQL(column.type),
                SQL(column.expression),
            )
        )
        self.env.cr.execute(
            SQL(
                "CREATE INDEX %s ON %s USING gin (%s %s)",
                SQL.identifier(f"{self._table}_{name}_idx"),
                table,
                identifier,
                SQL(column.operators),
            )
        )
        self.env.cr.execute(
            SQL("COMMENT ON COLUMN %s.%s IS %s", table, identifier, column.made_from)
        )
