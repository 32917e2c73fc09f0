from odoo import api, fields, models
from odoo.exceptions import UserError


class LibraryHold(models.Model):
    """Two titles or two persons become one: whoever waits twice by that waits once."""

    _inherit = "library.hold"

    @api.model
    def _merge_queues(self, name, rows):
        """Keep the better of two places that ``rows`` of ``name`` make one; all wait there from now on.

        :param name: ``book_id`` or ``member_id``
        :param rows: the titles or persons that become one
        :raise UserError: where a book stands ready on both
        """
        found = self._search_active([(name, "in", rows.ids)])
        now = fields.Datetime.now()
        for same in found.grouped("member_id" if name == "book_id" else "book_id").values():
            given_up = same.sorted(lambda hold: (not hold.copy_id, hold.placed_at, hold.id))[1:]
            if given_up.copy_id:
                raise UserError(
                    self.env._(
                        "One member has reserved both, and a book is kept for each (%s). Let one of "
                        "them be fetched or cancelled first.",
                        ", ".join(same.mapped("number")),
                    )
                )
            given_up.write({"cancelled_at": now})
        found.filtered(lambda hold: hold.is_active and not hold.copy_id).write({"queued_at": now})


class LibraryBook(models.Model):
    _inherit = "library.book"

    def _merge_take_in(self, losers, choices):
        self.env["library.hold"]._merge_queues("book_id", self | losers)
        return super()._merge_take_in(losers, choices)


class LibraryMember(models.Model):
    _inherit = "library.member"

    def _merge_take_in(self, losers, choices):
        self.env["library.hold"]._merge_queues("member_id", self | losers)
        return super()._merge_take_in(losers, choices)
