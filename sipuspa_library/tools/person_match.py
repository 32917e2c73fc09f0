"""Are two entries the same person? A score between 0 and 1, and why.

By name and birth date: the name folded as the catalogue folds, its words in any order, without the
particles I and Ni, abbreviations written out, forgiving old spelling and a slip of the pen; the date
equal, or day and month swapped, or one digit wrong. Two with different NISN are two persons, as a rule, and a
name alone proves little: I Wayan Sudarma is the name of many.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import prod
from typing import NamedTuple

from .description import fold, sound

LIKELY = 0.8
PARTICLES = {"i", "ni"}
# of one letter and more as they stand in class lists; only where nothing else is meant
SHORT = {
    "wyn": "wayan",
    "wy": "wayan",
    "md": "made",
    "kd": "kadek",
    "kmg": "komang",
    "nym": "nyoman",
    "kt": "ketut",
    "pt": "putu",
    "gd": "gede",
    "gde": "gede",
    "lh": "luh",
    "ngh": "nengah",
    "gst": "gusti",
    "bgs": "bagus",
    "ngr": "ngurah",
    "dw": "dewa",
    "dsk": "desak",
    "cok": "cokorda",
    "tjok": "cokorda",
    "aa": "anak agung",
    "ib": "ida bagus",
    "moh": "muhammad",
    "muh": "muhammad",
    "mohammad": "muhammad",
    "mohamad": "muhammad",
    "muhamad": "muhammad",
}
INITIALS = {"aa", "ib"}  # A. A., I B
TELLING = 3  # words of a name that few share

# what each reason leaves of a score, in the order they are told
REASONS = {
    "name": 1.0,
    "name_close": 0.92,
    "name_part": 0.85,
    "name_differs": 0.2,
    "name_common": 0.9,
    "birth": 1.0,
    "birth_close": 0.93,
    "birth_missing": 0.86,
    "birth_differs": 0.4,
    "sex_differs": 0.6,
    "nisn_differs": 0.6,
}


class Similarity(NamedTuple):
    """``score`` from 0 to 1; ``reasons``: codes of :data:`REASONS`, what speaks for and against."""

    score: float
    reasons: tuple


@dataclass(frozen=True)
class Person:
    """An entry as it was typed."""

    name: str
    birth_date: date | None = None
    sex: str = ""
    nisn: str = ""


def key(name):
    """Return what equals for one name however it is written.

    >>> key("I Wyn. Soedarma") == key("SUDARMA, Wayan") == key("Wayan Sudarma")
    True
    """
    return " ".join(sorted(map(sound, _words(name))))


@lru_cache(maxsize=20_000)
def _words(name):
    """Return the words of a name that count, written out."""
    typed = fold(name)
    if "".join(typed[:2]) in INITIALS:
        typed[:2] = ["".join(typed[:2])]
    longer = " ".join(SHORT.get(word, word) for word in typed).split()
    return tuple([word for word in longer if word not in PARTICLES] or longer)


def score(one, other):
    """Return how likely two :class:`Person` are one, and what speaks for and against.

    >>> born = date(2013, 5, 17)
    >>> score(Person("I Wayan Sudarma", born), Person("Wayan Soedarma", born)).score
    1.0
    """
    reasons = [_names_say(one.name, other.name), _births_say(one.birth_date, other.birth_date)]
    telling = min(len(_words(person.name)) for person in (one, other))
    if reasons[1] != "birth" and telling < TELLING:
        reasons.append("name_common")
    if one.sex and other.sex and one.sex != other.sex:
        reasons.append("sex_differs")
    if one.nisn and other.nisn and one.nisn != other.nisn:
        reasons.append("nisn_differs")
    told = tuple(code for code in REASONS if code in reasons)
    return Similarity(round(prod(REASONS[code] for code in told), 3), told)


def _names_say(one, other):
    if key(one) == key(other):
        return "name"
    short, long = sorted((_words(one), _words(other)), key=len)
    left, slips = list(long), 0
    for word in short:
        near = next((candidate for candidate in left if sound(candidate) == sound(word)), None)
        if near is None:
            near = next((candidate for candidate in left if _slip(word, candidate)), None)
            slips += 1
        if near is None:
            return "name_differs"
        left.remove(near)
    if slips > 1 or len(left) > 1 or (left and (slips or len(short) < 2)):
        return "name_differs"
    return "name_part" if left else "name_close"


def _slip(a, b):
    """Tell whether two words differ by a letter: wrong, left out, or in the wrong place; or by an initial."""
    if min(len(a), len(b)) == 1:
        return a[0] == b[0]
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(b))
    if len(a) != len(b):
        long, short = (a, b) if len(a) > len(b) else (b, a)
        return long[start + 1 :] == short[start:]
    swapped = a[:start] + a[start + 1 : start + 2] + a[start : start + 1] + a[start + 2 :]
    return a[start + 1 :] == b[start + 1 :] or swapped == b


def _births_say(one, other):
    if not one or not other:
        return "birth_missing"
    if one == other:
        return "birth"
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return "birth_close"
    digits = zip(one.isoformat(), other.isoformat(), strict=True)
    return "birth_close" if sum(a != b for a, b in digits) == 1 else "birth_differs"
