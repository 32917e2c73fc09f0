from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CLOCK = timedelta(hours=72)  # UU 27/2022, article 46: 3 × 24 hours
STATES = [
    ("reported", "Reported"),
    ("handled", "In Hand"),
    ("closed", "Completed"),
]
# what the notice must hold by law
CONTENTS = ("disclosed", "course", "handling")


class LibraryBreach(models.Model):
    """A failure to protect persons' data: what happened, to whom, who was told and when.

    Whoever works in a library reports it; the head of the office or the administrator takes it in hand.
    From the moment it is discovered a clock runs, by the end of which the agency and those concerned
    have been told in writing.
    """

    _name = "library.breach"
    _description = "Data Breach"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "library.verb.fields.mixin",
        "library.stages.mixin",
        "library.paper.mixin",
    ]
    _order = "discovered_at desc, id desc"
    _verb_fields = frozenset({"state", "handled_at", "handled_by_id", "closed_at", "closed_by_id"})
    _papers = {"agency": "_agency_letter", "persons": "_persons_letter"}

    name = fields.Char(
        string="What Happened", required=True, help="In one line, without the name of a member."
    )
    library_id = fields.Many2one(
        comodel_name="library.library",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user._only_operated_library(),
        help="Where it happened. Empty: in the office, or in the system of the whole regency.",
    )
    library_ids = fields.Many2many(
        comodel_name="library.library",
        string="Libraries Concerned",
        help="Whose members are concerned, where that is more than the library it happened in.",
    )
    discovered_at = fields.Datetime(
        string="Discovered", required=True, default=lambda self: fields.Datetime.now()
    )
    deadline = fields.Datetime(
        string="Tell Until",
        compute="_compute_deadline",
        store=True,
        help="3 × 24 hours after it was discovered.",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    person_count = fields.Integer(string="Persons Concerned", help="As far as is known.")
    who = fields.Text(
        string="Who Is Concerned", help="E.g. all pupils of VII-A. Names do not belong here."
    )
    disclosed = fields.Text(
        string="Data Disclosed", help="E.g. names, classes, phone numbers of guardians."
    )
    course = fields.Text(string="When and How It Happened")
    handling = fields.Text(
        string="Handling and Recovery",
        help="What has been done so that it stops, what is done for those concerned.",
    )
    opening = fields.Text(
        string="Opening of the Letter",
        default=lambda self: self._default_opening(),
        help="Stands above the three parts that the law asks for.",
    )
    agency_told_at = fields.Datetime(
        string="Agency Told", help="When the notice went to the agency for data protection."
    )
    persons_told_at = fields.Datetime(
        string="Those Concerned Told", help="When the notice went to them, or to the parents."
    )
    state = fields.Selection(
        selection=STATES, required=True, default="reported", readonly=True, copy=False, index=True
    )
    handled_at = fields.Datetime(string="Taken in Hand", readonly=True, copy=False)
    handled_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    closed_at = fields.Datetime(string="Completed on", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    may_handle = fields.Boolean(compute="_compute_may_handle")

    _told_after = models.Constraint(
        "CHECK (agency_told_at >= discovered_at AND persons_told_at >= discovered_at)",
        "Nobody is told of a breach before it is discovered.",
    )
    _count_not_negative = models.Constraint(
        "CHECK (person_count >= 0)", "The number of persons is not negative."
    )

    @api.depends("discovered_at")
    def _compute_deadline(self):
        for breach in self:
            breach.deadline = breach.discovered_at and breach.discovered_at + CLOCK

    @api.depends("deadline", "agency_told_at", "persons_told_at")
    def _compute_is_overdue(self):
        """Late is whoever has not told both in time, and whoever told them too late."""
        now = fields.Datetime.now()
        for breach in self:
            told = (breach.agency_told_at or now, breach.persons_told_at or now)
            breach.is_overdue = bool(breach.deadline) and max(told) > breach.deadline

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in" or not {True, False} & set(value):
            return NotImplemented
        now = fields.Datetime.now()
        late = self.search([("deadline", "<", now)]).filtered("is_overdue")
        return [("id", "in" if True in value else "not in", late.ids)]

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_may_handle(self):
        for breach in self:
            breach.may_handle = breach.state != "closed" and breach._is_handler()

    @api.model
    def _is_handler(self):
        user = self.env.user
        return user.has_group("sipuspa_library.group_head") or user.has_group(
            "sipuspa_library.group_admin"
        )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Report, and let those know who have to act."""
        self._refuse_outcomes(vals_list)
        breaches = super().create(vals_list)
        for breach in breaches:
            breach._tell_office()
        return breaches

    def write(self, vals):
        """Refuse a change of the library: a rule judges the row as it was before."""
        new = vals.get("library_id") or False
        moved = "library_id" in vals and any(breach.library_id.id != new for breach in self)
        if moved and not self.env.su:
            raise AccessError(
                self.env._("The library of a report is not changed. Write a new report.")
            )
        return super().write(vals)

    def _tell_office(self):
        """Give whoever may take this report in hand a task that is due with the clock."""
        groups = ("sipuspa_library.group_head", "sipuspa_library.group_admin")
        # colleagues who may read it; whom a notice reaches is no secret
        handlers_sudo = (
            self.env["res.users"]
            .sudo()
            .search([("all_group_ids", "in", [self.env.ref(group).id for group in groups])])
        )
        day = self.env["library.library"]._local(self.deadline).date()
        for user_sudo in handlers_sudo - self.env.user:
            if not self.with_user(user_sudo).has_access("read"):
                continue
            words = self.with_context(lang=user_sudo.lang).env
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=day,
                user_id=user_sudo.id,
                summary=words._("A data breach was reported: the clock of 3 × 24 hours runs"),
            )

    # ------------------------------------------------------------------
    # ACTS
    # ------------------------------------------------------------------

    def action_handle(self):
        """Take the report in hand."""
        self._check_handler()
        for breach in self:
            if breach._take("reported", "handled"):
                breach.sudo()._settle("handled", "handled")  # no column is typed; checked above
                breach.sudo().activity_ids.action_done()

    def action_close(self):
        """Close the register's entry, once both have been told what the law asks for."""
        self._check_handler()
        for breach in self:
            breach._check_told()
            if breach._take("handled", "closed"):
                breach.sudo()._settle("closed", "closed")  # no column is typed; checked above

    def action_agency_letter(self):
        """Print the notice to the agency."""
        return self._paper_action("agency")

    def action_persons_letter(self):
        """Print the notice to those concerned."""
        return self._paper_action("persons")

    def _check_handler(self):
        self.check_access("write")
        if not self._is_handler():
            raise AccessError(
                self.env._("The head of the office or the administrator handles reports.")
            )

    def _check_told(self):
        names = [*CONTENTS, "agency_told_at", "persons_told_at"]
        labels = self.fields_get(names, ["string"])
        missing = [labels[name]["string"] for name in names if not self[name]]
        if missing:
            raise UserError(self.env._("Before it is completed, fill in: %s.", ", ".join(missing)))

    def _gone_on(self, now, then):
        env = self.env
        if now == "closed":
            return env._("This entry is completed.")
        return env._("Take the report in hand first.")
