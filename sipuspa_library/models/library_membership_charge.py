from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import charges
from ..tools.circulation import Block
from .library_membership_matters import Matter

VERBS = {charges.PAID: "pay", charges.WAIVED: "waive"}


class LibraryMembership(models.Model):
    """What a member owes: charged, paid, waived, settled with a book. Each once, however often asked.

    ``balance`` is what the open debts add up to, kept on the row that every lend and payment writes
    anyway: a desk reads it for nothing, and PostgreSQL refuses one below zero. The nightly check adds
    it up again.
    """

    _inherit = "library.membership"

    balance = fields.Integer(
        string="Owes (Rp)", readonly=True, required=True, default=0, copy=False
    )
    owes = fields.Boolean(compute="_compute_owes", search="_search_owes")
    owes_book = fields.Boolean(compute="_compute_owes")
    charge_ids = fields.One2many(
        comodel_name="library.charge", inverse_name="membership_id", string="Charges"
    )

    _balance_not_negative = models.Constraint(
        "CHECK (balance >= 0)", "Nobody pays more than is owed."
    )
    _balance_idx = models.Index("(library_id) WHERE balance > 0")

    @api.model
    def _outcomes(self):
        return {*super()._outcomes(), "balance"}

    @api.depends("charge_ids.settled_at", "charge_ids.voided_at")
    def _compute_owes(self):
        """Tell who has an open debt, of money or of a book, and who could bring a book for it."""
        reasons = dict(
            self.env["library.charge"]._read_group(
                self._debts_domain(), ["membership_id"], ["reason:array_agg"]
            )
        )
        for membership in self:
            membership.owes = membership in reasons
            membership.owes_book = bool({"lost", "damaged"} & set(reasons.get(membership, ())))

    @api.model
    def _search_owes(self, operator, value):
        if operator != "in":
            return NotImplemented
        debts = self.env["library.charge"]._open_domain()
        return [("charge_ids", "any" if True in value else "not any", debts)]

    def _debts_domain(self):
        return self.env["library.charge"]._open_domain() & Domain("membership_id", "in", self.ids)

    def _debts(self):
        """Return the open debts of these members, read anew, the oldest first."""
        return self.env["library.charge"].search(self._debts_domain(), order="id")

    def _balance(self):
        """Return how many rupiah this member owes."""
        self.ensure_one()
        return self.balance

    def _balances(self):
        """Return ``{membership: rupiah owed}``."""
        return {membership: membership.balance for membership in self}

    def _settle_balance(self):
        """Set what these members owe from their open debts. They were written first, by the act."""
        self.env["library.charge"].flush_model()
        sums = dict(
            self.env["library.charge"]._read_group(
                self._debts_domain(), ["membership_id"], ["open_amount:sum"]
            )
        )
        for membership in self:
            membership.balance = sums.get(membership, 0)

    # ------------------------------------------------------------------
    # VERBS: the caller has checked that the user works in the library
    # ------------------------------------------------------------------

    def _charge(self, reason, amount, key, words=None):
        """Charge this member by hand: a new card, or whatever a library asks money for.

        :param key: an :class:`~.library_event.ActKey`
        :return: the answer of the ledger
        """
        event, fresh = self._claim_money(key, "charge", [reason, amount, words])
        if fresh:
            blocks = charges.judge_charge(amount)
            event._settle_blocks(blocks, [], None)
            if not blocks:
                vals = {"membership_id": event.membership_id.id, "reason": reason}
                self.env["library.charge"].sudo()._charge(
                    [{**vals, "amount": amount, "words": words}]
                )
                event._settle_money(amount)
        return event._answers()[0]

    def _pay(self, key, amount=None, debts=None):
        """Take money for what is owed, in part or in all; once a request.

        :param amount: rupiah; without one, all that is open
        :param debts: for which debts; without any, all of them, the oldest first
        :return: the answer of the ledger, with the number of the receipt
        """
        return self._settle_debts(charges.PAID, key, amount, debts)

    def _waive(self, key, words, amount=None, debts=None):
        """Let a member off, for a reason. The caller has checked that a librarian asks.

        :raise UserError: without a reason
        """
        if not words:
            raise UserError(self.env._("Write why it is waived."))
        return self._settle_debts(charges.WAIVED, key, amount, debts, words)

    def _settle_debts(self, kind, key, amount, debts, words=None):
        chosen = debts.ids if debts else []
        event, fresh = self._claim_money(key, VERBS[kind], [amount, chosen, words])
        if fresh:
            # the open debts of one member, whose library the caller has checked
            open_sudo = event.membership_id._debts()
            if debts is not None:
                open_sudo &= debts.sudo()
            owed = sum(open_sudo.mapped("open_amount"))
            # a waiver of all lets off a book that is owed, too
            only_books = kind == charges.WAIVED and amount is None and open_sudo
            blocks = [] if only_books else charges.judge_settling(amount, owed)
            event._settle_blocks(blocks, [], None)
            if not blocks:
                given = owed if amount is None and kind == charges.PAID else amount
                lines = open_sudo._settle(kind, given, words=words)
                event._settle_money(sum(lines.mapped("amount")), lines)
        return event._answers()[0]

    def _replace(self, debt, copy, key):
        """Take a book for a lost or damaged one (Ganti Buku): a copy of this library, once.

        :param debt: an open debt for a lost or damaged book
        :param copy: the copy that was entered for it, or one of the same title
        """
        event, fresh = self._claim_money(key, "replace", [debt.id, copy.id], copy)
        if fresh:
            debt_sudo, copy_sudo = debt.sudo(), copy.sudo()  # the caller has checked both
            blocks = self._replacement_blocks(debt_sudo, copy_sudo)
            event._settle_blocks(blocks, [], None)
            if not blocks:
                lines = debt_sudo._settle(charges.REPLACED, copy_id=copy.id)
                event._settle_money(sum(lines.mapped("amount")), lines)
        return event._answers()[0]

    def _replacement_blocks(self, debt, copy):
        used = [("kind", "=", charges.REPLACED), ("copy_id", "=", copy.id)]
        if not debt.is_open:
            return [Block("nothing_owed")]
        if debt.reason not in ("lost", "damaged"):
            return [Block("not_for_a_book")]
        if copy.library_id != self.library_id:
            return [Block("copy_elsewhere", {"library": copy.library_id.name})]
        gone = copy == debt.loan_id.copy_id or copy.manual_state in ("lost", "withdrawn")
        if gone or debt.search_count(used, limit=1):
            return [Block("copy_replaces_nothing")]
        return []

    def _pay_back(self, debt, words, key, amount=None):
        """Hand back what was paid for a debt; it is owed again. The caller has checked the librarian.

        :raise UserError: without a reason
        """
        if not words:
            raise UserError(self.env._("Write why it is paid back."))
        event, fresh = self._claim_money(key, "pay_back", [debt.id, amount, words])
        if fresh:
            debt_sudo = debt.sudo()  # the caller has checked it
            blocks = charges.judge_settling(amount, debt_sudo._paid())
            event._settle_blocks(blocks, [], None)
            if not blocks:
                lines = debt_sudo._pay_back(words, amount)
                event._settle_money(sum(lines.mapped("amount")), lines)
        return event._answers()[0]

    def _claim_money(self, key, verb, payload, copy=None):
        """Claim an act about what this member owes; see :meth:`library.event._claim`."""
        self.ensure_one()
        copies = [copy or self.env["library.copy"]]
        event_sudo, fresh = self.env["library.event"]._claim(
            key, verb, self.library_id, copies, [self.id, *payload]
        )
        if fresh:
            event_sudo._settle(membership_id=self._in_force().id)
        return event_sudo, fresh

    # ------------------------------------------------------------------
    # WHAT IS OPEN
    # ------------------------------------------------------------------

    def _open_matters(self):
        env = self.env
        # whether somebody owes nothing must not depend on who asks
        debts_sudo = self.sudo()._debts()
        return [
            *super()._open_matters(),
            *(
                Matter(debt_sudo.membership_id.with_env(env), "charge", debt_sudo._matter())
                for debt_sudo in debts_sudo
            ),
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_if_never_charged(self):
        if self.sudo().charge_ids:  # that there is something, not what
            raise UserError(
                self.env._(
                    "A membership with charges is not deleted. Enter the day the person left."
                )
            )


class LibraryMember(models.Model):
    _inherit = "library.member"

    @api.ondelete(at_uninstall=False)
    def _unlink_if_never_charged(self):
        lines_sudo = self.env["library.charge"].sudo()  # that there is something, not what
        if lines_sudo.search_count([("member_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("A person with charges is not deleted. Enter the day the person left.")
            )


class LibraryCharge(models.Model):
    _inherit = "library.charge"

    def _matter(self):
        """Return an open debt in words for who has to settle it."""
        self.ensure_one()
        env = self.env
        if self.in_kind and not self.open_amount:
            return env._("%s: bring an equal book", self._about())
        owed = charges.rupiah(self.open_amount)
        if self.in_kind:
            return env._(
                "%(what)s: bring an equal book, or %(owed)s", what=self._about(), owed=owed
            )
        return f"{self._about()}: {owed}"
