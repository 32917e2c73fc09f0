from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import identifiers, isbn
from .properties import checked

HYPHENS = st.sampled_from(["", "-", " ", "–"])


def check_digit_13(digits):
    """Return the check digit of twelve digits, by the sum as the standard writes it."""
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return str(-total % 10)


def check_digit_10(digits):
    """Return the check digit of nine digits, by the sum as the standard writes it."""
    rest = -sum(int(digit) * (10 - at) for at, digit in enumerate(digits)) % 11
    return "X" if rest == 10 else str(rest)


class TestIdentifiers(BaseCase):
    """What is valid is stored in one form; what is not stays as the book has it."""

    @checked
    @given(st.text("0123456789", min_size=9, max_size=9), HYPHENS)
    def test_the_short_and_the_long_form_are_one_number(self, digits, hyphen):
        short = f"{digits[:3]}{hyphen}{digits[3:]}{hyphen}{check_digit_10(digits)}"
        long = f"978{hyphen}{digits}{hyphen}{check_digit_13('978' + digits)}"
        stored, valid = isbn.normalised(short)
        self.assertTrue(valid)
        self.assertEqual(stored, "978" + digits + check_digit_13("978" + digits))
        self.assertEqual(isbn.normalised(long), (stored, True))
        self.assertEqual(isbn.normalised(stored), (stored, True))
        self.assertEqual(isbn.normalised(short.lower()), (stored, True))

    @checked
    @given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 12), st.integers(1, 9))
    def test_one_wrong_digit_is_told_and_kept(self, digits, at, step):
        right = "978" + digits + check_digit_13("978" + digits)
        wrong = right[:at] + str((int(right[at]) + step) % 10) + right[at + 1 :]
        if at >= 3:  # another prefix is no ISBN either, but by another rule
            self.assertEqual(isbn.normalised(wrong), (wrong, False))

    @checked
    @given(st.sampled_from(["isbn", "issn", "other"]), st.text(max_size=30))
    def test_no_number_breaks_it(self, kind, text):
        stored, valid = identifiers.normalised(kind, text)
        self.assertEqual(identifiers.normalised(kind, stored), (stored, valid))
        self.assertTrue(text.strip() or not valid)

    def test_issn(self):
        for typed in ("0378-5955", "03785955", "ISSN 0378 5955"):
            self.assertEqual(identifiers.normalised("issn", typed), ("0378-5955", True))
        self.assertEqual(identifiers.normalised("issn", "0378-5954"), ("0378-5954", False))

    def test_a_number_is_looked_for_with_and_without_its_hyphens(self):
        self.assertEqual(identifiers.search_forms("0378-5955"), "0378-5955 03785955")
        self.assertEqual(identifiers.search_forms("9789793062792"), "9789793062792")
