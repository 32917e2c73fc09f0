from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import class_names, school_year
from .properties import checked

# As schools write them, and the name and key each is kept by.
SPELLINGS = {
    ("6C", "6 c"): (
        "Kelas 6C",
        "6C",
        "6 C",
        "VI C",
        "VI-C",
        "kelas vi c",
        "VIC",
        "6.C",
        "Kls. 6-C",
    ),
    ("VII-A", "7 a"): ("VII-A", "VII A", "7A", "7.A", "VII.A", "VIIA", "vii a", "07 A", "７Ａ"),
    ("VIII-A1", "8 a 1"): ("VIII-A1", "8 A 1", "Kelas VIII A1", "8a-1"),
    ("IX-3", "9 3"): ("IX.3", "9-3", "9 / 3", "ix 3"),
    ("XII IPA 2", "12 ipa 2"): ("XII IPA 2", "12 ipa 2", "XII-IPA-2", "12IPA2"),
    ("VII Abu Bakar", "7 abu bakar"): ("7 Abu Bakar", "VII abu bakar", "VII (Abu Bakar)"),
    ("1", "1"): ("1", "I", "Kelas 1", "kelas i", "Kelas: 1"),
    ("3B", "3 b"): ("Rombel 3B", "Rombongan Belajar III B", "3-b"),
    ("6 Mawar", "6 mawar"): ("6 mawar", "VI Mawar", "Kelas 6 Mawar"),
}
NO_GRADE = {
    "TK A": "tk a",
    "  Kelas   Mawar ": "mawar",
    "Mawar": "mawar",
    "Ibu": "ibu",
    "71": "71",
    "2026": "2026",
    "Kelas": "kelas",
    "14": "14",
}
TYPED = st.text(max_size=14) | st.text(alphabet="670 1IVXx-._/()AaBb²\0kelas:ßİı", max_size=14)


class TestClassNames(BaseCase):
    def test_every_spelling_is_one_class(self):
        for (name, key), texts in SPELLINGS.items():
            for text in texts:
                with self.subTest(text=text):
                    parsed = class_names.parse(text)
                    self.assertEqual((parsed.name, parsed.key), (name, key))

    def test_a_text_that_is_no_grade_keeps_itself(self):
        for text, key in NO_GRADE.items():
            with self.subTest(text=text):
                parsed = class_names.parse(text)
                self.assertEqual(parsed, (0, "", " ".join(text.split()), key))

    def test_no_text_is_no_class(self):
        for text in (None, "", "   ", "\0"):
            with self.subTest(text=text):
                self.assertEqual(class_names.parse(text), (0, "", "", ""))

    def test_a_class_in_another_grade_is_written_as_that_grade_is(self):
        self.assertEqual(class_names.of_grade(7, "C").name, "VII-C")
        self.assertEqual(class_names.of_grade(2, "").name, "2")

    @checked
    @given(TYPED)
    def test_a_name_read_again_is_itself(self, text):
        parsed = class_names.parse(text)
        again = class_names.parse(parsed.name)
        self.assertEqual((again.name, again.key), (parsed.name, parsed.key))

    @checked
    @given(TYPED)
    def test_what_is_no_grade_never_meets_a_grade(self, text):
        parsed = class_names.parse(text)
        first = parsed.key.split(" ")[0]
        is_grade = first.isascii() and first.isdecimal() and first in map(str, range(1, 14))
        self.assertEqual(bool(parsed.grade), is_grade)

    @checked
    @given(
        st.integers(1, 13), st.sampled_from("ABCDEF"), st.sampled_from(["", " ", "-", ".", " - "])
    )
    def test_roman_and_arabic_are_one(self, grade, section, between):
        roman = class_names.ROMAN[grade - 1]
        keys = {
            class_names.parse(text).key
            for text in (f"{grade}{between}{section}", f"Kelas {roman}{between or ' '}{section}")
        }
        self.assertEqual(len(keys), 1)


class TestSchoolYear(BaseCase):
    def test_it_turns_on_the_first_of_july(self):
        self.assertEqual(school_year.of(date(2026, 6, 30)).name, "2025/2026")
        self.assertEqual(school_year.of(date(2026, 7, 1)).name, "2026/2027")

    @checked
    @given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
    def test_a_day_lies_in_its_year_and_in_no_other(self, day):
        year = school_year.of(day)
        self.assertTrue(year.date_from <= day <= year.date_to)
        self.assertEqual((year.following.date_from - year.date_to).days, 1)
