"""Draws on a page in millimetres from its upper left corner, moved by what the printer is off."""

from io import BytesIO

from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from .text import ASCENT, LEADING

# from this brightness on, black is read better on a colour than white
BRIGHT = 0.55


class Pen:
    """A canvas that is told millimetres."""

    def __init__(self, canvas, height, offset=(0.0, 0.0)):
        self.canvas = canvas
        self.height = height
        self.across, self.down = offset
        canvas.setFillColor(black)

    def point(self, left, top):
        """Return a place on paper as the canvas counts: points from the lower left."""
        return (left + self.across) * mm, (self.height - top - self.down) * mm

    def fill(self, box, colour):
        """Fill a box with a colour ``#rrggbb``."""
        x, y = self.point(box.left, box.bottom)
        self.canvas.setFillColor(HexColor(colour))
        self.canvas.rect(x, y, box.width * mm, box.height * mm, stroke=0, fill=1)
        self.canvas.setFillColor(black)

    def frame(self, box, corner=0.0, thick=0.2):
        """Draw the outline of a box, its middle on the edge."""
        x, y = self.point(box.left, box.bottom)
        self.canvas.setLineWidth(thick * mm)
        self.canvas.roundRect(x, y, box.width * mm, box.height * mm, corner * mm, stroke=1, fill=0)

    def stroke(self, left, top, right, bottom, thick=0.15):
        """Draw a straight line."""
        self.canvas.setLineWidth(thick * mm)
        self.canvas.line(*self.point(left, top), *self.point(right, bottom))

    def picture(self, content, box):
        """Draw a picture, which has the shape of its box."""
        x, y = self.point(box.left, box.bottom)
        self.canvas.drawImage(ImageReader(BytesIO(content)), x, y, box.width * mm, box.height * mm)

    def text(self, text, font, box, align="centre", on=None, ink=None):
        """Write a :class:`~.text.Text` into a box, in the middle of its height.

        :param on: colour of the ground it stands on, where that is not white
        :param ink: colour of the letters, where they are not black
        """
        size, lines = text
        top = box.top + max(0.0, box.height - text.height) / 2
        self.canvas.setFont(font, size)
        if on:
            self.canvas.setFillColor(black if brightness(on) >= BRIGHT else white)
        elif ink:
            self.canvas.setFillColor(HexColor(ink))
        for number, line in enumerate(lines):
            base = top + (number * LEADING + ASCENT) * size / mm
            if align == "centre":
                self.canvas.drawCentredString(*self.point(box.left + box.width / 2, base), line)
            elif align == "right":
                self.canvas.drawRightString(*self.point(box.right, base), line)
            else:
                self.canvas.drawString(*self.point(box.left, base), line)
        if on or ink:
            self.canvas.setFillColor(black)

    def code(self, code, module, left, top, high=None):
        """Draw the dark of a code, its upper left corner there.

        :param high: height of a row, where that is not one module
        """
        x, y = self.point(left, top)
        wide, high = module * mm, (high or module) * mm
        # a bar is few digits when modules are the unit: a third of the time and of the bytes
        self.canvas.addLiteral(f"q {wide:.5f} 0 0 {-high:.5f} {x:.4f} {y:.4f} cm {code.path} f Q")


def brightness(colour):
    """Return how bright a colour ``#rrggbb`` looks, from 0 to 1."""
    red, green, blue = HexColor(colour).rgb()
    return 0.299 * red + 0.587 * green + 0.114 * blue
