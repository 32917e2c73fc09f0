"""What a topic stands for, as those who keep it write it: "63, 641.5" and "UMKM, usaha kecil"."""

import re

from . import class_number

BETWEEN = re.compile(r";|,\s")  # a comma within a number is a decimal one
BEGINNING = re.compile(r"[0-9]{1,2}")


def class_prefixes(text):
    """Return how the shelf order of the meant classes begins, behind the collection mark.

    A round number means all of its part, as on the signs of a shelf; so do one or two digits.

    :raise ValueError: with the part that is no class number
    >>> class_prefixes("630, 641,5; 2X4, 8")
    ['63', '6415', '297x4', '8']
    """
    parts = (part.strip(" ,.") for part in BETWEEN.split(text or ""))
    return list(dict.fromkeys(_prefix(part) for part in parts if part))


def _prefix(part):
    if BEGINNING.fullmatch(part):
        return part
    found = class_number.parse(part)
    if not found.number or found.mark or found.rest:
        raise ValueError(part)
    key = class_number.number_key(part)
    return (key.rstrip("0") or key[:1]) if len(key) == 3 else key


def query(text):
    """Return what a search is asked for words of which one is enough, each a phrase.

    >>> query("UMKM, usaha kecil")
    '"UMKM" or "usaha kecil"'
    """
    words = (" ".join(part.replace('"', " ").split()) for part in re.split(r"[,;]", text or ""))
    return " or ".join(f'"{word}"' for word in words if word)
