from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..tools import due_dates

PARTS = [
    (due_dates.NIGHT, "Night"),
    (due_dates.MORNING, "Morning"),
    (due_dates.MIDDAY, "Midday"),
    (due_dates.AFTERNOON, "Afternoon"),
    (due_dates.EVENING, "Evening"),
]


class LibraryVisit(models.Model):
    """An entry at the door: a member, a guest, or a group with head counts."""

    _name = "library.visit"
    _description = "Visit"
    _inherit = [
        "library.guarded.mixin",
        "library.personal.mixin",
        "library.snapshot.mixin",
        "library.verb.fields.mixin",
    ]
    _order = "visited_at desc, id desc"
    _rec_name = "visited_at"
    _owner_fields = ("library_id", "member_id", "membership_id")
    _verb_fields = frozenset({"category_id", "class_name", "occupation", "sex", "age_band"})
    _personal_fields = {"membership_id": False, "member_id": False}
    _person_export = ("library_id", "visited_at", "purpose_id", "used_computer")
    _person_ended = ("visited_at",)

    kind = fields.Selection(
        selection=[("member", "Member"), ("guest", "Guest"), ("group", "Group")],
        required=True,
        default="guest",
    )
    membership_id = fields.Many2one(
        comodel_name="library.membership", index="btree_not_null", ondelete="set null"
    )
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        compute="_compute_member_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
    )
    group_name = fields.Char(string="Class or Group")
    female_count = fields.Integer(string="Women and Girls")
    male_count = fields.Integer(string="Men and Boys")
    visitor_count = fields.Integer(
        string="Visitors", compute="_compute_visitor_count", store=True, precompute=True
    )
    purpose_id = fields.Many2one(comodel_name="library.visit.purpose", ondelete="restrict")
    used_computer = fields.Boolean(string="Used a Computer")
    visited_at = fields.Datetime(
        string="Time", required=True, default=lambda self: fields.Datetime.now()
    )
    local_date = fields.Date(
        string="Date", compute="_compute_local_date", store=True, precompute=True, index=True
    )
    day_part = fields.Selection(
        selection=PARTS, compute="_compute_local_date", store=True, precompute=True
    )

    _member_once = models.UniqueIndex(
        "(library_id, member_id, local_date, day_part) WHERE member_id IS NOT NULL",
        "This member is counted for this part of the day already.",
    )
    _library_date_idx = models.Index("(library_id, local_date DESC)")
    _counts_not_negative = models.Constraint(
        "CHECK (female_count >= 0 AND male_count >= 0)", "Head counts are not negative."
    )

    @api.depends("kind", "local_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Say what kind of visit it was and on which day; never who came."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for visit in self:
            day = format_date(self.env, visit.local_date) if visit.local_date else ""
            visit.display_name = f"{kinds.get(visit.kind, '')} · {day}"

    @api.depends("membership_id")
    def _compute_member_id(self):
        for visit in self:
            visit.member_id = visit.membership_id.member_id

    @api.depends("kind", "female_count", "male_count")
    def _compute_visitor_count(self):
        for visit in self:
            heads = (visit.female_count or 0) + (visit.male_count or 0)
            visit.visitor_count = heads if visit.kind == "group" else 1

    @api.depends("visited_at")
    def _compute_local_date(self):
        """Tell date and part of day in the regency's time zone, not in the reader's."""
        for visit in self:
            local = self.env["library.library"]._local(visit.visited_at or fields.Datetime.now())
            visit.local_date = local.date()
            visit.day_part = due_dates.part_of_day(local.hour)

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind != "member":
            self.membership_id = False

    @api.constrains("kind", "female_count", "male_count")
    def _check_kind(self):
        for visit in self:
            if visit.kind == "group" and not visit.visitor_count:
                raise ValidationError(self.env._("Say how many people came with the group."))

    @api.constrains("library_id", "membership_id")
    def _check_membership(self):
        """A visit names a member of its own library; anything else would open a foreign person."""
        for visit in self.sudo():
            if visit.membership_id and visit.membership_id.library_id != visit.library_id:
                raise ValidationError(self.env._("This person is no member of this library."))

    @api.model
    def _refuse_outcomes(self, vals_list):
        """Let a guest's sex be typed: it is asked at the door, where a member's is known."""
        return super()._refuse_outcomes(
            [
                {
                    name: value
                    for name, value in vals.items()
                    if name != "sex" or vals.get("membership_id") or self.membership_id
                }
                for vals in vals_list
            ]
        )

    def _check_member_named(self, vals):
        """Raise :class:`ValidationError` unless a member is named for a member's visit, and only then."""
        if (vals["kind"] == "member") != bool(vals["membership_id"]):
            raise ValidationError(
                self.env._("Choose the member who came; a guest or a group is none.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Record visits, each with the member as they are that day.

        In superuser mode the values may say it themselves: an import knows the class of last year.
        """
        self._refuse_outcomes(vals_list)
        ids = [vals["membership_id"] for vals in vals_list if vals.get("membership_id")]
        memberships_sudo = self.env["library.membership"].sudo()  # the snapshot is the system's
        self._fetch_people(memberships_sudo.browse(ids).exists())
        rows = []
        for vals in vals_list:
            kind = "member" if vals.get("membership_id") else "guest"
            vals = {"kind": kind, "membership_id": False, **vals}
            if not self.env.su:  # an import may know of a member, and no longer which
                self._check_member_named(vals)
            snapshot = {}
            if vals["membership_id"]:
                at = fields.Datetime.to_datetime(vals.get("visited_at")) or fields.Datetime.now()
                snapshot = self._snapshot(
                    memberships_sudo.browse(vals["membership_id"]).with_prefetch(ids),
                    self.env["library.library"]._local(at).date(),
                )
            rows.append({**snapshot, **vals} if self.env.su else {**vals, **snapshot})
        return super().create(rows)
