from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.library_copy import CONDITIONS

DIRECTIONS = [("out", "Giving out"), ("in", "Collecting")]


class LibraryTextbookScan(models.TransientModel):
    """One field for the textbooks of a class: copies for pupil after pupil, or whatever comes back.

    Giving out, a card or a choice opens a pupil; who has everything makes room for the next. Collecting,
    anything anybody brings is taken back; whose it was is told where it is of this library's pupils.
    """

    _name = "library.textbook.scan"
    _description = "Scan Textbooks"
    _inherit = ["library.personal.mixin"]
    _rec_name = "set_id"
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"
    # open for a working day, not for Odoo's one hour
    _transient_max_hours = 16.0

    set_id = fields.Many2one(
        comodel_name="library.textbook.set",
        string="Class Set",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    class_id = fields.Many2one(related="set_id.class_id", related_sudo=False)
    direction = fields.Selection(selection=DIRECTIONS, required=True, default="out", readonly=True)
    code = fields.Char(string="Scan", store=False, help="A book's barcode, or a pupil's card.")
    membership_id = fields.Many2one(
        comodel_name="library.membership", string="Pupil", ondelete="cascade"
    )
    condition = fields.Selection(
        selection=CONDITIONS, required=True, default="good", string="Condition Come Back"
    )
    progress = fields.Html(compute="_compute_progress", sanitize=False)

    @api.constrains("set_id", "membership_id")
    def _check_own_pupil(self):
        """Refuse a set or a pupil of another school: a form shows the name of whatever it points at."""
        for scan in self:
            library = scan.sudo().set_id.library_id
            self.env.user._check_operates(library)
            if scan.membership_id and scan.sudo().membership_id.library_id != library:
                raise ValidationError(self.env._("Choose a pupil of this class."))

    @api.depends("set_id", "membership_id", "direction")
    def _compute_progress(self):
        for scan in self:
            textbooks, pupil = scan.set_id, scan.membership_id
            given = scan.direction == "out"
            loans = pupil._open_loans().filtered("counted_apart") if pupil else pupil.loan_ids
            books = textbooks.line_ids.book_id if given else loans.book_id
            scan.progress = self.env["ir.qweb"]._render(
                "sipuspa_library.textbook_progress",
                {
                    "given": given,
                    "pupil": pupil.display_name,
                    "books": [(book.name, book in loans.book_id) for book in books],
                    "out": textbooks.out_count,
                    "back": textbooks.returned_count,
                },
            )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_scan(self, code, request_id):
        """Act on a scanned or typed ``code``: a card opens a pupil, a copy is given out or taken back.

        :param request_id: made on the device, so that a second Enter is the same act
        :return: a dict of ``tone`` and ``message`` for the scan field
        """
        self.ensure_one()
        self.check_access("write")
        desk, library = self.env["library.desk"], self.set_id.library_id
        self.env.user._check_operates(library)
        key = desk._key(f"textbook-{self.id}", request_id)
        meant = desk._meant(desk._code(code), library)
        if len(meant.copies) + len(meant.memberships) != 1:
            return self._told("refused", self.env._("Nothing here has the number %s.", code))
        if meant.memberships:
            return self._open_pupil(meant.memberships)
        if self.direction == "in":
            return self._take_back(meant.copies, key)
        return self._give(meant.copies, key)

    def action_next_pupil(self):
        """Open the next pupil of the class who has not every title; after the last, nobody."""
        self.ensure_one()
        self.check_access("write")
        self._next_pupil()

    def _told(self, tone, *words):
        return {"tone": tone, "message": " · ".join(filter(None, words))}

    def _open_pupil(self, membership):
        if membership.class_id != self.set_id.class_id:
            return self._told(
                "refused", self.env._("Not a pupil of %s.", self.set_id.class_id.name)
            )
        self.membership_id = membership
        return self._told("info", membership.display_name)

    def _give(self, copy, key):
        pupil = self.membership_id
        if not pupil:
            return self._told("warning", self.env._("Choose the pupil first, or scan the card."))
        answer = self.set_id._give(pupil, copy, key)
        if answer["outcome"] != "done":
            return self._told("refused", answer["title"], answer["message"])
        given_to = self.env["library.loan"].browse(answer["loan_id"]).membership_id
        if given_to == pupil and not self._wanting(pupil):
            self._next_pupil()
        return self._told("done", given_to.display_name, answer["title"], answer["message"])

    def _take_back(self, copy, key):
        loans = self.env["library.loan"]
        loan = loans.search([("copy_id", "=", copy.id), *loans._open_domain()])
        [answer] = (
            loan._come_back(self.condition, key)
            if loan.library_id == self.set_id.library_id
            else loans._return(copy, self.set_id.library_id, key)
        )
        # sent again, it is told as before; of another library's loan, nothing
        loan = loan or loans.search([("id", "=", answer["loan_id"])])
        pupil = loan.membership_id
        if pupil:
            self.membership_id = pupil
        worse = loan.condition_out and self._is_worse(loan.condition_out)
        return self._told(
            "warning" if worse or not pupil else "done",
            pupil.display_name,
            answer["title"],
            answer["message"],
            worse and self.env._("It was in a better condition when it was given out."),
        )

    def _is_worse(self, before):
        order = [condition for condition, __ in CONDITIONS]
        return order.index(self.condition) > order.index(before) + 1

    # ------------------------------------------------------------------
    # PUPIL AFTER PUPIL
    # ------------------------------------------------------------------

    def _wanting(self, pupils):
        """Return those of ``pupils`` who have not every title of the set."""
        loans = pupils._open_loans().filtered("counted_apart").grouped("membership_id")
        books = self.set_id.line_ids.book_id
        return pupils.filtered(lambda pupil: pupil not in loans or books - loans[pupil].book_id)

    def _next_pupil(self):
        """Go on after the open pupil in the order of the class, from the start again after the last."""
        pupils = self.set_id._pupils()
        at = pupils.ids.index(self.membership_id.id) + 1 if self.membership_id in pupils else 0
        in_turn = pupils[at:] + pupils[:at]
        self.membership_id = self._wanting(in_turn)[:1]
