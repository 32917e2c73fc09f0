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
        string="Overdue Books Block",
        default=True,
        help="Nothing more is lent while a book is late.",
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

        Its own and its type's, those of the libraries it belongs to (a reading corner goes by its
        library's, the nearer first), and the regency's.
        """
        chain = library._path_ids(library.parent_path)
        types = library.browse(chain).type_id.ids
        rows = self.sudo().search_fetch(
            [
                "|",
                ("library_id", "in", chain),
                "&",
                ("library_id", "=", False),
                ("type_id", "in", [*types, False]),
            ],
            [name for name, field in self._fields.items() if field.store],
            order="id",
        )
        return [row._as_rule(chain, types) for row in rows]

    def _as_rule(self, chain, types):
        """Return this row as a :class:`~..tools.policy.Rule`, placed on the way up the libraries."""
        self.ensure_one()
        scope, distance = policy.REGENCY, 0
        if self.library_id:
            scope, distance = policy.LIBRARY, chain.index(self.library_id.id)
        elif self.type_id:
            scope, distance = policy.TYPE, types.index(self.type_id.id)
        return policy.Rule(
            id=self.id,
            scope=scope,
            distance=distance,
            category_id=self.category_id.id,
            collection_type_id=self.collection_type_id.id,
            loan_days=self.loan_days,
            loan_limit=self.loan_limit,
            renewal_limit=self.renewal_limit,
            block_overdue=self.block_overdue,
        )
