from odoo import fields, models

from .library_calendar import DEFAULT_TIMEZONE


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    library_timezone = fields.Selection(
        selection=[
            ("Asia/Jakarta", "Western Indonesia (WIB)"),
            ("Asia/Makassar", "Central Indonesia (WITA)"),
            ("Asia/Jayapura", "Eastern Indonesia (WIT)"),
        ],
        string="Time Zone of the Regency",
        required=True,
        default=DEFAULT_TIMEZONE,
        config_parameter="sipuspa_library.timezone",
    )
