from odoo import api, fields, models


class LibraryMember(models.Model):
    """Whether a person wants to see what they have brought back: off, until they ask for it themselves.

    Nothing is kept longer for it: a loan forgets its person when its time has come, shown or not.
    """

    _inherit = "library.member"

    shows_history = fields.Boolean(
        string="Shows Past Loans",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="On the own page. Chosen there, by nobody else.",
    )

    @api.model
    def _outcomes(self):
        return {*super()._outcomes(), "shows_history"}

    def _show_history(self, shown):
        """Show the past loans on the own page, or not. The caller has checked whose page it is."""
        self.sudo().shows_history = shown
