from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.title_scan import Reading, read, search_words
from .properties import checked

READINGS = {
    "9789793062792": Reading("isbn", "9789793062792"),
    "979-3062-79-7": Reading("isbn", "9789793062792"),  # as old Indonesian books print it
    "ISBN: 978-979-3062-79-2": Reading("isbn", "9789793062792"),
    "978979306279251234": Reading("isbn", "9789793062792"),  # with the small barcode beside it
    "9798886451740": Reading("isbn", "9798886451740"),  # the 979 that is not Indonesia's
    "9790260000438": Reading("isbn", "9790260000438"),  # printed music
    "9770126123457": Reading("issn", "0126-1231"),
    "977012612345701": Reading("issn", "0126-1231"),  # with the number of the issue
    "0126-1231": Reading("issn", "0126-1231"),
    "8991102221238": Reading("shop_code", "8991102221238"),
    "9789793062793": Reading("wrong_isbn", "9789793062793"),
    "979-3062-79-X": Reading("wrong_isbn", "979-3062-79-X"),
    "978-222-666-444": Reading("wrong_isbn", "978-222-666-444"),
    "Laskar Pelangi": Reading("words"),
    "1984": Reading("words"),
    "": Reading("words"),
    None: Reading("words"),
}
SEARCHES = {
    "laskar pel": ("laskar pel", ""),
    "Jum'at Kliwon": ("Jumat Kliwon", ""),
    "Bumi, Manusia! (Tetralogi)": (
        "Bumi Manusia Tetralogi",
        "Manusia Tetralogi or Bumi Tetralogi or Bumi Manusia",
    ),
    "this or that": ("this that", ""),
    '-sampah "kutip"': ("sampah kutip", ""),
    "?!": ("", ""),
    "": ("", ""),
}


class TestTitleScan(BaseCase):
    """What a scan or typed words can mean, before the catalogue is asked."""

    def test_readings(self):
        for typed, expected in READINGS.items():
            with self.subTest(typed=typed):
                self.assertEqual(read(typed), expected)

    def test_searches(self):
        for typed, expected in SEARCHES.items():
            with self.subTest(typed=typed):
                self.assertEqual(search_words(typed), expected)

    @checked
    @given(st.text(max_size=300))
    def test_anything_may_be_scanned(self, text):
        reading = read(text)
        self.assertEqual(bool(reading.number), reading.kind != "words")
        words, but_one = search_words(text)
        self.assertLessEqual(len(words.split()), 12)
        self.assertEqual(bool(but_one), len(words.split()) > 2)
