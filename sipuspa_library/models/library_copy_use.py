from odoo import fields, models

from ..tools import circulation


class LibraryCopy(models.Model):
    """Reading in the library ("baca di tempat"): a scan counts the copy, no member, no loan."""

    _inherit = "library.copy"

    use_count = fields.Integer(
        string="Read Here",
        compute="_compute_use_count",
        help="How often it was counted as read in the library, and not lent.",
    )

    def _compute_use_count(self):
        # how often a book is read is no secret, the ledger's lines are
        counts_sudo = self.env["library.event"].sudo()._uses(self)
        for copy in self:
            copy.use_count = counts_sudo.get(copy.id, 0)

    def _use(self, library, key):
        """Count these copies as read at ``library``, a line each; what cannot lie there is refused.

        The caller has checked that the user works there.

        :param key: an :class:`~.library_event.ActKey`
        """
        events_sudo, fresh = self.env["library.event"]._claim(key, "use", library, self, [])
        if fresh:
            self.sudo()._judge_and_use(library.sudo(), events_sudo)
        return events_sudo._answers()

    def _judge_and_use(self, library, events):
        kept = self._kept()
        lent = {loan.copy_id: loan for loan in self.env["library.loan"]._open_of(self)}
        for copy, event in zip(self, events, strict=True):
            loan, hold = lent.get(copy), kept.get(copy)
            blocks = circulation.judge_use(
                circulation.CopySituation(
                    copy_status=copy._status(bool(loan), hold),
                    owned=copy._home() == library,
                    owner=copy._home().name,
                    place=copy.place_id.name,
                    lent_in=loan.library_id.name if loan else "",
                    reserved_in=hold.library_id.name if hold else "",
                )
            )
            event._settle_blocks(blocks, [], False)
            if not blocks:
                event._settle(outcome="done", next_step={"code": "used", "args": {}})
        self.env.flush_all()


class LibraryEvent(models.Model):
    """The uses that stand: counted for a copy, a title or a library."""

    _inherit = "library.event"

    def _uses(self, copies):
        """Return ``{copy id: how often it was read here}``, what was undone left out."""
        return {
            copy.id: count
            for copy, count in self._read_group(
                [
                    ("copy_id", "in", copies.ids),
                    ("verb", "=", "use"),
                    ("outcome", "=", "done"),
                    ("undone_by_ids", "=", False),
                ],
                ["copy_id"],
                ["__count"],
            )
        }

    def _inverses(self):
        """What was read here and is undone was not counted: the ledger says so by itself."""
        return {**super()._inverses(), "use": lambda lines: None}

    def _words(self, args, when):
        env = self.env
        return {
            **super()._words(args, when),
            "used": lambda: env._("Counted as read here."),
            "undone_use": lambda: env._("Undone. It was not counted."),
        }
