from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

KINDS = [("member", "Member"), ("guest", "Guest"), ("group", "Group"), ("day", "Whole Day")]
CHANNELS = [
    ("desk", "Desk"),
    ("kiosk", "Kiosk"),
    ("sheet", "Paper Sheet"),
    ("loan", "Loan or Return"),
    ("import", "Import"),
]
EDUCATIONS = [
    ("none", "None yet"),
    ("primary", "Primary school (SD)"),
    ("junior", "Junior secondary (SMP)"),
    ("senior", "Senior secondary (SMA/SMK)"),
    ("diploma", "Diploma (D1–D3)"),
    ("bachelor", "Bachelor (D4/S1)"),
    ("postgraduate", "Postgraduate (S2/S3)"),
]
HEADS = {
    "female_count",
    "male_count",
    "member_heads",
    "guest_heads",
    "group_heads",
    "computer_heads",
    "books_read",
}
TYPED_OF_GUESTS = {"sex", "age_band", "occupation_id"}  # of a member they are known


class LibraryVisit(models.Model):
    """An entry at the door: a member, a guest, a group with head counts, or a day's count from paper."""

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
    _verb_fields = frozenset(
        {"category_id", "class_name", "channel", "first_of_month", "first_of_year"}
        | TYPED_OF_GUESTS
    )
    _personal_fields = {
        "membership_id": False,
        "member_id": False,
        "guest_name": False,
        "teacher": False,
    }
    _person_export = ("library_id", "visited_at", "purpose_id", "used_computer")
    _person_ended = ("visited_at",)

    kind = fields.Selection(
        selection=KINDS,
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
    guest_name = fields.Char(
        help="Only if they want to give it. It is forgotten after some months."
    )
    education = fields.Selection(selection=EDUCATIONS)
    institution = fields.Char(help="Where a guest or a group comes from, e.g. SDN 2 Sebudi.")
    class_id = fields.Many2one(
        comodel_name="library.school.class",
        string="Known Class",
        index="btree_not_null",
        ondelete="set null",
    )
    group_name = fields.Char(string="Class or Group")
    teacher = fields.Char(string="Teacher or Leader")
    female_count = fields.Integer(
        string="Women and Girls",
        compute="_compute_heads",
        store=True,
        precompute=True,
        readonly=False,
    )
    male_count = fields.Integer(
        string="Men and Boys",
        compute="_compute_heads",
        store=True,
        precompute=True,
        readonly=False,
    )
    member_heads = fields.Integer(string="Of Them Members")
    guest_heads = fields.Integer(string="Of Them Guests")
    group_heads = fields.Integer(string="Of Them in Groups")
    computer_heads = fields.Integer(
        string="At Computers",
        compute="_compute_computer_heads",
        store=True,
        precompute=True,
        readonly=False,
    )
    books_read = fields.Integer(
        string="Books Read Here",
        help="Of a day on paper: how many books lay on the tables. With a scanner they are counted at the "
        "desk.",
    )
    visitor_count = fields.Integer(
        string="Visitors", compute="_compute_visitor_count", store=True, precompute=True
    )
    purpose_id = fields.Many2one(comodel_name="library.visit.purpose", ondelete="restrict")
    room_id = fields.Many2one(
        comodel_name="library.room", index="btree_not_null", ondelete="restrict"
    )
    channel = fields.Selection(selection=CHANNELS, required=True, default="desk", readonly=True)
    used_computer = fields.Boolean(string="Used a Computer")
    visited_at = fields.Datetime(
        string="Time", required=True, default=lambda self: fields.Datetime.now()
    )
    hour_known = fields.Boolean(
        default=True, help="Not ticked where a sheet of paper tells the day only."
    )
    local_date = fields.Date(
        string="Date", compute="_compute_local_date", store=True, precompute=True, index=True
    )
    local_hour = fields.Char(
        string="Hour", compute="_compute_local_date", store=True, precompute=True
    )
    day_part_id = fields.Many2one(
        comodel_name="library.day.part",
        compute="_compute_local_date",
        store=True,
        precompute=True,
        ondelete="restrict",
    )

    _member_once = models.UniqueIndex(
        "(library_id, member_id, local_date, day_part_id) NULLS NOT DISTINCT "
        "WHERE member_id IS NOT NULL",
        "This member is counted for this part of the day already.",
    )
    _day_once = models.UniqueIndex(
        "(library_id, local_date, room_id) NULLS NOT DISTINCT WHERE kind = 'day'",
        "The visitors of this day are entered already.",
    )
    _library_date_idx = models.Index("(library_id, local_date DESC)")
    _month_idx = models.Index("((date_trunc('month', local_date::timestamp)::date), library_id)")
    _counts_not_negative = models.Constraint(
        "CHECK (LEAST(female_count, male_count, member_heads, guest_heads, group_heads, "
        "computer_heads, books_read) >= 0)",
        "Head counts are not negative.",
    )
    _one_head = models.Constraint(
        "CHECK (kind IN ('group', 'day') "
        "OR (female_count + male_count <= 1 AND computer_heads <= 1))",
        "A member or a guest is one person.",
    )
    _heads_agree = models.Constraint(
        "CHECK (female_count + male_count = 0 OR member_heads + guest_heads + group_heads = 0 "
        "OR female_count + male_count = member_heads + guest_heads + group_heads)",
        "Women and men together are not as many as members, guests and groups together.",
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

    @api.depends("kind", "sex")
    def _compute_heads(self):
        """Count one person by their sex; of groups and days the heads are typed."""
        for visit in self:
            alone = visit.kind in ("member", "guest")
            visit.female_count = int(visit.sex == "f") if alone else visit.female_count
            visit.male_count = int(visit.sex == "m") if alone else visit.male_count

    @api.depends(
        *("kind", "female_count", "male_count", "member_heads", "guest_heads", "group_heads")
    )
    def _compute_visitor_count(self):
        for visit in self:
            by_sex = visit.female_count + visit.male_count
            by_kind = visit.member_heads + visit.guest_heads + visit.group_heads
            together = visit.kind in ("group", "day")
            visit.visitor_count = max(by_sex, by_kind) if together else 1

    @api.depends("kind", "used_computer", "visitor_count")
    def _compute_computer_heads(self):
        """Count who used a computer: the person, of a group all, of a day as many as are typed."""
        for visit in self:
            typed = 0 if visit.kind in ("member", "guest") else visit.computer_heads
            heads = min(typed or visit.visitor_count, visit.visitor_count)
            visit.computer_heads = heads if visit.used_computer else 0

    @api.depends("visited_at", "hour_known", "library_id")
    def _compute_local_date(self):
        """Tell date, hour and part of the day in the regency's time zone, not in the reader's.

        The part is the one of that day: parts that are cut anew later change no visit.
        """
        for visit in self:
            local = self.env["library.library"]._local(visit.visited_at or fields.Datetime.now())
            visit.local_date = local.date()
            visit.local_hour = visit.hour_known and f"{local.hour:02}"
            visit.day_part_id = visit.hour_known and visit.library_id._day_part_at(local)

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind != "member":
            self.membership_id = False
        if self.kind == "day":
            self.hour_known = False
        if self.kind in ("group", "day"):
            self.female_count = self.male_count = 0

    @api.onchange("class_id")
    def _onchange_class_id(self):
        if self.class_id:
            self.group_name = self.class_id.name

    @api.constrains("kind", "visitor_count", "books_read")
    def _check_kind(self):
        for visit in self:
            if visit.kind in ("group", "day") and not (visit.visitor_count or visit.books_read):
                raise ValidationError(self.env._("Say how many people came with the group."))

    @api.constrains("library_id", "room_id", "class_id")
    def _check_place(self):
        for visit in self.sudo():  # a desk officer reads no list of classes
            if (visit.room_id.library_id | visit.class_id.library_id) - visit.library_id:
                raise ValidationError(
                    self.env._("Choose a room and a class of the library that was visited.")
                )

    @api.constrains("library_id", "membership_id")
    def _check_membership(self):
        """A visit names a member of its own library; anything else would open a foreign person."""
        for visit in self.sudo():
            if visit.membership_id and visit.membership_id.library_id != visit.library_id:
                raise ValidationError(self.env._("This person is no member of this library."))

    @api.model
    def _refuse_outcomes(self, vals_list):
        """Let what tells guests apart be typed: it is asked at the door, where of a member it is known."""
        return super()._refuse_outcomes(
            [
                {
                    name: value
                    for name, value in vals.items()
                    if name not in TYPED_OF_GUESTS
                    or vals.get("membership_id")
                    or self._of_members()
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Correct visits; who came stays what it was: a member's visit becomes no group of nine hundred."""
        if not self.env.su and any(visit.kind != vals.get("kind", visit.kind) for visit in self):
            raise ValidationError(
                self.env._("A visit stays of its kind. Delete it, and record who came instead.")
            )
        return super().write(vals)

    def _of_members(self):
        """Tell whether one of these is, or was before it forgot them, the visit of a member."""
        return any(visit.kind == "member" for visit in self)

    def _check_member_named(self, vals):
        """Raise :class:`ValidationError` unless a member is named for a member's visit, and only then."""
        if (vals["kind"] == "member") != bool(vals["membership_id"]):
            raise ValidationError(
                self.env._("Choose the member who came; a guest or a group is none.")
            )

    @api.model
    def _ended_domain(self, before):
        """Visits forget guests and teachers by their age as they forget members."""
        named = Domain("guest_name", "!=", False) | Domain("teacher", "!=", False)
        return super()._ended_domain(before) | (Domain("visited_at", "<", before) & named)

    def _class_names(self, vals_list):
        """Return ``{class id: name}`` of the known classes that came, for figures by class."""
        ids = {vals["class_id"] for vals in vals_list if vals.get("class_id")}
        classes_sudo = self.env["library.school.class"].sudo()  # its name; judged when it is saved
        return {row.id: row.name for row in classes_sudo.browse(ids).exists()}

    @api.model_create_multi
    def create(self, vals_list):
        """Record visits, each with the member as they are that day.

        In superuser mode the values may say it themselves: an import knows the class of last year.
        """
        self._refuse_outcomes(vals_list)
        ids = [vals["membership_id"] for vals in vals_list if vals.get("membership_id")]
        memberships_sudo = self.env["library.membership"].sudo()  # the snapshot is the system's
        self._fetch_people(memberships_sudo.browse(ids).exists())
        class_names, rows = self._class_names(vals_list), []
        for vals in vals_list:
            kind = "member" if vals.get("membership_id") else "guest"
            vals = {"kind": kind, "membership_id": False, **vals}
            if not self.env.su:  # an import may know of a member, and no longer which
                self._check_member_named(vals)
            vals = self._heads_of_kind(vals)
            snapshot = {}
            if name := class_names.get(vals.get("class_id")):
                snapshot = {"class_name": name}
                vals = {"group_name": name, **vals}
            if vals["membership_id"]:
                at = fields.Datetime.to_datetime(vals.get("visited_at")) or fields.Datetime.now()
                snapshot = self._snapshot(
                    memberships_sudo.browse(vals["membership_id"]).with_prefetch(ids),
                    self.env["library.library"]._local(at).date(),
                )
            rows.append({**snapshot, **vals} if self.env.su else {**vals, **snapshot})
        visits = super().create(rows)
        visits._count_persons()
        return visits

    @api.model
    def _heads_of_kind(self, vals):
        """Return the values of a visit without head counts that its kind does not have."""
        if vals["kind"] in ("group", "day"):
            return vals
        return {name: value for name, value in vals.items() if name not in HEADS}
