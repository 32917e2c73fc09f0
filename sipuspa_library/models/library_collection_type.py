from odoo import api, fields, models, tools


class LibraryCollectionType(models.Model):
    """How a copy circulates: general, fiction, reference, textbook … Loan rules are told apart by it."""

    _name = "library.collection.type"
    _description = "Collection Type"
    _inherit = ["library.cached.mixin", "library.terms.mixin"]
    _terms_fields = frozenset()  # but with a row go the loan rules for it
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    call_number_mark = fields.Char(
        help="Written in front of the class on a spine, e.g. R for reference."
    )
    counts_apart = fields.Boolean(
        string="Counted Apart",
        help="For textbooks: not among the books a member may have at once, nor in the statistics "
        "of what is read.",
    )

    _code_unique = models.Constraint("UNIQUE (code)", "This collection type exists already.")

    @api.model
    @tools.ormcache()
    def _apart_ids(self):
        """Return the ids of the types that count apart; asked by every lend, changed hardly ever."""
        return frozenset(self.sudo().search([("counts_apart", "=", True)]).ids)
