"""Slips for books that are kept or travel: on the hold shelf a number, on the way where to.

Eight on an A4 sheet (105 × 74 mm), to be cut along the dashes and put into the books.
"""

from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from .document import fonts
from .document_table import wrapped

COLUMNS, ROWS = 2, 4
WIDTH, HEIGHT = A4[0] / COLUMNS, A4[1] / ROWS
INSET = 8 * mm
BIG, SMALLEST = 30, 13  # points


@dataclass(frozen=True)
class Slip:
    """What stands on one slip: over a line, big, beside it, and below."""

    heading: str
    big: str
    lines: tuple
    foot: str


def render(slips, title):
    """Return the PDF of ``slips``, eight a page.

    :param title: the name of the paper, in the reader's language
    """
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, lang="id")
    canvas.setTitle(title)
    face = fonts()
    for number, slip in enumerate(slips):
        place = number % (COLUMNS * ROWS)
        if number and not place:
            canvas.showPage()
        row, column = divmod(place, COLUMNS)
        _draw(canvas, face, column * WIDTH, A4[1] - (row + 1) * HEIGHT, slip)
    canvas.save()
    return buffer.getvalue()


def _draw(canvas, face, left, bottom, slip):
    canvas.saveState()
    canvas.setDash(2, 2)
    canvas.setLineWidth(0.3)
    canvas.rect(left, bottom, WIDTH, HEIGHT)
    canvas.restoreState()
    room, x = WIDTH - 2 * INSET, left + INSET
    top = bottom + HEIGHT - INSET - 3 * mm
    top = _lines(canvas, x, top, room, slip.heading, face.normal, 10, 1)
    canvas.line(x, top + 1.5 * mm, x + room, top + 1.5 * mm)
    size = BIG
    while size > SMALLEST and pdfmetrics.stringWidth(slip.big, face.bold, size) > room:
        size -= 1
    top = _lines(canvas, x, top - size * 0.75, room, slip.big, face.bold, size, 2)
    for line in slip.lines:
        top = _lines(canvas, x, top, room, line, face.normal, 10, 2)
    _lines(canvas, x, bottom + INSET, room, slip.foot, face.bold, 10, 1)


def _lines(canvas, x, top, room, text, font, size, at_most):
    """Draw ``text`` in lines, cut where there are too many; return where the next one goes."""
    canvas.setFont(font, size)
    for line in wrapped(text, room, font, size)[:at_most]:
        canvas.drawString(x, top, line)
        top -= size * 1.25
    return top
