from odoo import api, fields, models
from odoo.exceptions import UserError


class LibraryConsentScope(models.Model):
    """What a parent may agree to: a login, a photo, a name in print …

    Lending at the desk is no such thing: a library lends by its public task.
    """

    _name = "library.consent.scope"
    _description = "Scope of Consent"
    _inherit = ["library.verb.fields.mixin"]
    _order = "sequence, id"
    _verb_fields = frozenset({"code", "per_library"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        readonly=True,
        help="By which this program asks for it. Empty for what the office adds.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    explanation = fields.Text(
        string="For Parents", required=True, translate=True, help="What it allows, in plain words."
    )
    child_explanation = fields.Text(
        string="For Children", translate=True, help="The same, as one says it to a child."
    )
    needs_consent_under = fields.Integer(
        string="Needed Under", required=True, default=18, help="Years of age; 0 if nobody needs it."
    )
    per_library = fields.Boolean(
        string="Only Where Given",
        readonly=True,
        help="Counts in the library it was given to, not in the whole regency.",
    )

    _code_unique = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "This scope of consent exists already."
    )
    _sensible_age = models.Constraint(
        "CHECK (needs_consent_under BETWEEN 0 AND 21)", "Enter an age between 0 and 21 years."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_own(self):
        if any(scope.code for scope in self):
            raise UserError(
                self.env._("This program asks for this consent. Enter age 0 if nobody needs it.")
            )

    @api.model
    def _asked(self):
        """Return what parents are asked for now."""
        return self.search([("active", "=", True)])

    @api.model
    def _coded(self, code):
        """Return the scope this program asks for by ``code``, whoever asks."""
        # what may be agreed to is no secret; portal users have no right to read it by themselves
        scopes_sudo = self.sudo().with_context(active_test=False)
        scope_sudo = scopes_sudo.search([("code", "=", code)])
        if not scope_sudo:
            raise ValueError(f"no scope of consent has the code {code}")
        return scope_sudo
