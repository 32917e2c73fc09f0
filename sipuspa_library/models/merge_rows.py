"""Rows as PostgreSQL holds them, before and after an act: what has changed, and how to put it back.

Told in plain values that go through JSON, so that an act can be taken back long after.
"""

import json
from typing import NamedTuple

from odoo.tools import SQL

# who wrote last, and the numbers that only make two acts meet: no content
UNTOLD = {"write_date", "write_uid", "fact_seq", "lend_seq", "consent_seq"}


class Place(NamedTuple):
    """Rows of a table that are watched."""

    table: str
    condition: SQL


class PairPlace(NamedTuple):
    """Rows of a table of a many2many field, which have no id."""

    table: str
    column: str
    other_column: str


def read_rows(env, places):
    """Return ``{table: {id: row}}`` of the watched rows, without what PostgreSQL derives."""
    found = {}
    for place in places:
        derived = [
            row[0]
            for row in env.execute_query(
                SQL(
                    "SELECT attname::text FROM pg_attribute "
                    "WHERE attrelid = %s::regclass AND attgenerated <> ''",
                    place.table,
                )
            )
        ]
        rows = env.execute_query(
            SQL(
                "SELECT id, to_jsonb(watched) - %s::text[] FROM %s watched WHERE %s",
                derived,
                SQL.identifier(place.table),
                place.condition,
            )
        )
        found.setdefault(place.table, {}).update(rows)
    return found


def read_pairs(env, places, ids):
    """Return ``{place: {(id, other id)}}`` of the pairs in which one of ``ids`` stands."""
    return {
        place: {
            tuple(row)
            for row in env.execute_query(
                SQL(
                    "SELECT %(column)s, %(other)s FROM %(table)s WHERE %(column)s IN %(ids)s",
                    column=SQL.identifier(place.column),
                    other=SQL.identifier(place.other_column),
                    table=SQL.identifier(place.table),
                    ids=tuple(ids),
                )
            )
        }
        for place in places
    }


def row_changes(before, after):
    """Return ``{table: {"changed"|"created"|"deleted": {id: …}}}``; changed columns as ``[from, to]``."""
    told = {}
    for table in before.keys() | after.keys():
        old, new = before.get(table, {}), after.get(table, {})
        changed = {}
        for row_id in old.keys() & new.keys():
            columns = {
                name: [old[row_id][name], value]
                for name, value in new[row_id].items()
                if name not in UNTOLD and old[row_id][name] != value
            }
            if columns:
                changed[row_id] = columns
        parts = {
            "changed": changed,
            "created": {row_id: new[row_id] for row_id in new.keys() - old.keys()},
            "deleted": {row_id: old[row_id] for row_id in old.keys() - new.keys()},
        }
        if any(parts.values()):
            told[table] = {name: rows for name, rows in parts.items() if rows}
    return told


def pair_changes(before, after):
    """Return the pairs that came and went, a dict a table."""
    return [
        {
            **place._asdict(),
            "created": sorted(after[place] - pairs),
            "deleted": sorted(pairs - after[place]),
        }
        for place, pairs in before.items()
        if pairs != after[place]
    ]


def put_back(env, rows, pairs, first):
    """Undo :func:`row_changes` and :func:`pair_changes`; the ids in ``first`` before others of their table.

    A name that two rows must not share passes from one to the other: who gave it away comes first.
    """
    for table, parts in rows.items():
        if made := parts.get("created"):
            env.cr.execute(
                SQL("DELETE FROM %s WHERE id IN %s", SQL.identifier(table), tuple(map(int, made)))
            )
    for table, parts in rows.items():
        for row in parts.get("deleted", {}).values():
            _insert(env, table, row)
    for table, parts in rows.items():
        groups = {}
        for row_id, columns in parts.get("changed", {}).items():
            old = {"id": int(row_id), **{name: pair[0] for name, pair in columns.items()}}
            later = int(row_id) not in first.get(table, ())
            groups.setdefault((later, *sorted(columns)), []).append(old)
        for (_later, *columns), olds in sorted(groups.items()):
            _update(env, table, columns, olds)
    for pair in pairs:
        _put_back_pairs(env, pair)


def _insert(env, table, row):
    columns = SQL(", ").join(map(SQL.identifier, row))
    env.cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(columns)s) "
            "SELECT %(columns)s FROM jsonb_populate_record(NULL::%(table)s, %(row)s::jsonb)",
            table=SQL.identifier(table),
            columns=columns,
            row=json.dumps(row),
        )
    )


def _update(env, table, columns, rows):
    settings = SQL(", ").join(
        SQL("%s = old.%s", SQL.identifier(name), SQL.identifier(name)) for name in columns
    )
    env.cr.execute(
        SQL(
            "UPDATE %(table)s SET %(settings)s "
            "FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s::jsonb) old "
            "WHERE %(table)s.id = old.id",
            table=SQL.identifier(table),
            settings=settings,
            rows=json.dumps(rows),
        )
    )


def _put_back_pairs(env, pair):
    table = SQL.identifier(pair["table"])
    columns = SQL.identifier(pair["column"]), SQL.identifier(pair["other_column"])
    if pair["created"]:
        env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE (%s, %s) IN %s",
                *(table, *columns, tuple(map(tuple, pair["created"]))),
            )
        )
    for ids in pair["deleted"]:
        env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                *(table, *columns, *ids),
            )
        )


def unique_keys(env, table, column):
    """Return ``(other keys, predicate)`` of each unique index of a table that holds ``column``.

    A key is a column, or an expression such as ``COALESCE(purpose_words, '')``.
    """
    return [
        ([SQL(other) for other in keys if other != column], SQL(predicate))
        for keys, predicate in env.execute_query(
            SQL(
                """
                SELECT array_agg(pg_get_indexdef(index.indexrelid, nth, TRUE) ORDER BY nth),
                       COALESCE(pg_get_expr(index.indpred, index.indrelid), 'TRUE')
                  FROM pg_index index, generate_series(1, index.indnkeyatts) nth
                 WHERE index.indrelid = %s::regclass AND index.indisunique
                 GROUP BY index.indexrelid, index.indpred, index.indrelid
                """,
                table,
            )
        )
        if column in keys
    ]
