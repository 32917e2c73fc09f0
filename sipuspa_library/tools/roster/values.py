"""A cell's value: what it says where that is certain, a note where it was mended, else why it is refused."""

import calendar
import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from ..clerk_titles import ROMAN, WORD, fold
from ..numbers import scanned

NOTHING = frozenset(("", "-", "--", "0", ".", "n/a", "na", "tidakada"))
POWER = re.compile(r"[\d.,]+[eE]\+?\d+")
EXACT_DIGITS = 15  # what a workbook's numbers keep
NISN_LENGTH = 10
SEXES = {
    **dict.fromkeys(("l", "lk", "lakilaki", "laki", "pria", "m", "male", "putra"), "m"),
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "f", "female", "putri"), "f"),
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan januari january", "feb februari pebruari february peb", "mar maret march"),
            *("apr april", "mei may", "jun juni june", "jul juli july"),
            *("agu agt ags agustus aug august", "sep sept september", "okt oktober oct october"),
            *("nov nopember november nop", "des desember dec december"),
        ),
        1,
    )
    for name in names.split()
}
YEAR_FIRST = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
WORDED = re.compile(r"(\d{1,2})[- ]([^\W\d_]+)\.?,?[- ](\d{4}|\d{2})")
SERIAL = re.compile(r"\d{5}(?:\.\d*)?")
WEEKDAY = re.compile(
    r"^(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"\b[\s,./-]*",
    re.I,
)
FIRST_YEAR, LAST_YEAR = 1900, 2100
LENGTHS = {"name": 120, "nipd": 32, "class_name": 40, "category": 60, "phone": 40, "address": 200}
LENGTHS |= {"occupation": 80, "local_number": 40}


class Bad(Exception):
    """Why a value is not taken: a stable code and what its sentence needs to say."""

    def __init__(self, code, **about):
        super().__init__(code)
        self.code, self.about = code, about


def tidy(text):
    """Return a text without control characters and with single blanks."""
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(_plain(letter) for letter in text).split())


def _plain(letter):
    kind = unicodedata.category(letter)
    return " " if kind in ("Cc", "Zs", "Zl", "Zp") else "" if kind in ("Cf", "Co", "Cs") else letter


def is_nothing(text):
    """Tell whether a cell says nothing: empty, a dash, a nought."""
    return text.casefold() in NOTHING or fold(text) in NOTHING


def digits(cell):
    """Return the digits of a number that names somebody, whether the cell is text or a number.

    :raise Bad: where the workbook has rounded it, or shows it as ``1,23E+09``
    """
    text = tidy(cell.text)
    if cell.kind == "number":
        try:
            number = Decimal(text)
            exact = number == number.to_integral_value() and abs(number) < 10**EXACT_DIGITS
        except InvalidOperation as error:
            raise Bad("rounded") from error
        if not exact:
            raise Bad("rounded")
        return str(int(number))
    if POWER.fullmatch(text):
        raise Bad("rounded")
    return text


def nisn(cell, birth_year=None):
    """Return ``(nisn, note)``: ten digits, the noughts that Excel has eaten put back.

    The first three digits of a NISN are the end of the year of birth, so most begin with a nought. A cell
    that is a number has lost it for certain; of a text that is too short the year of birth tells.
    """
    text = digits(cell)
    if is_nothing(text):
        return "", None
    bare = re.sub(r"[\s.-]", "", text)
    if not (bare.isascii() and bare.isdigit()):
        raise Bad("nisn", text=text)
    if len(bare) == NISN_LENGTH:
        return bare, None
    padded = bare.zfill(NISN_LENGTH)
    told = birth_year and padded[:3] == str(birth_year)[1:]
    if len(bare) in (8, 9) and (cell.kind == "number" or told):
        return padded, ("nisn_padded", {"text": padded})
    raise Bad("nisn", text=text)


def day(cell, day_0, today=None):
    """Return the date a cell says, in any of the shapes clerks and workbooks write.

    >>> from .cells import Cell
    >>> day(Cell("Kamis, 17 Mei 2012"), None) == day(Cell("41046", "number"), date(1899, 12, 30))
    True

    :param today: the last day it may be, for a date of birth
    """
    text = WEEKDAY.sub("", tidy(cell.text), count=1)
    if is_nothing(text):
        return None
    found = _serial(text, day_0) or _written(text)
    if not found or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Bad("date", text=text)
    if today and found > today:
        raise Bad("date_to_come", text=text)
    return found


def _serial(text, day_0):
    """Return the day of a workbook's running number of days; four digits are a year, not a day."""
    return day_0 + timedelta(days=int(float(text))) if SERIAL.fullmatch(text) else None


def _written(text):
    if match := YEAR_FIRST.fullmatch(text):
        year, month, number = map(int, match.groups())
    elif match := DAY_FIRST.fullmatch(text):
        number, month, year = int(match[1]), int(match[2]), _year(match[3], text)
    elif match := WORDED.fullmatch(text):
        number, month = int(match[1]), MONTHS.get(match[2].casefold(), 0)
        year = _year(match[3], text)
    else:
        return None
    if not (1 <= month <= 12 and year >= 1 and 1 <= number <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, number)


def _year(text, whole):
    if len(text) < 4:
        raise Bad("short_year", text=whole)
    return int(text)


def sex(cell):
    """Return ``m`` or ``f``."""
    text = tidy(cell.text)
    if is_nothing(text):
        return ""
    found = SEXES.get(fold(text))
    if not found:
        raise Bad("sex", text=text)
    return found


def name(cell):
    """Return ``(name, note)``: as it is written; all in capitals it is put in ordinary letters.

    >>> from .cells import Cell
    >>> name(Cell("NI LUH AYU"))[0], name(Cell("I Made McBali"))[0]
    ('Ni Luh Ayu', 'I Made McBali')
    """
    text = tidy(cell.text)
    if not text:
        raise Bad("no_name")
    if text[0] in "=+@<" or not any(letter.isalpha() for letter in text):
        raise Bad("name", text=text)
    if len(text) > LENGTHS["name"]:
        raise Bad("too_long", text=f"{text[:40]}…", most=LENGTHS["name"])
    if text.isupper() and sum(map(str.isalpha, text)) > 2:
        return WORD.sub(_as_name, text), None
    return text, None


def _as_name(match):
    word = match[0]
    return word if ROMAN.fullmatch(word) else word[:1] + word[1:].lower()


def plain(field, cell):
    """Return the text of a field that may hold any text, within its length."""
    text = digits(cell) if field in ("nipd", "local_number") else tidy(cell.text)
    if cell.kind == "number" and field != "nipd":
        text = digits(cell)
    if is_nothing(text):
        return ""
    if text[0] in "=@<":
        raise Bad("formula")
    if field == "local_number":
        text = scanned(text)
    if len(text) > LENGTHS[field]:
        raise Bad("too_long", text=f"{text[:40]}…", most=LENGTHS[field])
    return text


def phone(cell):
    """Return ``(number, note)``: a workbook's number has lost the nought it began with."""
    text = plain("phone", cell)
    if cell.kind == "number" and text.startswith("8"):
        return f"0{text}", ("phone_padded", {"text": f"0{text}"})
    if text and not re.fullmatch(r"\+?[\d\s().,/;+-]*", text):
        raise Bad("phone", text=text)
    return text, None
