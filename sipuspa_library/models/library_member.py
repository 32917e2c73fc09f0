import secrets

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import numbers


class LibraryMember(models.Model):
    """A person, once in the regency, whatever libraries they belong to.

    Not a partner: every internal user reads partners, and most members are children. There is no
    NIK, religion or parents' income here, nor anywhere to put them.
    """

    _name = "library.member"
    _description = "Person"
    _inherit = [
        "image.mixin",
        "library.access.source.mixin",
        "library.personal.mixin",
        "library.verb.fields.mixin",
    ]
    _order = "name, id"
    # a card is handed over by the acts that do it, and a login is tied to one person for good
    _verb_fields = frozenset(
        {"user_id", "card_number", "card_token", "consent_seq", "forgotten_at"}
    )
    _opens_person = True
    _person_field = "id"
    _personal_fields = {
        "name": "–",
        "match_key": False,
        "nickname": False,
        "card_number": SQL("'–' || id"),
        "card_token": SQL("gen_random_uuid()::text"),
        "nisn": False,
        "birth_date": SQL("date_trunc('year', birth_date)::date"),  # the year is for statistics
        "phone": False,
        "email": False,
        "address": False,
        "occupation": False,
        "user_id": False,
    }
    _person_export = (
        "name",
        "nickname",
        "card_number",
        "nisn",
        "birth_date",
        "sex",
        "phone",
        "email",
        "address",
        "occupation",
    )

    name = fields.Char(required=True, index="trigram", help="One field, as the person writes it.")
    nickname = fields.Char(index="trigram", help="The name to be greeted by.")
    card_number = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
        default=lambda self: self._next_card_number(),
    )
    card_token = fields.Char(
        required=True,
        copy=False,
        groups=fields.NO_ACCESS,
        default=lambda self: secrets.token_urlsafe(18),
        help="What the card's QR code holds: opaque, and new when a card is replaced.",
    )
    nisn = fields.Char(string="NISN", copy=False, help="Ten digits, where known.")
    birth_date = fields.Date()
    sex = fields.Selection(selection=[("f", "Female"), ("m", "Male")])
    phone = fields.Char(help="Of an adult, or of a child's guardian.")
    email = fields.Char(string="E-Mail", help="Of an adult, to invite to a login.")
    address = fields.Char(string="Banjar or Address", help="Of an adult.")
    occupation = fields.Char(help="Of an adult.")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Portal Login",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    membership_ids = fields.One2many(
        comodel_name="library.membership", inverse_name="member_id", string="Memberships"
    )

    _card_number_unique = models.Constraint("UNIQUE (card_number)", "This card number exists.")
    _card_token_unique = models.Constraint("UNIQUE (card_token)", "This card exists.")
    _nisn_unique = models.UniqueIndex(
        "(nisn) WHERE nisn IS NOT NULL", "Another person in the regency has this NISN."
    )
    _nisn_format = models.Constraint(
        r"CHECK (nisn IS NULL OR nisn ~ '^\d{10}$')", "A NISN has ten digits."
    )
    _name_idx = models.Index("(name, id)")
    _user_unique = models.UniqueIndex(
        "(user_id) WHERE user_id IS NOT NULL", "This login belongs to another person."
    )

    @api.model
    def _next_card_number(self):
        """Return a new card number: a running number and three digits nobody can guess.

        A whole card number opens a person's name at any desk of the regency; running numbers alone
        could be walked through.
        """
        [number] = self._next_card_numbers(1)
        return number

    @api.model
    def _next_card_numbers(self, count):
        """Return ``count`` new card numbers: an import registers a whole school at once."""
        sequence_sudo = self.env.ref("sipuspa_library.sequence_member_card").sudo()
        if sequence_sudo.implementation == "standard" and not sequence_sudo.use_date_range:
            taken = self.env.execute_query(
                SQL(
                    "SELECT nextval(%s) FROM generate_series(1, %s)",
                    f"ir_sequence_{sequence_sudo.id:03d}",
                    count,
                )
            )
            running = [sequence_sudo.get_next_char(number) for (number,) in taken]
        else:
            running = [sequence_sudo.next_by_id() for __ in range(count)]
        return [f"{number}{secrets.randbelow(1000):03d}" for number in running]

    def _readable(self):
        """Return those of these persons whom the current user may read, in superuser mode too."""
        members = self.with_user(self.env.user)
        if not members.browse().has_access("read"):
            return self.browse()
        return self.browse(members.search([("id", "in", self.ids)]).ids)

    @api.depends("name")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name a person only to those who may read them.

        Odoo names linked records in superuser mode: whatever id a client puts into a form, and
        every record of a refusal in debug mode.
        """
        readable = set(self._readable().ids)
        for member in self:
            shown = not member.id or member.id in readable
            member.display_name = member.name if shown else self.env._("(not shown)")

    @api.model
    def _search_display_name(self, operator, value):
        """Find persons by the words of a name or nickname in any order, or by a number on the card."""
        words = value.split() if isinstance(value, str) else []
        if operator != "ilike" or not words:
            return super()._search_display_name(operator, value)
        number = numbers.scanned(value)
        named = Domain.AND(
            Domain("name", "ilike", word) | Domain("nickname", "ilike", word) for word in words
        )
        return named | Domain("card_number", "=like", f"{number}%") | Domain("nisn", "=", number)

    @api.model_create_multi
    def create(self, vals_list):
        """Register persons, each with the first membership in one nested create.

        :raise AccessError: without a membership in a library the user operates: nobody could see
            the person afterwards
        """
        if not self.env.su:
            self._refuse_outcomes(vals_list)
            operated = self.env.user._library_access().operated
            for vals in vals_list:
                joined = [
                    command[2].get("library_id") or self.env.user._only_operated_library().id
                    for command in vals.get("membership_ids") or []
                    if command[0] == Command.CREATE
                ]
                if not joined or not set(joined) <= set(operated):
                    raise AccessError(
                        self.env._("Register a person together with a membership of your library.")
                    )
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_ours_alone(self):
        """A person goes with all memberships, so only where every one of them is the user's."""
        memberships_sudo = self.sudo().membership_ids
        operated = self.env.user._library_access().operated
        if not self.env.su and not set(memberships_sudo.library_id.ids) <= set(operated):
            raise AccessError(
                self.env._(
                    "This person belongs to another library too. "
                    "Enter the day the person left yours."
                )
            )
        if memberships_sudo._open_loans():
            raise UserError(self.env._("This person still has books. Take them back first."))
        loans_sudo = self.env["library.loan"].sudo()
        if loans_sudo.search_count([("member_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("A person with loans is not deleted. Enter the day the person left.")
            )

    def unlink(self):
        """Close the login with the person: without one it would be a portal user like any other."""
        users_sudo = self.sudo().user_id  # who may delete the person was decided by the rules
        result = super().unlink()
        users_sudo.active = False
        return result
