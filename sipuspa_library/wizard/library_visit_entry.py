from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.library_event import ActKey
from ..tools import visit_sheet

DEVICE = "sheet"
MOST_LINES = 5_000


class LibraryVisitEntry(models.TransientModel):
    """Paper sheets of visits, typed in: a line a visitor, a group or a day, counted in one act.

    What a workbook holds comes here too, to be looked at and mended before it counts.
    """

    _name = "library.visit.entry"
    _description = "Sheet of Visits"
    _inherit = ["library.verb.fields.mixin"]
    _rec_name = "library_id"
    _verb_fields = frozenset(
        {"request_id", "file_name", "sheet", "counted", "counted_before", "done"}
    )

    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._operated_libraries()[:1],
    )
    day = fields.Date(
        string="Date", required=True, default=lambda self: self.env["library.library"]._today()
    )
    layout = fields.Selection(
        selection=[("visitors", "A Line a Visitor"), ("days", "A Line a Day")],
        string="How It Is Written",
        required=True,
        default="visitors",
    )
    line_ids = fields.One2many(
        comodel_name="library.visit.entry.line", inverse_name="entry_id", string="Lines"
    )
    file_name = fields.Char(string="File", readonly=True)
    request_id = fields.Char(readonly=True, default=lambda self: str(uuid4()))
    done = fields.Boolean(readonly=True)
    sheet = fields.Char(readonly=True)
    counted = fields.Integer(string="Visitors Counted", readonly=True)
    counted_before = fields.Integer(string="Lines Counted Before", readonly=True)
    problem_count = fields.Integer(string="Lines to Mend", compute="_compute_problem_count")

    @api.depends("line_ids.problem")
    def _compute_problem_count(self):
        for entry in self:
            entry.problem_count = sum(1 for line in entry.line_ids if line.problem)

    @api.model_create_multi
    def create(self, vals_list):
        """Begin a sheet; what has come of it is not typed."""
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    def action_save(self):
        """Count every line, or none: a line that cannot be counted is told first.

        Sent twice, it counts once.
        """
        self.ensure_one()
        self.check_access("write")
        self.env.user._check_operates(self.library_id)
        if self.done:
            return self._reopen()
        judged = self.line_ids._judged()
        self._check_length(sum(1 for verdict in judged.values() if verdict.line.kind != "nobody"))
        wrong = [verdict for verdict in judged.values() if verdict.problems]
        if wrong:
            raise UserError(
                self.env._(
                    "%(count)s lines cannot be counted yet, so nothing was counted. First mend line "
                    "%(line)s: %(problem)s",
                    count=len(wrong),
                    line=wrong[0].line.number,
                    problem=self.line_ids._sentence(wrong[0].problems[0]),
                )
            )
        self._count(judged)
        return self._reopen()

    def _check_length(self, lines):
        if not lines:
            raise UserError(self.env._("Write down who came first."))
        if lines > MOST_LINES:
            raise UserError(
                self.env._(
                    "This sheet has %(lines)s lines; at most %(most)s are counted at once. Part it, for "
                    "example by weeks.",
                    lines=lines,
                    most=MOST_LINES,
                )
            )

    def _count(self, judged):
        """Count what is not counted yet, by one claimed act. The caller has checked the right to."""
        told_lines = [verdict for verdict in judged.values() if verdict.vals]
        vals_list = [verdict.vals for verdict in told_lines if not verdict.counted_before]
        key = ActKey(DEVICE, self.request_id)
        payload = [[verdict.line.number, str(verdict.vals)] for verdict in told_lines]
        no_copy = self.env["library.copy"]
        [event_sudo], fresh = self.env["library.event"]._claim(
            key, "visit", self.library_id, [no_copy], payload
        )
        told = event_sudo.details
        if fresh:
            # the door they came by is not typed, and a desk may not write what follows from it
            name = self.file_name or self.env._("Typed in")
            sheet = f"{name} ({event_sudo.id})"
            visits_sudo = (
                self.env["library.visit"]
                .sudo()
                ._enter_sheet([{**vals, "channel": "sheet", "sheet": sheet} for vals in vals_list])
            )
            told = {
                "sheet": sheet,
                "counted": sum(visits_sudo.mapped("visitor_count")),
                "counted_before": len(told_lines) - len(vals_list),
            }
            event_sudo._settle(outcome="done", details=told)
        self.sudo().write({**told, "done": True})  # outcomes of one's own sheet

    def action_show_visits(self):
        """Show what this sheet counted, where a librarian can mend or delete it."""
        self.ensure_one()
        self.env.user._check_operates(self.library_id)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("sipuspa_library.library_visit_action"),
            "domain": [("library_id", "=", self.library_id.id), ("sheet", "=", self.sheet)],
            "context": {},
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Type In a Sheet"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    # ------------------------------------------------------------------
    # FROM A FILE
    # ------------------------------------------------------------------

    @api.model
    def _refusal(self, code, about):
        if code == "no_headings":
            return self.env._(
                "No headings were found. The list needs a row with “Tanggal” and what was counted. "
                "Download the template and copy your list into it."
            )
        return self.env["library.roster"]._refusal(code, about)

    @api.model
    def _read_file(self, library, stream, file_name):
        """Read a workbook into a new sheet of ``library``, to be looked at. Nothing is counted yet.

        :raise UserError: in one sentence, when the file is no list we read
        """
        self.env.user._check_operates(library)
        try:
            lines = visit_sheet.read(stream)
        except visit_sheet.Refused as refused:
            raise UserError(self._refusal(refused.code, refused.about)) from refused
        self._check_length(len(lines))
        entry_sudo = self.sudo().create(  # the file's name is an outcome; the right was checked
            {
                "library_id": library.id,
                "file_name": self.env["library.roster"]._plain_name(file_name),
                "layout": "days" if all(line.kind == "day" for line in lines) else "visitors",
            }
        )
        made = self.env["library.visit.entry.line"]
        made.sudo().create(made._vals_of_file(entry_sudo, lines))
        return entry_sudo.sudo(False)
