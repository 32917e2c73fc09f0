from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import rates


class ResConfigSettings(models.TransientModel):
    """How often one line may ask the public pages."""

    _inherit = "res.config.settings"

    library_rate_percent = fields.Integer(
        string="Requests From One Line, Percent",
        required=True,
        default=rates.PERCENT,
        config_parameter=rates.PERCENT_KEY,
    )

    @api.constrains("library_rate_percent")
    def _check_library_rate_percent(self):
        for settings in self:
            if settings.library_rate_percent < 0:
                raise ValidationError(
                    self.env._(
                        "Requests from one line: 100 is the usual, 200 twice as many, 0 no limit here."
                    )
                )
