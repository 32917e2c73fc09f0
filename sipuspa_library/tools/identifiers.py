"""Numbers that name a title: stored in one form, never refused, since real books carry wrong ones."""

import re

from stdnum import issn
from stdnum.exceptions import ValidationError

from . import isbn


def normalised(kind, text):
    """Return ``(number, valid)`` of an identifier as it is stored; as typed where it is not valid.

    >>> normalised("issn", "0378 5955")
    ('0378-5955', True)

    :param kind: ``isbn``, ``issn`` or anything else, which has no rule and is valid as typed
    """
    typed = " ".join((text or "").split())
    if kind == "isbn":
        return isbn.normalised(typed)
    if kind == "issn":
        bare = re.sub(r"[^\dX]", "", typed.upper().removeprefix("ISSN"))
        try:
            return issn.format(issn.validate(bare)), True
        except ValidationError:
            return typed, False
    return typed, bool(typed)


def search_forms(number):
    """Return the forms under which an identifier is looked for: with its hyphens and without."""
    bare = re.sub(r"[\s‐-―-]", "", number)
    return number if bare == number else f"{number} {bare}"
