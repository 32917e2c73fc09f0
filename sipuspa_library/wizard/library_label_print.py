from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import labels, numbers

# a part is drawn in one request: well under a second, and a proxy's patience is thirty
PART = 480
# every number we issue is as long as this one
ISSUED = numbers.issued_barcode("0000", 0)
# what says which copies; the rest says how they are printed
CHOICE = ("library_id", "copy_ids", "source", "date_from", "date_to", "number_from", "number_to")


class LibraryLabelPrint(models.TransientModel):
    """Print labels: for which copies, on which sheet, from which label of it on.

    The pages are drawn in parts, each in a request of its own, so that whoever waits sees how far it
    is; what is drawn is kept until something is changed, so a broken connection goes on where it was.
    """

    _name = "library.label.print"
    _description = "Print Labels"
    _inherit = ["library.paper.mixin", "library.verb.fields.mixin"]
    _papers = {"labels": "_labels_paper", "calibration": "_calibration_paper"}
    _verb_fields = frozenset({"copy_order", "drawn"})

    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._only_operated_library(),
    )
    # which copies
    copy_ids = fields.Many2many(comodel_name="library.copy", string="Chosen Copies")
    is_chosen = fields.Boolean(compute="_compute_is_chosen")
    source = fields.Selection(
        selection=[
            ("new", "Without a label yet"),
            ("received", "Received from … to …"),
            ("numbers", "Accession number from … to …"),
        ],
        string="Copies",
        required=True,
        default="new",
    )
    date_from = fields.Date(
        string="Received From", default=lambda self: self.env["library.library"]._today()
    )
    date_to = fields.Date(
        string="Received To", default=lambda self: self.env["library.library"]._today()
    )
    number_from = fields.Char(help="The beginning is enough: 12.")
    number_to = fields.Char(help="The beginning is enough: 50.")

    # on what, and how
    sheet_id = fields.Many2one(
        comodel_name="library.label.sheet",
        required=True,
        ondelete="cascade",
        compute="_compute_sheet",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('library_id', 'in', [library_id, False])]",
    )
    kind = fields.Selection(
        selection=lambda self: self.env["library.label.setting"]._kinds(),
        string="Label",
        required=True,
        compute="_compute_setting",
        store=True,
        readonly=False,
        precompute=True,
    )
    with_colour = fields.Boolean(
        string="Colour of the Class",
        compute="_compute_setting",
        store=True,
        readonly=False,
        precompute=True,
        help="The library's name stands on the colour of the main class.",
    )
    sort = fields.Selection(
        selection=lambda self: self.env["library.label.setting"]._sorts(),
        string="Order",
        required=True,
        compute="_compute_setting",
        store=True,
        readonly=False,
        precompute=True,
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
    qr_count = fields.Integer(compute="_compute_counts")
    # the copies as they are printed, and how many of them are
    copy_order = fields.Json(readonly=True)
    drawn = fields.Integer(readonly=True)

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("copy_ids")
    def _compute_is_chosen(self):
        for wizard in self:
            wizard.is_chosen = bool(wizard.copy_ids)

    @api.depends("library_id")
    def _compute_sheet(self):
        """Propose the sheet the library printed on last."""
        sheets, settings = self.env["library.label.sheet"], self.env["library.label.setting"]
        for wizard in self:
            mine = [("library_id", "in", [wizard.library_id.id, False])]
            last = settings._of(wizard.library_id).sheet_id
            wizard.sheet_id = last.filtered("active") or sheets.search(mine, limit=1)

    @api.depends("library_id", "sheet_id")
    def _compute_setting(self):
        """Propose what was chosen the last time, on this sheet or on any; the offset is this sheet's."""
        settings = self.env["library.label.setting"]
        for wizard in self:
            here = settings._of(wizard.library_id, wizard.sheet_id)
            last = here or settings._of(wizard.library_id)
            wizard.kind = last.kind or "spine_barcode"
            wizard.with_colour = last.with_colour if last else True
            wizard.sort = last.sort or "accession"
            wizard.offset_x, wizard.offset_y = here.offset_x, here.offset_y

    @api.depends("library_id", "sheet_id")
    def _compute_next_position(self):
        for wizard in self:
            here = self.env["library.label.setting"]._of(wizard.library_id, wizard.sheet_id)
            wizard.next_position = here.next_position or 1

    @api.depends(*CHOICE, "copy_order", "sheet_id", "kind", "start")
    def _compute_counts(self):
        for wizard in self:
            copies = wizard._copies() if wizard.library_id else wizard.copy_ids.browse()
            sheet = wizard.sheet_id._sheet() if wizard.sheet_id else None
            wizard.label_count = len(copies)
            wizard.page_count = sheet.pages(len(copies), wizard._start()) if sheet else 0
            wizard.qr_count = len(wizard._asking_for_qr(copies)) if sheet else 0

    @api.onchange(*CHOICE)
    def _onchange_choice(self):
        self.copy_order = False

    @api.onchange("sheet_id")
    def _onchange_sheet(self):
        self.start = 1

    def _start(self):
        """Return the label of the sheet to start at, whatever was typed."""
        return min(max(1, self.start), max(1, self.sheet_id.label_count))

    # ------------------------------------------------------------------
    # WHICH COPIES
    # ------------------------------------------------------------------

    def _copies(self):
        """Return the copies to print labels for, of this library alone, in no order yet.

        Once drawn they stay the same, whatever they would be now: a jammed sheet is printed again.
        """
        self.ensure_one()
        own = Domain("library_id", "=", self.library_id._origin.id)
        chosen = self.copy_order or self.copy_ids._origin.ids
        if chosen:
            return self.env["library.copy"].search(own & Domain("id", "in", chosen))
        own &= Domain("status", "not in", ("withdrawn", "lost"))
        if self.source == "new":
            own &= Domain("labelled_at", "=", False)
        elif self.source == "received":
            own &= Domain("received_on", ">=", self.date_from or "1900-01-01")
            own &= Domain("received_on", "<=", self.date_to or "9999-12-31")
        if self.source != "numbers":
            return self.env["library.copy"].search(own)
        if not (self.number_from or self.number_to):
            return self.env["library.copy"]
        copies = self.env["library.copy"].search_fetch(own, ["accession_number"])
        return copies.filtered(
            lambda copy: numbers.in_range(copy.accession_number, self.number_from, self.number_to)
        )

    def _ordered(self, copies):
        if self.sort == "shelf":
            return copies.sorted(lambda copy: (copy.call_sort or "", copy.id))
        return copies.sorted(lambda copy: (numbers.natural_key(copy.accession_number), copy.id))

    def _asking_for_qr(self, copies):
        """Return the copies whose number is too long for bars on this label."""
        sheet = self.sheet_id._sheet()
        if self.kind not in ("barcode", "spine_barcode"):
            return copies.browse()
        copies.fetch(["barcode", "barcode_issued"])
        issued_too = labels.wants_qr(sheet, self.kind, ISSUED)
        return copies.filtered(
            lambda copy: (
                issued_too
                if copy.barcode_issued
                else labels.wants_qr(sheet, self.kind, copy.barcode)
            )
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
        """Forget what is drawn when something about it changes, and the copies when others are chosen."""
        if not vals.keys() <= self._verb_fields:
            self.check_access("write")
            self._parts().unlink()
            forgotten = {"drawn": 0} | ({"copy_order": False} if vals.keys() & {*CHOICE} else {})
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
        wizard_sudo = self.sudo()  # drawn and copy_order are not the client's to write
        if not self.drawn:
            wizard_sudo.copy_order = self._ordered(self._copies()).ids
        total = len(self.copy_order or ())
        if not total:
            raise UserError(
                self.env._("There are no such copies in %s. Choose others.", self.library_id.name)
            )
        if self.drawn < total:
            wizard_sudo.drawn += self._draw_part()
            if self.drawn == total:
                self._finish()
        action = self._paper_action("labels") if self.drawn == total else False
        return {"done": self.drawn, "total": total, "action": action}

    def _draw_part(self):
        """Draw the labels that follow those that are drawn, whole pages; return how many."""
        sheet = self.sheet_id._sheet()
        pages = max(1, PART // sheet.count)
        start = 1 if self.drawn else self._start()
        ids = self.copy_order[self.drawn : self.drawn + pages * sheet.count - (start - 1)]
        content = self._existing(ids)._labels(self.with_colour)
        offset = (self.offset_x, self.offset_y)
        pdf = labels.document(sheet, content, self.kind, start, offset, self.env._("Labels"))
        self.env["ir.attachment"].create(
            {
                "name": f"part-{self.drawn}",
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "application/pdf",
                "raw": pdf,
            }
        )
        return len(ids)

    def _existing(self, ids):
        """Return the copies still there, and still this library's, in the order of ``ids``."""
        copies = self.env["library.copy"].search(
            [("id", "in", ids), ("library_id", "=", self.library_id.id)]
        )
        if len(copies) != len(ids):
            raise UserError(
                self.env._(
                    "Copies were deleted meanwhile. Close this window and choose them again."
                )
            )
        return copies.browse(ids)

    def _finish(self):
        """Note the print with the copies, and how this library prints for the next time."""
        self._existing(self.copy_order)._note_printed()
        sheet = self.sheet_id._sheet()
        __, last = sheet.place(len(self.copy_order), self._start())
        self.env["library.label.setting"]._remember(
            self.library_id,
            self.sheet_id,
            {
                "kind": self.kind,
                "with_colour": self.with_colour,
                "sort": self.sort,
                "offset_x": self.offset_x,
                "offset_y": self.offset_y,
                "next_position": last % sheet.count + 1,
            },
        )

    # ------------------------------------------------------------------
    # PAPERS
    # ------------------------------------------------------------------

    def action_calibrate(self):
        """Download the page that shows how far the printer is off on this sheet."""
        self.ensure_one()
        self.check_access("read")
        return self._paper_action("calibration")

    def _labels_paper(self):
        self.ensure_one()
        parts = self._parts()
        if not self.drawn or self.drawn != len(self.copy_order or ()):
            raise UserError(self.env._("The labels are not drawn yet. Press Print."))
        name = f"label-{self.library_id.code}-{self.drawn}.pdf"
        return labels.joined([part.raw for part in parts]), name

    def _calibration_paper(self):
        self.ensure_one()
        offset = (self.offset_x, self.offset_y)
        return self.sheet_id._calibration_page(offset), f"{self.env._('calibration')}.pdf"
