from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.isbn import normalised
from ..tools.numbers import (
    accession_number,
    document_number,
    issued_barcode,
    pasted,
    running_number,
    scanned,
)
from .properties import checked


class TestDocumentNumber(BaseCase):
    def test_a_paper_says_its_number_kind_library_and_year(self):
        self.assertEqual(document_number(12, "ST", "SEKA", 2026), "0012/ST/SEKA/2026")


class TestAccessionNumber(BaseCase):
    def test_patterns(self):
        for pattern, expected in {
            "{number}": "7",
            "{number:5}/{code}/{year}": "00007/SEKA/2026",
            "{code}-{number:3}": "SEKA-007",
            "{year:6}.{number:1}": "002026.7",
            "{number} {number:2}": "7 07",
        }.items():
            with self.subTest(pattern=pattern):
                self.assertEqual(accession_number(pattern, 7, "SEKA", 2026), expected)

    def test_a_number_wider_than_the_pattern_is_not_cut(self):
        self.assertEqual(accession_number("{number:3}", 12345, "SEKA", 2026), "12345")

    def test_a_running_number_is_read_as_somebody_types_it(self):
        for accession, pattern, expected in (
            ("00012/SD1/2026", "{number:5}/{code}/{year}", "12"),
            ("SD1/2026/00012", "{code}/{year}/{number:5}", "12"),
            ("SD1-12", "{code}-{number}", "12"),
            ("B00012", "{code}-{number}", "12"),  # numbered before, by another pattern
            ("12/H/2015", "{code}-{number}", "12"),
            ("hibah", "{code}-{number}", ""),
            ("0000", "{number}", ""),
            ("002026.7", "{year:6}.{number}", "7"),
        ):
            with self.subTest(accession=accession, pattern=pattern):
                self.assertEqual(running_number(accession, pattern, "SD1"), expected)

    def test_bad_patterns_are_refused(self):
        for pattern in (
            "",
            "{code}/{year}",
            "{number:0}",
            "{number:10}",
            "{number:x}",
            "{number}{title}",
            "{number",
            "number}",
            "{number}{",
            "{{number}}",
            "{Number}",
            "{number.__class__}",
        ):
            with self.subTest(pattern=pattern), self.assertRaises(ValueError):
                accession_number(pattern, 1, "SEKA", 2026)

    @checked
    @given(st.integers(1, 10**6), st.integers(1, 10**6))
    def test_two_numbers_never_look_alike(self, one, other):
        texts = {accession_number("{number:5}/{code}", n, "SEKA", 2026) for n in (one, other)}
        self.assertEqual(len(texts), len({one, other}))


class TestBarcode(BaseCase):
    @checked
    @given(st.integers(0, 9999), st.integers(1, 9_999_999))
    def test_a_barcode_has_a_fixed_width(self, prefix, number):
        barcode = issued_barcode(f"{prefix:04d}", number)
        self.assertEqual(len(barcode), 11)
        self.assertEqual((int(barcode[:4]), int(barcode[4:])), (prefix, number))

    def test_a_scan_is_read_without_blanks_and_in_capitals(self):
        self.assertEqual(scanned(" b 0012\t-a\n"), "B0012-A")
        self.assertEqual(scanned(None), "")


class TestIsbn(BaseCase):
    def test_valid_numbers_become_thirteen_digits(self):
        for typed in ("9789793062792", "978-979-3062-79-2", " 979-3062-79-7 ", "ISBN: 9793062797"):
            with self.subTest(typed=typed):
                self.assertEqual(normalised(typed), ("9789793062792", True))

    def test_an_x_at_the_end_in_either_case(self):
        for typed in ("080442957X", "0-8044-2957-x"):
            self.assertEqual(normalised(typed), ("9780804429573", True))

    def test_any_kind_of_hyphen(self):
        for hyphen in "-\u2010\u2011\u2012\u2013\u2014\u2015 ":
            with self.subTest(hyphen=hyphen):
                self.assertTrue(normalised(hyphen.join(("978", "979", "3062", "79", "2")))[1])

    def test_a_wrong_number_stays_as_typed(self):
        for typed in ("9789793062793", "978-979", "tanpa ISBN", "1234567890123"):
            with self.subTest(typed=typed):
                self.assertEqual(normalised(f" {typed} "), (typed, False))

    def test_nothing(self):
        self.assertEqual(normalised(None), ("", False))
        self.assertEqual(normalised(""), ("", False))

    @checked
    @given(st.text(max_size=30))
    def test_no_text_breaks_it_and_a_normal_form_stays(self, typed):
        number, valid = normalised(typed)
        self.assertEqual(normalised(number), (number, valid))


class TestPasted(BaseCase):
    """A list of numbers that books carry already, as people scan and paste them."""

    def lines(self, text, kind):
        rows, problems = pasted(text, kind)
        return [(row.line, row.barcode, row.accession) for row in rows], [
            (problem.line, problem.code, problem.about) for problem in problems
        ]

    def test_a_book_a_line(self):
        self.assertEqual(
            self.lines(" lama 1 \r\n\n LAMA2\n", "barcode"),
            ([(1, "LAMA1", ""), (3, "LAMA2", "")], []),
        )
        self.assertEqual(
            self.lines("001 / SD / 2019", "accession"), ([(1, "", "001 / SD / 2019")], [])
        )

    def test_both_numbers_as_a_workbook_pastes_them_or_typed(self):
        self.assertEqual(
            self.lines("a1\t1/INV\nA2; 2/INV", "both"),
            ([(1, "A1", "1/INV"), (2, "A2", "2/INV")], []),
        )

    def test_everything_that_is_wrong_is_told(self):
        text = f"A1;1\nA2\nA1;3\nA4;1\n;5\n{'9' * 65};6\nA\x007;7\n"
        rows, problems = self.lines(text, "both")
        self.assertEqual(rows, [(1, "A1", "1")])
        self.assertEqual(
            problems,
            [
                (2, "columns", None),
                (3, "repeated", 1),
                (4, "repeated", 1),
                (5, "columns", None),
                (6, "unfit", None),
                (7, "unfit", None),
            ],
        )

    def test_nothing_is_nothing(self):
        for text in (None, "", " \n\t\n"):
            self.assertEqual(self.lines(text, "barcode"), ([], []))

    @checked
    @given(st.text(), st.sampled_from(("barcode", "accession", "both")))
    def test_every_line_is_read_or_told_and_no_number_stands_twice(self, text, kind):
        rows, problems = pasted(text, kind)
        lines = [line for line, raw in enumerate(text.splitlines(), 1) if raw.strip(" \t\r")]
        self.assertEqual(sorted(item.line for item in (*rows, *problems)), lines)
        for numbers in zip(*[(row.barcode, row.accession) for row in rows], strict=True):
            given_numbers = [number for number in numbers if number]
            self.assertEqual(len(set(given_numbers)), len(given_numbers))
