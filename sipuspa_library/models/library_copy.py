from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import circulation, numbers

STATUSES = [
    ("withdrawn", "Withdrawn"),
    ("lost", "Lost"),
    ("on_loan", "On loan"),
    ("in_transit", "On its way"),
    ("on_hold_shelf", "On hold shelf"),
    ("in_repair", "In repair"),
    ("damaged", "Damaged"),
    ("in_processing", "In processing"),
    ("available", "Available"),
]
CONDITIONS = [("new", "New"), ("good", "Good"), ("worn", "Worn"), ("poor", "Poor")]


class LibraryCopy(models.Model):
    """An item on a shelf: one barcode, one owner, one place.

    ``status`` is a function of facts (:func:`..tools.circulation.copy_status`). Whoever changes a
    fact first writes the copy's row (:meth:`_touch`), then reads the facts that are open and
    sets the status (:meth:`_settle_status`): two acts on one copy can then never both commit on what
    neither of them saw.
    """

    _name = "library.copy"
    _description = "Copy"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin", "library.touch.mixin"]
    _order = "library_id, accession_number, id"
    _rec_name = "barcode"
    _rec_names_search = ["barcode", "accession_number", "book_id.name"]
    _touch_field = "fact_seq"
    _owner_fields = ("library_id", "book_id")
    # the outcome of acts, never typed
    _verb_fields = frozenset(
        {
            "status",
            "fact_seq",
            "place_id",
            "station_id",
            "barcode_issued",
            "printed_at",
            "labelled_at",
            "receipt_id",
        }
    )
    # what holdings are counted by
    _stock_fields = frozenset({"manual_state", "library_id", "book_id"})

    library_id = fields.Many2one(string="Owner")
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        required=True,
        index=True,
        ondelete="restrict",
    )
    barcode = fields.Char(
        required=True,
        copy=False,
        help="The sticker's number. Left empty, the library's next number is given.",
    )
    barcode_issued = fields.Boolean(
        readonly=True, copy=False, help="Given by this system, hence unique in the whole regency."
    )
    accession_number = fields.Char(
        required=True, copy=False, help="Number in the accession register: never reused."
    )
    running_number = fields.Char(
        compute="_compute_running_number",
        store=True,
        precompute=True,
        help="The accession number as it is typed at the desk: no prefix, no zeros.",
    )
    collection_type_id = fields.Many2one(
        comodel_name="library.collection.type",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["library.collection.type"].search([], limit=1),
    )
    shelf_id = fields.Many2one(
        comodel_name="library.shelf",
        index="btree_not_null",
        ondelete="restrict",
        help="Where it stands. Type a new name to make a shelf.",
    )
    place_id = fields.Many2one(
        comodel_name="library.library",
        string="Place Now",
        index=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    station_id = fields.Many2one(
        comodel_name="library.library",
        string="Stationed in",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Where a book box has put it for a while. Empty: it belongs on its owner's shelf.",
    )
    received_on = fields.Date(
        string="Received",
        required=True,
        default=lambda self: self.env["library.library"]._today(),
    )
    manual_state = fields.Selection(
        selection=[status for status in STATUSES if status[0] in circulation.MANUAL_STATES],
        string="Set by Hand",
        copy=False,
        help="Empty for a copy that is in order.",
    )
    status = fields.Selection(
        selection=STATUSES, required=True, default="available", readonly=True, copy=False
    )
    fact_seq = fields.Integer(readonly=True, copy=False, default=0)
    printed_at = fields.Datetime(
        string="First Printed",
        readonly=True,
        copy=False,
        help="When its number first went on paper, on a label or in the register.",
    )
    condition = fields.Selection(selection=CONDITIONS)
    note = fields.Char()
    receipt_id = fields.Many2one(
        comodel_name="library.receipt",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="sipuspa_library.group_librarian",
    )
    acquisition_ids = fields.One2many(
        comodel_name="library.copy.acquisition",
        inverse_name="copy_id",
        groups="sipuspa_library.group_librarian",
    )

    _issued_barcode_unique = models.UniqueIndex(
        "(barcode) WHERE barcode_issued", "This barcode is given to another copy."
    )
    _live_barcode_unique = models.UniqueIndex(
        "(library_id, barcode) WHERE manual_state IS DISTINCT FROM 'withdrawn'",
        "Another copy of this library has this barcode.",
    )
    _accession_number_unique = models.Constraint(
        "UNIQUE (library_id, accession_number)",
        "This accession number is taken in this library; numbers are never reused.",
    )
    _barcode_idx = models.Index("(barcode)")
    _running_number_idx = models.Index("(library_id, running_number)")
    _available_idx = models.Index("(book_id, library_id) WHERE status = 'available'")
    _received_idx = models.Index("(library_id, received_on DESC, id DESC)")

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("book_id.name", "barcode")
    def _compute_display_name(self):
        for copy in self:
            copy.display_name = f"{copy.barcode} · {copy.book_id.name}"

    @api.depends("accession_number")
    def _compute_running_number(self):
        for copy in self:
            library = copy.library_id
            copy.running_number = numbers.running_number(
                copy.accession_number or "", library.accession_pattern or "", library.code or ""
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Receive copies; numbers that are not given are taken from the library's own series."""
        vals_list = [dict(vals) for vals in vals_list]
        self._refuse_outcomes(vals_list)
        self._number(vals_list)
        for vals in vals_list:
            vals["place_id"] = vals.get("place_id") or vals["library_id"]
            vals["station_id"] = vals.get("station_id") or False
            home = vals["station_id"] or vals["library_id"]
            # a default somebody proposes would come after the status is told from the facts
            state = vals.setdefault("manual_state", False)
            vals["status"] = circulation.copy_status(state, False, vals["place_id"] != home)
        copies = super().create(vals_list)
        self.env["library.holding"].sudo()._recount(copies._holding_pairs())
        return copies

    def _number(self, vals_list):
        """Fill in missing barcodes and accession numbers, one range a library.

        :return: the running numbers taken, by library id
        """
        default_library = self.env.user._only_operated_library()
        by_library, taken = {}, {}
        for vals in vals_list:
            vals.setdefault("library_id", default_library.id)
            vals["barcode"] = numbers.scanned(vals.get("barcode"))
            vals["accession_number"] = (vals.get("accession_number") or "").strip()
            if not vals["barcode"] or not vals["accession_number"]:
                by_library.setdefault(vals["library_id"], []).append(vals)
        for library_id, wanting in by_library.items():
            if not library_id:
                raise UserError(self.env._("Say which library receives these copies."))
            library = self.env["library.library"].browse(library_id)
            if not self.env.su:
                self.env.user._check_operates(library, "sipuspa_library.group_librarian")
            today = library._today()
            years = [
                (fields.Date.to_date(vals.get("received_on")) or today).year for vals in wanting
            ]
            numbers_taken = library.sudo()._take_copy_numbers(len(wanting), set(years))
            taken[library_id] = numbers_taken
            for number, year, vals in zip(numbers_taken, years, wanting, strict=True):
                if not vals["barcode"]:
                    vals["barcode"] = library._barcode(number)
                    vals["barcode_issued"] = True
                if not vals["accession_number"]:
                    vals["accession_number"] = library._accession_number(number, year)
        return taken

    def write(self, vals):
        if "accession_number" in vals:
            vals = {**vals, "accession_number": (vals["accession_number"] or "").strip() or False}
        if "barcode" in vals:
            vals = {**vals, "barcode": numbers.scanned(vals["barcode"])}
            if any(copy.barcode_issued and copy.barcode != vals["barcode"] for copy in self):
                self._forget_issued()
        if {"library_id", "book_id"} & vals.keys():
            self._moving(vals)._check_free()
        if {"library_id", "station_id"} & vals.keys() and "shelf_id" not in vals:
            self._leaving_shelf(vals).shelf_id = False
        if not self._stock_fields & vals.keys():
            return super().write(vals)
        if "manual_state" in vals:
            self._check_manual_state(vals["manual_state"])
        pairs = self._holding_pairs()
        result = super().write(vals)
        copies_sudo = self.sudo()  # the status is not the user's to write, only the fact
        copies_sudo._touch()
        copies_sudo._settle_status()
        self.env["library.holding"].sudo()._recount([*pairs, *self._holding_pairs()])
        return result

    def _forget_issued(self):
        """A sticker was replaced by one that is not ours: the number is the owner's from now on."""
        self.check_access("write")
        self.sudo().barcode_issued = False

    def unlink(self):
        pairs = self._holding_pairs()
        result = super().unlink()
        self.env["library.holding"].sudo()._recount(pairs)
        return result

    def _holding_pairs(self):
        return [(copy.library_id.id, copy.book_id.id) for copy in self.sudo()]

    def _moving(self, vals):
        """Return the copies that ``vals`` would give to another owner or another title."""
        return self.filtered(
            lambda copy: any(
                name in vals and copy[name].id != vals[name] for name in ("library_id", "book_id")
            )
        )

    def _leaving_shelf(self, vals):
        """Return the copies that stand on a shelf of a library they belong in no more after ``vals``."""

        def home(copy):
            return vals.get("station_id", copy.station_id.id) or vals.get(
                "library_id", copy.library_id.id
            )

        return self.filtered(
            lambda copy: copy.shelf_id and copy.shelf_id.library_id.id != home(copy)
        )

    @api.constrains("shelf_id", "library_id", "station_id")
    def _check_shelf(self):
        for copy in self:
            if copy.shelf_id and copy.shelf_id.library_id != copy._home():
                raise ValidationError(
                    self.env._(
                        "The shelf %(shelf)s is in %(other)s, but copy %(barcode)s belongs in %(home)s. "
                        "Choose a shelf there.",
                        shelf=copy.shelf_id.display_name,
                        other=copy.shelf_id.library_id.name,
                        barcode=copy.barcode,
                        home=copy._home().name,
                    )
                )

    @api.constrains("barcode")
    def _check_barcode(self):
        if any(not copy.barcode for copy in self):
            raise ValidationError(self.env._("A copy needs a barcode."))

    # ------------------------------------------------------------------
    # SCANNING
    # ------------------------------------------------------------------

    @api.model
    def _scan(self, code, library):
        """Return the copies a scanned ``code`` can mean at ``library``, best first.

        Own issued number, own old sticker, number issued elsewhere, old stickers elsewhere: the
        first of these that finds anything answers. What stands here in a box counts as own, so an old
        sticker can be ambiguous here, too.
        """
        code = numbers.scanned(code)
        if not code:
            return self.browse()
        found = self.search_fetch(
            [("barcode", "=", code), ("manual_state", "!=", "withdrawn")],
            [
                *("barcode", "barcode_issued", "book_id", "collection_type_id"),
                *("library_id", "station_id", "place_id", "status", "manual_state"),
            ],
            order="id",
        )
        own = found._minded_by(library)
        issued = found.filtered("barcode_issued")
        return own.filtered("barcode_issued") or own or issued or found

    @api.model
    def _with_register_number(self, text, library):
        """Return what ``library`` minds by accession number: typed whole, or its running number."""
        typed = text.strip()
        running = typed.lstrip("0") if typed.isdecimal() else ""
        named = Domain("accession_number", "=", typed)
        if running:
            named |= Domain("running_number", "=", running)
        minded = Domain("library_id", "=", library.id) | Domain("station_id", "=", library.id)
        return self.search_fetch(named & minded & Domain("manual_state", "!=", "withdrawn"))

    def _minded_by(self, library):
        """Return those of these copies that ``library`` owns, or that stand there in a box."""
        return self.filtered(lambda copy: library in (copy.library_id, copy.station_id))
