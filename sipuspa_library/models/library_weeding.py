from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("draft", "Draft"),
    ("proposed", "Waiting for Decision"),
    ("approved", "Approved"),
    ("done", "Withdrawn"),
]


class LibraryWeeding(models.Model):
    """A proposal to take copies out of a library's stock, its decision, and the act itself.

    The librarian proposes, the office that oversees the library decides, the librarian withdraws. The
    right to decide is about this paper only: whoever oversees a library does not work in it.
    """

    _name = "library.weeding"
    _description = "Weeding"
    _inherit = [
        "library.guarded.mixin",
        "library.verb.fields.mixin",
        "library.scope.mixin",
        "library.stages.mixin",
        "library.paper.mixin",
    ]
    _order = "id desc"
    _rec_name = "number"
    _verb_fields = frozenset(
        {
            "number",
            "state",
            "proposed_at",
            "proposed_by_id",
            "decided_at",
            "decided_by_id",
            "remark",
            "done_at",
            "done_by_id",
        }
    )
    _papers = {"minutes": "_minutes"}

    number = fields.Char(readonly=True, copy=False)
    state = fields.Selection(
        selection=STATES, required=True, default="draft", readonly=True, copy=False, index=True
    )
    reason = fields.Text(
        help="Why these copies should go, and what is done with them; it is written into the minutes."
    )
    line_ids = fields.One2many(
        comodel_name="library.weeding.line", inverse_name="weeding_id", copy=False
    )

    # the rule candidates are looked for by
    unlent_years = fields.Integer(
        string="Not Lent for", help="Years in which nobody has borrowed the copy. Empty: any."
    )
    received_before = fields.Date(help="Copies that came in before this day. Empty: any.")
    is_damaged = fields.Boolean(string="Damaged", help="Only damaged copies and poor ones.")
    is_superseded = fields.Boolean(
        string="Newer Edition Here", help="Only where the library has a later edition of the title."
    )

    proposed_at = fields.Datetime(string="Proposed", readonly=True, copy=False)
    proposed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    remark = fields.Text(string="Remark of the Office", readonly=True, copy=False)
    done_at = fields.Datetime(string="Withdrawn", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Withdrawn by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    line_count = fields.Integer(string="Copies", compute="_compute_figures")
    kept_count = fields.Integer(string="Stay", compute="_compute_figures")
    value = fields.Monetary(compute="_compute_figures")
    currency_id = fields.Many2one(related="library_id.company_id.currency_id")
    may_decide = fields.Boolean(compute="_compute_may_decide")

    _number_unique = models.Constraint("UNIQUE (number)", "This number is taken.")
    _unlent_years_range = models.Constraint(
        "CHECK (unlent_years BETWEEN 0 AND 99)", "Give the years in figures, e.g. 5."
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("line_ids.price", "line_ids.outcome")
    def _compute_figures(self):
        figures = {
            weeding: (count, value, kept)
            for weeding, count, value, kept in self.env["library.weeding.line"]._read_group(
                [("weeding_id", "in", self.ids)],
                ["weeding_id"],
                ["__count", "price:sum", "kept_because:count"],
            )
        }
        for weeding in self:
            weeding.line_count, weeding.value, weeding.kept_count = figures.get(
                weeding._origin, (0, 0, 0)
            )

    @api.depends_context("uid")
    @api.depends("state", "proposed_by_id")
    def _compute_may_decide(self):
        for weeding in self:
            weeding.may_decide = weeding.state == "proposed" and self._is_decider(weeding)

    @api.model
    def _is_decider(self, weeding):
        """Tell whether the user may decide: who oversees the library and has not proposed it."""
        user = self.env.user
        if user.has_group("sipuspa_library.group_admin"):
            return True
        roles = ("sipuspa_library.group_supervisor", "sipuspa_library.group_head")
        overseen = weeding.library_id.id in user._library_access().overseen
        return overseen and any(map(user.has_group, roles)) and weeding.proposed_by_id != user

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        sequence_sudo = self.env["ir.sequence"].sudo()  # its next number is anybody's who proposes
        return super().create(
            [
                {**vals, "number": sequence_sudo.next_by_code("library.weeding")}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if not self.env.su:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self._check_draft()

    def _check_draft(self):
        """Raise :class:`UserError` where the office has the proposal in hand, or has decided."""
        if any(weeding.state != "draft" for weeding in self.sudo()):
            raise UserError(
                self.env._("A proposal that has been handed in is not changed any more.")
            )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_propose(self):
        """Hand the proposal in: the office that oversees the library decides."""
        for weeding in self._as_librarian():
            if weeding._take("draft", "proposed"):
                if not weeding.line_ids or not (weeding.reason or "").strip():
                    raise UserError(
                        self.env._("Choose the copies and write the reason before you propose.")
                    )
                weeding._settle("proposed", "proposed", decided_at=False, decided_by_id=False)

    def action_withdraw(self):
        """Withdraw what was approved; what is lent or on its way stays, and the minutes list it."""
        for weeding in self._as_librarian():
            if weeding._take("approved", "done"):
                weeding._withdraw(self.env.user)
                weeding._settle("done", "done")

    def action_print_minutes(self):
        """Download the minutes, of a proposal under way as far as it is."""
        self.check_access("read")
        return self._paper_action("minutes")

    def _decide(self, approve, remark):
        """Approve the proposal, or send it back with a remark."""
        self.check_access("read")
        if not self._is_decider(self):
            raise AccessError(
                self.env._("Whoever oversees the library decides, and not who proposed it.")
            )
        weeding_sudo = self.sudo()  # overseers write nothing else of a library; checked just now
        then = "approved" if approve else "draft"
        if weeding_sudo._take("proposed", then):
            weeding_sudo._settle(then, "decided", remark=remark)

    def _as_librarian(self):
        """Return these proposals in superuser mode, for a librarian who works in their libraries."""
        self.check_access("write")
        for weeding in self:
            self.env.user._check_operates(weeding.library_id, "sipuspa_library.group_librarian")
        return self.sudo()

    def _gone_on(self, _now, _then):
        return self.env._("Somebody has gone on with this proposal. Reload the page.")

    def _withdraw(self, user):
        """Withdraw the free copies as ``user``, through the copy's own verb."""
        copies = self.line_ids.copy_id.with_user(user)
        env = self.env
        held = (
            dict.fromkeys(
                copies.filtered(lambda copy: copy.manual_state == "withdrawn").ids,
                env._("It was withdrawn already."),
            )
            | copies._held_back()
        )
        free = copies._filtered_access("write").filtered(
            lambda copy: copy.id not in held and copy.library_id == self.library_id
        )
        free._set_state("withdrawn", self.number)
        for line in self.line_ids:
            gone = line.copy_id.id in free._ids
            line.outcome = "withdrawn" if gone else "kept"
            if not gone:
                line.kept_because = held.get(line.copy_id.id) or env._(
                    "It belongs to another library now."
                )
