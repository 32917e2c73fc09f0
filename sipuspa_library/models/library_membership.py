from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools import circulation, numbers

STANDING_LABELS = [
    ("pending", "Pending"),
    ("active", "Active"),
    ("suspended", "Suspended"),
    ("expired", "Expired"),
    ("left", "Left"),
]


class LibraryMembership(models.Model):
    """A person in one library: category, class, validity, and what they have borrowed there."""

    _name = "library.membership"
    _description = "Membership"
    _inherit = [
        "library.guarded.mixin",
        "library.personal.mixin",
        "library.verb.fields.mixin",
        "library.touch.mixin",
    ]
    _order = "library_id, class_name, id"
    _rec_name = "member_id"
    _rec_names_search = ["member_id", "local_number"]
    _owner_fields = ("library_id", "member_id")
    _touch_field = "lend_seq"
    # a standing is changed by the acts of library_membership_acts.py, a class by _enrol; until when it
    # is good is typed
    _verb_fields = frozenset(
        {
            *("lend_seq", "pending", "suspended_until", "suspension_reason", "left_on", "class_id"),
            *("join_key", "join_guardian"),
        }
    )
    _opens_person = True
    _personal_fields = {
        "local_number": False,
        "nipd": False,
        "suspended_until": False,
        "suspension_reason": False,
        "join_key": False,
        "join_guardian": False,
    }
    _person_export = (
        "library_id",
        "category_id",
        "class_name",
        "local_number",
        "nipd",
        "joined_on",
        "valid_until",
        "suspended_until",
        "suspension_reason",
        "left_on",
        "join_guardian",
    )

    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
    )
    card_number = fields.Char(compute="_compute_person", search="_search_card_number")
    sex = fields.Selection(
        selection=[("f", "Female"), ("m", "Male")], compute="_compute_person", search="_search_sex"
    )
    category_id = fields.Many2one(
        comodel_name="library.member.category",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["library.member.category"].search([], limit=1),
    )
    local_number = fields.Char(
        help="Number on a card this library gave before: it keeps scanning here."
    )
    joined_on = fields.Date(
        required=True, default=lambda self: self.env["library.library"]._today()
    )
    valid_until = fields.Date(help="Last day the membership is good; empty for no end.")
    pending = fields.Boolean(readonly=True, help="Registered, not yet verified at the desk.")
    suspended_until = fields.Date(readonly=True, help="The last day nothing is lent.")
    suspension_reason = fields.Char(readonly=True)
    left_on = fields.Date(readonly=True, help="The day the person left this library.")
    standing = fields.Selection(
        selection=STANDING_LABELS, compute="_compute_standing", search="_search_standing"
    )
    lend_seq = fields.Integer(readonly=True, copy=False, default=0)
    loan_ids = fields.One2many(
        comodel_name="library.loan", inverse_name="membership_id", string="Loans"
    )
    open_loan_count = fields.Integer(string="Has Now", compute="_compute_open_loan_count")

    _member_library_unique = models.Constraint(
        "UNIQUE (member_id, library_id)", "This person is a member of this library already."
    )
    _local_number_unique = models.UniqueIndex(
        "(library_id, local_number) WHERE local_number IS NOT NULL",
        "Another member of this library has this number.",
    )
    _suspension_reason_given = models.Constraint(
        "CHECK (suspended_until IS NULL OR suspension_reason IS NOT NULL)",
        "Write why the member is suspended.",
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("member_id.display_name")
    @api.depends_context("uid")
    def _compute_display_name(self):
        for membership in self:
            membership.display_name = membership.member_id.sudo().display_name

    @api.depends("member_id.card_number", "member_id.sex")
    @api.depends_context("uid")
    def _compute_person(self):
        """Say who it is to those who may read the person: not related fields, which any id fills."""
        persons = self.member_id
        readable = set(persons.ids if self.env.su else persons._readable().ids)
        for membership in self:
            member_sudo = membership.member_id.sudo()  # asked for above, all at once
            shown = member_sudo.id in readable
            membership.card_number = shown and member_sudo.card_number
            membership.sex = shown and member_sudo.sex

    @api.model
    def _search_card_number(self, operator, value):
        return [("member_id.card_number", operator, value)]

    @api.model
    def _search_sex(self, operator, value):
        return [("member_id.sex", operator, value)]

    @api.depends("pending", "suspended_until", "valid_until", "left_on")
    def _compute_standing(self):
        today = self.env["library.library"]._today()
        for membership in self:
            membership.standing = membership._standing_on(today)

    def _standing_on(self, day):
        """Return the standing of this membership on a day, today or before."""
        self.ensure_one()
        return circulation.standing(
            self.pending, self.suspended_until, self.valid_until, self.left_on, day
        )

    @api.model
    def _search_standing(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["library.library"]._today()
        left = Domain("left_on", "<=", today)
        pending = Domain("pending", "=", True)
        suspended = Domain("suspended_until", ">=", today)
        expired = Domain("valid_until", "<", today)
        domains = {
            "left": left,
            "pending": ~left & pending,
            "suspended": ~left & ~pending & suspended,
            "expired": ~left & ~pending & ~suspended & expired,
            "active": ~left & ~pending & ~suspended & ~expired,
        }
        return Domain.OR(domains[standing] for standing in value if standing in domains)

    @api.depends("loan_ids.returned_at", "loan_ids.voided_at")
    def _compute_open_loan_count(self):
        counts = dict(
            self.env["library.loan"]._read_group(
                [("membership_id", "in", self.ids), *self.env["library.loan"]._open_domain()],
                ["membership_id"],
                ["__count"],
            )
        )
        for membership in self:
            membership.open_loan_count = counts.get(membership, 0)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Join persons to a library.

        :raise AccessError: for a person the user may not see: another library's member is joined
            by the whole card number at the desk, never by an id
        """
        self._refuse_outcomes(vals_list)
        memberships = super().create([self._normalise(vals) for vals in vals_list])
        if not self.env.su:
            memberships._check_member_is_ours()
        return memberships

    def write(self, vals):
        return super().write(self._normalise(vals))

    @api.model
    def _normalise(self, vals):
        """Store a local number as a scanner's reading of it is looked up."""
        if "local_number" in vals:
            vals = {**vals, "local_number": numbers.scanned(vals["local_number"]) or False}
        return vals

    @api.constrains("left_on")
    def _check_left_on(self):
        """Whoever has left is hidden from the library at once, so nobody leaves on a day to come."""
        today = self.env["library.library"]._today()
        if any(membership.left_on and membership.left_on > today for membership in self):
            raise ValidationError(self.env._("Enter the day when the person has left."))

    def _check_member_is_ours(self):
        """Refuse a person whom only these new rows would open to the user.

        A person who has no other membership was registered by this user just now, in the same nested
        create; any other must be readable through something older than these rows.
        """
        operated = self.env.user._library_access().operated
        for membership_sudo in self.sudo():
            member_sudo = membership_sudo.member_id
            others = member_sudo.membership_ids - self.sudo()
            new = not others and member_sudo.create_uid == self.env.user
            if not new and not others.filtered(lambda other: other.library_id.id in operated):
                raise AccessError(self.env._("Join this person by scanning the card at the desk."))

    @api.ondelete(at_uninstall=False)
    def _unlink_if_never_borrowed(self):
        if self.sudo().loan_ids:
            raise UserError(
                self.env._("A membership with loans is not deleted. Enter the day the person left.")
            )

    def _open_loans(self):
        """Return the open loans of these memberships, read anew, never from a cached list."""
        return self.env["library.loan"]._search_open([("membership_id", "in", self.ids)])
