from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import charges

KINDS = [
    (charges.CHARGED, "Charged"),
    (charges.PAID, "Paid"),
    (charges.WAIVED, "Waived"),
    (charges.REPLACED, "Replaced in kind"),
    (charges.REFUNDED, "Paid back"),
]
REASONS = [
    ("late", "Late"),
    ("lost", "Lost"),
    ("damaged", "Damaged"),
    ("card", "New card"),
    ("other", "Other"),
]


class LibraryCharge(models.Model):
    """One line of what a member owes a library: a debt, or what settles one.

    A debt (``charged``) says how much of it is open; every other line points at the debt it is about.
    Written by verbs only, never deleted; a debt that was a mistake is voided while nothing of it is
    settled. Whoever writes lines first writes the membership (:meth:`library.membership._touch`), and
    afterwards sets what it owes in all: of two acts on one member the later fails, and is retried.
    """

    _name = "library.charge"
    _description = "Charge"
    _inherit = [
        "library.guarded.mixin",
        "library.personal.mixin",
        "library.verb.fields.mixin",
    ]
    _order = "id desc"
    _rec_name = "reason"
    _verb_fields = None
    _personal_fields = {"membership_id": False, "member_id": False, "words": False}
    _person_export = (
        "library_id",
        "acted_at",
        "kind",
        "reason",
        "book_id",
        "amount",
        "open_amount",
        "receipt_number",
        "words",
    )
    _person_ended = ("settled_at", "voided_at")

    library_id = fields.Many2one(readonly=True)
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
    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    reason = fields.Selection(selection=REASONS, string="For", required=True, readonly=True)
    amount = fields.Integer(string="Amount (Rp)", required=True, readonly=True)
    open_amount = fields.Integer(string="Still Owed (Rp)", required=True, readonly=True, default=0)
    in_kind = fields.Boolean(
        string="A Book Is Owed", readonly=True, help="To be settled by bringing an equal book."
    )
    charge_id = fields.Many2one(
        comodel_name="library.charge",
        string="Settles",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    line_ids = fields.One2many(comodel_name="library.charge", inverse_name="charge_id")
    loan_id = fields.Many2one(
        comodel_name="library.loan", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    book_id = fields.Many2one(
        related="loan_id.book_id", string="Title", related_sudo=True, readonly=True
    )
    copy_id = fields.Many2one(
        comodel_name="library.copy",
        string="Replaced by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    late_days = fields.Integer(readonly=True, help="Days the library was open, after the due day.")
    receipt_number = fields.Integer(readonly=True, index="btree_not_null")
    words = fields.Char(string="Remark", readonly=True)
    acted_at = fields.Datetime(string="On", required=True, readonly=True)
    acted_by_id = fields.Many2one(
        comodel_name="res.users", string="By", readonly=True, ondelete="restrict"
    )
    settled_at = fields.Datetime(
        string="Settled", readonly=True, help="When nothing of the debt was open any more."
    )
    voided_at = fields.Datetime(
        string="Voided",
        readonly=True,
        help="It was a mistake, or what it followed from was undone.",
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")

    _amounts_positive = models.Constraint(
        "CHECK (amount > 0 OR amount = 0 AND (in_kind OR kind IN ('waived', 'replaced')))",
        "An amount is more than nothing.",
    )
    _open_part = models.Constraint(
        "CHECK (open_amount BETWEEN 0 AND CASE kind WHEN 'charged' THEN amount ELSE 0 END)",
        "No more is open of a debt than it was.",
    )
    _line_of_a_debt = models.Constraint(
        "CHECK ((kind = 'charged') = (charge_id IS NULL))", "What settles a debt says which."
    )
    _closed_means_nothing_open = models.Constraint(
        "CHECK (open_amount = 0 OR settled_at IS NULL AND voided_at IS NULL)",
        "A debt that is settled has nothing open.",
    )
    _debtor_while_open = models.Constraint(
        "CHECK (settled_at IS NOT NULL OR voided_at IS NOT NULL OR membership_id IS NOT NULL)",
        "A debt keeps its debtor until it is settled.",
    )
    _receipt_given = models.Constraint(
        "CHECK ((kind IN ('paid', 'replaced', 'refunded')) = (receipt_number IS NOT NULL))",
        "What passes over the desk has a receipt.",
    )
    _once_a_loan = models.UniqueIndex(
        "(loan_id, reason) WHERE kind = 'charged' AND voided_at IS NULL",
        "This has been charged already.",
    )
    _copy_replaces_once = models.UniqueIndex(
        "(copy_id) WHERE kind = 'replaced'", "This copy has replaced a book already."
    )
    _open_membership_idx = models.Index(
        "(membership_id) WHERE kind = 'charged' AND settled_at IS NULL AND voided_at IS NULL"
    )
    _library_time_idx = models.Index("(library_id, acted_at DESC, id DESC)")

    def init(self):
        """Make the series of receipts: no row of a table that two desks would wait for."""
        self.env.cr.execute("CREATE SEQUENCE IF NOT EXISTS library_charge_receipt")

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.model
    def _open_domain(self):
        return Domain(
            [
                ("kind", "=", charges.CHARGED),
                ("settled_at", "=", False),
                ("voided_at", "=", False),
            ]
        )

    @api.depends("kind", "settled_at", "voided_at")
    def _compute_is_open(self):
        for line in self:
            closed = line.settled_at or line.voided_at
            line.is_open = line.kind == charges.CHARGED and not closed

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        opened = self._open_domain()
        return opened if True in value else ~opened

    @api.depends("reason", "loan_id", "amount")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line._about()} · {charges.rupiah(line.amount)}"

    def _about(self):
        """Return what a line is for, in the reader's language: the reason, and the title if there is one."""
        self.ensure_one()
        reason = dict(self._fields["reason"]._description_selection(self.env))[self.reason]
        return " · ".join(filter(None, (reason, self.book_id.sudo().name)))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was owed and paid is kept: the cash book comes from it."))

    # ------------------------------------------------------------------
    # WRITING LINES: in superuser mode, after the caller's checks
    # ------------------------------------------------------------------

    @api.model
    def _charge(self, vals_list):
        """Write debts, and what their members owe now. Not judged: the caller has."""
        if not vals_list:
            return self.browse()
        memberships = self.env["library.membership"].browse(
            {vals["membership_id"] for vals in vals_list}
        )
        memberships._touch()
        lines = self.create(
            [
                {
                    **self._line(memberships.browse(vals["membership_id"])),
                    "kind": charges.CHARGED,
                    "open_amount": vals["amount"],
                    **vals,
                }
                for vals in vals_list
            ]
        )
        memberships._settle_balance()
        return lines

    @api.model
    def _line(self, membership):
        return {
            "library_id": membership.library_id.id,
            "membership_id": membership.id,
            "member_id": membership.member_id.id,
            "acted_at": fields.Datetime.now(),
            "acted_by_id": self.env.uid,
        }

    def _settle(self, kind, amount=None, **vals):
        """Settle these open debts of one member, the oldest first, and what follows from it.

        :param kind: what settles them: paid, waived or replaced
        :param amount: how much in all, judged before; without one, all that is open, also debts of no
            money, which a book or a waiver settles
        :return: the lines
        """
        if not self:
            return self
        debts = self.sorted("id")
        parts = [debt.open_amount for debt in debts]
        if amount is not None:
            parts = charges.split(amount, parts)
            debts = debts.browse(debt.id for debt, part in zip(debts, parts, strict=True) if part)
            parts = [part for part in parts if part]
        debts.membership_id._touch()
        lines = debts._add_lines(kind, parts, **vals)
        for debt, part in zip(debts, parts, strict=True):
            debt.open_amount -= part
        settled = debts.filtered(lambda debt: not debt.open_amount)
        (settled | settled.line_ids | lines.filtered(lambda line: line.charge_id in settled)).write(
            {"settled_at": fields.Datetime.now()}
        )
        debts.membership_id._settle_balance()
        settled.filtered(lambda debt: debt.reason == "lost").loan_id._end_lost()
        return lines

    def _pay_back(self, words, amount=None):
        """Hand back what was paid for these debts; they are owed again, until they are waived.

        :param amount: how much of the one debt; without one, all that was paid of each
        :return: the lines
        """
        debts = self.filtered(lambda debt: debt._paid())
        if not debts:
            return debts
        debts.membership_id._touch()
        parts = [amount or debt._paid() for debt in debts]
        (debts | debts.line_ids).write({"settled_at": False})
        lines = debts._add_lines(charges.REFUNDED, parts, words=words)
        for debt, part in zip(debts, parts, strict=True):
            debt.open_amount += part
        debts.membership_id._settle_balance()
        debts.filtered(lambda debt: debt.reason == "lost").loan_id._go_on_lost()
        return lines

    def _paid(self):
        """Return how many rupiah came in for this debt, less what was handed back."""
        self.ensure_one()
        return sum(
            -charges.SIGNS[line.kind] * line.amount
            for line in self.line_ids
            if line.kind in (charges.PAID, charges.REFUNDED)
        )

    def _void(self):
        """Take back debts as if they had never been charged: what they followed from was undone.

        The lines stay, voided, and count no more; the same may then be charged anew. Only debts of which
        nothing was settled: the caller asks :meth:`_is_untouched` first.

        :raise UserError: when something of one of them was paid, waived or replaced
        """
        if not self:
            return
        if not all(debt._is_untouched() for debt in self):
            raise UserError(
                self.env._("Something of this was settled already. Pay it back or waive the rest.")
            )
        self.membership_id._touch()
        self.write({"open_amount": 0, "voided_at": fields.Datetime.now()})
        self.membership_id._settle_balance()

    def _is_untouched(self):
        self.ensure_one()
        return self.is_open and not self.line_ids

    def _add_lines(self, kind, parts, **vals):
        if kind != charges.WAIVED:
            vals["receipt_number"] = self._next_receipt()
        return self.create(
            [
                {
                    **self._line(debt.membership_id),
                    "kind": kind,
                    "reason": debt.reason,
                    "amount": part,
                    "charge_id": debt.id,
                    "loan_id": debt.loan_id.id,
                    **vals,
                }
                for debt, part in zip(self, parts, strict=True)
            ]
        )

    @api.model
    def _next_receipt(self):
        """Take the next number of a receipt. Numbers may have gaps: an act that failed keeps its own."""
        return self.env.execute_query(SQL("SELECT nextval('library_charge_receipt')"))[0][0]
