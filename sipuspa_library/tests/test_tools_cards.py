import io

import pypdfium2
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.units import mm

from odoo.tests import BaseCase

from ..tools import cards, labels
from ..tools.cards import layout
from ..tools.document import fonts
from ..tools.labels import codes
from ..tools.labels.text import width
from . import paper
from .properties import checked

drawn = settings(checked, max_examples=15)

A4 = labels.Sheet(210, 297, 2, 5, 85.6, 54, 16.4, 7.5, 91.6, 57)
FOLD = labels.Sheet(210, 297, 1, 5, 171.2, 54, 19.4, 7.5, 171.2, 57)
SINGLE = labels.Sheet(85.6, 54, 1, 1, 85.6, 54)
LONG = "Anak Agung Istri Agung Ratih Maheswari Dewi"
NAMES = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.-", min_size=1, max_size=30),
    min_size=1,
    max_size=12,
).map(" ".join)


def style(**more):
    face = fonts()
    given = {
        "library": "Perpustakaan Sekar Ilmu SMP Negeri 1 Semarapura",
        "above": "PEMERINTAH KABUPATEN KLUNGKUNG",
        "rules": ("Kartu ini hanya dipakai oleh pemiliknya.", "Jagalah buku."),
        "signer": cards.Signer("Semarapura, 1 Juli 2026", "Kepala", "Ni Wayan Sari", "1980"),
    }
    return cards.Style(cards.Face(face.normal, face.bold), **{**given, **more})


def card(number="A000123456", issue=1, **more):
    return cards.Card(
        **{
            "name": LONG,
            "number": number,
            "code": cards.coded(number, issue),
            "token": f"Zm9vYmFyYmF6cXV4{number[-8:]}",
            "category": "Siswa",
            "class_name": "VII-A",
            "validity": "Berlaku hingga 30 Juni 2027",
            **more,
        }
    )


def photo(size=(300, 400), colour="#101010"):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def text_of(pdf, page=0):
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].get_textpage().get_text_bounded()


def text_boxes(pdf, page=0):
    """Return ``(left, top, right, bottom)`` in millimetres of every piece of text on a page."""
    with pypdfium2.PdfDocument(pdf) as document:
        leaf = document[page]
        high = leaf.get_size()[1]
        return [
            (left / mm, (high - top) / mm, right / mm, (high - bottom) / mm)
            for left, bottom, right, top in (
                thing.get_bounds() for thing in leaf.get_objects() if thing.type == 1
            )
        ]


class TestMark(BaseCase):
    @checked
    @given(st.integers(0, 10**9), st.integers(1, 2000))
    def test_what_the_bars_say_is_read_back(self, number, issue):
        self.assertEqual(cards.read(cards.coded(f"A{number}", issue)), (f"A{number}", issue))

    def test_a_plain_number_has_no_mark(self):
        for typed in ("A000123456", "0091234567", "KMS/001", "", "A", "AB"):
            with self.subTest(typed):
                self.assertEqual(cards.read(typed), (typed, None))


class TestCard(BaseCase):
    """One card, as a printer and a scanner see it."""

    def test_bars_and_qr_code_are_read_at_300_dots_an_inch(self):
        for issue in (1, 2, 30):
            one = card(issue=issue)
            for sheet, folded in ((A4, False), (FOLD, True), (SINGLE, False)):
                pdf = cards.document(sheet, [one], style(), folded=folded)
                read = {code.kind: code.text for code in paper.decoded(pdf, dpi=300)}
                self.assertEqual(read, {"Code128": one.code, "QRCode": one.token})

    def test_everything_stands_where_it_is_drawn(self):
        pdf = cards.document(SINGLE, [card(photo=photo())], style())
        qr, bars = sorted(paper.decoded(pdf), key=lambda code: code.kind, reverse=True)
        self.assertAlmostEqual(qr.top, layout.BODY_TOP, delta=0.2)
        self.assertAlmostEqual(qr.left + qr.width, 81.6, delta=0.2)
        self.assertAlmostEqual(bars.top, layout.CODE_TOP, delta=0.2)
        self.assertAlmostEqual(bars.height, layout.CODE_HEIGHT, delta=0.2)
        self.assertAlmostEqual(bars.left + bars.width / 2, 42.8, delta=0.2)
        modules = codes.bars("A000123456A").columns
        self.assertGreaterEqual(bars.width / modules, 0.25, "a cheap scanner reads no less")
        [picture, __] = paper.pictures(pdf)
        left, top, right, bottom = paper.inked(picture, 600, (2, 15, 20, 36.5))
        self.assertAlmostEqual(left, 4.0, delta=0.2)
        self.assertAlmostEqual(top, layout.BODY_TOP, delta=0.2)
        self.assertAlmostEqual(right - left, 15, delta=0.2)
        self.assertAlmostEqual(bottom - top, 18, delta=0.2)

    def test_the_second_card_has_other_bars_and_the_same_number(self):
        first, second = (cards.document(SINGLE, [card(issue=issue)], style()) for issue in (1, 2))
        self.assertEqual(text_of(first), text_of(second))
        codes = [
            code.text
            for pdf in (first, second)
            for code in paper.decoded(pdf, dpi=300)
            if code.kind == "Code128"
        ]
        self.assertEqual(codes, ["A000123456A", "A000123456B"])

    def test_a_long_balinese_name_is_on_two_lines_in_large_letters(self):
        said = text_of(cards.document(SINGLE, [card(photo=photo())], style())).split("\r\n")
        self.assertIn("Anak Agung Istri Agung", said)
        self.assertIn("Ratih Maheswari Dewi", said)

    @drawn
    @given(NAMES, NAMES, st.booleans(), NAMES)
    def test_no_text_leaves_its_card(self, name, address, pictured, rules):
        content = card(
            name=name,
            address=address,
            category=name,
            class_name=address,
            validity=address,
            photo=photo((30, 36)) if pictured else None,
        )
        own = style(
            library=name,
            above=address,
            contact=address,
            rules=(rules, name, address) * 3,
            signer=cards.Signer(name, address, name, address),
        )
        pdf = cards.document(SINGLE, [content], own)
        for page in (0, 1):
            for left, top, right, bottom in text_boxes(pdf, page):
                self.assertGreaterEqual(left, 3.5)
                self.assertGreaterEqual(top, 1.0)
                self.assertLessEqual(right, 82.1)
                self.assertLessEqual(bottom, 53.5)
        codes = {code.kind for code in paper.decoded(pdf, dpi=300)}
        self.assertEqual(codes, {"Code128", "QRCode"}, "no letter stands in a code")

    @drawn
    @given(NAMES)
    def test_a_name_never_reaches_into_photo_or_qr_code(self, name):
        pdf = cards.document(SINGLE, [card(name=name, photo=photo())], style())
        qr_left = layout.WIDTH - layout.MARGIN - layout.SQUARES_ROOM
        for left, top, right, bottom in text_boxes(pdf):
            if top >= layout.BODY_TOP - 0.5 and bottom <= layout.CODE_TOP:
                self.assertGreaterEqual(left, 4 + layout.PHOTO_WIDTH + 1)
                self.assertLessEqual(right, qr_left + 1)

    def test_a_card_of_another_width_of_letters_is_measured_not_guessed(self):
        font = fonts().bold
        self.assertGreater(width("W" * 20, font), width("i" * 20, font) * 2)

    def test_a_file_that_is_no_photo_leaves_its_place_to_the_name(self):
        broken = cards.document(SINGLE, [card(photo=b"not a photo")], style())
        self.assertEqual(broken, cards.document(SINGLE, [card()], style()))


