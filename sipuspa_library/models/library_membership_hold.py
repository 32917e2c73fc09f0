from odoo import api, fields, models
from odoo.exceptions import UserError


class LibraryMembership(models.Model):
    """What a member has reserved, and what becomes of it when they leave."""

    _inherit = "library.membership"

    hold_ids = fields.One2many(
        comodel_name="library.hold", inverse_name="membership_id", string="Reservations"
    )

    def write(self, vals):
        """Who leaves waits for nothing any more, by whatever path they do."""
        result = super().write(vals)
        if vals.get("left_on"):
            # the right to these rows was asked above; what was kept may serve other libraries
            left_sudo = self.sudo()
            self.env["library.hold"].sudo()._search_active(
                [("membership_id", "in", left_sudo.ids)]
            )._end("cancelled_at")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_never_reserved(self):
        if self.sudo().hold_ids:  # that there are any, for a sentence
            raise UserError(
                self.env._(
                    "A membership with reservations is not deleted. Enter the day the person left."
                )
            )

    def _hold_in_the_way(self, copy, hold):
        """Return the reservation that decides where ``copy`` is lent; none where it is lent at home.

        Who reserved it for another library may take it along where it stands at home.

        :param hold: the reservation the copy serves, or nothing
        """
        if hold and hold.member_id == self.member_id and copy._home() == self.library_id:
            return None
        return hold

    def _reserved_in(self, hold):
        """Return the name of the library where somebody else picks up what ``hold`` keeps."""
        return hold.library_id.name if hold and hold.member_id != self.member_id else ""


class LibraryMember(models.Model):
    _inherit = "library.member"

    @api.ondelete(at_uninstall=False)
    def _unlink_if_never_reserved(self):
        holds_sudo = self.env["library.hold"].sudo()  # that there are any, for a sentence
        if holds_sudo.search_count([("member_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "A person with reservations is not deleted. Enter the day the person left."
                )
            )
