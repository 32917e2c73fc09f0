import hypothesis.strategies as st
from hypothesis import given, settings

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..tools.numbers import Pasted
from .common import LibraryCase
from .properties import checked


class ReceiptCase(LibraryCase):
    def receive(self, count=1, library=None, user=None, **vals):
        receipts = self.env["library.receipt"].with_user(user or self.librarian_a)
        return receipts._receive(library or self.school_a, self.book, count, **vals)

    def undo(self, receipt, user=None):
        receipt.with_user(user or self.librarian_a).action_undo()


@tagged("post_install", "-at_install")
class TestReceive(ReceiptCase):
    """Copies come in by one entry point, with numbers and a source."""

    def test_a_receipt_tells_what_came_in_and_under_which_numbers(self):
        shelf = self.env["library.shelf"].create({"library_id": self.school_a.id, "name": "Rak 1"})
        receipt = self.receive(
            3, fund_source="bos", price=45000, invoice="17", shelf_id=shelf.id, condition="good"
        )
        self.assertEqual((receipt.first_number, receipt.last_number), (4, 6))
        self.assertEqual(
            [number[-5:] for number in receipt.copy_ids.mapped("barcode")],
            ["00004", "00005", "00006"],
        )
        self.assertEqual(receipt.copy_ids.shelf_id, shelf)
        self.assertEqual(set(receipt.copy_ids.mapped("condition")), {"good"})
        self.assertEqual(receipt.copy_ids.acquisition_ids.mapped("price"), [45000] * 3)
        self.assertEqual(receipt.display_name, "3 × Laskar Pelangi")

    def test_where_nothing_is_known_of_the_source_no_acquisition_is_written(self):
        self.assertFalse(self.receive(2).copy_ids.acquisition_ids)

    def test_copies_wait_in_processing_where_labels_come_first(self):
        self.assertEqual(self.receive().copy_ids.status, "available")
        self.school_a.processes_in_steps = True
        self.assertEqual(self.receive().copy_ids.status, "in_processing")
        self.assertEqual(self.receive(finished=True).copy_ids.status, "available")

    def test_numbers_the_books_carry_are_accepted(self):
        rows = [Pasted(1, "", "LAMA1", "1/INV"), Pasted(2, "", "LAMA2"), Pasted(3, "", "", "3/INV")]
        receipt = self.receive(3, pasted=rows)
        year = self.env["library.library"]._today().year
        prefix = self.school_a.barcode_prefix
        self.assertRecordValues(
            receipt.copy_ids.sorted("id"),
            [
                {"barcode": "LAMA1", "accession_number": "1/INV", "barcode_issued": False},
                {
                    "barcode": "LAMA2",
                    "accession_number": f"00004/SEKA/{year}",
                    "barcode_issued": False,
                },
                {
                    "barcode": f"{prefix}0000005",
                    "accession_number": "3/INV",
                    "barcode_issued": True,
                },
            ],
        )

    def test_a_number_somebody_has_is_refused(self):
        theirs = self.copies_b[0]
        self._copies(self.school_b, self.book, 1, barcode="77")
        ours = self.copies_a[0]
        for row in (
            Pasted(1, "", ours.barcode),
            Pasted(1, "", theirs.barcode),
            Pasted(1, "", "", ours.accession_number),
        ):
            with self.subTest(row), self.assertRaises(UserError):
                self.receive(1, pasted=[row])
        self.receive(1, pasted=[Pasted(1, "", "77", theirs.accession_number)])

    def test_the_sticker_of_a_withdrawn_copy_is_free_again_its_accession_number_never(self):
        [old] = self._copies(self.school_a, self.book, 1, barcode="9", accession_number="9/INV")
        old.manual_state = "withdrawn"
        self.receive(1, pasted=[Pasted(1, "", "9")])
        with self.assertRaises(UserError):
            self.receive(1, pasted=[Pasted(1, "", "", "9/INV")])

    def test_a_number_for_each_copy(self):
        with self.assertRaises(UserError):
            self.receive(2, pasted=[Pasted(1, "", "LAMA1")])

    def test_none_or_too_many_are_refused(self):
        for count in (0, -1, 501):
            with self.subTest(count), self.assertRaises(UserError):
                self.receive(count)

    def test_who_receives_is_a_librarian_of_the_library(self):
        for user in (self.desk_a, self.librarian_b, self.supervisor, self.cataloguer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.receive(user=user)

    def test_the_same_request_receives_once(self):
        first = self.receive(2, request_id="carton")
        self.assertEqual(self.receive(2, request_id="carton"), first)
        self.assertEqual(len(first.copy_ids), 2)

    def test_a_request_of_another_library_is_not_shown(self):
        self.receive(request_id="carton", library=self.school_b, user=self.librarian_b)
        with self.assertRaises(UserError):
            self.receive(request_id="carton")


@tagged("post_install", "-at_install")
class TestUndo(ReceiptCase):
    """A mistaken receipt is taken back while nothing has happened to its copies."""

    def test_the_copies_go_and_their_numbers_are_free(self):
        receipt = self.receive(3)
        numbers = receipt.copy_ids.mapped("accession_number")
        self.undo(receipt)
        self.assertFalse(receipt.copy_ids)
        self.assertEqual(receipt.undone_by_id, self.librarian_a)
        self.assertEqual(self.school_a.last_copy_number, 3)
        self.assertEqual(self.receive(3).copy_ids.mapped("accession_number"), numbers)

    def test_undone_twice_is_undone_once(self):
        receipt = self.receive(2)
        self.undo(receipt)
        again = self.receive(2)
        self.undo(receipt)
        self.assertEqual(len(again.copy_ids), 2)

    def test_the_last_receipt_goes_first(self):
        first, second = self.receive(), self.receive()
        with self.assertRaises(UserError):
            self.undo(first)
        self.undo(second)
        self.undo(first)
        self.assertEqual(self.school_a.last_copy_number, 3)

    def test_old_stickers_take_no_number_and_free_none(self):
        old = self.receive(1, pasted=[Pasted(1, "", "LAMA", "1/INV")])
        self.receive()
        self.undo(old)
        self.assertEqual(self.school_a.last_copy_number, 4)

    def test_what_was_labelled_mended_or_set_aside_is_still_undone(self):
        receipt = self.receive(2, finished=False)
        receipt.copy_ids.with_user(self.librarian_a).action_finish_processing()
        noted = self.env["library.event"].search([("copy_id", "in", receipt.copy_ids.ids)])
        self.assertEqual(len(noted), 2)
        self.undo(receipt)
        self.env.invalidate_all()
        self.assertFalse(noted.copy_id)

    def test_what_happened_to_a_copy_is_not_undone(self):
        def printed(copy):
            copy.sudo().printed_at = "2026-01-01"

        def lent(copy):
            self.lend(self.pupil_a, copy)

        def given_back(copy):
            lent(copy)
            self.take_back(self.school_a, copy)

        def deleted(copy):
            copy.unlink()

        for act in (printed, lent, given_back, deleted):
            with self.subTest(act.__name__), self.env.cr.savepoint() as savepoint:
                receipt = self.receive(2)
                act(receipt.copy_ids[0])
                with self.assertRaises(UserError):
                    self.undo(receipt)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_who_undoes_is_a_librarian_of_the_library(self):
        receipt = self.receive()
        for user in (self.desk_a, self.librarian_b, self.supervisor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                call_kw(
                    self.env["library.receipt"].with_user(user), "action_undo", [receipt.ids], {}
                )


@tagged("post_install", "-at_install")
class TestNumberRanges(ReceiptCase):
    """Whatever is received, typed in from old registers, and undone, in any order."""

    @settings(checked, max_examples=25)
    @given(
        st.lists(
            st.one_of(
                st.tuples(st.just("receive"), st.integers(1, 7)),
                st.tuples(st.just("typed"), st.integers(1, 30)),
                st.tuples(st.just("undo"), st.just(0)),
            ),
            max_size=12,
        )
    )
    def test_ranges_have_no_gap_and_no_number_is_given_twice(self, acts):
        with self.env.cr.savepoint() as savepoint:
            given_numbers, receipts, typed = [1, 2, 3], [], set()
            for act, number in acts:
                if act == "receive":
                    receipt = self.receive(number)
                    own = [int(code[-7:]) for code in receipt.copy_ids.mapped("barcode")]
                    self.assertEqual(sorted(own), own)
                    self.assertFalse(set(own) & {*given_numbers, *typed})
                    between = set(range(own[0], own[-1] + 1)) - set(own)
                    self.assertLessEqual(
                        between, typed, "only what books carry already is left out"
                    )
                    self.assertGreater(own[0], max(given_numbers))
                    given_numbers += own
                    receipts.append((receipt, own))
                elif act == "undo" and receipts:
                    receipt, own = receipts.pop()
                    self.undo(receipt)
                    given_numbers = given_numbers[: -len(own)]
                elif act == "typed" and number not in {*given_numbers, *typed}:
                    code = self.school_a._barcode(number)
                    self._copies(
                        self.school_a, self.book, 1, barcode=code, accession_number=f"L{number}"
                    )
                    typed.add(number)
            savepoint.rollback()
            self.env.invalidate_all()
