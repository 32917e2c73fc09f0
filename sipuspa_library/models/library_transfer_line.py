from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MAX_PIECES = 500
STATES = [
    ("draft", "Not sent yet"),
    ("open", "On its way"),
    ("arrived", "Arrived"),
    ("missing", "Missing"),
    ("returned", "Came back"),
    ("cancelled", "Cancelled"),
]
# what holds a copy: until it is found it is on its way
HOLDING = ("open", "missing")


class LibraryTransferLine(models.Model):
    """One copy that travels, or so many pieces of one title in a package.

    ``state`` follows from acts. While the transfer is on its way the receiver counts
    (``arrived_pieces``); the count takes effect when the receipt is confirmed.
    """

    _name = "library.transfer.line"
    _description = "Transfer Line"
    _inherit = ["library.verb.fields.mixin"]
    _order = "transfer_id desc, id"
    _rec_name = "book_id"
    _rec_names_search = ["book_id.name", "barcode", "accession_number"]
    _verb_fields = frozenset({"state", "barcode", "accession_number", "arrived_at", "made_count"})
    _counting_fields = frozenset({"arrived_pieces", "receipt_note"})

    transfer_id = fields.Many2one(
        comodel_name="library.transfer", required=True, index=True, ondelete="cascade"
    )
    library_id = fields.Many2one(
        related="transfer_id.library_id", string="Sent From", store=True, index=True
    )
    to_library_id = fields.Many2one(
        related="transfer_id.to_library_id", string="Sent To", store=True, index=True
    )
    kind = fields.Selection(related="transfer_id.kind", store=True)
    transfer_state = fields.Selection(related="transfer_id.state", string="Transfer Status")
    is_receiver = fields.Boolean(related="transfer_id.is_receiver")
    is_sender = fields.Boolean(related="transfer_id.is_sender")
    copy_id = fields.Many2one(
        comodel_name="library.copy", index="btree_not_null", ondelete="restrict"
    )
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_book_id",
        precompute=True,
        store=True,
        readonly=False,
    )
    pieces = fields.Integer(required=True, default=1)
    arrived_pieces = fields.Integer(string="Arrived", copy=False)
    price = fields.Monetary(string="Price of One")
    currency_id = fields.Many2one(related="library_id.company_id.currency_id")
    state = fields.Selection(
        selection=STATES, required=True, readonly=True, default="draft", copy=False, index=True
    )
    barcode = fields.Char(
        readonly=True, copy=False, help="As it was sent: a change of owner gives new numbers."
    )
    accession_number = fields.Char(readonly=True, copy=False)
    arrived_at = fields.Datetime(readonly=True, copy=False)
    receipt_note = fields.Char(help="What the receiver noticed, e.g. a torn cover.")
    receipt_ids = fields.One2many(
        comodel_name="library.receipt",
        inverse_name="transfer_line_id",
        string="Receipts",
        readonly=True,
        groups="sipuspa_library.group_librarian",
    )
    made_copy_ids = fields.Many2many(
        comodel_name="library.copy",
        string="Copies Made",
        compute="_compute_made_copy_ids",
        compute_sudo=True,  # a receipt is its library's own, copies are everybody's to see
    )
    made_count = fields.Integer(
        readonly=True, copy=False, help="Pieces received as copies, also those undone since."
    )

    _on_the_way_unique = models.UniqueIndex(
        "(copy_id) WHERE state IN ('open', 'missing')", "This copy is on its way already."
    )
    _copy_once = models.UniqueIndex(
        "(transfer_id, copy_id) WHERE copy_id IS NOT NULL", "This copy is in the list already."
    )
    _pieces_range = models.Constraint(
        f"CHECK (pieces BETWEEN 1 AND {MAX_PIECES})", "Send between 1 and 500 pieces of a title."
    )
    _one_copy = models.Constraint(
        "CHECK (copy_id IS NULL OR pieces = 1)",
        "A copy is one piece. Add the others by themselves.",
    )
    _arrived_range = models.Constraint(
        "CHECK (COALESCE(arrived_pieces, 0) BETWEEN 0 AND pieces)",
        "More cannot arrive than was sent. What came beside it is received as copies of its own.",
    )

    @api.depends("copy_id")
    def _compute_book_id(self):
        for line in self:
            line.book_id = line.copy_id.book_id or line.book_id

    @api.depends("receipt_ids.copy_ids")
    def _compute_made_copy_ids(self):
        for line in self:
            line.made_copy_ids = line.receipt_ids.copy_ids

    @api.depends("book_id.name", "barcode")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " · ".join(filter(None, (line.barcode, line.book_id.name)))

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Add to a draft; a package lists titles, any other transfer copies."""
        self._refuse_outcomes(vals_list)
        lines = super().create(vals_list)
        if not self.env.su:
            lines.transfer_id._check_draft()
            lines.transfer_id._touch()  # who sends it meanwhile has not seen these lines
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_may_write(vals)
        return super().write(vals)

    def _check_may_write(self, vals):
        """Let the sender mend the draft, and the receiver count what is on its way."""
        if "transfer_id" in vals:
            raise AccessError(self.env._("A line stays in its transfer. Make a new one there."))
        if self._counting_fields & vals.keys():
            self._check_counting()
        if vals.keys() - self._counting_fields:
            self.env.user._check_operates(self.library_id)
            self.transfer_id._check_draft()

    def _check_counting(self):
        self.env.user._check_operates(self.to_library_id)
        if any(line.state != "open" for line in self):
            raise UserError(
                self.env._(
                    "Only what is on its way is counted. Reload the page to see what changed."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_from_drafts_only(self):
        self.transfer_id._check_draft()

    @api.model
    def _on_the_way(self, copies):
        """Return the lines by which ``copies`` are on their way now, read anew."""
        return self.search([("copy_id", "in", copies.ids), ("state", "=", "open")])

    @api.model
    def _given_away(self, library, accession_numbers):
        """Return the lines by which copies with these numbers have left the register of ``library``."""
        return self.search(
            [
                ("library_id", "=", library.id),
                ("kind", "=", "ownership"),
                ("state", "=", "arrived"),
                ("accession_number", "in", accession_numbers),
            ]
        )

    @api.constrains("copy_id", "book_id")
    def _check_copy_or_title(self):
        for line in self:
            if bool(line.copy_id) == (line.kind == "package"):
                raise UserError(
                    self.env._(
                        "A package lists titles; every other transfer lists copies. Scan the copies."
                    )
                )
            if line.copy_id and line.book_id != line.copy_id.book_id:
                raise UserError(self.env._("The title of a line is that of its copy."))

    # ------------------------------------------------------------------
    # COUNTING ON ARRIVAL
    # ------------------------------------------------------------------

    def action_tick(self):
        """Count these lines as arrived whole; the receipt is still to be confirmed."""
        for pieces, lines in self.grouped("pieces").items():
            lines.write({"arrived_pieces": pieces})

    def action_untick(self):
        """Count these lines as not arrived."""
        self.write({"arrived_pieces": 0})

    def action_one_more(self):
        """Count one piece more of a title."""
        self._count_by(1)

    def action_one_less(self):
        """Count one piece less of a title."""
        self._count_by(-1)

    def _count_by(self, step):
        for line in self:
            counted = min(max(line.arrived_pieces + step, 0), line.pieces)
            line.write({"arrived_pieces": counted})


class LibraryReceipt(models.Model):
    _inherit = "library.receipt"

    transfer_line_id = fields.Many2one(
        comodel_name="library.transfer.line",
        string="Came by Transfer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
