from datetime import date
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..tools import pin
from .properties import checked

BORN = date(2013, 5, 17)


class TestPin(TestCase):
    def test_what_is_too_easy(self):
        for text in (
            *("111111", "123456", "654321", "012345", "987654", "121212", "123123", "000000"),
            *("qwerty", "QWERTY", "poiuyt", "abcdef", "aaaaaaaa", "password", "Rahasia", "121314"),
        ):
            self.assertEqual(pin.problem(text), "easy", text)

    def test_what_others_know(self):
        personal = {"Ni Luh Ayu", "Widiantari", "A000123456", *pin.birthday_forms(BORN)}
        for text in (
            "170513",
            "17052013",
            "130517",
            "20130517",
            "widiantari",
            "a000123456",
            "Widiantari 170513",
        ):
            self.assertEqual(pin.problem(text, personal), "personal", text)

    def test_length(self):
        self.assertEqual(pin.problem("72950"), "short")
        self.assertEqual(pin.problem(""), "short")
        self.assertIsNone(pin.problem("729503"))
        self.assertIsNone(pin.problem("kucing oren"))
        self.assertEqual(pin.problem("kucing " * 20), "long")

    def test_no_birthday_no_forms(self):
        self.assertEqual(pin.birthday_forms(None), set())

    @checked
    @given(st.dates(min_value=date(1930, 1, 1)))
    def test_a_drawn_pin_can_be_used_and_is_six_digits(self, born):
        personal = pin.birthday_forms(born)
        drawn = pin.drawn(personal)
        self.assertRegex(drawn, r"^\d{6}$")
        self.assertIsNone(pin.problem(drawn, personal))

    @checked
    @given(st.text())
    def test_any_text_is_judged(self, text):
        self.assertIn(pin.problem(text), (None, "short", "long", "easy", "personal"))
