from odoo import fields, models


class LibraryService(models.Model):
    """What a library offers beside its books: computers, a corner for children, storytelling …"""

    _name = "library.service"
    _description = "Service of a Library"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)


class LibraryLibrary(models.Model):
    """What a library's own page tells: services, and where it is on the map."""

    _inherit = "library.library"

    service_ids = fields.Many2many(
        comodel_name="library.service",
        string="Services",
        help="Shown on the library's page in the public catalogue.",
    )
    latitude = fields.Float(
        digits=(9, 6),
        help="As maps show it, e.g. -8.538900: a negative number south of the equator.",
    )
    longitude = fields.Float(digits=(9, 6), help="As maps show it, e.g. 115.404500.")

    _latitude_range = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90)", "A latitude lies between -90 and 90."
    )
    _longitude_range = models.Constraint(
        "CHECK (longitude BETWEEN -180 AND 180)", "A longitude lies between -180 and 180."
    )
