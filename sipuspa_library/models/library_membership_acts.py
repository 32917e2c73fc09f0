from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import school_year, validity


class LibraryMembership(models.Model):
    """What is done to memberships: one, a selection, a class. Each act once, however often asked.

    The verbs are for callers that have checked the right to write these rows; where the columns are
    no field of a form, they go on in superuser mode.
    """

    _inherit = "library.membership"

    @api.model
    def _chosen(self):
        """Return the members whom an action was chosen for: in a list of members, or by class."""
        context = self.env.context
        model = context.get("active_model")
        if model not in ("library.membership", "library.school.class"):
            return self.browse()
        rows = self.env[model].browse(context.get("active_ids") or []).exists()
        return rows if model == self._name else rows.membership_ids

    @api.model
    def _chosen_to_clear(self):
        """Return the members chosen; of a class also those who left school from it.

        A graduate is in no class any more on the day the letter is asked for.
        """
        chosen = self._chosen()
        if self.env.context.get("active_model") != "library.school.class":
            return chosen
        classes = self.env["library.school.class"].browse(self.env.context.get("active_ids") or [])
        ended = classes.exists().enrolment_ids.filtered(
            lambda row: row.outcome in ("graduated", "left")
        )
        return chosen | ended.membership_id

    # ------------------------------------------------------------------
    # VERBS
    # ------------------------------------------------------------------

    def _renew_until(self, until=None):
        """Make memberships that end earlier good until ``until``; what ends later or never stays.

        :param until: the last day; without one, each goes on as its category says
        :return: those that were renewed
        """
        renewed = self.browse()
        for day, memberships in self.grouped(lambda row: until or row._next_end()).items():
            shorter = memberships.filtered(
                lambda row, day=day: row.valid_until and row.valid_until < day
            )
            shorter.write({"valid_until": day})
            renewed |= shorter
        return renewed

    def _next_end(self):
        """Return until when this membership is renewed if nobody says: the school year, or months on."""
        self.ensure_one()
        today = self.env["library.library"]._today()
        if self.category_id.has_class:
            return school_year.of(today + timedelta(days=validity.NEXT_YEAR_FROM)).date_to
        return validity.months_on(today, self.category_id.renewal_months)

    def _suspend(self, until, reason):
        """Lend nothing to these members up to ``until``.

        :raise UserError: without a reason, or for a day that is over
        """
        reason = " ".join((reason or "").split())
        if not reason:
            raise UserError(self.env._("Write why: the member will ask."))
        if not until or until < self.env["library.library"]._today():
            raise UserError(self.env._("Choose the last day of the suspension: today or later."))
        # no field of a form; the caller has checked the right to these rows
        self.sudo().write({"suspended_until": until, "suspension_reason": reason})

    def _lift_suspension(self):
        suspended_sudo = self.sudo().filtered("suspended_until")  # as in _suspend
        suspended_sudo.write({"suspended_until": False, "suspension_reason": False})

    def _verify(self):
        """Note that somebody has seen these persons at the desk: they borrow from now on."""
        self.sudo().filtered("pending").write({"pending": False})  # as in _suspend

    def _leave(self, on=None):
        """Note that these persons have left the library; what they have not brought back stays open.

        :param on: the day, today if nobody says; who has left before keeps that day
        """
        staying_sudo = self.sudo().filtered(lambda row: not row.left_on)  # as in _suspend
        staying_sudo.write({"left_on": on or self.env["library.library"]._today()})

    def _come_back(self):
        """Take back persons who had left; a membership that has run out meanwhile is renewed."""
        back_sudo = self.sudo().filtered("left_on")  # as in _suspend
        back_sudo.write({"left_on": False})
        today = self.env["library.library"]._today()
        back_sudo.filtered(lambda row: row.valid_until and row.valid_until < today)._renew_until()

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_lift_suspension(self):
        """Let these members borrow again."""
        self.check_access("write")
        self._lift_suspension()

    def action_verify(self):
        """Verify who registered without having been at the desk."""
        self.check_access("write")
        self._verify()

    def action_come_back(self):
        """Take back persons who had left."""
        self.check_access("write")
        self._come_back()
