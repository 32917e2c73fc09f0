from contextlib import contextmanager

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ..tools import circulation, holds, policy

UNIQUE = ("library_hold_captured_unique", "library_hold_active_unique")


class LibraryHold(models.Model):
    """What becomes of a reservation as copies become free, travel, and are lent. In superuser mode.

    Only :meth:`library.copy._serve` calls these, after the copies' rows were written and their facts read.
    """

    _inherit = "library.hold"

    def _as_place(self, kinds):
        """Return this one who waits as a :class:`~..tools.holds.Place`.

        :param kinds: the collection types of the copies there are
        """
        self.ensure_one()
        rules = self.env["library.policy"]._rules_for(self.library_id)
        category_id = self.membership_id.category_id.id
        return holds.Place(
            id=self.id,
            priority=self.priority,
            placed_at=self.placed_at,
            book_id=self.book_id.id,
            copy_id=self.wanted_copy_id.id or 0,
            pickup_id=self.library_id.id,
            is_servable=self.membership_id.standing == "active" and self.library_id.active,
            kind_ids=frozenset(
                kind.id
                for kind in kinds
                if (ranked := policy.ranked(rules, category_id, kind.id))
                and holds.is_reservable(ranked[0])
            ),
        )

    def _capture(self, copy):
        """Keep ``copy`` for this one who waits."""
        self.write({"copy_id": copy.id, "captured_at": fields.Datetime.now()})

    def _release(self):
        """Let go of the copy: it is lost, or somebody else has it. They wait on, in their old place."""
        self.write(
            {
                **dict.fromkeys(("copy_id", "captured_at", "ready_at", "expires_on"), False),
                "queued_at": fields.Datetime.now(),
            }
        )

    def _pass_over(self):
        """Note that these could not be served just now, though their turn had come."""
        self.write({"queued_at": fields.Datetime.now()})

    def _follow_copy(self):
        """Set when what is kept came to the hold shelf; off again where it was handed in elsewhere."""
        here = self.filtered(lambda hold: hold.copy_id.place_id == hold.library_id)
        (self - here).filtered("ready_at").write({"ready_at": False, "expires_on": False})
        arrived = here.filtered(lambda hold: not hold.ready_at)
        for library, arriving in arrived.grouped("library_id").items():
            today = library._today()
            calendar = library._calendar(today)
            rules = self.env["library.policy"]._rules_for(library)
            for hold in arriving:
                hold.write(
                    {
                        "ready_at": fields.Datetime.now(),
                        "expires_on": hold._kept_until(rules, calendar, today),
                    }
                )

    def _kept_until(self, rules, calendar, today):
        """Return the last day this is kept on the hold shelf, as the loan rule says."""
        ranked = policy.ranked(
            rules, self.membership_id.category_id.id, self.copy_id.collection_type_id.id
        )
        days = ranked[0].hold_shelf_days if ranked else 0
        return holds.kept_until(today, days, calendar)

    @api.model
    def _lent(self, copies):
        """Note of ``copies``, which are lent, whose waiting has ended by that: they have the title.

        Another copy that was kept for one of them is free.
        """
        loans = self.env["library.loan"]._open_of(copies)
        had = {(loan.member_id, loan.book_id): loan for loan in loans}
        found = self._search_active(
            [("member_id", "in", loans.member_id.ids), ("book_id", "in", loans.book_id.ids)]
        )
        freed = copies.browse()
        for hold in found:
            if loan := had.get((hold.member_id, hold.book_id)):
                freed |= hold.copy_id - copies
                hold.write({"fulfilled_at": fields.Datetime.now(), "loan_id": loan.id})
        if freed:
            freed._touch()
            freed._settle_status()

    @contextmanager
    def _once(self):
        """Write what is decided within the block; who served or reserved the same meanwhile was first.

        :raise ConcurrencyError: when another act has taken the copy or the place
        """
        try:
            yield
            self.flush_model()
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name not in UNIQUE:
                raise
            raise ConcurrencyError("somebody was served or reserved at the same moment") from error

    def _as_reserved(self, place):
        """Return what a desk at ``place`` is told: a number and a library, never a person."""
        self.ensure_one()
        return circulation.Reserved(
            number=self.number,
            library=self.library_id.name,
            is_here=self.library_id == place,
        )
