"""ISBN as stored: thirteen digits where valid, as typed where not."""

import re

from stdnum import isbn as stdnum_isbn
from stdnum.exceptions import ValidationError


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
