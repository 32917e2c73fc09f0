"""Text that fits: shrunk, then wrapped, then cut, and never wider or higher than its place.

Sizes are points and places are millimetres. Widths are looked up once for a text: a class set has
the same title thirty times.
"""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
# of the size: from one line to the next, and from the top of a line to the foot of its letters
LEADING, ASCENT = 1.16, 0.93
STEP = 0.5
ELLIPSIS = "…"


class Text(NamedTuple):
    """Lines as they are drawn."""

    size: float
    lines: tuple

    @property
    def height(self):
        return len(self.lines) * self.size * LEADING / mm


@lru_cache(maxsize=20_000)
def printable(text):
    """Return ``text`` on one line, in letters the printer's own fonts have.

    Accents that they lack are left out (the ḥ of a transliteration becomes h), other signs are dropped.
    """
    text = " ".join((text or "").split())
    if _has_glyphs(text):
        return text
    kept = []
    for letter in text:
        if not _has_glyphs(letter):
            plain = unicodedata.normalize("NFKD", letter)
            letter = "".join(part for part in plain if _has_glyphs(part))
        kept.append(letter)
    return " ".join("".join(kept).split())


def _has_glyphs(text):
    try:
        return text.encode("cp1252").isascii() or text.isprintable()
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=50_000)
def width(text, font):
    """Return the width of ``text`` in millimetres, set in one point."""
    return stringWidth(text, font, 1) / mm


@lru_cache(maxsize=20_000)
def line(text, font, room, largest, smallest):
    """Return a :class:`Text` of one line: as large as fits into ``room``, cut where nothing else helps."""
    text = printable(text)
    wide = width(text, font)
    size = largest if wide * largest <= room else max(smallest, _down(room / wide))
    return Text(size, (cut(text, font, room / size),))


@lru_cache(maxsize=20_000)
def block(text, font, room, height, largest, smallest, most_lines=9):
    """Return a :class:`Text` of wrapped lines: the largest size at which all words fit, else cut."""
    words = printable(text).split()
    for size in _sizes(largest, smallest):
        lines = _wrapped(words, font, room / size)
        fitting = min(most_lines, int(height * mm / (size * LEADING) + 1e-6))
        if len(lines) <= fitting and all(width(part, font) * size <= room for part in lines):
            return Text(size, tuple(lines))
    if fitting < 1:
        return Text(smallest, ())
    shown = lines[:fitting]
    if len(lines) > fitting:
        shown[-1] = " ".join(lines[fitting - 1 :])
    return Text(smallest, tuple(cut(part, font, room / smallest) for part in shown))


@lru_cache(maxsize=20_000)
def stack(parts, font, room, height, largest, smallest):
    """Return a :class:`Text` of parts that stand one below the other, each on a line of its own.

    Where even the smallest letters are too wide, a part is broken; what is too much is cut.
    """
    parts = [part for part in map(printable, parts) if part]
    if not parts:
        return Text(largest, ())
    widest = max(width(part, font) for part in parts)
    size = min(largest, room / widest, height * mm / (len(parts) * LEADING))
    if size >= smallest:
        return Text(_down(size), tuple(parts))
    size = smallest
    lines = [piece for part in parts for piece in _broken(part, font, room / size)]
    fitting = int(height * mm / (size * LEADING) + 1e-6)
    if len(lines) > fitting:
        lines = lines[:fitting]
        if lines:
            lines[-1] = cut(lines[-1] + ELLIPSIS, font, room / size)
    return Text(size, tuple(lines))


def cut(text, font, room):
    """Return ``text``, its end replaced by three dots where it is wider than ``room`` in one point."""
    if width(text, font) <= room:
        return text
    kept = text
    while kept and width(kept + ELLIPSIS, font) > room:
        kept = kept[:-1].rstrip()
    return kept + ELLIPSIS if kept else ""


def _down(size):
    return int(size * 10) / 10


def _sizes(largest, smallest):
    size = largest
    while size > smallest:
        yield size
        size -= STEP
    yield smallest


def _wrapped(words, font, room):
    lines, current = [], ""
    for word in words:
        longer = f"{current} {word}" if current else word
        if current and width(longer, font) > room:
            lines.append(current)
            longer = word
        current = longer
    return [*lines, current] if current else lines


def _broken(part, font, room):
    """Return the pieces of a part that is too wide for one line, broken behind a sign if there is one."""
    pieces = []
    while part:
        fits = 1
        while fits < len(part) and width(part[: fits + 1], font) <= room:
            fits += 1
        if fits < len(part):
            fits = max(part.rfind(sign, 0, fits) for sign in ".-,:") + 1 or fits
        pieces.append(part[:fits])
        part = part[fits:]
    return pieces
