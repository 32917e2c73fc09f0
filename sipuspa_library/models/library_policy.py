from odoo import api, fields, models

from ..tools import policy


class LibraryPolicy(models.Model):
    """One complete row of loan rules.

    Scope regency, library type or library, told apart by member category and collection type. The
    most specific row judges alone (:mod:`..tools.policy`); nothing is merged.
    """

    _name = "library.policy"
    _description = "Loan Rule"
    _inherit = ["library.guarded.mixin"]
    _order = "library_id desc, type_id desc, category_id, collection_type_id"
    _owner_fields = ("library_id", "type_id")

    library_id = fields.Many2one(
        required=False, ondelete="cascade", help="Empty for a rule of the regency or of a type."
    )
    type_id = fields.Many2one(
        comodel_name="library.type", string="Library Type", index=True, ondelete="cascade"
    )
    category_id = fields.Many2one(
        comodel_name="library.member.category",
        string="Member Category",
        ondelete="cascade",
        help="Empty: for all.",
    )
    collection_type_id = fields.Many2one(
        comodel_name="library.collection.type", ondelete="cascade", help="Empty: for all."
    )
    loan_days = fields.Integer(required=True, default=7, help="0: not for loan.")
    loan_limit = fields.Integer(
        string="Books at Once",
        required=True,
        default=3,
        help="How many a member may have from this library. 0: not for loan.",
    )
    renewal_limit = fields.Integer(string="Renewals", required=True, default=1)
    block_overdue = fields.Boolean(
        string="Overdue Books Block", default=True, help="Nothing more is lent while a book is late."
    )

    _scope_unique = models.Constraint(
        "UNIQUE NULLS NOT DISTINCT (library_id, type_id, category_id, collection_type_id)",
        "There is a rule for exactly this case already.",
    )
    _one_scope = models.Constraint(
        "CHECK (num_nonnulls(library_id, type_id) <= 1)",
        "A rule is for one library, or for a type, or for the whole regency.",
    )
    _sensible = models.Constraint(
        "CHECK (loan_days BETWEEN 0 AND 3650 AND loan_limit BETWEEN 0 AND 10000 "
        "AND renewal_limit BETWEEN 0 AND 1000)",
        "Days and counts are not negative, and a loan ends within ten years.",
    )

    @api.depends("library_id", "type_id", "category_id", "collection_type_id")
    def _compute_display_name(self):
        for rule in self:
            scope = rule.library_id.name or rule.type_id.name or self.env._("Regency")
            parts = [scope, rule.category_id.name, rule.collection_type_id.name]
            rule.display_name = " · ".join(part for part in parts if part)

    @api.model
    def _rules_for(self, library):
        """Return every :class:`~..tools.policy.Rule` that can speak for ``library``.

        Its own, those of the libraries it belongs to (a reading corner's), its type's, the regency's.
        """
        chain = library._path_ids(library.parent_path)
        rows = self.sudo().search(
            [
                "|",
                ("library_id", "in", chain),
                "&",
                ("library_id", "=", False),
                ("type_id", "in", [library.type_id.id, False]),
            ]
        )
        return [
            policy.Rule(
                id=row.id,
                scope=policy.LIBRARY
                if row.library_id
                else policy.TYPE
                if row.type_id
                else policy.REGENCY,
                distance=chain.index(row.library_id.id) if row.library_id else 0,
                category_id=row.category_id.id,
                collection_type_id=row.collection_type_id.id,
                loan_days=row.loan_days,
                loan_limit=row.loan_limit,
                renewal_limit=row.renewal_limit,
                block_overdue=row.block_overdue,
            )
            for row in rows
        ]
