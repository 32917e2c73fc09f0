from odoo import api, fields, models
from odoo.tools import ormcache

from ..tools import policy


class LibraryPolicy(models.Model):
    """One complete row of loan rules.

    Scope regency, library type or library, told apart by member category and collection type. The
    most specific row judges alone (:mod:`..tools.policy`); nothing is merged.
    """

    _name = "library.policy"
    _description = "Loan Rule"
    _inherit = [
        "library.terms.mixin",
        "library.guarded.mixin",
        "library.policy.values.mixin",
    ]
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
    _sensible_late = models.Constraint(
        "CHECK (grace_days BETWEEN 0 AND 365 AND suspension_days BETWEEN 0 AND 365 "
        "AND suspension_cap BETWEEN 0 AND 3650 AND fine_per_day BETWEEN 0 AND 1000000 "
        "AND fine_cap BETWEEN 0 AND 100000000 AND debt_limit BETWEEN 0 AND 100000000)",
        "Days, fines and debts are not negative, and bounded: a day late costs a million at most.",
    )
    _sensible_holds = models.Constraint(
        "CHECK (hold_limit BETWEEN 0 AND 1000 AND hold_shelf_days BETWEEN 0 AND 365)",
        "Reservations and their days are not negative, and a book waits a year at most.",
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
        return self._rules_of(library.id, self.env["library.terms"]._version())

    @api.model
    @ormcache("library_id", "version")
    def _rules_of(self, library_id, version):
        """Read them, once in this process for a ``version`` of the terms."""
        library = self.env["library.library"].browse(library_id)
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
            [name for name, field in self._fields.items() if field.store and field.column_type],
            order="id",
        )
        return tuple(row._as_rule(chain, types) for row in rows)

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
            **{name: self[name] for name in policy.VALUES},
        )
