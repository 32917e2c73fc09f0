from odoo import api, fields, models
from odoo.exceptions import UserError

RELATIONS = [("father", "Father"), ("mother", "Mother"), ("guardian", "Guardian"), ("self", "Self")]
WAYS = [
    ("collective", "Form of the class"),
    ("paper", "Form of the child"),
    ("person", "In person"),
    ("online", "Online"),
]


class LibraryConsent(models.Model):
    """One thing to which a parent agreed for a child, in one library; one row a scope.

    Never edited nor deleted: whoever changes their mind withdraws it, and a new one is recorded.
    """

    _name = "library.consent"
    _description = "Consent"
    _inherit = ["library.guarded.mixin", "library.personal.mixin", "library.verb.fields.mixin"]
    _order = "given_on desc, id desc"
    _rec_name = "scope_id"
    _owner_fields = ("library_id", "member_id")
    _verb_fields = None
    _personal_fields = {"guardian_name": False, "withdrawn_by": False, "withdrawal_reason": False}
    _person_export = (
        "library_id",
        "scope_id",
        "guardian_name",
        "relation",
        "way",
        "given_on",
        "withdrawn_on",
        "withdrawn_by",
        "withdrawal_reason",
    )

    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
    )
    scope_id = fields.Many2one(
        comodel_name="library.consent.scope",
        string="Agreed to",
        required=True,
        index=True,
        ondelete="restrict",
    )
    guardian_name = fields.Char(string="Who Agreed")
    relation = fields.Selection(selection=RELATIONS)
    way = fields.Selection(selection=WAYS, string="How", required=True)
    given_on = fields.Date(required=True)
    recorded_by_id = fields.Many2one(comodel_name="res.users", required=True, ondelete="restrict")
    withdrawn_on = fields.Date()
    withdrawn_by = fields.Char(help="Who asked for it.")
    withdrawal_reason = fields.Char(string="Why Withdrawn")
    withdrawn_library_id = fields.Many2one(
        comodel_name="library.library",
        string="Withdrawn at",
        index="btree_not_null",
        ondelete="restrict",
    )
    withdrawal_recorded_by_id = fields.Many2one(
        comodel_name="res.users", string="Withdrawal Recorded by", ondelete="restrict"
    )
    is_standing = fields.Boolean(
        string="In Force", compute="_compute_is_standing", search="_search_is_standing"
    )

    _standing_unique = models.UniqueIndex(
        "(member_id, scope_id, library_id) WHERE withdrawn_on IS NULL",
        "This consent has been recorded already.",
    )
    _withdrawn_after = models.Constraint(
        "CHECK (withdrawn_on >= given_on)", "A consent is withdrawn after it was given."
    )
    _withdrawn_somewhere = models.Constraint(
        "CHECK ((withdrawn_on IS NULL) = (withdrawn_library_id IS NULL))",
        "A consent is withdrawn in a library.",
    )
    _library_given_idx = models.Index("(library_id, given_on DESC, id DESC)")

    @api.depends("withdrawn_on")
    def _compute_is_standing(self):
        for consent in self:
            consent.is_standing = not consent.withdrawn_on

    @api.model
    def _search_is_standing(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("withdrawn_on", "=" if True in value else "!=", False)]

    @api.model
    def _give(self, wanted, way, given_on):
        """Record consents and return them, in superuser mode; what stands already stays as it is.

        The caller has checked that the user works in the library of these memberships.

        :param wanted: ``(membership, scope, {guardian_name, relation})`` for each
        """
        if given_on > self.env["library.library"]._today():
            raise UserError(self.env._("Enter the day when the parents agreed, not a day to come."))
        keys = {
            (row.member_id.id, row.library_id.id, scope.id): vals for row, scope, vals in wanted
        }
        members, libraries, scopes = (
            (set(ids) for ids in zip(*keys, strict=True)) if keys else [()] * 3
        )
        consents_sudo = self.sudo()  # the columns of a consent are nobody's to type
        standing = consents_sudo.search(
            [
                ("member_id", "in", list(members)),
                ("library_id", "in", list(libraries)),
                ("scope_id", "in", list(scopes)),
                ("withdrawn_on", "=", False),
            ]
        )
        there = {(row.member_id.id, row.library_id.id, row.scope_id.id) for row in standing}
        return consents_sudo.create(
            [
                {
                    "member_id": member,
                    "library_id": library,
                    "scope_id": scope,
                    "way": way,
                    "given_on": given_on,
                    "recorded_by_id": self.env.uid,
                    **vals,
                }
                for (member, library, scope), vals in keys.items()
                if (member, library, scope) not in there
            ]
        )

    @api.model
    def _withdraw(self, unwanted, by, reason):
        """Withdraw consents today, and end at once what rested on them; twice is once.

        A login and a photo are one in the whole regency, so whoever takes that consent back takes
        it back everywhere; why is told only to the library it was told to.

        :param unwanted: ``(membership, scope)`` for each, all of one library, in which the caller
            has checked that the user works
        """
        scopes_of = {(row.member_id.id, scope.id): scope for row, scope in unwanted}
        members_sudo = self.env["library.member"].sudo().browse(m for m, __ in scopes_of)._touch()
        [library] = {row.library_id for row, __ in unwanted}
        # the columns of a consent are nobody's to type; of other libraries' only the end is written
        standing_sudo = self.sudo().search(
            [("member_id", "in", members_sudo.ids), ("withdrawn_on", "=", False)]
        )
        ended_sudo = standing_sudo.filtered(
            lambda consent: (
                (consent.member_id.id, consent.scope_id.id) in scopes_of
                and (consent.library_id == library or not consent.scope_id.per_library)
            )
        )
        ended_sudo.write(
            {
                "withdrawn_on": library._today(),
                "withdrawn_by": by,
                "withdrawn_library_id": library.id,
                "withdrawal_recorded_by_id": self.env.uid,
            }
        )
        ended_sudo.filtered(lambda row: row.library_id == library).withdrawal_reason = reason
        for scope, consents in ended_sudo.grouped("scope_id").items():
            consents.member_id._stop_without_consent(scope)
