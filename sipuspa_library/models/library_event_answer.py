from odoo import api, fields, models
from odoo.tools import format_date


class LibraryEvent(models.Model):
    """What a device and a person are told of an act, made from codes at the first try and at a replay."""

    _inherit = "library.event"

    warnings = fields.Json(readonly=True, help="What was told beside the blocks.")
    message = fields.Char(compute="_compute_message", string="Answer")

    def _answers(self):
        """Return what the device is told, a dict a line; the same at the first try and at a replay."""
        may_override = self.env["library.override"]._allowed()
        self.fetch(self._told_fields())
        self.copy_id.book_id.fetch(["name"])
        return [event._answer(may_override) for event in self]

    def _told_fields(self):
        """Return the columns an answer is made of, read in one statement."""
        told = ["verb", "copy_id", "outcome", "loan_id", "due_date", "next_step", "blocks"]
        return [*told, "warnings"]

    def _answer(self, may_override):
        self.ensure_one()
        return {
            "copy_id": self.copy_id.id,
            "barcode": self.copy_id.barcode,
            "title": self.copy_id.book_id.name,
            "verb": self.verb,
            "outcome": self.outcome,
            "loan_id": self.loan_id.id,
            "due_date": self.due_date and self.due_date.isoformat(),
            "next_step": self.next_step or False,
            "blocks": [
                {
                    **block,
                    "message": self._sentence(block),
                    "may_override": block["code"] in may_override,
                }
                for block in self.blocks or []
            ],
            "warnings": [
                {**block, "message": self._sentence(block)} for block in self.warnings or []
            ],
            "message": self.message,
        }

    @api.depends_context("lang", "uid")
    @api.depends("outcome", "blocks", "due_date", "next_step", "warnings")
    def _compute_message(self):
        for event in self:
            event.message = " ".join(event._sentences())

    def _sentences(self):
        """Return what a person reads, made from codes and arguments in the reader's language."""
        if self.outcome == "refused":
            return [self._sentence(block) for block in self.blocks or []]
        told = []
        if self.next_step:
            told.append(self._sentence(self.next_step))
        elif self.due_date:
            told.append(self.env._("Due on %s.", format_date(self.env, self.due_date)))
        return [*told, *(self._sentence(block) for block in self.warnings or [])]

    def _sentence(self, block):
        """Return the sentence of one block or next step."""
        args = block.get("args") or {}
        when = args.get("date") and format_date(self.env, args["date"])
        return self._words(args, when)[block["code"]]()

    def _words(self, args, when):
        """Return ``{code: sentence}``, each made only when it is said; every subject adds its own.

        :param args: the arguments of the code
        :param when: its date in the reader's words, where it has one
        """
        env = self.env
        return {
            "already_borrowed": lambda: env._("This member has this book already."),
            "copy_on_loan": lambda: env._("Lent in %s. Take it back first.", args["library"]),
            "copy_elsewhere": lambda: env._("This copy belongs in %s.", args["library"]),
            "copy_on_its_way": lambda: env._(
                "On its way in a transfer. Scan it as returned here first."
            ),
            "copy_not_arrived": lambda: env._(
                "Last handed in at %s. Return it here first.", args["library"]
            ),
            "copy_withdrawn": lambda: env._("Withdrawn: this copy is not lent any more."),
            "copy_lost": lambda: env._("Marked as lost. Set it right first."),
            "copy_in_repair": lambda: env._("In repair. Finish the repair first."),
            "copy_damaged": lambda: env._("Marked as damaged. Set it right first."),
            "copy_in_processing": lambda: env._("Still in processing. Finish processing first."),
            "membership_pending": lambda: env._(
                "Registration is not verified yet. Verify it first."
            ),
            "membership_suspended": lambda: env._("Suspended until %s.", when),
            "membership_expired": lambda: env._("Membership ended on %s. Renew it first.", when),
            "membership_left": lambda: env._("No longer a member of this library."),
            "no_policy": lambda: env._("No loan rule fits. Ask the library office to add one."),
            "not_for_loan": lambda: env._("To be read here only."),
            "library_without_hours": lambda: env._(
                "This library has no opening hours, so no due date. Enter the opening hours first."
            ),
            "limit_reached": lambda: env._(
                "Has %(count)s books already; %(limit)s is the limit.", **args
            ),
            "type_limit_reached": lambda: env._(
                "Has %(count)s books of the type “%(type)s” already; %(limit)s is the limit.",
                type=env["library.collection.type"].browse(args["collection_type_id"]).name,
                count=args["count"],
                limit=args["limit"],
            ),
            "has_overdue": lambda: env._(
                "Has %(count)s overdue books. Take them back first.", **args
            ),
            "renewal_limit": lambda: env._(
                "Cannot be renewed again: %(limit)s is the limit.", **args
            ),
            "renewed_at_the_desk": lambda: env._("Members do not renew this themselves."),
            "renewal_too_early": lambda: env._("Renewing now gives no later day than %s.", when),
            "loan_closed": lambda: env._("This book has been returned already."),
            "membership_ends_soon": lambda: env._("Membership ends on %s.", when),
            "late_counts": lambda: env._(
                "Late by %(days)s days; they count when it comes back.", **args
            ),
            "due_moved": lambda: env._("The library is closed, so it is due on %s.", when),
            "shelve": lambda: env._("Returned. Put it on the shelf."),
            "send_home": lambda: env._("Returned. Send it to %s.", args["library"]),
            "arrived": lambda: env._("It was not lent. Put it on the shelf."),
        }
