from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

TONES = [("done", "Done"), ("warning", "Mind"), ("refused", "Refused"), ("info", "Info")]
ACTS = [
    ("renew", "Renew"),
    ("lend_anyway", "Lend anyway"),
    ("renew_anyway", "Renew anyway"),
    ("admit", "Join"),
]
# next steps of a returned copy that are more than putting it on its shelf
PLAIN_STEPS = {"shelve", "arrived"}


class LibraryDeskForm(models.TransientModel):
    """The plain form at the counter: one field takes every scan, a member's card or a book.

    It keeps what a desk has in front of it (the open member, the last answers) and asks the public
    doors of :class:`library.desk` for everything else; it decides nothing about lending itself.
    """

    _name = "library.desk.form"
    _description = "Lend and Return"
    _inherit = ["library.personal.mixin", "library.verb.fields.mixin"]
    _rec_name = "library_id"
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"
    # open for a working day, not for Odoo's one hour
    _transient_max_hours = 16.0
    # found by scans; typed by hand, the form would show a foreign person
    _verb_fields = frozenset(
        {"membership_id", "line_ids", "pending_act", "pending_copy_id", "pending_code"}
    )

    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._operated_libraries()[:1],
    )
    several_libraries = fields.Boolean(compute="_compute_several_libraries")
    code = fields.Char(string="Scan", store=False, help="A member's card or a book's barcode.")
    membership_id = fields.Many2one(
        comodel_name="library.membership", readonly=True, ondelete="cascade"
    )
    member_name = fields.Char(related="membership_id.member_id.name", related_sudo=False)
    member_image = fields.Image(related="membership_id.member_id.image_256", related_sudo=False)
    class_name = fields.Char(related="membership_id.class_name", related_sudo=False)
    card_number = fields.Char(
        related="membership_id.member_id.card_number", related_sudo=False, string="Card"
    )
    standing = fields.Selection(related="membership_id.standing", related_sudo=False)
    loan_ids = fields.Many2many(
        comodel_name="library.loan", compute="_compute_loan_ids", string="Has Now"
    )
    line_ids = fields.One2many(
        comodel_name="library.desk.form.line", inverse_name="form_id", readonly=True
    )

    # what the last answer leaves to decide
    pending_act = fields.Selection(selection=ACTS, readonly=True)
    pending_copy_id = fields.Many2one(
        comodel_name="library.copy", readonly=True, ondelete="cascade"
    )
    pending_code = fields.Char(readonly=True)
    reason = fields.Char(help="Why you go on nevertheless; it is kept.")
    category_id = fields.Many2one(
        comodel_name="library.member.category", string="Member Category", ondelete="cascade"
    )

    @api.depends("library_id")
    def _compute_several_libraries(self):
        self.several_libraries = len(self.env.user._operated_libraries()) > 1

    @api.depends("membership_id", "line_ids")
    def _compute_loan_ids(self):
        for form in self:
            form.loan_ids = form.membership_id._open_loans().sorted("due_date")

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_scan(self, code, request_id):
        """Act on a scanned ``code``: a card opens its member, a book is lent or taken back.

        :param request_id: made on the device before the first try, so that a second Enter or a
            retry of the network is the same act, and is noted once
        """
        self.ensure_one()
        if request_id in self.line_ids.mapped("request_id"):
            return
        if self.membership_id.library_id != self.library_id:
            self._open_member(self.env["library.membership"])
        self._leave_pending()
        found = self.env["library.desk"].scan(self.library_id.id, code)
        handler = getattr(self, f"_scanned_{found['kind']}")
        handler(found, code, request_id)

    def action_next_member(self):
        """Close the open member: the next book scanned is taken back."""
        self.ensure_one()
        self._leave_pending()
        self._open_member(self.env["library.membership"])

    def action_renew_all(self):
        """Renew every book of the open member."""
        self.ensure_one()
        self._leave_pending()
        if self.loan_ids:
            self._renew(self.loan_ids)

    def action_pending(self):
        """Do what the last answer offered."""
        self.ensure_one()
        self._check_pending()
        act, copy, reason = self.pending_act, self.pending_copy_id, self.reason
        loan = self.loan_ids.filtered(lambda loan: loan.copy_id == copy)
        if act == "admit":
            self._admit()
        elif act == "renew":
            self._renew(loan)
        elif act == "renew_anyway":
            self._renew(loan, reason)
        elif act == "lend_anyway":
            self._lend(copy.id, str(uuid4()), reason)

    def _check_pending(self):
        if self.pending_act in ("lend_anyway", "renew_anyway") and not self.reason:
            raise UserError(self.env._("Write the reason first."))
        if self.pending_act == "admit" and not self.category_id:
            raise UserError(self.env._("Choose the member category first."))

    # ------------------------------------------------------------------
    # WHAT WAS SCANNED
    # ------------------------------------------------------------------

    def _scanned_member(self, found, code, request_id):
        membership = self.env["library.membership"].browse(found["membership_id"])
        if not membership.member_id._readable():
            self._scanned_former_member(membership, found, request_id)
            return
        self._open_member(membership)
        label = dict(membership._fields["standing"]._description_selection(self.env))
        active = found["standing"] == "active"
        self._log(
            "info" if active else "warning",
            found["name"],
            found["class_name"] or "" if active else label[found["standing"]],
            request_id,
        )

    def _scanned_former_member(self, membership, found, request_id):
        """Who has left and has nothing of ours is hidden, until the card's owner joins again."""
        self._open_member(self.env["library.membership"])
        self._log(
            "warning",
            found["name"],
            self.env._("No longer a member here. Press Join to lend again."),
            request_id,
        )
        # the scan may have been a local number; the desk's own scan has named this person already
        self._offer("admit", code=membership.member_id.sudo().card_number)
        self.category_id = membership.category_id

    def _scanned_visitor(self, found, code, request_id):
        self._open_member(self.env["library.membership"])
        self._log(
            "warning",
            found["name"],
            self.env._("Member of another library. Press Join to lend here too."),
            request_id,
        )
        self._offer("admit", code=code)

    def _scanned_copy(self, found, code, request_id):
        if self.membership_id:
            self._lend(found["copy_id"], request_id)
        else:
            answers = self.env["library.desk"].take_back(
                self.library_id.id, [found["copy_id"]], self._device(), request_id
            )
            self._note(answers, request_id)

    def _scanned_ambiguous(self, found, code, request_id):
        """Offer every book, and the member, that has this number: who stands here knows which."""
        for copy in reversed(found["copies"]):
            self._log("info", copy["title"], copy["library"], request_id, copy_id=copy["copy_id"])
        for card in reversed(found["members"]):
            self._log(
                "info",
                card["name"],
                card["class_name"] or self.env._("Member"),
                request_id,
                membership_id=card["membership_id"],
            )
        self._log("warning", code, self.env._("Several have this number. Which one?"), request_id)

    def _choose(self, line):
        """Go on with what was meant by a number that several have."""
        copy, membership = line.copy_id, line.membership_id
        request_id = f"choose-{line.id}"
        if request_id in self.line_ids.mapped("request_id"):
            return
        self._leave_pending()
        if membership:
            [found] = self.env["library.desk"]._member_cards(membership)
            self._scanned_member(found, None, request_id)
        elif copy:
            self._scanned_copy({"copy_id": copy.id}, None, request_id)

    def _scanned_replaced(self, found, code, request_id):
        self._open_member(self.env["library.membership"])
        sentence = self.env["library.desk"]._replaced_sentence()
        self._log("refused", self.env._("Old card"), sentence, request_id)

    def _scanned_unknown(self, found, code, request_id):
        self._log(
            "refused",
            found["code"],
            self.env._("Nothing here has this number. Scan again, or look the title up."),
            request_id,
        )

    # ------------------------------------------------------------------
    # ACTS
    # ------------------------------------------------------------------

    def _lend(self, copy_id, request_id, reason=None):
        answers = self.env["library.desk"].lend(
            self.membership_id.id, [copy_id], self._device(), request_id, reason
        )
        self._note(answers, request_id)
        [answer] = answers
        copy = self.env["library.copy"].browse(copy_id)
        if any(block["code"] == "already_borrowed" for block in answer["blocks"]):
            self._offer("renew", copy)
        elif self._may_override(answer):
            self._offer("lend_anyway", copy)
        else:
            self._leave_pending()

    def _renew(self, loans, reason=None):
        request_id = str(uuid4())
        answers = self.env["library.desk"].renew(loans.ids, self._device(), request_id, reason)
        self._note(answers, request_id)
        if len(answers) == 1 and self._may_override(answers[0]):
            self._offer("renew_anyway", loans.copy_id)
        else:
            self._leave_pending()

    def _admit(self):
        membership_id = self.env["library.desk"].admit(
            self.library_id.id, self.pending_code, self.category_id.id
        )
        membership = self.env["library.membership"].browse(membership_id)
        self._leave_pending()
        self._open_member(membership)
        self._log("done", membership.member_id.name, self.env._("Is a member here now."), False)

    # ------------------------------------------------------------------
    # STATE
    # ------------------------------------------------------------------

    def _device(self):
        return f"desk-form-{self.id}"

    def _may_override(self, answer):
        """Tell whether nothing but what this user may override stands in the way."""
        return bool(answer["blocks"]) and all(block["may_override"] for block in answer["blocks"])

    def _checked_sudo(self):
        """Return the form in superuser mode for what its user may cause by scans, but not type."""
        self.check_access("write")
        return self.sudo()

    def _open_member(self, membership):
        form_sudo = self._checked_sudo()
        form_sudo.membership_id = membership

    def _offer(self, act, copy=None, code=False):
        form_sudo = self._checked_sudo()
        form_sudo.write(
            {
                "pending_act": act,
                "pending_copy_id": copy.id if copy else False,
                "pending_code": code,
                "reason": False,
                "category_id": False,
            }
        )
        # what could be chosen before is settled by what comes after
        open_sudo = form_sudo.line_ids.filtered(lambda line: line.copy_id or line.membership_id)
        open_sudo.write({"copy_id": False, "membership_id": False})

    def _leave_pending(self):
        self._offer(False)

    def _note(self, answers, request_id):
        """Write the answers of an act on the screen, one line a book."""
        for answer in answers:
            step = (answer["next_step"] or {}).get("code")
            if answer["outcome"] == "refused":
                tone = "refused"
            else:
                plain = (not step or step in PLAIN_STEPS) and not answer["warnings"]
                tone = "done" if plain else "warning"
            self._log(tone, answer["title"], answer["message"], request_id)

    def _log(self, tone, heading, message, request_id, **choice):
        form_sudo = self._checked_sudo()
        form_sudo.line_ids.create(
            {
                "form_id": self.id,
                "tone": tone,
                "heading": heading,
                "message": message,
                "request_id": request_id,
                **choice,
            }
        )


class LibraryDeskFormLine(models.TransientModel):
    """One answer on the screen of the desk, the latest first."""

    _name = "library.desk.form.line"
    _description = "Answer at the Desk"
    _inherit = ["library.personal.mixin"]
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"
    _order = "id desc"
    _rec_name = "request_id"
    _transient_max_hours = 16.0

    form_id = fields.Many2one(
        comodel_name="library.desk.form", required=True, index=True, ondelete="cascade"
    )
    tone = fields.Selection(selection=TONES, required=True)
    # texts, which a list shows whole, where it would cut a line short
    heading = fields.Text(required=True)
    message = fields.Text()
    request_id = fields.Char()
    # what may be chosen, where several have the scanned number
    copy_id = fields.Many2one(comodel_name="library.copy", ondelete="cascade")
    membership_id = fields.Many2one(comodel_name="library.membership", ondelete="cascade")

    def action_choose(self):
        """Go on with this one of several that have the scanned number."""
        self.ensure_one()
        self.check_access("read")
        self.form_id._choose(self)
