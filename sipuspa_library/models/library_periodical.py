from stdnum import issn as stdnum_issn

from odoo import api, fields, models

from .library_copy_acquisition import FUND_SOURCES


class LibraryPeriodical(models.Model):
    """A newspaper or magazine a library takes, with what has arrived; nothing is predicted."""

    _name = "library.periodical"
    _description = "Periodical"
    _inherit = ["library.guarded.mixin"]
    _order = "name, id"
    _rec_names_search = ["name", "issn"]

    name = fields.Char(string="Title", required=True, index="trigram")
    issn = fields.Char(string="ISSN", help="Eight characters, with or without the hyphen.")
    issn_valid = fields.Boolean(compute="_compute_issn_valid")
    publisher = fields.Char()
    frequency = fields.Selection(
        selection=[
            ("daily", "Daily"),
            ("weekly", "Weekly"),
            ("fortnightly", "Every Two Weeks"),
            ("monthly", "Monthly"),
            ("bimonthly", "Every Two Months"),
            ("quarterly", "Quarterly"),
            ("half_yearly", "Twice a Year"),
            ("yearly", "Yearly"),
            ("irregular", "Irregular"),
        ],
        required=True,
        default="monthly",
    )
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title in the Catalogue",
        index="btree_not_null",
        ondelete="set null",
        help="Where readers find it, if it is described there.",
    )
    fund_source = fields.Selection(selection=FUND_SOURCES)
    place_text = fields.Char(string="Where It Lies")
    active = fields.Boolean(
        default=True, help="Archive a periodical that is no longer taken: its issues stay."
    )
    issue_ids = fields.One2many(
        comodel_name="library.periodical.issue", inverse_name="periodical_id", string="Arrived"
    )
    issue_count = fields.Integer(string="Issues", compute="_compute_issues")
    last_arrived_on = fields.Date(string="Last Arrived", compute="_compute_issues")

    @api.depends("issn")
    def _compute_issn_valid(self):
        for periodical in self:
            periodical.issn_valid = not periodical.issn or stdnum_issn.is_valid(periodical.issn)

    @api.depends("issue_ids.arrived_on")
    def _compute_issues(self):
        counts = {
            periodical: (count, last)
            for periodical, count, last in self.env["library.periodical.issue"]._read_group(
                [("periodical_id", "in", self.ids)],
                ["periodical_id"],
                ["__count", "arrived_on:max"],
            )
        }
        for periodical in self:
            periodical.issue_count, periodical.last_arrived_on = counts.get(periodical, (0, False))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise(vals))

    @api.model
    def _normalise(self, vals):
        """Store a valid ISSN in its usual form; a wrong one is kept as typed and flagged."""
        number = vals.get("issn")
        if not number or not stdnum_issn.is_valid(number):
            return vals
        return {**vals, "issn": stdnum_issn.format(stdnum_issn.validate(number))}


class LibraryPeriodicalIssue(models.Model):
    """One issue that has arrived, known by its number and date."""

    _name = "library.periodical.issue"
    _description = "Issue"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin"]
    _order = "arrived_on desc, id desc"
    _rec_name = "number"
    _owner_fields = ("library_id", "periodical_id")

    periodical_id = fields.Many2one(
        comodel_name="library.periodical", required=True, index=True, ondelete="restrict"
    )
    library_id = fields.Many2one(
        related="periodical_id.library_id",
        store=True,
        precompute=True,
        readonly=True,
        default=None,
    )
    number = fields.Char(help="As printed: No. 12, Vol. 3 No. 2, Edisi 45.")
    issue_date = fields.Date(string="Date on the Cover")
    arrived_on = fields.Date(
        string="Arrived", required=True, default=lambda self: self.env["library.library"]._today()
    )
    copy_count = fields.Integer(string="Copies", required=True, default=1)
    note = fields.Char()

    _once = models.Constraint(
        "UNIQUE NULLS NOT DISTINCT (periodical_id, number, issue_date)",
        "This issue is in the list already. Raise its number of copies instead.",
    )
    _copy_count_positive = models.Constraint(
        "CHECK (copy_count > 0)", "At least one copy has arrived."
    )
    _known = models.Constraint(
        "CHECK (number IS NOT NULL OR issue_date IS NOT NULL)",
        "Write the number of the issue, or its date.",
    )
    _library_arrived_idx = models.Index("(library_id, arrived_on DESC)")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)
