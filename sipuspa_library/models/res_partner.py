from odoo import api, fields, models


class ResPartner(models.Model):
    """The partner of a card login: it bears the card number, which opens a person at any desk."""

    _inherit = "res.partner"

    is_library_card = fields.Boolean(
        string="Library Card",
        readonly=True,
        copy=False,
        help="Belongs to the login of a library card: shown to nobody but its owner.",
    )

    @api.depends("is_library_card")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name no card to others: Odoo names linked rows in superuser mode, whatever id is asked for."""
        result = super()._compute_display_name()
        cards = self.filtered("is_library_card")
        for partner in cards - cards._whose_card_is_shown():
            partner.display_name = self.env._("Library card")
        return result

    def _whose_card_is_shown(self):
        """Return those of these partners whom the user may read, in superuser mode, too."""
        partners = self.with_user(self.env.user)
        if not partners.browse().has_access("read"):
            return self.browse()
        return self.browse(
            partners.with_context(active_test=False).search([("id", "in", self.ids)]).ids
        )


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.depends("partner_id.display_name")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name card logins as their partners are named."""
        result = super()._compute_display_name()
        for user in self.filtered("is_library_card"):
            user.display_name = user.partner_id.display_name
        return result
