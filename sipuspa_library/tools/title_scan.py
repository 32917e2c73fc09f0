"""What a scan or typed words at "Add a Book" can mean, before the catalogue is asked."""

import re
import unicodedata
from dataclasses import dataclass

from stdnum import ean, issn
from stdnum.exceptions import ValidationError

from . import isbn

SEPARATORS = re.compile(r"[\s‐-―-]")
# a scanner that reads the small barcode beside the big one sends two or five digits more
BARCODE = re.compile(r"(\d{13})(?:\d{2}|\d{5})?")
LOOKS_LIKE_ISBN = re.compile(r"\d{8,12}[\dX]")
LOOKS_LIKE_ISSN = re.compile(r"\d{4}-\d{3}[\dX]")
APOSTROPHES = re.compile(r"['`‘’ʻʼ]")  # left out of the catalogue's words, too
WORD = re.compile(r"[^\W_]+")
WORDS_READ = 12


@dataclass(frozen=True)
class Reading:
    """``kind`` is isbn, wrong_isbn, issn, shop_code or words; ``number`` as the catalogue stores it."""

    kind: str
    number: str = ""


def read(text):
    """Return the :class:`Reading` of what was scanned or typed.

    >>> read("ISBN 979-3062-79-7")
    Reading(kind='isbn', number='9789793062792')
    >>> read("9771234567898").kind
    'issn'
    >>> read("Laskar Pelangi")
    Reading(kind='words', number='')
    """
    typed = (text or "").strip()
    number, valid = isbn.normalised(typed)
    if valid:
        return Reading("isbn", number)
    bare = SEPARATORS.sub("", typed).upper().removeprefix("ISBN").lstrip(":")
    barcode = BARCODE.fullmatch(bare)
    if barcode and ean.is_valid(barcode[1]):
        return _barcode(barcode[1])
    if LOOKS_LIKE_ISSN.fullmatch(typed.upper()) and issn.is_valid(typed):
        return Reading("issn", issn.format(typed))
    if LOOKS_LIKE_ISBN.fullmatch(bare):
        return Reading("wrong_isbn", typed)
    return Reading("words")


def _barcode(code):
    """Return what the thirteen digits on the back of a printed thing are."""
    if code.startswith(("978", "979")):
        return Reading("isbn", code)
    if code.startswith("977"):
        return Reading("issn", _issn(code))
    return Reading("shop_code", code)


def _issn(code):
    """Return the ISSN inside a magazine's barcode, with the check digit the barcode leaves out."""
    digits = code[3:10]
    try:
        return issn.format(digits + issn.calc_check_digit(digits))
    except ValidationError:
        return ""


def search_words(text):
    """Return two queries for titles: with all words of ``text``, and with all of them but one.

    The second lets a mistyped or missing word among three or more hide nothing; of fewer words
    too little would be left.

    >>> search_words("laskar pel")
    ('laskar pel', '')
    >>> search_words("the rainbow troops")
    ('the rainbow troops', 'rainbow troops or the troops or the rainbow')
    """
    plain = APOSTROPHES.sub("", unicodedata.normalize("NFC", text or ""))
    words = [word for word in WORD.findall(plain)[:WORDS_READ] if word.lower() != "or"]
    rows = [words[:skip] + words[skip + 1 :] for skip in range(len(words))]
    return " ".join(words), " or ".join(map(" ".join, rows)) if len(words) > 2 else ""
