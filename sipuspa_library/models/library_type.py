from odoo import fields, models


class LibraryType(models.Model):
    """A kind of library (SD, SMP, desa, TBM …): data, with defaults for onboarding and a policy scope."""

    _name = "library.type"
    _description = "Library Type"
    _inherit = ["library.terms.mixin"]
    # of schools there are closed days; and with a row go the loan rules for it
    _terms_fields = frozenset({"is_school"})
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    is_school = fields.Boolean(help="Its members are pupils with classes; it has an NPSN.")

    last_grade = fields.Integer(
        help="The grade after which pupils leave, e.g. 6 for SD; 0 where there are none."
    )

    _code_unique = models.Constraint("UNIQUE (code)", "This type code exists already.")
