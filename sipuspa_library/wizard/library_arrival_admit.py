from odoo import api, fields, models
from odoo.exceptions import UserError


class LibraryArrivalAdmit(models.TransientModel):
    """Admit the pupils chosen in the list of arrivals, into one class."""

    _name = "library.arrival.admit"
    _description = "Admit Pupils"
    _inherit = ["library.personal.mixin"]
    _rec_name = "class_name"
    _person_field = "arrival_ids.member_id"
    _person_forgotten = "unlink"

    arrival_ids = fields.Many2many(
        comodel_name="library.arrival",
        string="Who Comes",
        default=lambda self: self._default_arrivals(),
    )
    class_name = fields.Char(string="Class", help="E.g. VII-A. It is made if it is missing.")

    @api.model
    def _default_arrivals(self):
        context = self.env.context
        arrivals = self.env["library.arrival"]
        if context.get("active_model") != arrivals._name:
            return arrivals
        chosen = arrivals.browse(context.get("active_ids") or []).exists()
        return chosen.filtered(lambda row: row.state == "waiting")

    def action_admit(self):
        """Admit them; who was admitted meanwhile is not admitted twice."""
        self.ensure_one()
        arrivals = self.arrival_ids
        if not arrivals:
            raise UserError(self.env._("Choose who has come in the list first."))
        if len(arrivals.library_id) != 1:
            raise UserError(self.env._("Admit the pupils of one school at a time."))
        arrivals._check_receives()
        arrivals._admit(self.class_name)
        return {"type": "ir.actions.act_window_close"}
