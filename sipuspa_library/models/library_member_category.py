from odoo import fields, models


class LibraryMemberCategory(models.Model):
    """Pupil, teacher, staff, villager …: what loan rules and statistics tell members apart by."""

    _name = "library.member.category"
    _description = "Member Category"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    has_class = fields.Boolean(help="Members of this category are in a class.")

    _code_unique = models.Constraint("UNIQUE (code)", "This member category exists already.")
