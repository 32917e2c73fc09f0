from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..tools import stocktake

RESULTS = [
    (stocktake.WAITING, "Not yet counted"),
    (stocktake.FOUND, "Found"),
    (stocktake.FOUND_LENT, "Here, though lent"),
    (stocktake.WRONG_PLACE, "In the wrong place"),
    (stocktake.GONE_HERE, "Here, though lost or withdrawn"),
    (stocktake.UNKNOWN, "Unknown number"),
    (stocktake.ON_LOAN, "On loan"),
    (stocktake.AWAY, "Known to be away"),
    (stocktake.HANDLED, "At the desk meanwhile"),
    (stocktake.MISSING, "Missing"),
]
ACTS = [
    ("lost", "Now lost"),
    ("cleared", "Found again"),
    ("moved", "Moved to this shelf"),
    ("kept_owner", "Left to its owner"),
]
TONES = {
    stocktake.FOUND: "done",
    stocktake.WRONG_PLACE: "warning",
    stocktake.FOUND_LENT: "warning",
    stocktake.GONE_HERE: "refused",
    stocktake.UNKNOWN: "refused",
}


class LibraryStocktakeLine(models.Model):
    """One copy a count expects or has met, or a number that nobody knows.

    Written by the verbs of :class:`library.stocktake` only. There is one row a copy and one a number,
    however often it is scanned and by however many.
    """

    _name = "library.stocktake.line"
    _description = "Stocktake Line"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin"]
    _order = "stocktake_id desc, id"
    _rec_name = "code"
    _rec_names_search = ["code", "copy_id.barcode", "copy_id.book_id.name"]
    _verb_fields = None

    stocktake_id = fields.Many2one(
        comodel_name="library.stocktake",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    library_id = fields.Many2one(readonly=True)
    copy_id = fields.Many2one(
        comodel_name="library.copy", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    code = fields.Char(string="As Scanned", readonly=True)
    expected = fields.Boolean(readonly=True, help="The count asked for it when it was opened.")
    result = fields.Selection(selection=RESULTS, required=True, readonly=True)
    scanned_at = fields.Datetime(string="Counted", readonly=True)
    scanned_by_id = fields.Many2one(
        comodel_name="res.users", string="Counted by", readonly=True, ondelete="restrict"
    )
    shelf_id = fields.Many2one(
        comodel_name="library.shelf",
        string="Seen on",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    noted = fields.Boolean(readonly=True, help="The copy's history tells of this count.")
    act = fields.Selection(selection=ACTS, string="On Confirmation", readonly=True)

    book_id = fields.Many2one(related="copy_id.book_id", string="Title")
    call_number = fields.Char(related="copy_id.call_number")
    accession_number = fields.Char(related="copy_id.accession_number")
    collection_type_id = fields.Many2one(related="copy_id.collection_type_id")
    status = fields.Selection(related="copy_id.status", string="Status Now")
    belongs = fields.Char(string="Belongs to", compute="_compute_belongs")

    _copy_unique = models.UniqueIndex(
        "(stocktake_id, copy_id) WHERE copy_id IS NOT NULL", "This copy has its line already."
    )
    _code_unique = models.UniqueIndex(
        "(stocktake_id, code) WHERE copy_id IS NULL", "This number has its line already."
    )
    _copy_or_code = models.Constraint(
        "CHECK (copy_id IS NOT NULL OR code IS NOT NULL)", "A line names a copy or a number."
    )
    _scanned_or_not = models.Constraint(
        f"CHECK ((result IN {stocktake.SCANNED}) = (scanned_at IS NOT NULL))",
        "What was scanned has a time, what was not has none.",
    )
    _result_idx = models.Index("(stocktake_id, result, expected)")
    _person_idx = models.Index(
        "(stocktake_id, scanned_by_id, scanned_at DESC, id DESC) WHERE scanned_at IS NOT NULL"
    )

    @api.depends("copy_id", "code")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.copy_id.display_name or line.code

    @api.depends("copy_id")
    def _compute_belongs(self):
        """Say where the copy belongs: library, where it is another one, and place on the shelves."""
        for line in self:
            home = line.copy_id._home() if line.copy_id else line.library_id
            elsewhere = home.name if home != line.library_id else None
            parts = (elsewhere, line.copy_id.shelf_id.display_name, line.copy_id.call_number)
            line.belongs = " · ".join(filter(None, parts))

    def _write_copies(self, vals, act, user):
        """Write those copies of these lines that ``user`` may write, and keep what was done.

        A copy of another owner that only stands here for a while is its owner's to write.
        """
        copies = self.copy_id.with_user(user)._filtered_access("write")
        copies.with_context(library_reason=self.stocktake_id.number).write(vals)
        told = self.filtered(lambda line: line.copy_id.id in copies._ids)
        told.act = act
        (self - told).act = "kept_owner"

    # ------------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------------

    def _answer(self, code=None, again=False):
        """Return what the screen of whoever scanned shows, in plain data.

        :param code: as it was scanned this time
        :param again: it had been counted before, with the same result
        """
        self.ensure_one()
        return {
            "code": code or self.code or self.copy_id.barcode,
            "result": self.result,
            "tone": "info" if again else TONES[self.result],
            "again": again,
            "expected": self.expected,
            "title": self.copy_id.book_id.name or False,
            "message": self._again_sentence() if again else self._sentence(),
        }

    def _again_sentence(self):
        env = self.env
        return env._(
            "Counted already: %(time)s, %(person)s.",
            time=format_datetime(env, self.scanned_at, dt_format="short"),
            person=self.scanned_by_id.name,
        )

    def _sentence(self):
        """Return what whoever scanned should do with the copy in hand."""
        env, copy = self.env, self.copy_id
        if self.result == stocktake.FOUND_LENT:
            return env._("Still lent. Take it back at the desk, then scan it again.")
        if self.result == stocktake.UNKNOWN:
            return env._("Nobody knows this number. Put the book aside.")
        if self.result == stocktake.GONE_HERE and copy.manual_state == "withdrawn":
            return env._("Withdrawn from the stock. Put the book aside.")
        if self.result == stocktake.GONE_HERE:
            return env._("It was lost: found again when the count is confirmed.")
        if self.result == stocktake.WRONG_PLACE:
            return env._("Belongs to: %s", self.belongs or env._("another part of the library"))
        return env._("Counted.")


class LibraryCopy(models.Model):
    _inherit = "library.copy"

    @api.ondelete(at_uninstall=False)
    def _unlink_if_never_counted(self):
        """A copy somebody had in hand during a count, or missed when it ended, stays, withdrawn."""
        lines_sudo = self.env["library.stocktake.line"].sudo()  # also of another library's count
        told = Domain("scanned_at", "!=", False)
        told |= Domain("stocktake_id.state", "in", ("closed", "applied"))
        if lines_sudo.search_count(told & Domain("copy_id", "in", self.ids), limit=1):
            raise UserError(
                self.env._("A copy that has been counted is not deleted. Withdraw it instead.")
            )
