from odoo import fields, models

from ..tools import late_entry, undo, visit_sheet


class ResConfigSettings(models.TransientModel):
    """How long the desk can mend what it did."""

    _inherit = "res.config.settings"

    library_undo_minutes = fields.Integer(
        string="Undo at the Desk, Minutes",
        required=True,
        default=undo.MINUTES,
        config_parameter=undo.MINUTES_KEY,
    )
    library_late_entry_days = fields.Integer(
        string="Entries After the Day, Days",
        required=True,
        default=late_entry.DAYS,
        config_parameter=late_entry.DAYS_KEY,
    )
    library_visit_entry_days = fields.Integer(
        string="Paper Sheets of Visits, Days",
        required=True,
        default=visit_sheet.DAYS,
        config_parameter=visit_sheet.DAYS_KEY,
    )
