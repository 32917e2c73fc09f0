from odoo import api, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _eval_context(self):
        """Give the rules of the library the ids that bound the current user."""
        context = super()._eval_context()
        access = self.env.user._library_access()
        context.update(
            operated_library_ids=list(access.operated),
            overseen_library_ids=list(access.overseen),
            operates_everywhere=access.everywhere,
            open_member_ids=sorted({*access.granted_members, *access.own_members}),
            family_member_ids=list(access.family_members),
        )
        return context

    def _compute_domain_context_values(self):
        """Put the same ids into the key under which Odoo caches a rule's domain.

        A cache cleared at a write or a commit would still serve a request that overlaps the change.
        """
        yield from super()._compute_domain_context_values()
        if not self.env.su:
            yield self.env.user._library_access()
