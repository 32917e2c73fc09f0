from odoo import api, fields, models
from odoo.tools import ormcache

from ..tools import circulation


class LibraryOverride(models.Model):
    """Who may go on with a reason despite a block; a code without a row is a librarian's."""

    _name = "library.override"
    _description = "Exception to a Rule"
    _inherit = ["library.cached.mixin"]
    _order = "id"

    code = fields.Char(required=True, readonly=True, help="Stable: logs and devices rely on it.")
    name = fields.Char(string="What Stands in the Way", required=True, translate=True)
    role = fields.Selection(
        selection=[
            ("desk", "Desk officer or librarian"),
            ("librarian", "Librarian"),
            ("nobody", "Nobody"),
        ],
        string="Who May Go On With a Reason",
        required=True,
        default="librarian",
    )

    _code_unique = models.Constraint("UNIQUE (code)", "This exception is listed already.")

    @ormcache()
    def _roles(self):
        return {row.code: row.role for row in self.sudo().search([])}  # pylint: disable=no-search-all

    @api.model
    def _allowed(self):
        """Return the codes that the current user may override with a reason."""
        user = self.env.user
        if not user.has_group("sipuspa_library.group_desk"):
            return frozenset()
        mine = {"desk"}
        if user.has_group("sipuspa_library.group_librarian"):
            mine.add("librarian")
        roles = self._roles()
        return frozenset(
            code for code in circulation.OVERRIDABLE if roles.get(code, "librarian") in mine
        )
