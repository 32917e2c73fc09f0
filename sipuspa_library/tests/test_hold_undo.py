from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_hold import MONDAY, HoldCase

TUESDAY = "2026-03-03 02:00:00"


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestHoldUndo(HoldCase):
    """A cancellation that was a mistake, and what ends a reservation by itself."""

    def cancelled(self, hold, request_id="CANCEL", **kwargs):
        [answer] = self._desk().cancel_hold(hold.ids, "test", request_id, **kwargs)
        self.assertEqual(answer["outcome"], "done", answer)
        return answer

    def undone(self, request_id="CANCEL"):
        [answer] = self.undo(self.school_a, request_id)
        if answer["outcome"] == "done":
            self.assertTrue(answer["message"])
            self.assertEqual(answer["title"], "Laskar Pelangi")
            self.assertGreen()
        return self.codes(answer)

    def kept(self, membership=None):
        hold = self.hold(membership or self.pupil_a)
        self.step(self.school_a, self.copy)
        self.assertEqual(hold.state, "ready")
        return hold

    def facts(self, hold):
        self.env.flush_all()
        self.env.invalidate_all()
        return hold.read(["state", "copy_id", "captured_at", "ready_at", "expires_on", "placed_at"])

    # ------------------------------------------------------------------
    # UNDOING A CANCELLATION
    # ------------------------------------------------------------------

    def test_who_waited_waits_again_in_the_old_place(self):
        self.lent_out()
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
        before = self.facts(first)
        self.cancelled(first)
        self.assertEqual(self.undone(), [])
        self.assertEqual(self.facts(first), before)
        self.assertEqual((first.position, second.position), (1, 2))

    def test_the_book_is_kept_again_as_long_as_before(self):
        hold = self.kept()
        before = self.facts(hold)
        with freeze_time("2026-03-02 02:20:00"):
            self.cancelled(hold)
            self.assertEqual(self.copy.status, "available")
            self.assertEqual(self.undone(), [])
        self.assertEqual(self.facts(hold), before)
        self.assertEqual(self.copy.status, "on_hold_shelf")

    def test_who_was_served_by_it_waits_on(self):
        first, second = self.kept(), self.hold(self.pupil_a2)
        before = self.facts(second)
        self.cancelled(first)
        self.assertEqual(second.state, "ready")
        self.assertEqual(self.undone(), [])
        self.assertEqual((first.state, first.copy_id), ("ready", self.copy))
        self.assertEqual(self.facts(second), before)

    def test_not_once_the_book_was_scanned_for_the_next_but_when_that_is_undone(self):
        first, second = self.kept(), self.hold(self.pupil_a2)
        self.cancelled(first)
        self.take_back(self.school_a, self.copy, request_id="SCAN")
        self.assertEqual(self.undone(), ["changed_since"])
        self.assertEqual(self.codes(self.undo(self.school_a, "SCAN")[0]), [])
        self.assertEqual(self.undone(), [])
        self.assertEqual((first.state, second.state), ("ready", "waiting"))

    def test_not_once_its_member_waits_or_has_the_book_by_another_act(self):
        self.lent_out(self.copy_2 + self.copy_3)
        self.cancelled(self.hold(self.pupil_a))
        self.hold(self.pupil_a)
        self.assertEqual(self.undone(), ["changed_since"])
        self.lend(self.pupil_a, self.copy)
        self.assertEqual(self.undone(), ["changed_since"])

    def test_not_once_its_member_has_left_or_is_forgotten(self):
        for number, ending in enumerate(("_leave", "_forget")):
            with self.subTest(ending):
                member = self._membership(self.school_a, f"Pindah {number}")
                self.cancelled(self.hold(member), request_id=ending)
                member._leave()
                if ending == "_forget":
                    member.member_id._forget()
                self.env.invalidate_all()
                self.assertIn("changed_since", self.undone(ending))

    def test_a_cancellation_is_undone_once(self):
        self.cancelled(self.hold(self.pupil_a))
        self.assertEqual(self.undone(), [])
        self.assertEqual(self.undone(), ["undone_already"])

    def test_a_reservation_that_was_served_or_cancelled_since_is_not_undone(self):
        self.hold(self.pupil_a, request_id="HOLD")
        self.lend(self.pupil_a, self.copy, request_id="LEND")
        self.assertEqual(self.undone("HOLD"), ["changed_since"])
        self.undo(self.school_a, "LEND")
        self.cancelled(self.pupil_a.hold_ids)
        self.assertEqual(self.undone("HOLD"), ["changed_since"])
        self.assertEqual(self.undone(), [])
        self.assertEqual(self.undone("HOLD"), [])

    def test_who_has_left_since_does_not_wait_again_by_a_lend_that_is_undone(self):
        hold = self.hold(self.pupil_a)
        self.lend(self.pupil_a, self.copy, request_id="LEND")
        self.pupil_a._leave()
        [answer] = self.undo(self.school_a, "LEND")
        self.assertEqual(answer["outcome"], "done")
        self.assertEqual(hold.state, "cancelled")

    # ------------------------------------------------------------------
    # CANCELLING
    # ------------------------------------------------------------------

    def test_the_desk_is_told_that_it_is_cancelled_and_what_to_do_with_the_book(self):
        self.assertIn("cancelled", self.cancelled(self.hold(self.pupil_a2), "FIRST")["message"])
        answer = self.cancelled(self.kept())
        self.assertEqual(answer["next_step"]["code"], "hold_cancelled_scan")
        self.assertIn(self.copy.barcode, answer["message"])

    def test_what_was_to_be_sent_is_scanned_when_nobody_waits_for_it_any_more(self):
        self.lent_out(self.copies_b)
        hold = self.hold(self.pupil_b)
        self.assertEqual(self.step(self.school_a, self.copy)["code"], "send_to")
        pulled = self._desk().pull_list(self.school_a.id)
        self.assertEqual([len(pulled[name]) for name in ("send", "scan")], [1, 0])
        with freeze_time(TUESDAY):
            self.cancel(hold, self.librarian_b)
            pulled = self._desk().pull_list(self.school_a.id)
            self.assertEqual([row["copy_id"] for row in pulled["scan"]], self.copy.ids)
            self.step(self.school_a, self.copy)
            self.assertEqual(self._desk().pull_list(self.school_a.id)["scan"], [])

    def test_what_was_scanned_a_moment_before_it_was_kept_is_not_scanned_again(self):
        hold = self.kept()
        hold.captured_at = "2026-03-02 02:00:01"
        self.assertEqual(self._desk().pull_list(self.school_a.id)["scan"], [])

    # ------------------------------------------------------------------
    # WHAT MAY NOT HAPPEN MEANWHILE
    # ------------------------------------------------------------------

    def test_a_book_is_kept_longer_where_the_library_was_closed_since(self):
        hold = self.kept()
        self.assertEqual(str(hold.expires_on), "2026-03-05")
        self.env["library.closure"].create(
            {
                "name": "Banjir",
                "library_id": self.school_a.id,
                "date_from": "2026-03-03",
                "date_to": "2026-03-06",
            }
        )
        with freeze_time("2026-03-09 18:00:00"):
            self.env.invalidate_all()
            hold._expire()
            self.assertEqual((hold.state, str(hold.expires_on)), ("ready", "2026-03-10"))
        with freeze_time("2026-03-10 18:00:00"):
            self.env.invalidate_all()
            hold._expire()
            self.assertEqual(hold.state, "expired")

    def test_a_copy_that_somebody_waits_for_and_no_other_keeps_its_title(self):
        self.lend(self.pupil_a2, self.copy)
        hold = self.hold(self.pupil_a, self.copy)
        self.step(self.school_a, self.copy_2)
        self.take_back(self.school_a, self.copy)
        self.cancel(hold)
        waiting = self.hold(self.pupil_a2, self.copy_2)
        with self.assertRaisesRegex(UserError, waiting.number):
            self.copy_2.with_user(self.librarian_a).book_id = self._book("Judul Lain")

    def test_a_person_who_has_reserved_is_not_deleted_and_the_sentence_says_what_to_do(self):
        self.cancel(self.hold(self.pupil_a))
        for rows in (self.pupil_a, self.pupil_a.member_id):
            with self.assertRaisesRegex(UserError, "reservations"):
                rows.with_user(self.librarian_a).unlink()

    def test_a_library_where_somebody_picks_up_a_book_is_not_archived(self):
        hold = self.hold(self.pupil_a)
        with self.assertRaisesRegex(ValidationError, "reservations"):
            self.school_a.active = False
        self.cancel(hold)
        self.school_a.active = False

    def test_copies_handed_in_together_serve_in_the_order_of_their_numbers(self):
        self.lent_out()
        holds = [self.hold(self.pupil_a), self.hold(self.pupil_a2)]
        self.take_back(self.school_a, self.copy_2 + self.copy)
        self.assertEqual([hold.copy_id for hold in holds], [self.copy, self.copy_2])

    def test_a_suspended_holder_keeps_what_is_on_the_shelf_until_it_is_over(self):
        hold = self.kept()
        self.pupil_a._suspend(fields.Date.to_date("2026-03-20"), "Ribut")
        [answer] = self.lend(self.pupil_a, self.copy)
        self.assertEqual(self.codes(answer), ["membership_suspended"])
        self.assertEqual(hold.state, "ready")
        with freeze_time("2026-03-06 18:00:00"):
            self.env.invalidate_all()
            hold._expire()
            self.assertEqual((hold.state, self.copy.status), ("expired", "available"))

    def test_what_is_read_here_only_serves_nobody(self):
        reference = self.env.ref("sipuspa_library.collection_type_referensi")
        self.copy_2.collection_type_id = self.copy_3.collection_type_id = reference
        self.school_b.sends_copies = False
        self.lend(self.pupil_a2, self.copy)
        hold = self.hold(self.pupil_a)
        self.assertEqual(self._desk().pull_list(self.school_a.id)["fetch"], [])
        self.assertEqual(self.step(self.school_a, self.copy_2)["code"], "arrived")
        self.assertEqual((hold.state, self.copy_2.status), ("waiting", "available"))
        self.assertEqual(self.step(self.school_a, self.copy)["code"], "hold_shelf")
        self.assertEqual(hold.copy_id, self.copy)

    def test_a_rule_of_no_days_lets_nobody_reserve(self):
        self.env["library.policy"].create({"library_id": self.school_a.id, "loan_days": 0})
        self.assertEqual(self.codes(self.reserve(self.pupil_a)), ["not_for_hold"])

    def test_who_waits_for_one_copy_waits_for_it_under_the_title_it_is_merged_into(self):
        other = self._book("Laskar Pelangi (cetak ulang)")
        copy = self._copies(self.school_a, other, 1)
        hold = self.hold(self.pupil_a, copy)
        self.book.with_user(self.cataloguer)._merge(other)
        self.env.invalidate_all()
        self.assertEqual((hold.book_id, copy.book_id), (self.book, self.book))
        self.assertEqual(self.step(self.school_a, copy)["code"], "hold_shelf")
        self.assertGreen()

    def test_a_title_somebody_has_reserved_is_not_deleted(self):
        book = self._book("Ditunggu")
        copy = self._copies(self.school_a, book, 1)
        hold = self.hold(self.pupil_a, book)
        self.cancel(hold)
        copy.with_user(self.librarian_a).unlink()
        with self.assertRaisesRegex(UserError, "reserv"):
            book.with_user(self.cataloguer).unlink()

    def test_who_owes_is_not_deleted_as_a_person_either(self):
        self.env["library.charge"]._charge(
            [{"membership_id": self.pupil_a.id, "reason": "other", "amount": 500}]
        )
        with self.assertRaisesRegex(UserError, "charges|owe"):
            self.pupil_a.member_id.with_user(self.librarian_a).unlink()
