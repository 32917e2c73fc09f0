"""Headings and call numbers as Indonesian libraries write them on a spine.

Heading: the last element of a personal name comes first ("Pramoedya Ananta Toer" -> "Toer,
Pramoedya Ananta"). Balinese names begin with birth-order and caste words; where nothing but one
name follows them, that name is the heading. Call number: class, first three letters of the
heading, first letter of the title without an article. Practice as in the Indonesian samples of
INLISLite and SLiMS; always overridable.
"""

import re

TITLES = re.compile(
    r"^(prof|dr|drs|dra|ir|h|hj|kh|ki|raden|r\.?a|i\.?b|sir|st|ust|ustadz)\.?$", re.IGNORECASE
)
DEGREES = re.compile(r",\s*(s|m|a|dr|ph|b|lc|sp)\.?\s?[\w.]*\.?(?=,|$)", re.IGNORECASE)
BALINESE = {
    *("i", "ni", "ida", "bagus", "ayu", "dewa", "dewi", "gusti", "anak", "agung", "cokorda"),
    *("tjokorda", "wayan", "putu", "gede", "made", "kadek", "nyoman", "komang", "ketut", "luh"),
    *("nengah", "pande", "desak", "sang", "ngurah", "pedanda", "anom"),
}
ARTICLES = {"si", "sang", "para", "the", "a", "an"}


def heading(name):
    """Return the heading form of a personal name; a name of one word stays as it is.

    >>> heading("Pramoedya Ananta Toer")
    'Toer, Pramoedya Ananta'
    >>> heading("I Wayan Sudarma")
    'Sudarma, I Wayan'
    """
    plain = DEGREES.sub("", (name or "").strip()).strip(" ,")
    if "," in plain:
        return plain
    words = plain.split()
    while len(words) > 1 and TITLES.match(words[0]):
        words.pop(0)
    last = len(words) - 1
    while last > 0 and words[last].casefold() in BALINESE:
        last -= 1
    if last == 0:
        last = len(words) - 1
    if last <= 0:
        return " ".join(words)
    before = words[:last] + words[last + 1 :]
    return f"{words[last]}, {' '.join(before)}"


def filing_title(title):
    """Return the title without a leading article, which does not count when filing."""
    words = (title or "").strip().split()
    while len(words) > 1 and words[0].casefold().strip("\"'") in ARTICLES:
        words.pop(0)
    return " ".join(words)


def letters(text, count):
    """Return the first ``count`` letters or digits of ``text``."""
    return re.sub(r"[^\w]", "", text or "")[:count]


def call_number(class_number, name_heading, title):
    """Return the proposed call number, e.g. ``813 TOE b``; the title's letters where no author is.

    :param class_number: class as text, never a number ("2X4.1", "R 413", "813"), or nothing
    :param name_heading: heading of the main contributor, or nothing
    :param title: title, articles included
    """
    filing = filing_title(title)
    mark = letters(name_heading or filing, 3).upper()
    parts = [(class_number or "").strip(), mark]
    if name_heading:
        parts.append(letters(filing, 1).lower())
    return " ".join(part for part in parts if part)
