from odoo import fields, models

# the acts that are about a reservation, and may be about no copy
HOLD_VERBS = ("hold", "cancel_hold")


class LibraryEvent(models.Model):
    """What is told of a reservation: its title, and where it stands in the queue."""

    _inherit = "library.event"

    hold_id = fields.Many2one(
        comodel_name="library.hold", readonly=True, index="btree_not_null", ondelete="set null"
    )

    def _answer(self, may_override):
        answer = super()._answer(may_override)
        if self.verb in HOLD_VERBS or self.verb == "undo" and self.undone_id.verb in HOLD_VERBS:
            title = self.hold_id.book_id or self.copy_id.book_id
            answer |= {"hold_id": self.hold_id.id, "title": title.name}
        return answer

    def _words(self, args, when):
        env = self.env
        return super()._words(args, when) | {
            "copy_reserved": lambda: env._(
                "Reserved for another member, who picks it up in %s.", args["library"]
            ),
            "reserved_by_others": lambda: env._("Somebody else is waiting for this book."),
            "not_a_member_there": lambda: env._(
                "Not a member of %s. Join that library first.", args["library"]
            ),
            "hold_exists": lambda: env._("This member has reserved this book already."),
            "no_copy_for_hold": lambda: env._("No copy can be brought to this library."),
            "not_for_hold": lambda: env._("This book cannot be reserved here."),
            "hold_limit_reached": lambda: env._(
                "Has reserved %(count)s books already; %(limit)s is the limit.", **args
            ),
            "hold_cancelled": lambda: env._("The reservation is cancelled."),
            "hold_cancelled_scan": lambda: env._(
                "The reservation is cancelled. Scan the book %s as returned: it tells where it goes.",
                args["barcode"],
            ),
            "hold_closed": lambda: env._("This reservation has ended already."),
            "queued": lambda: env._("Reserved. Place in the queue: %s.", args["position"]),
            "hold_shelf": lambda: env._(
                "Reserved. Put the slip %s in it, and it on the hold shelf.", args["number"]
            ),
            "send_to": lambda: env._("Reserved. Send it to %s.", args["library"]),
        }
