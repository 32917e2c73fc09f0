"""The names of classes: however a school writes one, it is one class."""

import re
import unicodedata
from typing import NamedTuple

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")
LAST_PRIMARY_GRADE = 6  # primary schools write 6C, those above VII-A
LENGTH = 40  # of a class name; what is longer is a remark

# what stands in front of the name: "Kelas 6C", "Kls. VI C", "Rombongan Belajar 3B"
_PREFIXES = {"kelas", "klas", "kls", "rombel", "rombongan", "belajar", "tingkat"}
_IN_CAPITALS = {"ipa", "ips", "mipa"}
_NUMBER = re.compile(r"0?(1[0-3]|[1-9])", re.ASCII)
_GRADES = "|".join(sorted(ROMAN, key=len, reverse=True)).lower()
_JOINED = re.compile(rf"({_GRADES})([^\W\d_])")  # VIIA, VIC: one letter, or it is another word
_SEPARATORS = re.compile(r"[\W_]+")
_BETWEEN = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")  # of a letter and a digit
_LETTER_NUMBER = re.compile(r"[^\W\d_] \d+")
_SHORT = re.compile(r"[^\W\d_]?\d*")


class ClassName(NamedTuple):
    """A class name, read: ``key`` is equal for all spellings of one class."""

    grade: int  # 0 where the text tells none
    section: str
    name: str
    key: str


def parse(text):
    """Return the :class:`ClassName` that ``text`` means; a text that is no grade keeps itself.

    >>> [parse(text).name for text in ("Kelas 6C", "VI C", "vii a", "7A", "XII IPA 2", "TK A")]
    ['6C', '6C', 'VII-A', 'VII-A', 'XII IPA 2', 'TK A']
    """
    text = _tidy(text)
    words = _words(text)
    while len(words) > 1 and words[0].casefold() in _PREFIXES:
        words = words[1:]
    grade, section = _grade(words)
    if grade:
        return of_grade(grade, section)
    return ClassName(0, "", text, _key(words) or text)


def of_grade(grade, section):
    """Return the class of a ``section`` in a ``grade``.

    >>> of_grade(8, parse("VII-A").section).name
    'VIII-A'
    """
    words = _words(section)
    section = _proper(words)
    return ClassName(grade, section, _shown(grade, section), f"{grade} {_key(words)}".rstrip())


def _tidy(text):
    """Return ``text`` in one form of its letters, with single spaces and nothing invisible."""
    text = unicodedata.normalize("NFKC", text or "")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _words(text):
    """Return the words of a class name; a number is a word of its own: 10IPA2 is 10, IPA, 2."""
    return [word for word in _SEPARATORS.split(_BETWEEN.sub(" ", text)) if word]


def _key(words):
    return " ".join(_words(unicodedata.normalize("NFKC", " ".join(words).upper().casefold())))


def _grade(words):
    """Return ``(grade, section)`` of a class name in words; grade 0 where they tell none."""
    first = words[0].casefold() if words else ""
    rest = " ".join(words[1:])
    if number := _NUMBER.fullmatch(first):
        return int(number[1]), rest
    if first.upper() in ROMAN:
        return ROMAN.index(first.upper()) + 1, rest
    if joined := _JOINED.fullmatch(first):
        return ROMAN.index(joined[1].upper()) + 1, f"{joined[2]} {rest}"
    return 0, ""


def _proper(words):
    """Return a section as schools write it: A, A1, IPA 2, Abu Bakar."""
    written = " ".join(
        word.upper()
        if len(word) == 1 or word.lower() in _IN_CAPITALS
        else word[0].upper() + word[1:]
        for word in words
    )
    return written.replace(" ", "") if _LETTER_NUMBER.fullmatch(written) else written


def _shown(grade, section):
    """Return the name schools use: 6C, 6 Mawar; from grade seven on VII-A, XII IPA 2."""
    is_short = bool(_SHORT.fullmatch(section))
    if grade > LAST_PRIMARY_GRADE:
        between = "-" if is_short else " "
        return f"{ROMAN[grade - 1]}{between}{section}".rstrip(" -")
    between = " " if not is_short else "" if section[:1].isalpha() else "-"
    return f"{grade}{between}{section}".rstrip(" -")
