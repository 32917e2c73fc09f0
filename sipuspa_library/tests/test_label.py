from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from ..tools import labels
from . import paper
from .common import LibraryCase


class LabelCase(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.a4 = cls.env.ref("sipuspa_library.label_sheet_a4_3x8")
        cls.roll = cls.env.ref("sipuspa_library.label_sheet_roll_50x25")

    def printing(self, copies=None, user=None, **vals):
        """Open the printing of labels as a librarian of school A does."""
        user = user or self.librarian_a
        if copies:
            action = copies.with_user(user)._label_action()
            wizard = self.env["library.label.print"].with_user(user).browse(action["res_id"])
            wizard.write(vals)
            return wizard
        return self.env["library.label.print"].with_user(user).create(vals)

    def drawn(self, wizard):
        """Print as the browser does, and return the PDF."""
        answer = {"action": None}
        while not answer["action"]:
            answer = wizard.action_draw()
        content, __ = wizard._paper("labels")
        return content


@tagged("post_install", "-at_install")
class TestLabelSheet(LabelCase):
    def test_every_sheet_of_ours_fits_its_paper(self):
        sheets = self.env["library.label.sheet"].search([("library_id", "=", False)])
        self.assertEqual(sheets.grouped("use").keys(), {"label", "card", "fold"})
        for sheet in sheets:
            self.assertIsNone(sheet._sheet().problem(), sheet.name)

    def test_every_label_that_follows_is_read_back_on_every_sheet(self):
        content = self.copies_a.with_user(self.librarian_a)._labels(with_colour=True)
        numbers = sorted(self.copies_a.mapped("barcode"))
        ours = [("library_id", "=", False), ("use", "=", "label")]
        for sheet in self.env["library.label.sheet"].search(ours):
            for kind in labels.KINDS[1:]:
                with self.subTest(sheet=sheet.name, kind=kind):
                    found = paper.decoded(labels.document(sheet._sheet(), content, kind), dpi=300)
                    self.assertEqual(sorted(code.text for code in found), numbers)

    def test_a_grid_that_does_not_fit_is_refused_with_what_to_measure(self):
        with self.assertRaisesRegex(
            ValidationError, r"last column ends at 211.0 mm.*210.0 mm wide"
        ):
            self.a4.margin_left = 1
        with self.assertRaisesRegex(ValidationError, "overlap"):
            self.a4.pitch_y = 30

    def test_a_librarian_mends_a_copy_of_the_offices_sheet(self):
        sheet = self.a4.with_user(self.librarian_a)
        with self.assertRaises(AccessError):
            sheet.margin_top = 0.2
        own = sheet.browse(sheet.action_own_copy()["res_id"])
        own.margin_top = 0.2
        self.assertEqual(own.library_id, self.school_a)
        self.assertEqual(self.a4.margin_top, 0.5)

    def test_the_calibration_page_has_the_size_of_the_sheet(self):
        content, name = self.a4.with_user(self.librarian_a)._paper("calibration")
        self.assertEqual(name, "calibration.pdf")
        [size] = paper.page_sizes(content)
        self.assertAlmostEqual(size[1], 297, delta=0.05)


@tagged("post_install", "-at_install")
class TestLabelPrint(LabelCase):
    def test_five_copies_from_position_seven(self):
        copies = self._copies(self.school_a, self.book, 5)
        wizard = self.printing(copies, start=7, sheet_id=self.a4.id, kind="spine_barcode")
        self.assertEqual((wizard.label_count, wizard.page_count), (5, 1))
        found = paper.decoded(self.drawn(wizard))
        self.assertEqual([code.text for code in found], copies.mapped("barcode"))
        for position, code in enumerate(found, start=7):
            box = self.a4._sheet().box(position)
            self.assertAlmostEqual(code.left - found[0].left, box.left - 0, delta=0.2)
            self.assertTrue(box.top < code.top and code.top + code.height < box.bottom)

    def test_a_copy_keeps_when_it_was_first_printed_and_its_history_every_print(self):
        copies = self.copies_a[:2]
        self.drawn(self.printing(copies))
        first = copies.mapped("printed_at")
        self.assertTrue(all(first))
        self.drawn(self.printing(self.copies_a))
        self.assertEqual(copies.mapped("printed_at"), first)
        events = self.env["library.event"].search([("verb", "=", "print")])
        self.assertEqual(len(events.filtered(lambda event: event.copy_id == copies[0])), 2)
        self.assertEqual(len(events.filtered(lambda event: event.copy_id == self.copies_a[2])), 1)
        self.assertEqual(events.actor_id, self.librarian_a)

    def test_asked_again_after_the_end_nothing_is_noted_twice(self):
        wizard = self.printing(self.copies_a)
        self.drawn(wizard)
        self.drawn(wizard)
        events = [("verb", "=", "print"), ("copy_id", "=", self.copies_a[0].id)]
        self.assertEqual(self.env["library.event"].search_count(events), 1)

    def test_many_labels_are_drawn_in_parts_that_fill_their_pages(self):
        copies = self._copies(self.school_a, self.book, 500)
        wizard = self.printing(copies, start=3, sheet_id=self.a4.id, kind="spine")
        answer = wizard.action_draw()
        self.assertEqual((answer["done"], answer["total"], answer["action"]), (478, 500, False))
        self.assertFalse(any(copies.mapped("printed_at")), "noted when all is drawn")
        with self.assertRaises(UserError):
            wizard._paper("labels")
        pdf = self.drawn(wizard)
        self.assertEqual(len(paper.page_sizes(pdf)), wizard.page_count)
        self.assertEqual(wizard.page_count, 21)

    def test_what_is_drawn_is_forgotten_when_something_changes(self):
        wizard = self.printing(self.copies_a, kind="barcode")
        self.drawn(wizard)
        wizard.kind = "qr"
        self.assertEqual((wizard.drawn, len(wizard._parts())), (0, 0))
        self.assertEqual({code.kind for code in paper.decoded(self.drawn(wizard))}, {"QRCode"})

    def test_the_library_is_asked_the_same_only_once(self):
        self.drawn(
            self.printing(
                self.copies_a,
                sheet_id=self.a4.id,
                kind="qr",
                sort="shelf",
                with_colour=False,
                start=23,
                offset_x=0.5,
            )
        )
        form = Form(self.env["library.label.print"].with_user(self.librarian_a))
        self.assertEqual(form.sheet_id, self.a4)
        self.assertEqual((form.kind, form.sort, form.with_colour), ("qr", "shelf", False))
        self.assertEqual((form.offset_x, form.start, form.next_position), (0.5, 1, 2))
        form.sheet_id = self.roll
        self.assertEqual((form.kind, form.offset_x), ("qr", 0), "another sheet, another offset")

    def test_a_jammed_sheet_is_printed_again_from_another_label(self):
        wizard = self.printing(source="new", sheet_id=self.a4.id)
        self.drawn(wizard)
        form = Form(wizard)
        form.start = 9
        self.assertEqual(form.label_count, 3, "the same copies, though they have labels now")
        form.save()
        self.assertEqual(len(paper.decoded(self.drawn(wizard))), 3)
        form = Form(wizard)
        form.source = "received"
        form.source = "new"
        self.assertEqual(form.label_count, 0, "asked anew, none is without a label")

    def test_copies_without_a_label_yet(self):
        one, two, three = self.copies_a
        self.drawn(self.printing(one))
        two.manual_state = "lost"
        three.sudo()._mark_printed()  # in the register
        self.assertEqual(self.printing(source="new")._rows(), three)

    def test_copies_received_between_two_days(self):
        self.copies_a[1].received_on = "2026-03-05"
        wizard = self.printing(source="received", date_from="2026-03-01", date_to="2026-03-05")
        self.assertEqual(wizard._rows(), self.copies_a[1])

    def test_copies_by_their_accession_numbers_written_short(self):
        self.copies_a[0].accession_number = "00009/SEKA/2025"
        self.copies_a[1].accession_number = "10/SEKA/2026"
        self.copies_a[2].accession_number = "00011/SEKA/2026"
        wizard = self.printing(source="numbers", number_from="9", number_to="10")
        self.assertEqual(wizard._rows(), self.copies_a[:2])
        wizard.write({"number_from": False, "number_to": False})
        self.assertFalse(wizard._rows(), "not the whole library by mistake")

    def test_labels_come_by_accession_number_or_in_shelf_order(self):
        one, two, three = self.copies_a
        one.accession_number, two.accession_number = "B 10", "B 9"
        three.accession_number = "C 1"
        one.own_call_number, two.own_call_number = "813 B", "900 A"
        three.own_call_number = "500 C"
        wizard = self.printing(self.copies_a)
        self.assertEqual(wizard._ordered(self.copies_a), two + one + three)
        wizard.sort = "shelf"
        self.assertEqual(wizard._ordered(self.copies_a), three + one + two)

    def test_a_number_too_long_for_bars_is_told_before(self):
        self.copies_a[0].barcode = "P-000012/SMPN-1/2026-REFERENSI"
        wizard = self.printing(self.copies_a, sheet_id=self.roll.id, kind="spine_barcode")
        self.assertEqual(wizard.qr_count, 1)
        kinds = {code.text: code.kind for code in paper.decoded(self.drawn(wizard))}
        self.assertEqual(kinds[self.copies_a[0].barcode], "QRCode")
        self.assertEqual(kinds[self.copies_a[1].barcode], "Code128")

    def test_a_label_says_what_the_spine_says_in_the_colour_of_its_class(self):
        self.copies_a[0].own_call_number = "R 959.8 SUA e"
        plain, own = (
            copy.with_user(self.librarian_a)._labels(with_colour=True)[0]
            for copy in (self.copies_a[1], self.copies_a[0])
        )
        self.assertEqual(plain.spine, ("813", "HIR", "l"))
        self.assertEqual(own.spine, ("R", "959.8", "SUA", "e"))
        self.assertEqual((plain.title, plain.library), ("Laskar Pelangi", "Sekolah A"))
        self.assertTrue(plain.colour and own.colour and plain.colour != own.colour)
        self.assertIsNone(self.copies_a[1]._labels(with_colour=False)[0].colour)
        fiction = self.env["library.classification"].search([("number", "=", "800")])
        fiction.colour = "kuning"
        self.assertIsNone(self.copies_a[1]._labels(with_colour=True)[0].colour, "no such colour")

    # ------------------------------------------------------------------
    # REFUSALS
    # ------------------------------------------------------------------

    def test_copies_of_two_libraries_are_not_mixed(self):
        with self.assertRaises(UserError):
            (self.copies_a + self.copies_b)._label_action()

    def test_nobody_prints_for_another_library(self):
        with self.assertRaises(AccessError):
            self.printing(library_id=self.school_b.id).action_draw()
        wizard = self.printing(copy_ids=self.copies_b.ids)
        with self.assertRaises(UserError):
            wizard.action_draw()
        self.assertFalse(any(self.copies_b.mapped("printed_at")))

    def test_the_order_of_the_copies_is_not_the_clients_to_write(self):
        with self.assertRaises(AccessError):
            self.printing(self.copies_a).row_order = self.copies_b.ids

    def test_no_such_copies_is_a_sentence(self):
        with self.assertRaisesRegex(UserError, "no such copies in Sekolah A"):
            self.printing(source="numbers", number_from="999").action_draw()

    def test_a_copy_deleted_halfway_stops_the_print(self):
        copies = self._copies(self.school_a, self.book, 481)
        wizard = self.printing(copies, sheet_id=self.a4.id, kind="spine")
        wizard.action_draw()
        copies[-1].unlink()  # nothing about it is printed yet
        with self.assertRaisesRegex(UserError, "deleted meanwhile"):
            wizard.action_draw()

    def test_what_is_drawn_is_not_typed(self):
        for vals in ({"drawn": 3}, {"row_order": self.copies_a.ids}):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.printing(**vals)


@tagged("post_install", "-at_install")
class TestLabelDownload(HttpCase, LabelCase):
    def test_who_printed_them_downloads_them_and_nobody_else(self):
        wizard = self.printing(self.copies_a)
        url = None
        while not url:
            answer = wizard.action_draw()
            url = answer["action"] and answer["action"]["url"]
        self.authenticate("librarian_a", "librarian_a")
        response = self.url_open(url)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("label-SEKA-3.pdf", response.headers["Content-Disposition"])
        self.assertEqual(
            sorted(code.text for code in paper.decoded(response.content)),
            sorted(self.copies_a.mapped("barcode")),
        )
        self.authenticate("librarian_b", "librarian_b")
        self.assertNotEqual(self.url_open(url).status_code, 200)
