from odoo import api, fields, models
from odoo.exceptions import UserError


class LibraryPrintMixin(models.AbstractModel):
    """Print something small many times on sheets: which rows, on which sheet, from which place of it on.

    The pages are drawn in parts, each in a request of its own, so that whoever waits sees how far it
    is; what is drawn is kept until something is changed, so a broken connection goes on where it was.

    A model that takes this mixin says which rows are meant (``_rows``, ``_ordered``), draws them
    (``_draw``) and notes that they are printed (``_note_printed``).
    """

    _name = "library.print.mixin"
    _description = "Printing on Sheets"
    _inherit = ["library.paper.mixin", "library.verb.fields.mixin"]
    _verb_fields = frozenset({"row_order", "drawn"})
    _row_model = None
    _choice = ()  # what says which rows; the rest says how they are printed
    _uses = ()  # of sheets: what they are for
    _part = 480  # drawn in one request: about a second, and a proxy's patience is thirty
    _drawn_paper_name = None

    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._only_operated_library(),
    )
    sheet_id = fields.Many2one(
        comodel_name="library.label.sheet",
        required=True,
        ondelete="cascade",
        compute="_compute_sheet",
        store=True,
        readonly=False,
        precompute=True,
        domain=lambda self: (
            f"[('library_id', 'in', [library_id, False]), ('use', 'in', {list(self._uses)})]"
        ),
    )
    offset_x = fields.Float(
        string="Move Right",
        digits=(4, 1),
        compute="_compute_setting",
        store=True,
        readonly=False,
        precompute=True,
        help="Millimetres, minus for left: what the calibration page showed. Kept for this sheet.",
    )
    offset_y = fields.Float(
        string="Move Down",
        digits=(4, 1),
        compute="_compute_setting",
        store=True,
        readonly=False,
        precompute=True,
        help="Millimetres, minus for up: what the calibration page showed. Kept for this sheet.",
    )
    next_position = fields.Integer(compute="_compute_next_position")
    start = fields.Integer(
        string="Start at Label",
        required=True,
        default=1,
        help="The first label of the sheet that is still there, counted row by row.",
    )
    columns = fields.Integer(related="sheet_id.columns")
    rows = fields.Integer(related="sheet_id.rows")
    label_width = fields.Float(related="sheet_id.label_width")
    label_height = fields.Float(related="sheet_id.label_height")
    sheet_note = fields.Text(related="sheet_id.note")

    # what comes of it
    label_count = fields.Integer(string="Labels", compute="_compute_counts")
    page_count = fields.Integer(string="Pages", compute="_compute_counts")
    # the rows as they are printed, and how many of them are
    row_order = fields.Json(readonly=True)
    drawn = fields.Integer(readonly=True)

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("library_id")
    def _compute_sheet(self):
        """Propose the sheet the library printed on last."""
        sheets, settings = self.env["library.label.sheet"], self.env["library.label.setting"]
        for wizard in self:
            mine = [("library_id", "in", [wizard.library_id.id, False]), ("use", "in", self._uses)]
            last = settings._of(wizard.library_id, uses=self._uses).sheet_id
            wizard.sheet_id = last.filtered("active") or sheets.search(mine, limit=1)

    @api.depends("library_id", "sheet_id")
    def _compute_setting(self):
        """Propose how much this sheet was moved the last time."""
        settings = self.env["library.label.setting"]
        for wizard in self:
            here = settings._of(wizard.library_id, wizard.sheet_id)
            wizard.offset_x, wizard.offset_y = here.offset_x, here.offset_y

    @api.depends("library_id", "sheet_id")
    def _compute_next_position(self):
        for wizard in self:
            here = self.env["library.label.setting"]._of(wizard.library_id, wizard.sheet_id)
            wizard.next_position = here.next_position or 1

    @api.depends(lambda self: (*self._choice, "row_order", "sheet_id", "start"))
    def _compute_counts(self):
        for wizard in self:
            rows = wizard._rows() if wizard.library_id else self.env[self._row_model]
            sheet = wizard.sheet_id._sheet() if wizard.sheet_id else None
            wizard.label_count = len(rows)
            wizard.page_count = sheet.pages(len(rows), wizard._start()) if sheet else 0

    @api.onchange("sheet_id")
    def _onchange_sheet(self):
        self.start = 1

    def _start(self):
        """Return the place of the sheet to start at, whatever was typed."""
        return min(max(1, self.start), max(1, self.sheet_id.label_count))

    # ------------------------------------------------------------------
    # WHAT A MODEL SAYS
    # ------------------------------------------------------------------

    def _rows(self):
        """Return what is to be printed, of this library alone, in no order yet.

        Once drawn they stay the same, whatever they would be now: a jammed sheet is printed again.
        """
        raise NotImplementedError

    def _ordered(self, rows):
        """Return rows in the order in which they are printed."""
        return rows

    def _draw(self, rows, sheet, start):
        """Return the PDF of rows, the first at the place ``start``."""
        raise NotImplementedError

    def _note_printed(self, rows):
        """Note with the rows that they went on paper."""
        raise NotImplementedError

    def _remembered(self):
        """Return what the library is not asked again the next time."""
        return {"offset_x": self.offset_x, "offset_y": self.offset_y}

    def _refuse_none(self):
        raise UserError(
            self.env._("There is nothing to print in %s. Choose others.", self.library_id.name)
        )

    # ------------------------------------------------------------------
    # DRAWING
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Prepare a print; what is drawn follows."""
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Forget what is drawn when something about it changes, and the rows when others are chosen."""
        if not vals.keys() <= self._verb_fields:
            self.check_access("write")
            self._parts().unlink()
            others = vals.keys() & {*self._choice}
            forgotten = {"drawn": 0} | ({"row_order": False} if others else {})
            self.sudo().write(forgotten)  # outcomes, not typed; its own maker's, checked above
        return super().write(vals)

    def _parts(self):
        """Return the PDFs drawn so far, in order."""
        return self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("res_field", "=", False)],
            order="id",
        )

    def action_draw(self):
        """Draw the next part; with the last one note the print and answer how to download it.

        :return: ``{"done": …, "total": …, "action": …}``, the action at the end only
        """
        self.ensure_one()
        self.check_access("write")
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        wizard_sudo = self.sudo()  # drawn and row_order are not the client's to write
        if not self.drawn:
            wizard_sudo.row_order = self._ordered(self._rows()).ids
        total = len(self.row_order or ())
        if not total:
            self._refuse_none()
        if self.drawn < total:
            wizard_sudo.drawn += self._draw_part()
            if self.drawn == total:
                self._finish()
        action = self._paper_action(self._drawn_paper_name) if self.drawn == total else False
        return {"done": self.drawn, "total": total, "action": action}

    def _draw_part(self):
        """Draw what follows what is drawn, whole pages; return how many rows."""
        sheet = self.sheet_id._sheet()
        pages = max(1, self._part // sheet.count)
        start = 1 if self.drawn else self._start()
        ids = self.row_order[self.drawn : self.drawn + pages * sheet.count - (start - 1)]
        self.env["ir.attachment"].create(
            {
                "name": f"part-{self.drawn}",
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "application/pdf",
                "raw": self._draw(self._existing(ids), sheet, start),
            }
        )
        return len(ids)

    def _existing(self, ids):
        """Return the rows still there, and still this library's, in the order of ``ids``."""
        rows = self.env[self._row_model].search(
            [("id", "in", ids), ("library_id", "=", self.library_id.id)]
        )
        if len(rows) != len(ids):
            raise UserError(
                self.env._(
                    "Some of them were deleted meanwhile. Close this window and choose them again."
                )
            )
        return rows.browse(ids)

    def _finish(self):
        """Note the print with the rows, and how this library prints for the next time."""
        self._note_printed(self._existing(self.row_order))
        sheet = self.sheet_id._sheet()
        __, last = sheet.place(len(self.row_order), self._start())
        self.env["library.label.setting"]._remember(
            self.library_id,
            self.sheet_id,
            {**self._remembered(), "next_position": last % sheet.count + 1},
        )

    # ------------------------------------------------------------------
    # PAPERS
    # ------------------------------------------------------------------

    def action_calibrate(self):
        """Download the page that shows how far the printer is off on this sheet."""
        self.ensure_one()
        self.check_access("read")
        return self._paper_action("calibration")

    def _all_parts(self):
        """Return the contents of all parts; refuse while some are missing."""
        self.ensure_one()
        parts = self._parts()
        if not self.drawn or self.drawn != len(self.row_order or ()):
            raise UserError(self.env._("Nothing is drawn yet. Press Print."))
        return [part.raw for part in parts]

    def _calibration_paper(self):
        self.ensure_one()
        offset = (self.offset_x, self.offset_y)
        return self.sheet_id._calibration_page(offset), self.env._("calibration") + ".pdf"
