from odoo import api, fields, models
from odoo.exceptions import UserError


class LibraryMembership(models.Model):
    """What the parents of a library's members have agreed to."""

    _inherit = "library.membership"

    consented_scope_ids = fields.Many2many(
        comodel_name="library.consent.scope",
        string="Parents Agreed to",
        compute="_compute_consented_scope_ids",
        groups="sipuspa_library.group_desk",
    )
    missing_scope_ids = fields.Many2many(
        comodel_name="library.consent.scope",
        string="Not Agreed to",
        compute="_compute_consented_scope_ids",
        groups="sipuspa_library.group_desk",
    )

    @api.depends("member_id.birth_date", "category_id")
    @api.depends_context("uid")
    def _compute_consented_scope_ids(self):
        """Tell what is there and what is missing; of adults nothing is missing."""
        consented, needed = self._consented(), self._needed_consents()
        for membership in self:
            given = consented[membership]
            membership.consented_scope_ids = given
            membership.missing_scope_ids = needed[membership] - given

    @api.model_create_multi
    def create(self, vals_list):
        """Join persons; who is registered just now is judged with the photo they come with."""
        memberships = super().create(vals_list)
        joined_sudo = memberships.sudo()  # where else they belong is asked for a yes or no
        joined_sudo.filtered(
            lambda row: row.member_id.membership_ids - memberships
        )._stop_undated_without_consent()
        return memberships

    def write(self, vals):
        result = super().write(vals)
        if "category_id" in vals:
            self._stop_undated_without_consent()
        return result

    def _stop_undated_without_consent(self):
        """End what nobody agreed to for those without a birth date: as a pupil one is a child then."""
        members_sudo = self.sudo().member_id  # as in create
        members_sudo.filtered(lambda member: not member.birth_date)._stop_all_without_consent()

    def _consented(self):
        """Return ``{membership: scopes}`` of the consents that stand and count in its library."""
        # what somebody agreed to elsewhere counts here too; where and who stays there
        consents_sudo = self.env["library.consent"].sudo()
        standing_sudo = consents_sudo.search(
            [("member_id", "in", self.member_id.ids), ("withdrawn_on", "=", False)]
        )
        of = standing_sudo.grouped(lambda consent: consent.member_id.id)
        return {
            membership: of.get(membership.member_id.id, consents_sudo)
            .filtered(
                lambda consent, library=membership.library_id: (
                    not consent.scope_id.per_library or consent.library_id == library
                )
            )
            .scope_id.sudo(False)
            for membership in self
        }

    def _needed_consents(self):
        """Return ``{membership: scopes}`` a parent must agree to, whether one has or not."""
        scopes = self.env["library.consent.scope"]._asked()
        bound = {
            years: set(self.member_id._under(years).ids)
            for years in set(scopes.mapped("needs_consent_under"))
        }
        return {
            membership: scopes.filtered(
                lambda scope, member=membership.member_id.id: (
                    member in bound[scope.needs_consent_under]
                )
            )
            for membership in self
        }

    def action_consents(self):
        """Open the sheet on which the consents of these members' parents are ticked off."""
        if not self:
            raise UserError(self.env._("Choose the members first."))
        return self.env["library.consent.sheet"]._open(self)
