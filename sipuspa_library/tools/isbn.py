"""ISBN as stored: thirteen digits where valid, as typed where not."""

import re

from stdnum import isbn as stdnum_isbn
from stdnum.exceptions import ValidationError

# ten or thirteen digits among other words, the last of ten may be an X
AMONG_WORDS = re.compile(
    r"(?:\bisbn(?:-1[03])?[\s:]*)?(?<!\w)(\d(?:[\s‐-―-]?\d){8,11}[\s‐-―-]?[\dX])(?!\w)",
    re.IGNORECASE,
)

ISSN_LABEL = re.compile(r"\bissn[\s:]*(?=\d{4}-?\d{3}[\dX])", re.IGNORECASE)


def normalised(text):
    """Return ``(number, valid)`` for a typed or scanned ISBN-10 or ISBN-13.

    A valid number comes back as thirteen digits without hyphens; anything else comes back as
    typed, only trimmed: an ISBN never blocks, real books carry wrong ones.
    """
    typed = (text or "").strip()
    bare = re.sub(r"[\s‐-―-]", "", typed).upper().removeprefix("ISBN").lstrip(":")
    try:
        return stdnum_isbn.to_isbn13(stdnum_isbn.validate(bare)).replace("-", ""), True
    except ValidationError:
        return typed, False


def unhyphenated(text):
    """Return ``text`` with every ISBN in it as it is stored, so that words and numbers mix.

    >>> unhyphenated("hirata 979-3062-79-7")
    'hirata 9789793062792'
    >>> unhyphenated("ISSN: 0378-5955")
    '0378-5955'
    """

    def stored(match):
        number, valid = normalised(match[1])
        if valid:
            return number
        return match[0] if re.search(r"\s", match[1]) else re.sub(r"\D(?!$)", "", match[1])

    return AMONG_WORDS.sub(stored, ISSN_LABEL.sub("", text or ""))
