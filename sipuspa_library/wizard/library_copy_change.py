from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.library_copy import CONDITIONS, STATUSES
from ..models.library_copy_acquisition import FUND_SOURCES
from ..tools import circulation, numbers

IN_ORDER = "in_order"
COPY_FIELDS = ("shelf_id", "collection_type_id", "condition", "own_call_number")
ACQUISITION_FIELDS = ("fund_source", "price")
REASON_NEEDED = ("lost", "withdrawn")
ROWS_SHOWN = 500


class Plan(NamedTuple):
    """What would happen to one copy: ``(label, from, to)`` of each change, and why not."""

    copy: models.Model
    changes: list
    refusal: str = ""


class LibraryCopyChange(models.TransientModel):
    """Change many copies at once, seen before it is done: from the list, or by their barcodes.

    What is left empty stays as it is. The preview judges each copy as the write would; applying
    judges anew and writes what is allowed in one go.
    """

    _name = "library.copy.change"
    _description = "Change Copies"
    _rec_name = "state"

    copy_ids = fields.Many2many(
        comodel_name="library.copy", default=lambda self: self._default_copies()
    )
    barcodes = fields.Text(help="Scan or paste them, a barcode a line.")
    only_state = fields.Boolean()
    state = fields.Selection(
        selection=[
            (IN_ORDER, "In order again"),
            *(status for status in STATUSES if status[0] in circulation.MANUAL_STATES),
        ],
    )
    reason = fields.Char(help="Kept in the history of each copy.")
    shelf_id = fields.Many2one(comodel_name="library.shelf", ondelete="set null")
    collection_type_id = fields.Many2one(
        comodel_name="library.collection.type", ondelete="set null"
    )
    condition = fields.Selection(selection=CONDITIONS)
    own_call_number = fields.Char()
    fund_source = fields.Selection(selection=FUND_SOURCES)
    price = fields.Float(string="Price of One")
    library_id = fields.Many2one(
        comodel_name="library.library", compute="_compute_preview", string="Library of the Shelves"
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    change_count = fields.Integer(compute="_compute_preview")
    refusal_count = fields.Integer(compute="_compute_preview")

    @api.model
    def _default_copies(self):
        context = self.env.context
        if context.get("active_model") != "library.copy":
            return self.env["library.copy"]
        ids = context.get("active_ids") or []
        return self.env["library.copy"].browse(ids).exists()

    @api.depends("copy_ids", "barcodes", "state", *COPY_FIELDS, *ACQUISITION_FIELDS)
    def _compute_preview(self):
        for wizard in self:
            plans, unknown = wizard._plans()
            wizard.change_count = sum(not plan.refusal for plan in plans)
            wizard.refusal_count = sum(bool(plan.refusal) for plan in plans)
            homes = {plan.copy._home() for plan in plans}
            wizard.library_id = homes.pop() if len(homes) == 1 else False
            wizard.preview = (plans or unknown) and self.env["ir.qweb"]._render(
                "sipuspa_library.copy_change_preview",
                {
                    "plans": plans[:ROWS_SHOWN],
                    "unknown": unknown,
                    "hidden": len(plans) - ROWS_SHOWN,
                },
            )

    # ------------------------------------------------------------------
    # JUDGING
    # ------------------------------------------------------------------

    def _plans(self):
        """Judge every copy as the write would.

        :return: ``(plans, unknown)``: a :class:`Plan` a copy that would change or is refused, those
            refused first, and the scanned codes nobody has
        """
        self.ensure_one()
        copies, unknown = self._copies()
        copies.fetch(["barcode", "library_id", "station_id", "manual_state", *COPY_FIELDS])
        refusals = self._refusals(copies)
        acquired = self._acquisitions(copies)
        plans = []
        for copy in copies:
            refusal = refusals.get(copy.id, "")
            changes = self._changes(copy, acquired.get(copy.id))
            if changes or refusal:
                plans.append(Plan(copy, changes, refusal))
        return sorted(plans, key=lambda plan: not plan.refusal), unknown

    def _copies(self):
        """Return the copies to change, those scanned among them, and the codes nobody has."""
        copies = self.copy_ids._origin
        codes = {numbers.scanned(line) for line in (self.barcodes or "").splitlines()} - {""}
        if not codes:
            return copies, []
        found = copies.search([("barcode", "in", list(codes))])
        # a sticker given on means the copy that has it now
        found -= found.browse(self._twins(found))
        mine = found.filtered("is_editable")
        # an old sticker elsewhere may carry the number of one of ours
        elsewhere = found.filtered(lambda copy: copy.barcode not in mine.mapped("barcode"))
        return copies | mine | elsewhere, sorted(codes - set(found.mapped("barcode")))

    def _changes(self, copy, acquisition):
        """Return what would be different on ``copy``: ``(label, from, to)``."""
        pairs = [(copy, name, self[name]) for name in COPY_FIELDS if self[name]]
        if self.state:
            pairs.append((copy, "manual_state", self._manual_state()))
        if acquisition is not None:
            pairs += [(acquisition, name, self[name]) for name in ACQUISITION_FIELDS if self[name]]
        return [
            (
                record._fields[name]._description_string(self.env),
                self._words(record, name, record[name]),
                self._words(record, name, new),
            )
            for record, name, new in pairs
            if record[name] != new
        ]

    def _words(self, record, name, value):
        """Return a value as it is read."""
        field = record._fields[name]
        if field.type == "many2one":
            return value.display_name or "–"
        if field.type == "selection":
            empty = self.env._("In order") if name == "manual_state" else "–"
            return dict(field._description_selection(self.env)).get(value, empty)
        return value or "–"

    def _refusals(self, copies):
        """Return ``{copy id: why}`` of the copies that cannot be changed so."""
        env = self.env
        state = self._manual_state() if self.state else False
        held = copies._held_back() if state in copies._states_of_the_free() else {}
        twins = self._twins(copies) if self.state and state != "withdrawn" else set()
        refusals = {}
        for copy in copies:
            if not copy.is_editable:
                refusals[copy.id] = env._("Belongs to %s.", copy.library_id.name)
            elif copy.id in held:
                refusals[copy.id] = held[copy.id]
            elif copy.id in twins:
                refusals[copy.id] = env._("Another copy has its barcode now.")
            elif self.shelf_id and self.shelf_id.library_id != copy._home():
                refusals[copy.id] = env._("The shelf is not in %s.", copy._home().name)
        return refusals

    def _twins(self, copies):
        """Return the ids of withdrawn copies whose barcode another copy of the library got since."""
        gone = copies.filtered(lambda copy: copy.manual_state == "withdrawn")
        live = copies.search(
            [
                ("barcode", "in", gone.mapped("barcode")),
                ("library_id", "in", gone.library_id.ids),
                ("manual_state", "!=", "withdrawn"),
            ]
        )
        taken = {(copy.library_id, copy.barcode) for copy in live}
        return {copy.id for copy in gone if (copy.library_id, copy.barcode) in taken}

    def _acquisitions(self, copies):
        """Return the acquisition of each own copy, an empty one where nothing is known yet."""
        if not any(self[name] for name in ACQUISITION_FIELDS):
            return {}
        acquisitions = self.env["library.copy.acquisition"]
        mine = copies.filtered("is_editable")
        return {
            **dict.fromkeys(mine.ids, acquisitions),
            **{copy.id: line for copy, line in mine._acquired().items()},
        }

    def _manual_state(self):
        return False if self.state == IN_ORDER else self.state

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_apply(self):
        """Change what may be changed, and say how many could not; the user's rights decide again."""
        self.ensure_one()
        if self.state in REASON_NEEDED and not (self.reason or "").strip():
            raise UserError(self.env._("Write the reason first; it is kept in the history."))
        plans, __ = self._plans()
        allowed = self.env["library.copy"].concat(
            *(plan.copy for plan in plans if not plan.refusal)
        )
        if not allowed:
            raise UserError(self.env._("Nothing here can be changed so. See the list."))
        vals = {name: self._plain(name) for name in COPY_FIELDS if self[name]}
        if self.state:
            vals["manual_state"] = self._manual_state()
        if vals:
            allowed.with_context(library_reason=self.reason or None).write(vals)
        self._apply_acquisition(allowed)
        return self._told(len(allowed), len(plans) - len(allowed))

    def _plain(self, name):
        return self._fields[name].convert_to_write(self[name], self)

    def _apply_acquisition(self, copies):
        vals = {name: self[name] for name in ACQUISITION_FIELDS if self[name]}
        if not vals:
            return
        known = self.env["library.copy.acquisition"].concat(*copies._acquired().values())
        known.write(vals)
        known.create(
            [
                {
                    **vals,
                    "copy_id": copy.id,
                    "library_id": copy.library_id.id,
                    "received_on": copy.received_on,
                }
                for copy in copies - known.copy_id
            ]
        )

    def _told(self, done, refused):
        message = self.env._("Copies changed: %s.", done)
        if refused:
            message += " " + self.env._("Left as they are: %s.", refused)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if refused else "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
