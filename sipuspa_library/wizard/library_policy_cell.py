from odoo import api, fields, models

from ..tools import policy, policy_locks


class LibraryPolicyCell(models.TransientModel):
    """One cell of a library's grid of rules: what holds for a member category and a collection type.

    Changing a value makes a complete row of the library's own, copied from what held, so that nothing
    else changes with it. The user's own rights, and what the regency has fixed, decide what is saved.
    """

    _name = "library.policy.cell"
    _description = "Our Loan Rule"
    _inherit = ["library.policy.values.mixin"]
    _order = "category_id, sequence, id"
    _rec_name = "category_id"

    library_id = fields.Many2one(
        comodel_name="library.library", required=True, readonly=True, ondelete="cascade"
    )
    category_id = fields.Many2one(
        comodel_name="library.member.category",
        string="Member Category",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    collection_type_id = fields.Many2one(
        comodel_name="library.collection.type", readonly=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    books = fields.Char(compute="_compute_books")
    source = fields.Char(string="From", readonly=True)
    is_own = fields.Boolean(string="Own Rule", readonly=True)
    is_changed = fields.Boolean(string="Own Change", readonly=True)

    @api.depends("collection_type_id")
    def _compute_books(self):
        for cell in self:
            cell.books = cell.collection_type_id.name or self.env._("All books together")

    @api.model
    def _fill(self, library):
        """Return the cells of a library for this user, who may have them open in another window."""
        cells = self.search([("library_id", "=", library.id), ("create_uid", "=", self.env.uid)])
        there = {cell._key() for cell in cells}
        kinds = self.env["library.collection.type"].search([])  # pylint: disable=no-search-all
        categories = self.env["library.member.category"].search([])  # pylint: disable=no-search-all
        cells += self.create(
            [
                {
                    "library_id": library.id,
                    "category_id": category.id,
                    "collection_type_id": kind.id,
                    "sequence": sequence,
                }
                for category in categories
                for sequence, kind in enumerate([kinds.browse(), *kinds])
                if (category.id, kind.id or 0) not in there
            ]
        )
        return cells._show()

    def _show(self):
        """Write what holds into these cells of one library, and whether it is the library's own."""
        rules = self.env["library.policy"]._rules_for(self.library_id)
        given = [rule for rule in rules if not self._is_own(rule)]
        for cell in self:
            category_id, kind_id = cell._key()
            holds = policy.ranked(rules, category_id, kind_id)[:1]
            without = policy.ranked(given, category_id, kind_id)[:1]
            for rule in holds:
                own = self._is_own(rule) and policy_locks.key_of(rule) == cell._key()
                cell.write(
                    {
                        **self._values(rule),
                        "is_own": own,
                        "is_changed": not without or self._values(rule) != self._values(without[0]),
                        "source": self.env["library.policy"].browse(rule.id).display_name,
                    }
                )
        return self

    def _key(self):
        return self.category_id.id, self.collection_type_id.id or 0

    @api.model
    def _is_own(self, rule):
        return rule.scope == policy.LIBRARY and not rule.distance

    @api.model
    def _values(self, rule):
        return {name: getattr(rule, name) for name in policy.VALUES}

    def write(self, vals):
        values = {name: vals[name] for name in policy.VALUES if name in vals}
        if not values or "is_own" in vals:  # nothing changed, or what holds is shown
            return super().write(vals)
        for cell in self:
            cell._change(values)
            cell._beside()._show()
        return True

    def _beside(self):
        return self.search(
            [("library_id", "=", self.library_id.id), ("create_uid", "=", self.env.uid)]
        )

    def _change(self, values):
        """Let the library's own row say ``values`` here, made from what holds when there is none."""
        own = self._own_row()
        if own:
            own.write(values)
            return
        values = {
            name: self.env["library.policy"]
            ._fields[name]
            .convert_to_record(
                self.env["library.policy"]._fields[name].convert_to_cache(value, own), own
            )
            for name, value in values.items()
        }
        rules = self.env["library.policy"]._rules_for(self.library_id)
        own.create(
            [
                {
                    "library_id": self.library_id.id,
                    "category_id": rule.category_id or False,
                    "collection_type_id": rule.collection_type_id or False,
                    **self._values(rule),
                }
                for rule in policy_locks.changed(rules, self._key(), values)
            ]
        )

    def _own_row(self):
        return self.env["library.policy"].search(
            [
                ("library_id", "=", self.library_id.id),
                ("category_id", "=", self.category_id.id),
                ("collection_type_id", "=", self.collection_type_id.id),
            ]
        )

    def action_back(self):
        """Go by the rules of the type and the regency again: the library's own row goes.

        With it go rows of narrower kinds that say nothing of their own.
        """
        for cell in self:
            cell._own_row().unlink()
            if not cell.collection_type_id:
                cell._same_as_given().unlink()
            cell._beside()._show()

    def _same_as_given(self):
        """Return the library's own rows of this category that say what would hold without them."""
        rules = self.env["library.policy"]._rules_for(self.library_id)
        given = [rule for rule in rules if not self._is_own(rule)]
        same = [
            rule.id
            for rule in rules
            if self._is_own(rule) and rule.category_id == self.category_id.id
            for without in policy.ranked(given, rule.category_id, rule.collection_type_id)[:1]
            if self._values(rule) == self._values(without)
        ]
        return self.env["library.policy"].browse(same)


class LibraryLibrary(models.Model):
    """The way from a library to its rules."""

    _inherit = "library.library"

    def action_open_rules(self):
        """Show the grid of this library's rules; without one, of the only one the user operates."""
        library = self or self.env.user._only_operated_library()
        if len(library) != 1:
            return self.action_open_mine()
        self.env.user._check_operates(library)
        self.env["library.policy.cell"]._fill(library)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Loan Rules of %s", library.name),
            "res_model": "library.policy.cell",
            "view_mode": "list",
            "domain": [("library_id", "=", library.id)],
            "context": {"group_by": "category_id"},
        }
