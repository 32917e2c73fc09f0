from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools import holds


class LibraryLibrary(models.Model):
    """What a library has to do for those who wait: fetch, send, and put the hold shelf in order."""

    _inherit = "library.library"

    sends_copies = fields.Boolean(
        string="Sends Books to Other Libraries",
        default=True,
        help="Its books are fetched for members who pick them up in another library. Without a tick "
        "they are reserved for being picked up here only.",
    )

    @api.constrains("active")
    def _check_nothing_reserved(self):
        """Nobody could fetch a book in an archived library, nor cancel what is reserved there."""
        closed = self.filtered(lambda library: not library.active)
        # that somebody waits does not say who
        waiting_sudo = (
            self.env["library.hold"].sudo()._search_active([("library_id", "in", closed.ids)])
        )
        if waiting_sudo:
            raise ValidationError(
                self.env._(
                    "%(library)s still has open reservations. Cancel them before you archive it.",
                    library=waiting_sudo[0].library_id.name,
                )
            )

    def _pull_list(self):
        """Return the copies to be fetched, sent or scanned here, in plain values and without any person.

        The caller has checked that the user works here.

        :return: ``{"fetch", "send", "scan"}``, each a list of dicts
        """
        self.ensure_one()
        found_sudo = self.sudo()  # whoever waits elsewhere is not named
        return {
            "fetch": found_sudo._to_fetch(),
            "send": found_sudo._to_send(),
            "scan": found_sudo._to_scan(),
        }

    def _to_fetch(self):
        """Return what stands on the shelves here and is to be fetched for somebody: scanned, it is kept."""
        every = self.env["library.hold"]
        awaited = every._search([("is_active", "=", True), ("copy_id", "=", False)])
        free = [("status", "=", "available")]
        copies = self.env["library.copy"]
        here = copies.search(
            [*free, ("place_id", "=", self.id), ("book_id", "in", awaited.subselect("book_id"))]
        )
        if not here:
            return []
        books = [("book_id", "in", here.book_id.ids)]
        free_copies = copies.search([*books, *free], order="id")
        kinds = free_copies.collection_type_id
        queue = [hold._as_place(kinds) for hold in every._waiting(books)]
        shelves = [copy._as_shelf() for copy in free_copies]
        pickups = {
            copies.browse(copy.id): self.browse(place.pickup_id)
            for copy, place in holds.allotted(queue, shelves)
            if copy.place_id == self.id
        }
        return self._listed({copy: {"library": pickups[copy].name} for copy in pickups})

    def _to_send(self):
        """Return what is kept for somebody elsewhere and stands here still."""
        found = self.env["library.hold"]._search_active(
            [
                ("copy_id.place_id", "=", self.id),
                ("library_id", "!=", self.id),
            ]
        )
        return self._listed(
            {
                hold.copy_id: {"library": hold.library_id.name, "number": hold.number}
                for hold in found
            }
        )

    def _to_scan(self):
        """Return what a scan has still to tell where it goes: nobody has scanned it since it was decided.

        Its reservation has ended and it stands on the hold shelf, or lies ready to be sent; or it was found
        or finished and serves somebody now. The scan that served somebody was claimed a moment before.
        """
        self.env["library.hold"].flush_model()
        self.env["library.event"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT hold.copy_id FROM library_hold hold
                  JOIN library_copy copy ON copy.id = hold.copy_id
                 WHERE copy.place_id = %(library)s AND hold.fulfilled_at IS NULL
                   AND (hold.ready_at IS NOT NULL AND hold.library_id = %(library)s
                        OR hold.ready_at IS NULL AND hold.cancelled_at IS NOT NULL)
                   AND copy.status IN ('available', 'in_transit', 'on_hold_shelf')
                   AND NOT EXISTS (
                       SELECT FROM library_event event
                        WHERE event.copy_id = hold.copy_id AND event.verb IN ('return', 'lend')
                          AND event.outcome = 'done'
                          AND (event.acted_at >= COALESCE(
                                   hold.expired_at, hold.cancelled_at, hold.captured_at)
                               OR hold.is_active AND event.hold_id = hold.id
                                  AND event.acted_at >= hold.captured_at - interval '1 minute'))
                """,
                library=self.id,
            )
        )
        return self._listed({self.env["library.copy"].browse(row[0]): {} for row in rows})

    def _listed(self, told):
        """Return a dict a copy with what finds it on the shelf, in the order of the shelves.

        :param told: ``{copy: what else is told of it}``
        """
        copies = self.env["library.copy"].browse(copy.id for copy in told)
        copies.fetch(["barcode", "book_id", "shelf_id", "call_number", "status"])
        return [
            {
                "copy_id": copy.id,
                "barcode": copy.barcode,
                "title": copy.book_id.name,
                "call_number": copy.call_number or "",
                "shelf": copy.shelf_id.display_name or "",
                "library": "",
                "number": "",
                **told[copy],
            }
            for copy in copies.sorted(
                lambda copy: (copy.shelf_id.display_name or "", copy.call_number or "", copy.id)
            )
        ]
