from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import isbn

# What a library may show differently for good, and what it may only propose to change for everybody.
OWN = ("cover", "summary", "call_number")
SHARED = (
    "name",
    "subtitle",
    "publisher",
    "place",
    "year",
    "edition",
    "series",
    "extent",
    "isbn",
    "class_number",
)


def _now(name, string):
    return fields.Char(related=f"book_id.{name}", string=string)


class LibraryBookLocal(models.Model):
    """A title as one library shows it: its own cover, summary and call number, and what it proposes.

    A proposed change shows at once in the proposing library. The regency's cataloguer accepts it,
    which writes it to the title, or declines it with a sentence.
    """

    _name = "library.book.local"
    _description = "Own Version of a Title"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin"]
    _order = "id desc"
    _rec_name = "book_id"
    _owner_fields = ("library_id", "book_id")
    _verb_fields = frozenset(
        {"state", "basis", "revision", "proposed_at", "answer", "decided_by_id", "decided_at"}
    )

    library_id = fields.Many2one(index=False)  # the unique constraint's index serves it
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        required=True,
        index=True,
        ondelete="cascade",
    )
    cover = fields.Image(max_width=512, max_height=768)
    summary = fields.Text()
    call_number = fields.Char(help="On the spines of all copies of this title in this library.")

    # proposed for everybody; empty where the title is right
    name = fields.Char(string="Proposed Title")
    subtitle = fields.Char(string="Proposed Subtitle")
    publisher = fields.Char(string="Proposed Publisher")
    place = fields.Char(string="Proposed Place")
    year = fields.Char(string="Proposed Year")
    edition = fields.Char(string="Proposed Edition")
    series = fields.Char(string="Proposed Series")
    extent = fields.Char(string="Proposed Physical Description")
    isbn = fields.Char(string="Proposed ISBN")
    class_number = fields.Char(string="Proposed Class")
    reason = fields.Char(help="How you know, e.g. so it stands on the title page.")

    now_name = _now("name", "Title Now")
    now_subtitle = _now("subtitle", "Subtitle Now")
    now_publisher = _now("publisher", "Publisher Now")
    now_place = _now("place", "Place Now")
    now_year = _now("year", "Year Now")
    now_edition = _now("edition", "Edition Now")
    now_series = _now("series", "Series Now")
    now_extent = _now("extent", "Physical Description Now")
    now_isbn = _now("isbn", "ISBN Now")
    now_class_number = _now("class_number", "Class Now")

    state = fields.Selection(
        selection=[
            ("own", "Nothing proposed"),
            ("open", "Waiting"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
        ],
        string="Proposal",
        required=True,
        readonly=True,
        default="own",
        copy=False,
    )
    basis = fields.Json(
        readonly=True, copy=False, help="What the title said when the change was proposed."
    )
    revision = fields.Integer(readonly=True, copy=False, default=0)
    proposed_at = fields.Datetime(string="Proposed", readonly=True, copy=False)
    answer = fields.Char(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="set null"
    )
    decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)
    changes = fields.Char(compute="_compute_changes")
    meanwhile = fields.Char(
        string="Changed Meanwhile",
        compute="_compute_changes",
        help="What somebody else changed in the title after this was proposed.",
    )

    _library_book_unique = models.Constraint(
        "UNIQUE (library_id, book_id)",
        "Your library has its own version of this title already. Open that one.",
    )
    _open_idx = models.Index("(id) WHERE state = 'open'")

    @api.depends("book_id.name", "library_id.name")
    def _compute_display_name(self):
        for local in self:
            local.display_name = f"{local.book_id.name} · {local.library_id.name}"

    @api.depends("basis", *SHARED, *(f"book_id.{name}" for name in SHARED))
    def _compute_changes(self):
        """Say in a line what is proposed, and what of it the title no longer says."""
        labels = {
            name: self.env["library.book"]._fields[name].get_description(self.env, ["string"])
            for name in SHARED
        }
        for local in self:
            local.changes = "; ".join(
                f"{labels[name]['string']}: {local.book_id[name] or '–'} → {value}"
                for name, value in local._proposed().items()
            )
            local.meanwhile = "; ".join(
                f"{labels[name]['string']}: {old or '–'} → {local.book_id[name] or '–'}"
                for name, old in local._changed_meanwhile().items()
            )

    def _proposed(self):
        """Return the proposed values that differ from what the title says."""
        self.ensure_one()
        return {
            name: self[name]
            for name in SHARED
            if self[name] and self[name] != (self.book_id[name] or "")
        }

    def _changed_meanwhile(self):
        """Return what the title said of the proposed fields, where it now says something else."""
        self.ensure_one()
        basis = self.basis or {}
        return {
            name: basis[name]
            for name in self._proposed()
            if name in basis and basis[name] != (self.book_id[name] or "")
        }

    # ------------------------------------------------------------------
    # PROPOSING
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        locals_ = super().create([self._tidied(vals) for vals in vals_list])
        locals_._propose()
        return locals_

    def write(self, vals):
        result = super().write(self._tidied(vals))
        if set(SHARED) & vals.keys() and "state" not in vals:
            self._propose()
        return result

    def _tidied(self, vals):
        vals = {
            name: (value or "").strip() or False if name in SHARED else value
            for name, value in vals.items()
        }
        if vals.get("isbn"):
            vals["isbn"] = isbn.normalised(vals["isbn"])[0]
        return vals

    def _propose(self):
        """Note what the title says now, and put the change on the cataloguer's list."""
        for local_sudo in self.sudo():  # the columns of a decision are nobody's to type
            proposed = local_sudo._proposed()
            if not proposed and local_sudo.state != "open":
                continue
            local_sudo.write(
                {
                    "state": "open" if proposed else "own",
                    "basis": {name: local_sudo.book_id[name] or "" for name in proposed},
                    "revision": local_sudo.revision + 1,
                    "proposed_at": fields.Datetime.now(),
                    "answer": False,
                    "decided_by_id": False,
                    "decided_at": False,
                }
            )

    # ------------------------------------------------------------------
    # DECIDING
    # ------------------------------------------------------------------

    def action_accept(self):
        """Write the proposed values to the titles; refused where a title has changed meanwhile."""
        self._check_may_decide()
        for local in self:  # one by one: one may change the title of the next
            if local.meanwhile:
                raise UserError(
                    self.env._(
                        "“%(title)s” has changed since this was proposed (%(changes)s). Look at both, "
                        "then accept it all the same or decline it.",
                        title=local.book_id.name,
                        changes=local.meanwhile,
                    )
                )
            local._accept()

    def action_accept_anyway(self):
        """Write the proposed values over what somebody else has written meanwhile."""
        self._check_may_decide()
        self._accept()

    def _accept(self):
        for local in self:
            if gone_to := local.book_id.merged_into_id:
                raise UserError(
                    self.env._(
                        "“%(gone)s” has been merged into “%(kept)s”. Decline this proposal, "
                        "and change “%(kept)s” where it is right.",
                        gone=local.book_id.name,
                        kept=gone_to.name,
                    )
                )
            local.book_id.write(local._proposed())
        self._decide({"state": "accepted", **dict.fromkeys(SHARED, False)})

    def _decline(self, answer):
        """Leave the titles as they are and say why; the libraries show the shared title again."""
        self._check_may_decide()
        self._decide({"state": "declined", "answer": answer})

    def _decide(self, vals):
        # the row is the library's, the decision the cataloguer's: checked in _check_may_decide
        self.sudo().write(
            {**vals, "decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()}
        )

    def _check_may_decide(self):
        """Refuse whoever is no cataloguer, and what was decided or changed since it was looked at."""
        if not self.env.user.has_group("sipuspa_library.group_cataloguer"):
            raise AccessError(self.env._("Only the regency's cataloguer may do this."))
        seen = self.env.context.get("proposal_revision")
        for local in self:
            if local.state != "open":
                raise UserError(
                    self.env._(
                        "This proposal for “%(title)s” is no longer waiting: %(state)s.",
                        title=local.book_id.name,
                        state=dict(self._fields["state"]._description_selection(self.env))[
                            local.state
                        ],
                    )
                )
            if seen is not None and seen != local.revision:
                raise UserError(
                    self.env._(
                        "%(library)s has just changed this proposal. Look at it once more.",
                        library=local.library_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # SHOWING
    # ------------------------------------------------------------------

    def _shown(self):
        """Return what this library shows in place of the shared title's values."""
        self.ensure_one()
        own = {name: self[name] for name in ("summary", "call_number") if self[name]}
        return {**own, **(self._proposed() if self.state == "open" else {})}
