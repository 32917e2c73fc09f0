from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..tools import numbers, wording
from ..tools.document import Column

LETTER_MARK = "UTK"  # ucapan terima kasih, as such letters are marked


class LibraryDonor(models.Model):
    """Who gives books to a library: kept by that library, shown to no other."""

    _name = "library.donor"
    _description = "Donor"
    _inherit = ["library.guarded.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    is_body = fields.Boolean(string="Organisation", help="A publisher, an office, a foundation.")
    address = fields.Char()
    phone = fields.Char()
    note = fields.Char()
    active = fields.Boolean(default=True)
    donation_ids = fields.One2many(
        comodel_name="library.donation", inverse_name="donor_id", string="Donations"
    )
    donation_count = fields.Integer(compute="_compute_donation_count", string="Times Given")

    @api.depends("donation_ids")
    def _compute_donation_count(self):
        counts = dict(
            self.env["library.donation"]._read_group(
                [("donor_id", "in", self.ids)], ["donor_id"], ["__count"]
            )
        )
        for donor in self:
            donor.donation_count = counts.get(donor, 0)


class LibraryDonation(models.Model):
    """Books given by a donor on a day, until they are received as copies and thanked for."""

    _name = "library.donation"
    _description = "Donation"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin", "library.paper.mixin"]
    _order = "donated_on desc, id desc"
    _rec_name = "donor_id"
    _verb_fields = frozenset({"thanked_on", "letter_year", "letter_serial"})
    _papers = {"letter": "_letter_pdf"}

    donor_id = fields.Many2one(
        comodel_name="library.donor",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('library_id', '=', library_id)]",
    )
    donated_on = fields.Date(
        string="Given on", required=True, default=lambda self: self.env["library.library"]._today()
    )
    line_ids = fields.One2many(
        comodel_name="library.donation.line", inverse_name="donation_id", string="Books"
    )
    piece_count = fields.Integer(string="Pieces", compute="_compute_piece_count", store=True)
    note = fields.Char()
    thanked_on = fields.Date(string="Thanked on", readonly=True, copy=False)
    letter_year = fields.Integer(readonly=True, copy=False)
    letter_serial = fields.Integer(readonly=True, copy=False)
    letter_number = fields.Char(compute="_compute_letter_number")

    _letter_unique = models.UniqueIndex(
        "(library_id, letter_year, letter_serial) WHERE letter_serial > 0",
        "This number is on another letter.",
    )

    @api.depends("donor_id.name", "donated_on")
    def _compute_display_name(self):
        for donation in self:
            day = format_date(self.env, donation.donated_on) if donation.donated_on else ""
            donation.display_name = f"{donation.donor_id.name or ''} · {day}"

    @api.depends("letter_year", "letter_serial", "library_id.code")
    def _compute_letter_number(self):
        for donation in self:
            donation.letter_number = bool(donation.letter_serial) and numbers.document_number(
                donation.letter_serial, LETTER_MARK, donation.library_id.code, donation.letter_year
            )

    @api.depends("line_ids.piece_count")
    def _compute_piece_count(self):
        for donation in self:
            donation.piece_count = sum(donation.line_ids.mapped("piece_count"))

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    @api.constrains("donor_id", "library_id")
    def _check_donor(self):
        if any(donation.donor_id.library_id != donation.library_id for donation in self.sudo()):
            raise ValidationError(self.env._("This donor is in another library's register."))

    @api.ondelete(at_uninstall=False)
    def _unlink_if_not_thanked(self):
        if any(donation.thanked_on or donation.line_ids.receipt_id for donation in self):
            raise UserError(
                self.env._("This donation has been received or thanked for, so it is kept.")
            )

    def action_thank(self):
        """Number the letter, once, and hand it out to be printed and signed."""
        self.check_access("write")
        unthanked = self.filtered(lambda row: not row.thanked_on)
        if any(not donation.line_ids for donation in unthanked):
            raise UserError(self.env._("Write down the books given, then say thank you."))
        unthanked.sudo()._number_letters()  # no field of a form; the right was checked above
        return self._paper_action("letter")

    def _number_letters(self):
        """Give each of these letters the next number of its library's year. In superuser mode."""
        for donation in self:
            library = donation.library_id
            year, serial = library._next_serial(self, "letter_year", "letter_serial")
            donation.write(
                {"thanked_on": library._today(), "letter_year": year, "letter_serial": serial}
            )

    def _letter_pdf(self):
        self.ensure_one()
        env, library = self.env, self.library_id
        number = self.letter_number and env._("Number: %s", self.letter_number)
        paper = library._document(env._("Thank-you Letter").upper(), number or "")
        for words in self._letter_words().split("\n\n"):
            paper.paragraph(words)
        paper.table(
            [
                Column(env._("No."), 10, "right"),
                Column(env._("Title")),
                Column(env._("Pieces"), 20, "right", total=True),
            ],
            [(at, line.name, line.piece_count) for at, line in enumerate(self.line_ids, 1)],
        )
        written_on = library._place_and_date(self.thanked_on or library._today())
        paper.signatures(None, library._signatures(before_head=written_on)[1])
        name = env._("Thank-you Letter") + f" {self.donor_id.name}.pdf"
        return paper.render(), name

    def _letter_words(self):
        """Return the letter's body: the library's own wording, with the donation's facts in it."""
        self.ensure_one()
        profile_sudo = self.library_id._profile_sudo()
        return wording.fill(
            profile_sudo.thanks_text or self.env["library.profile"]._default_thanks_text(),
            {
                "donor": self.donor_id.name,
                "count": str(self.piece_count),
                "titles": ", ".join(self.line_ids.mapped("name")),
                "date": format_date(self.env, self.donated_on, date_format="d MMMM y"),
                "library": self.library_id.name,
            },
        )


