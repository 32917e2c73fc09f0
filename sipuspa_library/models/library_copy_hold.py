from odoo import api, models
from odoo.exceptions import UserError

from ..tools import holds


class LibraryCopy(models.Model):
    """What reservations mean for a copy: whom it serves when it is free, and what may not happen to it."""

    _inherit = "library.copy"

    def write(self, vals):
        if "book_id" in vals:
            self._moving(vals)._check_not_awaited()
        return super().write(vals)

    def _check_not_awaited(self):
        """Refuse to give another title to what somebody waits for, and nothing else will do."""
        # that it is reserved, and the number; for whom is told to nobody
        awaiting_sudo = (
            self.env["library.hold"].sudo()._waiting([("wanted_copy_id", "in", self.ids)])
        )
        if awaiting_sudo:
            raise UserError(
                self._reserved_sentence(awaiting_sudo[0].wanted_copy_id, awaiting_sudo[0])
            )

    def _reserved_sentence(self, copy, hold):
        return self.env._(
            "Copy %(barcode)s is reserved (%(number)s). Cancel the reservation first.",
            barcode=copy.barcode,
            number=hold.number,
        )

    # ------------------------------------------------------------------
    # SERVING, in superuser mode; the copies' rows have been written
    # ------------------------------------------------------------------

    def _serve(self, facts, serve):
        """Let free copies serve who waits for them, and end what the facts have ended.

        Nothing is asked of the database where nobody has reserved these titles.

        :param facts: a :class:`~.library_copy_state.Facts` a copy
        :param serve: whether free copies serve anybody
        :return: ``{copy: reservation}`` of the copies that are kept for somebody now
        """
        every = self.env["library.hold"]
        if lent := self.browse(fact.id for fact in facts if fact.ends_hold):
            every._lent(lent)
        gone = [fact.hold_id for fact in facts if fact.hold_id and not fact.may_be_kept]
        every.browse(gone).filtered("is_active")._release()
        held = {
            self.browse(fact.id): every.browse(fact.hold_id)
            for fact in facts
            if fact.hold_id and fact.may_be_kept
        }
        free = self.browse(
            fact.id
            for fact in facts
            if fact.is_awaited and fact.may_be_kept and fact.place_id and not fact.hold_id
        )
        with every._once():
            if serve and free:
                held |= free._capture()
            if kept := every.union(*held.values()):
                kept._follow_copy()
        return held

    def _capture(self):
        """Keep each of these for whoever is next, and return ``{copy: reservation}``."""
        every = self.env["library.hold"]
        waiting = every._waiting([("book_id", "in", self.book_id.ids)])
        queue = [hold._as_place(self.collection_type_id) for hold in waiting]
        held = {}
        for copy in self:
            place, passed = holds.next_served(copy._as_shelf(), queue)
            if place:
                hold = every.browse(place.id)
                hold._capture(copy)
                every.browse(row.id for row in passed)._pass_over()
                queue.remove(place)
                held[copy] = hold
        return held

    def _as_shelf(self):
        """Return this copy as a :class:`~..tools.holds.Shelf`."""
        self.ensure_one()
        home = self._home()
        return holds.Shelf(
            id=self.id,
            book_id=self.book_id.id,
            home_id=home.id,
            place_id=self.place_id.id,
            is_sent=home.sends_copies,
            kind_id=self.collection_type_id.id,
        )

    # ------------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------------

    def _kept(self):
        """Return ``{copy: reservation}`` of those kept for somebody, in superuser mode.

        The status says which can be; where none is, the database is not asked.
        """
        marked = self.filtered(lambda copy: copy.status in ("on_hold_shelf", "in_transit"))
        if not marked:
            return {}
        # that a copy is kept is no secret; for whom is told to nobody who may not know
        kept_sudo = self.env["library.hold"].sudo()._search_active([("copy_id", "in", marked.ids)])
        return {hold_sudo.copy_id.with_env(self.env): hold_sudo for hold_sudo in kept_sudo}

    def _awaited_by_others(self):
        """Return those of these copies for whose title more wait than copies stand on a shelf for them.

        In superuser mode.
        """
        waiting = self.env["library.hold"]._waiting([("book_id", "in", self.book_id.ids)])
        if not waiting:
            return self.browse()
        shelves = self.search(
            [("book_id", "in", waiting.book_id.ids), ("status", "=", "available")]
        )
        kinds = (self | shelves).collection_type_id
        queue = [hold._as_place(kinds) for hold in waiting]
        served = {
            place for _copy, place in holds.allotted(queue, [copy._as_shelf() for copy in shelves])
        }
        left = [place for place in queue if place not in served]
        return self.filtered(
            lambda copy: any(holds.can_serve(copy._as_shelf(), place) for place in left)
        )

    def _held_back(self):
        """Return also those that are kept for somebody; for whom is not told."""
        kept_sudo = self.sudo()._kept()
        return super()._held_back() | {
            copy.id: self._reserved_sentence(copy, hold_sudo)
            for copy, hold_sudo in kept_sudo.items()
        }


class LibraryBook(models.Model):
    _inherit = "library.book"

    @api.ondelete(at_uninstall=False)
    def _unlink_if_never_reserved(self):
        holds_sudo = self.env["library.hold"].sudo()  # that there are any, for a sentence
        if holds_sudo.search_count([("book_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "This title was reserved, so it is not deleted. Merge it with another title."
                )
            )
