from collections import defaultdict
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

_CACHE_KEY = "sipuspa_library.access"


class LibraryAccess(NamedTuple):
    """The ids that bound what one user sees; each sorted, so that equal sets share a cached rule."""

    operated: tuple = ()
    overseen: tuple = ()
    granted_members: tuple = ()
    own_members: tuple = ()
    family_members: tuple = ()  # children whose guardian this user is
    everywhere: bool = False  # the library administrator


class ResUsers(models.Model):
    _inherit = "res.users"

    library_assignment_ids = fields.One2many(
        comodel_name="library.assignment",
        inverse_name="user_id",
        string="Library Assignments",
        groups="sipuspa_library.group_admin",
    )

    # ------------------------------------------------------------------
    # WHO MAY SEE WHAT
    # ------------------------------------------------------------------

    def _library_access(self):
        """Return the :class:`LibraryAccess` of this user, read once a transaction by plain SQL.

        A search would come back here through the record rules. The ids go into the key of Odoo's
        rule cache (``ir.rule``), so nothing has to be cleared when they change: the next
        transaction, in any worker, reads and uses its own.
        """
        self.ensure_one()
        today = self.env["library.library"]._today()
        is_admin = self.sudo().has_group("sipuspa_library.group_admin")
        cached = self.env.cr.cache.setdefault(_CACHE_KEY, {})
        key = (self.id, today, is_admin)
        if key not in cached:
            for model in ("assignment", "grant", "guardian", "library", "member", "region"):
                self.env[f"library.{model}"].flush_model()
            found = defaultdict(set)
            for kind, row_id in self.env.execute_query(self._library_access_query(today, is_admin)):
                found[kind].add(row_id)
            ids = {kind: tuple(sorted(row_ids)) for kind, row_ids in found.items()}
            cached[key] = LibraryAccess(**ids, everywhere=is_admin)
        return cached[key]

    def _library_access_query(self, today, is_admin):
        operated = SQL(
            """
            SELECT 'operated' AS kind, lib.id
              FROM library_assignment asg
              JOIN library_library top ON top.id = asg.library_id
              JOIN library_library lib ON lib.parent_path LIKE top.parent_path || '%%'
             WHERE asg.user_id = %(user)s AND asg.active AND lib.active
               AND asg.date_from <= %(today)s AND COALESCE(asg.date_to, %(today)s) >= %(today)s
            """,
            user=self.id,
            today=today,
        )
        if is_admin:
            operated = SQL("SELECT 'operated' AS kind, lib.id FROM library_library lib")
        return SQL(
            """
            %(operated)s
            UNION ALL
            SELECT 'overseen', lib.id
              FROM library_assignment asg
              JOIN library_region area ON area.id = asg.region_id
              JOIN library_region reg ON reg.parent_path LIKE area.parent_path || '%%'
              JOIN library_library lib ON lib.region_id = reg.id
             WHERE asg.user_id = %(user)s AND asg.active
               AND asg.date_from <= %(today)s AND COALESCE(asg.date_to, %(today)s) >= %(today)s
            UNION ALL
            SELECT 'granted_members', member_id FROM library_grant
             WHERE user_id = %(user)s AND expires_at > %(now)s AND revoked_at IS NULL
            UNION ALL
            SELECT 'own_members', id FROM library_member WHERE user_id = %(user)s
            UNION ALL
            %(family)s
            """,
            operated=operated,
            family=self.env["library.guardian"]._children_query(self.id, today),
            user=self.id,
            today=today,
            now=fields.Datetime.now(),
        )

    def _drop_library_access(self):
        """Forget what was read in this transaction: something that decides it has changed."""
        self.env.cr.cache.pop(_CACHE_KEY, None)

    def _operated_libraries(self):
        """Return the libraries this user operates, as records of this user."""
        return self.env["library.library"].browse(self._library_access().operated)

    def _only_operated_library(self):
        """Return the library to propose: the one this user operates, none where there are several."""
        libraries = self._operated_libraries()
        return libraries if len(libraries) == 1 else libraries.browse()

    def _check_operates(self, library, group="sipuspa_library.group_desk"):
        """Raise :class:`AccessError` unless this user has ``group`` and operates ``library``.

        The check every facade makes before it goes on in superuser mode.
        """
        operated = set(self._library_access().operated)
        if not library or not self.has_group(group) or not set(library.ids) <= operated:
            raise AccessError(
                self.env._(
                    "You do not work in this library. Ask the library office for an assignment."
                )
            )

    # ------------------------------------------------------------------
    # CARD LOGINS
    # ------------------------------------------------------------------

    def _is_card_login(self):
        """Tell whether this is the login of a library card: a child's, as a rule."""
        self.ensure_one()
        return self.has_group("base.group_portal") and bool(self._library_access().own_members)

    def write(self, vals):
        """Refuse a card login everything about its own user but language and time zone.

        Odoo lets a portal user write name, e-mail, phone and picture of their own user; a card
        login is a child's, and its user and partner hold the card number and nothing else.
        """
        if not self.env.su and set(vals) - {"lang", "tz"}:
            self.env.user._refuse_card_login()
        return super().write(vals)

    def _change_password(self, new_passwd):
        """Refuse a card login: Odoo changes a user's own password in superuser mode, past ``write``."""
        self.env.user._refuse_card_login()
        return super()._change_password(new_passwd)

    def _refuse_card_login(self):
        if self._is_card_login():
            raise AccessError(self.env._("Please ask your library to change this."))
