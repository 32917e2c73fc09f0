from odoo import api, models
from odoo.tools import format_date

from ..tools.charges import rupiah


class LibraryEvent(models.Model):
    """What an act came to in money and days, and how it is said at the desk."""

    _inherit = "library.event"

    def _settle_money(self, amount, lines=None, details=None):
        """Note an act about what a member owes as done: the amount, the receipt, what is owed now."""
        printed = lines[:1] if lines and lines[:1].receipt_number else None
        self._settle(
            outcome="done",
            details={
                **(details or {}),
                "amount": amount,
                "balance": self.membership_id.balance,
                **({"receipt": printed.receipt_number, "line_id": printed.id} if printed else {}),
            },
        )
        self.env.flush_all()

    def _has_inverse(self):
        """A return is not undone once its fine was settled."""
        return super()._has_inverse() and (self.verb != "return" or self.loan_id._may_uncharge())

    def _told_fields(self):
        return [*super()._told_fields(), "details"]

    def _answer(self, may_override):
        return {**super()._answer(may_override), "details": self.details or False}

    @api.depends("details")
    def _compute_message(self):
        return super()._compute_message()

    def _sentences(self):
        told = super()._sentences()
        if self.outcome != "done":
            return told
        details, said = self.details or {}, self._done_words()
        if self.verb in said:
            told.append(said[self.verb](details))
        return [*told, *self._late_sentences(details)]

    def _done_words(self):
        """Return ``{verb: how it is said that it was done}``, each made of the details of the act."""
        env = self.env

        def owes(details):
            left = details["balance"]
            return env._("Owes %s.", rupiah(left)) if left else env._("Nothing is owed any more.")

        def paid(details):
            return env._(
                "Paid: %(amount)s, receipt %(receipt)s.",
                amount=rupiah(details["amount"]),
                receipt=details["receipt"],
            )

        return {
            "charge": owes,
            "pay": lambda details: f"{paid(details)} {owes(details)}",
            "waive": lambda details: " ".join(
                (env._("Waived: %s.", rupiah(details["amount"])), owes(details))
            ),
            "replace": lambda details: env._("Thank you: the book is replaced."),
            "pay_back": lambda details: env._("Pay back %s.", rupiah(details["amount"])),
            "lose": self._lost_sentence,
            "claim": lambda details: env._("Noted. Look for it on the shelves."),
            "find": lambda details: (
                env._("Found again. Pay back %s.", rupiah(details["amount"]))
                if details["amount"]
                else env._("Found again. Put it on the shelf.")
            ),
            "resume": lambda details: env._("The loan goes on."),
            "damage": lambda details: env._("Noted as damaged."),
        }

    def _lost_sentence(self, details):
        env = self.env
        if details.get("in_kind"):
            return env._("Noted as lost. Ask for an equal book.")
        if details["amount"]:
            return env._("Noted as lost. To pay: %s.", rupiah(details["amount"]))
        return env._("Noted as lost.")

    def _late_sentences(self, details):
        """Return what a book brought back late costs."""
        env = self.env
        if details.get("fine"):
            yield env._(
                "%(days)s days late: %(fine)s.",
                days=details["late_days"],
                fine=rupiah(details["fine"]),
            )
        if details.get("suspended"):
            until = format_date(env, details["suspended"]["until"])
            yield env._("Returned late: nothing is lent until %s.", until)
        if details.get("found"):
            yield env._("It was noted as lost; that is over.")

    def _words(self, args, when):
        env = self.env
        return {
            **super()._words(args, when),
            "debt": lambda: env._(
                "Owes %(owed)s; from %(limit)s on nothing is lent. Let them pay first.",
                owed=rupiah(args["owed"]),
                limit=rupiah(args["limit"]),
            ),
            "nothing_owed": lambda: env._("Nothing is owed here."),
            "amount_wrong": lambda: env._("Enter an amount of more than nothing."),
            "amount_too_high": lambda: env._(
                "That is too much: it is %s at most.", rupiah(args["owed"])
            ),
            "not_for_a_book": lambda: env._("Only a lost or damaged book is replaced by a book."),
            "copy_replaces_nothing": lambda: env._(
                "This copy is lost or withdrawn, or has replaced another. Scan the new one."
            ),
            "already_lost": lambda: env._("It is noted as lost already."),
            "already_claimed": lambda: env._("It is noted already that it was brought back."),
            "settled_already": lambda: env._(
                "Something of this was settled already. Pay it back or waive the rest."
            ),
            "not_lost": lambda: env._("This book was not declared lost."),
            "price_unknown": lambda: env._(
                "Nobody has entered what this book cost. Enter what is to be paid."
            ),
            "charged_already": lambda: env._("This has been charged already."),
        }
