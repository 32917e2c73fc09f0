from datetime import date
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..tools import registration
from .properties import checked

TODAY = date(2026, 3, 2)
ADULT = {
    "name": "  I Made   Uji ",
    "sex": "m",
    "birth_date": "1990-05-17",
    "phone": "0812-3456 7890",
    "address": "Banjar Uji 3",
    "agreed": "1",
}
CHILD = {**ADULT, "birth_date": "2014-05-17", "guardian": "Ni Wayan Ibu"}


class TestRegistration(TestCase):
    def filled(self, form, **changed):
        return registration.read({**form, **changed}, TODAY)

    def test_an_adult(self):
        visitor, problems = self.filled(ADULT)
        self.assertEqual(problems, [])
        self.assertEqual(visitor.name, "I Made Uji")
        self.assertEqual(visitor.phone, "081234567890")
        self.assertEqual((visitor.address, visitor.guardian), ("Banjar Uji 3", ""))

    def test_of_a_child_no_address_but_the_guardian(self):
        visitor, problems = self.filled(CHILD)
        self.assertEqual(problems, [])
        self.assertEqual((visitor.address, visitor.guardian), ("", "Ni Wayan Ibu"))
        self.assertEqual(self.filled(CHILD, guardian=" ")[1], ["guardian"])

    def test_eighteen_today_is_an_adult(self):
        self.assertEqual(self.filled(ADULT, birth_date="2008-03-02")[1], [])
        self.assertEqual(self.filled(ADULT, birth_date="2008-03-03")[1], ["guardian"])

    def test_what_is_wrong_is_told(self):
        for field, value in (
            *(("name", "x"), ("name", "1234"), ("name", "a" * 101), ("name", "\u202eabc")),
            *(("sex", ""), ("sex", "x"), ("birth_date", ""), ("birth_date", "17-05-1990")),
            *(("birth_date", "2026-03-02"), ("birth_date", "1890-01-01"), ("phone", "1234567")),
            *(("phone", "x" * 9), ("phone", "1" * 16), ("address", ""), ("agreed", "")),
        ):
            visitor, problems = self.filled(ADULT, **{field: value})
            self.assertIsNone(visitor, field)
            self.assertEqual(problems, [field], value)

    def test_an_empty_form(self):
        visitor, problems = registration.read({}, TODAY)
        self.assertIsNone(visitor)
        self.assertEqual(problems, ["name", "sex", "birth_date", "phone", "agreed"])

    @checked
    @given(st.dictionaries(st.sampled_from(list(CHILD)), st.text()))
    def test_any_form_is_read(self, form):
        visitor, problems = registration.read(form, TODAY)
        self.assertNotEqual(visitor is None, problems == [])
