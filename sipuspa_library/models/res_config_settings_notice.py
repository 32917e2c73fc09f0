from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import notices


class ResConfigSettings(models.TransientModel):
    """When members are told what, in the whole regency."""

    _inherit = "res.config.settings"

    library_notice_soon_days = fields.Integer(
        string="Due Soon, Days Before",
        required=True,
        default=notices.SOON,
        config_parameter=notices.SOON_KEY,
    )
    library_notice_late_days = fields.Char(
        string="Overdue, Days After",
        required=True,
        default=", ".join(map(str, notices.LATE)),
        config_parameter=notices.LATE_KEY,
    )
    library_notice_ending_days = fields.Integer(
        string="Membership Ends, Days Before",
        required=True,
        default=notices.ENDING,
        config_parameter=notices.ENDING_KEY,
    )
    library_notice_titles = fields.Boolean(
        string="Titles in WhatsApp Messages", config_parameter=notices.TITLES_KEY
    )

    @api.constrains("library_notice_late_days")
    def _check_library_notice_late_days(self):
        for settings in self:
            try:
                notices.late_days(settings.library_notice_late_days)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "Write one to three rising numbers of days for what is overdue, e.g. 1, 7, 14; "
                        "or 0, and nobody is told."
                    )
                ) from error

    @api.constrains("library_notice_soon_days", "library_notice_ending_days")
    def _check_library_notice_days(self):
        for settings in self:
            typed = (settings.library_notice_soon_days, settings.library_notice_ending_days)
            if any(not 0 <= days <= notices.LONGEST for days in typed):
                raise ValidationError(self.env._("Days before are 0 to 365; 0 tells nobody."))
