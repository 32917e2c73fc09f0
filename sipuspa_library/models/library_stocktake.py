from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import stocktake
from .library_stocktake_line import RESULTS

STATES = [
    ("draft", "Being Prepared"),
    ("open", "Counting"),
    ("closed", "Closed"),
    ("applied", "Confirmed"),
]


class LibraryStocktake(models.Model):
    """A count of a library's copies, or of a part of them, by several people at a time.

    What is expected is fixed when the count is opened: a line a copy. A scan writes its own line and
    nothing that another scan writes, so a hundred people can count at once; figures are counted
    from the lines when somebody looks. Closing settles what nobody scanned; confirming, an act of
    its own, carries the results to the copies.
    """

    _name = "library.stocktake"
    _description = "Stocktake"
    _inherit = [
        "library.guarded.mixin",
        "library.verb.fields.mixin",
        "library.scope.mixin",
        "library.stages.mixin",
    ]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "name"]
    _verb_fields = frozenset(
        {
            "number",
            "state",
            "opened_at",
            "opened_by_id",
            "closed_at",
            "closed_by_id",
            "applied_at",
            "applied_by_id",
        }
    )

    number = fields.Char(readonly=True, copy=False)
    name = fields.Char(
        string="Called", help="What the people who count call it, e.g. Children's room."
    )
    state = fields.Selection(
        selection=STATES, required=True, default="draft", readonly=True, copy=False, index=True
    )
    opened_at = fields.Datetime(string="Opened", readonly=True, copy=False)
    opened_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    closed_at = fields.Datetime(string="Closed", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    applied_at = fields.Datetime(string="Confirmed", readonly=True, copy=False)
    applied_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Confirmed by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    moves_copies = fields.Boolean(
        string="Record the Shelves Found",
        help="On confirmation, a copy found on another shelf than the catalogue says belongs there.",
    )
    note = fields.Text(string="Remark", help="Written into the minutes.")
    line_ids = fields.One2many(
        comodel_name="library.stocktake.line", inverse_name="stocktake_id", copy=False
    )

    expected_count = fields.Integer(string="Copies in This Part", compute="_compute_expected_count")
    due_count = fields.Integer(
        string="To Be Found",
        compute="_compute_counts",
        help="What should stand on the shelves: what is lent or rightly elsewhere is left out.",
    )
    seen_count = fields.Integer(string="Counted", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    waiting_count = fields.Integer(string="Not Yet Counted", compute="_compute_counts")
    found_count = fields.Integer(string="Found", compute="_compute_counts")
    found_lent_count = fields.Integer(string="Here, though Lent", compute="_compute_counts")
    wrong_place_count = fields.Integer(string="In the Wrong Place", compute="_compute_counts")
    gone_here_count = fields.Integer(
        string="Here, though Lost or Withdrawn", compute="_compute_counts"
    )
    unknown_count = fields.Integer(string="Unknown Numbers", compute="_compute_counts")
    on_loan_count = fields.Integer(string="On Loan", compute="_compute_counts")
    away_count = fields.Integer(string="Known to Be Away", compute="_compute_counts")
    handled_count = fields.Integer(string="At the Desk Meanwhile", compute="_compute_counts")
    missing_count = fields.Integer(string="Missing", compute="_compute_counts")

    _number_unique = models.Constraint("UNIQUE (number)", "This number is taken.")

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("number", "name")
    def _compute_display_name(self):
        for count in self:
            words = " · ".join(filter(None, (count.number, count.name)))
            count.display_name = words or self.env._("New stocktake")

    @api.depends(lambda self: ("state", "library_id", *self._scope_fields))
    def _compute_expected_count(self):
        """Tell how many copies the count will ask for; once it is open, how many it asks for."""
        lines = dict(
            self.env["library.stocktake.line"]._read_group(
                [("stocktake_id", "in", self.ids), ("expected", "=", True)],
                ["stocktake_id"],
                ["__count"],
            )
        )
        for count in self:
            count.expected_count = lines.get(count._origin, 0)
            if count.state == "draft" and count.library_id:
                count.expected_count = self.env["library.copy"].search_count(
                    count._expected_domain()
                )

    @api.depends("state")
    def _compute_counts(self):
        figures = {}
        for count, result, expected, number in self.env["library.stocktake.line"]._read_group(
            [("stocktake_id", "in", self.ids)], ["stocktake_id", "result", "expected"], ["__count"]
        ):
            figures.setdefault(count, {})[result, expected] = number
        for count in self:
            of_result = figures.get(count._origin, {})
            for result, _label in RESULTS:
                count[f"{result}_count"] = sum(of_result.get((result, flag), 0) for flag in (0, 1))
            count.seen_count = sum(of_result.get((code, True), 0) for code in stocktake.SCANNED)
            count.due_count = count.seen_count + count.waiting_count + count.missing_count
            count.progress = 100 * count.seen_count / count.due_count if count.due_count else 0

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Prepare counts. Nothing is fixed yet: a phone saves a form whenever its owner looks away."""
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) & set(self._scope_fields) and any(count.state != "draft" for count in self):
            raise UserError(
                self.env._(
                    "What is counted was fixed when the count was opened. "
                    "Delete this count and open another one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_nothing_counted(self):
        """A count opened by mistake may go; what people have counted stays."""
        lines = self.env["library.stocktake.line"]
        scanned = lines.search_count(
            [("stocktake_id", "in", self.ids), ("scanned_at", "!=", False)], limit=1
        )
        if scanned or any(count.state not in ("draft", "open") for count in self):
            raise UserError(
                self.env._("Something has been counted here already. Close the count instead.")
            )

    # ------------------------------------------------------------------
    # OPENING
    # ------------------------------------------------------------------

    def _home_domain(self):
        """Return the domain of the copies that belong on this library's shelves."""
        home = Domain("station_id", "=", self.library_id.id)
        return home | Domain([("station_id", "=", False), ("library_id", "=", self.library_id.id)])

    def _expected_domain(self):
        """Return the domain of the copies a count opened now would ask for."""
        live = Domain("manual_state", "not in", ("withdrawn", "lost"))
        return self._home_domain() & self._scope_domain() & live

    def _expect(self):
        """Write a line for every copy this count asks for, in one statement, whatever their number."""
        self.ensure_one()
        self.env.flush_all()
        copies = self.env["library.copy"]._search(self._expected_domain())
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO library_stocktake_line (
                    stocktake_id, library_id, copy_id, expected, noted, result,
                    create_uid, write_uid, create_date, write_date)
                SELECT %(stocktake)s, %(library)s, copy.id, TRUE, FALSE, %(result)s,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM library_copy copy WHERE copy.id IN %(copies)s
                """,
                stocktake=self.id,
                library=self.library_id.id,
                result=self._rest_result(stocktake.WAITING),
                uid=self.env.uid,
                now=fields.Datetime.now(),
                copies=copies.subselect(),
            )
        )
        self.env["library.stocktake.line"].invalidate_model()
        self.invalidate_recordset()

    def _rest_result(self, otherwise):
        """Return the SQL that tells the result of a copy nobody scanned, from its status now.

        :param otherwise: the result of a copy that should be on the shelf
        """
        return SQL(
            """
            CASE WHEN copy.status = 'on_loan' THEN %s
                 WHEN copy.status NOT IN ('available', 'damaged') THEN %s
                 ELSE %s END
            """,
            stocktake.ON_LOAN,
            stocktake.AWAY,
            otherwise,
        )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_open(self):
        """Open the count, fix what it asks for, and go to the screen where copies are scanned."""
        self.ensure_one()
        count_sudo = self._as_librarian()
        if count_sudo._take("draft", "open"):
            number = self.env["ir.sequence"].sudo().next_by_code("library.stocktake")
            count_sudo._settle("open", "opened", number=number)
            count_sudo._expect()
        return self.action_count()

    def action_count(self):
        """Go to the screen where copies are scanned."""
        self.ensure_one()
        self._check_may_count()
        action = self.env["ir.actions.client"]._for_xml_id(
            "sipuspa_library.library_stocktake_count_action"
        )
        return {**action, "name": self.display_name, "context": {"active_id": self.id}}

    def _check_may_count(self, group="sipuspa_library.group_desk"):
        """Raise :class:`AccessError` unless the user works in the library of this count."""
        self.check_access("read")
        self.env.user._check_operates(self.library_id, group)

    def _as_librarian(self):
        """Return these counts in superuser mode, for a librarian who works in all their libraries."""
        for count in self:
            count._check_may_count("sipuspa_library.group_librarian")
        return self.sudo()

    def _gone_on(self, now, then):
        if now == "open" and then == "applied":
            return self.env._("Close the count first.")
        return self.env._("Somebody has gone on with this count meanwhile. Reload the page.")