class LibraryDonationLine(models.Model):
    """One title of a donation; received, it becomes copies whose source is the donor."""

    _name = "library.donation.line"
    _description = "Donated Book"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin"]
    _order = "donation_id, id"
    _owner_fields = ("library_id", "donation_id")
    _verb_fields = frozenset({"receipt_id"})

    donation_id = fields.Many2one(
        comodel_name="library.donation", required=True, index=True, ondelete="cascade"
    )
    library_id = fields.Many2one(
        related="donation_id.library_id",
        store=True,
        precompute=True,
        readonly=True,
        default=None,
    )
    name = fields.Char(
        string="Title",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title in the Catalogue",
        index="btree_not_null",
        ondelete="restrict",
    )
    piece_count = fields.Integer(string="Pieces", required=True, default=1)
    receipt_id = fields.Many2one(
        comodel_name="library.receipt",
        string="Received as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _piece_count_range = models.Constraint(
        "CHECK (piece_count BETWEEN 1 AND 500)", "Give between 1 and 500 pieces of a title."
    )

    @api.depends("book_id")
    def _compute_name(self):
        for line in self:
            line.name = line.name or line.book_id.name

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    def action_receive(self):
        """Receive the pieces of these lines as copies, each line once; their source is the donor."""
        self.check_access("write")
        for line in self.filtered(lambda row: not row.receipt_id):
            if not line.book_id:
                raise UserError(
                    self.env._("Choose the title of “%s” in the catalogue first.", line.name)
                )
            receipt = self.env["library.receipt"]._receive(
                line.library_id,
                line.book_id,
                line.piece_count,
                fund_source="donation",
                source_name=line.donation_id.donor_id.name,
                received_on=line.donation_id.donated_on,
            )
            line.sudo().receipt_id = receipt  # an outcome, not typed; the right was checked above


class LibraryReceipt(models.Model):
    _inherit = "library.receipt"

    def _undo(self):
        """Let the line of a donation be received anew."""
        result = super()._undo()
        # that it was received is no more; whoever undoes the receipt has been asked for the right
        lines_sudo = self.env["library.donation.line"].sudo()
        lines_sudo.search([("receipt_id", "in", self.ids)]).receipt_id = False
        return result
