from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.year import sort_year
from .properties import checked

# As on title pages and in lists, and the year they are sorted by; 0 where none is told.
YEARS = {
    "2019": 2019,
    "[2010?]": 2010,
    "[2010]": 2010,
    "c2004": 2004,
    "©1998": 1998,
    "cet. 3, 2001": 2001,
    "2010/2011": 2010,
    "1995-1997": 1995,
    "Juli 1987": 1987,
    "2005, c2001": 2005,
    "199-": 1990,
    "[199-?]": 1990,
    "198?": 1980,
    "19--": 1900,
    "[19--?]": 1900,
    "20??": 2000,
    "1432 H": 2010,
    "1432 H./2011": 2011,
    "2011 / 1432 H": 2011,
    "Saka 1912": 1990,
    "1912 Çaka": 1990,
    "t.t.": 0,
    "[t.th.]": 0,
    "tanpa tahun": 0,
    "": 0,
    None: 0,
    "20199": 0,
    "9789793062792": 0,
    "3000": 0,
}


class TestYear(BaseCase):
    def test_years(self):
        for text, expected in YEARS.items():
            with self.subTest(text=text):
                self.assertEqual(sort_year(text), expected)

    @checked
    @given(st.integers(1400, 2099), st.sampled_from(["{}", "[{}]", "[{}?]", "c{}", "{}, cet. 2"]))
    def test_a_year_sorts_as_itself_whatever_stands_around_it(self, year, form):
        self.assertEqual(sort_year(form.format(year)), year)

    @checked
    @given(st.text(max_size=30))
    def test_no_text_breaks_it(self, text):
        year = sort_year(text)
        self.assertTrue(year == 0 or 1400 <= year < 2100)
