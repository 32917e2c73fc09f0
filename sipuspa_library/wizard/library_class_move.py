from odoo import api, fields, models
from odoo.exceptions import UserError


class LibraryClassMove(models.TransientModel):
    """Put one pupil, those chosen in a list, or a whole class into another class of the school.

    Their loans and textbooks go with them: they hang on the membership. What was lent until now
    stays counted under the class it was lent in.
    """

    _name = "library.class.move"
    _description = "Move to Class"
    _inherit = ["library.personal.mixin"]
    _rec_name = "class_id"
    _person_field = "membership_ids.member_id"
    _person_forgotten = "unlink"

    membership_ids = fields.Many2many(
        comodel_name="library.membership",
        string="Pupils",
        default=lambda self: self._default_memberships(),
    )
    library_id = fields.Many2one(
        comodel_name="library.library", string="School", compute="_compute_library"
    )
    year_id = fields.Many2one(
        comodel_name="library.school.year", string="School Year", compute="_compute_library"
    )
    pupil_count = fields.Integer(string="Number of Pupils", compute="_compute_library")
    class_id = fields.Many2one(
        comodel_name="library.school.class", string="New Class", ondelete="cascade"
    )

    @api.model
    def _default_memberships(self):
        """Return the pupils chosen in a list of members, or those of the classes chosen."""
        context = self.env.context
        model, ids = context.get("active_model"), context.get("active_ids") or []
        if model == "library.school.class":
            return self.env[model].browse(ids).exists().membership_ids
        if model == "library.membership":
            return self.env[model].browse(ids).exists()
        return self.env["library.membership"]

    @api.depends("membership_ids")
    def _compute_library(self):
        for wizard in self:
            libraries = wizard.membership_ids.library_id
            wizard.pupil_count = len(wizard.membership_ids)
            wizard.library_id = libraries if len(libraries) == 1 else False
            wizard.year_id = libraries._school_years()[libraries] if len(libraries) == 1 else False

    def action_move(self):
        """Move them, or without a class take them out of theirs; the user's own rights decide."""
        self.ensure_one()
        memberships = self.membership_ids
        if not memberships:
            raise UserError(self.env._("Choose the pupils in the list first."))
        memberships.check_access("write")
        if len(memberships.library_id) != 1:
            raise UserError(self.env._("Choose pupils of one school."))
        if any(membership.left_on for membership in memberships):
            raise UserError(
                self.env._("Some of them have left. Take them out of the choice, or clear the day.")
            )
        memberships._enrol(self.class_id)
        return {"type": "ir.actions.act_window_close"}
