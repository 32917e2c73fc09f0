from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MATCHES = [
    ("new", "New"),
    ("changed", "Changed"),
    ("unchanged", "Unchanged"),
    ("missing", "Not in the File"),
    ("ambiguous", "To Be Decided"),
    ("rejected", "Refused"),
]
OUTCOMES = [
    ("done", "Taken Over"),
    ("nothing", "Nothing to Do"),
    ("refused", "Refused"),
    ("undone", "Undone"),
    ("kept", "Not Undone"),
]
DECISIONS = [("skip", "Left Out"), ("new", "A New Person"), ("left", "Has Left")]


class LibraryRosterLine(models.Model):
    """One row of a list: whom it is about, what it would change, and what the librarian says to it.

    It holds what the file says and nothing of what other libraries know.
    """

    _name = "library.roster.line"
    _description = "Row of an Import"
    _inherit = [
        "library.guarded.mixin",
        "library.verb.fields.mixin",
        "library.personal.mixin",
    ]
    _order = "roster_id desc, number, id"
    _owner_fields = ("library_id", "membership_id")
    _rec_name = "name"
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"
    _person_export = ("library_id", "name", "class_name", "nisn", "nipd", "birth_date", "match")

    roster_id = fields.Many2one(
        comodel_name="library.roster", required=True, readonly=True, index=True, ondelete="cascade"
    )
    library_id = fields.Many2one(readonly=True)
    state = fields.Selection(related="roster_id.state", string="Import")
    number = fields.Integer(string="Row", readonly=True, aggregator=None)
    name = fields.Char(readonly=True)
    class_name = fields.Char(string="Class", readonly=True)
    nisn = fields.Char(string="NISN", readonly=True)
    nipd = fields.Char(string="NIPD", readonly=True)
    birth_date = fields.Date(readonly=True)
    match = fields.Selection(selection=MATCHES, string="What It Is", required=True, readonly=True)
    remark = fields.Text(compute="_compute_remark")
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Member",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    candidate_ids = fields.Many2many(
        comodel_name="library.membership", compute="_compute_candidate_ids"
    )
    choice_id = fields.Many2one(
        comodel_name="library.membership",
        string="Who It Is",
        compute="_compute_choice_id",
        inverse="_inverse_choice_id",
        domain="[('id', 'in', candidate_ids)]",
    )
    decision = fields.Selection(selection=DECISIONS, readonly=True)
    outcome = fields.Selection(selection=OUTCOMES, readonly=True, index="btree_not_null")
    # as tools.roster reads them; of a refused row the texts as they stand in the file
    values = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    told = fields.Json(readonly=True, groups=fields.NO_ACCESS)  # reasons, notes, what changes
    candidates = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    before = fields.Json(readonly=True, groups=fields.NO_ACCESS)  # what an undo puts back

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("candidates")
    def _compute_candidate_ids(self):
        memberships = self.env["library.membership"]
        for line in self:
            # ids of this library; gone ones are left out
            line.candidate_ids = memberships.browse(line.sudo().candidates or ()).exists()

    @api.depends("membership_id", "match")
    def _compute_choice_id(self):
        for line in self:
            line.choice_id = line.match == "ambiguous" and line.membership_id

    def _inverse_choice_id(self):
        """Choose who a row is about, among those it may be, while the import is looked at."""
        self._check_open()
        for line in self:
            if line.match != "ambiguous" or line.choice_id - line.candidate_ids:
                raise UserError(self.env._("Choose one of the members this row may be about."))
            line.sudo().membership_id = line.choice_id  # one of this library's, checked above

    @api.depends("told", "match", "decision", "outcome")
    def _compute_remark(self):
        owed = self._owed()
        for line in self:
            words = line.sudo()._remarks()  # columns for words, not for clients
            if line in owed:
                words.append(self.env._("Still open here: %s", "; ".join(owed[line])))
            line.remark = " · ".join(words)

    def _owed(self):
        """Return ``{line: words}`` of what those who may be marked as left have not brought back yet."""
        gone = self.filtered(lambda line: line.match == "missing" and line.state == "preview")
        owed = {}
        for matter in gone.membership_id._open_matters():
            owed.setdefault(matter.membership.id, []).append(matter.words)
        return {line: owed[line.membership_id.id] for line in gone if line.membership_id.id in owed}

    @api.model
    def _outcomes(self):
        """Say that everything but who a row is about follows from acts."""
        return set(self._fields) - {"choice_id", *self._owner_fields}

    # ------------------------------------------------------------------
    # DECISIONS
    # ------------------------------------------------------------------

    def _check_open(self):
        self.check_access("write")
        if any(line.roster_id.state != "preview" for line in self):
            raise UserError(self.env._("This import has been taken over already."))

    def _decide(self, decision, matches):
        self._check_open()
        decided = self.filtered(lambda line: line.match in matches)
        decided.sudo().decision = decision  # the right was checked above
        return True

    def action_leave_out(self):
        """Leave these rows out of the import."""
        return self._decide("skip", ("new", "changed"))

    def action_is_new(self):
        """Say that these rows are about nobody known, though they might be."""
        return self._decide("new", ("ambiguous",))

    def action_has_left(self):
        """Say that these members, who are not in the file, have left."""
        return self._decide("left", ("missing",))

    def action_take_back_decision(self):
        """Forget what was decided about these rows."""
        return self._decide(False, dict(MATCHES))

    @api.model
    def _to_do_domain(self):
        """Return the domain of the rows something will be done for."""
        return (
            (Domain("match", "in", ("new", "changed")) & Domain("decision", "=", False))
            | Domain("decision", "in", ("new", "left"))
            | (Domain("match", "=", "ambiguous") & Domain("membership_id", "!=", False))
        ) & Domain("match", "!=", "rejected")
