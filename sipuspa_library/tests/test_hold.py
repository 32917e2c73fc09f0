from datetime import timedelta

import pypdfium2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"  # ten o'clock in the regency


class HoldCase(LibraryCase):
    """School A and school B, three copies and two of one title; who waits waits for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a
        cls.copy_b, cls.copy_b2 = cls.copies_b
        cls.pupil_b2 = cls._membership(cls.school_b, "Ni Wayan Uji", class_name="VIII-B")

    def hold(self, membership, wanted=None, user=None, **kwargs):
        """Reserve, and return the reservation."""
        user = user or (self.desk_a if membership.library_id == self.school_a else self.librarian_b)
        answer = self.reserve(membership, wanted, user, **kwargs)
        self.assertEqual(answer["outcome"], "done", answer)
        return self.env["library.hold"].browse(answer["hold_id"])

    def lent_out(self, copies=None):
        """Lend every copy of the title to persons of no matter, so that somebody has to wait."""
        for library, user in ((self.school_a, self.desk_a), (self.school_b, self.librarian_b)):
            there = (copies or self.copies_a + self.copies_b).filtered(
                lambda copy, library=library: copy.library_id == library
            )
            for copy in there:
                [answer] = self.lend(self._membership(library, "Orang Lain"), copy, user)
                self.assertEqual(answer["outcome"], "done", answer)

    def step(self, library, copy, user=None):
        """Hand a copy in and return what is to be done with it."""
        user = user or (self.desk_a if library == self.school_a else self.librarian_b)
        [answer] = self.take_back(library, copy, user)
        return answer["next_step"]

    def cancel(self, holds, user=None, **kwargs):
        return self._desk(user).cancel_hold(holds.ids, "test", self._next_request(), **kwargs)

    def assertGreen(self):
        checks = self.env["library.check"].search([])
        checks._check()
        self.assertEqual({c.number for c in checks if c.state != "green"}, set())


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestHold(HoldCase):
    # ------------------------------------------------------------------
    # RESERVING
    # ------------------------------------------------------------------

    def refused(self, membership, wanted=None, **kwargs):
        answer = self.reserve(membership, wanted, **kwargs)
        self.assertEqual(answer["outcome"], "refused", answer)
        self.assertTrue(all(block["message"] for block in answer["blocks"]))
        return self.codes(answer)

    def test_whoever_reserves_is_told_the_place_in_the_queue(self):
        self.lent_out()
        self.assertEqual(self.reserve(self.pupil_a)["next_step"]["args"], {"position": 1})
        answer = self.reserve(self.pupil_a2)
        self.assertEqual(answer["next_step"], {"code": "queued", "args": {"position": 2}})
        self.assertEqual(answer["title"], "Laskar Pelangi")
        hold = self.env["library.hold"].browse(answer["hold_id"])
        self.assertRecordValues(
            hold,
            [
                {
                    "library_id": self.school_a.id,
                    "book_id": self.book.id,
                    "member_id": self.pupil_a2.member_id.id,
                    "state": "waiting",
                    "position": 2,
                    "copy_id": False,
                }
            ],
        )

    def test_the_same_request_is_one_reservation(self):
        first = self.reserve(self.pupil_a, request_id="same")
        self.assertEqual(self.reserve(self.pupil_a, request_id="same"), first)
        self.assertEqual(len(self.pupil_a.hold_ids), 1)

    def test_nobody_waits_twice_for_a_title(self):
        self.hold(self.pupil_a)
        self.assertEqual(self.refused(self.pupil_a), ["hold_exists"])
        self.assertEqual(self.refused(self.pupil_a, self.copy_2), ["hold_exists"])

    def test_nobody_waits_for_a_title_in_two_libraries(self):
        elsewhere = self.env["library.membership"].create(
            {"member_id": self.pupil_a.member_id.id, "library_id": self.school_b.id}
        )
        self.hold(elsewhere)
        self.assertEqual(self.refused(self.pupil_a), ["hold_exists"])

    def test_nobody_reserves_what_they_have(self):
        self.lend(self.pupil_a, self.copy)
        self.assertEqual(self.refused(self.pupil_a), ["already_borrowed"])

    def test_whoever_may_not_borrow_does_not_reserve(self):
        self.pupil_a._suspend(fields.Date.to_date("2026-03-20"), "Ribut")
        self.pupil_a2._leave()
        self.assertEqual(self.refused(self.pupil_a), ["membership_suspended"])
        self.assertEqual(self.refused(self.pupil_a2), ["membership_left"])

    def test_a_rule_bounds_reservations_and_a_librarian_may_go_on_with_a_reason(self):
        self.env["library.policy"].create({"library_id": self.school_a.id, "hold_limit": 1})
        self.hold(self.pupil_a)
        other = self._book("Bumi Manusia")
        self._copies(self.school_a, other, 1)
        self.assertEqual(self.refused(self.pupil_a, other), ["hold_limit_reached"])
        self.assertEqual(self.refused(self.pupil_a, other, reason="Lomba"), ["hold_limit_reached"])
        self.hold(self.pupil_a, other, user=self.librarian_a, reason="Lomba")

    def test_no_reservations_where_the_rule_says_none(self):
        rule = self.env["library.policy"].create(
            {"library_id": self.school_a.id, "hold_limit": 0, "hold_shelf_days": 3}
        )
        self.assertEqual(self.refused(self.pupil_a), ["not_for_hold"])
        rule.write({"hold_limit": 2, "hold_shelf_days": 0})
        self.assertEqual(self.refused(self.pupil_a), ["not_for_hold"])
        rule.write({"hold_shelf_days": 3, "loan_limit": 0})
        self.assertEqual(self.refused(self.pupil_a), ["not_for_hold"])

    def test_what_nobody_can_bring_is_not_reserved(self):
        gone = self._book("Hilang Semua")
        self._copies(self.school_a, gone, 1, manual_state="lost")
        self.assertEqual(self.refused(self.pupil_a, gone), ["no_copy_for_hold"])
        kept = self._book("Milik Sekolah B")
        copies = self._copies(self.school_b, kept, 1)
        self.school_b.sends_copies = False
        self.assertEqual(self.refused(self.pupil_a, kept), ["no_copy_for_hold"])
        self.assertEqual(self.refused(self.pupil_a, copies), ["no_copy_for_hold"])
        self.hold(self.pupil_b, kept)

    def test_who_is_no_member_there_does_not_pick_up_there(self):
        both = self._user("both", "librarian", operates=self.school_a)
        self.env["library.assignment"].create(
            {"user_id": both.id, "library_id": self.school_b.id, "date_from": "2020-01-01"}
        )
        there = {"user": both, "pickup_id": self.school_b.id}
        self.assertEqual(self.refused(self.pupil_a, **there), ["not_a_member_there"])
        self.env["library.membership"].create(
            {"member_id": self.pupil_a.member_id.id, "library_id": self.school_b.id}
        )
        hold = self.hold(self.pupil_a, **there)
        self.assertEqual(hold.library_id, self.school_b)
        self.assertEqual(hold.membership_id.library_id, self.school_b)

    def test_a_desk_reserves_for_its_own_members_only(self):
        with self.assertRaises(AccessError):
            self.reserve(self.pupil_b)
        with self.assertRaises(AccessError):
            self.reserve(self.pupil_a, pickup_id=self.school_b.id)

    # ------------------------------------------------------------------
    # SERVED
    # ------------------------------------------------------------------

    def test_a_returned_book_goes_on_the_hold_shelf_for_who_waited_first(self):
        self.lent_out()
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
        self.assertEqual(
            self.step(self.school_a, self.copy),
            {"code": "hold_shelf", "args": {"number": first.number}},
        )
        self.assertEqual(self.copy.status, "on_hold_shelf")
        self.env.invalidate_all()
        self.assertRecordValues(
            first | second,
            [
                {
                    "state": "ready",
                    "copy_id": self.copy.id,
                    "expires_on": fields.Date.to_date("2026-03-05"),
                    "position": 0,
                },
                {"state": "waiting", "copy_id": False, "expires_on": False, "position": 1},
            ],
        )
        self.assertEqual(self.step(self.school_a, self.copy_2)["args"]["number"], second.number)
        self.assertEqual(self.step(self.school_a, self.copy_3)["code"], "shelve")
        self.assertGreen()

    def test_the_event_of_a_return_names_nobody_who_waits(self):
        self.lent_out()
        hold = self.hold(self.pupil_a)
        [answer] = self.take_back(self.school_a, self.copy)
        event = self.env["library.event"].search([("copy_id", "=", self.copy.id)], limit=1)
        self.assertEqual(event.hold_id, hold)
        self.assertNotEqual(event.membership_id, self.pupil_a)
        self.assertNotIn("Ayu", str(answer))

    def test_a_copy_on_the_shelf_is_kept_once_it_is_scanned(self):
        hold = self.hold(self.pupil_a)
        self.assertEqual(self.copy.status, "available")
        self.assertEqual(self.step(self.school_a, self.copy)["code"], "hold_shelf")
        self.assertEqual(hold.copy_id, self.copy)

    def test_only_the_copy_that_was_wanted_serves(self):
        self.lent_out()
        hold = self.hold(self.pupil_a, self.copy_2)
        self.assertEqual(self.step(self.school_a, self.copy)["code"], "shelve")
        self.assertEqual(self.step(self.school_a, self.copy_2)["args"]["number"], hold.number)

    def test_a_book_is_kept_over_closed_days(self):
        self.lent_out()
        hold = self.hold(self.pupil_a)
        with freeze_time("2026-03-06 02:00:00"):  # a Friday; closed on Sunday
            self.step(self.school_a, self.copy)
        self.assertEqual(hold.expires_on, fields.Date.to_date("2026-03-10"))

    def test_who_waited_gets_the_book_and_nobody_else(self):
        self.lent_out()
        hold = self.hold(self.pupil_a)
        self.step(self.school_a, self.copy)
        [answer] = self.lend(self.pupil_a2, self.copy)
        self.assertEqual(self.codes(answer), ["copy_reserved"])
        self.assertNotIn("Ayu", str(answer))
        [answer] = self.lend(self.pupil_a2, self.copy, user=self.librarian_a, reason="Perlu")
        self.assertEqual(self.codes(answer), ["copy_reserved"])
        [answer] = self.lend(self.pupil_a, self.copy)
        self.assertEqual(answer["outcome"], "done")
        self.assertRecordValues(
            hold,
            [{"state": "fulfilled", "loan_id": answer["loan_id"], "copy_id": self.copy.id}],
        )
        self.assertEqual(self.copy.status, "on_loan")
        self.assertEqual(self.step(self.school_a, self.copy)["code"], "shelve")
        self.assertGreen()

    def test_who_finds_another_copy_waits_no_more_and_the_kept_one_serves_the_next(self):
        self.lent_out(self.copy + self.copy_2 + self.copies_b)
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
        self.step(self.school_a, self.copy)
        [answer] = self.lend(self.pupil_a, self.copy_3)
        self.assertEqual(answer["outcome"], "done")
        self.assertEqual(first.state, "fulfilled")
        self.assertEqual((second.state, second.copy_id), ("ready", self.copy))
        self.assertGreen()

    def test_who_cannot_borrow_just_now_is_passed_over_and_keeps_the_place(self):
        self.lent_out()
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
        self.pupil_a._suspend(fields.Date.to_date("2026-03-20"), "Ribut")
        with freeze_time("2026-03-03 02:00:00"):
            self.assertEqual(self.step(self.school_a, self.copy)["args"]["number"], second.number)
            self.assertEqual((first.state, first.position), ("waiting", 1))
        with freeze_time("2026-03-23 02:00:00"):
            self.env.invalidate_all()
            self.assertEqual(self.step(self.school_a, self.copy_2)["args"]["number"], first.number)
        self.assertGreen()

    def test_a_kept_book_that_is_lost_lets_the_member_wait_on_in_the_old_place(self):
        self.lent_out()
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
        self.step(self.school_a, self.copy)
        self.copy.with_user(self.librarian_a).manual_state = "lost"
        self.assertEqual((first.state, first.position, second.position), ("waiting", 1, 2))
        self.copy.with_user(self.librarian_a).manual_state = False
        self.assertEqual((first.state, first.copy_id), ("ready", self.copy))
        self.assertGreen()

    def test_a_kept_book_is_not_taken_away(self):
        self.lent_out()
        self.hold(self.pupil_a)
        self.step(self.school_a, self.copy)
        for state in ("withdrawn", "in_repair", "in_processing"):
            with self.assertRaises(UserError):
                self.copy.with_user(self.librarian_a).manual_state = state

    def test_a_finished_book_serves_who_waits(self):
        self.lent_out()
        hold = self.hold(self.pupil_a)
        fresh = self._copies(self.school_a, self.book, 1, manual_state="in_processing")
        fresh.with_user(self.librarian_a).action_finish_processing()
        self.assertEqual((hold.copy_id, fresh.status), (fresh, "on_hold_shelf"))
        self.assertEqual([row["copy_id"] for row in self.pulled()["scan"]], fresh.ids)
        self.step(self.school_a, fresh)
        self.assertEqual(self.pulled()["scan"], [])

    # ------------------------------------------------------------------
    # BETWEEN LIBRARIES
    # ------------------------------------------------------------------

    def test_a_book_travels_to_where_it_is_picked_up_and_goes_home_after(self):
        self.lent_out()
        hold = self.hold(self.pupil_b)
        self.assertEqual(
            self.step(self.school_a, self.copy),
            {"code": "send_to", "args": {"library": "Sekolah B"}},
        )
        self.assertEqual((hold.state, self.copy.status), ("in_transit", "in_transit"))
        [answer] = self.lend(self.pupil_b, self.copy, self.librarian_b)
        self.assertEqual(self.codes(answer), ["copy_not_arrived"])
        self.assertEqual(self.step(self.school_b, self.copy)["code"], "hold_shelf")
        self.assertEqual((hold.state, self.copy.status), ("ready", "on_hold_shelf"))
        [answer] = self.lend(self.pupil_b, self.copy, self.librarian_b)
        self.assertEqual(answer["outcome"], "done", answer)
        self.assertEqual(hold.state, "fulfilled")
        self.assertEqual(
            self.step(self.school_b, self.copy),
            {"code": "send_home", "args": {"library": "Sekolah A"}},
        )
        self.assertEqual(self.step(self.school_a, self.copy)["code"], "arrived")
        self.assertEqual(self.copy.status, "available")
        self.assertGreen()

    def test_a_book_handed_in_where_somebody_waits_stays_there(self):
        self.lent_out()
        hold = self.hold(self.pupil_b)
        self.assertEqual(self.step(self.school_b, self.copy)["args"]["number"], hold.number)
        self.assertEqual(self.copy.status, "on_hold_shelf")

    def test_a_kept_book_handed_in_at_the_wrong_library_is_sent_on(self):
        self.lent_out()
        hold = self.hold(self.pupil_a)
        self.step(self.school_a, self.copy)
        self.assertEqual(self.step(self.school_b, self.copy)["args"], {"library": "Sekolah A"})
        self.assertRecordValues(hold, [{"state": "in_transit", "expires_on": False}])
        self.assertGreen()

    def test_a_library_that_sends_nothing_serves_its_own_shelf_alone(self):
        self.lent_out()
        away, here = self.hold(self.pupil_b), self.hold(self.pupil_a)
        self.school_a.sends_copies = False
        self.assertEqual(self.step(self.school_a, self.copy)["args"]["number"], here.number)
        self.assertEqual(away.state, "waiting")
        self.assertGreen()

    def test_who_is_a_member_at_both_takes_the_book_where_it_stands_at_home(self):
        elsewhere = self.env["library.membership"].create(
            {"member_id": self.pupil_a.member_id.id, "library_id": self.school_b.id}
        )
        self.lent_out()
        hold = self.hold(elsewhere)
        self.step(self.school_a, self.copy)
        [answer] = self.lend(self.pupil_a, self.copy)
        self.assertEqual(answer["outcome"], "done", answer)
        self.assertEqual(hold.state, "fulfilled")

    # ------------------------------------------------------------------
    # THE PULL LIST
    # ------------------------------------------------------------------

    def pulled(self, library=None, user=None):
        return self._desk(user).pull_list((library or self.school_a).id)

    def test_the_pull_list_names_books_and_no_persons(self):
        self.hold(self.pupil_a)
        self.hold(self.pupil_b)
        here = self.pulled()
        self.assertEqual([row["library"] for row in here["fetch"]], ["Sekolah A"])
        there = self.pulled(self.school_b, self.librarian_b)
        self.assertEqual([row["library"] for row in there["fetch"]], ["Sekolah B"])
        for word in ("Ayu", "Made", self.pupil_a.card_number):
            self.assertNotIn(word, str((here, there)))

    def test_a_library_without_a_copy_is_served_from_another(self):
        self.lent_out(self.copies_b)
        self.hold(self.pupil_b)
        [row] = self.pulled()["fetch"]
        self.assertEqual(row["library"], "Sekolah B")
        self.assertEqual(self.pulled(self.school_b, self.librarian_b)["fetch"], [])
        fetched = self.env["library.copy"].browse(row["copy_id"])
        self.assertEqual(self.step(self.school_a, fetched)["code"], "send_to")
        self.assertEqual(self.pulled()["fetch"], [])
        self.assertEqual([row["copy_id"] for row in self.pulled()["send"]], fetched.ids)

    def test_what_nobody_fetches_is_cleared_from_the_hold_shelf(self):
        self.lent_out()
        hold = self.hold(self.pupil_a)
        self.step(self.school_a, self.copy)
        self.assertEqual(self.pulled()["scan"], [])
        with freeze_time("2026-03-04 02:00:00"):
            self.cancel(hold)
            self.assertEqual([row["copy_id"] for row in self.pulled()["scan"]], self.copy.ids)
            self.assertEqual(self.step(self.school_a, self.copy)["code"], "arrived")
            self.assertEqual(self.pulled()["scan"], [])

    def test_the_pull_list_is_the_librarys_own(self):
        with self.assertRaises(AccessError):
            self.pulled(self.school_a, self.librarian_b)

    # ------------------------------------------------------------------
    # ENDING
    # ------------------------------------------------------------------

    def test_a_cancelled_reservation_lets_the_next_be_served(self):
        self.lent_out()
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
        self.step(self.school_a, self.copy)
        [answer] = self.cancel(first)
        self.assertEqual(answer["outcome"], "done")
        self.assertEqual(first.state, "cancelled")
        self.assertEqual((second.state, second.copy_id), ("ready", self.copy))
        [answer] = self.cancel(first)
        self.assertEqual(self.codes(answer), ["hold_closed"])
        self.assertGreen()

    def test_a_cancelled_reservation_of_another_library_sends_the_book_on(self):
        self.lent_out()
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_b)
        self.step(self.school_a, self.copy)
        self.cancel(first)
        self.assertEqual((second.state, self.copy.status), ("in_transit", "in_transit"))
        self.assertGreen()

    def test_a_desk_cancels_what_is_picked_up_there_only(self):
        hold = self.hold(self.pupil_b)
        with self.assertRaises(AccessError):
            self.cancel(hold)

    def test_who_leaves_waits_no_more(self):
        self.lent_out()
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
        self.step(self.school_a, self.copy)
        self.pupil_a._leave()
        self.assertEqual((first.state, second.state), ("cancelled", "ready"))

    def test_who_is_forgotten_waits_no_more_and_the_row_stays_nameless(self):
        hold = self.hold(self.pupil_a)
        self.pupil_a.member_id._anonymise()
        self.assertRecordValues(
            hold, [{"state": "cancelled", "member_id": False, "membership_id": False}]
        )
        self.assertEqual(hold.book_id, self.book)

    def test_a_reservation_stands_in_nobodys_way_to_a_clearance(self):
        self.hold(self.pupil_a)
        self.assertFalse(self.pupil_a._open_matters())

    # ------------------------------------------------------------------
    # RENEWING
    # ------------------------------------------------------------------

    def test_a_book_somebody_waits_for_is_not_renewed(self):
        self.lent_out(self.copy_2 + self.copy_3 + self.copies_b)
        [answer] = self.lend(self.pupil_a, self.copy)
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.hold(self.pupil_a2)
        with freeze_time("2026-03-04 02:00:00"):
            [answer] = self.renew(loan)
            self.assertEqual(self.codes(answer), ["reserved_by_others"])
            [answer] = self.renew(loan, user=self.librarian_a, reason="Sakit")
            self.assertEqual(answer["outcome"], "done")

    def test_a_book_is_renewed_while_another_copy_stands_there_for_who_waits(self):
        [answer] = self.lend(self.pupil_a, self.copy)
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.hold(self.pupil_a2)
        with freeze_time("2026-03-04 02:00:00"):
            self.assertEqual(self.renew(loan)[0]["outcome"], "done")

    # ------------------------------------------------------------------
    # UNDOING
    # ------------------------------------------------------------------

    def assertUndone(self, request_id):
        [answer] = self.undo(self.school_a, request_id)
        self.assertEqual(answer["outcome"], "done", answer)
        self.assertTrue(answer["message"])
        self.assertGreen()

    def test_a_lend_undone_lets_the_member_wait_with_the_book_kept_as_before(self):
        self.lent_out()
        hold = self.hold(self.pupil_a)
        self.step(self.school_a, self.copy)
        until = hold.expires_on
        self.lend(self.pupil_a, self.copy, request_id="LEND")
        self.assertUndone("LEND")
        self.assertRecordValues(
            hold, [{"state": "ready", "copy_id": self.copy.id, "expires_on": until}]
        )
        self.assertEqual(self.copy.status, "on_hold_shelf")

    def test_a_lend_of_another_copy_undone_lets_the_member_wait_on(self):
        self.lent_out(self.copy + self.copy_2 + self.copies_b)
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
        self.step(self.school_a, self.copy)
        self.lend(self.pupil_a, self.copy_3, request_id="LEND")
        self.assertUndone("LEND")
        self.assertEqual((first.state, second.state), ("waiting", "ready"))

    def test_a_return_undone_keeps_the_book_for_nobody(self):
        self.lent_out()
        hold = self.hold(self.pupil_a)
        self.take_back(self.school_a, self.copy, request_id="RETURN")
        self.assertUndone("RETURN")
        self.assertEqual((hold.state, self.copy.status), ("waiting", "on_loan"))

    def test_a_scan_from_the_shelf_undone_leaves_the_book_on_the_shelf(self):
        hold = self.hold(self.pupil_a)
        self.take_back(self.school_a, self.copy, request_id="SCAN")
        self.assertUndone("SCAN")
        self.assertEqual((hold.state, self.copy.status), ("waiting", "available"))

    def test_a_reservation_is_undone_once(self):
        self.reserve(self.pupil_a, request_id="HOLD")
        self.assertUndone("HOLD")
        [answer] = self.undo(self.school_a, "HOLD")
        self.assertEqual(self.codes(answer), ["undone_already"])

    def test_who_waits_again_by_an_undo_was_not_passed_over_meanwhile(self):
        with freeze_time("2026-03-02 01:50:00"):
            first = self.hold(self.pupil_a)
        with freeze_time("2026-03-02 01:51:00"):
            second = self.hold(self.pupil_a2)
        with freeze_time("2026-03-02 01:52:00"):
            self.lend(self.pupil_a, self.copy, request_id="LEND")
        with freeze_time("2026-03-02 01:53:00"):
            self.step(self.school_a, self.copy_2)
        self.assertEqual(second.state, "ready")
        self.assertUndone("LEND")
        self.assertEqual(first.state, "waiting")

    def test_who_borrows_another_copy_waits_no_more_though_nobody_else_waits(self):
        hold = self.hold(self.pupil_a)
        self.step(self.school_a, self.copy)
        self.lend(self.pupil_a, self.copy_2)
        self.assertEqual(hold.state, "fulfilled")
        self.assertEqual(self.copy.status, "available")

    def test_a_reservation_undone_has_ended(self):
        hold = self.hold(self.pupil_a, request_id="HOLD")
        self.assertUndone("HOLD")
        self.assertEqual(hold.state, "cancelled")

    # ------------------------------------------------------------------
    # MERGING
    # ------------------------------------------------------------------

    def test_who_waits_for_two_titles_that_become_one_waits_once(self):
        self.lent_out()
        other = self._book("Laskar Pelangi (cetakan kedua)")
        [copy] = self._copies(self.school_a, other, 1)
        first, twice = self.hold(self.pupil_a2), self.hold(self.pupil_a)
        also = self.hold(self.pupil_a, other)
        self.book.with_user(self.cataloguer)._merge(other)
        self.assertEqual((twice.state, also.state), ("waiting", "cancelled"))
        self.assertEqual(self.step(self.school_a, copy)["args"]["number"], first.number)
        self.assertGreen()

    def test_who_was_entered_twice_waits_once(self):
        self.lent_out()
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
        self.pupil_a2.member_id.with_user(self.librarian_a)._merge(self.pupil_a.member_id)
        self.assertEqual((first.state, second.state), ("waiting", "cancelled"))
        self.assertEqual(first.membership_id, self.pupil_a2)
        self.step(self.school_a, self.copy)
        self.assertEqual(self.lend(self.pupil_a2, self.copy)[0]["outcome"], "done")
        self.assertGreen()

    # ------------------------------------------------------------------
    # THE OFFICE
    # ------------------------------------------------------------------

    def test_a_librarian_lets_somebody_be_served_first_and_back_in_turn(self):
        self.lent_out()
        first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
        second.with_user(self.librarian_a).action_serve_first()
        self.env.invalidate_all()
        self.assertEqual((first.position, second.position), (2, 1))
        second.with_user(self.librarian_a).action_serve_in_turn()
        self.env.invalidate_all()
        self.assertEqual((first.position, second.position), (1, 2))
        with self.assertRaises(AccessError):
            second.with_user(self.desk_a).action_serve_first()

    def test_the_form_on_a_title_reserves_once_and_says_what_stands_in_the_way(self):
        forms = self.env["library.hold.place"].with_user(self.desk_a)
        form = forms.create({"book_id": self.book.id, "membership_id": self.pupil_a.id})
        self.assertEqual(form.action_place()["params"]["type"], "success")
        form.action_place()
        self.assertEqual(len(self.pupil_a.hold_ids), 1)
        again = forms.create({"book_id": self.book.id, "membership_id": self.pupil_a.id})
        self.assertEqual(again.waiting_count, 1)
        with self.assertRaisesRegex(UserError, "already"):
            again.action_place()

    def text(self, pdf):
        """Return what stands on the pages."""
        with pypdfium2.PdfDocument(pdf) as document:
            return "\n".join(page.get_textpage().get_text_range() for page in document)

    def test_the_papers_tell_numbers_and_libraries_and_no_names(self):
        self.lent_out(self.copies_b)
        self.pupil_a.member_id.nickname = "Ayu"
        hold = self.hold(self.pupil_a)
        away = self.hold(self.pupil_b)
        self.hold(self.pupil_b2)
        self.step(self.school_a, self.copy)
        self.step(self.school_a, self.copy_2)
        slip, _name = hold.with_user(self.desk_a)._paper("slips")
        self.assertIn(f"{hold.number} · Ayu", self.text(slip))
        self.assertNotIn("Ni Luh", self.text(slip))
        transit, _name = away.copy_id.with_user(self.desk_a)._paper("transit")
        for words in ("Sekolah A", "Sekolah B", away.number, self.copy_2.barcode):
            self.assertIn(words, self.text(transit))
        pulled, _name = self.school_a.with_user(self.desk_a)._paper("pull")
        for words in (self.copy_3.barcode, self.copy_2.barcode, "Sekolah B", away.number):
            self.assertIn(words, self.text(pulled))
        for content in (transit, pulled):
            for word in ("Ayu", "Made", "Wayan"):
                self.assertNotIn(word, self.text(content))
        with self.assertRaises(AccessError):
            self.school_a.with_user(self.librarian_b)._paper("pull")
        with self.assertRaises(AccessError):
            hold.with_user(self.librarian_b)._paper("slips")

    def test_what_is_kept_for_somebody_is_in_no_transfer(self):
        self.lent_out()
        self.hold(self.pupil_b)
        self.step(self.school_a, self.copy)
        transfers = self.env["library.transfer"].with_user(self.librarian_a)
        with self.assertRaises(UserError):
            transfers.action_send_strays_home()
        box = transfers.create(
            {"library_id": self.school_a.id, "to_library_id": self.village.id, "kind": "box"}
        )
        self.assertIn(self.copy, box._problems(self.copy))


@tagged("post_install", "-at_install")
class TestHoldExpiry(HoldCase):
    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("sipuspa_library.cron_expire_holds").method_direct_trigger()
        self.env.invalidate_all()

    def test_what_nobody_fetches_in_time_serves_the_next(self):
        with freeze_time(MONDAY):
            self.lent_out()
            first, second = self.hold(self.pupil_a), self.hold(self.pupil_a2)
            self.step(self.school_a, self.copy)
        with freeze_time(first.expires_on):
            self.run_cron()
            self.assertEqual(first.state, "ready")
        with freeze_time(first.expires_on + timedelta(days=1)):
            self.run_cron()
            self.assertEqual(first.state, "expired")
            self.assertEqual((second.state, second.copy_id), ("ready", self.copy))
            self.run_cron()
            self.assertGreen()
        event = self.env["library.event"].search([("verb", "=", "expire_hold")], limit=1)
        self.assertEqual(event.copy_id, self.copy)
        self.assertFalse(event.membership_id)
