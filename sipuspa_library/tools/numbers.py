"""Numbers a library gives: accession numbers (nomor induk) and barcodes."""

import re

TOKEN = re.compile(r"\{(number|code|year)(?::([1-9]))?\}")
BARCODE_DIGITS = 7


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


def issued_barcode(prefix, number):
    """Return the barcode we issue: the library's four digits and a running number of fixed width.

    Fixed width, so that no library's number can be the beginning of another's.
    """
    return f"{prefix}{number:0{BARCODE_DIGITS}d}"


def scanned(text):
    """Return a scanned or typed code as it is stored: no blanks around or within, capitals."""
    return re.sub(r"\s+", "", text or "").upper()
