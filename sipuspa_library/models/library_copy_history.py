from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from .library_event import OFFICE

# what the ledger tells of a copy when somebody changes it, from and to
NOTED_FIELDS = frozenset(
    {
        "manual_state",
        "shelf_id",
        "collection_type_id",
        "own_call_number",
        "condition",
        "barcode",
        "accession_number",
        "library_id",
        "book_id",
    }
)
LINES_SHOWN = 20
ALL_LINES = 1000


class LibraryCopy(models.Model):
    """What has happened to a copy: who changed what is noted here, whatever path wrote it."""

    _inherit = "library.copy"

    history = fields.Html(compute="_compute_history", sanitize=False)

    # ------------------------------------------------------------------
    # NOTING
    # ------------------------------------------------------------------

    def write(self, vals):
        names = NOTED_FIELDS & vals.keys()
        if not names:  # as at the desk, which asks nothing more of the database
            return super().write(vals)
        before = self._noted(names)
        result = super().write(vals)
        self._note_changes(before, self._noted(names))
        return result

    def _noted(self, names):
        """Return what the ledger notes of these copies: ``{copy id: {field name: plain value}}``."""
        copies_sudo = self.sudo()  # whether the write is allowed is asked there
        return {
            copy.id: {name: self._plain(name, copy[name]) for name in names} for copy in copies_sudo
        }

    def _plain(self, name, value):
        """Return a value as the ledger keeps it: names, which outlive what they name, and codes."""
        if self._fields[name].type == "many2one":
            return value.display_name or False
        return value or False

    def _note_changes(self, before, after):
        """Note what is different now, for each owner in one statement."""
        details = {}
        for copy_id, old in before.items():
            new = after[copy_id]
            changed = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
            if changed:
                details[copy_id] = changed
        reason = self.env.context.get("library_reason")
        for library, copies in self.browse(details).sudo().grouped("library_id").items():
            self.env["library.event"]._note(
                "edit", library, copies, details, reason if isinstance(reason, str) else None
            )

    # ------------------------------------------------------------------
    # TELLING
    # ------------------------------------------------------------------

    def _history(self, limit=LINES_SHOWN):
        """Return what happened to this copy, newest first: never to whom it was lent.

        Who did it, and why, is told to those who work in the owning library, and of acts of the office
        only: what is said at a desk may be about a member.

        :return: ``(lines, more)``: dicts of time, verb, place, by, reason and changes; whether there is more
        """
        self.ensure_one()
        self.check_access("read")
        own = self.library_id.id in self.env.user._library_access().operated
        # the ledger is its libraries' own; what of it is told to everybody is chosen below
        events_sudo = (
            self.env["library.event"]
            .sudo()
            .search([("copy_id", "=", self.id), ("outcome", "=", "done")], limit=limit + 1)
        )
        timezone = str(self.env["library.library"]._timezone())
        verbs = dict(events_sudo._fields["verb"]._description_selection(self.env))
        lines = []
        for event in events_sudo[:limit]:
            told = own and event.device == OFFICE
            lines.append(
                {
                    "time": format_datetime(self.env, event.acted_at, tz=timezone),
                    "verb": verbs[event.verb],
                    "place": event.library_id.name,
                    "by": told and event.actor_id.name,
                    "reason": told and event.reason,
                    "changes": self._told_changes(event.details or {}),
                }
            )
        more = len(events_sudo) > limit
        if not more:
            lines.append(self._received_line(own))
        return lines, more

    def _received_line(self, own):
        receipt_sudo = self.sudo().receipt_id  # what others may not know is left out
        # a receipt is of the first owner, whose suppliers are no later one's business
        own = own and receipt_sudo.library_id == self.library_id
        return {
            "time": format_date(self.env, receipt_sudo.received_on or self.received_on),
            "verb": self.env._("Received"),
            "place": (receipt_sudo.library_id or self.library_id).name,
            "by": own and receipt_sudo.create_uid.name,
            "reason": own and receipt_sudo.source_name,
            "changes": [],
        }

    def _told_changes(self, details):
        """Return what an act changed, in the reader's words: ``(field, from, to)``."""
        told = []
        for name, (old, new) in details.items():
            field = self._fields.get(name)
            label = field._description_string(self.env) if field else ""
            words = {}
            if field and field.type == "selection":
                words = dict(field._description_selection(self.env))
            empty = self.env._("In order") if name == "manual_state" else "–"
            told.append((label, *(words.get(value, value) or empty for value in (old, new))))
        return told

    @api.depends_context("uid", "lang", "library_history_limit")
    def _compute_history(self):
        limit = self.env.context.get("library_history_limit")
        limit = limit if isinstance(limit, int) and 0 < limit <= ALL_LINES else LINES_SHOWN
        for copy in self:
            if not copy.id or not copy._origin:
                copy.history = False
                continue
            lines, more = copy._origin._history(limit)
            copy.history = self.env["ir.qweb"]._render(
                "sipuspa_library.copy_history", {"lines": lines, "more": more}
            )

    def action_open_history(self):
        """Open the whole history of a copy."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("History of %s", self.barcode),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("sipuspa_library.library_copy_view_form_history").id, "form")],
            "target": "new",
            "context": {"library_history_limit": ALL_LINES},
        }
