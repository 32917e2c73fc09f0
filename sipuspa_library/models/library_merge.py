from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .merge_rows import UNTOLD, Place, put_back, read_rows

MERGEABLE = [
    ("library.book", "Title"),
    ("library.author", "Author"),
    ("library.subject", "Subject"),
    ("library.member", "Person"),
]


class LibraryMerge(models.Model):
    """One merge: who did it, what became what, and every row and column it changed.

    It can be undone while nothing it touched has changed since. Written by the act alone.
    """

    _name = "library.merge"
    _description = "Merge"
    _inherit = ["library.personal.mixin"]
    _order = "id desc"
    _rec_name = "kept_name"
    _person_forgotten = "unlink"
    _person_ended = ("merged_at",)  # the log holds who had which book, for the undo

    model = fields.Selection(selection=MERGEABLE, string="Kind", required=True, readonly=True)
    kept_id = fields.Many2oneReference(
        model_field="model", string="Kept Row", required=True, readonly=True, index=True
    )
    merged_ids = fields.Json(string="Merged Rows", readonly=True)
    kept_name = fields.Char(string="Into", required=True, readonly=True)
    merged_names = fields.Char(string="Merged", required=True, readonly=True)
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Who was kept, where persons were merged.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    merged_at = fields.Datetime(string="When", required=True, readonly=True)
    copy_count = fields.Integer(string="Copies Moved", readonly=True)
    library_ids = fields.Many2many(
        comodel_name="library.library", string="Libraries", readonly=True
    )
    undone_at = fields.Datetime(string="Undone", readonly=True)
    undone_by_id = fields.Many2one(
        comodel_name="res.users", string="Undone by", readonly=True, ondelete="restrict"
    )
    can_undo = fields.Boolean(compute="_compute_can_undo")
    # rows of every library, as PostgreSQL held them: for the undo alone
    changes = fields.Json(readonly=True, groups=fields.NO_ACCESS)

    @api.depends_context("uid")
    @api.depends("undone_at")
    def _compute_can_undo(self):
        """Offer the undo to whom it would not be refused; whether it is possible still is asked then."""
        for model_name, merges in self.grouped("model").items():
            rows = self.env[model_name].with_context(active_test=False)
            ids = {row_id for merge in merges for row_id in (merge.kept_id, *merge.merged_ids)}
            locked = rows.browse(ids).exists()._locked_ids()
            may = rows.has_access("write")
            for merge in merges:
                concerned = {merge.kept_id, *merge.merged_ids}
                merge.can_undo = may and not merge.undone_at and not concerned & locked

    def action_open_kept(self):
        """Open what was kept."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.kept_id,
            "view_mode": "form",
        }

    @api.model
    def _write_down(self, kept, losers, rows, pairs):
        """Write down a merge that has just been done.

        :param rows: what :func:`.merge_rows.row_changes` told
        :param pairs: what :func:`.merge_rows.pair_changes` told
        """
        moved = self._moved_copies(rows)
        return self.sudo().create(
            {
                "model": kept._name,
                "kept_id": kept.id,
                "member_id": kept._name == "library.member" and kept.id,
                "merged_ids": losers.ids,
                "kept_name": kept._merge_name(),
                "merged_names": "; ".join(loser._merge_name() for loser in losers),
                "user_id": self.env.uid,
                "merged_at": fields.Datetime.now(),
                "copy_count": len(moved),
                "library_ids": (moved.library_id | (kept | losers)._merge_libraries()).ids,
                "changes": {
                    "rows": rows,
                    "pairs": pairs,
                    "pointers": self._pointers_at(kept),
                },
            }
        )

    def _moved_copies(self, rows):
        changed = rows.get("library_copy", {}).get("changed", {})
        return self.env["library.copy"].browse(
            int(row_id) for row_id, columns in changed.items() if "book_id" in columns
        )

    @api.model
    def _pointers_at(self, kept):
        """Return the ids of all that points at a row, by table and column."""
        found = {}
        for table, column, row_id, __ in kept._merge_pointers(self.env.cr):
            found.setdefault(f"{table}.{column}", []).append(row_id)
        return found

    # ------------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------------

    def action_undo(self):
        """Put everything back as it was, for those who may merge these rows, while that is possible."""
        for merge in self:
            merge.check_access("read")
            merge._undo()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _undo(self):
        env = self.env
        self.ensure_one()
        rows = env[self.model].browse([self.kept_id, *self.merged_ids]).exists()
        rows._check_may_merge()
        if len(rows) <= len(self.merged_ids):
            raise UserError(env._("What was merged has been deleted since. It cannot be undone."))
        # checked above: what is put back belongs to libraries the user does not see
        merge_sudo, rows_sudo = self.sudo(), rows.sudo()
        rows_sudo._merge_lock()
        if merge_sudo.undone_at:
            raise UserError(env._("This merge has been undone already."))
        changes = merge_sudo.changes
        merge_sudo._refuse_if_changed(changes)
        copies_sudo = rows_sudo._merge_copies()
        told = copies_sudo._told_of_title()
        kept_sudo = rows_sudo.browse(self.kept_id)
        put_back(env, changes["rows"], changes["pairs"], kept_sudo._merge_kept_ids())
        env.invalidate_all(flush=False)
        copies_sudo._note_merge(told)
        kept_sudo._merge_undone(rows_sudo - kept_sudo)
        merge_sudo.write({"undone_at": fields.Datetime.now(), "undone_by_id": env.uid})

    def _refuse_if_changed(self, changes):
        """Raise :class:`UserError`, naming what has changed, where putting back would undo more."""
        found = [
            *self._changed_since(changes["rows"]),
            *self._came_since(changes["pointers"]),
        ]
        if found:
            raise UserError(
                self.env._(
                    "This merge cannot be undone any more. Since then has changed: %s.",
                    "; ".join(dict.fromkeys(found)),
                )
            )

    def _changed_since(self, rows):
        """Return the names of what no longer is as the merge left it."""
        places = [
            Place(table, SQL("id IN %s", tuple(int(i) for part in parts.values() for i in part)))
            for table, parts in rows.items()
        ]
        now = read_rows(self.env, places)
        for table, parts in rows.items():
            there = now.get(table, {})
            for row_id, columns in parts.get("changed", {}).items():
                row = there.get(int(row_id))
                for name, (__, value) in columns.items():
                    if row is None or row[name] != value:
                        yield self._label(table, name)
            for row_id, made in parts.get("created", {}).items():
                row = there.get(int(row_id), {})
                if any(row.get(name) != made[name] for name in made.keys() - UNTOLD):
                    yield self._label(table)

    def _came_since(self, pointers):
        """Return the names of what has come to point at the kept row since."""
        kept = self.env[self.model].browse(self.kept_id)
        for place, ids in self._pointers_at(kept).items():
            if set(ids) - set(pointers.get(place, ())):
                yield self._label(place.partition(".")[0])
        if not kept.active:
            yield kept.display_name

    def _label(self, table, column=None):
        """Return the words for a table and a column of it; of pairs, for the model that has the field."""
        for name, model in self.env.registry.items():
            relations = {
                field.relation: field
                for field in model._fields.values()
                if field.type == "many2many" and field.store
            }
            if (model._table == table or table in relations) and not model._abstract:
                label = self.env["ir.model"]._get(name).name
                field = model._fields.get(column) or relations.get(table)
                return f"{label} ({field._description_string(self.env)})" if field else label
        return table
