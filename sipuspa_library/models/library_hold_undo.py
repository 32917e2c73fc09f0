from odoo import api, fields, models

from .library_event_hold import HOLD_VERBS


class LibraryLoan(models.Model):
    """What undoing a lend or a return does to those who wait."""

    _inherit = "library.loan"

    @api.model
    def _undo_lend(self, events):
        """Let whoever had waited for the book wait again, the book kept for them as it was."""
        result = super()._undo_lend(events)
        self.env["library.hold"].search([("loan_id", "in", events.loan_id.ids)])._reopen(
            events.copy_id
        )
        return result

    @api.model
    def _undo_return(self, events):
        """Let go of what was kept for somebody by this very return."""
        result = super()._undo_return(events)
        for event in events.filtered("hold_id.is_active"):
            hold = event.hold_id
            if hold.copy_id == event.copy_id and hold.captured_at >= event.acted_at:
                hold._release()
        return result


class LibraryEvent(models.Model):
    """The inverse of reserving, and of cancelling."""

    _inherit = "library.event"

    def _inverses(self):
        return {
            **super()._inverses(),
            "hold": self._undo_hold,
            "cancel_hold": self._undo_cancel_hold,
        }

    def _undone_copies(self):
        """Return also the copies that were kept for what was cancelled."""
        cancelled = self.filtered(lambda line: line.verb == "cancel_hold")
        return super()._undone_copies() | cancelled.hold_id.copy_id

    def _undone_facts(self):
        facts = super()._undone_facts()
        return {**facts, "hold_id": self.hold_id.id} if self.verb in HOLD_VERBS else facts

    def _has_gone_on(self):
        """Tell whether what was reserved has ended, or who cancelled has the title again or waits for it."""
        hold = self.hold_id
        if self.verb == "hold":
            return not hold.is_active
        if self.verb == "cancel_hold":
            return not hold._can_wait_again()
        return super()._has_gone_on()

    @api.model
    def _undo_hold(self, events):
        """Cancel what was reserved; what is kept for it meanwhile serves the next."""
        events.hold_id._end("cancelled_at")

    @api.model
    def _undo_cancel_hold(self, events):
        """Let them wait again, the book kept for them as it was; who was served by that waits on."""
        for event in events:
            served = event.hold_id._search_active(
                [
                    ("copy_id", "in", event.hold_id.copy_id.ids),
                    ("captured_at", ">=", event.acted_at),
                ]
            )
            served._release()
            served.flush_recordset()
        with events.hold_id._once():
            events.hold_id.write({"cancelled_at": False, "queued_at": fields.Datetime.now()})

    def _words(self, args, when):
        env = self.env
        return {
            **super()._words(args, when),
            "undone_hold": lambda: env._("Undone. It is not reserved."),
            "undone_cancel_hold": lambda: env._("Undone. It is reserved as before."),
        }


class LibraryHold(models.Model):
    _inherit = "library.hold"

    def _can_wait_again(self):
        """Tell whether this, which was cancelled, can go on: its member is there, and without the title."""
        self.ensure_one()
        if not self.cancelled_at or not self.member_id or self.membership_id.left_on:
            return False
        same = [("member_id", "=", self.member_id.id), ("book_id", "=", self.book_id.id)]
        return not (self._search_active(same) or self.env["library.loan"]._search_open(same))

    def _reopen(self, copies):
        """Let these, which ended with a loan that is undone, go on; who was served meanwhile stays served.

        Who has reserved the title again since waits by that. A copy that is not among ``copies`` may be
        kept for somebody else by now.
        """
        again = self._search_active(
            [("member_id", "in", self.member_id.ids), ("book_id", "in", self.book_id.ids)]
        )
        waiting = {(hold.member_id, hold.book_id) for hold in again}
        back = self.filtered(lambda hold: (hold.member_id, hold.book_id) not in waiting)
        back.write({"fulfilled_at": False, "loan_id": False, "queued_at": fields.Datetime.now()})
        back.filtered(lambda hold: hold.copy_id and hold.copy_id not in copies)._release()
        back.filtered("membership_id.left_on")._end("cancelled_at")
