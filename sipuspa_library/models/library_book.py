from collections import Counter

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import call_number, isbn
from ..tools.year import sort_year
from .library_book_contributor import MAIN_ROLES

# Fields a user may not set: they are the outcome of what others hold or decide.
OFFICE_FIELDS = {"verified", "library_id"}


class LibraryBook(models.Model):
    """A title in the union catalogue: described once for the whole regency, held by many."""

    _name = "library.book"
    _description = "Title"
    _inherit = ["library.verb.fields.mixin"]
    _order = "name, id"
    _rec_names_search = ["name", "isbn"]

    name = fields.Char(string="Title", required=True, index="trigram")
    subtitle = fields.Char()
    contributor_ids = fields.One2many(
        comodel_name="library.book.contributor", inverse_name="book_id", string="Contributors"
    )
    publisher = fields.Char()
    place = fields.Char(string="Place of Publication")
    year = fields.Char(help="As on the title page: 2019, t.t. or [2010?].")
    year_sort = fields.Integer(
        string="Year in Figures", compute="_compute_year_sort", store=True, precompute=True
    )
    edition = fields.Char()
    series = fields.Char()
    series_number = fields.Char(string="Number in the Series")
    extent = fields.Char(
        string="Physical Description", help="Pages and height, e.g. 214 hlm.; 21 cm."
    )
    language = fields.Selection(
        selection=[
            ("id", "Indonesian"),
            ("ban", "Balinese"),
            ("jv", "Javanese"),
            ("kaw", "Old Javanese"),
            ("en", "English"),
            ("ar", "Arabic"),
            ("other", "Other"),
        ],
        default="id",
    )
    audience = fields.Selection(
        selection=[
            ("children", "Children"),
            ("youth", "Youth"),
            ("adult", "Adults"),
            ("general", "General"),
        ],
        default="general",
    )
    grade = fields.Char(help="For whom in school: VII, SD 1–3, Fase B.")
    class_number = fields.Char(help="Dewey number as text: 813, 2X4.1, R 413.")
    call_number = fields.Char(
        compute="_compute_call_number",
        inverse="_inverse_call_number",
        store=True,
        readonly=False,
        help="Proposed from class, heading and title; write over it where yours differs.",
    )
    call_number_typed = fields.Char(
        string="Own Call Number",
        help="Written over the proposed one: what is on spines outlives a mended title.",
    )
    subject_ids = fields.Many2many(
        comodel_name="library.subject",
        string="Subjects",
        ondelete="restrict",
        help="What it is about.",
    )
    summary = fields.Text()
    cover = fields.Image(max_width=512, max_height=768)
    hidden = fields.Boolean(
        string="Hidden from the Public", help="Not shown in the public catalogue."
    )
    library_id = fields.Many2one(
        comodel_name="library.library",
        string="Made by",
        index=True,
        ondelete="set null",
        default=lambda self: self.env.user._only_operated_library(),
        readonly=True,
        copy=False,
        help="This library may edit the title until a second one holds it or it is verified.",
    )
    verified = fields.Boolean(
        readonly=True,
        copy=False,
        help="Checked by the regency's cataloguer, who alone edits it from then on.",
    )
    active = fields.Boolean(default=True)

    copy_ids = fields.One2many(comodel_name="library.copy", inverse_name="book_id", string="Copies")
    holding_ids = fields.One2many(
        comodel_name="library.holding", inverse_name="book_id", string="Held by"
    )
    copy_count = fields.Integer(compute="_compute_copy_counts", string="Copies in the Regency")
    available_count = fields.Integer(compute="_compute_copy_counts", string="Available Now")
    is_editable = fields.Boolean(compute="_compute_is_editable")

    _name_not_blank = models.Constraint(r"CHECK (name ~ '\S')", "Write the title.")

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("year")
    def _compute_year_sort(self):
        for book in self:
            book.year_sort = sort_year(book.year)

    @api.depends(
        "call_number_typed",
        "class_number",
        "name",
        "contributor_ids.author_id.heading",
        "contributor_ids.role",
        "contributor_ids.sequence",
    )
    def _compute_call_number(self):
        for book in self:
            book.call_number = book.call_number_typed or book._proposed_call_number()

    def _inverse_call_number(self):
        for book in self:
            typed = (book.call_number or "").strip()
            book.call_number_typed = typed if typed != book._proposed_call_number() else False

    def _proposed_call_number(self):
        authors = self.contributor_ids.filtered(lambda line: line.role in MAIN_ROLES)
        main = authors.sorted(lambda line: (line.sequence, line.id or 0))[:1]
        return call_number.call_number(
            self.class_number, main.author_id.heading, self.name, **self._call_number_rule()
        )

    def _compute_copy_counts(self):
        """Count copies by one grouped query: the stock of every library is open to all."""
        copies_sudo = self.env["library.copy"].sudo()
        totals, available = Counter(), Counter()
        for book, status, count in copies_sudo._read_group(
            [("book_id", "in", self.ids), ("status", "not in", ("withdrawn", "lost"))],
            ["book_id", "status"],
            ["__count"],
        ):
            totals[book] += count
            if status == "available":
                available[book] += count
        for book in self:
            book.copy_count, book.available_count = totals[book], available[book]

    @api.depends_context("uid")
    @api.depends("verified", "library_id", "holding_ids.copy_count")
    def _compute_is_editable(self):
        editable = set(self.ids) - self._locked_ids()
        for book in self:
            book.is_editable = not book.id or book.id in editable

    # ------------------------------------------------------------------
    # WHO MAY EDIT
    # ------------------------------------------------------------------

    def _locked_ids(self):
        """Return the ids this user may not edit: verified, made elsewhere, or held by a second library."""
        if self.env.su or self.env.user.has_group("sipuspa_library.group_cataloguer"):
            return set()
        if not self.ids:
            return set()
        operated = list(self.env.user._library_access().operated) or [0]
        self.flush_model(["verified", "library_id"])
        self.env["library.holding"].flush_model()
        return {
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT book.id FROM library_book book
                     WHERE book.id IN %(ids)s AND (
                        book.verified
                        OR (book.library_id IS NULL AND book.create_uid <> %(uid)s)
                        OR (book.library_id IS NOT NULL AND book.library_id NOT IN %(operated)s)
                        OR EXISTS (SELECT FROM library_holding held
                                    WHERE held.book_id = book.id AND held.copy_count > 0
                                      AND held.library_id NOT IN %(operated)s))
                    """,
                    ids=tuple(self.ids),
                    uid=self.env.uid,
                    operated=tuple(operated),
                )
            )
        }

    def _check_editable(self):
        """Raise :class:`AccessError` when a title is no longer this user's to edit."""
        if self._locked_ids():
            raise AccessError(
                self.env._(
                    "This title is shared with other libraries. "
                    "Ask the regency's cataloguer to change it."
                )
            )

    def _normalise(self, vals):
        if vals.get("isbn"):
            vals["isbn"] = isbn.normalised(vals["isbn"])[0]
        if "call_number" in vals and not vals["call_number"]:  # emptied: proposed again
            vals["call_number_typed"] = vals.pop("call_number")
        if not self.env.su and OFFICE_FIELDS & vals.keys():
            self._check_office_fields(vals)
        return vals

    def _check_office_fields(self, vals):
        cataloguer = self.env.user.has_group("sipuspa_library.group_cataloguer")
        library = vals.get("library_id")
        if ("verified" in vals and not cataloguer) or (
            library and library not in self.env.user._library_access().operated
        ):
            raise AccessError(self.env._("Only the regency's cataloguer may do this."))

    @api.model
    def default_get(self, fields):
        """Fill in the author typed while looking for the title, where a heading is known by that name."""
        values = super().default_get(fields)
        typed = self.env.context.get("default_author_text")
        author = typed and self.env["library.author"]._known([typed]).get(typed)
        if author and "contributor_ids" in fields:
            values["contributor_ids"] = [Command.create({"author_id": author.id, "role": "author"})]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Add titles; who made them is the system's to say, whatever default a client proposes."""
        self._refuse_outcomes(vals_list)
        own = {"verified": False, "library_id": self.env.user._only_operated_library().id}
        return super().create([{**own, **self._normalise(dict(vals))} for vals in vals_list])

    def write(self, vals):
        self._check_editable()
        if "active" in vals and not vals["active"]:
            self._check_no_live_copies()
        return super().write(self._normalise(dict(vals)))

    def _check_no_live_copies(self):
        """Refuse to archive a title that stands on a shelf: nobody could find what still is lent."""
        held = [("book_id", "in", self.ids), ("copy_count", ">", 0)]
        if self.env["library.holding"].search_count(held, limit=1):
            raise UserError(
                self.env._("This title has copies. Withdraw them, or merge it with another title.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unused(self):
        self._check_editable()
        if self.sudo().with_context(active_test=False).copy_ids:
            raise UserError(
                self.env._("This title has copies. Withdraw them, or merge it with another title.")
            )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_verify(self):
        """Mark titles as checked by the cataloguer; who may is decided in :meth:`write`."""
        self.write({"verified": True})

    def action_unverify(self):
        """Give titles back to the library that made them."""
        self.write({"verified": False})
