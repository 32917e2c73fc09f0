from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import class_names
from ..tools.promotion import LEAVING, STAYING

STATES = [
    ("draft", "Being Prepared"),
    ("applying", "Half Done"),
    ("applied", "Done"),
    ("undoing", "Half Undone"),
    ("undone", "Undone"),
]
UNDO_WITHIN = timedelta(days=14)


class LibraryPromotion(models.Model):
    """The end of a school year in one school: where every class goes, and who goes elsewhere.

    Prepared and looked at first; then done step by step, and undone as a whole within two weeks
    (``library_promotion_apply.py``).
    """

    _name = "library.promotion"
    _description = "Promotion"
    _inherit = [
        "library.guarded.mixin",
        "library.verb.fields.mixin",
        "library.stages.mixin",
        "library.batch.mixin",
    ]
    _order = "id desc"
    _owner_fields = ("library_id", "from_year_id")
    _verb_fields = frozenset(
        {"state", "applied_at", "applied_by_id", "undone_at", "undone_by_id", "to_year_id"}
    )

    library_id = fields.Many2one(string="School", domain=[("type_id.is_school", "=", True)])
    from_year_id = fields.Many2one(
        comodel_name="library.school.year",
        string="From",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    to_year_id = fields.Many2one(
        comodel_name="library.school.year",
        string="To",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        selection=STATES, required=True, default="draft", readonly=True, copy=False, index=True
    )
    class_line_ids = fields.One2many(
        comodel_name="library.promotion.class", inverse_name="promotion_id", string="Classes"
    )
    line_ids = fields.One2many(
        comodel_name="library.promotion.line", inverse_name="promotion_id", string="Pupils"
    )
    deviating_line_ids = fields.One2many(
        comodel_name="library.promotion.line",
        inverse_name="promotion_id",
        string="Not with Their Class",
        domain=["|", ("deviates", "=", True), ("class_id", "=", False)],
    )
    applied_at = fields.Datetime(string="Promoted", readonly=True, copy=False)
    applied_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    undone_at = fields.Datetime(string="Undone on", readonly=True, copy=False)
    undone_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    pupil_count = fields.Integer(string="How Many Pupils", compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    is_undoable = fields.Boolean(compute="_compute_is_undoable")

    _one_open_unique = models.UniqueIndex(
        "(library_id) WHERE state IN ('draft', 'applying', 'undoing')",
        "This school has a promotion that is not finished. Finish it or delete it first.",
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("library_id", "to_year_id")
    def _compute_display_name(self):
        for promotion in self:
            names = [promotion.library_id.name, promotion.to_year_id.name]
            promotion.display_name = " · ".join(filter(None, names))

    @api.depends("state", "applied_at")
    def _compute_is_undoable(self):
        since = fields.Datetime.now() - UNDO_WITHIN
        for promotion in self:
            promotion.is_undoable = (
                promotion.state in ("applying", "applied", "undoing")
                and bool(promotion.applied_at)
                and promotion.applied_at >= since
            )

    @api.depends(
        *(f"line_ids.{name}" for name in ("outcome", "target_name", "destination_id", "state"))
    )
    def _compute_preview(self):
        for promotion in self:
            promotion.pupil_count = len(promotion.line_ids)
            promotion.preview = self.env["ir.qweb"]._render(
                "sipuspa_library.promotion_preview", promotion._previewed()
            )

    def _previewed(self):
        """Return what will happen, or has: figures, sizes of classes, and what to look at first."""
        self.ensure_one()
        lines = self.line_ids
        labels = dict(lines._fields["outcome"]._description_selection(self.env))
        outcomes = Counter(lines.mapped("outcome"))
        sizes = Counter()
        for line in lines:
            if line.outcome in STAYING:
                parsed = class_names.parse(line.target_name)
                sizes[parsed.grade, parsed.name] += 1
        return {
            "outcomes": [(labels[code], outcomes[code]) for code in labels if outcomes[code]],
            "idle": outcomes[False],
            "sizes": [(name, size) for (__, name), size in sorted(sizes.items())],
            "warnings": self._warnings(),
        }

    def _warnings(self):
        """Return sentences about what to look at: leavers with books, pupils and classes left over."""
        env, lines = self.env, self.line_ids
        leaving = lines.filtered(lambda line: line.outcome in LEAVING)
        owing = leaving._owing() if self.state == "draft" else leaving.browse()
        found = []
        if owing:
            found.append(
                env._(
                    "%(count)s leave and have something open here: %(names)s. They are marked as left "
                    "all the same, and are found until everything is back.",
                    count=len(owing),
                    names=owing._names(),
                )
            )
        idle = lines.filtered(lambda line: not line.outcome)
        if idle:
            found.append(
                env._("%(count)s are in no class: %(names)s.", count=len(idle), names=idle._names())
            )
        skipped = lines.filtered(lambda line: line.state == "skipped")
        if skipped:
            found.append(
                env._(
                    "%(count)s were left as they are, since somebody changed them meanwhile: %(names)s.",
                    count=len(skipped),
                    names=skipped._names(),
                )
            )
        unread = self.class_line_ids.filtered(
            lambda row: row.outcome == "promoted" and not row.class_id.grade
        )
        if unread:
            found.append(
                env._(
                    "No grade is told by %s: say where they go.",
                    ", ".join(unread.class_id.mapped("name")),
                )
            )
        return found

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Begin the promotion of a school: its classes and pupils are listed with a proposal."""
        self._refuse_outcomes(vals_list)
        libraries = self.env["library.library"]
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            library = libraries.browse(vals.get("library_id") or ()).exists()
            library = library or self.env.user._only_operated_library()
            if not library:
                raise UserError(self.env._("Choose the school first."))
            library._check_has_classes()
            year = self._year_to_end(library)
            if year.date_from > library._today():
                raise UserError(
                    self.env._(
                        "The pupils of %(school)s are in the classes of %(year)s already: it was promoted. "
                        "Undo that promotion to do it again.",
                        school=library.name,
                        year=year.name,
                    )
                )
            vals.update(
                library_id=library.id, from_year_id=year.id, to_year_id=year._following().id
            )
        promotions = super().create(vals_list)
        promotions.flush_recordset()  # refused by the index where one is open, before all pupils are listed
        for promotion in promotions:
            promotion._list_pupils()
        return promotions

    @api.model
    def _year_to_end(self, library):
        """Return the school year that most pupils are in now; this one where there are none."""
        pupils = Counter()
        for school_class, count in (
            self.env["library.membership"]
            .sudo()  # a figure of a school; who may make its promotion is for the rules
            ._read_group(
                [("library_id", "=", library.id), ("class_id", "!=", False)],
                ["class_id"],
                ["__count"],
            )
        ):
            pupils[school_class.year_id.id] += count
        years = self.env["library.school.year"]
        current = years._of(library._today())
        return years.browse(pupils.most_common(1)[0][0]) if pupils else current

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_done(self):
        if any(promotion.state not in ("draft", "undone") for promotion in self):
            raise UserError(self.env._("A promotion that was done is kept. Undo it instead."))

    # ------------------------------------------------------------------
    # LISTING
    # ------------------------------------------------------------------

    def _pupils_now(self):
        """Return whom this promotion is about: in a class of this year or before, or pupils in none."""
        self.ensure_one()
        return self.env["library.membership"].search_fetch(
            [
                ("library_id", "=", self.library_id.id),
                ("left_on", "=", False),
                "|",
                ("class_id.year_id.date_from", "<=", self.from_year_id.date_from),
                "&",
                ("class_id", "=", False),
                ("category_id.has_class", "=", True),
            ],
            ["class_id"],
            order="id",
        )

    def _list_pupils(self):
        """Make the lists agree with who is in which class now; what was decided for the others stays.

        :return: how many pupils came, went or are in another class
        """
        self.ensure_one()
        promotion_sudo = self.sudo()  # the lists are this act's, not typed
        now = {membership.id: membership.class_id.id for membership in self._pupils_now()}
        lines_sudo = promotion_sudo.line_ids
        stale_sudo = lines_sudo.filtered(
            lambda line: now.get(line.membership_id.id, -1) != line.class_id.id
        )
        gone = set(stale_sudo.membership_id.ids) - now.keys()
        known = set((lines_sudo - stale_sudo).membership_id.ids)
        stale_sudo.unlink()
        listed = promotion_sudo._list_classes({*now.values()} - {False})
        missing = {pupil: school_class for pupil, school_class in now.items() if pupil not in known}
        lines_sudo.create(
            [
                {
                    "promotion_id": self.id,
                    "membership_id": pupil,
                    "class_id": school_class,
                    "class_line_id": listed[school_class].id if school_class else False,
                    **(listed[school_class]._proposed() if school_class else {}),
                }
                for pupil, school_class in missing.items()
            ]
        )
        return len(missing) + len(gone)

    def _list_classes(self, class_ids):
        """Return ``{class id: line}`` of the classes; those that are new get a proposal."""
        lines = self.class_line_ids
        lines.filtered(lambda line: line.class_id.id not in class_ids).unlink()
        listed = {line.class_id.id: line for line in lines.exists()}
        last_grade = self.library_id.type_id.last_grade
        new = self.env["library.school.class"].browse(
            class_id for class_id in sorted(class_ids) if class_id not in listed
        )
        made = lines.create(
            [
                {
                    "promotion_id": self.id,
                    "class_id": school_class.id,
                    **lines._usual(school_class, last_grade),
                }
                for school_class in new
            ]
        )
        return listed | {line.class_id.id: line for line in made}
