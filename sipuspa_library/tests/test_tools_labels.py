from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import labels
from ..tools.labels import codes, text
from ..tools.labels.sheet import TOLERANCE
from . import paper
from .properties import checked

drawn = settings(checked, max_examples=25)

A4 = labels.Sheet(210, 297, 3, 8, 70, 37, 0, 0.5, 70, 37)
SMALL = labels.Sheet(156, 194, 3, 10, 50, 18, 2, 3, 51, 19, 1.5)
LARGE = labels.Sheet(175, 222, 2, 5, 75, 38, 10, 13, 80, 39.5, 2)
ROLL = labels.Sheet(50, 25, 1, 1, 50, 25)
TINY = labels.Sheet(100, 100, 4, 8, 20, 10, 4, 4, 22, 11)
SHEETS = (A4, SMALL, LARGE, ROLL, TINY)

NASTY = labels.Label(
    "P-000012/SMPN-1/2026-REFERENSI",
    "Ensiklopedia "
    + "W" * 80
    + " dan Kebudayaan Bali: dari Zaman Prasejarah sampai Kini 日本 ḥadīth",
    ("R", "959.862.503.118-155.4499", "SUARDANA", "e", "jil.3", "c.12", "2010", "edisi", "khusus"),
    "Perpustakaan Sekolah Dasar Negeri 2 Dawan Klod Kecamatan Dawan Kabupaten Klungkung",
    "#1e88e5",
)
EMPTY = labels.Label("00010000001")
COMMON = labels.Label("00010000002", "Laskar Pelangi", ("813", "HIR", "l"), "Perpustakaan A")


@st.composite
def sheets(draw):
    """Any sheet whose grid fits its paper."""
    columns, rows = draw(st.integers(1, 6)), draw(st.integers(1, 12))
    tenths = st.integers(0, 60).map(lambda tenth: tenth / 10)
    wide, high = draw(st.integers(20, 110)), draw(st.integers(10, 70))
    left, top, gap_x, gap_y = (draw(tenths) for __ in range(4))
    pitch_x, pitch_y = wide + gap_x, high + gap_y
    paper_width = left + columns * pitch_x + draw(tenths)
    paper_height = top + rows * pitch_y + draw(tenths)
    return labels.Sheet(
        paper_width, paper_height, columns, rows, wide, high, left, top, pitch_x, pitch_y
    )


class TestSheet(BaseCase):
    """Where a label lies, without drawing anything."""

    @checked
    @given(sheets())
    def test_every_label_is_on_the_paper_and_on_no_other_label(self, sheet):
        self.assertIsNone(sheet.problem())
        boxes = sheet.boxes()
        for number, box in enumerate(boxes):
            self.assertGreaterEqual(min(box.left, box.top), 0)
            self.assertLessEqual(box.right, sheet.paper_width + TOLERANCE)
            self.assertLessEqual(box.bottom, sheet.paper_height + TOLERANCE)
            for other in boxes[number + 1 :]:
                apart = (
                    box.right <= other.left + TOLERANCE
                    or other.right <= box.left + TOLERANCE
                    or box.bottom <= other.top + TOLERANCE
                )
                self.assertTrue(apart, (box, other))

    @checked
    @given(sheets(), st.integers(1, 400), st.integers(1, 72))
    def test_labels_follow_each_other_row_by_row_and_page_by_page(self, sheet, count, start):
        start = min(start, sheet.count)
        places = [sheet.place(number, start) for number in range(1, count + 1)]
        self.assertEqual(places[0], (1, start))
        expected = [
            (page, position)
            for page in range(1, sheet.pages(count, start) + 1)
            for position in range(1, sheet.count + 1)
        ]
        self.assertEqual(places, expected[start - 1 : start - 1 + count])

    def test_position_seven_is_the_first_of_the_third_row(self):
        self.assertEqual(A4.box(7), labels.Box(0, 74.5, 70, 37))
        self.assertEqual(A4.box(9).left, 140)

    def test_no_labels_take_no_page(self):
        self.assertEqual(A4.pages(0), 0)

    def test_what_is_wrong_with_a_sheet(self):
        for changed, problem in (
            ({"columns": 0}, "grid"),
            ({"rows": 501}, "grid"),
            ({"label_width": 19}, "small"),
            ({"left": -1}, "negative"),
            ({"pitch_x": 60}, "overlap_across"),
            ({"pitch_y": 30}, "overlap_down"),
            ({"left": 1}, "too_wide"),
            ({"top": 2}, "too_high"),
        ):
            with self.subTest(problem=problem):
                self.assertEqual(labels.Sheet(**{**vars(A4), **changed}).problem(), problem)

    def test_labels_at_the_edge_of_the_paper_keep_clear_of_the_printers_border(self):
        across, down = A4.safe_border()
        self.assertGreaterEqual(A4.box(1).inset(across, down).left, 4)
        self.assertGreaterEqual(A4.box(1).inset(across, down).top, 4)


