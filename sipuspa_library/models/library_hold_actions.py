import uuid

from odoo import fields, models

from .library_event import OFFICE, ActKey
from .library_hold import FIRST, IN_TURN

LIBRARIAN = "sipuspa_library.group_librarian"


class LibraryHold(models.Model):
    """What a librarian does in the list of reservations."""

    _inherit = "library.hold"

    def action_cancel(self):
        """Cancel these; those that have ended stay as they are."""
        self._check_mine("sipuspa_library.group_desk")
        for holds in self.filtered("is_active").grouped("library_id").values():
            holds._cancel(ActKey(OFFICE, str(uuid.uuid4())))

    def action_serve_first(self):
        """Let these be served before those who asked earlier."""
        self._set_turn(FIRST)

    def action_serve_in_turn(self):
        """Put these back in their place in the queue."""
        self._set_turn(IN_TURN)

    def _set_turn(self, priority):
        """Give those who still wait another turn; from now on they wait in that place."""
        self._check_mine(LIBRARIAN)
        waiting_sudo = self.sudo().filtered(lambda hold: hold.state == "waiting")  # checked above
        waiting_sudo.filtered(lambda hold: hold.priority != priority).write(
            {"priority": priority, "queued_at": fields.Datetime.now()}
        )

    def _check_mine(self, group):
        """Refuse whoever does not work, in this role, where these are picked up."""
        self.check_access("read")
        self.env.user._check_operates(self.library_id, group)
