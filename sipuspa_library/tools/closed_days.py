"""Days on which libraries are closed, as an office writes them down, and those a calendar can tell."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "january", "jan"),
            ("februari", "february", "feb"),
            ("maret", "march", "mar"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("agustus", "august", "agu", "agt", "aug"),
            ("september", "sep", "sept"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov", "nop", "nopember"),
            ("desember", "december", "des", "dec"),
        ),
        1,
    )
    for name in names
}
ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")
DIGITS = re.compile(r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})")
WORDS = re.compile(r"(?P<d>\d{1,2})\s+(?P<m>[A-Za-z]+)\.?\s+(?P<y>\d{4})")
UNTIL = re.compile(r"\s*(?:–|-|s\.?\s?/?\s?d\.?|sampai|hingga|to)\s*", re.IGNORECASE)
SHORT = re.compile(r"(?P<d>\d{1,2})\s+(?P<m>[A-Za-z]+)\b|(?P<only>\d{1,2})\b")
EDGES = " \t:;,|–-."

LONGEST = timedelta(days=120)

# Galungan is a Wednesday, Kuningan the Saturday ten days later; both come again every 210 days.
# Closed are the day before and after Galungan.
GALUNGAN, PAWUKON, KUNINGAN = date(2025, 4, 23), timedelta(days=210), timedelta(days=10)
# Nyepi follows the moon of March, as far as it is published.
NYEPI = {2024: (3, 11), 2025: (3, 29), 2026: (3, 19), 2027: (3, 8), 2028: (3, 26)}
NATIONAL_DAYS = (
    ((1, 1), "Tahun Baru Masehi"),
    ((5, 1), "Hari Buruh Internasional"),
    ((6, 1), "Hari Lahir Pancasila"),
    ((8, 17), "Hari Kemerdekaan"),
    ((12, 25), "Hari Natal"),
)


@dataclass(frozen=True)
class Span:
    """Days that are closed, both ends included."""

    first: date
    last: date
    name: str


def _date(match):
    month = match["m"]
    month = int(month) if month.isdigit() else MONTHS.get(month.lower())
    try:
        return month and date(int(match["y"]), month, int(match["d"]))
    except ValueError:
        return None


def _full(text):
    """Return the date a text begins with and what follows it; no date when it begins with none."""
    for pattern in (ISO, DIGITS, WORDS):
        match = pattern.match(text)
        if match:
            return _date(match), text[match.end() :]
    return None, text


def _begun(text):
    """Read “17 – 19 Juni 2026” and “30 Juni – 2 Juli 2026”, whose first day goes without a year."""
    match = SHORT.match(text)
    until = match and UNTIL.match(text[match.end() :])
    if not until:
        return None, None, text
    last, rest = _full(text[match.end() + until.end() :])
    if not last:
        return None, None, text
    month = MONTHS.get((match["m"] or "").lower()) if match["m"] else last.month
    try:
        first = date(last.year - (month > last.month), month, int(match["d"] or match["only"]))
    except (TypeError, ValueError):
        return None, None, text
    return first, last, rest


def read_line(line):
    """Return the :class:`Span` a line means, or ``None``: a day or from–to, then what it is."""
    text = line.strip(EDGES)
    first, rest = _full(text)
    last = first
    if first:
        until = UNTIL.match(rest)
        then = until and _full(rest[until.end() :])
        if then and then[0]:
            last, rest = then
    else:
        first, last, rest = _begun(text)
    name = rest.strip(EDGES)
    if not first or not name or not first <= last <= first + LONGEST:
        return None
    return Span(first, last, name)


def read(text):
    """Return the spans of a pasted list, and the lines nobody could read."""
    spans, unread = [], []
    for line in filter(str.strip, text.splitlines()):
        span = read_line(line)
        spans.append(span) if span else unread.append(line.strip())
    return spans, unread


def known(first, last):
    """Return the holidays between two days that a calendar can tell: of a fixed date, and Bali's own.

    The days of other moons and the common leave follow each year's decree.
    """
    spans = []
    for year in range(first.year, last.year + 1):
        days = [*NATIONAL_DAYS, *([(NYEPI[year], "Hari Raya Nyepi")] if year in NYEPI else [])]
        spans += [Span(date(year, *day), date(year, *day), name) for day, name in days]
    galungan, day = GALUNGAN + PAWUKON * ((first - GALUNGAN) // PAWUKON), timedelta(days=1)
    while galungan <= last + day:
        kuningan = galungan + KUNINGAN
        spans.append(Span(galungan - day, galungan + day, "Hari Raya Galungan"))
        spans.append(Span(kuningan, kuningan, "Hari Raya Kuningan"))
        galungan += PAWUKON
    return sorted(
        (span for span in spans if first <= span.last and span.first <= last),
        key=lambda span: (span.first, span.name),
    )
