from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import pin

STATES = [
    ("none", "No Login"),
    ("new", "PIN Not Changed Yet"),
    ("active", "Active"),
    ("locked", "Locked"),
]


class LibraryMember(models.Model):
    """A person's login: opened, given a new PIN, unlocked and closed by their library.

    The login is the card number, and user and partner hold nothing else: every internal user reads
    partners; pages greet from here. A login that is closed stays, and opens again with the next PIN.
    """

    _inherit = "library.member"

    portal_state = fields.Selection(selection=STATES, string="Login", compute="_compute_portal")
    portal_locked_until = fields.Datetime(string="Locked Until", compute="_compute_portal")

    @api.depends("user_id.active", "user_id.library_pin_expired")
    def _compute_portal(self):
        users_sudo = self.sudo().user_id  # whether there is a login; the user itself is not shown
        locked = self.env["library.login.try"]._locked(users_sudo.mapped("login"))
        for member in self:
            user_sudo = member.sudo().user_id
            until = user_sudo.active and locked.get(user_sudo.login)
            member.portal_locked_until = until or False
            if not user_sudo.active:
                member.portal_state = "none"
            elif until:
                member.portal_state = "locked"
            else:
                member.portal_state = "new" if user_sudo.library_pin_expired else "active"

    # ------------------------------------------------------------------
    # ACTS, for callers that have checked who acts
    # ------------------------------------------------------------------

    def _open_portal(self, password):
        """Give one person a login with a password of their own choice, and return the user."""
        self.ensure_one()
        if self.sudo().user_id:
            raise UserError(self.env._("This person has a login already."))
        hashed = self.env["res.users"]._crypt_context().hash(password)
        return self._set_logins({self: hashed}, expired=False)

    def _draw_pins(self):
        """Give each a new PIN, with a login where there is none; return ``{person: PIN}``.

        Nothing but its hash is kept, so whoever asks hands the PINs out. What was open is logged
        out. Takes half a second a person: ask for a class at a time.
        """
        self._refuse_staff_logins()
        # the same row as a consent that is taken back at this moment: the later of the two is retried
        self.sudo()._touch()
        context = self.env["res.users"]._crypt_context()
        pins = {member: pin.drawn(member._known_of()) for member in self}
        self._set_logins({member: context.hash(drawn) for member, drawn in pins.items()})
        return pins

    def _set_logins(self, hashes, expired=True):
        """Store hashed PINs, make the logins that are missing, open closed ones; return the users.

        :param hashes: ``{person: hash}``
        :param expired: whether each has to be changed at the next login
        """
        members_sudo = self.sudo()  # who may was decided by the caller; nobody here may make users
        known_sudo = members_sudo.user_id
        missing = members_sudo.filtered(lambda member: not member.user_id)
        for member, user in zip(missing, missing._make_users(), strict=True):
            member.user_id = user
        users_sudo = members_sudo.user_id
        users_sudo.write({"library_pin_expired": expired})
        users_sudo.filtered(lambda user: not user.active).write({"active": True})
        for member, hashed in hashes.items():
            users_sudo._set_encrypted_password(member.sudo().user_id.id, hashed)
        self.env.registry.clear_cache()  # it holds session tokens made from the old PINs
        # at a new login nobody has tried a PIN; while the addon is installed the table is not even there
        if known_sudo:
            self.env["library.login.try"]._forget(known_sudo.mapped("login"))
        return users_sudo

    def _make_users(self):
        quiet = {"no_reset_password": True, "mail_create_nosubscribe": True, "mail_notrack": True}
        groups = [Command.set(self.env.ref("base.group_portal").ids)]
        return (
            self.env["res.users"]
            .with_context(**quiet)
            .create(
                [
                    {"name": card, "login": card, "group_ids": groups, "is_library_card": True}
                    for card in self.mapped("card_number")
                ]
            )
        )

    def _set_own_pin(self, text):
        """Store the PIN its owner has chosen, or raise :class:`UserError` in a child's words."""
        self.ensure_one()
        text = text.strip()
        user_sudo = self.sudo().user_id
        env, crypt = self.env, user_sudo._crypt_context()
        sentences = {
            "short": env._("Too short. Take at least %s numbers or letters.", pin.SHORTEST),
            "long": env._("Too long. Take at most %s numbers or letters.", pin.LONGEST),
            "easy": env._("Too easy to guess. Please think of another one."),
            "personal": env._("Others know that about you. Please think of something else."),
        }
        problem = "easy" if "\0" in text else pin.problem(text, self._known_of())
        if problem:
            raise UserError(sentences[problem])
        if crypt.verify(text, user_sudo._hashed_password()):
            raise UserError(env._("That is the old PIN. Please choose a new one."))
        self._set_logins({self: crypt.hash(text)}, expired=False)

    def _known_of(self):
        """Return what others know of a person, and try first."""
        member_sudo = self.sudo()
        return {
            *(member_sudo.name or "").split(),
            *filter(None, (member_sudo.name, member_sudo.nickname, member_sudo.card_number)),
            *filter(None, (member_sudo.nisn, member_sudo.phone)),
            *pin.birthday_forms(member_sudo.birth_date),
        }

    def _close_portals(self):
        """Close the logins; they open again with their history with the next PIN.

        Written even where closed already, so that whoever opens one at this moment is retried.
        """
        users_sudo = self._card_users()
        users_sudo.write({"active": False, "library_pin_expired": True})

    def _close_portals_of_leavers(self):
        """Close the logins of those of these persons who have left every library."""
        self.filtered(lambda member: all(member.membership_ids.mapped("left_on")))._close_portals()

    def _card_users(self):
        """Return the card logins of these persons: never that of a colleague who has a card, too."""
        users_sudo = self.sudo().with_context(active_test=False).user_id
        return users_sudo.filtered("share")

    def _refuse_staff_logins(self):
        staff = self.filtered(lambda member: member.sudo().user_id and not member._card_users())
        if staff:
            names = ", ".join(staff.mapped("display_name"))
            raise UserError(self.env._("%s has a login as staff and keeps it.", names))

    # ------------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------------

    def action_open_portal(self):
        """Propose new PINs for these persons, in the library the user works in."""
        memberships = self._memberships_here()
        return memberships._portal_action()

    def action_unlock_portal(self):
        """Let these persons try again at once."""
        self._memberships_here()
        self.env["library.login.try"]._forget(self._card_users().mapped("login"))

    def action_close_portal(self):
        """Close the logins of these persons and end what is open."""
        self._memberships_here()
        self._close_portals()

    def _memberships_here(self):
        """Return the memberships in libraries where the user is librarian, one for every person.

        Of a person who has left, the next library looks after the login.

        :raise AccessError: where a person has none
        """
        user = self.env.user
        memberships_sudo = self.sudo().membership_ids.filtered(
            lambda row: not row.left_on and row.library_id.id in user._library_access().operated
        )
        one_each = memberships_sudo.grouped("member_id")
        if not user.has_group("sipuspa_library.group_librarian") or len(one_each) < len(self):
            raise AccessError(self.env._("Only a librarian of their library looks after a login."))
        chosen = memberships_sudo.browse(rows[:1].id for rows in one_each.values())
        return chosen.sudo(self.env.su)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _hashed_password(self):
        """Return the hash that is stored: Odoo's field never shows it."""
        self.ensure_one()
        self.env.cr.execute("SELECT COALESCE(password, '') FROM res_users WHERE id = %s", [self.id])
        return self.env.cr.fetchone()[0]
