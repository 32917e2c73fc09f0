from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .library_member_consent import ADULT

RELATIONS = [("father", "Father"), ("mother", "Mother"), ("guardian", "Guardian")]


class LibraryGuardian(models.Model):
    """A grown-up who sees a child's card, open loans, reservations and charges with their own login.

    Recorded by a librarian of a library of the child's, ended by one, and without any effect from the
    day the child is 18. Which rows it opens is decided by the record rules, from the ids that
    :meth:`res.users._library_access` reads: what a child has brought back is not among them.
    """

    _name = "library.guardian"
    _description = "Family View"
    _inherit = [
        "library.guarded.mixin",
        "library.personal.mixin",
        "library.access.source.mixin",
        "library.verb.fields.mixin",
    ]
    _order = "ended_at desc, id"
    _rec_name = "relation"
    _owner_fields = ("library_id", "member_id", "guardian_id")
    _verb_fields = None
    _person_forgotten = "unlink"
    _person_export = (
        *("library_id", "member_id", "guardian_id", "relation"),
        *("recorded_at", "ended_at"),
    )

    library_id = fields.Many2one(string="Recorded at")
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Child",
        required=True,
        index=True,
        ondelete="cascade",
    )
    guardian_id = fields.Many2one(
        comodel_name="library.member",
        string="Grown-Up",
        required=True,
        index=True,
        ondelete="cascade",
    )
    guardian_name = fields.Char(string="Who Sees It", compute="_compute_guardian_name")
    relation = fields.Selection(selection=RELATIONS, required=True)
    recorded_at = fields.Datetime(string="Since", required=True)
    recorded_by_id = fields.Many2one(comodel_name="res.users", required=True, ondelete="restrict")
    ended_at = fields.Datetime(string="Ended")
    ended_by_id = fields.Many2one(comodel_name="res.users", ondelete="restrict")

    _standing_unique = models.UniqueIndex(
        "(member_id, guardian_id) WHERE ended_at IS NULL",
        "This person sees the child's page already.",
    )

    @api.depends("guardian_id.name")
    def _compute_guardian_name(self):
        """Name the grown-up, who may be a member elsewhere, to whoever may read of the child."""
        for row in self:
            row.guardian_name = row.sudo().guardian_id.name

    @api.model
    def _person_domain(self, members):
        """Return the rows that are about ``members``, as the child or as the grown-up."""
        every = members._with_merged().ids
        return ["|", ("member_id", "in", every), ("guardian_id", "in", every)]

    @api.model
    def _children_query(self, user_id, today):
        """Return the query of the children whose guardian a user is today; see :meth:`_library_access`."""
        return SQL(
            """
            SELECT 'family_members', child.id
              FROM library_member grown_up
              JOIN library_guardian link ON link.guardian_id = grown_up.id
              JOIN library_member child ON child.id = link.member_id
             WHERE grown_up.user_id = %(user)s AND link.ended_at IS NULL
               AND child.active AND child.id <> grown_up.id AND child.birth_date > %(adult)s
               AND COALESCE(grown_up.birth_date, %(adult)s) <= %(adult)s
            """,
            user=user_id,
            adult=today - relativedelta(years=ADULT),
        )

    def action_end(self):
        """End these at once: the next page the grown-up opens shows nothing of the child any more."""
        self.check_access("read")
        self.member_id._memberships_here()
        open_sudo = self.sudo().filtered(lambda row: not row.ended_at)  # checked above
        open_sudo.write({"ended_at": fields.Datetime.now(), "ended_by_id": self.env.uid})


class LibraryMember(models.Model):
    """Who of the family sees a child's page."""

    _inherit = "library.member"

    guardian_link_ids = fields.One2many(
        comodel_name="library.guardian",
        inverse_name="member_id",
        string="Seen by the Family",
        readonly=True,
        groups="sipuspa_library.group_librarian",
    )

    def _link_guardian(self, code, relation):
        """Let the person with this card see this child's page; twice is once.

        :param code: the whole card number, or the card as it is scanned
        :return: the row, in superuser mode
        """
        self.ensure_one()
        library = self._memberships_here().library_id
        grown_up_sudo = self._by_card(code)
        self._check_guardian(grown_up_sudo)
        self.sudo()._touch()  # linked twice at once is once
        links_sudo = self.env["library.guardian"].sudo()  # its columns are nobody's to type
        return links_sudo.search(
            [
                ("member_id", "=", self.id),
                ("guardian_id", "=", grown_up_sudo.id),
                ("ended_at", "=", False),
            ]
        ) or links_sudo.create(
            {
                "library_id": library.id,
                "member_id": self.id,
                "guardian_id": grown_up_sudo.id,
                "relation": relation,
                "recorded_at": fields.Datetime.now(),
                "recorded_by_id": self.env.uid,
            }
        )

    def _check_guardian(self, grown_up):
        """Raise :class:`UserError`, saying what to do, where ``grown_up`` cannot see this child's page."""
        env = self.env
        if not grown_up:
            raise UserError(
                env._("Nobody has this card. A parent without one registers at any library first.")
            )
        if not self.sudo().birth_date:
            raise UserError(
                env._("Enter the child's birth date first: the family view ends with 18 years.")
            )
        if not self._is_child():
            raise UserError(env._("This person is 18 or older: nobody else sees their page."))
        if grown_up == self.sudo() or grown_up._is_child():
            raise UserError(env._("This is a child's card. Scan the card of the parent."))
