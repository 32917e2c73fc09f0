from odoo import api, fields, models


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
    """The inverse of reserving."""

    _inherit = "library.event"

    def _inverses(self):
        return {**super()._inverses(), "hold": self._undo_hold}

    @api.model
    def _undo_hold(self, events):
        """Cancel what was reserved; what is kept for it meanwhile serves the next."""
        events.hold_id._end("cancelled_at")

    def _words(self, args, when):
        env = self.env
        return {
            **super()._words(args, when),
            "undone_hold": lambda: env._("Undone. It is not reserved."),
        }


class LibraryHold(models.Model):
    _inherit = "library.hold"

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
