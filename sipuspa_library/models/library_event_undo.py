from datetime import timedelta

from odoo import fields, models

from ..tools import undo

# what is done with a copy and leaves it as it was
HARMLESS = ("print", "undo")
# acts whose inverse must know what was there before
REPLACING = ("return", "renew")


class LibraryEvent(models.Model):
    """Undoing the last act at a desk: what it changed is put back, and the ledger tells both."""

    _inherit = "library.event"

    before = fields.Json(
        readonly=True, help="What the act replaced, by which it is undone; nothing where it is not."
    )
    undone_id = fields.Many2one(
        comodel_name="library.event",
        string="Undoes",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The line that this one took back.",
    )

    undone_by_ids = fields.One2many(
        comodel_name="library.event", inverse_name="undone_id", string="Undone by"
    )

    _undone_once = models.UniqueIndex(
        "(undone_id) WHERE undone_id IS NOT NULL", "This has been undone already."
    )

    def _undo(self, key):
        """Take back these lines of one act, each judged by itself; return the answers.

        The caller has checked that the user works in the library of the act, and it is the same desk.

        :param key: an :class:`~.library_event.ActKey`
        """
        events_sudo, fresh = self._claim(
            key, "undo", self.library_id, [line.copy_id for line in self], self.ids
        )
        if fresh:
            self.sudo()._judge_and_undo(events_sudo)
        return events_sudo._answers()

    def _judge_and_undo(self, events):
        # the rows that every act which could come between would write, too
        (self.loan_id.membership_id | self.membership_id)._touch()
        self._undone_copies()._touch()
        later, lends = self._since()
        limit = self._undo_minutes()
        now = fields.Datetime.now()
        accepted = self.browse()
        for line, event in zip(self, events, strict=True):
            situation = undo.UndoSituation(
                minutes=(now - line.acted_at) // timedelta(minutes=1),
                limit=limit,
                has_inverse=line._has_inverse(),
                undone=line in later.undone_id,
                copy_changed=line._has_gone_on()
                or any(
                    other.copy_id in line._undone_copies()
                    and other.id > line.id
                    and other.verb not in HARMLESS
                    and other not in later.undone_id
                    for other in later
                ),
                member_borrowed=line.verb == "return"
                and any(
                    other.membership_id == line.loan_id.membership_id and other.id > line.id
                    for other in lends
                ),
            )
            blocks = undo.judge_undo(situation)
            event._settle(undone_id=False if blocks else line.id, **line._undone_facts())
            event._settle_blocks(blocks, [], False)
            if not blocks:
                accepted |= line
        accepted._put_back()
        for line, event in zip(self, events, strict=True):
            if line in accepted:
                event._settle(outcome="done", next_step={"code": f"undone_{line.verb}", "args": {}})
        self.env.flush_all()

    def _since(self):
        """Return what was done since with these copies, and what their members have borrowed since."""
        done = [("outcome", "=", "done"), ("id", ">", min(self.ids))]
        later = self.search_fetch(
            [
                *done,
                "|",
                ("copy_id", "in", self._undone_copies().ids),
                ("undone_id", "in", self.ids),
            ]
        )
        members = self.filtered(lambda line: line.verb == "return").loan_id.membership_id
        lends = self.search_fetch([*done, ("membership_id", "in", members.ids)])
        undone = lends.undone_id
        return later, lends.filtered(lambda event: event.verb == "lend" and event not in undone)

    def _undo_minutes(self):
        parameter = self.env["ir.config_parameter"].sudo().get_param(undo.MINUTES_KEY)
        return int(parameter) if parameter and parameter.isdecimal() else undo.MINUTES

    def _inverses(self):
        """Return ``{verb: method}``: each takes back the lines of its verb; every subject adds its own."""
        loans = self.env["library.loan"].sudo()  # judged by the caller
        return {
            "lend": loans._undo_lend,
            "return": loans._undo_return,
            "renew": loans._undo_renew,
        }

    def _has_inverse(self):
        """Tell whether everything this line changed is known, and whose it was."""
        self.ensure_one()
        if self.verb not in self._inverses() or (self.verb in REPLACING and not self.before):
            return False
        return not self.loan_id or bool(self.loan_id.membership_id)

    def _undone_copies(self):
        """Return the copies whose facts undoing these lines changes."""
        return self.copy_id

    def _undone_facts(self):
        """Return what the line of an undo tells of this line."""
        self.ensure_one()
        return {"loan_id": self.loan_id.id, "membership_id": self.membership_id.id}

    def _has_gone_on(self):
        """Tell whether what this line did was changed since by an act that names no copy."""
        return False

    def _put_back(self):
        inverses = self._inverses()
        for verb, lines in self.grouped("verb").items():
            inverses[verb](lines)
        self._undone_copies()._settle_status(serve=False)

    def _words(self, args, when):
        env = self.env
        return {
            **super()._words(args, when),
            "undone_already": lambda: env._("This has been undone already."),
            "not_undoable": lambda: env._("This cannot be undone. Set it right by hand."),
            "undo_too_late": lambda: env._(
                "Only what was done in the last %(minutes)s minutes is undone.", **args
            ),
            "changed_since": lambda: env._(
                "Something else was done with this book since. Undo that first."
            ),
            "borrowed_since": lambda: env._(
                "This member has borrowed another book since. Undo that first."
            ),
            "undone_lend": lambda: env._("Undone. It was not lent."),
            "undone_return": lambda: env._("Undone. It was not returned."),
            "undone_renew": lambda: env._("Undone. It is due as before."),
        }
