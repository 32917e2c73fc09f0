from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestCopyChange(LibraryCase):
    """Many copies are changed at once, and what will happen is seen before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = cls.env["library.shelf"].create(
            {"library_id": cls.school_a.id, "name": "Rak 1"}
        )

    def change(self, copies, **vals):
        return (
            self.env["library.copy.change"]
            .with_user(self.librarian_a)
            .with_context(active_model="library.copy", active_ids=copies.ids)
            .create(vals)
        )

    def test_copies_chosen_in_the_list_are_changed_in_one_go(self):
        wizard = self.change(self.copies_a, shelf_id=self.shelf.id, condition="worn")
        self.assertEqual((wizard.change_count, wizard.refusal_count), (3, 0))
        self.assertIn("Rak 1", wizard.preview)
        wizard.action_apply()
        self.assertEqual(self.copies_a.shelf_id, self.shelf)
        self.assertEqual(set(self.copies_a.mapped("condition")), {"worn"})

    def test_what_is_empty_stays_and_what_is_so_already_is_left_out(self):
        self.copies_a[0].own_call_number = "FIK"
        self.copies_a[1:].condition = "good"
        wizard = self.change(self.copies_a, condition="good")
        self.assertEqual(wizard.change_count, 1)
        wizard.action_apply()
        self.assertEqual(self.copies_a[0].own_call_number, "FIK")

    def test_foreign_and_lent_copies_are_refused_in_the_preview_and_the_rest_is_done(self):
        lent, free = self.copies_a[0], self.copies_a[1]
        self.lend(self.pupil_a, lent)
        copies = lent + free + self.copies_b[0]
        wizard = self.change(copies, state="withdrawn", reason="Rusak berat")
        self.assertEqual((wizard.change_count, wizard.refusal_count), (1, 2))
        self.assertIn(f"Copy {lent.barcode} is lent", wizard.preview)
        self.assertIn("Belongs to Sekolah B.", wizard.preview)
        message = wizard.action_apply()["params"]["message"]
        self.assertEqual(message, "Copies changed: 1. Left as they are: 2.")
        self.assertEqual(copies.mapped("status"), ["on_loan", "withdrawn", "available"])

    def test_copies_are_found_by_their_barcodes(self):
        old = self._copies(self.school_a, self.book, 1, barcode="77")
        self._copies(self.school_b, self.book, 1, barcode="77")
        codes = f"77\n{self.copies_a[0].barcode}\n{self.copies_b[0].barcode}\nnone"
        wizard = self.change(self.copies_a[:0], barcodes=codes, condition="poor")
        self.assertEqual((wizard.change_count, wizard.refusal_count), (2, 1))
        self.assertIn("NONE", wizard.preview)
        wizard.action_apply()
        self.assertEqual(old.condition, "poor")

    def test_a_sticker_given_on_means_the_copy_that_has_it_now(self):
        [gone] = self._copies(self.school_a, self.book, 1, barcode="9")
        gone.manual_state = "withdrawn"
        [live] = self._copies(self.school_a, self.book, 1, barcode="9")
        self.change(self.copies_a[:0], barcodes="9", condition="poor").action_apply()
        self.assertEqual((gone.condition, live.condition), (False, "poor"))

    def test_a_shelf_elsewhere_is_refused(self):
        stationed = self.copies_a[0]
        stationed.station_id = self.village
        wizard = self.change(stationed + self.copies_a[1], shelf_id=self.shelf.id)
        self.assertEqual((wizard.change_count, wizard.refusal_count), (1, 1))

    def test_a_withdrawn_copy_whose_sticker_was_given_on_is_not_brought_back(self):
        [old] = self._copies(self.school_a, self.book, 1, barcode="9")
        old.manual_state = "withdrawn"
        self._copies(self.school_a, self.book, 1, barcode="9")
        wizard = self.change(old, state="in_order")
        self.assertEqual(wizard.refusal_count, 1)
        with self.assertRaises(UserError):
            wizard.action_apply()

    def test_found_again(self):
        self.copies_a[0].manual_state = "lost"
        self.change(self.copies_a, state="in_order", reason="Di bawah lemari").action_apply()
        self.assertEqual(set(self.copies_a.mapped("status")), {"available"})
        [event, __] = self.env["library.event"].search(
            [("copy_id", "=", self.copies_a[0].id), ("verb", "=", "edit")]
        )
        self.assertEqual(event.reason, "Di bawah lemari")

    def test_why_a_copy_is_lost_or_withdrawn_is_written_down(self):
        for state in ("lost", "withdrawn"):
            with self.subTest(state), self.assertRaises(UserError):
                self.change(self.copies_a, state=state, reason=" ").action_apply()

    def test_source_and_price_are_noted_for_those_that_had_none(self):
        known, new = self.copies_a[0], self.copies_a[1]
        self.env["library.copy.acquisition"].create(
            {"library_id": self.school_a.id, "copy_id": known.id, "invoice": "1"}
        )
        self.change(known + new, fund_source="bos", price=5000).action_apply()
        self.assertEqual(known.acquisition_ids.invoice, "1")
        self.assertEqual((known + new).acquisition_ids.mapped("price"), [5000, 5000])
        self.assertFalse(self.change(known + new, fund_source="bos").change_count)

    def test_the_form_shows_the_preview_while_it_is_filled_in(self):
        with Form(self.change(self.copies_a)) as form:
            self.assertFalse(form.preview)
            form.state = "damaged"
            self.assertIn("Damaged", form.preview)


@tagged("post_install", "-at_install")
class TestLentCopyStays(LibraryCase):
    """A copy with an open loan is not taken out of the member's hands by any path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = cls.copies_a[0]
        desk = cls.env["library.desk"].with_user(cls.desk_a)
        desk.lend(cls.pupil_a.id, cls.copy.ids, "test", "lend")
        cls.other_title = cls._book("Sang Pemimpi")

    def assertStays(self):
        self.env.invalidate_all()
        self.assertTrue(self.copy.exists())
        self.assertRecordValues(
            self.copy,
            [{"status": "on_loan", "library_id": self.school_a.id, "book_id": self.book.id}],
        )

    def test_over_rpc(self):
        copies = self.env["library.copy"].with_user(self.librarian_a)
        for method, args in (
            ("write", [{"manual_state": "withdrawn"}]),
            ("write", [{"manual_state": "in_processing"}]),
            ("write", [{"book_id": self.other_title.id}]),
            ("write", [{"library_id": self.school_b.id}]),
            ("web_save", [{"manual_state": "withdrawn"}, {}]),
            ("unlink", []),
        ):
            with self.subTest(method=method, args=args), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    call_kw(copies, method, [self.copy.ids, *args], {})
            self.assertStays()

    def test_by_the_one_who_may_do_everything(self):
        for vals in ({"book_id": self.other_title.id}, {"library_id": self.school_b.id}):
            with self.subTest(vals), self.assertRaises(UserError), self.env.cr.savepoint():
                self.copy.sudo().write(vals)
            self.assertStays()

    @mute_logger("odoo.sql_db")
    def test_by_import(self):
        copies = self.env["library.copy"].with_user(self.librarian_a)
        for name, value in (
            ("manual_state", "Withdrawn"),
            ("book_id/.id", str(self.other_title.id)),
        ):
            with self.subTest(name):
                result = copies.load([".id", name], [[str(self.copy.id), value]])
                self.assertTrue(result["messages"])
                self.assertStays()

    def test_through_its_title_or_library(self):
        for records in (self.book, self.school_a):
            with self.subTest(records._name), mute_logger("odoo.sql_db"):
                with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017 - whoever refuses first
                    records.unlink()
            self.assertStays()

    def test_finish_processing_is_for_those_who_may_write_the_copy(self):
        waiting = self._copies(self.school_a, self.book, 2, manual_state="in_processing")
        with self.assertRaises(AccessError):
            waiting.with_user(self.librarian_b).action_finish_processing()
        (waiting + self.copy).with_user(self.librarian_a).action_finish_processing()
        self.assertEqual(set(waiting.mapped("status")), {"available"})
        with self.assertRaises(UserError):
            waiting.with_user(self.librarian_a).action_finish_processing()
