from odoo import fields, models


class LibraryProfile(models.Model):
    """Staff and yearly figures of a library, apart from what every user may read of it."""

    _name = "library.profile"
    _description = "Library Profile"
    _inherit = ["library.guarded.mixin"]
    _rec_name = "library_id"

    library_id = fields.Many2one(ondelete="cascade")
    head_name = fields.Char(string="Head of Library")
    head_nip = fields.Char(string="NIP of the Head")
    principal_name = fields.Char(string="Principal or Village Head")
    principal_nip = fields.Char(string="NIP of the Principal")
    phone = fields.Char()
    pupil_count = fields.Integer(string="Pupils")
    class_count = fields.Integer(string="Class Groups", help="Rombongan belajar.")
    teacher_count = fields.Integer(string="Teachers and Staff")
    population = fields.Integer()
    floor_area = fields.Integer(string="Floor Area (m²)")
    computer_count = fields.Integer(string="Computers")
    has_internet = fields.Boolean(string="Internet")

    _library_unique = models.Constraint(
        "UNIQUE (library_id)", "This library has a profile already."
    )
