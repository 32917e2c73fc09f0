from odoo import api, fields, models


class LibraryToCompleteMixin(models.AbstractModel):
    """Rows entered in a hurry, while somebody waited: lent at once, finished when there is time.

    A list of them waits for the librarian; who has completed a row says so by one button.
    """

    _name = "library.to.complete.mixin"
    _description = "Rows to Complete"

    to_complete = fields.Boolean(
        readonly=True,
        copy=False,
        help="Entered at the desk in a hurry: look it through when there is time.",
    )

    def action_completed(self):
        """Take these rows off the list of what is to be completed."""
        self.check_access("write")
        self.sudo().to_complete = False  # nobody's to type; the right to write was checked


class LibraryMembership(models.Model):
    """A person registered at the desk by little more than the name."""

    _name = "library.membership"
    _inherit = ["library.membership", "library.to.complete.mixin"]

    _to_complete_idx = models.Index("(library_id) WHERE to_complete")

    @api.model
    def _outcomes(self):
        return {*super()._outcomes(), "to_complete"}


class LibraryCopy(models.Model):
    """A book added at the desk by its title and number."""

    _name = "library.copy"
    _inherit = ["library.copy", "library.to.complete.mixin"]

    _to_complete_idx = models.Index("(library_id) WHERE to_complete")

    @api.model
    def _outcomes(self):
        return {*super()._outcomes(), "to_complete"}
