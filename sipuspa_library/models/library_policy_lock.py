from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import policy, policy_locks


class LibraryPolicyValue(models.Model):
    """One value of a loan rule, to be pointed at: the regency fixes some for everybody."""

    _name = "library.policy.value"
    _description = "Value of a Loan Rule"
    _order = "sequence, id"
    _rec_name = "code"

    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.Constraint("UNIQUE (code)", "This value is there already.")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        rules = self.env["library.policy"]
        for value in self:
            field = rules._fields.get(value.code)
            value.display_name = field._description_string(self.env) if field else value.code


class LibraryPolicy(models.Model):
    """What the regency has fixed holds in every narrower row, whoever saves what first.

    Nothing is merged when judging, so the narrower rows say it themselves. A librarian's row that says
    otherwise is refused; when the regency changes what it has fixed, their rows are rewritten in the same
    act, and each keeps a note of it. Every change renews :mod:`.library_terms`, so that two of them meet.
    """

    _inherit = ["library.policy", "mail.thread"]
    _name = "library.policy"

    locked_ids = fields.Many2many(
        comodel_name="library.policy.value",
        string="Fixed for All",
        help="Rules of types and libraries say the same here, or take it over at once.",
    )

    @api.constrains("locked_ids", "library_id", "type_id")
    def _check_locks(self):
        for rule in self:
            if rule.locked_ids and not rule._is_regency():
                raise ValidationError(
                    self.env._("Only a rule of the whole regency fixes values for all.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._keep_locks(rules._scopes())
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._keep_locks(self._scopes())
        return result

    def unlink(self):
        scopes = self._scopes()
        result = super().unlink()
        self.browse()._keep_locks(scopes)
        return result

    def _is_regency(self):
        self.ensure_one()
        return not self.library_id and not self.type_id

    def _scopes(self):
        """Return the narrower scopes these rows bear on, ``None`` for all: one is of the regency."""
        if any(rule._is_regency() for rule in self.sudo()):
            return None
        return {(rule.library_id, rule.type_id) for rule in self.sudo()}

    def _keep_locks(self, scopes):
        """Let the rows of these scopes say what the regency has fixed; refuse those just saved that do not.

        :param scopes: ``(library, type)`` of each, ``None`` for all there are
        """
        # read and kept true for libraries whose rows the user may not write
        rules_sudo = self.sudo()
        regency_sudo = rules_sudo.search([("library_id", "=", False), ("type_id", "=", False)])
        locks = {rule.id: rule.locked_ids.mapped("code") for rule in regency_sudo}
        if not any(locks.values()):
            return
        narrower_sudo = rules_sudo.search(
            ["|", ("library_id", "!=", False), ("type_id", "!=", False)]
        )
        by_scope = narrower_sudo.grouped(lambda rule: (rule.library_id, rule.type_id))
        for scope, rows_sudo in by_scope.items():
            if scopes is None or scope in scopes:
                rules = [row._as_narrow_rule() for row in regency_sudo + rows_sudo]
                self._refuse_broken(rules, locks)
                rows_sudo._write_settled(rules, policy_locks.settled(rules, locks))

    def _as_narrow_rule(self):
        return self._as_rule(self.library_id.ids, self.type_id.ids)

    def _refuse_broken(self, rules, locks):
        """Raise :class:`ValidationError` where a row just saved says itself what is fixed otherwise."""
        if self.env.su:  # the regency's own act, which rewrites them
            return
        for (rule, key), values in policy_locks.broken(rules, locks).items():
            if rule.id in self.ids and key == policy_locks.key_of(rule):
                told = ", ".join(
                    f"{self._fields[name]._description_string(self.env)}: {self._told(name, value)}"
                    for name, value in values.items()
                )
                raise ValidationError(self.env._("The library office has fixed this: %s.", told))

    def _write_settled(self, before, after):
        """Write or add the first row that makes this scope agree; saving it asks for the next."""
        by_id = {rule.id: rule for rule in before}
        for rule in after:
            values = {name: getattr(rule, name) for name in policy.VALUES}
            if rule.id < 0:
                copy = self.create(
                    {
                        "library_id": self[0].library_id.id,
                        "type_id": self[0].type_id.id,
                        "category_id": rule.category_id or False,
                        "collection_type_id": rule.collection_type_id or False,
                        **values,
                    }
                )
                copy._message_log(
                    body=self.env._("Added, so that what the library office has fixed holds.")
                )
                return
            if rule != by_id[rule.id]:
                old = by_id[rule.id]
                changed = {
                    name: value for name, value in values.items() if value != getattr(old, name)
                }
                row = self.browse(rule.id)
                row.write(changed)
                row._message_log(body=row._told_settled(old, changed))
                return

    def _told_settled(self, old, changed):
        told = [
            f"{self._fields[name]._description_string(self.env)}: "
            f"{self._told(name, getattr(old, name))} → {self._told(name, value)}"
            for name, value in changed.items()
        ]
        return self.env._("Fixed by the library office: %s.", ", ".join(told))

    def _told(self, name, value):
        """Return a value in words."""
        field = self._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        return str(value or 0) if field.type == "integer" else str(value or "–")
