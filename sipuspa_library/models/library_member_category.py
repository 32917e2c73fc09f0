from odoo import fields, models


class LibraryMemberCategory(models.Model):
    """Pupil, teacher, staff, villager …: what loan rules and statistics tell members apart by."""

    _name = "library.member.category"
    _description = "Member Category"
    _inherit = ["library.terms.mixin"]
    _terms_fields = frozenset()  # but with a row go the loan rules for it
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    has_class = fields.Boolean(help="Members of this category are in a class.")
    renewal_months = fields.Integer(
        string="Renewed for (Months)",
        required=True,
        default=12,
        help="How long a membership is renewed for. Who is in a class is renewed until the end of the "
        "school year instead.",
    )

    _code_unique = models.Constraint("UNIQUE (code)", "This member category exists already.")
    _renewal_months_range = models.Constraint(
        "CHECK (renewal_months BETWEEN 1 AND 120)", "Memberships are renewed for 1 to 120 months."
    )