class TestText(BaseCase):
    """Whatever is written fits its place."""

    texts = st.text(max_size=120)
    rooms = st.integers(5, 90)

    def assert_fits(self, found, font, room, height=None):
        for part in found.lines:
            self.assertLessEqual(text.width(part, font) * found.size, room + 0.01)
        if height:
            self.assertLessEqual(found.height, height + 0.01)

    @checked
    @given(texts, rooms)
    def test_a_line(self, typed, room):
        self.assert_fits(text.line(typed, text.REGULAR, room, 9.0, 4.0), text.REGULAR, room)

    @checked
    @given(texts, rooms, st.integers(1, 30))
    def test_a_title_in_several_lines(self, typed, room, height):
        found = text.block(typed, text.REGULAR, room, height, 9.0, 4.0)
        self.assert_fits(found, text.REGULAR, room, height)

    @checked
    @given(st.lists(texts, max_size=9).map(tuple), rooms, st.integers(1, 30))
    def test_parts_one_below_the_other(self, parts, room, height):
        found = text.stack(parts, text.BOLD, room, height, 22.0, 5.0)
        self.assert_fits(found, text.BOLD, room, height)

    def test_what_fits_is_not_cut(self):
        found = text.block("Laskar Pelangi", text.REGULAR, 40, 10, 9.0, 4.0)
        self.assertEqual(" ".join(found.lines), "Laskar Pelangi")
        self.assertEqual(
            text.stack(("813", "HIR", "l"), text.BOLD, 12, 12, 22.0, 5.0).lines[1], "HIR"
        )

    def test_a_long_class_is_broken_behind_a_point(self):
        found = text.stack(("633.18-155.4499",), text.BOLD, 11, 8, 22.0, 6.0)
        self.assertEqual(found.lines, ("633.18-", "155.4499"))

    def test_letters_the_printer_lacks_lose_their_signs_or_go(self):
        self.assertEqual(text.printable(" Ṣaḥīḥ\n 日本 “Bali” – é "), "Sahih “Bali” – é")

    def test_a_call_number_stands_one_part_a_line(self):
        self.assertEqual(labels.spine_lines("R 413 POE k"), ("R", "413", "POE", "k"))
        self.assertEqual(labels.spine_lines("812 / CHA / y"), ("812", "CHA", "y"))
        self.assertEqual(labels.spine_lines(None), ())


class TestCodes(BaseCase):
    """Every code is read back, and no bar is too thin."""

    def test_digits_go_two_to_a_symbol(self):
        # a start, five pairs, a switch and one digit, a check: 11 modules each, 13 for the stop
        self.assertEqual(codes.bars("00010000001").columns, 9 * 11 + 13)

    def test_what_code_128_cannot_write(self):
        self.assertIsNone(codes.bars(""))
        self.assertIsNone(codes.bars("Nº12"))
        self.assertTrue(labels.wants_qr(A4, "barcode", "Nº12"))

    def test_a_number_too_long_for_its_label_asks_for_a_qr_code(self):
        self.assertFalse(labels.wants_qr(SMALL, "spine_barcode", "00010000001"))
        self.assertTrue(labels.wants_qr(SMALL, "spine_barcode", NASTY.number))
        self.assertFalse(labels.wants_qr(SMALL, "spine_qr", NASTY.number))

    @checked
    @given(st.sampled_from(SHEETS), st.integers(1, 40).map("A".__mul__))
    def test_no_bar_is_too_thin_for_a_cheap_scanner(self, sheet, number):
        border = sheet.safe_border()[0]
        room = sheet.label_width - 2 * border
        code = codes.bars(number)
        module = codes.bar_width(code, room, border, border, sheet.is_roll)
        if module:
            self.assertGreaterEqual(module, codes.SMALLEST_BAR)
            self.assertLessEqual((code.columns + 2 * codes.QUIET_BARS) * module, sheet.label_width)

    @drawn
    @given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20))
    def test_any_number_is_read_back(self, number):
        sheet = labels.Sheet(210, 60, 1, 1, 210, 60)
        for kind, name in (("barcode", "Code128"), ("qr", "QRCode")):
            pdf = labels.document(sheet, [labels.Label(number)], kind)
            [code] = paper.decoded(pdf, dpi=200)
            self.assertEqual((code.text, code.kind), (number, name))


