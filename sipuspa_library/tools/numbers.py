"""Numbers a library gives: accession numbers (nomor induk) and barcodes."""

import re
from typing import NamedTuple

TOKEN = re.compile(r"\{(number|code|year)(?::([1-9]))?\}")
BARCODE_DIGITS = 7
NUMBER_LENGTH = 64
CARD_NUMBER = re.compile(r"[A-Z]{1,4}[0-9]{6,14}")
# how a list of numbers that books carry already is written
PASTED_KINDS = ("barcode", "accession", "both")


def accession_number(pattern, number, code, year):
    """Return the accession number a library writes for a running ``number``.

    :param pattern: text with ``{number}`` or ``{number:5}`` (so many digits), ``{code}``, ``{year}``
    :param number: running number, from 1
    :param code: the library's code
    :param year: year of receipt
    :raise ValueError: when the pattern has no ``{number}`` or an unknown part in braces
    """
    values = {"number": str(number), "code": code, "year": str(year)}
    if not any(match[1] == "number" for match in TOKEN.finditer(pattern)):
        raise ValueError(f"no running number in {pattern!r}")
    text = TOKEN.sub(lambda match: values[match[1]].zfill(int(match[2] or 0)), pattern)
    if "{" in text or "}" in text:
        raise ValueError(f"unknown part in {pattern!r}")
    return text


def running_number(accession, pattern, code):
    """Return the running number in an accession number, as somebody types it: no prefix, no zeros.

    Of a number that was given before, by another pattern, it is the first group of digits.

    >>> running_number("SD1/00012/2026", "{code}/{number:5}/{year}", "SD1")
    '12'
    >>> running_number("B00012", "{number:5}/{code}/{year}", "SD1")
    '12'
    """
    given = re.escape(pattern)
    for name, meant in (("code", re.escape(code)), ("year", r"\d{4,}"), ("number", r"(\d+)")):
        given = re.sub(rf"\\{{{name}(?::[1-9])?\\}}", lambda _found, meant=meant: meant, given)
    found = re.fullmatch(given, accession) or re.search(r"(\d+)", accession)
    return found[1].lstrip("0") if found else ""


def issued_barcode(prefix, number):
    """Return the barcode we issue: the library's four digits and a running number of fixed width.

    Fixed width, so that no library's number can be the beginning of another's.
    """
    return f"{prefix}{number:0{BARCODE_DIGITS}d}"


def scanned(text):
    """Return a scanned or typed code as it is stored: no blanks around or within, capitals."""
    return re.sub(r"\s+", "", text or "").upper()


def is_card_number(text):
    """Tell whether a text, as :func:`scanned` returns it, is written as our card numbers are.

    >>> is_card_number("A000123456"), is_card_number("pustakawan")
    (True, False)
    """
    return bool(CARD_NUMBER.fullmatch(text))


class Pasted(NamedTuple):
    """The numbers one book carries already; an empty one is still to be given."""

    line: int
    text: str
    barcode: str = ""
    accession: str = ""


class Problem(NamedTuple):
    """What is wrong with a line of a pasted list: a stable code and what it is about."""

    line: int
    text: str
    code: str
    about: object = None


def pasted(text, kind):
    """Read a pasted or scanned list of numbers, a book a line; blank lines are passed over.

    :param kind: one of :data:`PASTED_KINDS`; for both, barcode and accession number stand apart by a
        tab (as a workbook pastes them) or a semicolon
    :return: ``(rows, problems)``: codes ``columns``, ``unfit``, ``repeated`` (about: the line before)
    """
    rows, problems, seen = [], [], {}
    for line, raw in enumerate((text or "").splitlines(), 1):
        raw = raw.strip(" \t\r")
        if not raw:
            continue
        cells = [cell.strip() for cell in re.split(r"[\t;]", raw)]
        if len(cells) != (2 if kind == "both" else 1) or not all(cells):
            problems.append(Problem(line, raw, "columns"))
            continue
        barcode = scanned(cells[0]) if kind != "accession" else ""
        accession = cells[-1] if kind != "barcode" else ""
        row = Pasted(line, raw, barcode, accession)
        numbers = [("barcode", barcode), ("accession", accession)]
        if not _fits(barcode) or not _fits(accession):
            problems.append(Problem(line, raw[:NUMBER_LENGTH], "unfit"))
            continue
        before = [seen[number] for number in numbers if number[1] and number in seen]
        if before:
            problems.append(Problem(line, raw, "repeated", before[0]))
            continue
        seen.update({number: line for number in numbers if number[1]})
        rows.append(row)
    return rows, problems


def _fits(number):
    """Tell whether a number can stand on a sticker: not too long, nothing that does not print."""
    return len(number) <= NUMBER_LENGTH and (not number or number.isprintable())


def natural_key(text):
    """Return what sorts numbers in a text by value: "B 9" before "B 10".

    >>> natural_key("00012/SEKA/2026") < natural_key("113/SEKA/2025")
    True
    """
    parts = re.split(r"(\d+)", (text or "").upper())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part]


def in_range(text, first, last):
    """Tell whether a number lies between two others, both included; one left empty is open.

    The ends may be written short: "12" to "50" takes in "00050/SEKA/2026".
    """
    key, low, high = natural_key(text), natural_key(first), natural_key(last)
    return low <= key and (not high or key[: len(high)] <= high)


def document_number(serial, mark, code, year):
    """Return how a library numbers its papers: running number of the year, kind, library, year.

    >>> document_number(7, "ST", "SEKA", 2026)
    '0007/ST/SEKA/2026'
    """
    return f"{serial:04d}/{mark}/{code}/{year}"
