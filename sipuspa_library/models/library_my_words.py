from odoo import models
from odoo.tools import format_date


class LibraryEvent(models.Model):
    """What the member reads of an own act: kinder words than the desk's, from the same codes."""

    _inherit = "library.event"

    def _member_sentences(self):
        """Return the sentences of one line, a list."""
        self.ensure_one()
        if self.outcome == "refused":
            return [self._member_sentence(block) for block in self.blocks or []]
        if self.verb == "renew":
            day = format_date(self.env, self.due_date, date_format="d MMMM y")
            told = [self.env._("You may keep it until %s.", day)]
        else:
            told = [self._member_sentence(self.next_step)] if self.next_step else []
        return [*told, *(self._member_sentence(warning) for warning in self.warnings or [])]

    def _member_sentence(self, block):
        args = block.get("args") or {}
        when = args.get("date") and format_date(self.env, args["date"], date_format="d MMMM y")
        words = self._member_words(args, when).get(block["code"])
        return words() if words else self._sentence(block)

    def _member_words(self, args, when):
        """Return ``{code: sentence}`` of what is said to a member in other words than to the desk."""
        env = self.env
        return {
            "loan_closed": lambda: env._("You have brought this book back already."),
            "copy_lost": lambda: env._("This book is noted as lost. Please talk to your library."),
            "already_claimed": lambda: env._(
                "You said that you brought it back. Your library is looking for it."
            ),
            "membership_pending": lambda: env._(
                "Please come to your library once, so that they get to know you."
            ),
            "membership_suspended": lambda: env._("You have a break until %s.", when),
            "membership_expired": lambda: env._(
                "Your membership ended on %s. Your library can make it longer.", when
            ),
            "membership_left": lambda: env._("You are not a member of this library any more."),
            "no_policy": lambda: env._(
                "Your library has not decided about this. Please ask there."
            ),
            "renewed_at_the_desk": lambda: env._(
                "This book is made longer at the library only. Please bring it along."
            ),
            "renewal_limit": lambda: env._(
                "You have had it longer often enough. Bring it back, so that others can read it."
            ),
            "reserved_by_others": lambda: env._(
                "Somebody else is waiting for this book. Please bring it back in time."
            ),
            "library_without_hours": lambda: env._(
                "Your library has not said when it is open. Please ask there."
            ),
            "renewal_too_early": lambda: env._(
                "It is too early: you may keep it until %s anyway. Try again shortly before.", when
            ),
            "late_counts": lambda: env._(
                "It was late by %(days)s days; they count when you bring it back.", **args
            ),
            "not_a_member_there": lambda: env._("You are not a member of %s.", args["library"]),
            "already_borrowed": lambda: env._("You have this book at home already."),
            "hold_exists": lambda: env._("You have reserved this book already."),
            "no_copy_for_hold": lambda: env._("No copy of it can be brought to this library."),
            "not_for_hold": lambda: env._("This book cannot be reserved. It is read there."),
            "hold_limit_reached": lambda: env._(
                "You have reserved %(count)s books; %(limit)s is the most. Cancel one first.",
                **args,
            ),
            "queued": lambda: env._("Reserved. Your place in the queue: %s.", args["position"]),
            "hold_cancelled_scan": lambda: env._("The reservation is cancelled."),
            "hold_closed": lambda: env._("This reservation has ended already."),
        }
