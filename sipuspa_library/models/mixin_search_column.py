from hashlib import md5
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

# One folding for what is stored and what is asked: it lowers, strips accents and apostrophes, maps the
# old spelling (oe, dj, tj, sj) to the new (nj, ch and j/y stay, since today's words hold them), and
# splits at signs that PostgreSQL's parser would take for a host, a path or a negative number.
# Quotes and the minus before a word are left to the query. A key is a line without its spaces and signs.
# Stems stand under a mark of their own (~ajar of belajar): no word, and weaker than one. PostgreSQL's
# Indonesian does not give back what a nasal has swallowed (menari: tari, memasak: masak) and takes -kan
# where -an was meant (masakan: masak); both are tried as well. Initials name a book, too (KBBI).
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
    $$;
    CREATE OR REPLACE FUNCTION public.sipuspa_stems(words text[]) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    BEGIN  -- not in SQL, whose plan would be made anew for every title
        RETURN ARRAY(
            SELECT DISTINCT stem
              FROM unnest(words) given, unnest(public.sipuspa_bare(given)) word, unnest(%s) stem
             WHERE stem <> given AND length(stem) > 2 ORDER BY stem);
    END $$;
    CREATE OR REPLACE FUNCTION public.sipuspa_bare(word text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        part text[] := regexp_match(word, '^(?:me|pe)(ng|ny|n|m)([aeiou][a-z]*[aeiou][a-z]*)$');
    BEGIN
        IF part IS NOT NULL THEN
            RETURN ARRAY[word, CASE part[1] WHEN 'ng' THEN '' ELSE part[1] END || part[2],
                CASE part[1] WHEN 'm' THEN 'p' WHEN 'n' THEN 't' WHEN 'ny' THEN 's' ELSE 'k' END || part[2]];
        ELSIF word ~ '[a-z]{3}kan$' THEN
            RETURN ARRAY[word, left(word, -2)];
        END IF;
        RETURN ARRAY[word];
    END $$;
    CREATE OR REPLACE FUNCTION public.sipuspa_initials(value text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        letters text := regexp_replace(public.sipuspa_fold(value), '([[:alnum:]])[[:alnum:]]*|.', '\1', 'g');
    BEGIN
        RETURN ARRAY(
            SELECT '=i' || left(letters, size) FROM generate_series(3, least(6, length(letters))) size);
    END $$;
    CREATE OR REPLACE FUNCTION public.sipuspa_stemmed(value text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT array_to_tsvector(string_to_array(NULLIF('~' || array_to_string(
            public.sipuspa_stems(tsvector_to_array(public.sipuspa_document(value))), ' ~'), '~'), ' '))
    $$
"""
STEMMERS = ("indonesian_stem", "english_stem")  # what a PostgreSQL without one of them leaves out


class SearchColumn(NamedTuple):
    """A column PostgreSQL derives from other columns of its row, and the operators of its GIN index.

    ``part`` is the condition of a second, small index over the rows that are asked for most.
    """

    type: str
    expression: str
    operators: str = ""
    part: str = ""

    def made_from(self, functions):
        """Return a digest of all its content follows from."""
        text = functions + self.type + self.expression + self.operators + self.part
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
        functions = self._search_functions()
        self.env.cr.execute(functions)
        there = self._search_columns_made_from()
        for name, column in self._search_columns.items():
            if there.get(name) != column.made_from(functions):
                self._make_search_column(name, column)
                self._note_made_from(name, column.made_from(functions))

    def _search_functions(self):
        """Return what makes the functions, with the stemmers this PostgreSQL has."""
        rows = self.env.execute_query(
            SQL("SELECT dictname FROM pg_ts_dict WHERE dictname = ANY(%s)", list(STEMMERS))
        )
        calls = [f"ts_lexize('pg_catalog.{name}', word)" for name in STEMMERS if (name,) in rows]
        return FUNCTIONS.replace("unnest(%s)", f"unnest({' || '.join(calls) or 'NULL::text[]'})")

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
        for suffix, condition in (("idx", ""), ("part_idx", column.part)):
            if suffix == "idx" or condition:
                self.env.cr.execute(
                    SQL(
                        "CREATE INDEX %s ON %s USING gin (%s %s) %s",
                        SQL.identifier(f"{self._table}_{name}_{suffix}"),
                        table,
                        identifier,
                        SQL(column.operators),
                        SQL(f"WHERE {condition}" if condition else ""),
                    )
                )

    def _note_made_from(self, name, digest):
        column = SQL.identifier(self._table, name)
        self.env.cr.execute(SQL("COMMENT ON COLUMN %s IS %s", column, digest))
