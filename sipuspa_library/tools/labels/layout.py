"""What stands where on one label. Everything is inside the label's safe border, whatever the texts are."""

from typing import NamedTuple

from reportlab.lib.units import mm

from . import codes
from .text import BOLD, LEADING, REGULAR, block, line, stack

KINDS = ("spine", "barcode", "qr", "spine_barcode", "spine_qr")
HEADER, TITLE, NUMBER, SPINE = (4.0, 8.0), (4.5, 9.0), (5.0, 9.0), (5.0, 22.0)
GAP = 0.8
# letters are as large as given on labels of this height
COMMON_HEIGHT, TALLEST_BARS = 38.0, 15.0
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
    _Drawing(pen, sheet, label).draw(box, kind)


def wants_qr(sheet, kind, number):
    """Tell whether a number gets a QR code though bars were asked for: it is too long for the label."""
    if kind not in ("barcode", "spine_barcode"):
        return False
    border = sheet.safe_border()[0]
    room, right = sheet.label_width - 2 * border, border
    if kind == "spine_barcode":
        room, right = room - _spine_width(room) - GAP, GAP
    return _bar_width(number, room, border, right, sheet) is None


def _bar_width(number, room, left, right, sheet):
    code = codes.bars(number)
    return code and codes.bar_width(code, room, left, right, sheet.is_roll)


def _spine_width(room):
    return min(max(room * SPINE_PART, SMALLEST_SPINE), max(LARGEST_SPINE, room / 4))


class _Drawing:
    """One label while it is drawn. Large labels get larger letters, up to half as large again."""

    def __init__(self, pen, sheet, label):
        self.pen, self.sheet, self.label = pen, sheet, label
        self.border = sheet.safe_border()
        self.scale = min(max(sheet.label_height / COMMON_HEIGHT, 1.0), 1.5)

    def draw(self, box, kind):
        with_spine = kind not in ("barcode", "qr")
        below = self.header(box.inset(*self.border), self.label.colour if with_spine else None)
        as_bars = kind in ("barcode", "spine_barcode")
        if kind == "spine":
            self.spine(below)
        elif not with_spine:
            self.number(below, as_bars, self.border[0])
        else:
            left, right = below.cut_left(below.width - _spine_width(below.width))
            self.pen.stroke(right.left, right.top + GAP, right.left, right.bottom, thick=0.1)
            self.spine(right.cut_left(GAP)[1])
            self.number(left.cut_left(left.width - GAP)[0], as_bars, GAP)

    def header(self, area, colour):
        """Write the library's name on top, on the colour of the class; return what is below."""
        head, below = area.cut_top(min(max(area.height * 0.14, 2.3), 4.5 * self.scale))
        if colour:
            self.pen.fill(head, colour)
        self.line(self.label.library, REGULAR, head.inset(GAP / 2, 0), HEADER, on=colour)
        return below.cut_top(GAP / 2)[1]

    def spine(self, area):
        """Write the call number, a part a line."""
        largest = SPINE[1] * self.scale
        text = stack(self.label.spine, BOLD, area.width, area.height, largest, SPINE[0])
        self.pen.text(text, BOLD, area)

    def number(self, area, as_bars, right):
        """Draw title, code and number of a copy.

        :param right: how much is white right of the area; left of it is the border of the label
        """
        left = self.border[0]
        module = as_bars and _bar_width(self.label.number, area.width, left, right, self.sheet)
        if module:
            self.bars(area, module, left, right)
        else:
            self.squares(area)

    def bars(self, area, module, left, right):
        high = min(max(area.height * 0.16, 2.4), 4.0 * self.scale)
        lines = 2 if area.height > 20 else 1
        title, rest = area.cut_top(min(high, 3.6 * self.scale) * lines)
        self.title(title, lines)
        code, quiet = codes.bars(self.label.number), codes.QUIET_BARS * module
        tall = min(rest.height - high - GAP, TALLEST_BARS * self.scale)
        spare = rest.height - high - GAP - tall
        place, number = rest.inset(0, (GAP + spare) / 2).cut_top(tall)
        white = max(0.0, quiet - left), max(0.0, quiet - right)
        room = place.cut_left(place.width - white[1])[0].cut_left(white[0])[1]
        start = room.left + (room.width - code.columns * module) / 2
        self.pen.code(code, module, start, room.top, high=room.height)
        self.line(self.label.number, BOLD, number, NUMBER)

    def squares(self, area):
        """Draw the QR code left of title and number, above them where the place is upright."""
        code = codes.squares(self.label.number)
        upright = area.height > area.width
        room = (
            min(area.width, area.height - 6.0) if upright else min(area.height, area.width * 0.55)
        )
        module = codes.square_width(code, room, self.sheet.is_roll)
        size = (code.columns + 2 * codes.QUIET_SQUARES) * module
        if upright:
            place, words = area.cut_top(size)
            place = place.inset((place.width - size) / 2, 0)
        else:
            place, words = area.cut_left(size)
            place = place.inset(0, (place.height - size) / 2)
            words = words.inset(0, max(0.0, words.height - size) / 4)
        quiet = codes.QUIET_SQUARES * module
        self.pen.code(code, module, place.left + quiet, place.top + quiet)
        title, number = words.cut_bottom(min(max(words.height * 0.25, 2.4), 5.0 * self.scale))
        self.title(title, 9)
        self.line(self.label.number, BOLD, number, NUMBER)

    def title(self, area, most_lines):
        text = block(
            self.label.title,
            *(REGULAR, area.width, area.height, TITLE[1] * self.scale, TITLE[0], most_lines),
        )
        self.pen.text(text, REGULAR, area)

    def line(self, text, font, area, sizes, on=None):
        largest = min(sizes[1] * self.scale, area.height * mm / LEADING)
        found = line(text, font, area.width, largest, min(sizes[0], largest))
        self.pen.text(found, font, area, on=on)
