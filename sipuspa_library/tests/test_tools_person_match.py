from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import person_match
from ..tools.person_match import LIKELY, Person
from .properties import checked

BORN = date(2013, 5, 17)
WORDS = st.lists(
    st.sampled_from(["I", "Ni", "Wayan", "Kadek", "Luh", "Ayu", "Sudarma", "Agung"]),
    min_size=1,
    max_size=6,
)


def likely(one, other, born=BORN, other_born=BORN, **more):
    found = person_match.score(Person(one, born), Person(other, other_born, **more))
    return found.score >= LIKELY


class TestPersonMatch(BaseCase):
    def test_one_name_in_many_spellings_is_one_key(self):
        for spellings in (
            ("I Wayan Sudarma", "Wayan Sudarma", "SUDARMA, I WAYAN", "I Wyn. Soedarma"),
            (
                "Ni Luh Putu Ayu Dewi",
                "Ni Lh Pt Ayu Dewi",
                "dewi ayu putu luh",
                "NI LUH PUTU  AYU DEWI",
            ),
            ("Anak Agung Gede Raka", "A. A. Gede Raka", "AA Gde Raka", "Anak Agung Gd. Raka"),
            ("Ida Bagus Nyoman Yusuf", "IB Nym Jusup"),
            ("Muhammad Fauzi", "Moh. Fauzi"),
        ):
            with self.subTest(spellings[0]):
                self.assertEqual(len(set(map(person_match.key, spellings))), 1)

    def test_the_same_name_and_birth_date_is_one_person(self):
        self.assertTrue(likely("I Wayan Sudarma", "Sudarma Wayan"))
        self.assertTrue(likely("Ni Luh Ayu Dewi Lestari", "Ni Luh Ayu Dewi Lestary"))
        self.assertTrue(likely("Ni Luh Ayu Dewi Lestari", "Luh Ayu Dewi Lestari P."))

    def test_a_date_with_a_slip_is_forgiven_where_the_name_tells(self):
        name = "Ni Luh Ayu Dewi Lestari"
        for other in (date(2013, 5, 18), date(2012, 5, 17), None):
            with self.subTest(other=other):
                self.assertTrue(likely(name, name, BORN, other))
        self.assertTrue(likely(name, name, date(2013, 5, 7), date(2013, 7, 5)), "day and month")
        self.assertFalse(likely(name, name, BORN, date(2011, 2, 3)))

    def test_a_name_of_many_needs_the_birth_date(self):
        self.assertFalse(likely("I Wayan Sudarma", "I Wayan Sudarma", BORN, None))
        self.assertFalse(likely("I Wayan Sudarma", "I Wayan Sudarma", None, None))

    def test_others_born_on_the_same_day_are_others(self):
        for one, other in (
            ("I Wayan Sudarma", "I Made Sudarma"),
            ("Ni Luh Ayu Dewi", "Ni Luh Ayu Sari"),
            ("I Putu Adi", "I Kadek Adi"),
            ("Komang", "Komang Ayu Lestari"),
        ):
            with self.subTest(one):
                self.assertFalse(likely(one, other))

    def test_another_nisn_or_sex_speaks_against_it(self):
        one = Person("Ni Luh Ayu Dewi", BORN, "f", "0011111111")
        for more in ({"nisn": "0022222222"}, {"sex": "m"}):
            with self.subTest(more):
                other = Person("Ni Luh Ayu Dewi", BORN, **{"sex": "f", "nisn": "", **more})
                self.assertLess(person_match.score(one, other).score, LIKELY)

    @checked
    @given(WORDS, WORDS, st.dates(), st.dates())
    def test_the_order_of_two_tells_nothing(self, one, other, born, other_born):
        a, b = Person(" ".join(one), born), Person(" ".join(other), other_born)
        self.assertEqual(person_match.score(a, b), person_match.score(b, a))

    @checked
    @given(WORDS, st.randoms(use_true_random=False))
    def test_the_order_of_words_tells_nothing(self, words, shuffle):
        other = list(words)
        shuffle.shuffle(other)
        self.assertEqual(person_match.key(" ".join(words)), person_match.key(" ".join(other)))

    @checked
    @given(st.text(max_size=60))
    def test_no_text_breaks_it(self, text):
        person_match.key(text)
        self.assertLessEqual(person_match.score(Person(text), Person("I Wayan")).score, 1)
