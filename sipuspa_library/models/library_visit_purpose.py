from odoo import fields, models


class LibraryVisitPurpose(models.Model):
    """What people come for: reading, borrowing, homework, the internet …"""

    _name = "library.visit.purpose"
    _description = "Purpose of Visit"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.Constraint("UNIQUE (code)", "This purpose exists already.")
