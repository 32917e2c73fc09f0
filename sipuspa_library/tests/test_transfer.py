from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase


class TransferCase(LibraryCase):
    """School A sends; the village, with a clerk of its own, receives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("clerk", "librarian", operates=cls.village)
        cls.village_desk = cls._user("village_desk", "desk", operates=cls.village)
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a

    def transfer(self, copies=None, kind="box", user=None, **vals):
        """Begin a transfer from school A to the village, as its librarian."""
        transfer = (
            self.env["library.transfer"]
            .with_user(user or self.librarian_a)
            .create(
                {
                    "library_id": self.school_a.id,
                    "to_library_id": self.village.id,
                    "kind": kind,
                    "due_back": "2099-01-01" if kind == "box" else False,
                    **vals,
                }
            )
        )
        for copy in copies or ():
            self.assertEqual(transfer.action_scan(copy.barcode)["tone"], "done")
        return transfer

    def sent(self, copies, kind="box", **vals):
        transfer = self.transfer(copies, kind, **vals)
        transfer.action_send()
        return transfer

    def received(self, copies, kind="box", **vals):
        transfer = self.sent(copies, kind, **vals)
        transfer.with_user(self.clerk).action_receive_all()
        return transfer

    def states(self, transfer):
        return transfer.line_ids.mapped("state")

    def assertGreen(self):
        """The nightly checks find nothing."""
        checks = self.env["library.check"].search([])
        checks._check()
        self.assertEqual(set(checks.mapped("state")), {"green"})


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestSending(TransferCase):
    def test_what_is_sent_is_on_its_way_and_in_no_library(self):
        transfer = self.sent(self.copy + self.copy_2)
        self.assertEqual(transfer.state, "sent")
        self.assertEqual(transfer.number, "0001/ST/SEKA/2026")
        self.assertEqual(self.states(transfer), ["open", "open"])
        self.assertEqual(self.copy.status, "in_transit")
        self.assertFalse(self.copy.place_id)
        self.assertEqual(transfer.line_ids[0].barcode, self.copy.barcode)
        event = self.env["library.event"].search([("copy_id", "=", self.copy.id)])
        self.assertEqual((event.verb, event.library_id), ("send", self.school_a))
        self.assertGreen()

    def test_numbers_count_on_within_a_library_and_a_year(self):
        self.assertEqual(self.sent(self.copy).number, "0001/ST/SEKA/2026")
        self.assertEqual(self.sent(self.copy_2).number, "0002/ST/SEKA/2026")
        with freeze_time("2027-01-04 02:00:00"):
            self.assertEqual(self.sent(self.copy_3).number, "0001/ST/SEKA/2027")

    def test_sent_twice_is_sent_once(self):
        transfer = self.sent(self.copy)
        transfer.action_send()
        self.assertEqual(transfer.number, "0001/ST/SEKA/2026")
        self.assertEqual(
            self.env["library.event"].search_count([("copy_id", "=", self.copy.id)]), 1
        )

    def test_a_lent_copy_is_refused_with_a_sentence_and_nothing_is_sent(self):
        transfer = self.transfer(self.copy + self.copy_2)
        self.lend(self.pupil_a, self.copy)
        with self.assertRaisesRegex(UserError, f"{self.copy.barcode}.*is lent"):
            transfer.action_send()
        self.env.invalidate_all()
        self.assertEqual(transfer.state, "draft")
        self.assertEqual(self.copy_2.status, "available")

    def test_a_copy_in_two_drafts_goes_with_the_first_that_is_sent(self):
        first, second = self.transfer(self.copy), self.transfer(self.copy)
        first.action_send()
        with self.assertRaisesRegex(UserError, "on its way"):
            second.action_send()

    def test_a_box_needs_a_day_and_a_list(self):
        with self.assertRaisesRegex(UserError, "Nothing is in the list"):
            self.transfer().action_send()
        with self.assertRaisesRegex(UserError, "expected back"):
            self.transfer(self.copy, due_back=False).action_send()

    def test_what_is_on_its_way_is_not_lent_withdrawn_deleted_or_given_to_another_title(self):
        self.sent(self.copy)
        [answer] = self.lend(self.pupil_a, self.copy)
        self.assertEqual(self.codes(answer), ["copy_on_its_way"])
        copy = self.copy.with_user(self.librarian_a)
        for act in (lambda: copy.write({"manual_state": "withdrawn"}), copy.unlink):
            with self.assertRaisesRegex(UserError, "on its way to Desa C .0001/ST/SEKA/2026"):
                act()

    def test_a_scan_adds_what_stands_here_once_and_says_what_is_wrong(self):
        transfer = self.transfer(self.copy)
        self.assertEqual(transfer.action_scan(self.copy.barcode)["tone"], "info")
        self.assertEqual(transfer.action_scan("999")["tone"], "refused")
        foreign = transfer.action_scan(self.copies_b[0].barcode)
        self.assertEqual(foreign["tone"], "refused")
        self.assertIn("Sekolah B", foreign["message"])
        self.assertEqual(transfer.line_ids.copy_id, self.copy)

    def test_after_sending_the_list_and_the_way_stay(self):
        transfer = self.sent(self.copy)
        self.env.flush_all()
        for act in (
            lambda: transfer.write({"to_library_id": self.school_b.id}),
            lambda: transfer.write({"line_ids": [Command.create({"copy_id": self.copy_2.id})]}),
            lambda: transfer.line_ids.unlink(),
            transfer.unlink,
            lambda: transfer.action_scan(self.copy_2.barcode),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()
        transfer.write({"due_back": "2099-02-01", "note": "Diperpanjang"})

    def test_cancelled_on_its_way_the_books_are_back_here(self):
        transfer = self.sent(self.copy + self.copy_2)
        transfer.action_cancel()
        transfer.action_cancel()
        self.assertEqual((transfer.state, self.copy.status), ("cancelled", "available"))
        self.assertEqual(self.copy.place_id, self.school_a)
        self.assertGreen()
        with self.assertRaisesRegex(UserError, "cancelled"):
            transfer.with_user(self.clerk).action_receive_all()
        with self.assertRaisesRegex(UserError, "cancelled"):
            transfer.action_send()

    def test_a_draft_is_deleted_a_library_with_something_on_its_way_is_not_closed(self):
        self.transfer(self.copy).unlink()
        self.sent(self.copy)
        with self.assertRaisesRegex(ValidationError, "still on its way"):
            self.village.active = False

    def test_who_fills_a_list_and_who_sends_it_at_once_are_told_apart(self):
        transfer = self.transfer(self.copy)
        before = transfer.act_seq
        transfer.action_scan(self.copy_2.barcode)
        self.env.invalidate_all()
        self.assertGreater(transfer.act_seq, before, "the later of the two finds the row written")


@tagged("post_install", "-at_install")
class TestReceiving(TransferCase):
    def test_all_arrived(self):
        transfer = self.received(self.copy + self.copy_2)
        self.assertEqual(transfer.state, "received")
        self.assertEqual(self.states(transfer), ["arrived", "arrived"])
        self.assertEqual((self.copy.place_id, self.copy.station_id), (self.village, self.village))
        self.assertEqual(self.copy.status, "available")
        self.assertEqual(self.copy.library_id, self.school_a)
        self.assertGreen()

    def test_a_short_receipt_lists_what_is_missing_for_both_until_it_is_found(self):
        transfer = self.sent(self.copies_a)
        mine = transfer.with_user(self.clerk)
        mine.line_ids[0].action_tick()
        self.assertEqual(self.copy.status, "in_transit", "counted, not yet confirmed")
        self.assertIn("1 to go", mine.action_scan(self.copy_2.barcode)["message"])
        mine.action_receive()
        self.assertEqual((transfer.state, transfer.missing_count), ("short", 1))
        self.assertEqual(self.states(transfer), ["arrived", "arrived", "missing"])
        self.assertEqual(self.copy_3.status, "in_transit")
        verbs = self.env["library.event"].search([("copy_id", "=", self.copy_3.id)])
        self.assertEqual(verbs.mapped("verb"), ["missing", "send"])
        missing = [("state", "=", "missing")]
        for user in (self.librarian_a, self.clerk, self.supervisor):
            found = self.env["library.transfer.line"].with_user(user).search(missing)
            self.assertEqual(found.copy_id, self.copy_3)
        self.assertFalse(self.env["library.transfer.line"].with_user(self.librarian_b).search([]))
        self.assertGreen()
        found.with_user(self.clerk).action_found()
        self.assertEqual((transfer.state, self.copy_3.status), ("received", "available"))
        self.assertEqual(self.copy_3.place_id, self.village)
        self.assertGreen()

    def test_what_was_missing_may_turn_up_at_the_senders(self):
        transfer = self.sent(self.copy + self.copy_2)
        transfer.with_user(self.clerk).line_ids[0].action_tick()
        transfer.with_user(self.clerk).action_receive()
        line = transfer.line_ids[1]
        line.action_came_back()
        line.action_came_back()
        self.assertEqual((line.state, self.copy_2.place_id), ("returned", self.school_a))
        self.assertEqual((self.copy_2.status, transfer.state), ("available", "short"))
        self.assertGreen()

    def test_a_return_scanned_at_the_receivers_desk_books_the_line_in(self):
        transfer = self.sent(self.copy + self.copy_2)
        [answer] = self.take_back(self.village, self.copy, user=self.village_desk)
        self.assertEqual(answer["next_step"]["code"], "arrived")
        self.assertEqual(self.states(transfer), ["arrived", "open"])
        self.assertEqual(self.copy.station_id, self.village)
        self.assertEqual(transfer.state, "sent")
        self.take_back(self.village, self.copy_2, user=self.village_desk)
        self.assertEqual(transfer.state, "received")
        self.assertGreen()

    def test_a_return_scanned_elsewhere_says_it_did_not_go_on_and_where_it_belongs(self):
        transfer = self.sent(self.copy + self.copy_2)
        [answer] = self.take_back(self.school_b, self.copy, user=self.librarian_b)
        self.assertEqual(
            answer["next_step"], {"code": "send_home", "args": {"library": "Sekolah A"}}
        )
        self.assertEqual(self.states(transfer), ["returned", "open"])
        self.assertEqual(self.copy.status, "in_transit")
        self.take_back(self.school_a, self.copy_2, user=self.desk_a)
        self.assertEqual((self.copy_2.status, transfer.state), ("available", "short"))
        self.assertGreen()

    def test_confirmed_twice_and_by_both_people_it_is_one_receipt(self):
        transfer = self.received(self.copy)
        moment = transfer.received_at
        transfer.with_user(self.clerk).action_receive()
        transfer.with_user(self.clerk).action_receive_all()
        self.assertEqual(transfer.received_at, moment)
        receipts = self.env["library.event"].search(
            [("copy_id", "=", self.copy.id), ("verb", "=", "receive")]
        )
        self.assertEqual(len(receipts), 1)

    def test_nothing_counted_is_no_receipt_and_a_received_one_is_not_cancelled(self):
        transfer = self.sent(self.copy)
        with self.assertRaisesRegex(UserError, "Nothing is counted yet"):
            transfer.with_user(self.clerk).action_receive()
        transfer.with_user(self.clerk).action_receive_all()
        with self.assertRaisesRegex(UserError, "not cancelled any more"):
            transfer.action_cancel()
        with self.assertRaisesRegex(UserError, "Only what is on its way"):
            transfer.with_user(self.clerk).line_ids.action_untick()

    def test_a_tick_is_taken_back_before_the_receipt(self):
        transfer = self.sent(self.copy).with_user(self.clerk)
        transfer.line_ids.action_tick()
        transfer.line_ids.action_untick()
        self.assertEqual(transfer.line_ids.arrived_pieces, 0)

    def test_each_side_writes_its_own_part_only(self):
        transfer = self.sent(self.copy)
        line = transfer.line_ids
        refused = {
            "the sender counts": lambda: line.action_tick(),
            "the sender receives": transfer.action_receive_all,
            "the receiver cancels": transfer.with_user(self.clerk).action_cancel,
            "the receiver mends the list": lambda: line.with_user(self.clerk).write({"price": 1}),
            "the receiver writes the paper": lambda: transfer.with_user(self.clerk).write(
                {"note": "x"}
            ),
            "a desk officer confirms": transfer.with_user(self.village_desk).action_receive_all,
            "another library receives": transfer.with_user(self.librarian_b).action_receive_all,
            "an overseer receives": transfer.with_user(self.supervisor).action_receive_all,
            "an outcome is typed": lambda: line.with_user(self.clerk).write({"state": "arrived"}),
        }
        for what, act in refused.items():
            with self.subTest(what), self.assertRaises(UserError), self.env.cr.savepoint():
                act()
        self.assertEqual(
            (transfer.state, line.state, self.copy.status), ("sent", "open", "in_transit")
        )

    def test_nobody_sends_another_librarys_books_or_in_its_name(self):
        with self.assertRaises(AccessError):
            self.transfer(user=self.librarian_b)
        draft = self.transfer(self.copy)
        for user in (self.librarian_b, self.clerk, self.desk_a, self.supervisor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                draft.with_user(user).action_send()
        with self.assertRaises(AccessError):
            self.env["library.transfer.line"].with_user(self.clerk).create(
                {"transfer_id": draft.id, "copy_id": self.copy_2.id}
            )

    def test_no_number_of_the_other_side_can_be_typed(self):
        with self.assertRaises(AccessError):
            self.transfer(state="received")
        with self.assertRaises(AccessError):
            self.transfer(number="0009/ST/SEKA/2026")

    @mute_logger("odoo.sql_db")
    def test_the_database_holds_one_open_line_a_copy(self):
        first, second = self.transfer(self.copy), self.transfer(self.copy)
        first.action_send()
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            second.sudo().line_ids.state = "open"
            self.env.flush_all()

    def test_a_book_ticked_here_and_found_elsewhere_has_not_arrived(self):
        transfer = self.sent(self.copy + self.copy_2)
        mine = transfer.with_user(self.clerk)
        mine.action_scan(self.copy.barcode)
        mine.action_scan(self.copy_2.barcode)
        self.take_back(self.school_a, self.copy)
        mine.action_receive()
        self.env.invalidate_all()
        self.assertEqual(self.states(transfer), ["returned", "arrived"])
        self.assertEqual((transfer.state, transfer.arrived_count), ("short", 1))
        self.assertGreen()
