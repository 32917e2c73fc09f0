from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools import person_match


class LibraryPersonDuplicate(models.Model):
    """Two persons who may be one, by name and birth date.

    A librarian is shown those who both belong to own libraries; across libraries they stand on the regency's
    list only.
    """

    _name = "library.person.duplicate"
    _description = "Possibly the Same Person"
    _inherit = ["library.duplicate.mixin", "library.personal.mixin"]
    _rec_name = "member_low_id"
    _compared = "library.member"
    _low, _high = "member_low_id", "member_high_id"
    _progress = "sipuspa_library.person_duplicates_progress"
    _likely = person_match.LIKELY
    _person_field = "member_low_id"
    _person_forgotten = "unlink"

    member_low_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    member_high_id = fields.Many2one(
        comodel_name="library.member",
        string="Other Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    low_about = fields.Char(string="Belongs to", compute="_compute_about")
    high_about = fields.Char(string="The Other Belongs to", compute="_compute_about")

    _pair_unique = models.Constraint(
        "UNIQUE (member_low_id, member_high_id)", "These two persons have been compared already."
    )
    _pair_ordered = models.Constraint(
        "CHECK (member_low_id < member_high_id)", "A person is compared with another one."
    )

    @api.depends_context("uid", "lang")
    def _compute_about(self):
        """Tell where each belongs: who sees the pair may see both."""
        about = self._both()._told_places()
        for pair in self:
            pair.low_about = about.get(pair.member_low_id)
            pair.high_about = about.get(pair.member_high_id)

    @api.model
    def _person_domain(self, members):
        members = members._with_merged()
        return self._domain_of(members)

    @api.model
    def _reason_words(self):
        env = self.env
        return {
            "name": env._("same name"),
            "name_close": env._("almost the same name"),
            "name_part": env._("part of the name"),
            "name_common": env._("a common name"),
            "birth": env._("same birth date"),
            "birth_close": env._("birth date almost the same"),
            "birth_missing": env._("birth date on one only, or on neither"),
            "sex_differs": env._("other sex"),
            "nisn_differs": env._("other NISN"),
        }

    def _refuse_locked(self):
        self._both()._refuse_elsewhere()

    @api.model
    def _candidates(self, ids, since=None, common=()):
        """Return pairs with the same birth date, or whose names are the same however they are written."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT mine.id, other.id FROM library_member mine
                  JOIN library_member other ON other.birth_date = mine.birth_date
                 WHERE mine.id = ANY(%(ids)s) AND mine.active AND other.active AND other.id <> mine.id
                   AND similarity(mine.match_key, other.match_key) > 0.3
                UNION
                SELECT mine.id, other.id FROM library_member mine
                  JOIN library_member other ON other.match_key = mine.match_key
                 WHERE mine.id = ANY(%(ids)s) AND mine.active AND other.active AND other.id <> mine.id
                """,
                ids=list(ids),
            )
        )

    @api.model
    def _records(self, ids):
        members = self.env["library.member"].browse(ids)
        members.fetch(["name", "birth_date", "sex", "nisn"])
        return {
            member.id: person_match.Person(
                member.name, member.birth_date or None, member.sex or "", member.nisn or ""
            )
            for member in members
        }

    @api.model
    def _score(self, one, other):
        return person_match.score(one, other)


class LibraryMember(models.Model):
    """Looking for who may be this person, and forgetting the pairs of one who is merged away."""

    _inherit = "library.member"

    match_key = fields.Char(
        string="Name to Compare by",
        compute="_compute_match_key",
        store=True,
        copy=False,
        index="btree_not_null",
    )

    _birth_date_idx = models.Index("(birth_date) WHERE birth_date IS NOT NULL")

    @api.depends("name")
    def _compute_match_key(self):
        for member in self:
            member.match_key = person_match.key(member.name or "")

    def action_find_duplicates(self):
        """Look for entries that may be this person, now, and show them."""
        self.ensure_one()
        self.check_access("write")
        pairs = self.env["library.person.duplicate"]
        pairs.check_access("read")
        pairs.sudo()._find(self.ids)  # compares with all; what is shown goes by the reader's rules
        mine = pairs._domain_of(self)
        if not pairs.search_count([("state", "=", "open"), *mine], limit=1):
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "success", "message": self.env._("Nobody alike was found.")},
            }
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "sipuspa_library.library_person_duplicate_action"
            ),
            "domain": mine,
        }

    def _refuse_elsewhere(self):
        raise AccessError(
            self.env._(
                "One of these persons belongs to another library, too. "
                "Ask the library office to merge them."
            )
        )

    def _told_places(self):
        """Return in words where these persons belong, by person: libraries and classes."""
        words = {}
        memberships = self.env["library.membership"].search([("member_id", "in", self.ids)])
        memberships.library_id.fetch(["name"])
        for member, rows in memberships.grouped("member_id").items():
            words[member] = "; ".join(
                " · ".join(filter(None, (row.library_id.name, row.class_name))) for row in rows
            )
        return words