class TestDrawing(BaseCase):
    """The page as it comes out of the printer."""

    def test_every_code_of_a_page_is_read_back_from_its_own_label(self):
        for sheet in SHEETS[:4]:
            content = [
                COMMON._replace(number=f"0001{number:07d}") for number in range(1, sheet.count + 3)
            ]
            start = min(2, sheet.count)
            for kind in labels.KINDS[1:]:
                with self.subTest(paper=sheet.paper_width, kind=kind):
                    found = paper.decoded(labels.document(sheet, content, kind, start), dpi=300)
                    self.assertEqual(
                        sorted(code.text for code in found), [label.number for label in content]
                    )
                    for code in found:
                        page, position = sheet.place(int(code.text[4:]), start)
                        box = sheet.box(position)
                        self.assertEqual(code.page, page)
                        self.assertGreaterEqual(code.left, box.left)
                        self.assertLessEqual(code.left + code.width, box.right)
                        self.assertGreaterEqual(code.top, box.top)
                        self.assertLessEqual(code.top + code.height, box.bottom)

    def test_labels_measure_right_to_a_fifth_of_a_millimetre(self):
        black = COMMON._replace(colour="#000000")
        for sheet in SHEETS[:4]:
            pdf = labels.document(sheet, [black] * sheet.count, "spine")
            [picture] = paper.pictures(pdf)
            for box in sheet.boxes():
                area = box.inset(*sheet.safe_border())
                left, top, right, __ = paper.inked(
                    picture, 600, (box.left, box.top, box.right, box.bottom)
                )
                for measured, wanted in ((left, area.left), (top, area.top), (right, area.right)):
                    self.assertAlmostEqual(measured, wanted, delta=0.2)

    def test_the_calibration_page_shows_every_edge_where_it_is(self):
        for sheet in (SMALL, LARGE):
            [picture] = paper.pictures(labels.calibration_page(sheet, ["Cetak 100 %."]))
            for box in sheet.boxes()[sheet.columns :]:
                low, far = box.bottom - box.height / 4, box.right - box.width / 4
                for edge in (box.left, box.right):
                    found = paper.inked(picture, 600, (edge - 0.4, low, edge + 0.4, low + 0.5))
                    self.assertAlmostEqual((found[0] + found[2]) / 2, edge, delta=0.2)
                for edge in (box.top, box.bottom):
                    found = paper.inked(picture, 600, (far, edge - 0.4, far + 0.5, edge + 0.4))
                    if found:  # the words lie on some
                        self.assertAlmostEqual((found[1] + found[3]) / 2, edge, delta=0.2)

    def test_an_offset_moves_everything(self):
        places = [
            paper.decoded(labels.document(A4, [COMMON], "barcode", offset=offset))[0]
            for offset in ((0, 0), (1.5, -0.7))
        ]
        self.assertAlmostEqual(places[1].left - places[0].left, 1.5, delta=0.1)
        self.assertAlmostEqual(places[1].top - places[0].top, -0.7, delta=0.1)

    def test_nothing_is_printed_outside_the_safe_part_of_a_label(self):
        for sheet in SHEETS:
            for kind in labels.KINDS:
                with self.subTest(paper=sheet.paper_width, kind=kind):
                    content = [NASTY, EMPTY, NASTY._replace(number="9" * 70), COMMON]
                    for picture in paper.pictures(labels.document(sheet, content, kind), dpi=200):
                        self.assert_inside(picture, sheet)

    def assert_inside(self, picture, sheet, dpi=200):
        """White out the safe parts of all labels, and a dot around them; nothing may be left."""
        dot = paper.INCH / dpi
        for box in sheet.boxes():
            area = box.inset(*sheet.safe_border()).inset(-dot, -dot)
            sides = (area.left, area.top, area.right, area.bottom)
            picture.paste(255, tuple(round(side / paper.INCH * dpi) for side in sides))
        self.assertIsNone(paper.inked(picture, dpi))

    def test_pages_are_the_size_of_the_paper(self):
        for sheet in SHEETS:
            [size] = paper.page_sizes(labels.document(sheet, [COMMON], "spine"))
            self.assertAlmostEqual(size[0], sheet.paper_width, delta=0.05)
            self.assertAlmostEqual(size[1], sheet.paper_height, delta=0.05)

    def test_parts_are_joined_in_their_order(self):
        parts = [
            labels.document(ROLL, [COMMON._replace(number=f"000{part}")], "barcode")
            for part in range(3)
        ]
        found = paper.decoded(labels.joined(parts), dpi=300)
        self.assertEqual([code.text for code in found], ["0000", "0001", "0002"])
        self.assertEqual([code.page for code in found], [1, 2, 3])
