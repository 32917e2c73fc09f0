from datetime import date
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..tools import pin
from ..tools.token_bucket import TokenBuckets

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

    @given(st.dates(min_value=date(1930, 1, 1)))
    def test_a_drawn_pin_can_be_used_and_is_six_digits(self, born):
        personal = pin.birthday_forms(born)
        drawn = pin.drawn(personal)
        self.assertRegex(drawn, r"^\d{6}$")
        self.assertIsNone(pin.problem(drawn, personal))

    @given(st.text())
    def test_any_text_is_judged(self, text):
        self.assertIn(pin.problem(text), (None, "short", "long", "easy", "personal"))


class TestTokenBuckets(TestCase):
    def setUp(self):
        super().setUp()
        self.now = 1000.0
        self.buckets = TokenBuckets(3, 10, keys=5, clock=lambda: self.now)

    def test_a_bucket_is_emptied_and_fills_again(self):
        self.assertEqual([self.buckets.take("a") for __ in range(5)], [True] * 3 + [False] * 2)
        self.assertFalse(self.buckets.has("a"))
        self.now += 10
        self.assertTrue(self.buckets.take("a"))
        self.assertFalse(self.buckets.take("a"))
        self.now += 1000
        self.assertEqual([self.buckets.take("a") for __ in range(4)], [True] * 3 + [False])

    def test_one_address_does_not_empty_anothers(self):
        for __ in range(4):
            self.buckets.take("a")
        self.assertTrue(self.buckets.has("b"))
        self.assertTrue(self.buckets.take("b"))

    def test_memory_is_bounded(self):
        for number in range(100):
            self.buckets.take(number)
        self.assertLessEqual(len(self.buckets._buckets), 5)

    def test_cleared(self):
        for __ in range(4):
            self.buckets.take("a")
        self.buckets.clear()
        self.assertTrue(self.buckets.has("a"))
