from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import cards, labels

MEASURE = (6, 2)
USES = [
    ("label", "Labels for books"),
    ("card", "Cards, the back on the next page"),
    ("fold", "Cards, the back beside the front, to fold"),
]


class LibraryLabelSheet(models.Model):
    """A kind of sticker paper, or how cards lie on a page: where its labels are, in millimetres.

    Those of the office are for everybody; a library may keep its own beside them, as a rule a copy
    whose measures it has mended.
    """

    _name = "library.label.sheet"
    _description = "Label Sheet"
    _inherit = ["library.guarded.mixin", "library.paper.mixin"]
    _order = "sequence, name, id"
    _papers = {"calibration": "_calibration_paper"}

    library_id = fields.Many2one(
        required=False, ondelete="cascade", help="Empty: for every library."
    )
    name = fields.Char(required=True, help="As written on the pack, e.g. Tom & Jerry 121.")
    use = fields.Selection(selection=USES, string="For", required=True, default="label")
    sequence = fields.Integer(default=50)
    active = fields.Boolean(default=True)
    note = fields.Text(translate=True, help="Where the measures come from, what to watch.")

    paper_width = fields.Float(required=True, digits=MEASURE, default=210)
    paper_height = fields.Float(
        required=True, digits=MEASURE, default=297, help="Of a roll: the height of one row."
    )
    columns = fields.Integer(required=True, default=1, help="How many labels beside each other.")
    rows = fields.Integer(
        required=True, default=1, help="How many below each other; 1 for a roll of a label printer."
    )
    label_width = fields.Float(required=True, digits=MEASURE, default=70)
    label_height = fields.Float(required=True, digits=MEASURE, default=37)
    margin_left = fields.Float(
        digits=MEASURE, help="From the left edge of the paper to the first label."
    )
    margin_top = fields.Float(
        digits=MEASURE, help="From the upper edge of the paper to the first label."
    )
    pitch_x = fields.Float(
        string="Step Right",
        digits=MEASURE,
        default=70,
        help="From the left edge of a label to the left edge of the next: its width and the gap.",
    )
    pitch_y = fields.Float(
        string="Step Down",
        digits=MEASURE,
        default=37,
        help="From the upper edge of a label to the upper edge of the next: its height and the gap.",
    )
    corner = fields.Float(string="Corner Radius", digits=MEASURE)
    label_count = fields.Integer(string="Labels a Sheet", compute="_compute_label_count")

    @api.depends("columns", "rows")
    def _compute_label_count(self):
        for sheet in self:
            sheet.label_count = sheet.columns * sheet.rows

    @api.depends("name", "library_id")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = " · ".join(filter(None, (sheet.name, sheet.library_id.name)))

    @api.onchange("label_width", "label_height")
    def _onchange_label(self):
        """Labels touch each other until somebody says otherwise."""
        self.pitch_x = max(self.pitch_x, self.label_width)
        self.pitch_y = max(self.pitch_y, self.label_height)

    @api.constrains(
        *("use", "paper_width", "paper_height", "columns", "rows", "label_width"),
        *("label_height", "margin_left", "margin_top", "pitch_x", "pitch_y", "corner"),
    )
    def _check_fits(self):
        for sheet in self:
            problem = sheet._sheet().problem()
            if problem:
                raise ValidationError(sheet._sentence(problem))
            sheet._check_holds_cards()

    def _check_holds_cards(self):
        """Refuse places in which a card, or one with its back beside it, has no room."""
        if self.use == "label":
            return
        wide = cards.WIDTH * (2 if self.use == "fold" else 1)
        if self.label_width < wide - 0.01 or self.label_height < cards.HEIGHT - 0.01:
            raise ValidationError(
                self.env._(
                    "Cards like these need %(wide)s × %(high)s mm each.",
                    wide=round(wide, 1),
                    high=cards.HEIGHT,
                )
            )

    def _sheet(self):
        """Return this sheet as the :class:`~..tools.labels.Sheet` that is drawn."""
        self.ensure_one()
        return labels.Sheet(
            *(self.paper_width, self.paper_height, self.columns, self.rows),
            *(self.label_width, self.label_height, self.margin_left, self.margin_top),
            *(self.pitch_x, self.pitch_y, self.corner),
        )

    def _sentence(self, problem):
        """Return what is wrong with the measures, and what to measure again."""
        env = self.env
        last = self._sheet().box(max(1, self.columns * self.rows))
        return {
            "grid": lambda: env._("A sheet has between 1 and 500 labels: check columns and rows."),
            "small": lambda: env._("A label is at least 20 mm wide and 10 mm high."),
            "negative": lambda: env._("Margins and corners are not negative."),
            "overlap_across": lambda: env._(
                "Labels beside each other overlap: the step right is at least the label's width, "
                "%s mm.",
                self.label_width,
            ),
            "overlap_down": lambda: env._(
                "Labels below each other overlap: the step down is at least the label's height, "
                "%s mm.",
                self.label_height,
            ),
            "too_wide": lambda: env._(
                "The last column ends at %(end)s mm, but the paper is %(paper)s mm wide. "
                "Measure the left margin and the step right again.",
                end=round(last.right, 2),
                paper=self.paper_width,
            ),
            "too_high": lambda: env._(
                "The last row ends at %(end)s mm, but the paper is %(paper)s mm high. "
                "Measure the upper margin and the step down again.",
                end=round(last.bottom, 2),
                paper=self.paper_height,
            ),
        }[problem]()

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_own_copy(self):
        """Make a copy for the library the user works in, whose measures may then be mended."""
        self.ensure_one()
        own = self.copy()
        return {**own.get_formview_action(), "path": False}

    def copy_data(self, default=None):
        """A copy is the user's library's: a sheet of the office is copied in order to be changed."""
        own = {"library_id": self.env.user._only_operated_library().id, **(default or {})}
        return super().copy_data(own)

    def action_calibrate(self):
        """Download the page that shows how far a printer is off."""
        self.check_access("read")
        return self._paper_action("calibration")

    def _calibration_paper(self):
        pages = [sheet._calibration_page() for sheet in self]
        return labels.joined(pages), self.env._("calibration") + ".pdf"

    def _calibration_page(self, offset=(0.0, 0.0)):
        """Return the calibration page as a PDF, printed with the offset that is set now."""
        env = self.env
        words = [
            f"{self.name}.",
            env._(
                "Print at actual size (100 %) on plain paper and hold it behind a sheet of labels."
            ),
            env._(
                "Measure how far the outlines must move right and down (left and up count minus), "
                "type it in as offset, and print again until they match."
            ),
            env._(
                "Printed with %(across)s mm right, %(down)s mm down.",
                across=offset[0],
                down=offset[1],
            ),
        ]
        return labels.calibration_page(self._sheet(), words, offset, title=self.name)
