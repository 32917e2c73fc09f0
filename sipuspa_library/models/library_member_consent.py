from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import due_dates

ADULT = 18
NAMES_SHOWN = 5


class LibraryMember(models.Model):
    """For whom a parent must have agreed, and what ends when that is taken back.

    Whoever comes of age needs nobody's consent any more; nothing has to be done for it.
    """

    _name = "library.member"
    _inherit = ["library.member", "library.touch.mixin"]
    _touch_field = "consent_seq"

    consent_seq = fields.Integer(readonly=True, copy=False, default=0)
    is_child = fields.Boolean(compute="_compute_is_child")

    @api.depends("birth_date", "membership_ids.category_id.has_class")
    def _compute_is_child(self):
        """Tell forms what not to ask: a child has no address and no occupation here."""
        young = self._under(ADULT)
        for member in self:
            # categories are no secret; a portal user has no right to read them
            in_class = any(member.membership_ids.category_id.sudo().mapped("has_class"))
            member.is_child = member in young or (in_class and not member.birth_date)

    def _is_child(self, on=None):
        """Tell whether this person is under 18 on a day, today by default; see :meth:`_under`."""
        self.ensure_one()
        return bool(self._under(ADULT, on))

    def _under(self, years, on=None):
        """Return those who are younger than ``years``; without a birth date, those who are pupils."""
        on = on or self.env["library.library"]._today()
        members_sudo = self.sudo()  # a yes or no about whoever the caller has in hand
        undated = members_sudo.filtered(lambda member: not member.birth_date) if years else self
        pupils = self.browse()
        if years and undated:
            in_class = [("member_id", "in", undated.ids), ("category_id.has_class", "=", True)]
            pupils = self.env["library.membership"].sudo().search(in_class).member_id
        young = {
            member.id
            for member in members_sudo - undated
            if due_dates.age(member.birth_date, on) < years
        }
        young.update(pupils.ids)
        return self.filtered(lambda member: member.id in young)

    def _with_consent(self, code, library=None):
        """Return those for whom ``code`` is allowed: consent is there, or nobody has to give it.

        :param library: where, for a scope that counts only where it was given
        """
        return self._with_consent_to(self.env["library.consent.scope"]._coded(code), library)

    def _with_consent_to(self, scope, library=None):
        if scope.per_library and not library:
            raise ValueError(f"say for which library {scope.code} is asked")
        bound = self._under(scope.needs_consent_under)
        if not bound:
            return self
        domain = [
            ("member_id", "in", bound.ids),
            ("scope_id", "=", scope.id),
            ("withdrawn_on", "=", False),
        ]
        if scope.per_library:
            domain.append(("library_id", "=", library.id))
        # consent counts wherever in the regency it was given; only whether it is there is told
        given = set(self.env["library.consent"].sudo().search(domain).member_id.ids)
        lacking = bound.filtered(lambda member: member.id not in given)
        return self - lacking

    def _check_consent(self, code, library=None):
        """Raise :class:`UserError` naming who may not: a parent has not agreed.

        The sentence says what is missing and what to do.
        """
        scope = self.env["library.consent.scope"]._coded(code)
        lacking = self - self._with_consent_to(scope, library)
        if not lacking:
            return
        env = self.env
        names = ", ".join(lacking[:NAMES_SHOWN].mapped("display_name"))
        more = len(lacking) - NAMES_SHOWN
        if more > 0:
            names = env._("%(names)s and %(count)s more", names=names, count=more)
        raise UserError(
            env._(
                "The parents have not agreed to this yet: %(scope)s.\n"
                "It concerns %(names)s.\n"
                "Give the child the form to take home, and record the consent when it comes back. "
                "Borrowing at the desk works without.",
                scope=scope.with_env(env).sudo().name,
                names=names,
            )
        )

    def _stop_without_consent(self, scope):
        """End what rested on a consent, for those who need it and have it no more."""
        if scope.code == "portal":
            (self - self._with_consent_to(scope))._close_portals()
        elif scope.code == "photo":  # what is printed or published is asked for each time
            (self - self._with_consent_to(scope))._remove_photos()

    def _stop_all_without_consent(self):
        """End what a parent never agreed to, for those of whom it just came out that they are children.

        Ended, not refused: a right birth date is worth more than a photo, and a list of a whole school
        is not held up by one of them.
        """
        scopes = self.env["library.consent.scope"]
        members_sudo = self.sudo()  # where else they belong does not matter: both are the regency's
        with_login = members_sudo.filtered("user_id")
        with_photo = members_sudo.filtered("image_128")
        for members, code in ((with_login, "portal"), (with_photo, "photo")):
            if members:
                members._stop_without_consent(scopes._coded(code))

    def _remove_photos(self):
        self.sudo().write({"image_1920": False})

    def write(self, vals):
        """Judge anew what a child may have where the day of birth is another one now."""
        result = super().write(vals)
        if "birth_date" in vals:
            self._stop_all_without_consent()
        return result

    @api.onchange("birth_date")
    def _onchange_birth_date(self):
        """Say what saving will end."""
        origin = self._origin
        if not origin or origin._is_child() or not self._under(ADULT):
            return None
        env = self.env
        return {
            "warning": {
                "title": env._("A child"),
                "message": env._(
                    "By this birth date the person is under 18. What the parents have not agreed to "
                    "ends when you save: the photo is deleted, the login is closed."
                ),
            }
        }

    @api.constrains("image_1920")
    def _check_photo_consent(self):
        """A child's photo is kept only when a parent agreed, whatever brings it."""
        self.filtered("image_128")._check_consent("photo")
