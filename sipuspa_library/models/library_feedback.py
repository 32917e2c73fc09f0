from odoo import api, fields, models
from odoo.exceptions import UserError

OPEN_LIMIT = 3


class LibraryFeedback(models.Model):
    """What a member writes to the library: a question, a thank-you, something that went wrong.

    Answered once by a librarian; the member reads the answer on their own page.
    """

    _name = "library.feedback"
    _description = "Message of a Member"
    _inherit = ["library.guarded.mixin", "library.personal.mixin", "library.verb.fields.mixin"]
    _order = "asked_at desc, id desc"
    _rec_name = "text"
    _owner_fields = ("library_id", "membership_id", "member_id")
    _verb_fields = frozenset(
        {"text", "asked_at", "state", "answered_at", "answered_by_id", "read_at"}
    )
    _personal_fields = {"membership_id": False, "member_id": False, "text": "–", "answer": False}
    _person_export = ("library_id", "asked_at", "text", "state", "answered_at", "answer")
    _person_ended = ("answered_at",)

    library_id = fields.Many2one(readonly=True)
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Written by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        related="membership_id.member_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
    )
    text = fields.Text(string="Message", required=True, readonly=True)
    asked_at = fields.Datetime(string="Written", required=True, readonly=True)
    state = fields.Selection(
        selection=[("new", "New"), ("answered", "Answered")],
        string="Status",
        required=True,
        readonly=True,
        default="new",
        index=True,
    )
    answer = fields.Text(help="What the member reads, in a kind sentence.")
    answered_at = fields.Datetime(string="Answered on", readonly=True)
    answered_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    read_at = fields.Datetime(
        string="Answer Read", readonly=True, help="When the member has seen the answer."
    )
    days_waiting = fields.Integer(
        compute="_compute_days_waiting",
        help="Until it was answered; until today while it is not.",
    )

    _written_once = models.UniqueIndex(
        "(membership_id, md5(text)) WHERE membership_id IS NOT NULL AND state = 'new'",
        "This has been written already and waits for an answer.",
    )
    _library_state_idx = models.Index("(library_id, state, asked_at)")

    @api.depends("asked_at", "answered_at")
    def _compute_days_waiting(self):
        library = self.env["library.library"]
        today = library._today()
        for message in self:
            until = library._local(message.answered_at).date() if message.answered_at else today
            since = library._local(message.asked_at).date() if message.asked_at else until
            message.days_waiting = (until - since).days

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Let the answer be typed until it is given."""
        if not self.env.su and any(message.state != "new" for message in self):
            raise UserError(self.env._("What has been answered is not changed any more."))
        return super().write(vals)

    def action_answer(self):
        """Give the answers that are written here: their members read them from now on."""
        self.check_access("write")
        waiting = self.filtered(lambda message: message.state == "new")
        if not all((message.answer or "").strip() for message in waiting):
            raise UserError(self.env._("Write the answer first, in a kind sentence."))
        # outcomes are nobody's to type; the right to write these was checked
        waiting.sudo().write(
            {
                "state": "answered",
                "answered_at": fields.Datetime.now(),
                "answered_by_id": self.env.uid,
            }
        )

    @api.model
    def _say(self, membership, text):
        """Note what a member writes, once; return it in superuser mode.

        The caller has checked that the membership is the writer's own.

        :raise UserError: without a word, or while many messages wait for an answer
        """
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("Write what you want to tell your library."))
        membership._touch()  # two at once count each other
        messages_sudo = self.sudo()  # a member has no right to write; whose it is was checked
        waiting_sudo = messages_sudo.search(
            [("membership_id", "=", membership.id), ("state", "=", "new")]
        )
        if same_sudo := waiting_sudo.filtered(lambda message: message.text == text):
            return same_sudo
        if len(waiting_sudo) >= OPEN_LIMIT:
            raise UserError(
                self.env._(
                    "%s of your messages wait for an answer. Please write again after that.",
                    OPEN_LIMIT,
                )
            )
        return messages_sudo.create(
            {
                "library_id": membership.library_id.id,
                "membership_id": membership.id,
                "text": text,
                "asked_at": fields.Datetime.now(),
            }
        )

    def _note_read(self):
        """Note that the member has seen these answers. The caller has found them as their own."""
        seen_sudo = self.sudo().filtered(lambda row: row.state == "answered" and not row.read_at)
        seen_sudo.write({"read_at": fields.Datetime.now()})
