from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import closed_days

YEAR = timedelta(days=365)


class LibraryClosing(models.TransientModel):
    """Close one library, or all of a region, on a list of days; shown first is what it would do.

    What is lent and due on these days is then due on the next open one. The user's own rights decide
    who may close what.
    """

    _name = "library.closing"
    _description = "Close Libraries"
    _rec_name = "library_id"

    library_id = fields.Many2one(
        comodel_name="library.library",
        ondelete="cascade",
        default=lambda self: self._default_library(),
    )
    region_id = fields.Many2one(
        comodel_name="library.region",
        ondelete="cascade",
        default=lambda self: self._default_region(),
        help="Every library in it is closed.",
    )
    pasted = fields.Text(
        string="List of Days",
        help="One line each: the day, or from – to, then what it is. "
        "E.g. 8 Maret 2027 Nyepi, or 17 – 19 Juni 2026 Galungan.",
    )
    line_ids = fields.One2many(
        comodel_name="library.closing.line", inverse_name="closing_id", string="Closed Days"
    )
    loan_count = fields.Integer(string="Due Dates Moved", compute="_compute_loan_count")

    @api.model
    def _default_library(self):
        context = self.env.context
        if context.get("active_model") == "library.library":
            return context.get("active_id")
        return self.env.user._only_operated_library()

    @api.model
    def _default_region(self):
        """Propose the whole regency to who closes no single library."""
        if self._default_library():
            return False
        return self.env["library.region"].search([("level", "in", ("regency", "city"))], limit=1)

    @api.depends("line_ids.loan_count")
    def _compute_loan_count(self):
        for closing in self:
            closing.loan_count = sum(closing.line_ids.mapped("loan_count"))

    def action_read(self):
        """Put the pasted days into the list; lines nobody can read stay to be mended."""
        self.ensure_one()
        spans, unread = closed_days.read(self.pasted or "")
        self._add(spans)
        self.pasted = "\n".join(unread)
        return self._stay()

    def action_propose(self):
        """Add the holidays of the coming year that need no decree and are not closed yet."""
        self.ensure_one()
        today = self.env["library.library"]._today()
        closed = [(row.date_from, row.date_to) for row in self._closed_already(today)]
        spans = [
            span
            for span in closed_days.known(today, today + YEAR)
            if not any(first <= span.first and span.last <= last for first, last in closed)
        ]
        if not spans:
            raise UserError(
                self.env._(
                    "The holidays of the coming year that need no decree are closed already."
                )
            )
        self._add(spans)
        return self._stay()

    def _closed_already(self, today):
        """Return what closes the library, or the whole region, from ``today`` on."""
        if self.library_id:
            return self.library_id._closures(today)
        return self.env["library.closure"].search(
            [
                ("region_id", "parent_of", self.region_id.ids),
                ("schools_only", "=", False),
                ("date_to", ">=", today),
            ]
        )

    def action_close(self):
        """Close on these days. What is due then is moved at once where it is little, else soon."""
        self.ensure_one()
        if (self.pasted or "").strip():
            raise UserError(
                self.env._("Press Read the List first, or empty it: %s", self.pasted.strip())
            )
        if not self.line_ids:
            raise UserError(self.env._("Write the closed days first."))
        closures = self.env["library.closure"].create(self.line_ids._new_closure_vals())
        if self.library_id:
            closures._move_due_here()
        return {"type": "ir.actions.act_window_close"}

    def _add(self, spans):
        there = {(line.date_from, line.date_to) for line in self.line_ids}
        self.line_ids = [
            Command.create({"name": span.name, "date_from": span.first, "date_to": span.last})
            for span in spans
            if (span.first, span.last) not in there
        ]

    def _stay(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close Libraries"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class LibraryClosingLine(models.TransientModel):
    """One closed day or span, with what it would close and move."""

    _name = "library.closing.line"
    _description = "Day to Close"
    _order = "date_from, id"

    closing_id = fields.Many2one(
        comodel_name="library.closing", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Reason", required=True)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    schools_only = fields.Boolean(help="For school holidays: villages stay open.")
    library_count = fields.Integer(string="Libraries", compute="_compute_counts")
    loan_count = fields.Integer(string="Due Then", compute="_compute_counts")

    _dates_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The last closed day comes after the first."
    )

    @api.onchange("date_from")
    def _onchange_date_from(self):
        """Most closures are a single day: propose it as the last one too."""
        if self.date_from and (not self.date_to or self.date_to < self.date_from):
            self.date_to = self.date_from

    @api.constrains("date_to")
    def _check_not_over(self):
        today = self.env["library.library"]._today()
        for line in self.filtered(lambda line: line.date_to < today):
            raise ValidationError(
                self.env._("%s is over: days are closed from today on.", line.name)
            )

    @api.depends(
        "date_from",
        "date_to",
        "schools_only",
        "closing_id.library_id",
        "closing_id.region_id",
    )
    def _compute_counts(self):
        """Count as the user: who may close a library operates it, and sees what it has lent."""
        loans = self.env["library.loan"]
        today = self.env["library.library"]._today()
        counted = loans.has_access("read")
        for line in self:
            libraries = line._libraries()
            line.library_count = len(libraries)
            line.loan_count = (
                loans.search_count(
                    loans._due_within_domain(libraries, max(line.date_from, today), line.date_to)
                )
                if counted and line.date_from and line.date_to
                else 0
            )

    def _libraries(self):
        closing = self.closing_id
        libraries = self.env["library.library"]
        if closing.library_id:
            return libraries.search([("id", "child_of", closing.library_id.ids)])
        return libraries._in_region(closing.region_id, self.schools_only)

    def _new_closure_vals(self):
        """Return the closures that are not there yet: pressed twice, a day is closed once."""
        days = self.mapped("date_from")
        there = {
            (
                closure.library_id.id,
                closure.region_id.id,
                closure.schools_only,
                closure.date_from,
                closure.date_to,
            )
            for closure in self.env["library.closure"].search([("date_from", "in", days)])
        }
        return [
            vals
            for vals in self._closure_vals()
            if (
                vals.get("library_id", False),
                vals.get("region_id", False),
                vals.get("schools_only", False),
                vals["date_from"],
                vals["date_to"],
            )
            not in there
        ]

    def _closure_vals(self):
        """Return the closures these lines become: of the library, or of the region or its schools."""
        vals_list = []
        for line in self:
            vals = {
                "name": line.name,
                "date_from": line.date_from,
                "date_to": line.date_to,
                "moves_due": True,
            }
            closing = line.closing_id
            if closing.library_id:
                vals_list.append({**vals, "library_id": closing.library_id.id})
            else:
                where = {"region_id": closing.region_id.id, "schools_only": line.schools_only}
                vals_list.append({**vals, **where})
        return vals_list
