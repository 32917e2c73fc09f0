"""Class numbers as libraries here write them, and the order in which they stand on a shelf.

A class is text, never a number: "813.54", "2X4.1", "R 413", "FIK", "633.18-155". The shelf order of
class and call numbers:

1. By collection mark: what has none, then the marks (BP, FIK, R ...) by letter, each a group of its own.
2. By number: what has none first, then digit by digit as decimals (813 < 813.1 < 813.54 < 813.6). An
   auxiliary after a hyphen comes before further digits (633.18 < 633.18-155 < 633.181). 2X0 to 2X9 stand
   behind all of 297 and before 298. Less than three digits miss their zeros (a spreadsheet takes them:
   50 is 050); running numbers of four digits and more are no Dewey and come last, by value.
3. By what follows, word by word: letters of the author, letter of the title, volume. Letters without
   regard to capitals and accents, numbers by value (jil. 2 < jil. 10) and before letters; what is
   shorter comes first.

Signs do not count ("813/HIR/l" is "813 HIR l"), nor what comes after 99 characters.
"""

import re
import unicodedata
from typing import NamedTuple

LENGTH = 99
ISLAM = "297"
MARKS = frozenset(
    ("r", "ref", "f", "fik", "fiksi", "nf", "b", "bio", "bp", "bt", "an", "cd", "dvd")
)
#: integer part, decimals with whatever points and primes stand between, auxiliaries
NUMBER = re.compile(r"(2X(?![^\W\d_])[0-9]*|[0-9]+)((?:[.,/'’′]+[0-9]+)*)", re.IGNORECASE)
#: behind a number with letters in front, the sign of Library of Congress numbers: "F375 .T86"
CUTTER = re.compile(r"\s?\.[A-Z][0-9]", re.IGNORECASE)
AUXILIARY = re.compile(r"(?:-[0-9]+)+")
#: decimals after a blank: "959.8 62", "959.862 51"; three digits only behind a full group of three,
#: since a title may begin with a number ("2X4.1 100")
GROUP = re.compile(r"\s([0-9]{1,3})(?![^\W_]|[.,/'’′]?[0-9])")
WORD = re.compile(r"[0-9]+|[^\W0-9_]+")


class Shelfmark(NamedTuple):
    """The parts of a class or call number: "R 413 KAM" is ``("R", "413", "KAM")``."""

    mark: str
    number: str
    rest: str


def parse(text):
    """Return the :class:`Shelfmark` of a class or call number, empty parts where there are none.

    >>> parse("BP 2x4,1 ABD f")
    Shelfmark(mark='BP', number='2X4.1', rest='ABD f')
    """
    plain = _plain(text)
    found = NUMBER.search(plain)
    if found:
        marks = WORD.findall(plain[: found.start()])
        if _is_class(plain, found, marks):
            number, end = _number(plain, found)
            return Shelfmark(" ".join(marks).upper(), number, plain[end:].strip())
    first = WORD.search(plain)
    is_alone = first and not plain[first.end() :][:1].isdigit()
    if is_alone and first[0].casefold() in MARKS:
        return Shelfmark(first[0].upper(), "", plain[first.end() :].strip())
    return Shelfmark("", "", plain.strip())


def sort_key(text):
    """Return a string whose binary order (collation "C") is the shelf order, for any text at all."""
    mark, number, rest = parse(text)
    # a blank ends a part and ! a word: both sort before what goes on, the hyphen before digits
    return f"{_words(mark)} {_number_key(number)} {_words(rest)}"


def number_key(text):
    """Return the middle part of :func:`sort_key`: the order of the number alone, whatever its mark.

    >>> number_key("R 294.59"), number_key("2X4.1"), number_key("FIK")
    ('29459', '297x41', '')
    """
    return _number_key(parse(text).number)


