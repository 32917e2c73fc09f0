from odoo import Command, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from .merge_rows import (
    PairPlace,
    Place,
    pair_changes,
    read_pairs,
    read_rows,
    row_changes,
    unique_keys,
)


class LibraryMergeMixin(models.AbstractModel):
    """Rows that describe one thing twice become one: what points at one of them points at the other.

    What moves is read from the registry, not listed: whatever comes to refer to such rows later moves too.
    The row that is given up is archived and says into which it went. Every row and column that changes is
    written down (``library.merge``), and put back from there.

    A model that takes this mixin has ``active``, ``library.verb.fields.mixin``, and ``merged_into_id`` to
    itself, which nobody types.
    """

    _name = "library.merge.mixin"
    _description = "Can Be Merged"
    _merge_fields = ()  # what one may choose from either row, in the order it is shown
    _merge_derived = frozenset()  # models whose rows are counted anew, not moved
    _merge_apart = frozenset()  # models that only compare such rows

    # ------------------------------------------------------------------
    # THE ACT
    # ------------------------------------------------------------------

    def _merge(self, losers, choices=None):
        """Merge ``losers`` into this row, and return the ``library.merge`` that tells of it.

        :param losers: rows of this model, which are archived
        :param choices: ``{field name: id of the loser}`` whose value is kept instead of this row's
        :raise AccessError: where the user may not edit all of them
        :raise UserError: where one of them is this row, is archived, or was merged before
        """
        self.ensure_one()
        self._check_mergeable(losers)
        # checked above; what refers to the rows belongs to libraries the user does not see
        kept_sudo, losers_sudo = self.sudo(), losers.sudo()
        rows_sudo = kept_sudo | losers_sudo
        rows_sudo._merge_lock()
        places, pair_places = rows_sudo._merge_places(), rows_sudo._merge_pair_places()
        before = read_rows(self.env, places), read_pairs(self.env, pair_places, rows_sudo.ids)
        kept_sudo._merge_take_in(losers_sudo, choices or {})
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
        after = read_rows(self.env, places), read_pairs(self.env, pair_places, rows_sudo.ids)
        return self.env["library.merge"]._write_down(
            kept_sudo,
            losers_sudo,
            row_changes(before[0], after[0]),
            pair_changes(before[1], after[1]),
        )

    def _check_mergeable(self, losers):
        env = self.env
        rows = self | losers
        rows._check_may_merge()
        if not losers or self in losers:
            raise UserError(env._("Choose two different ones to merge."))
        rows._refuse_merged()
        if archived := rows.filtered(lambda row: not row.active):
            name = archived[0].display_name
            raise UserError(env._("“%s” is archived. Bring it back before you merge it.", name))

    def _refuse_merged(self):
        for row in self.filtered("merged_into_id"):
            raise UserError(
                self.env._(
                    "“%(gone)s” has been merged into “%(kept)s” already.",
                    gone=row.display_name,
                    kept=row.merged_into_id.display_name,
                )
            )

    def write(self, vals):
        if vals.get("active"):  # only the undo brings back a row with all that was its
            self._refuse_merged()
        return super().write(vals)

    def _check_may_merge(self):
        """Raise :class:`AccessError` where the user may not edit these rows."""
        self.check_access("write")
        self._check_editable()

    def _merge_lock(self):
        """Let nobody else write these rows, or make another point at them, until this act is done.

        What desks write comes first, as there. Others who try wait, then fail on what was written here, are
        retried, and find the rows merged. Who was quicker is not seen by this act, which began before:
        it is retried itself.

        :raise ConcurrencyError: when something has come to point at the rows since this act began
        """
        self._merge_touch()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids),
            ),
            log_exceptions=False,  # who comes second is retried: nothing for the log
        )
        if not self.env.registry.ready:
            return  # while the addon is installed its tables are nobody else's to see
        with self.env.registry.cursor() as fresh:
            came = self._merge_pointers(fresh) - self._merge_pointers(self.env.cr)
        if came:
            raise ConcurrencyError("something else came to refer to a row that is being merged")

    def _merge_pointers(self, cursor):
        """Return every ``(table, column, id or other id, row pointed at)`` as ``cursor`` sees them."""
        queries = [
            SQL(
                "SELECT %s, %s, id, %s FROM %s WHERE %s IN %s",
                *(model._table, name, SQL.identifier(name), SQL.identifier(model._table)),
                *(SQL.identifier(name), tuple(self.ids)),
            )
            for model, name in self._merge_references()
            if model._name not in self._merge_derived
        ]
        queries += [
            SQL(
                "SELECT %s, %s, %s, %s FROM %s WHERE %s IN %s",
                *(place.table, place.column, SQL.identifier(place.other_column)),
                *(SQL.identifier(place.column), SQL.identifier(place.table)),
                *(SQL.identifier(place.column), tuple(self.ids)),
            )
            for place in self._merge_pair_places()
        ]
        cursor.execute(SQL(" UNION ALL ").join(queries))
        return set(cursor.fetchall())

    # ------------------------------------------------------------------
    # WHAT BELONGS TO IT
    # ------------------------------------------------------------------

    def _merge_references(self):
        """Return ``(model, field name)`` of every stored column that points at this model."""
        return [
            (self.env[model_name], name)
            for model_name, model in sorted(self.env.registry.items())
            if not model._abstract and not model._transient and model._auto
            for name, field in sorted(model._fields.items())
            if field.type == "many2one"
            and field.store
            and not field.related
            and field.comodel_name == self._name
            and model_name not in self._merge_apart
        ]

    def _merge_own_parts(self):
        """Return the columns of lines that describe the row itself: they go by choice, all or none."""
        return {
            (field.comodel_name, field.inverse_name)
            for field in map(self._fields.get, self._merge_fields)
            if field.type == "one2many"
        }

    def _merge_titles(self):
        """Return the titles whose columns follow these rows."""
        return self.env["library.book"]

    def _merge_copies(self):
        """Return the copies whose title or call number follows these rows."""
        return self.env["library.copy"]

    def _merge_touch(self):
        """Write first what an act at a desk writes first."""
        self._merge_copies()._touch()

    def _merge_libraries(self):
        """Return the libraries these rows concern, beside those whose copies move."""
        return self._merge_titles().library_id

    def _merge_kept_ids(self):
        """Return ids by table: rows that give back what others had before those take it again."""
        return {self._table: self.ids}

    def _merge_undone(self, losers):
        """Settle what is not put back row by row, after the undo of a merge into this row."""

    def _merge_places(self):
        """Return where every row stands that a merge of these rows may change."""
        ids = tuple(self.ids)
        return [
            Place(self._table, SQL("id IN %s", ids)),
            *(
                Place(model._table, SQL("%s IN %s", SQL.identifier(name), ids))
                for model, name in self._merge_references()
            ),
            Place("library_book", SQL("id IN %s", tuple(self._merge_titles().ids) or (0,))),
            Place("library_copy", SQL("id IN %s", tuple(self._merge_copies().ids) or (0,))),
            Place(
                "ir_attachment",
                SQL("res_model = %s AND res_field IS NOT NULL AND res_id IN %s", self._name, ids),
            ),
        ]

    def _merge_pair_places(self):
        """Return the tables of many2many fields in which this model stands, each once."""
        places = {}
        for model_name, model in sorted(self.env.registry.items()):
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if field.type != "many2many" or not field.store or field.related:
                    continue
                if model_name == self._name:
                    places[field.relation] = PairPlace(field.relation, field.column1, field.column2)
                elif field.comodel_name == self._name:
                    places[field.relation] = PairPlace(field.relation, field.column2, field.column1)
        return list(places.values())

    # ------------------------------------------------------------------
    # MOVING
    # ------------------------------------------------------------------

    def _merge_take_in(self, losers, choices):
        """Move what points at ``losers``, archive them, and take the values that were chosen."""
        copies, known_by = (self | losers)._merge_copies(), (self | losers)._merge_known_by()
        told = copies._told_of_title()
        self._merge_move(losers)
        self._merge_recount(losers)
        losers.write({"active": False, "merged_into_id": self.id})
        losers.flush_recordset()  # a name that is unique among the active is free now
        self._merge_choose(losers, choices)
        self._merge_keep(known_by)
        self._merge_keep_spines(copies, told)
        copies._note_merge(told)

    def _merge_move(self, losers):
        parts = self._merge_own_parts()
        for model, name in self._merge_references():
            if (model._name, name) not in parts and model._name not in self._merge_derived:
                ids = self._merge_movable(model, name, losers)
                self._merge_set(model.browse(ids), name, self.id)
        own = {field.relation for field in self._fields.values() if field.type == "many2many"}
        for place in self._merge_pair_places():
            if place.table not in own:
                self._merge_move_pairs(place, losers)

    def _merge_recount(self, losers):
        """Count anew what is counted of such rows."""

    def _merge_set(self, records, name, value):
        """Write one column past the checks of its model, which guard it against users.

        What is computed from it is computed anew.
        """
        if not records:
            return
        records.modified([name], before=True)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id IN %s",
                *(SQL.identifier(records._table), SQL.identifier(name), value, tuple(records.ids)),
            )
        )
        self.env.invalidate_all(flush=False)
        records.modified([name])

    def _merge_movable(self, model, name, losers):
        """Return the rows that point at ``losers``, but for those the kept row has its own of.

        A unique index says what there can be one of: such a row stays where it is, with the archived one.
        """
        model.flush_model()
        pointing = SQL("%s IN %s", SQL.identifier(name), tuple(losers.ids))
        staying = set()
        for others, predicate in unique_keys(self.env, model._table, name):
            staying.update(
                row[0]
                for row in self.env.execute_query(
                    SQL(
                        """
                        SELECT id FROM (
                            SELECT *, row_number() OVER (
                                   PARTITION BY %(others)s ORDER BY %(name)s = %(kept)s DESC, id) AS nth
                              FROM %(table)s
                             WHERE %(name)s IN %(ids)s AND (%(predicate)s) AND %(given)s) AS entry
                         WHERE nth > 1 AND %(pointing)s
                        """,
                        others=SQL(", ").join([SQL("1"), *others]),
                        given=SQL(" AND ").join(
                            [SQL("TRUE"), *(SQL("%s IS NOT NULL", o) for o in others)]
                        ),
                        name=SQL.identifier(name),
                        kept=self.id,
                        table=SQL.identifier(model._table),
                        ids=tuple((self | losers).ids),
                        predicate=predicate,
                        pointing=pointing,
                    )
                )
            )
        rows = self.env.execute_query(
            SQL("SELECT id FROM %s WHERE %s", SQL.identifier(model._table), pointing)
        )
        if model._name == self._name:
            staying.update(self.ids)  # the kept row is not its own parent
        return sorted(row[0] for row in rows if row[0] not in staying)

    def _merge_move_pairs(self, place, losers):
        """Let what is linked to ``losers`` be linked to this row, once."""
        self.env.flush_all()
        table, column, other = map(SQL.identifier, place)
        ids = tuple(losers.ids)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (%(column)s, %(other)s)
                SELECT DISTINCT %(kept)s, %(other)s FROM %(table)s WHERE %(column)s IN %(ids)s
                ON CONFLICT DO NOTHING
                """,
                table=table,
                column=column,
                other=other,
                kept=self.id,
                ids=ids,
            )
        )
        self.env.cr.execute(SQL("DELETE FROM %s WHERE %s IN %s", table, column, ids))
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------------
    # CHOOSING
    # ------------------------------------------------------------------

    def _merge_choose(self, losers, choices):
        """Take the chosen values from the rows that are given up."""
        vals = {}
        for name, loser_id in choices.items():
            loser = losers.filtered(lambda row, loser_id=loser_id: row.id == loser_id)
            if name not in self._merge_fields or not loser:
                raise UserError(self.env._("What to keep is chosen from the ones being merged."))
            field = self._fields[name]
            if field.type == "one2many":
                self._merge_swap_lines(loser, field)
            elif field.type == "binary":
                self._merge_swap_file(loser, name)
            elif field.type == "many2many":
                vals[name] = [Command.set(loser[name].ids)]
            else:
                vals[name] = field.convert_to_write(loser[name], loser)
        if vals:
            self.write(vals)

    def _merge_swap_lines(self, loser, field):
        mine, others = self[field.name], loser[field.name]
        self._merge_set(mine, field.inverse_name, loser.id)
        self._merge_set(others, field.inverse_name, self.id)

    def _merge_swap_file(self, loser, name):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE ir_attachment SET res_id = CASE res_id WHEN %(kept)s THEN %(loser)s ELSE %(kept)s END
                 WHERE res_model = %(model)s AND res_field = %(name)s AND res_id IN (%(kept)s, %(loser)s)
                """,
                kept=self.id,
                loser=loser.id,
                model=self._name,
                name=name,
            )
        )
        self.env.invalidate_all(flush=False)
        (self | loser).modified([name])

    # ------------------------------------------------------------------
    # KEEPING
    # ------------------------------------------------------------------

    def _merge_known_by(self):
        """Return the names or numbers by which these rows are found."""
        return []

    def _merge_keep(self, known_by):
        """Let this row be found by all that the rows were found by before."""

    def _merge_keep_spines(self, copies, told):
        """Leave copies what is on their spines; those in processing without a label follow the title."""
        wrong = {}
        for copy in copies:
            spine = told[copy.id]["call_number"]
            labelled = copy.printed_at or copy.manual_state != "in_processing"
            if spine and labelled and copy.call_number != spine:
                wrong.setdefault(spine, []).append(copy.id)
        for spine, ids in wrong.items():
            self._merge_set(copies.browse(ids), "own_call_number", spine)
