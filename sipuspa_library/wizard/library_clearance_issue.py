from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.library_clearance import PURPOSES
from ..models.library_clearance_letter import MAX_LETTERS
from ..tools import workbook
from ..tools.document import Column

ROWS_SHOWN = 200


class LibraryClearanceIssue(models.TransientModel):
    """Clearance letters for a person, a class or a selection: who is clear, and who still owes what.

    The lists are looked up anew every time; the letters are judged once more when they are issued.
    """

    _name = "library.clearance.issue"
    _description = "Issue Clearance Letters"
    _inherit = ["library.paper.mixin", "library.personal.mixin"]
    _person_field = "membership_ids.member_id"
    _person_forgotten = "unlink"
    _rec_name = "purpose"
    _papers = {"refused": "_refused_pdf", "refused_workbook": "_refused_workbook"}

    membership_ids = fields.Many2many(
        comodel_name="library.membership",
        string="Members",
        default=lambda self: self.env["library.membership"]._chosen_to_clear(),
    )
    purpose = fields.Selection(selection=PURPOSES, required=True, default="diploma")
    purpose_words = fields.Char(string="Purpose in Words")
    leave = fields.Boolean(
        string="They Leave the Library",
        help="Those who get a letter have left with it: nothing is lent to them any more.",
    )
    clear_count = fields.Integer(string="Clear", compute="_compute_preview")
    refused_count = fields.Integer(string="Refused", compute="_compute_preview")
    letter_count = fields.Integer(string="Have Their Letter", compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("membership_ids", "purpose", "purpose_words")
    def _compute_preview(self):
        for wizard in self:
            members = wizard.membership_ids._origin
            letters = members._with_letter(wizard.purpose, wizard._words())
            refused = wizard._refused()
            wizard.letter_count = len(letters)
            wizard.refused_count = len(refused)
            wizard.clear_count = len(members) - len(letters) - len(refused)
            wizard.preview = refused and self.env["ir.qweb"]._render(
                "sipuspa_library.clearance_refused",
                {
                    "refused": list(refused.items())[:ROWS_SHOWN],
                    "hidden": len(refused) - ROWS_SHOWN,
                },
            )

    def _words(self):
        words = " ".join((self.purpose_words or "").split())
        return words if self.purpose == "other" else ""

    def _refused(self):
        """Return ``{membership: words of what is open}`` of those without a letter, class by class."""
        members = self.membership_ids._origin
        members.check_access("read")
        waiting = members - members._with_letter(self.purpose, self._words()).membership_id
        owed = {}
        for matter in waiting._open_matters():
            owed.setdefault(matter.membership.id, []).append(matter.words)
        return {row: owed[row.id] for row in waiting._by_class() if row.id in owed}

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_issue(self):
        """Number the letters of all who are clear, and download them as one PDF."""
        self.ensure_one()
        members = self.membership_ids
        if not members:
            raise UserError(self.env._("Choose members in the list first."))
        if len(members) > MAX_LETTERS:
            raise UserError(self.env._("Print at most %s letters at a time.", MAX_LETTERS))
        if self.purpose == "other" and not self._words():
            raise UserError(self.env._("Write what the letter is for."))
        letters = members._clear(self.purpose, self._words())
        if not letters:
            raise UserError(
                self.env._(
                    "Nobody here gets a new letter: see the list of what is open. "
                    "Letters given before are in the register."
                )
            )
        if self.leave:
            letters.membership_id._leave()
        return letters.action_print()

    def action_print_refused(self):
        """Download what is still open as a PDF, class by class, for the homeroom teachers."""
        return self._hand_out("refused")

    def action_refused_workbook(self):
        """Download the same as a workbook."""
        return self._hand_out("refused_workbook")

    def _hand_out(self, paper):
        self.ensure_one()
        if not self._refused():
            raise UserError(self.env._("Nobody here has anything open."))
        return self._paper_action(paper)

    # ------------------------------------------------------------------
    # PAPERS
    # ------------------------------------------------------------------

    def _refused_pdf(self):
        self.ensure_one()
        env, refused = self.env, self._refused()
        library = self.membership_ids.library_id
        if len(library) != 1:
            raise UserError(env._("Choose members of one library."))
        columns = [
            Column(env._("No."), 10, "right"),
            Column(env._("Name"), 50),
            Column(env._("Card Number"), 28),
            Column(env._("Still open")),
        ]
        signed = library._place_and_date(library._today())
        head = library._signatures(before_head=signed)[1]
        paper = library._document(env._("Not Yet Clear").upper())
        # a page a class: each goes to its own homeroom teacher
        for number, (class_name, members) in enumerate(self._by_class(refused).items()):
            if number:
                paper.another()
            paper.meta(
                [
                    (env._("Class"), class_name),
                    (env._("Homeroom Teacher"), members[0].class_id.teacher_name),
                    (env._("Total"), len(members)),
                ]
            )
            paper.table(
                columns,
                [
                    (str(at), row.display_name, row.card_number, "\n".join(refused[row]))
                    for at, row in enumerate(members, 1)
                ],
            )
            paper.signatures(None, head)
        return paper.render(), env._("Not Yet Clear") + f" {library.code}.pdf"

    def _by_class(self, members):
        by_class = {}
        for member in members:
            by_class.setdefault(member.class_name or "", []).append(member)
        return by_class

    def _refused_workbook(self):
        self.ensure_one()
        env = self.env
        headings = [
            workbook.Heading(env._("Class"), 12),
            workbook.Heading(env._("Name"), 32),
            workbook.Heading(env._("Card Number"), 16),
            workbook.Heading(env._("Still open"), 70),
        ]
        rows = [
            (member.class_name, member.display_name, member.card_number, line)
            for member, words in self._refused().items()
            for line in words
        ]
        title = env._("Not Yet Clear")
        return workbook.render(title, headings, rows), f"{title}.xlsx"
