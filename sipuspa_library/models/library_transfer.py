from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import numbers
from .library_copy_acquisition import FUND_SOURCES

KINDS = [
    ("box", "Book box"),
    ("return", "Return"),
    ("ownership", "Change of owner"),
    ("package", "Package"),
]
STATES = [
    ("draft", "Draft"),
    ("sent", "On its way"),
    ("received", "Received"),
    ("short", "Received short"),
    ("cancelled", "Cancelled"),
]
ARRIVED = ("received", "short")
NUMBER_MARK = "ST"  # serah terima
LIBRARIAN = "sipuspa_library.group_librarian"


class LibraryTransfer(models.Model):
    """Books that go from one library to another, with a paper that both sides sign.

    The sender writes the draft and sends it; from then on only verbs write: what has arrived is
    the receiver's to say. Each verb first writes the copies' rows, then the transfer's
    (:meth:`_touch`), so that of two acts at once the later is retried and sees what the first did.
    """

    _name = "library.transfer"
    _description = "Transfer"
    _inherit = [
        "library.guarded.mixin",
        "library.verb.fields.mixin",
        "library.touch.mixin",
        "library.paper.mixin",
    ]
    _touch_field = "act_seq"
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "library_id.name", "to_library_id.name"]
    _verb_fields = frozenset(
        {
            *("state", "number", "serial", "year", "act_seq"),
            *("sent_at", "sent_by_id", "sender_name", "sender_nip"),
            *("received_at", "received_by_id", "receiver_name", "receiver_nip"),
            *("box_id", "distribution_id"),
        }
    )
    # what the sender may still mend after sending
    _always_fields = frozenset({"due_back", "note"})
    _papers = {"manifest": "_paper_manifest", "minutes": "_paper_minutes"}

    library_id = fields.Many2one(string="Sent From")
    to_library_id = fields.Many2one(
        comodel_name="library.library",
        string="Sent To",
        required=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=KINDS,
        required=True,
        default="box",
        help="A book box stays the sender's and is lent from where it stands. A return goes back to "
        "the shelf it belongs on. A change of owner gives new accession numbers. Of a package only the "
        "titles are listed: its copies are made where it arrives.",
    )
    state = fields.Selection(
        selection=STATES, required=True, readonly=True, default="draft", copy=False
    )
    number = fields.Char(readonly=True, copy=False, help="Given when it is sent.")
    serial = fields.Integer(readonly=True, copy=False)
    year = fields.Integer(readonly=True, copy=False)
    due_back = fields.Date(help="The day a book box is expected back.")
    carried_by = fields.Char(help="Who takes it there.")
    note = fields.Char()
    fund_source = fields.Selection(selection=FUND_SOURCES)
    source_name = fields.Char(string="Supplier or Donor")
    line_ids = fields.One2many(
        comodel_name="library.transfer.line", inverse_name="transfer_id", string="Lines"
    )
    box_id = fields.Many2one(
        comodel_name="library.transfer",
        string="Book Box",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The box that is brought back by this return.",
    )
    return_ids = fields.One2many(
        comodel_name="library.transfer", inverse_name="box_id", string="Brought Back by"
    )
    sent_at = fields.Datetime(string="Sent", readonly=True, copy=False)
    sent_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    sender_name = fields.Char(readonly=True, copy=False)
    sender_nip = fields.Char(readonly=True, copy=False)
    received_at = fields.Datetime(string="Received", readonly=True, copy=False)
    received_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    receiver_name = fields.Char(readonly=True, copy=False)
    receiver_nip = fields.Char(readonly=True, copy=False)
    act_seq = fields.Integer(readonly=True, copy=False, default=0)

    # figures and what the reader may do
    piece_count = fields.Integer(string="Books", compute="_compute_counts")
    arrived_count = fields.Integer(string="Arrived", compute="_compute_counts")
    missing_count = fields.Integer(string="Missing", compute="_compute_counts")
    is_sender = fields.Boolean(compute="_compute_sides")
    is_receiver = fields.Boolean(compute="_compute_sides", search="_search_is_receiver")
    code = fields.Char(string="Scan", store=False, help="Barcode of a copy, or ISBN in a package.")

    _number_unique = models.UniqueIndex(
        "(library_id, year, serial) WHERE serial IS NOT NULL AND serial > 0",
        "This number has been given to another transfer.",
    )
    _two_libraries = models.Constraint(
        "CHECK (library_id <> to_library_id)", "Choose another library to send to."
    )
    _box_comes_back = models.Constraint(
        "CHECK (kind <> 'box' OR state = 'draft' OR state = 'cancelled' OR due_back IS NOT NULL)",
        "Enter the day the box is expected back.",
    )
    _open_idx = models.Index("(to_library_id) WHERE state = 'sent'")

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("number", "kind", "to_library_id.name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for transfer in self:
            name = transfer.number or kinds.get(transfer.kind)
            parts = (name, transfer.to_library_id.name)
            transfer.display_name = " → ".join(filter(None, parts))

    @api.depends("line_ids.pieces", "line_ids.arrived_pieces", "line_ids.state")
    def _compute_counts(self):
        groups = self.env["library.transfer.line"]._read_group(
            [("transfer_id", "in", self.ids)],
            ["transfer_id", "state"],
            ["pieces:sum", "arrived_pieces:sum"],
        )
        counts = {}
        for transfer, state, pieces, arrived in groups:
            count = counts.setdefault(transfer.id, [0, 0, 0])
            count[0] += pieces
            count[1] += arrived
            count[2] += pieces - arrived if state == "missing" else 0
        for transfer in self:
            found = counts.get(transfer._origin.id, (0, 0, 0))
            transfer.piece_count, transfer.arrived_count, transfer.missing_count = found

    @api.depends_context("uid")
    @api.depends("library_id", "to_library_id")
    def _compute_sides(self):
        operated = set(self.env.user._library_access().operated)
        may = self.env.user.has_group(LIBRARIAN)
        for transfer in self:
            transfer.is_sender = may and transfer.library_id.id in operated
            transfer.is_receiver = may and transfer.to_library_id.id in operated

    @api.model
    def _search_is_receiver(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = self.env.user._library_access().operated
        return [("to_library_id", "in" if True in value else "not in", ids)]

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Begin transfers as drafts of the library they come from."""
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and vals.keys() - self._always_fields - {"line_ids"}:
            self._check_draft()
        return super().write(vals)

    def _check_draft(self):
        """Refuse to change what has gone: both sides rely on the paper."""
        gone = self.filtered(lambda transfer: transfer.state != "draft")[:1]
        if gone:
            raise UserError(
                self.env._(
                    "%s has been sent, so its list stays as it is. Cancel it and make a new one.",
                    gone.display_name,
                )
            )

    @api.constrains("kind")
    def _check_lines_fit(self):
        self.line_ids._check_copy_or_title()

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if any(transfer.state != "draft" for transfer in self):
            raise UserError(
                self.env._("A transfer that was sent is kept. Cancel it while it is on its way.")
            )

    # ------------------------------------------------------------------
    # SHARED BY THE VERBS
    # ------------------------------------------------------------------

    def _touch(self):
        """Write the transfers' rows first, and read anew what other acts did to them."""
        self.env.flush_all()
        touched = super()._touch()
        self.invalidate_recordset(flush=False)
        return touched

    def _take_number(self):
        """Return the columns that number this transfer: the next of its library and year."""
        self.ensure_one()
        year, serial = self.library_id._next_serial(self, "year", "serial")
        return {
            "serial": serial,
            "year": year,
            "number": numbers.document_number(serial, NUMBER_MARK, self.library_id.code, year),
        }


class LibraryLibrary(models.Model):
    _inherit = "library.library"

    @api.constrains("active")
    def _check_nothing_on_its_way(self):
        """An archived library is nobody's to work in, so nobody could receive what is sent there."""
        closed = self.filtered(lambda library: not library.active)
        # that something is on its way does not say what
        transfers_sudo = self.env["library.transfer"].sudo()
        waiting_sudo = transfers_sudo.search(
            [
                ("state", "=", "sent"),
                *("|", ("library_id", "in", closed.ids), ("to_library_id", "in", closed.ids)),
            ],
            limit=1,
        )
        if waiting_sudo:
            raise ValidationError(
                self.env._(
                    "Transfer %s is still on its way. Receive or cancel it before you archive the "
                    "library.",
                    waiting_sudo.number,
                )
            )
