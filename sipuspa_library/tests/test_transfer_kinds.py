from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..tools.numbers import Pasted
from .test_transfer import TransferCase


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestBox(TransferCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.villager = cls._membership(cls.village, "Ni Made Desa", category="villager")

    def boxes(self, field, user=None):
        transfers = self.env["library.transfer"].with_user(user or self.librarian_a)
        return transfers.search([(field, "=", True)])

    def test_a_reading_corner_lends_its_box_and_takes_it_back(self):
        self.received(self.copy)
        [answer] = self.lend(self.villager, self.copy, user=self.village_desk)
        self.assertEqual(answer["outcome"], "done")
        [answer] = self.take_back(self.village, self.copy, user=self.village_desk)
        self.assertEqual(answer["next_step"]["code"], "shelve")
        [refused] = self.lend(self.pupil_a, self.copy)
        self.assertEqual(self.codes(refused), ["copy_elsewhere"])

    def test_the_box_goes_back_without_what_is_lent_which_is_listed(self):
        box = self.received(self.copies_a)
        self.lend(self.villager, self.copy, user=self.village_desk)
        action = box.with_user(self.clerk).action_return_box()
        back = self.env["library.transfer"].browse(action["res_id"]).with_user(self.clerk)
        self.assertEqual((back.kind, back.library_id), ("return", self.village))
        self.assertEqual(back.line_ids.copy_id, self.copy_2 + self.copy_3)
        self.assertEqual(back.staying_copy_ids, self.copy)
        again = box.with_user(self.clerk).action_return_box()
        self.assertEqual(again["res_id"], back.id, "pressed twice, it is one return")
        back.action_send()
        back.with_user(self.librarian_a).action_receive_all()
        self.assertEqual((self.copy_2.place_id, self.copy_2.status), (self.school_a, "available"))
        self.assertFalse(self.copy_2.station_id)
        self.assertEqual(self.states(box), ["arrived", "returned", "returned"])
        self.assertEqual(self.boxes("is_out"), box)
        self.take_back(self.village, self.copy, user=self.village_desk)
        rest = self.env["library.transfer"].browse(
            box.with_user(self.clerk).action_return_box()["res_id"]
        )
        rest.with_user(self.clerk).action_send()
        rest.with_user(self.librarian_a).action_receive_all()
        self.assertFalse(self.boxes("is_out"))
        self.assertGreen()
        with self.assertRaisesRegex(UserError, "Nothing of this box"):
            box.with_user(self.clerk).action_return_box()

    def test_a_box_that_comes_back_short_names_what_stayed_on_the_way(self):
        box = self.received(self.copies_a)
        back = self.env["library.transfer"].browse(
            box.with_user(self.clerk).action_return_box()["res_id"]
        )
        back.with_user(self.clerk).action_send()
        mine = back.with_user(self.librarian_a)
        mine.action_scan(self.copy.barcode)
        mine.action_scan(self.copy_2.accession_number)
        mine.action_receive()
        self.assertEqual((back.state, back.missing_count), ("short", 1))
        self.assertEqual(self.boxes("is_out"), box)

    def test_an_overdue_box_is_found_by_both_sides(self):
        box = self.received(self.copy, due_back="2026-05-01")
        self.assertFalse(self.boxes("is_overdue"))
        with freeze_time("2026-05-02 02:00:00"):
            self.env.invalidate_all()
            for user in (self.librarian_a, self.clerk, self.supervisor):
                self.assertEqual(self.boxes("is_overdue", user), box)
            self.assertTrue(box.is_overdue)

    def test_a_boxed_copy_handed_in_at_its_owners_belongs_in_the_box_still(self):
        box = self.received(self.copy)
        [answer] = self.take_back(self.school_a, self.copy)
        self.assertEqual(answer["next_step"], {"code": "send_home", "args": {"library": "Desa C"}})
        self.assertEqual(self.boxes("is_out"), box)

    def test_a_box_whose_last_book_is_lost_or_withdrawn_is_waited_for_no_more(self):
        box = self.received(self.copies_a, due_back="2026-05-01")
        self.copy.with_user(self.librarian_a)._set_state("withdrawn", "Usang")
        self.copy_2.with_user(self.librarian_a)._set_state("lost", "Hilang di sana")
        back = self.env["library.transfer"].browse(
            box.with_user(self.clerk).action_return_box()["res_id"]
        )
        self.assertEqual(back.line_ids.copy_id, self.copy_3)
        back.with_user(self.clerk).action_send()
        back.with_user(self.librarian_a).action_receive_all()
        self.env.invalidate_all()
        self.assertFalse(self.boxes("is_out"))
        self.assertFalse(box.is_out)
        self.copy_2.with_user(self.librarian_a)._set_state(False)
        self.assertEqual(self.boxes("is_out"), box, "found again, it is waited for again")
        self.assertGreen()

    def test_a_box_carried_home_is_back_when_its_owner_says_so(self):
        box = self.received(self.copies_a)
        self.lend(self.villager, self.copy, user=self.village_desk)
        self.take_back(self.school_a, self.copy_2)
        with self.assertRaises(AccessError):
            box.with_user(self.clerk).action_box_back()
        for _time in range(2):
            box.with_user(self.librarian_a).action_box_back()
        self.env.invalidate_all()
        self.assertEqual(self.states(box), ["arrived", "returned", "returned"])
        self.assertEqual((self.copy_3.place_id, self.copy_3.status), (self.school_a, "available"))
        self.assertEqual(self.copy_2.status, "available")
        self.assertEqual(self.copy.status, "on_loan")
        [answer] = self.lend(self.pupil_a, self.copy_3)
        self.assertEqual(answer["outcome"], "done")
        self.assertGreen()


@tagged("post_install", "-at_install")
class TestStrays(TransferCase):
    def test_strays_go_home_one_return_a_destination(self):
        self.take_back(self.village, self.copy + self.copies_b[0], user=self.village_desk)
        transfers = self.env["library.transfer"].with_user(self.clerk)
        drafts = transfers.search(transfers.action_send_strays_home()["domain"])
        ways = {draft.to_library_id: draft.line_ids.copy_id for draft in drafts}
        self.assertEqual(ways, {self.school_a: self.copy, self.school_b: self.copies_b[0]})
        with self.assertRaisesRegex(UserError, "No stray copies"):
            transfers.action_send_strays_home()
        self.take_back(self.village, self.copy_2, user=self.village_desk)
        transfers.action_send_strays_home()
        self.assertEqual(ways[self.school_a] + self.copy_2, drafts.line_ids.copy_id - self.copies_b)
        drafts.action_send()
        drafts[0].with_user(self.library_admin).action_receive_all()
        self.assertGreen()

    def test_a_stray_lies_where_it_is_until_it_is_received_at_home(self):
        self.take_back(self.village, self.copy, user=self.village_desk)
        transfers = self.env["library.transfer"].with_user(self.clerk)
        back = transfers.browse(transfers.action_send_strays_home()["res_id"])
        back.action_send()
        self.assertEqual(self.copy.status, "in_transit")
        back.with_user(self.librarian_a).action_receive_all()
        self.assertEqual((self.copy.place_id, self.copy.status), (self.school_a, "available"))


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestOwnership(TransferCase):
    def held(self, library):
        holdings = self.env["library.holding"]
        return holdings.search([("library_id", "=", library.id)]).copy_count

    def test_a_copy_that_changes_hands_has_a_new_number_and_is_counted_there(self):
        old = self.copy.accession_number
        barcode = self.copy.barcode
        self.env["library.copy.acquisition"].create(
            {
                "library_id": self.school_a.id,
                "copy_id": self.copy.id,
                "price": 45000,
                "source_name": "Toko Rahasia",
            }
        )
        transfer = self.received(self.copy + self.copy_2, "ownership")
        self.assertEqual(self.copy.library_id, self.village)
        self.assertEqual(self.copy.place_id, self.village)
        self.assertEqual((self.copy.status, self.copy.barcode), ("available", barcode))
        self.assertEqual(self.copy.accession_number, "00001/DESC/2026")
        self.assertEqual(transfer.line_ids[0].accession_number, old)
        self.assertEqual((self.held(self.school_a), self.held(self.village)), (1, 2))
        details = (
            self.env["library.event"]
            .search([("copy_id", "=", self.copy.id), ("verb", "=", "edit")])
            .details
        )
        self.assertEqual(details["accession_number"], [old, "00001/DESC/2026"])
        self.assertGreen()

    def test_the_register_of_each_owner_is_its_own(self):
        acquisitions = self.env["library.copy.acquisition"]
        acquisitions.create(
            {
                "library_id": self.school_a.id,
                "copy_id": self.copy.id,
                "price": 45000,
                "source_name": "Toko Rahasia",
            }
        )
        transfer = self.received(self.copy, "ownership")
        mine = acquisitions.with_user(self.clerk).search([("copy_id", "=", self.copy.id)])
        self.assertEqual(
            (mine.price, mine.source_name, mine.invoice, mine.fund_source),
            (45000, "Sekolah A", transfer.number, "donation"),
        )
        theirs = acquisitions.with_user(self.librarian_a).search([("copy_id", "=", self.copy.id)])
        self.assertEqual(theirs.source_name, "Toko Rahasia")
        self.assertEqual(mine.received_on, self.copy.received_on)

    def test_an_old_sticker_stays_unless_the_new_owner_has_its_like(self):
        kept, clash = self.env["library.copy"].create(
            [
                {"library_id": self.school_a.id, "book_id": self.book.id, "barcode": number}
                for number in ("LAMA-1", "LAMA-2")
            ]
        )
        self._copies(self.village, self.book, 1, barcode="LAMA-2")
        self.received(kept + clash, "ownership")
        self.assertEqual((kept.barcode, kept.barcode_issued), ("LAMA-1", False))
        self.assertTrue(clash.barcode_issued)
        self.assertTrue(clash.barcode.startswith(self.village.barcode_prefix))
        self.assertGreen()

    def test_the_giver_may_edit_it_no_more_and_the_new_owner_may(self):
        self.received(self.copy, "ownership")
        self.assertFalse(self.copy.with_user(self.librarian_a).is_editable)
        self.assertTrue(self.copy.with_user(self.clerk).is_editable)

    def test_a_copy_given_back_takes_up_its_line_in_the_register(self):
        acquisitions = self.env["library.copy.acquisition"]
        acquisitions.create(
            {"library_id": self.school_a.id, "copy_id": self.copy.id, "price": 45000}
        )
        first = self.copy.accession_number
        self.received(self.copy, "ownership")
        back = self.env["library.transfer"].with_user(self.clerk)
        back = back.create(
            {
                "library_id": self.village.id,
                "to_library_id": self.school_a.id,
                "kind": "ownership",
                "line_ids": [Command.create({"copy_id": self.copy.id})],
            }
        )
        back.action_send()
        back.with_user(self.librarian_a).action_receive_all()
        self.env.invalidate_all()
        self.assertEqual(self.copy.library_id, self.school_a)
        self.assertNotEqual(self.copy.accession_number, first)
        mine = acquisitions.search(
            [("copy_id", "=", self.copy.id), ("library_id", "=", self.school_a.id)]
        )
        self.assertEqual(
            (mine.price, mine.invoice, mine.source_name), (45000, back.number, "Desa C")
        )
        self.assertGreen()

    def test_an_accession_number_given_away_is_never_given_again(self):
        [old] = self._copies(self.school_a, self.book, 1)
        old.with_user(self.librarian_a).accession_number = self.school_a._accession_number(6, 2026)
        number = old.accession_number
        self.received(old, "ownership")
        self.env.invalidate_all()
        with self.assertRaises(ValidationError):
            self._copies(self.school_a, self.book, 1, accession_number=number)
        with self.assertRaises(ValidationError):
            self.copy.with_user(self.librarian_a).accession_number = number
        given = self._copies(self.school_a, self.book, 3)
        self.assertNotIn(number, given.mapped("accession_number"))
        pasted = [Pasted(1, "", "", number)]
        problems = self.school_a.with_user(self.librarian_a)._pasted_problems(pasted)
        self.assertEqual([problem.code for problem in problems], ["accession_taken"])

    def test_a_replaced_sticker_waits_for_its_label(self):
        [clash] = self._copies(self.school_a, self.book, 1, barcode="LAMA-2")
        self._copies(self.village, self.book, 1, barcode="LAMA-2")
        (clash + self.copy).with_user(self.librarian_a)._note_printed()
        self.received(clash + self.copy, "ownership")
        self.env.invalidate_all()
        self.assertFalse(clash.labelled_at)
        self.assertTrue(self.copy.labelled_at, "its sticker means it everywhere")

    def test_a_receipt_minds_its_own_copies_only(self):
        receipt = (
            self.env["library.receipt"]
            .with_user(self.librarian_a)
            ._receive(self.school_a, self.book, 2, finished=False, source_name="Toko Rahasia")
        )
        given, kept = receipt.copy_ids
        self.received(given.with_env(self.env), "ownership")
        self.env.invalidate_all()
        self.assertEqual(receipt.processing_count, 1)
        receipt.action_finish_processing()
        self.assertEqual((given.status, kept.status), ("in_processing", "available"))
        self.assertTrue(receipt.action_print_labels()["res_id"])
        with self.assertRaisesRegex(UserError, "given away"):
            receipt.action_undo()
        lines, _more = given.with_user(self.clerk)._history()
        self.assertNotIn("Toko Rahasia", [line["reason"] for line in lines])
        lines, _more = kept.with_user(self.librarian_a)._history()
        self.assertEqual(lines[-1]["reason"], "Toko Rahasia")

    def test_who_works_in_both_libraries_sees_in_each_register_its_own_price(self):
        acquisitions = self.env["library.copy.acquisition"]
        acquisitions.create(
            {"library_id": self.school_a.id, "copy_id": self.copy.id, "price": 45000}
        )
        self.received(self.copy, "ownership")
        admin = self.env(user=self.library_admin)
        change = admin["library.copy.change"].create(
            {"copy_ids": [Command.set(self.copy.ids)], "price": 30000}
        )
        change.action_apply()
        prices = {row.library_id: row.price for row in acquisitions.search([])}
        self.assertEqual(prices, {self.school_a: 45000, self.village: 30000})
        register = admin["library.register.print"].create({"library_id": self.village.id})
        self.assertEqual([line["price"] for line in register._lines()], [30000])
        weeding = admin["library.weeding"].create({"library_id": self.village.id})
        line = weeding.line_ids.create({"weeding_id": weeding.id, "copy_id": self.copy.id})
        self.assertEqual(line.price, 30000)


@tagged("post_install", "-at_install")
class TestAddingFromTheList(TransferCase):
    def wizard(self, copies, user=None, **vals):
        return (
            self.env["library.transfer.add"]
            .with_user(user or self.librarian_a)
            .with_context(active_model="library.copy", active_ids=copies.ids)
            .create(vals)
        )

    def test_chosen_copies_begin_a_transfer_or_join_a_draft(self):
        action = self.wizard(
            self.copy + self.copy_2, kind="ownership", to_library_id=self.village.id
        ).action_add()
        transfer = self.env["library.transfer"].browse(action["res_id"])
        self.assertEqual(transfer.line_ids.copy_id, self.copy + self.copy_2)
        self.wizard(self.copies_a, transfer_id=transfer.id).action_add()
        self.assertEqual(transfer.line_ids.copy_id, self.copies_a)

    def test_what_cannot_travel_is_left_out_and_named(self):
        self.lend(self.pupil_a, self.copy)
        answer = self.wizard(
            self.copy + self.copy_2 + self.copies_b,
            kind="ownership",
            to_library_id=self.village.id,
        ).action_add()
        self.assertIn(self.copy.barcode, answer["params"]["message"])
        transfer = self.env["library.transfer"].browse(answer["params"]["next"]["res_id"])
        self.assertEqual(transfer.line_ids.copy_id, self.copy_2)
        with self.assertRaisesRegex(UserError, "is lent"):
            self.wizard(self.copy, transfer_id=transfer.id).action_add()

    def test_another_librarys_draft_is_not_filled(self):
        draft = self.transfer()
        with self.assertRaises(UserError):
            self.wizard(self.copies_b, self.librarian_b, transfer_id=draft.id).action_add()

    def test_a_transfer_is_made_in_its_form(self):
        form = Form(self.env["library.transfer"].with_user(self.librarian_a))
        form.kind = "ownership"
        form.to_library_id = self.village
        with form.line_ids.new() as line:
            line.copy_id = self.copy
        transfer = form.save()
        self.assertEqual(transfer.line_ids.book_id, self.book)
        self.assertEqual(transfer.library_id, self.school_a)
