from odoo import api, fields, models
from odoo.exceptions import UserError


class LibraryMember(models.Model):
    """How one library forgets a person who stays known in others."""

    _inherit = "library.member"

    def _forget_in(self, library):
        """Forget this person in ``library`` only; nothing of it is open, and the caller may.

        In superuser mode. The card, and what other libraries hold, stay: the person goes on
        borrowing there.
        """
        self.ensure_one()
        memberships = self.membership_ids.filtered(lambda row: row.library_id == library)
        memberships._leave()
        memberships.erased_on = library._today()
        for model in self._personal_models():
            place = model._fields.get("library_id")
            if place and place.store:
                rows = model.with_env(self.env).with_context(active_test=False)
                domain = [*model._person_domain(self), ("library_id", "=", library.id)]
                found = rows.search(domain)
                self._forget_papers(found)
                found._forget()


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    erased_on = fields.Date(
        string="Forgotten Here on",
        readonly=True,
        copy=False,
        help="The person asked this library to forget them, and goes on elsewhere.",
    )

    @api.model
    def _outcomes(self):
        return {*super()._outcomes(), "erased_on"}

    def write(self, vals):
        """Who comes again by card, list or promotion is known here again."""
        if "left_on" in vals and not vals["left_on"]:
            vals = {**vals, "erased_on": False}
        return super().write(vals)

    def action_come_back(self):
        """Refuse whom this library was asked to forget: a button would bring back name and card."""
        self.check_access("write")
        if self.filtered("erased_on"):
            raise UserError(
                self.env._(
                    "This library was asked to forget this person. "
                    "If they come again, scan their card at the desk."
                )
            )
        return super().action_come_back()