def main_class(text):
    """Return what colours and statistics go by: ``"0"`` to ``"9"``, ``"2X"``, or nothing."""
    number = parse(text).number
    if number.startswith("2X"):
        return "2X"
    digits = re.match("[0-9]*", number)[0]
    return digits.zfill(3)[0] if 0 < len(digits) <= 3 else ""


def lineage(text):
    """Return the number of a class in full, and what it is part of, the nearest first.

    >>> lineage("R 294.59"), lineage("2X4.1")
    (['294.59', '294.5', '294', '290', '200'], ['2X4.1', '2X4', '2X', '297', '290', '200'])
    """
    number, hyphen, auxiliary = parse(text).number.partition("-")
    whole, __, decimals = number.partition(".")
    if not whole or len(whole) > 3:
        return [number] if number else []
    is_islam = whole.startswith("2X")
    whole = whole if is_islam else whole.zfill(3)
    found = [_with_point(whole, decimals) + hyphen + auxiliary]
    found += [_with_point(whole, decimals[:end]) for end in range(len(decimals), -1, -1)]
    if is_islam:
        found += ["2X", ISLAM]
        whole = ISLAM
    return list(dict.fromkeys([*found, f"{whole[:2]}0", f"{whole[0]}00"]))


def counterpart(number):
    """Return the number in the other scheme for Islam, or nothing: 2Xn is 297.n, 2X0 is 297 itself.

    >>> counterpart("2X4.1"), counterpart("297.41"), counterpart("2X0")
    ('297.41', '2X4.1', '297')
    """
    number = parse(number).number
    if number.startswith("2X"):
        digits = number[2:].replace(".", "")
        return _with_point(ISLAM, "" if digits == "0" else digits)
    if number == ISLAM or number.startswith(f"{ISLAM}."):
        digits = number[4:] or "0"
        return _with_point(f"2X{digits[0]}", digits[1:])
    return ""


def _plain(text):
    """Return what counts of a text: no accents, compatible letters and digits as the plain ones."""
    decomposed = unicodedata.normalize("NFKD", str(text or ""))
    return "".join(char for char in decomposed if not unicodedata.combining(char))[:LENGTH]


def _is_class(plain, found, marks):
    """Tell whether a number is a class: "R 50" misses a zero, "MAR c 2" is a volume, "PN241" not Dewey."""
    if marks and CUTTER.match(plain, found.end()):
        return False
    if all(word.casefold() in MARKS for word in marks):
        return True
    is_glued = plain[found.start() - 1].isalnum()
    return not is_glued and (len(found[1]) >= 3 or bool(found[2]))


def _number(plain, found):
    """Return a number in its usual form, and where it ends."""
    whole, decimals = found[1].upper(), "".join(re.findall("[0-9]", found[2]))
    end = found.end()
    if whole.startswith("2X"):
        whole, decimals = whole[:3], whole[3:] + decimals
    while decimals and (group := GROUP.match(plain, end)):
        if len(group[1]) == 3 and len(decimals) % 3:
            break
        decimals, end = decimals + group[1], group.end()
    number = _with_point(whole, decimals)
    if auxiliary := AUXILIARY.match(plain, end):
        number, end = number + auxiliary[0], auxiliary.end()
    return number, end


def _with_point(whole, decimals):
    return f"{whole}.{decimals}" if decimals else whole


def _number_key(number):
    whole, hyphen, auxiliary = number.partition("-")
    whole, __, decimals = whole.partition(".")
    if whole.startswith("2X"):
        whole = f"{ISLAM}x{whole[2:]}"
    elif len(whole) > 3:
        whole = f":{_natural(whole)}"
    elif whole:
        whole = whole.zfill(3)
    return whole + decimals + hyphen + auxiliary


def _natural(digits):
    """Return digits so that they sort by value: how many there are, then the digits."""
    digits = digits.lstrip("0") or "0"
    return f"{len(digits):02d}{digits}"


def _words(text):
    words = WORD.findall(text.casefold())
    return "!".join(_natural(word) if "0" <= word[0] <= "9" else word for word in words)
