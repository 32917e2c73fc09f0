from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..tools import numbers


class LibraryLibrary(models.Model):
    """A library, or a service point such as a reading corner that belongs to one."""

    _name = "library.library"
    _description = "Library"
    _inherit = [
        "mail.thread",
        "library.access.source.mixin",
        "library.terms.mixin",
        "library.verb.fields.mixin",
    ]
    _parent_store = True
    _order = "type_id, name"
    _rec_names_search = ["name", "code"]
    _verb_fields = frozenset({"last_copy_number"})
    _terms_fields = frozenset({"type_id", "region_id", "parent_id", "visit_by_loan"})

    name = fields.Char(required=True, index="trigram", tracking=True)
    code = fields.Char(
        required=True,
        help="Short name in addresses and reports, e.g. SMPN1SMR: capitals, digits and hyphens.",
    )
    type_id = fields.Many2one(comodel_name="library.type", required=True, index=True)
    ownership = fields.Selection(
        selection=[("public", "Public"), ("private", "Private")], default="public", required=True
    )
    region_id = fields.Many2one(
        comodel_name="library.region", required=True, index=True, ondelete="restrict"
    )
    parent_id = fields.Many2one(
        comodel_name="library.library",
        string="Belongs to",
        index=True,
        ondelete="restrict",
        help="A reading corner uses the hours and the loan rules of the library it belongs to.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="library.library", inverse_name="parent_id", string="Service Points"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        help="For letterhead and currency only.",
    )
    active = fields.Boolean(default=True, tracking=True)
    npp = fields.Char(string="NPP", help="Nomor Pokok Perpustakaan, given by Perpusnas.")
    npsn = fields.Char(string="NPSN", help="Nomor Pokok Sekolah Nasional, eight characters.")
    address = fields.Char()
    published = fields.Boolean(
        string="Shown to the Public",
        default=True,
        help="Shown in the public catalogue, with its opening hours.",
    )
    opening_ids = fields.One2many(
        comodel_name="library.opening", inverse_name="library_id", string="Opening Hours"
    )
    closure_ids = fields.One2many(
        comodel_name="library.closure", inverse_name="library_id", string="Closed Days"
    )
    assignment_ids = fields.One2many(
        comodel_name="library.assignment",
        inverse_name="library_id",
        string="Operators",
        groups="sipuspa_library.group_desk,sipuspa_library.group_supervisor,sipuspa_library.group_head",
    )

    # numbers
    barcode_prefix = fields.Char(
        required=True,
        copy=False,
        default=lambda self: next(self._free_barcode_prefixes(), False),
        help="Four digits in front of every barcode this library issues: no two libraries share them.",
    )
    accession_pattern = fields.Char(
        required=True,
        default="{number:5}/{code}/{year}",
        help="How this library writes its accession numbers: {number:5} is the running number "
        "with five digits, {code} the library, {year} the year of receipt.",
    )
    last_copy_number = fields.Integer(readonly=True, copy=False)
    call_number_prefix = fields.Char(
        help="Written in front of every call number on this library's spines, e.g. SMP. "
        "Copies with a call number of their own keep it."
    )
    processes_in_steps = fields.Boolean(
        string="Labels Before Lending",
        help="Received copies wait in processing until somebody has labelled them and finishes it. "
        "Leave it off where one person does it all.",
    )

    # figures
    title_count = fields.Integer(string="Titles", compute="_compute_stock_counts")
    copy_count = fields.Integer(string="Copies", compute="_compute_stock_counts")
    member_count = fields.Integer(string="Members", compute="_compute_people_counts")
    loan_month_count = fields.Integer(string="Loans This Month", compute="_compute_people_counts")
    open_loan_count = fields.Integer(string="Lent Now", compute="_compute_people_counts")

    _code_unique = models.Constraint("UNIQUE (code)", "Another library has this code.")
    _code_format = models.Constraint(
        "CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,15}$')",
        "A library code has capitals, digits and hyphens only, e.g. SMPN1SMR.",
    )
    _barcode_prefix_unique = models.Constraint(
        "UNIQUE (barcode_prefix)", "Another library has this barcode prefix."
    )
    _barcode_prefix_format = models.Constraint(
        r"CHECK (barcode_prefix ~ '^\d{4}$')", "A barcode prefix has four digits."
    )

    @api.model
    def _free_barcode_prefixes(self, taken=()):
        """Return what gives the free prefixes: those after the highest in use, then the gaps.

        :param taken: prefixes that are about to be used
        """
        self.flush_model(["barcode_prefix"])
        rows = self.env.execute_query(SQL("SELECT barcode_prefix FROM library_library"))
        used = {int(prefix) for (prefix,) in rows} | {int(prefix) for prefix in taken}
        last = max(used, default=0)
        numbers = (*range(last + 1, 10_000), *range(1, last))
        return (f"{number:04d}" for number in numbers if number not in used)

    @api.depends_context("uid")
    def _compute_stock_counts(self):
        """Count titles and live copies: the catalogue is open to everybody."""
        groups = {
            library.id: (titles, copies)
            for library, titles, copies in self.env["library.holding"]
            .sudo()
            ._read_group(
                [("library_id", "in", self.ids), ("copy_count", ">", 0)],
                ["library_id"],
                ["__count", "copy_count:sum"],
            )
        }
        for library in self:
            library.title_count, library.copy_count = groups.get(library.id, (0, 0))

    @api.depends_context("uid")
    def _compute_people_counts(self):
        """Count members and loans, as figures only, for those who work here or oversee the area."""
        access = self.env.user._library_access()
        shown = set(self.ids) & {*access.operated, *access.overseen}
        # counting across the wall between libraries: figures of libraries checked above, no rows
        members_sudo = self.env["library.membership"].sudo()
        loans_sudo = self.env["library.loan"].sudo()
        ids = list(shown)
        month = self._today().replace(day=1)
        start = self._utc(datetime(month.year, month.month, 1))
        members = dict(
            members_sudo._read_group(
                [("library_id", "in", ids), ("left_on", "=", False)], ["library_id"], ["__count"]
            )
        )
        lent = dict(
            loans_sudo._read_group(
                [
                    ("library_id", "in", ids),
                    ("lent_at", ">=", start),
                    ("voided_at", "=", False),
                    ("counted_apart", "=", False),
                ],
                ["library_id"],
                ["__count"],
            )
        )
        out = dict(
            loans_sudo._read_group(
                [("library_id", "in", ids), *loans_sudo._open_domain()], ["library_id"], ["__count"]
            )
        )
        for library in self:
            library.member_count = members.get(library, 0)
            library.loan_month_count = lent.get(library, 0)
            library.open_loan_count = out.get(library, 0)

    @api.constrains("active")
    def _check_nothing_lent(self):
        """An archived library is nobody's to work in, so nobody could take its books back there."""
        closed = self.filtered(lambda library: not library.active)
        # that books are out does not say who has them
        lent_sudo = self.env["library.loan"].sudo()._search_open([("library_id", "in", closed.ids)])
        if lent_sudo:
            raise ValidationError(
                self.env._(
                    "%(library)s still has books lent. Take them back before you archive it.",
                    library=lent_sudo[0].library_id.name,
                )
            )

    @api.constrains("accession_pattern")
    def _check_accession_pattern(self):
        for library in self:
            try:
                numbers.accession_number(library.accession_pattern, 1, library.code, 2026)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "This pattern cannot be used: it needs {number} or {number:5}, "
                        "and may hold {code} and {year}."
                    )
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        """Give every library its own barcode prefix, also when several are made at once."""
        self._refuse_outcomes(vals_list)
        given = [str(vals["barcode_prefix"]) for vals in vals_list if vals.get("barcode_prefix")]
        free = self._free_barcode_prefixes(filter(str.isdecimal, given))
        libraries = super().create(
            [
                {**vals, "barcode_prefix": vals.get("barcode_prefix") or next(free, False)}
                for vals in vals_list
            ]
        )
        self.env["library.profile"].sudo().create(
            [{"library_id": library.id} for library in libraries]
        )
        return libraries

    def write(self, vals):
        """Keep what decides rights and numbers for the office: the rest is the library's own."""
        if not self.env.su:
            self._refuse_office_fields(vals)
        return super().write(vals)

    def _refuse_office_fields(self, vals):
        """Raise :class:`AccessError` where a user would move a library out of or into somebody's reach."""
        user = self.env.user
        if user.has_group("sipuspa_library.group_admin"):
            return
        reserved = {"parent_id", "code", "barcode_prefix", "company_id"}
        if not user.has_group("sipuspa_library.group_supervisor"):
            reserved |= {"region_id", "type_id", "active"}
        for name in reserved & vals.keys():
            field = self._fields[name]
            new = field.convert_to_cache(vals[name], self)
            if any(field.convert_to_cache(library[name], library) != new for library in self):
                raise AccessError(
                    self.env._("Only the library office may change this. Please ask there.")
                )
