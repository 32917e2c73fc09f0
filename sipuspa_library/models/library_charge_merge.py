from odoo import models


class LibraryMembership(models.Model):
    """Two memberships of one person become one: what either owed is owed by the one."""

    _inherit = "library.membership"

    def _merge_take_in(self, losers, choices):
        result = super()._merge_take_in(losers, choices)
        (self | losers)._settle_balance()
        return result
