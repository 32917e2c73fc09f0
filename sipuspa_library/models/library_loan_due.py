import uuid

from odoo import api, models

from ..tools.circulation import Block
from .library_event import OFFICE, ActKey


class LibraryLoan(models.Model):
    """Moving due dates: of a class, of a library that closes.

    The ledger keeps a line a loan (verb ``redate``): from it members are told.
    """

    _inherit = "library.loan"

    def _move_due(self, days, reason, key=None):
        """Give these loans of one library a new due day, a line a loan; never one that is closed.

        The caller has checked that the user may. What was returned meanwhile is refused.

        :param days: ``{loan id: day}``; a day that is past or closed becomes the next open one
        :param reason: words that members may be told
        :param key: an :class:`~.library_event.ActKey`; one is made for an act of the office
        :return: a list of answers (:meth:`library.event._answers`)
        """
        self.library_id.ensure_one()
        asked = [days[loan.id].isoformat() for loan in self]
        events_sudo, fresh = self.env["library.event"]._claim(
            key or ActKey(OFFICE, str(uuid.uuid4())),
            "redate",
            self.library_id,
            [loan.copy_id for loan in self],
            [self.ids, asked, reason],
        )
        if fresh:
            self.sudo()._write_due(days, events_sudo, reason)
        return events_sudo._answers()

    def _write_due(self, days, events, reason):
        today = self.library_id._today()
        calendar = self.library_id._calendar(today)
        self.copy_id._touch()  # the row a return and a renewal write first, too
        still_lent = self._search_open([("id", "in", self.ids)])
        for loan, event in zip(self, events, strict=True):
            due = calendar.open_on_or_after(max(days[loan.id], today))
            event._settle(loan_id=loan.id, membership_id=loan.membership_id.id)
            if loan not in still_lent:
                event._settle_blocks([Block("loan_closed")], [], None)
            elif due is None:
                event._settle_blocks([Block("library_without_hours")], [], None)
            else:
                event._settle(before=loan._terms_now())
                loan.due_date = due
                event._settle(outcome="done", due_date=due, reason=reason)
        self.env.flush_all()

    def _off_closed_days(self):
        """Return the first open day for each of these loans of one library that is due on a closed one.

        :return: ``{loan id: day}``; without those whose library opens on no day that is near
        """
        days = {}
        for library, loans in self.grouped("library_id").items():
            calendar = library._calendar(min(loans.mapped("due_date")))
            for loan in loans:
                day = calendar.open_on_or_after(loan.due_date)
                if day and day != loan.due_date:
                    days[loan.id] = day
        return days

    @api.model
    def _due_within_domain(self, libraries, first, last):
        """Return the domain of what is lent in ``libraries`` and due from ``first`` to ``last``."""
        return [
            ("library_id", "in", libraries.ids),
            ("due_date", ">=", first),
            ("due_date", "<=", last),
            *self._open_domain(),
        ]
