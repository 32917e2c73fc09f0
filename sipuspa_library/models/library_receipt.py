from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError

from .library_copy import CONDITIONS
from .library_copy_acquisition import FUND_SOURCES

MAX_COPIES = 500
# what of a receipt every copy is given, and what is the owning library's own business
COPY_FIELDS = ("received_on", "collection_type_id", "shelf_id", "condition", "own_call_number")
ACQUISITION_FIELDS = ("fund_source", "source_name", "invoice", "price")


class LibraryReceipt(models.Model):
    """One receiving: so many copies of one title came in, from one source, under one range of numbers.

    :meth:`_receive` is the only way in, whoever receives. A mistaken receipt is undone while nothing has
    happened to its copies: they are deleted, their numbers freed, and the receipt stays to tell of it.
    Whatever takes or frees numbers first writes the library's row that counts them, so that two acts
    in one library never overlap.
    """

    _name = "library.receipt"
    _description = "Receipt of Copies"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin"]
    _order = "received_on desc, id desc"
    _verb_fields = None

    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    received_on = fields.Date(string="Received", required=True, readonly=True)
    copy_count = fields.Integer(string="How Many", required=True, readonly=True)
    collection_type_id = fields.Many2one(
        comodel_name="library.collection.type", readonly=True, ondelete="restrict"
    )
    condition = fields.Selection(selection=CONDITIONS, readonly=True)
    fund_source = fields.Selection(selection=FUND_SOURCES, readonly=True)
    source_name = fields.Char(string="Supplier or Donor", readonly=True)
    invoice = fields.Char(readonly=True)
    price = fields.Monetary(string="Price of One", readonly=True)
    currency_id = fields.Many2one(related="library_id.company_id.currency_id")
    first_number = fields.Integer(
        readonly=True, help="First running number taken; 0 where the books had their numbers."
    )
    last_number = fields.Integer(readonly=True)
    request_id = fields.Char(
        readonly=True,
        help="Made on the device: the same request asked again receives nothing more.",
    )
    copy_ids = fields.One2many(
        comodel_name="library.copy", inverse_name="receipt_id", readonly=True
    )
    processing_count = fields.Integer(string="In Processing", compute="_compute_processing_count")
    undone_at = fields.Datetime(string="Undone", readonly=True)
    undone_by_id = fields.Many2one(
        comodel_name="res.users", string="Undone by", readonly=True, ondelete="restrict"
    )

    _request_unique = models.Constraint(
        "UNIQUE (request_id)", "These copies have been received already."
    )

    @api.depends("copy_count", "book_id.name")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = f"{receipt.copy_count} × {receipt.book_id.name}"

    @api.depends("copy_ids.manual_state", "copy_ids.library_id")
    def _compute_processing_count(self):
        for receipt in self:
            receipt.processing_count = len(receipt._own_copies()._in_processing())

    def _own_copies(self):
        """Return the copies the library still owns: those it gave away are another's to mind."""
        return self.copy_ids.filtered(lambda copy: copy.library_id == copy.receipt_id.library_id)

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_finish_processing(self):
        """Put what is still in processing on the shelf; the user's rights over the copies decide."""
        self._own_copies().action_finish_processing()

    def action_print_labels(self):
        """Open the printing of labels for these copies."""
        self.check_access("read")
        return self._own_copies()._label_action()

    def action_undo(self):
        """Take a mistaken receipt back. See :meth:`_undo`."""
        self.ensure_one()
        self.check_access("read")
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        self._undo()

    # ------------------------------------------------------------------
    # RECEIVE
    # ------------------------------------------------------------------

    @api.model
    def _receive(self, library, book, count, *, pasted=(), finished=None, request_id=None, **vals):
        """Receive ``count`` copies of ``book`` at ``library``: the one entry point.

        :param pasted: numbers the books carry already (:class:`..tools.numbers.Pasted`), one a copy;
            what is missing there is given
        :param finished: the copies may be lent at once; by default as the library works
        :param request_id: the same one again returns the receipt there is
        :param vals: values of :data:`COPY_FIELDS` and :data:`ACQUISITION_FIELDS`
        :return: the receipt
        :raise AccessError: where the user is no librarian of the library
        :raise UserError: with everything that is wrong with the numbers
        """
        if not self.env.su:
            self.env.user._check_operates(library, "sipuspa_library.group_librarian")
        # checked above: the outcomes of the act (numbers given, the receipt itself) are nobody's to type
        library_sudo, receipts_sudo = library.sudo(), self.sudo()
        library_sudo._lock_copy_numbers()
        if made_sudo := receipts_sudo._of_request(request_id, library):
            return made_sudo.with_env(self.env)
        self._check_receivable(library, count, pasted)
        parcel = {**vals, "book_id": book.id, "copy_count": count, "request_id": request_id}
        return receipts_sudo._enter(library, [(parcel, pasted)], finished).with_env(self.env)

    @api.model
    def _receive_package(self, library, parcels):
        """Receive several titles that came together: a receipt each, one range of numbers for all.

        In superuser mode: who may was checked
        where the package was confirmed.

        :param parcels: values of each receipt, ``book_id`` and ``copy_count`` among them
        :return: the receipts, in order
        """
        library._lock_copy_numbers()
        return self._enter(library, [(parcel, ()) for parcel in parcels], None)

    def _enter(self, library, parcels, finished):
        """Write receipts, their copies and what those cost. In superuser mode.

        :param parcels: ``(values, pasted)`` of each receipt
        """
        finished = not library.processes_in_steps if finished is None else finished
        base = {"library_id": library.id, "received_on": library._today()}
        receipts, copies = [], []
        for vals, pasted in parcels:
            vals = {**base, **{name: value for name, value in vals.items() if value}}
            receipts.append({name: value for name, value in vals.items() if name in self._fields})
            copies.append(
                [
                    {
                        **{name: vals[name] for name in COPY_FIELDS if name in vals},
                        "library_id": library.id,
                        "book_id": vals["book_id"],
                        "barcode": row and row.barcode,
                        "accession_number": row and row.accession,
                        "manual_state": False if finished else "in_processing",
                    }
                    for row in pasted or [None] * vals["copy_count"]
                ]
            )
        self._number(library, receipts, copies)
        receipts_sudo = self.create(receipts)
        self.env["library.copy"].create(
            [
                {**copy_vals, "receipt_id": receipt.id}
                for receipt, rows in zip(receipts_sudo, copies, strict=True)
                for copy_vals in rows
            ]
        )
        receipts_sudo._note_acquisition()
        return receipts_sudo

    def _number(self, library, receipts, copies):
        """Number the copies in one range, and note in each receipt the numbers that are its own."""
        wanting = [
            sum(not (row["barcode"] and row["accession_number"]) for row in rows) for rows in copies
        ]
        every = [row for rows in copies for row in rows]
        taken = iter(self.env["library.copy"]._number(every).get(library.id) or ())
        for receipt, count in zip(receipts, wanting, strict=True):
            own = list(islice(taken, count)) or [0]
            receipt.update(first_number=own[0], last_number=own[-1])

    @api.model
    def _of_request(self, request_id, library):
        """Return the receipt this request has made already, none where it is a new one."""
        if not request_id:
            return self.browse()
        made = self.search([("request_id", "=", request_id)], limit=1)
        if made and made.library_id != library:
            raise UserError(self.env._("This request was used for something else. Start again."))
        return made

    def _note_acquisition(self):
        """Note what the copies cost and where they came from, where anything is known of it."""
        rows = []
        for receipt in self:
            known = {name: receipt[name] for name in ACQUISITION_FIELDS if receipt[name]}
            common = {
                "library_id": receipt.library_id.id,
                "received_on": receipt.received_on,
                "currency_id": receipt.currency_id.id,
                **known,
            }
            rows += [{**common, "copy_id": copy.id} for copy in receipt.copy_ids if known]
        self.env["library.copy.acquisition"].create(rows)

    def _check_receivable(self, library, count, pasted):
        if not 1 <= count <= MAX_COPIES:
            raise UserError(self.env._("Receive between 1 and %s copies at a time.", MAX_COPIES))
        if pasted and len(pasted) != count:
            raise UserError(
                self.env._(
                    "There are %(given)s numbers for %(count)s copies. Give one for each.",
                    given=len(pasted),
                    count=count,
                )
            )
        problems = library._pasted_problems(pasted)
        if problems:
            raise UserError("\n".join(library._problem_lines(problems)))

    # ------------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------------

    def _undo(self):
        """Delete the copies of a mistaken receipt and free its numbers; undone twice, it is undone once.

        :raise UserError: when other numbers were given since, or something has happened to a copy
        """
        receipt_sudo = (
            self.sudo()
        )  # the caller has checked who may; the counter is nobody's to type
        receipt_sudo.library_id._lock_copy_numbers()
        if receipt_sudo.undone_at:
            return
        receipt_sudo._check_undoable()
        receipt_sudo.copy_ids.unlink()
        if receipt_sudo.first_number:
            receipt_sudo.library_id._free_copy_numbers(receipt_sudo.first_number)
        receipt_sudo.write({"undone_at": fields.Datetime.now(), "undone_by_id": self.env.uid})

    def _check_undoable(self):
        if len(self._own_copies()) != self.copy_count:
            raise UserError(
                self.env._(
                    "Some of these copies have been deleted or given away since, so the receipt stays."
                )
            )
        if self.last_number and self.last_number != self.library_id.last_copy_number:
            raise UserError(
                self.env._(
                    "Numbers were given after these, so they cannot be freed. "
                    "Undo the later receipts first, or withdraw these copies."
                )
            )
