from odoo import api, models


class LibraryDesk(models.AbstractModel):
    """Everything about a member that stands in front of the desk, in one answer."""

    _inherit = "library.desk"

    @api.model
    def member(self, membership_id):
        """Open a member whom nobody scanned, as :meth:`act` answers a card.

        Chosen from a class list, from what was found, from what is late.
        """
        return self._opened(self._membership(membership_id))

    def _opened(self, membership):
        """Add what is owed and reserved; name the photo only where there is one."""
        opened = super()._opened(membership)
        if opened["kind"] == "member":
            opened["charges"] = self.charges_of(membership.id)
            opened["holds"] = self.holds_of(membership.id)
        member_sudo = membership.member_id.sudo().with_context(bin_size=True)
        if opened.get("photo") and not member_sudo.image_256:
            opened["photo"] = False
        return opened

    def _loan_cards(self, loans):
        """Add what became of a book that does not just come back."""
        states = {loan.id: loan for loan in loans}
        return [
            {
                **card,
                "lost": bool(states[card["loan_id"]].lost_at),
                "claimed": bool(states[card["loan_id"]].claimed_at),
            }
            for card in super()._loan_cards(loans)
        ]
