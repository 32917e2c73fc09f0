from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from odoo.tests import BaseCase
from odoo.tools.pdf import PdfReader

from ..tools.document import Column, Document, Letterhead, Row, Signature, Words
from ..tools.document_table import wrapped
from .properties import checked

WORDS = Words("Halaman %(page)s dari %(pages)s", "Jumlah halaman ini", "Jumlah sampai", "Jumlah")
MILLIMETRE = 72 / 25.4


def dots(number):
    return f"{number:,}".replace(",", ".")


def pages(document):
    """Return the text of every page of a rendered document."""
    return [page.extract_text() for page in PdfReader(BytesIO(document.render())).pages]


def picture():
    content = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(content, "PNG")
    return content.getvalue()


class TestDocument(BaseCase):
    def document(self, **layout):
        return Document("BUKU INDUK", "Nomor: 7/2026", words=WORDS, **layout)

    def test_a_paper_says_who_writes_what_and_who_signs(self):
        head = Letterhead(
            "Perpustakaan Uji", ("PEMERINTAH UJI",), ("Jalan Uji 1",), picture(), picture()
        )
        document = self.document(letterhead=head)
        document.meta([("Dari", "Sekolah A"), ("Catatan", False), ("Jumlah", 3)])
        document.paragraph("Telah diserahkan & diterima <lengkap>.")
        document.checks([(True, "Semua ada"), (False, "Ada yang kurang")])
        document.signatures(
            Signature("Kepala Sekolah", "I Wayan Uji", "1970", "Mengetahui,"),
            Signature("Kepala Perpustakaan"),
        )
        [page] = pages(document)
        for words in (
            *("PEMERINTAH UJI", "Perpustakaan Uji", "Jalan Uji 1", "BUKU INDUK", "Nomor: 7/2026"),
            *("Sekolah A", "& diterima <lengkap>.", "Semua ada", "Mengetahui,", "I Wayan Uji"),
            *("NIP 1970", "......", "Halaman 1 dari 1"),
        ):
            self.assertIn(words, page)
        self.assertNotIn("Catatan", page)

    def test_letters_of_balinese_and_old_javanese_are_in_the_font_of_the_file(self):
        document = self.document()
        document.paragraph("Bhagawadgītā Ṛgveda ḍ ṇ ṭ é “kutip”")
        reader = PdfReader(BytesIO(document.render()))
        self.assertIn("Bhagawadgītā Ṛgveda ḍ ṇ ṭ é “kutip”", reader.pages[0].extract_text())
        fonts = reader.pages[0]["/Resources"]["/Font"].values()
        names = [font.get_object()["/BaseFont"] for font in fonts]
        embedded = [name for name in names if "Roboto" in name]
        self.assertTrue(embedded)
        self.assertTrue(all("+" in name for name in embedded))

    def test_paper_sizes(self):
        for layout, size in (
            ({}, (210, 297)),
            ({"paper": "f4"}, (215, 330)),
            ({"paper": "f4", "landscape": True}, (330, 215)),
        ):
            with self.subTest(layout):
                box = PdfReader(BytesIO(self.document(**layout).render())).pages[0].mediabox
                self.assertAlmostEqual(float(box.width) / MILLIMETRE, size[0], places=2)
                self.assertAlmostEqual(float(box.height) / MILLIMETRE, size[1], places=2)


class TestTable(BaseCase):
    columns = (
        Column("No", 12, "right"),
        Column("Judul"),
        Column("Harga", 30, "right", total=True, write=dots),
        Column("Ada", 12, "center"),
    )

    def table(self, rows):
        document = Document("DAFTAR", words=WORDS)
        document.table(self.columns, rows)
        return pages(document)

    def test_a_short_table_has_one_total(self):
        [page] = self.table([(1, "Bumi", 45000, True), (2, "Laut", 5000, None)])
        self.assertIn("50.000", page)
        self.assertNotIn("Jumlah halaman ini", page)

    def test_a_long_table_repeats_its_header_and_adds_up_page_by_page(self):
        found = self.table([(number, f"Judul-{number}", 1000, False) for number in range(1, 201)])
        self.assertGreater(len(found), 3)
        so_far = 0
        for number, page in enumerate(found, 1):
            self.assertIn("Judul\n", page)
            self.assertIn(f"Halaman {number} dari {len(found)}", page)
            here = page.count("Judul-")
            so_far += here
            self.assertIn(dots(here * 1000), page)
            self.assertIn(dots(so_far * 1000), page)
        self.assertEqual(so_far, 200)
        self.assertIn("Jumlah sampai", found[1])
        self.assertNotIn("Jumlah sampai", found[0] + found[-1])

    def test_a_struck_row_is_shown_and_not_added_up(self):
        rows = [
            (1, "Bumi", 45000, None),
            Row((2, "Laut", 5000, None), "Disiangi 2026", struck=True),
        ]
        [page] = self.table(rows)
        self.assertIn("Laut", page)
        self.assertIn("Disiangi 2026", page)
        self.assertIn("45.000", page)
        self.assertNotIn("50.000", page)

    def test_signatures_never_stand_on_a_page_without_rows(self):
        for count in range(20, 60):
            document = Document("DAFTAR", words=WORDS)
            document.table(self.columns, [(n, f"Judul-{n}", 1, None) for n in range(count)])
            document.signatures(Signature("Kepala"), Signature("Penerima"))
            found = pages(document)
            with self.subTest(count=count):
                self.assertIn("Judul-", found[-1])
                self.assertEqual(sum(page.count("Judul-") for page in found), count)

    def test_a_row_taller_than_a_page_is_cut_not_an_error(self):
        self.assertTrue(self.table([(1, "kata " * 5000, 1, None)]))

    @given(st.lists(st.text(max_size=60), max_size=80))
    @checked
    def test_every_row_stands_on_a_page_once(self, titles):
        rows = [(f"[{number}]", title, 1, False) for number, title in enumerate(titles)]
        text = "".join(self.table(rows))
        for number in range(len(titles)):
            self.assertEqual(text.count(f"[{number}]"), 1 + "".join(titles).count(f"[{number}]"))


class TestWrapped(BaseCase):
    font = ("Helvetica", 10)

    def test_a_number_breaks_at_its_strokes(self):
        self.assertEqual(
            wrapped("00012/SMPN1SMR/2026", 96, *self.font), ["00012/SMPN1SMR/", "2026"]
        )

    @given(st.text(max_size=200), st.integers(15, 300))
    @checked
    def test_nothing_is_lost_but_blanks_and_nothing_is_wider_than_the_column(self, text, width):
        lines = wrapped(text, width, *self.font)
        self.assertEqual("".join("".join(lines).split()), "".join(text.split()))
