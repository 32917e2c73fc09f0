from odoo import fields, models


class ResUsersSettings(models.Model):
    """What the forms of the library remember for a user."""

    _inherit = "res.users.settings"

    library_all_fields = fields.Boolean(string="Show All Fields of a Title")
