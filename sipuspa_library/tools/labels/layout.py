"""What stands where on one label. Everything is inside the label's safe border, whatever the texts are."""

from typing import NamedTuple

from reportlab.lib.units import mm

from . import codes
from .text import BOLD, LEADING, REGULAR, block, line, stack

KINDS = ("spine", "barcode", "qr", "spine_barcode", "spine_qr")
HEADER, TITLE, NUMBER, SPINE = (4.0, 8.0), (4.5, 9.0), (5.0, 9.0), (5.0, 22.0)
GAP = 0.8
# of a label with both: the right part goes on the spine
SPINE_PART, SMALLEST_SPINE, LARGEST_SPINE = 0.28, 11.0, 26.0


class Label(NamedTuple):
    """What is printed about one copy."""

    number: str
    title: str = ""
    spine: tuple = ()  # the parts of the call number, one a line
    library: str = ""
    colour: str | None = None  # of its class, as #rrggbb


def spine_lines(call_number):
    """Return the parts of a call number as they stand on a spine: mark, class, author, title.

    >>> spine_lines("R 413 POE k")
    ('R', '413', 'POE', 'k')
    """
    return tuple((call_number or "").replace("/", " ").split())


def draw(pen, sheet, box, label, kind):
    """Draw one label into its box."""
    area = box.inset(*sheet.safe_border())
    if kind == "spine":
        _spine(pen, _header(pen, area, label), label)
    elif kind in ("barcode", "qr"):
        below = _header(pen, area, label._replace(colour=None))
        _number(pen, sheet, below, label, kind == "barcode", below.left - box.left)
    else:
        below = _header(pen, area, label)
        wide = min(max(area.width * SPINE_PART, SMALLEST_SPINE), LARGEST_SPINE)
        left, right = below.cut_left(below.width - wide)
        pen.stroke(right.left, right.top + GAP, right.left, right.bottom, thick=0.1)
        _spine(pen, right.inset(GAP / 2, 0).moved(GAP / 2, 0), label)
        _number(
            pen,
            sheet,
            left.cut_left(left.width - GAP)[0],
            label,
            kind == "spine_barcode",
            below.left - box.left,
            GAP,
        )


def wants_qr(sheet, kind, number):
    """Tell whether a number gets a QR code though bars were asked for: it is too long for the label."""
    if kind not in ("barcode", "spine_barcode"):
        return False
    border = sheet.safe_border()[0]
    room, right = sheet.label_width - 2 * border, border
    if kind == "spine_barcode":
        room -= min(max(room * SPINE_PART, SMALLEST_SPINE), LARGEST_SPINE) + GAP
        right = GAP
    return _bar_width(number, room, border, right, sheet) is None


def _bar_width(number, room, left, right, sheet):
    code = codes.bars(number)
    return code and codes.bar_width(code, room, left, right, sheet.is_roll)


def _header(pen, area, label):
    """Write the library's name on top, on the colour of the class; return what is below."""
    head, below = area.cut_top(min(max(area.height * 0.14, 2.3), 4.5))
    if label.colour:
        pen.fill(head, label.colour)
    _line(pen, label.library, REGULAR, head.inset(GAP / 2, 0), HEADER, on=label.colour)
    return below.cut_top(GAP / 2)[1]


def _spine(pen, area, label):
    text = stack(label.spine, BOLD, area.width, area.height, SPINE[1], SPINE[0])
    pen.text(text, BOLD, area)


def _number(pen, sheet, area, label, as_bars, left_border, right_border=None):
    """Draw title, code and number of a copy.

    :param left_border: how much is white left of the area, and ``right_border`` of it
    """
    right_border = left_border if right_border is None else right_border
    module = as_bars and _bar_width(label.number, area.width, left_border, right_border, sheet)
    if module:
        _bars(pen, area, label, module, left_border, right_border)
    else:
        _squares(pen, sheet, area, label)


def _bars(pen, area, label, module, left_border, right_border):
    high = min(max(area.height * 0.16, 2.4), 4.0)
    lines = 2 if area.height > 20 else 1
    title, rest = area.cut_top(min(high, 3.6) * lines)
    rest, number = rest.cut_bottom(high)
    _block(pen, label.title, title, TITLE, lines)
    code, quiet = codes.bars(label.number), codes.QUIET_BARS * module
    before, after = max(0.0, quiet - left_border), max(0.0, quiet - right_border)
    place = rest.inset(0, GAP / 2).cut_left(rest.width - after)[0].cut_left(before)[1]
    left = place.left + (place.width - code.columns * module) / 2
    pen.code(code, module, left, place.top, high=min(place.height, 15.0))
    _line(pen, label.number, BOLD, number, NUMBER)


def _squares(pen, sheet, area, label):
    code = codes.squares(label.number)
    upright = area.height > area.width
    room = min(area.width, area.height - (6.0 if upright else 0.0), 32.0)
    if not upright:
        room = min(room, area.width * 0.55)
    module = codes.square_width(code, room, sheet.is_roll)
    size = (code.columns + 2 * codes.QUIET_SQUARES) * module
    if upright:
        place, words = area.cut_top(size)
        place = place.inset((place.width - size) / 2, 0)
    else:
        place, words = area.cut_left(size)
        place = place.inset(0, (place.height - size) / 2)
    quiet = codes.QUIET_SQUARES * module
    pen.code(code, module, place.left + quiet, place.top + quiet)
    title, number = words.cut_bottom(min(max(words.height * 0.25, 2.4), 5.0))
    _block(pen, label.title, title, TITLE, 9)
    _line(pen, label.number, BOLD, number, NUMBER)


def _line(pen, text, font, box, sizes, on=None):
    largest = min(sizes[1], box.height * mm / LEADING)
    pen.text(line(text, font, box.width, largest, min(sizes[0], largest)), font, box, on=on)


def _block(pen, text, box, sizes, most_lines):
    found = block(text, REGULAR, box.width, box.height, sizes[1], sizes[0], most_lines)
    pen.text(found, REGULAR, box)