class TestPages(BaseCase):
    def tops(self, pdf, kind="Code128"):
        return [
            (code.page, round(code.left, 1), round(code.top, 1), code.text)
            for code in paper.decoded(pdf, dpi=300)
            if code.kind == kind
        ]

    def test_eleven_cards_from_the_fourth_place_on(self):
        content = [card(f"A{number:09d}") for number in range(11)]
        pdf = cards.document(A4, content, style(), start=4)
        self.assertEqual(len(paper.page_sizes(pdf)), 4, "fronts, backs, fronts, backs")
        found = paper.decoded(pdf, dpi=300)
        pages = [code.page for code in found if code.kind == "Code128"]
        self.assertEqual((pages.count(1), pages.count(3)), (7, 4))
        first = next(code for code in found if code.text == "A000000000A")
        box = A4.box(4)
        self.assertTrue(box.left < first.left < box.right and box.top < first.top < box.bottom)

    def test_a_back_lies_behind_its_front_when_the_paper_is_turned(self):
        pdf = cards.document(A4, [card()], style(colour="#000000"))
        front, back = paper.pictures(pdf, dpi=150)
        first = A4.box(1)
        mirrored = 210 - first.right
        around = (mirrored - 0.5, first.top - 0.5, mirrored + 86.1, first.bottom)
        left, top, right, __ = paper.inked(back, 150, around)
        self.assertAlmostEqual((left + right) / 2, mirrored + 42.8, delta=0.3)
        self.assertLess(top, first.top)
        elsewhere = (first.left - 0.5, 70, first.right, 280)
        self.assertIsNone(paper.inked(back, 150, elsewhere))

    def test_sides_are_printed_one_by_one_for_a_printer_that_cannot_turn(self):
        content = [card(f"A{number:09d}") for number in range(3)]
        fronts = cards.document(SINGLE, content, style(), faces="front")
        backs = cards.document(SINGLE, content, style(), faces="back")
        both = cards.document(SINGLE, content, style())
        sizes = [paper.page_sizes(pdf) for pdf in (fronts, backs, both)]
        self.assertEqual([len(pages) for pages in sizes], [3, 3, 6])
        for wide, high in sizes[2]:
            self.assertAlmostEqual(wide, 85.6, delta=0.05)
            self.assertAlmostEqual(high, 54, delta=0.05)
        self.assertEqual([page for page, *__ in self.tops(both)], [1, 3, 5])
        self.assertFalse(self.tops(backs))

    def test_folded_the_back_stands_beside_the_front(self):
        pdf = cards.document(FOLD, [card()], style(), folded=True)
        self.assertEqual(len(paper.page_sizes(pdf)), 1)
        self.assertIn("Jagalah buku.", text_of(pdf))

    def test_crop_marks_stand_at_the_corners_outside_the_card(self):
        [picture, __] = paper.pictures(cards.document(A4, [card()], style()), dpi=600)
        box = A4.box(1)
        left, __, right, __ = paper.inked(
            picture, 600, (box.left - 3, box.top - 3, box.left - 0.9, box.bottom + 3)
        )
        self.assertAlmostEqual(left, box.left - 2.6, delta=0.2)
        __, top, __, bottom = paper.inked(
            picture, 600, (box.left - 3, box.top - 3, box.left + 0.5, box.top - 0.9)
        )
        self.assertAlmostEqual(top, box.top - 2.6, delta=0.2)

    def test_a_printer_that_is_off_is_moved_against(self):
        plain = self.tops(cards.document(A4, [card()], style()))
        moved = self.tops(cards.document(A4, [card()], style(), offset=(1.5, -1.0)))
        [(__, left, top, __)], [(__, left_2, top_2, __)] = plain, moved
        self.assertAlmostEqual(left_2 - left, 1.5, delta=0.2)
        self.assertAlmostEqual(top_2 - top, -1.0, delta=0.2)
