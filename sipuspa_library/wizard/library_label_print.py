from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import labels, numbers

# every number we issue is as long as this one
ISSUED = numbers.issued_barcode("0000", 0)


class LibraryLabelPrint(models.TransientModel):
    """Print labels: for which copies, on which sheet, from which label of it on."""

    _name = "library.label.print"
    _description = "Print Labels"
    _inherit = ["library.print.mixin"]
    _papers = {"labels": "_labels_paper", "calibration": "_calibration_paper"}
    _row_model = "library.copy"
    _uses = ("label",)
    _choice = (
        *("library_id", "copy_ids", "source"),
        *("date_from", "date_to", "number_from", "number_to"),
    )
    _drawn_paper_name = "labels"

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

    # how
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
    qr_count = fields.Integer(compute="_compute_qr_count")

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("copy_ids")
    def _compute_is_chosen(self):
        for wizard in self:
            wizard.is_chosen = bool(wizard.copy_ids)

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
        return super()._compute_setting()

    @api.depends(*_choice, "row_order", "sheet_id", "kind")
    def _compute_qr_count(self):
        for wizard in self:
            copies = wizard._rows() if wizard.library_id else wizard.copy_ids.browse()
            wizard.qr_count = len(wizard._asking_for_qr(copies)) if wizard.sheet_id else 0

    @api.onchange(*_choice)
    def _onchange_choice(self):
        self.row_order = False

    # ------------------------------------------------------------------
    # WHICH COPIES
    # ------------------------------------------------------------------

    def _rows(self):
        """Return the copies to print labels for."""
        self.ensure_one()
        own = Domain("library_id", "=", self.library_id._origin.id)
        chosen = self.row_order or self.copy_ids._origin.ids
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

    def _draw(self, rows, sheet, start):
        content = rows._labels(self.with_colour)
        offset = (self.offset_x, self.offset_y)
        return labels.document(sheet, content, self.kind, start, offset, self.env._("Labels"))

    def _note_printed(self, rows):
        rows._note_printed()

    def _remembered(self):
        chosen = {name: self[name] for name in ("kind", "with_colour", "sort")}
        return {**super()._remembered(), **chosen}

    def _refuse_none(self):
        raise UserError(
            self.env._("There are no such copies in %s. Choose others.", self.library_id.name)
        )

    def _labels_paper(self):
        return labels.joined(self._all_parts()), f"label-{self.library_id.code}-{self.drawn}.pdf"
