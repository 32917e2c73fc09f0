"""The year of a title page as a number to sort and filter by."""

import re

YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
DECADE = re.compile(r"(?<!\d)(1[4-9]\d|20\d)[-–?_](?!\d)")
CENTURY = re.compile(r"(?<!\d)(1[4-9]|20)(?:--|––|\?\?|__)(?!\d)")
HIJRI = re.compile(r"(?<!\d)(1[234]\d\d)\s*H\b\.?", re.IGNORECASE)
SAKA = re.compile(
    r"(?:(?:ç|c|s)aka\s*(1[3-9]\d\d)|(?<!\d)(1[3-9]\d\d)\s*(?:ç|c|s)aka\b)", re.IGNORECASE
)


def sort_year(text):
    """Return the first Gregorian year in ``text``, 0 where it tells none.

    A decade counts from its first year, a Hijri or Saka year by the Gregorian one in which it began.

    >>> [sort_year(text) for text in ("[2010?]", "c2004", "[199-]", "1432 H", "t.t.")]
    [2010, 2004, 1990, 2010, 0]
    """
    text = text or ""
    other = ""
    if match := HIJRI.search(text):
        other = int(int(match[1]) * 0.970224 + 621.5774)
    elif match := SAKA.search(text):
        other = int(match[1] or match[2]) + 78
    gregorian = YEAR.search(SAKA.sub("", HIJRI.sub("", text)))
    if gregorian:
        return int(gregorian[1])
    if other:
        return other
    if match := DECADE.search(text):
        return int(match[1]) * 10
    if match := CENTURY.search(text):
        return int(match[1]) * 100
    return 0
