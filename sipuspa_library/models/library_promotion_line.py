from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import class_names
from ..tools.promotion import STAYING, proposal

CLASS_OUTCOMES = [("promoted", "Goes on"), ("graduated", "Graduates")]
OUTCOMES = [
    ("promoted", "Goes on"),
    ("repeated", "Stays back"),
    ("graduated", "Graduates"),
    ("moved", "Moves away"),
    ("left", "Leaves"),
]
NAMES_SHOWN = 15
LINE_STATES = [
    ("waiting", "Waiting"),
    ("done", "Done"),
    ("skipped", "Left as it was"),
    ("undone", "Undone"),
]


class LibraryPromotionDecision(models.AbstractModel):
    """What a line of a promotion decides: where its class or its pupil goes."""

    _name = "library.promotion.decision.mixin"
    _description = "Decision of a Promotion"
    _decided = ("outcome", "target_name", "destination_id")

    target_name = fields.Char(string="Next Class", help="E.g. VIII-A. It is made if it is missing.")
    destination_id = fields.Many2one(
        comodel_name="library.library",
        string="Next School",
        domain=[("type_id.is_school", "=", True)],
        ondelete="set null",
        help="A school of the regency: it sees name, sex and last class of who comes, and admits them "
        "with the same card. Leave it empty where you do not know.",
    )

    @api.constrains("destination_id")
    def _check_destination(self):
        for line in self.filtered("destination_id"):
            if not line.destination_id.type_id.is_school or line.destination_id == line.library_id:
                raise UserError(self.env._("Choose another school of the regency."))

    def _refuse_if_begun(self, vals):
        """Raise :class:`UserError` when somebody decides anew what is being done already."""
        begun = self.sudo().promotion_id.filtered(lambda row: row.state != "draft")
        if begun and not self.env.su and set(vals) & set(self._decided):
            raise UserError(self.env._("This promotion has begun. Undo it to change it."))

    @api.model
    def _written(self, vals):
        """Write the name of the next class as schools do."""
        if not vals.get("target_name"):
            return vals
        name = self.env["library.school.class"]._checked(vals["target_name"]).name
        return {**vals, "target_name": name}


