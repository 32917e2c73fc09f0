from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .library_copy_acquisition import FUND_SOURCES
from .library_transfer import ARRIVED, LIBRARIAN
from .library_transfer_line import MAX_PIECES


class LibraryDistribution(models.Model):
    """One list of titles for many libraries: each gets a package of its own, with its own receipt.

    Made once a library, however often it is asked; where a library gets other pieces, its draft is
    mended before it is sent.
    """

    _name = "library.distribution"
    _description = "Distribution"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin", "library.paper.mixin"]
    _order = "id desc"
    _verb_fields = frozenset({"act_seq"})
    _papers = {"manifests": "_paper_manifests"}

    library_id = fields.Many2one(string="Sent From")
    name = fields.Char(required=True, help="E.g. BBB 2026.")
    fund_source = fields.Selection(selection=FUND_SOURCES)
    source_name = fields.Char(string="Supplier or Donor")
    note = fields.Char()
    line_ids = fields.One2many(
        comodel_name="library.distribution.line", inverse_name="distribution_id", string="Titles"
    )
    to_library_ids = fields.Many2many(
        comodel_name="library.library",
        relation="library_distribution_to_library_rel",
        string="Sent To",
        help="Every one of them gets the whole list.",
    )
    transfer_ids = fields.One2many(
        comodel_name="library.transfer", inverse_name="distribution_id", string="Packages"
    )
    act_seq = fields.Integer(readonly=True, copy=False, default=0)
    transfer_count = fields.Integer(string="Packages Made", compute="_compute_progress")
    draft_count = fields.Integer(string="Not Sent Yet", compute="_compute_progress")
    waiting_count = fields.Integer(string="On Their Way", compute="_compute_progress")
    received_count = fields.Integer(string="Packages Received", compute="_compute_progress")
    short_count = fields.Integer(string="Received Short", compute="_compute_progress")
    to_make_count = fields.Integer(string="To Make", compute="_compute_progress")

    @api.depends("transfer_ids.state", "to_library_ids")
    def _compute_progress(self):
        groups = self.env["library.transfer"]._read_group(
            [("distribution_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["distribution_id", "state"],
            ["__count"],
        )
        counts = {}
        for distribution, state, count in groups:
            counts.setdefault(distribution.id, {})[state] = count
        for distribution in self:
            found = counts.get(distribution._origin.id, {})
            distribution.transfer_count = sum(found.values())
            distribution.draft_count = found.get("draft", 0)
            distribution.waiting_count = found.get("sent", 0)
            distribution.received_count = sum(found.get(state, 0) for state in ARRIVED)
            distribution.short_count = found.get("short", 0)
            distribution.to_make_count = len(distribution._without_package())

    def _live(self):
        return self.transfer_ids.filtered(lambda transfer: transfer.state != "cancelled")

    def _without_package(self):
        return self.to_library_ids - self._live().to_library_id

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Begin distributions of a library."""
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_without_packages(self):
        if self.transfer_ids:
            raise UserError(self.env._("Packages were made of this list. Delete the drafts first."))

    def _check_list_open(self):
        """Refuse to change a list packages were made of: they would differ without a word."""
        for distribution in self:
            if distribution._live():
                raise UserError(
                    self.env._(
                        "Packages were made of %s already. Mend each draft, or delete the drafts to "
                        "change the list for all.",
                        distribution.name,
                    )
                )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_make_transfers(self):
        """Make a package for every library that has none yet; asked twice, each has one."""
        self.env.user._check_operates(self.library_id, LIBRARIAN)
        for distribution in self:
            distribution._touch()
            distribution._make_transfers()

    def action_send_all(self):
        """Send every package that is a draft still."""
        self.env.user._check_operates(self.library_id, LIBRARIAN)
        drafts = self.transfer_ids.filtered(lambda transfer: transfer.state == "draft")
        if not drafts:
            raise UserError(self.env._("No package waits to be sent. Make the packages first."))
        drafts.action_send()

    def action_open_transfers(self):
        """Open the packages: who has received, who is short."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_transfer_action"
        )
        return {**action, "domain": [("distribution_id", "in", self.ids)], "context": {}}

    def action_print_manifests(self):
        """Print the delivery notes of all packages in one file."""
        return self._paper_action("manifests")

    # ------------------------------------------------------------------
    # MAKING
    # ------------------------------------------------------------------

    def _touch(self):
        """Write the row, so that of two who make packages at once the later is retried."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE library_distribution SET act_seq = COALESCE(act_seq, 0) + 1 WHERE id = %s",
                self.id,
            ),
            log_exceptions=False,  # who comes second is retried: nothing for the log
        )
        self.invalidate_recordset(flush=False)

    def _make_transfers(self):
        if not self.line_ids or not self.to_library_ids:
            raise UserError(self.env._("List the titles and the libraries of %s first.", self.name))
        libraries = self._without_package()
        # which distribution a package is of follows from this act; the rights were asked for
        transfers_sudo = (
            self.env["library.transfer"]
            .sudo()
            .create(
                [
                    {
                        "distribution_id": self.id,
                        "library_id": self.library_id.id,
                        "to_library_id": library.id,
                        "kind": "package",
                        "fund_source": self.fund_source,
                        "source_name": self.source_name,
                        "note": self.name,
                    }
                    for library in libraries
                ]
            )
        )
        transfers_sudo.line_ids.create(
            [
                {
                    "transfer_id": transfer.id,
                    "book_id": line.book_id.id,
                    "pieces": line.pieces,
                    "price": line.price,
                }
                for transfer in transfers_sudo
                for line in self.line_ids
            ]
        )

    def _paper_manifests(self):
        transfers = self._live()
        if not transfers:
            raise UserError(self.env._("No packages yet. Make them first."))
        return transfers._paper_manifest()


class LibraryDistributionLine(models.Model):
    """A title of a distribution, and how many pieces each library gets."""

    _name = "library.distribution.line"
    _description = "Title of a Distribution"
    _inherit = ["library.verb.fields.mixin"]
    _order = "distribution_id, id"
    _rec_name = "book_id"

    distribution_id = fields.Many2one(
        comodel_name="library.distribution", required=True, index=True, ondelete="cascade"
    )
    library_id = fields.Many2one(related="distribution_id.library_id", store=True, index=True)
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        required=True,
        index=True,
        ondelete="restrict",
    )
    pieces = fields.Integer(string="Pieces Each", required=True, default=1)
    price = fields.Monetary(string="Price of One")
    currency_id = fields.Many2one(related="library_id.company_id.currency_id")

    _book_once = models.Constraint(
        "UNIQUE (distribution_id, book_id)", "This title is in the list already."
    )
    _pieces_range = models.Constraint(
        f"CHECK (pieces BETWEEN 1 AND {MAX_PIECES})", "Send between 1 and 500 pieces of a title."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Add titles to a list no packages were made of."""
        self._refuse_outcomes(vals_list)
        lines = super().create(vals_list)
        lines.distribution_id._check_list_open()
        return lines

    def write(self, vals):
        if "distribution_id" in vals and not self.env.su:
            raise AccessError(
                self.env._("A title stays in its list. Add it to the other one there.")
            )
        self.distribution_id._check_list_open()
        result = super().write(vals)
        self.distribution_id._check_list_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_from_open_lists(self):
        self.distribution_id._check_list_open()


class LibraryTransfer(models.Model):
    _inherit = "library.transfer"

    distribution_id = fields.Many2one(
        comodel_name="library.distribution",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )

    _distribution_once = models.UniqueIndex(
        "(distribution_id, to_library_id) WHERE distribution_id IS NOT NULL AND state <> 'cancelled'",
        "This library has its package of this distribution already.",
    )
