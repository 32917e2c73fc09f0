from odoo import fields, models

from ..tools import undo


class ResConfigSettings(models.TransientModel):
    """How long the desk can mend what it did."""

    _inherit = "res.config.settings"

    library_undo_minutes = fields.Integer(
        string="Undo at the Desk, Minutes",
        required=True,
        default=undo.MINUTES,
        config_parameter=undo.MINUTES_KEY,
    )
