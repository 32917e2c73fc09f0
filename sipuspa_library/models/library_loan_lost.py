from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import charges
from ..tools.circulation import Block


class LibraryLoan(models.Model):
    """Lost, said to be returned, found again, damaged: a lent book that does not just come back.

    A loan that is declared lost stays open until what is owed for it is settled, or the book is found: see
    ``docs/decisions/0016-a-lost-book.md``.
    """

    _inherit = "library.loan"

    # ------------------------------------------------------------------
    # VERBS: the caller has checked that the user works in the library
    # ------------------------------------------------------------------

    def _declare_lost(self, key, amount=None, words=None):
        """Note that the member has lost the book, and what is owed for it by the rule of today.

        :param amount: what a librarian asks for it; without one, the price it was bought for, where the
            rule asks for a price
        """
        event, fresh = self._claim_about(key, "lose", [amount, words])
        if fresh:
            loan_sudo = self.sudo()  # the caller has checked the loan
            owed = loan_sudo._owed_when_lost(amount)
            blocks = loan_sudo._lost_blocks(owed)
            event._settle_blocks(blocks, [], None)
            if not blocks:
                event._settle_money(owed["amount"], details=loan_sudo._lose(owed, words))
        return event._answers()[0]

    def _owed_when_lost(self, amount):
        """Return how a lost copy is to be made good: what rule, what amount."""
        library = self.library_id
        rules = self.env["library.policy"]._rules_for(library)
        rule = self.membership_id._rule_for(self.copy_id, rules)
        how = rule.replace_lost if rule else "book"
        if amount is None and how == "price":
            acquired = self.copy_id._acquired().get(self.copy_id)
            amount = round(acquired.price) if acquired else 0
        return {"how": how, "amount": amount or 0}

    def _lost_blocks(self, owed):
        if not self.is_open:
            return [Block("loan_closed")]
        if self.lost_at:
            return [Block("already_lost")]
        if owed["amount"] < 0 or owed["amount"] > charges.HIGHEST:
            return [Block("amount_wrong")]
        if owed["how"] == "price" and not owed["amount"]:
            return [Block("price_unknown")]
        return []

    def _lose(self, owed, words):
        """Write the loss: what was late until now, what is owed, the state of the copy."""
        self.copy_id._touch()
        late = self._charge_late(self.library_id._today()).get(self, {})
        self.lost_at = fields.Datetime.now()
        self.copy_id._set_state("lost", words)
        if owed["how"] == "none" and not owed["amount"]:
            self._end_lost()
            return late
        self.env["library.charge"]._charge(
            [
                {
                    "membership_id": self.membership_id.id,
                    "loan_id": self.id,
                    "reason": "lost",
                    "amount": owed["amount"],
                    "in_kind": owed["how"] == "book",
                    "words": words,
                }
            ]
        )
        return {**late, "in_kind": owed["how"] == "book"}

    def _claim_returned(self, key, words=None):
        """Note that the member says it was brought back: it is looked for, and is not late meanwhile."""
        event, fresh = self._claim_about(key, "claim", [words])
        if fresh:
            loan_sudo = self.sudo()  # the caller has checked the loan
            blocks = [Block("loan_closed")] if not loan_sudo.is_open else []
            if loan_sudo.claimed_at:
                blocks = [Block("already_claimed")]
            event._settle_blocks(blocks, [], None)
            if not blocks:
                loan_sudo.copy_id._touch()
                loan_sudo.claimed_at = fields.Datetime.now()
                event._settle(outcome="done")
        return event._answers()[0]

    def _found(self, key, pay_back=False):
        """Note that a lost book is here again: what is still owed for the loss is waived.

        What was paid stays with the library, which may have bought another, unless it is paid back.

        :param pay_back: hand back what was paid for it
        """
        event, fresh = self._claim_about(key, "find", [bool(pay_back)])
        if fresh:
            loan_sudo = self.sudo()  # the caller has checked the loan
            blocks = [] if loan_sudo.lost_at else [Block("not_lost")]
            event._settle_blocks(blocks, [], None)
            if not blocks:
                loan_sudo.copy_id._touch()
                lines = loan_sudo._loss_is_over(pay_back)
                loan_sudo._end()
                event._settle_money(sum(lines.mapped("amount")), lines)
        return event._answers()[0]

    def _found_by_return(self):
        """Settle the loss of those of these loans whose lost book is handed in.

        :return: ``{loan: plain values}`` for the answer
        """
        lost = self.filtered("lost_at")
        lost._loss_is_over()
        return dict.fromkeys(lost, {"found": True})

    @api.model
    def _found_after_all(self, copies):
        """Settle the loss of those of these copies, handed in and not lent, that was paid or made good.

        :return: the loans that were over already, one a copy
        """
        missing = copies.filtered(lambda copy: copy.manual_state == "lost")
        if not missing:  # asks the database nothing
            return self.browse()
        over = self.search([("copy_id", "in", missing.ids), ("lost_at", "!=", False)], order="id")
        over._loss_is_over()
        return self.concat(*{loan.copy_id: loan for loan in over}.values())

    def _loss_is_over(self, pay_back=False):
        """Settle the loss of those of these loans whose book is here again.

        :return: the lines that paid something back
        """
        lost = self.filtered("lost_at")
        debts = lost._loss_debts()
        if not lost:
            return debts
        lost.write({"lost_at": False, "settled_by": False})
        words = self.env._("Found again")
        lines = debts._pay_back(words) if pay_back else debts.browse()
        debts.filtered("is_open")._settle(charges.WAIVED, words=words)
        lost.copy_id.filtered(lambda copy: copy.manual_state == "lost")._set_state(False, words)
        return lines

    def _loss_debts(self):
        return self.env["library.charge"].search(
            [
                ("loan_id", "in", self.ids),
                ("kind", "=", charges.CHARGED),
                ("reason", "=", "lost"),
                ("voided_at", "=", False),
            ]
        )

    def _go_on_lost(self):
        """Let lost loans go on whose payment was handed back: they count among the books as before."""
        over = self.filtered(lambda loan: loan.lost_at and loan.returned_at)
        if not over:
            return
        over.copy_id._touch()
        opened = self._open_of(over.copy_id) | over.membership_id._open_loans()
        # not what was lent anew, or what its member has another copy of by now
        over = over.filtered(
            lambda loan: (
                loan.copy_id not in opened.copy_id
                and loan.book_id
                not in opened.filtered(
                    lambda other: other.membership_id == loan.membership_id
                ).book_id
            )
        )
        over.write({"returned_at": False, "returned_by_id": False, "return_library_id": False})
        over.flush_recordset()
        over.copy_id._settle_status()

    def _end_lost(self):
        """End loans whose loss is settled: the copy stays lost, the loan is over."""
        self.copy_id._touch()
        self._end()

    def _end(self):
        ending = self.filtered("is_open")
        for library, loans in ending.grouped("library_id").items():
            loans.write(
                {
                    "returned_at": fields.Datetime.now(),
                    "returned_by_id": self.env.uid,
                    "return_library_id": library.id,
                }
            )
        self.copy_id._settle_status()

    def _damaged(self, key, amount=0, words=None):
        """Note that a book came back damaged, or is: set aside, and what is asked for it.

        :param amount: rupiah; 0 for nothing
        """
        event, fresh = self._claim_about(key, "damage", [amount, words])
        if fresh:
            loan_sudo = self.sudo()  # the caller has checked the loan
            blocks = charges.judge_charge(amount) if amount else []
            if loan_sudo.voided_at:
                blocks = [Block("loan_closed")]
            elif loan_sudo._damage_debts():
                blocks = [Block("charged_already")]
            event._settle_blocks(blocks, [], None)
            if not blocks:
                loan_sudo._note_damage(amount, words)
                event._settle_money(amount)
        return event._answers()[0]

    def _note_damage(self, amount, words):
        self.copy_id._touch()
        if self.copy_id.manual_state not in ("withdrawn", "lost"):
            self.copy_id._set_state("damaged", words)
        if amount:
            vals = {"membership_id": self.membership_id.id, "loan_id": self.id}
            self.env["library.charge"]._charge(
                [{**vals, "reason": "damaged", "amount": amount, "words": words}]
            )

    def _damage_debts(self):
        return self.env["library.charge"].search(
            [
                ("loan_id", "=", self.id),
                ("kind", "=", charges.CHARGED),
                ("reason", "=", "damaged"),
                ("voided_at", "=", False),
            ]
        )

    def _claim_about(self, key, verb, payload):
        """Claim an act about this loan; see :meth:`library.event._claim`.

        :raise UserError: when the loan has forgotten whose it was
        """
        self.ensure_one()
        loan_sudo = self.sudo()  # the caller has checked the loan
        if not loan_sudo.membership_id:
            raise UserError(self.env._("Nobody knows any more who had this book."))
        event_sudo, fresh = self.env["library.event"]._claim(
            key, verb, self.library_id, self.copy_id, [self.id, *payload]
        )
        if fresh:
            event_sudo._settle(loan_id=self.id, membership_id=loan_sudo.membership_id.id)
        return event_sudo, fresh
