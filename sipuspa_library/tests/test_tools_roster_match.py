import unittest
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ..tools.roster.match import AMBIGUOUS, JOINS, KNOWN, NEW, REJECTED, Known, Register, changes
from .properties import checked

BORN, LATER = date(2012, 5, 17), date(2012, 5, 18)
NAMES = ("Ni Luh Sari", "I Made Uji", "Ni Luh Ayu")
NISNS = ("", "0121234567", "0127654321")
people = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "nisn": st.sampled_from(NISNS),
        "nipd": st.sampled_from(("", "11", "12")),
        "local_number": st.sampled_from(("", "A", "B")),
        "birth_date": st.sampled_from((None, BORN, LATER)),
        "sex": st.sampled_from(("", "f", "m")),
        "class_name": st.sampled_from(("", "6A", "6B")),
    }
)


def here(number, **values):
    return Known(number, number, {"name": NAMES[0], **values})


def elsewhere(number, **values):
    return Known(number, 0, {"name": NAMES[0], **values})


def register_of(rows):
    """Return a register in which NISN and local numbers are unique, as the database has them."""
    persons, taken = [], set()
    for number, values in enumerate(rows, 1):
        values = dict(values)
        for name in ("nisn", "local_number"):
            if values[name] in taken:
                values[name] = ""
            taken.add(values[name])
        persons.append(Known(number, number, values))
    return persons, Register(persons)


class TestRosterMatch(unittest.TestCase):
    """Whom a row is about; what only may be is asked."""

    def judged(self, row, *persons):
        return Register(persons).judge({"name": NAMES[0], **row})

    def test_a_nisn_tells_the_person_where_name_or_birth_date_agree(self):
        one = here(1, nisn=NISNS[1], birth_date=BORN)
        self.assertEqual(self.judged({"nisn": NISNS[1]}, one).known, one)
        moved = {"nisn": NISNS[1], "name": "Ni Luh Sari Dewi", "birth_date": BORN}
        self.assertEqual(self.judged(moved, one).known, one)
        other = {"nisn": NISNS[1], "name": "I Wayan Lain", "birth_date": LATER}
        self.assertEqual(self.judged(other, one).kind, AMBIGUOUS)

    def test_a_person_of_another_library_joins_only_where_nothing_differs(self):
        one = elsewhere(1, nisn=NISNS[1], birth_date=BORN, sex="f")
        row = {"nisn": NISNS[1], "birth_date": BORN, "sex": "f"}
        self.assertEqual(self.judged(row, one).kind, JOINS)
        self.assertEqual(self.judged({"nisn": NISNS[1]}, one).kind, JOINS)
        for other in ({"name": "I Wayan"}, {"birth_date": LATER}, {"sex": "m"}):
            self.assertEqual(self.judged({**row, **other}, one).kind, REJECTED)

    def test_a_person_of_another_library_is_found_by_nothing_but_the_nisn(self):
        one = elsewhere(1, nisn=NISNS[1], birth_date=BORN, nipd="11", local_number="A")
        for row in ({"birth_date": BORN}, {"nipd": "11"}, {"local_number": "A"}):
            self.assertEqual(self.judged(row, one).kind, NEW)

    def test_a_child_without_nisn_here_whose_nisn_is_elsewhere_is_for_the_office(self):
        row = {"nisn": NISNS[1], "birth_date": BORN}
        verdict = self.judged(row, here(1, birth_date=BORN), elsewhere(2, nisn=NISNS[1]))
        self.assertEqual((verdict.kind, verdict.code), (REJECTED, "nisn_twice"))

    def test_a_number_of_the_library_tells_only_who_is_named_alike(self):
        one = here(1, nipd="11", birth_date=BORN)
        self.assertEqual(self.judged({"nipd": "11"}, one).known, one)
        self.assertEqual(self.judged({"nipd": "11", "name": "I Wayan"}, one).kind, AMBIGUOUS)
        two = here(2, nipd="11", name="I Wayan")
        self.assertEqual(self.judged({"nipd": "11"}, one, two).known, one)

    def test_an_old_card_of_somebody_else_is_a_question(self):
        one, two = here(1, nisn=NISNS[1]), here(2, name="I Wayan", local_number="A")
        row = {"nisn": NISNS[1], "local_number": "A"}
        self.assertEqual(self.judged(row, one, two).kind, AMBIGUOUS)

    def test_two_nisn_are_two_children(self):
        one = here(1, nisn=NISNS[2], birth_date=BORN)
        row = {"nisn": NISNS[1], "birth_date": BORN}
        self.assertEqual(self.judged(row, one).kind, AMBIGUOUS)

    @checked
    @given(st.lists(people, max_size=5), people)
    def test_nobody_is_taken_for_a_person_of_another_nisn_or_name(self, rows, row):
        __, register = register_of(rows)
        verdict = register.judge(row)
        if verdict.kind == KNOWN:
            known = verdict.known
            self.assertFalse(row["nisn"] and known.get("nisn") and row["nisn"] != known.get("nisn"))
            self.assertTrue(
                row["name"] == known.get("name") or row["birth_date"] == known.get("birth_date")
            )
            holders = register.find("local_number", row["local_number"])
            self.assertIn(holders, ([], [known]))
        self.assertEqual(verdict.kind == AMBIGUOUS, bool(verdict.candidates))

    @checked
    @given(st.lists(people, max_size=5), people)
    def test_what_was_taken_over_is_known_or_asked_the_second_time(self, rows, row):
        persons, register = register_of(rows)
        if register.judge(row).kind != NEW:
            return
        made = Known(99, 99, row)
        verdict = Register([*persons, made]).judge(row)
        self.assertIn(made, (verdict.known, *verdict.candidates))
        if verdict.kind == KNOWN:
            self.assertEqual(changes(row, made, row), {})

    def test_an_empty_cell_and_another_spelling_change_nothing(self):
        one = here(1, birth_date=BORN, class_name="6A")
        row = {"name": "NI LUH  SARI", "birth_date": None, "class_name": "Kelas VI A"}
        self.assertEqual(changes(row, one, row), {})
        self.assertEqual(
            changes({"class_name": "6B"}, one, ("class_name",)), {"class_name": ("6A", "6B")}
        )
