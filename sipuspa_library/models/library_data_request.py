from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

ANSWER_HOURS = 72  # 3 × 24, as the law on personal data says
KINDS = [
    ("access", "See and get a copy"),
    ("correction", "Correct"),
    ("erasure", "Be forgotten"),
    ("restriction", "Restrict the use"),
]


class LibraryDataRequest(models.Model):
    """What a person, or a child's parent, asks about the own data; answered within three days.

    The row stays when the person has been forgotten: it shows that they were, and when.
    """

    _name = "library.data.request"
    _description = "Request About Own Data"
    _inherit = [
        "library.guarded.mixin",
        "library.personal.mixin",
        "library.verb.fields.mixin",
        "library.stages.mixin",
        "library.paper.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "due_at, id"
    _rec_name = "number"
    _owner_fields = ("library_id", "member_id", "membership_id")
    _verb_fields = frozenset({"number", "state", "answered_at", "answered_by_id"})
    _personal_fields = {"asker_name": False, "details": False, "answer": False}
    _person_export = ("library_id", "number", "kind", "received_at", "details", "state", "answer")
    _papers = {"letter": "_letter", "export": "_export_pdf", "data": "_export_json"}

    number = fields.Char(required=True, readonly=True, copy=False, default="/")
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Member",
        required=True,
        index=True,
        ondelete="cascade",
    )
    library_id = fields.Many2one(
        related="membership_id.library_id", store=True, precompute=True, default=None
    )
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        related="membership_id.member_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(selection=KINDS, string="Wants to", required=True, default="access")
    is_everywhere = fields.Boolean(
        string="In All Libraries",
        help="It is about every library of the regency. Only the library office can answer that for "
        "a person of several libraries.",
    )
    asker = fields.Selection(
        selection=[("person", "The person"), ("guardian", "Parent or guardian")],
        string="Who Asks",
        required=True,
        default="person",
    )
    asker_name = fields.Char(string="Name of the Parent")
    details = fields.Text(help="What is wrong, what shall be different.")
    received_at = fields.Datetime(string="Received", required=True, default=fields.Datetime.now)
    due_at = fields.Datetime(
        string="To Be Answered by",
        compute="_compute_due_at",
        store=True,
        precompute=True,
        help="3 × 24 hours after it was received.",
    )
    state = fields.Selection(
        selection=[("open", "Waiting"), ("answered", "Answered"), ("declined", "Declined")],
        string="Status",
        required=True,
        readonly=True,
        default="open",
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    answer = fields.Text(help="What the person reads, in a kind sentence.")
    answered_at = fields.Datetime(string="Answered", readonly=True)
    answered_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")

    _number_unique = models.UniqueIndex("(number) WHERE number <> '/'", "This number exists.")
    _asked_once = models.UniqueIndex(
        "(membership_id, kind) WHERE state = 'open'",
        "This has been asked already and waits for an answer.",
    )
    _library_state_idx = models.Index("(library_id, state, due_at)")

    @api.depends("received_at")
    def _compute_due_at(self):
        for request in self:
            request.due_at = request.received_at and request.received_at + timedelta(
                hours=ANSWER_HOURS
            )

    @api.depends("state", "due_at")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for request in self:
            request.is_late = request.state == "open" and (request.due_at or now) < now

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "open") & Domain("due_at", "<", fields.Datetime.now())
        return late if True in value else ~late

    @api.constrains("received_at")
    def _check_received_at(self):
        now = fields.Datetime.now()
        if any(request.received_at > now for request in self):
            raise ValidationError(self.env._("Enter when it was received, not a time to come."))

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Receive requests: each gets a number, and the librarians of its library a task."""
        self._refuse_outcomes(vals_list)
        sequence_sudo = self.env["ir.sequence"].sudo()  # numbers only
        requests = super().create(
            [
                {**vals, "number": sequence_sudo.next_by_code("library.data.request")}
                for vals in vals_list
            ]
        )
        for request in requests:
            request._remind()
        return requests

    def write(self, vals):
        if not self.env.su and any(request.state != "open" for request in self):
            raise UserError(self.env._("What has been answered is not changed any more."))
        return super().write(vals)

    def _remind(self):
        """Give each librarian a task that is due when the answer is; whom it is about stands inside."""
        self.ensure_one()
        request_sudo = self.sudo()  # a member who asks may give nobody a task
        for user in request_sudo.library_id._librarians():
            env = request_sudo.with_context(lang=user.sudo().lang).env
            request_sudo.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.env["library.library"]._local(request_sudo.due_at).date(),
                user_id=user.id,
                summary=env._("Answer a request about own data"),
            )

    @api.model
    def _ask(self, membership, kind, details):
        """Note what a member asks on the own page, once; return it in superuser mode.

        The caller has checked that the membership is the asker's own. A copy of the data is taken
        from the page itself.
        """
        if kind not in dict(KINDS) or kind == "access":
            raise UserError(self.env._("Choose what you ask for."))
        membership._touch()  # asked twice at once is once
        requests_sudo = self.sudo()  # a member has no right to write; whose it is was checked
        asked = [("membership_id", "=", membership.id), ("kind", "=", kind)]
        return requests_sudo.search([*asked, ("state", "=", "open")]) or requests_sudo.create(
            {
                "membership_id": membership.id,
                "kind": kind,
                "details": " ".join((details or "").split()) or False,
                "is_everywhere": kind == "erasure",
            }
        )

    # ------------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------------

    def action_answer(self):
        """Note that these are answered; what was done stands in the answer."""
        for request in self._as_librarian():
            if request.kind == "erasure":
                raise UserError(request.env._("Press Forget: it answers the request."))
            if request.kind != "access":
                request._check_answer()
            request._close("answered")

    def action_decline(self):
        """Note that these are declined, and why."""
        for request in self._as_librarian():
            request._check_answer()
            request._close("declined")

    def action_erase(self):
        """Forget the person, and answer the request by it; not while something is open."""
        for request in self._as_librarian():
            if request.kind != "erasure":
                raise UserError(request.env._("Nobody asked to be forgotten here."))
            if request._take("open", "answered"):
                request.with_env(self.env)._erase()
                request._settle("answered", "answered")
                request.activity_ids.unlink()

    def _erase(self):
        """Forget the person in this library, or everywhere where that was asked and may be done."""
        member_sudo = self.member_id.sudo()  # where else the person belongs decides who may
        elsewhere = member_sudo.membership_ids.library_id - self.library_id
        if elsewhere and not self.is_everywhere:
            self.membership_id.sudo()._check_settled()
            return member_sudo._forget_in(self.library_id)
        if elsewhere and not self.env.user._library_access().everywhere:
            raise UserError(
                self.env._(
                    "This person is known in other libraries, too, and asks to be forgotten "
                    "everywhere. Ask the library office to do it, or take out the tick: then only "
                    "your library forgets."
                )
            )
        member_sudo.membership_ids._check_settled()
        return member_sudo._anonymise()

    def _check_answer(self):
        if not (self.answer or "").strip():
            raise UserError(self.env._("Write the answer first, in a kind sentence."))

    def _close(self, state):
        if self._take("open", state):
            self._settle(state, "answered")
            self.activity_ids.unlink()

    def _gone_on(self, now, then):
        return self.env._("This request has been answered already.")

    def _as_librarian(self):
        """Return these requests in superuser mode, for a librarian who works in their libraries."""
        self.check_access("write")
        for request in self:
            self.env.user._check_operates(request.library_id, "sipuspa_library.group_librarian")
        return self.sudo()


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    def _check_settled(self):
        """Raise :class:`UserError` with what is open; who may be told was checked by the caller."""
        self._touch()  # a lend at this moment is judged again
        if matters := self._open_matters():
            raise UserError(
                self.env._(
                    "Nobody is forgotten while something is open. The request waits until this is "
                    "settled:\n%s",
                    "\n".join(f"– {matter.words}" for matter in matters),
                )
            )
