import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain

OPEN_COPY_INDEX = "library_loan_open_copy_unique"


class LibraryLoan(models.Model):
    """One copy lent once to one membership.

    Written by the verbs only: :meth:`library.membership._lend`, :meth:`_return`, :meth:`_renew`.
    Never moved or deleted. ``library_id`` lent it; the copy's owner is on the copy.
    """

    _name = "library.loan"
    _description = "Loan"
    _inherit = [
        "library.guarded.mixin",
        "library.personal.mixin",
        "library.snapshot.mixin",
        "library.verb.fields.mixin",
    ]
    _order = "lent_at desc, id desc"
    _rec_name = "copy_id"
    _rec_names_search = ["copy_id.barcode", "book_id.name"]
    _verb_fields = None
    _personal_fields = {"membership_id": False, "member_id": False}
    _person_export = (
        "library_id",
        "book_id",
        "copy_id",
        "lent_at",
        "due_date",
        "returned_at",
        "renewal_count",
    )
    _person_ended = ("returned_at", "voided_at")

    library_id = fields.Many2one(string="Lent by Library", readonly=True)
    copy_id = fields.Many2one(
        comodel_name="library.copy", required=True, readonly=True, index=True, ondelete="restrict"
    )
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    membership_id = fields.Many2one(
        comodel_name="library.membership", readonly=True, index=True, ondelete="restrict"
    )
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    lent_at = fields.Datetime(string="Lent", required=True, readonly=True)
    lent_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    due_date = fields.Date(string="Due", required=True, readonly=True)
    returned_at = fields.Datetime(string="Returned", readonly=True)
    returned_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    return_library_id = fields.Many2one(
        comodel_name="library.library", string="Returned in", readonly=True, ondelete="restrict"
    )
    renewal_count = fields.Integer(string="Renewed", readonly=True, default=0)
    late_before = fields.Integer(
        readonly=True,
        help="Open days it was late already when it was renewed: they count when it comes back.",
    )
    voided_at = fields.Datetime(string="Undone", readonly=True)
    # while it is open: what became of the copy, as far as is known
    lost_at = fields.Datetime(string="Declared Lost", readonly=True)
    claimed_at = fields.Datetime(
        string="Said to Be Returned",
        readonly=True,
        help="The member says it was brought back. It is looked for; meanwhile it is not late.",
    )

    # what it was judged by
    policy_id = fields.Many2one(
        comodel_name="library.policy", string="Loan Rule", readonly=True, ondelete="set null"
    )
    collection_type_id = fields.Many2one(
        comodel_name="library.collection.type", readonly=True, ondelete="restrict"
    )
    counted_apart = fields.Boolean(
        readonly=True, help="Not counted among the books a member may have at once: a textbook."
    )
    limit_judged = fields.Integer(readonly=True, help="Of all books together. 0: not asked.")
    count_judged = fields.Integer(readonly=True)
    type_limit_judged = fields.Integer(
        readonly=True, help="Of the books of this collection type. 0: not asked."
    )
    type_count_judged = fields.Integer(readonly=True)
    due_moved_days = fields.Integer(
        readonly=True, help="Days the due date was moved over closed days."
    )
    overridden = fields.Boolean(readonly=True, help="Lent with a reason, despite a block.")

    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_open", search="_search_is_overdue"
    )
    days_late = fields.Integer(compute="_compute_is_open")

    _open_copy_unique = models.UniqueIndex(
        "(copy_id) WHERE returned_at IS NULL AND voided_at IS NULL",
        "This copy is lent already.",
    )
    _open_membership_idx = models.Index(
        "(membership_id) WHERE returned_at IS NULL AND voided_at IS NULL"
    )
    _open_due_idx = models.Index(
        "(library_id, due_date) WHERE returned_at IS NULL AND voided_at IS NULL"
    )
    _library_lent_idx = models.Index("(library_id, lent_at DESC, id DESC)")
    _borrower_while_open = models.Constraint(
        "CHECK (returned_at IS NOT NULL OR voided_at IS NOT NULL OR membership_id IS NOT NULL)",
        "An open loan keeps its borrower.",
    )
    _return_after_lend = models.Constraint(
        "CHECK (returned_at IS NULL OR returned_at >= lent_at)",
        "A book is returned after it is lent.",
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.model
    def _open_domain(self):
        return [("returned_at", "=", False), ("voided_at", "=", False)]

    @api.depends("copy_id.display_name")
    def _compute_display_name(self):
        """Name copy and title, which are no secret, to a member too, who has no right to read copies."""
        for loan in self:
            loan.display_name = loan.copy_id.sudo().display_name

    @api.depends("returned_at", "voided_at", "due_date", "lost_at", "claimed_at")
    def _compute_is_open(self):
        today = self.env["library.library"]._today()
        for loan in self:
            loan.is_open = not loan.returned_at and not loan.voided_at
            waited_for = loan.is_open and not loan.lost_at and not loan.claimed_at
            late = (today - loan.due_date).days if waited_for and loan.due_date else 0
            loan.days_late = max(late, 0)
            loan.is_overdue = late > 0

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        opened = Domain(self._open_domain())
        return opened if True in value else ~opened

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["library.library"]._today()
        waited_for = Domain("lost_at", "=", False) & Domain("claimed_at", "=", False)
        overdue = Domain(self._open_domain()) & waited_for & Domain("due_date", "<", today)
        return overdue if True in value else ~overdue

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Loans are kept: statistics come from them."))

    # ------------------------------------------------------------------
    # VERBS
    # ------------------------------------------------------------------

    @api.model
    def _open_of(self, copies):
        """Return the open loans of ``copies``, read anew."""
        return self._search_open([("copy_id", "in", copies.ids)])

    @api.model
    def _search_open(self, domain):
        """Return the open loans within ``domain`` with what the verbs ask of them, in one query."""
        return self.search_fetch(
            [*domain, *self._open_domain()],
            [
                *("library_id", "copy_id", "book_id", "membership_id", "collection_type_id"),
                *("counted_apart", "set_id", "set_number"),
                *("due_date", "late_before", "returned_at", "voided_at"),
                *("lost_at", "claimed_at"),
            ],
            order="id",
        )

    @api.model
    def _judged(self, kind_id, limits):
        """Return what a new loan keeps of the limits it was judged by, itself counted.

        :param kind_id: the collection type of the copy
        :param limits: those of :func:`~..tools.policy.limits`
        """
        vals = {
            "collection_type_id": kind_id,
            "counted_apart": kind_id in self.env["library.collection.type"]._apart_ids(),
        }
        for limit in limits:
            of_type = "type_" if limit.collection_type_id else ""
            vals[f"{of_type}limit_judged"] = limit.allowed
            vals[f"{of_type}count_judged"] = limit.count + 1
        return vals

    @api.model
    def _open(self, vals_list):
        """Insert loans; a copy that somebody lent meanwhile makes the act be retried.

        The loser cannot see the winner's loan in its older snapshot; on a new one the act is judged
        again and returns the ordinary block. Acts that touch the copy first never come this far.

        :raise ConcurrencyError: when another transaction has lent one of the copies
        """
        try:
            loans = self.create(vals_list)
            loans.flush_recordset()
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != OPEN_COPY_INDEX:
                raise
            raise ConcurrencyError("a copy was lent at the same moment") from error
        return loans
