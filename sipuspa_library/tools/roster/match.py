"""Who a row of a list is about: known here, of the regency, new, or a question for the librarian."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..class_names import parse as class_name
from ..clerk_titles import fold

KNOWN, JOINS, NEW, AMBIGUOUS, REJECTED = "known", "joins", "new", "ambiguous", "rejected"


@dataclass(frozen=True)
class Known:
    """A person the row may be about, as this library or the regency has them.

    ``membership_id`` is empty for a person of another library: of those only who has the very NISN of a
    row is looked at, and nothing of them is shown.
    """

    member_id: int
    membership_id: int
    values: dict  # field -> value, as a row's
    left_on: date | None = None

    def get(self, name):
        return self.values.get(name) or None


class Verdict(NamedTuple):
    """What a row is: ``known`` and ``joins`` with the person, ``ambiguous`` with candidates."""

    kind: str
    known: Known | None = None
    candidates: tuple = ()
    code: str = ""


class Register:
    """The persons a list is held against, found by what names them.

    One who was entered twice stands here under both names; the entry in force comes first.
    """

    def __init__(self, persons):
        self._by = defaultdict(lambda: defaultdict(list))
        for known in persons:
            self._enter("nisn", known.get("nisn"), known)
            if known.membership_id:
                for name in ("local_number", "nipd"):
                    self._enter(name, known.get(name), known)
                self._enter("name", fold(known.get("name")), known)

    def _enter(self, name, value, known):
        persons = self._by[name][value]
        if value and all(other.member_id != known.member_id for other in persons):
            persons.append(known)

    def find(self, name, value):
        return self._by[name].get(value, []) if value else []

    def judge(self, row):
        """Return the :class:`Verdict` on the values of a row.

        By NISN in the whole regency; else by the numbers of this library, where the name or the day of
        birth agrees; else by the exact name and day of birth, or, where only one says the day, by the only
        one of that name if the class is the same. What only may be is asked, never guessed.
        """
        for known in self.find("nisn", row.get("nisn")):
            return self._judge_nisn(row, known)
        namesakes = self.find("name", fold(row["name"]))
        holders = self.find("local_number", row.get("local_number"))
        if numbered := _distinct([*holders, *self.find("nipd", row.get("nipd"))]):
            alike = [
                known for known in numbered if _same_name(row, known) or _same_birth(row, known)
            ]
            if len(alike) == 1 and holders in ([], alike) and not self._contradicts(row, alike[0]):
                return Verdict(KNOWN, alike[0])
            return Verdict(AMBIGUOUS, candidates=tuple(numbered))
        born = self._born(row)
        if len(born) == 1 and not self._contradicts(row, born[0]):
            return Verdict(KNOWN, born[0])
        undated = [
            known for known in namesakes if not (known.get("birth_date") and row.get("birth_date"))
        ]
        classmates = [known for known in undated if _in_same_class(row, known)]
        if len(namesakes) == len(classmates) == 1 and not self._contradicts(row, classmates[0]):
            return Verdict(KNOWN, classmates[0])
        if born or undated:
            return Verdict(AMBIGUOUS, candidates=tuple(_distinct([*born, *undated])))
        return Verdict(NEW)

    def _judge_nisn(self, row, known):
        holders = self.find("local_number", row.get("local_number"))
        if known.membership_id:
            agree = _same_name(row, known) or _same_birth(row, known)
            if agree and len(_distinct([known, *holders])) == 1:
                return Verdict(KNOWN, (holders or [known])[0])
            return Verdict(AMBIGUOUS, candidates=tuple(_distinct([known, *holders])))
        if self._born(row):
            return Verdict(REJECTED, code="nisn_twice")
        if not _same_name(row, known) or _differ(row, known, "birth_date", "sex"):
            return Verdict(REJECTED, code="nisn_elsewhere")
        if holders:
            return Verdict(AMBIGUOUS, candidates=tuple(holders))
        return Verdict(JOINS, known)

    def _born(self, row):
        """Return those of the name who were born on the day, or of whom as little is known."""
        return [
            known
            for known in self.find("name", fold(row["name"]))
            if known.get("birth_date") == row.get("birth_date")
        ]

    def _contradicts(self, row, known):
        """Tell whether numbers speak against what else fits.

        A name and a day of birth outweigh what a library numbers itself; two NISN are two children.
        """
        if _differ(row, known, "nisn"):
            return True
        certain = _same_name(row, known) and _same_birth(row, known)
        return not certain and _differ(row, known, "nipd", "local_number", "phone")


def changes(row, known, fields):
    """Return ``{field: (before, after)}`` of what a row would change; an empty cell changes nothing."""
    found = {}
    for name in fields:
        before, after = known.get(name), row.get(name)
        if after and not SAME.get(name, _equal)(before, after):
            found[name] = (before, after)
    return found


def _equal(one, other):
    return one == other


def _same_text(one, other):
    return fold(one) == fold(other)


def _same_class(one, other):
    return bool(one) and class_name(one).key == class_name(other).key


SAME: dict[str, Callable] = {"name": _same_text, "class_name": _same_class}


def _same_name(row, known):
    return fold(row["name"]) == fold(known.get("name"))


def _same_birth(row, known):
    return bool(row.get("birth_date")) and row["birth_date"] == known.get("birth_date")


def _in_same_class(row, known):
    return bool(row.get("class_name")) and _same_class(known.get("class_name"), row["class_name"])


def _differ(row, known, *names):
    return any(row.get(n) and known.get(n) and row[n] != known.get(n) for n in names)


def _distinct(persons):
    found = {}
    for known in persons:
        found.setdefault(known.membership_id, known)
    return list(found.values())
