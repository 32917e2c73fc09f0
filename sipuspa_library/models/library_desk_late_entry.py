from datetime import date

from odoo import api, models
from odoo.exceptions import UserError

from .library_loan_late_entry import Late

OLDEST = 2000  # a year nobody lent in by this program


class LibraryDesk(models.AbstractModel):
    """Entries after the day ("susulan"): the lights were out, the book went, it is entered now."""

    _inherit = "library.desk"

    @api.model
    def lend_late(self, membership_id, copy_ids, on, why, device, request_id, reason=None):
        """Lend copies as of the day they went: judged on that day, due from it.

        For librarians; a day of the last weeks (a setting), not before the copy last came back.

        :param on: the day, ``YYYY-MM-DD``
        :param why: why it is entered later; kept
        :param reason: words for going on despite what this user may override
        """
        return self._membership(membership_id)._lend(
            self._copies(copy_ids),
            self._key(device, request_id),
            self._text(reason),
            self._late(on, why),
        )

    @api.model
    def take_back_late(self, library_id, copy_ids, on, why, device, request_id):
        """Take copies back as of the day they came; for librarians, not before they were lent."""
        library = self._my_library(library_id)
        return self.env["library.loan"]._return(
            self._copies(copy_ids),
            library,
            self._key(device, request_id),
            self._late(on, why),
        )

    def _late(self, on, why):
        try:
            day = date.fromisoformat(on)
        except (TypeError, ValueError):
            day = None
        if not day or day.year < OLDEST:
            raise UserError(self.env._("Choose the day it happened."))
        return Late(day, self._text(why) or "")
