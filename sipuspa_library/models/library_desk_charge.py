from odoo import api, models
from odoo.exceptions import UserError

from ..tools import charges
from .library_charge import REASONS

LIBRARIAN = "sipuspa_library.group_librarian"


class LibraryDesk(models.AbstractModel):
    """What a desk may ask about money and about books that do not just come back."""

    _inherit = "library.desk"

    @api.model
    def charges_of(self, membership_id):
        """Tell what a member owes, and what being late would cost if the books came back today.

        :return: ``balance`` in rupiah; ``charges``, a dict an open debt; ``estimates``, a dict a late loan
        """
        membership = self._membership(membership_id)
        # the member of a library the user works in: what is owed there is the desk's to know
        debts_sudo = membership.sudo()._debts()
        fines = membership.sudo()._open_loans()._fine_so_far(membership.library_id._today())
        return {
            "balance": membership._balance(),
            "charges": [
                {
                    "charge_id": debt_sudo.id,
                    "reason": debt_sudo.reason,
                    "title": debt_sudo.book_id.name or False,
                    "words": debt_sudo.words or False,
                    "amount": debt_sudo.amount,
                    "open": debt_sudo.open_amount,
                    "in_kind": debt_sudo.in_kind,
                    "date": debt_sudo.library_id._local(debt_sudo.acted_at).date().isoformat(),
                    "message": debt_sudo._matter(),
                }
                for debt_sudo in debts_sudo
            ],
            "estimates": [
                {"loan_id": loan.id, "title": loan.book_id.name, "amount": fine}
                for loan, fine in fines.items()
            ],
        }

    @api.model
    def charge(self, membership_id, reason, amount, device, request_id, words=None):
        """Charge a member by hand. See :meth:`library.membership._charge`."""
        membership = self._membership(membership_id)
        if reason not in dict(REASONS) or reason in ("late", "lost", "damaged"):
            raise UserError(self.env._("Choose what it is for: a new card, or something else."))
        key = self._key(device, request_id)
        return membership._charge(reason, self._rupiah(amount), key, self._text(words))

    @api.model
    def pay(self, membership_id, device, request_id, amount=None, charge_ids=None):
        """Take a payment: all that is open, or a part. See :meth:`library.membership._pay`."""
        membership = self._membership(membership_id)
        debts = self._debts(membership, charge_ids)
        return membership._pay(self._key(device, request_id), self._rupiah(amount), debts)

    @api.model
    def waive(self, membership_id, reason, device, request_id, amount=None, charge_ids=None):
        """Let a member off, as a librarian. See :meth:`library.membership._waive`."""
        membership = self._membership(membership_id, LIBRARIAN)
        debts = self._debts(membership, charge_ids)
        key = self._key(device, request_id)
        return membership._waive(key, self._text(reason), self._rupiah(amount), debts)

    @api.model
    def settle_in_kind(self, charge_id, copy_id, device, request_id):
        """Take a book for a lost or damaged one. See :meth:`library.membership._replace`."""
        debt = self._my_debt(charge_id)
        return debt.membership_id._replace(
            debt, self._copies([copy_id]), self._key(device, request_id)
        )

    @api.model
    def pay_back(self, charge_id, reason, device, request_id, amount=None):
        """Hand back what was paid, as a librarian. See :meth:`library.membership._pay_back`."""
        debt = self._my_debt(charge_id, LIBRARIAN)
        key = self._key(device, request_id)
        return debt.membership_id._pay_back(debt, self._text(reason), key, self._rupiah(amount))

    @api.model
    def declare_lost(self, loan_id, device, request_id, amount=None, words=None):
        """Note that a lent book is lost. See :meth:`library.loan._declare_lost`."""
        loan = self._my_loan(loan_id)
        key = self._key(device, request_id)
        return loan._declare_lost(key, self._rupiah(amount), self._text(words))

    @api.model
    def claim_returned(self, loan_id, device, request_id, words=None):
        """Note that a member says a book was returned. See :meth:`library.loan._claim_returned`."""
        loan = self._my_loan(loan_id)
        return loan._claim_returned(self._key(device, request_id), self._text(words))

    @api.model
    def still_out(self, loan_id, device, request_id):
        """Note that a lost book is with its member after all. See :meth:`library.loan._still_out`."""
        return self._my_loan(loan_id)._still_out(self._key(device, request_id))

    @api.model
    def found(self, loan_id, device, request_id, pay_back=False):
        """Note that a lost book is here; only a librarian pays back. See :meth:`library.loan._found`."""
        loan = self._my_loan(loan_id, *([LIBRARIAN] if pay_back else []))
        return loan._found(self._key(device, request_id), bool(pay_back))

    @api.model
    def report_damage(self, loan_id, device, request_id, amount=0, words=None):
        """Note that a book came back damaged. See :meth:`library.loan._damaged`."""
        loan = self._my_loan(loan_id)
        key = self._key(device, request_id)
        return loan._damaged(key, self._rupiah(amount) or 0, self._text(words))

    # ------------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------------

    def _my_debt(self, charge_id, group="sipuspa_library.group_desk"):
        debt = self._rows("library.charge", [charge_id])
        if not debt:
            raise UserError(self.env._("This charge is not there any more."))
        self.env.user._check_operates(debt.library_id, group)
        if debt.kind != charges.CHARGED or not debt.membership_id:
            raise UserError(self.env._("Choose what was charged."))
        return debt

    def _debts(self, membership, charge_ids):
        """Return the chosen debts of a member, ``None`` for all."""
        if charge_ids is None:
            return None
        debts = self._rows("library.charge", charge_ids)
        if debts.membership_id - membership._in_force():
            raise UserError(self.env._("Choose charges of one member."))
        return debts

    def _my_loan(self, loan_id, group="sipuspa_library.group_desk"):
        loan = self._rows("library.loan", [loan_id])
        if not loan:
            raise UserError(self.env._("This loan is not there any more."))
        self.env.user._check_operates(loan.library_id, group)
        return loan

    def _rupiah(self, amount):
        """Return a whole number of rupiah, ``None`` where none was given."""
        if amount is None or amount is False:
            return None
        if type(amount) is not int or abs(amount) > charges.HIGHEST:
            raise UserError(self.env._("Enter the amount in whole rupiah."))
        return amount