class LibraryPromotionClass(models.Model):
    """Where a class goes when the year ends."""

    _name = "library.promotion.class"
    _description = "Class of a Promotion"
    _inherit = [
        "library.guarded.mixin",
        "library.verb.fields.mixin",
        "library.promotion.decision.mixin",
    ]
    _order = "promotion_id, class_id"
    _rec_name = "class_id"
    _owner_fields = ("library_id", "promotion_id", "class_id")

    library_id = fields.Many2one(
        related="promotion_id.library_id", store=True, precompute=True, default=None
    )
    promotion_id = fields.Many2one(
        comodel_name="library.promotion",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    class_id = fields.Many2one(
        comodel_name="library.school.class", required=True, readonly=True, ondelete="restrict"
    )
    outcome = fields.Selection(selection=CLASS_OUTCOMES, required=True, default="promoted")
    line_ids = fields.One2many(
        comodel_name="library.promotion.line", inverse_name="class_line_id", string="Pupils"
    )
    pupil_count = fields.Integer(string="Number of Pupils", compute="_compute_pupil_count")
    deviating_count = fields.Integer(string="Otherwise", compute="_compute_pupil_count")

    _class_unique = models.Constraint(
        "UNIQUE (promotion_id, class_id)", "This class is listed already."
    )

    @api.depends("line_ids.deviates")
    def _compute_pupil_count(self):
        for line in self:
            line.pupil_count = len(line.line_ids)
            line.deviating_count = len(line.line_ids.filtered("deviates"))

    @api.model
    def _usual(self, school_class, last_grade):
        """Return the values proposed for a class."""
        outcome, target = proposal(class_names.parse(school_class.name), last_grade)
        return {"outcome": outcome, "target_name": target or False}

    def _proposed(self):
        """Return what this class's pupils do unless something else is said of them."""
        self.ensure_one()
        return {
            "outcome": self.outcome,
            "target_name": self.target_name if self.outcome == "promoted" else False,
            "destination_id": self.destination_id.id if self.outcome == "graduated" else False,
        }

    def write(self, vals):
        """Take the pupils along of whom nothing else was said."""
        self._refuse_if_begun(vals)
        result = super().write(self._written(vals))
        if set(vals) & set(self._decided):
            for line in self:
                followers_sudo = line.sudo().line_ids.filtered(lambda pupil: not pupil.deviates)
                followers_sudo.write(line._proposed())  # they follow their class
                (line.sudo().line_ids - followers_sudo)._note_deviation()
        return result


class LibraryPromotionLine(models.Model):
    """Where one pupil goes when the year ends, and what was before, to put it back."""

    _name = "library.promotion.line"
    _description = "Pupil of a Promotion"
    _inherit = [
        "library.guarded.mixin",
        "library.verb.fields.mixin",
        "library.personal.mixin",
        "library.promotion.decision.mixin",
    ]
    _order = "promotion_id, class_id, id"
    _rec_name = "membership_id"
    _owner_fields = ("library_id", "promotion_id", "membership_id", "class_id")
    _verb_fields = frozenset(
        {
            *("class_line_id", "deviates", "state", "left_on"),
            *("former_enrolment_id", "former_valid_until", "new_enrolment_id", "new_valid_until"),
        }
    )
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"

    library_id = fields.Many2one(
        related="promotion_id.library_id", store=True, precompute=True, default=None
    )
    promotion_id = fields.Many2one(
        comodel_name="library.promotion",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    class_line_id = fields.Many2one(
        comodel_name="library.promotion.class",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Pupil",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    class_id = fields.Many2one(
        comodel_name="library.school.class",
        string="Present Class",
        readonly=True,
        ondelete="restrict",
    )
    outcome = fields.Selection(
        selection=OUTCOMES, string="What Happens", help="Empty: nothing, in no class as now."
    )
    deviates = fields.Boolean(
        string="Not with the Class", readonly=True, help="Something else was said of this pupil."
    )
    open_loan_count = fields.Integer(
        related="membership_id.open_loan_count", string="Has Now", related_sudo=False
    )
    state = fields.Selection(selection=LINE_STATES, required=True, default="waiting", readonly=True)

    # what was, and what the promotion made of it
    former_enrolment_id = fields.Many2one(
        comodel_name="library.enrolment", readonly=True, ondelete="set null"
    )
    former_valid_until = fields.Date(readonly=True)
    new_enrolment_id = fields.Many2one(
        comodel_name="library.enrolment", readonly=True, ondelete="set null"
    )
    new_valid_until = fields.Date(readonly=True)
    left_on = fields.Date(readonly=True)

    _membership_unique = models.Constraint(
        "UNIQUE (promotion_id, membership_id)", "This pupil is listed already."
    )
    _state_idx = models.Index("(promotion_id, state)")

    @api.onchange("outcome")
    def _onchange_outcome(self):
        """Propose where a pupil goes of whom something else is said."""
        for line in self:
            line.update(line._completed())

    def _completed(self):
        """Return target and destination that fit the outcome: given ones, else what is usual."""
        self.ensure_one()
        usual = {"promoted": self.class_line_id.target_name, "repeated": self.class_id.name}
        target = self.outcome in STAYING and (self.target_name or usual[self.outcome])
        if self.outcome == "repeated" and target == self.class_line_id.target_name:
            target = self.class_id.name
        may_arrive = self.outcome in ("graduated", "moved")
        destination = may_arrive and (self.destination_id or self.class_line_id.destination_id)
        return {
            "target_name": target or False,
            "destination_id": destination.id if destination else False,
        }

    def write(self, vals):
        """Decide about pupils; what is not said follows from what is."""
        self._refuse_if_begun(vals)
        result = super().write(self._written(vals))
        if set(vals) & set(self._decided) and not self.env.su:
            for line in self:
                super(LibraryPromotionLine, line).write(line._completed())
            self._note_deviation()
        return result

    def _note_deviation(self):
        """Note of whom something else is said than of their class. Who is in none has none to follow."""
        for line_sudo in self.sudo():  # not typed
            usual = line_sudo.class_line_id and line_sudo.class_line_id._proposed()
            said = {
                "outcome": line_sudo.outcome,
                "target_name": line_sudo.target_name,
                "destination_id": line_sudo.destination_id.id,
            }
            line_sudo.deviates = bool(usual) and said != usual

    def _owing(self):
        """Return those of these pupils who have something open in the library."""
        owing = {matter.membership.id for matter in self.membership_id._open_matters()}
        return self.filtered(lambda line: line.membership_id.id in owing)

    def _names(self):
        """Return the names of these pupils with their classes, not more than can be read."""
        names = [
            f"{line.membership_id._in_force().display_name} ({line.class_id.name or '–'})"
            for line in self[:NAMES_SHOWN]
        ]
        return ", ".join(names) + (" …" if len(self) > NAMES_SHOWN else "")
