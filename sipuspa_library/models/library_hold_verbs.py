from odoo import api, fields, models

from ..tools import holds, policy
from ..tools.circulation import Block, split_overridden


class LibraryHold(models.Model):
    """Reserving, cancelling, and what ends when nobody comes for a book."""

    _inherit = "library.hold"

    # ------------------------------------------------------------------
    # PLACING
    # ------------------------------------------------------------------

    @api.model
    def _place(self, membership, wanted, pickup, key, reason=None):
        """Reserve a title or a copy for a member, to be picked up at ``pickup``.

        The caller has checked that the user may act for this member. Safe to repeat; with another
        request the second is refused.

        :param wanted: a ``library.book``, or the one ``library.copy`` that will do
        :param pickup: a library whose member the person is
        :param key: an :class:`~.library_event.ActKey`
        :param reason: words for going on despite what a librarian may override
        :return: the answer (:meth:`library.event._answers`)
        """
        membership.ensure_one()
        wanted.ensure_one()
        reason = (reason or "").strip()
        one = wanted if wanted._name == "library.copy" else self.env["library.copy"]
        event_sudo, fresh = self.env["library.event"]._claim(
            key, "hold", pickup, [one], [membership.id, wanted._name, wanted.id, reason]
        )
        if fresh:
            # who acts was checked; copies and rules of other libraries are weighed here
            self.sudo()._judge_and_place(
                membership._in_force().sudo(), wanted.sudo(), pickup.sudo(), event_sudo, reason
            )
        [answer] = event_sudo._answers()
        return answer

    def _judge_and_place(self, given, wanted, pickup, event, reason):
        membership = given.member_id.membership_ids.filtered(lambda row: row.library_id == pickup)
        book = wanted.book_id if wanted._name == "library.copy" else wanted
        one = wanted if wanted._name == "library.copy" else wanted.env["library.copy"]
        situation = self._situation(given.member_id, membership, book, one, pickup)
        blocks, overridden = split_overridden(
            holds.judge_hold(situation),
            reason,
            self.env["library.override"]._allowed(),
        )
        event._settle(membership_id=membership.id)
        event._settle_blocks(blocks, overridden, reason)
        if not blocks:
            hold = self._write_place(membership, book, one)
            event._settle(
                outcome="done",
                hold_id=hold.id,
                next_step=Block("queued", {"position": hold.position}).as_json(),
            )
        self.env.flush_all()

    def _situation(self, member, membership, book, one, pickup):
        """Gather what reserving is judged by: a fixed number of queries."""
        active = self._search_active([("member_id", "=", member.id)])
        lent = self.env["library.loan"]._search_open(
            [("member_id", "=", member.id), ("book_id", "=", book.id)]
        )
        copies = one or self.env["library.copy"].search_fetch(
            [("book_id", "=", book.id)],
            ["library_id", "station_id", "collection_type_id", "manual_state"],
        )
        able = copies.filtered(
            lambda copy: (
                copy.manual_state not in ("withdrawn", "lost")
                and (copy._home() == pickup or copy._home().sends_copies)
            )
        )
        return holds.HoldSituation(
            person=membership._as_person(lent.browse(), None, pickup._today())
            if membership
            else None,
            library=pickup.name,
            rule=self._widest_rule(membership, able, pickup),
            has_copy=bool(able),
            has_hold=book in active.book_id,
            has_title=bool(lent),
            count=len(active.filtered(lambda hold: hold.membership_id == membership)),
        )

    @api.model
    def _widest_rule(self, membership, copies, pickup):
        """Return the rule that allows most, of those that speak for one of ``copies``; or nothing."""
        rules = self.env["library.policy"]._rules_for(pickup)
        winners = [
            ranked[0]
            for collection in copies.collection_type_id
            if (ranked := policy.ranked(rules, membership.category_id.id, collection.id))
        ]
        return max(
            winners, key=lambda rule: holds.is_reservable(rule) * rule.hold_limit, default=None
        )

    def _write_place(self, membership, book, one):
        """Write a place in the queue; the membership first, whose limit was counted."""
        membership._touch()
        now = fields.Datetime.now()
        with self._once():
            return self.create(
                {
                    "library_id": membership.library_id.id,
                    "book_id": book.id,
                    "wanted_copy_id": one.id,
                    "membership_id": membership.id,
                    "member_id": membership.member_id.id,
                    "placed_at": now,
                    "queued_at": now,
                    "placed_by_id": self.env.uid,
                }
            )

    # ------------------------------------------------------------------
    # CANCELLING
    # ------------------------------------------------------------------

    def _cancel(self, key, reason=None):
        """Cancel these reservations of one library, a line each; what is kept for them goes on.

        :param key: an :class:`~.library_event.ActKey`
        :return: a list of answers (:meth:`library.event._answers`)
        """
        self.library_id.ensure_one()
        reason = (reason or "").strip()
        events_sudo, fresh = self.env["library.event"]._claim(
            key,
            "cancel_hold",
            self.library_id,
            [hold.wanted_copy_id for hold in self],
            [self.ids, reason],
        )
        if fresh:
            self.sudo()._judge_and_cancel(events_sudo, reason)
        return events_sudo._answers()

    def _judge_and_cancel(self, events, reason):
        for hold, event in zip(self, events, strict=True):
            event._settle(hold_id=hold.id, membership_id=hold.membership_id.id)
            if hold.is_active:
                event._settle(
                    outcome="done", reason=reason, next_step=hold._cancelled_step().as_json()
                )
            else:
                event._settle_blocks([Block("hold_closed")], [], "")
        self._end("cancelled_at")
        self.env.flush_all()

    def _cancelled_step(self):
        """Return what is to be done when this is cancelled: what stands on the hold shelf goes elsewhere."""
        if not self.ready_at:
            return Block("hold_cancelled")
        return Block("hold_cancelled_scan", {"barcode": self.copy_id.barcode})

    def _end(self, column):
        """End those of these that are open; what was kept for them serves the next. In superuser mode."""
        open_now = self.filtered("is_active")
        copies = open_now.copy_id
        if copies:
            copies._touch()
        open_now.write({column: fields.Datetime.now()})
        if copies:
            copies._settle_status()
        return open_now

    # ------------------------------------------------------------------
    # EXPIRING
    # ------------------------------------------------------------------

    @api.model
    def _cron_expire(self):
        """End what nobody has fetched in time, and let the next in the queue be served."""
        domain = [
            ("is_active", "=", True),
            ("ready_at", "!=", False),
            ("expires_on", "<", self.env["library.library"]._today()),
        ]
        cron, late = self.env["ir.cron"], self.search(domain, order="id")
        cron._commit_progress(remaining=len(late))
        cron._each(late, lambda hold: hold._expire())

    def _expire(self):
        """End this, which nobody has fetched, and note it of the copy. In superuser mode.

        Who is at a desk with the copy just now is served there. Where the library was closed since, which
        nobody knew when the book came to the shelf, it is kept as many open days more.
        """
        if self.copy_id.try_lock_for_update() and not self._kept_longer():
            for hold in self._end("expired_at"):
                self.env["library.event"]._note("expire_hold", hold.library_id, hold.copy_id)

    def _kept_longer(self):
        """Keep this as long as the calendar of today asks for; tell whether that is not over yet."""
        library = self.library_id
        since = library._local(self.ready_at).date()
        rules = self.env["library.policy"]._rules_for(library)
        until = self._kept_until(rules, library._calendar(since), since)
        if until < library._today():
            return False
        self.expires_on = until
        return True
