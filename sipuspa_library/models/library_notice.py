from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

KINDS = [
    ("due_soon", "Due soon"),
    ("overdue", "Overdue"),
    ("new_date", "New due date"),
    ("hold_ready", "Reserved book is ready"),
    ("ending", "Membership ends"),
]
CHANNELS = [
    ("mail", "E-Mail"),
    ("whatsapp", "WhatsApp"),
    ("class_list", "List for the Teacher"),
    ("letter", "Letter"),
]


class LibraryNotice(models.Model):
    """Something somebody is told once: a row an event, whoever finds it and however often.

    Found by a scheduled action (``library_notice_find.py``), told by mail, WhatsApp or on paper
    (``library_notice_send.py``, ``library_notice_paper.py``). What is needed no more before it was told is
    deleted, so that it can come again; what was told stays until the loan forgets its person.
    """

    _name = "library.notice"
    _description = "Notice"
    _inherit = [
        "library.guarded.mixin",
        "library.personal.mixin",
        "library.verb.fields.mixin",
    ]
    _order = "channel, class_id, membership_id, id"
    _rec_name = "kind"
    _verb_fields = None
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"
    _person_export = ("library_id", "kind", "channel", "due_date", "sent_at")
    _person_ended = ("sent_at",)

    library_id = fields.Many2one(readonly=True)
    kind = fields.Selection(selection=KINDS, string="About", required=True, readonly=True)
    level = fields.Integer(
        required=True, readonly=True, default=0, aggregator=None, help="1 to 3 for what is overdue."
    )
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    class_id = fields.Many2one(
        comodel_name="library.school.class",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    loan_id = fields.Many2one(
        comodel_name="library.loan",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    hold_id = fields.Many2one(
        comodel_name="library.hold",
        string="Reservation",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    book_id = fields.Many2one(comodel_name="library.book", compute="_compute_book")
    due_date = fields.Date(
        string="Date", required=True, readonly=True, help="The day the notice speaks of."
    )
    days_late = fields.Integer(related="loan_id.days_late")
    addressee = fields.Selection(
        selection=[
            ("member", "Member"),
            ("guardian", "Parents"),
            ("teacher", "Homeroom Teacher"),
        ],
        required=True,
        readonly=True,
    )
    channel = fields.Selection(selection=CHANNELS, string="How", required=True, readonly=True)
    state = fields.Selection(
        selection=[
            ("waiting", "To send"),
            ("queued", "On its way"),
            ("sent", "Sent"),
            ("failed", "Failed"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="waiting",
    )
    failure = fields.Char(string="What Went Wrong", readonly=True)
    sent_at = fields.Datetime(string="Sent on", readonly=True)
    sent_by_id = fields.Many2one(
        comodel_name="res.users", string="Sent by", readonly=True, ondelete="restrict"
    )
    mail_id = fields.Many2one(
        comodel_name="mail.mail",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
    )
    is_needed = fields.Boolean(
        string="Still Needed", compute="_compute_is_needed", search="_search_is_needed"
    )
    can_whatsapp = fields.Boolean(compute="_compute_can_whatsapp")

    _event_unique = models.Constraint(
        "UNIQUE NULLS NOT DISTINCT (kind, level, loan_id, hold_id, membership_id, due_date)",
        "This has been told already.",
    )
    _to_do_idx = models.Index("(library_id, channel) WHERE state IN ('waiting', 'failed')")
    _queued_idx = models.Index("(id) WHERE state = 'queued'")
    _sent_once = models.Constraint(
        "CHECK ((state = 'sent') = (sent_at IS NOT NULL))", "What was sent has a time."
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.model
    def _needed_domain(self):
        """Return the domain of notices whose matter still is as they say."""
        today = self.env["library.library"]._today()
        loans = Domain("loan_id", "=", False) | Domain(
            "loan_id",
            "any!",
            Domain(self.env["library.loan"]._open_domain())
            & Domain("lost_at", "=", False)
            & Domain("claimed_at", "=", False),
        )
        holds = Domain("hold_id", "=", False) | Domain("hold_id", "any!", [("state", "=", "ready")])
        past = Domain("kind", "in", ("due_soon", "new_date", "ending"))
        return loans & holds & ~(past & Domain("due_date", "<", today))

    @api.depends(
        "loan_id.returned_at", "loan_id.voided_at", "loan_id.due_date", "hold_id.is_active"
    )
    def _compute_is_needed(self):
        needed = self._true_now()
        for notice in self:
            notice.is_needed = notice._origin in needed

    @api.model
    def _search_is_needed(self, operator, value):
        if operator != "in":
            return NotImplemented
        needed = Domain(self._needed_domain())
        return needed if True in value else ~needed

    def _true_now(self):
        """Return those of these notices that are still true: not returned, renewed, moved or overtaken."""
        found = self.search(Domain("id", "in", self.ids) & self._needed_domain())
        true = found.filtered(lambda row: row.due_date == row._date_now())
        return true - true._overtaken()

    def _overtaken(self):
        """Return what asks for a book that a higher level asks for already: one book, one notice."""
        late = self.filtered(lambda row: row.kind == "overdue")
        higher = self.search([("kind", "=", "overdue"), ("loan_id", "in", late.loan_id.ids)])
        highest = {}
        for row in higher:
            key = (row.loan_id, row.due_date)
            highest[key] = max(row.level, highest.get(key, 0))
        return late.filtered(lambda row: row.level < highest[row.loan_id, row.due_date])

    def _date_now(self):
        """Return the day of which a notice would speak if it were found now."""
        notice_sudo = self.sudo()  # whose notice it is was asked; a date, of its own matter
        if notice_sudo.kind == "ending":
            return notice_sudo.membership_id.valid_until
        if notice_sudo.hold_id:
            return notice_sudo.hold_id.expires_on
        return notice_sudo.loan_id.due_date

    @api.depends("loan_id.book_id", "hold_id.book_id")
    def _compute_book(self):
        for notice in self:
            notice_sudo = (
                notice._origin.sudo()
            )  # titles are no secret; whose notice it is was asked
            notice.book_id = (notice_sudo.loan_id.book_id or notice_sudo.hold_id.book_id).id

    @api.depends("channel", "state", "membership_id.member_id.phone", "class_id.teacher_phone")
    @api.depends_context("uid")
    def _compute_can_whatsapp(self):
        for notice in self:
            open_now = notice.state in ("waiting", "failed")
            notice.can_whatsapp = open_now and bool(notice._phone())

    @api.ondelete(at_uninstall=False)
    def _unlink_never_typed(self):
        """Only what is needed no more goes, by the scheduled action, or with a person."""
        if not self.env.su:
            raise UserError(self.env._("Notices go by themselves when they are needed no more."))

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)
