from datetime import date, datetime, time
from typing import NamedTuple

from odoo import api, fields, models

from ..tools import late_entry

NOON = time(12)


class Late(NamedTuple):
    """What is entered after the day it happened, and why."""

    on: date
    why: str


class LibraryLoan(models.Model):
    """Entries after the day ("susulan"): which were made before, and the time they are kept with."""

    _inherit = "library.loan"

    @api.model
    def _last_returns(self, copies):
        """Return ``{copy: when it was last taken back}``."""
        return dict(
            self._read_group(
                [("copy_id", "in", copies.ids), ("voided_at", "=", False)],
                ["copy_id"],
                ["returned_at:max"],
            )
        )

    @api.model
    def _late_blocks(self, entry, verb, not_before):
        """Return every block of a late entry.

        :param entry: a :class:`Late`
        :param not_before: the time the copy came back before, or was lent, or nothing
        """
        library = self.env["library.library"]
        return late_entry.judge_late(
            late_entry.LateSituation(
                on=entry.on,
                today=library._today(),
                limit=self._late_days(),
                may=self.env.user.has_group("sipuspa_library.group_librarian"),
                why=entry.why,
                verb=verb,
                not_before=library._local(not_before).date() if not_before else None,
            )
        )

    @api.model
    def _late_days(self):
        parameter = self.env["ir.config_parameter"].sudo().get_param(late_entry.DAYS_KEY)
        return int(parameter) if parameter and parameter.isdecimal() else late_entry.DAYS

    @api.model
    def _late_moment(self, entry, not_before):
        """Return the time a late entry is kept with: noon of its day, after what came before; now, today.

        :param not_before: times, or nothing, of what came before
        """
        library, now = self.env["library.library"], fields.Datetime.now()
        if entry.on >= library._today():
            return now
        noon = library._utc(datetime.combine(entry.on, NOON))
        return max(noon, *filter(None, not_before), noon)

    @api.model
    def _take_back_late(self, copies, library, events, entry):
        """Take back, as of a day that is past, what may be entered; refuse the rest."""
        copies._touch()
        lent = {loan.copy_id: loan.lent_at for loan in self._open_of(copies)}
        accepted = copies.browse()
        for copy, event in zip(copies, events, strict=True):
            blocks = self._late_blocks(entry, "return", lent.get(copy))
            event._settle_blocks(blocks, [], "")
            event._settle_late(entry)
            if not blocks:
                accepted |= copy
        taken = events.filtered(lambda event: event.copy_id in accepted)
        if taken:
            moment = self._late_moment(entry, [lent.get(copy) for copy in accepted])
            self._take_back(accepted, library, taken, moment)


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    def _given(self, copies, late=None):
        given = super()._given(copies, late)
        if late:
            loans = self.env["library.loan"]
            given.late, given.returns = late, loans._last_returns(copies)
            given.moment = loans._late_moment(late, given.returns.values())
        return given

    def _blocks(self, copy, situation, given):
        blocks = super()._blocks(copy, situation, given)
        if not given.late:
            return blocks
        returned = given.returns.get(copy)
        return [*self.env["library.loan"]._late_blocks(given.late, "lend", returned), *blocks]


class LibraryEvent(models.Model):
    _inherit = "library.event"

    happened_on = fields.Date(
        string="Day It Happened", readonly=True, help="Of what was entered later."
    )

    def _settle_late(self, entry):
        """Keep the day and the reason of a late entry, before that of an override."""
        reasons = filter(None, [entry.why, self.reason])
        self._settle(happened_on=entry.on, reason="; ".join(reasons) or False)

    def _words(self, args, when):
        env = self.env
        return {
            **super()._words(args, when),
            "late_librarian_only": lambda: env._("Only a librarian enters what happened before."),
            "late_reason_needed": lambda: env._("Write why it is entered later."),
            "late_in_future": lambda: env._("This day is still to come."),
            "late_too_old": lambda: env._("Only the last %(days)s days can be entered.", **args),
            "late_before_return": lambda: env._("This copy was returned on %s only.", when),
            "late_before_lend": lambda: env._("This copy was lent on %s only.", when),
        }
