from odoo import api, models
from odoo.exceptions import UserError


class LibraryDesk(models.AbstractModel):
    """What a desk may ask about reservations."""

    _inherit = "library.desk"

    @api.model
    def place_hold(
        self, membership_id, book_id, device, request_id, copy_id=None, pickup_id=None, reason=None
    ):
        """Reserve a title, or the one copy named, for a member of a library the user works in.

        :param pickup_id: another library the user works in, where the person is a member, too
        :return: the answer of :meth:`library.hold._place`
        """
        membership = self._membership(membership_id)
        pickup = self._my_library(pickup_id) if pickup_id else membership.library_id
        if copy_id:
            wanted = self._copies([copy_id])
        else:
            wanted = self.env["library.book"].browse(self._distinct([book_id])).exists()
            if not wanted:
                raise UserError(self.env._("This title is not there any more. Search again."))
            wanted.check_access("read")
        return self.env["library.hold"]._place(
            membership, wanted, pickup, self._key(device, request_id), self._text(reason)
        )

    @api.model
    def cancel_hold(self, hold_ids, device, request_id, reason=None):
        """Cancel reservations that are picked up in one library the user works in."""
        found = self.env["library.hold"].browse(self._distinct(hold_ids)).exists()
        found.check_access("read")
        if len(found.library_id) != 1:
            raise UserError(self.env._("Cancel the reservations of one library at a time."))
        self.env.user._check_operates(found.library_id)
        return found._cancel(self._key(device, request_id), self._text(reason))

    @api.model
    def holds_of(self, membership_id):
        """Return what a member has reserved here: what is ready first, then by when it was asked for."""
        membership = self._membership(membership_id)
        found = self.env["library.hold"]._search_active([("membership_id", "=", membership.id)])
        return [
            hold._card()
            for hold in found.sorted(lambda hold: (not hold.ready_at, hold.placed_at, hold.id))
        ]

    @api.model
    def pull_list(self, library_id):
        """Return what a library has to do for those who wait, without any person.

        :return: ``fetch`` from its shelves and scan as returned; ``send`` to where it is picked up;
            ``clear`` from the hold shelf, and scan as returned
        """
        return self._my_library(library_id)._pull_list()


class LibraryHold(models.Model):
    _inherit = "library.hold"

    def _card(self):
        """Return what a desk shows of a reservation, in plain values."""
        self.ensure_one()
        return {
            "hold_id": self.id,
            "number": self.number,
            "state": self.state,
            "position": self.position,
            "book_id": self.book_id.id,
            "title": self.book_id.name,
            "copy_id": self.copy_id.id,
            "barcode": self.copy_id.barcode,
            "library": self.library_id.name,
            "placed_at": self.placed_at.isoformat(),
            "expires_on": self.expires_on and self.expires_on.isoformat(),
        }
