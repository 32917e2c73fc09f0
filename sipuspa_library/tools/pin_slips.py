"""PIN slips: ten on an A4 sheet, to be cut apart and handed out one by one."""

from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from . import qr_code
from .document import fonts

COLUMNS, ROWS = 2, 5
WIDTH, HEIGHT = 95 * mm, 55 * mm
LEFT, BOTTOM = (A4[0] - COLUMNS * WIDTH) / 2, (A4[1] - ROWS * HEIGHT) / 2
INSET = 5 * mm
QR, CODE = 22 * mm, "address"
MARK = 4 * mm
WRITTEN = WIDTH - 3 * INSET - QR


@dataclass(frozen=True)
class Slip:
    """What stands on one slip."""

    library: str
    name: str
    class_name: str
    card_number: str
    pin: str


@dataclass(frozen=True)
class Words:
    """The words on every slip, in the reader's language: the labels, and the lines of how to."""

    title: str
    card_number: str
    pin: str
    steps: tuple


def render(slips, words, address):
    """Return the PDF with ``slips``, ten a page.

    :param address: of the page to log in at, as text and as a QR code
    """
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, lang="id")
    canvas.setTitle(words.title)
    face = fonts()
    _code(canvas, qr_code.matrix(address))
    for number, slip in enumerate(slips):
        place = number % (COLUMNS * ROWS)
        if place == 0:
            if number:
                canvas.showPage()
            _cut_marks(canvas)
        row, column = divmod(place, COLUMNS)
        left = LEFT + column * WIDTH
        top = BOTTOM + (ROWS - row) * HEIGHT
        _slip(canvas, face, left, top, slip, words)
        canvas.saveState()
        canvas.translate(left + WIDTH - INSET - QR, top - INSET - QR)
        canvas.doForm(CODE)
        canvas.restoreState()
        _text(canvas, left + INSET, top - 51.5 * mm, WIDTH - 2 * INSET, address, face.bold, 8)
    canvas.save()
    return buffer.getvalue()


def _slip(canvas, face, left, top, slip, words):
    x, wide = left + INSET, WIDTH - 2 * INSET
    _text(canvas, x, top - 8 * mm, WRITTEN, slip.library, face.normal, 8)
    _text(canvas, x, top - 13.5 * mm, WRITTEN, slip.name, face.bold, 11)
    _text(canvas, x, top - 18 * mm, WRITTEN, slip.class_name, face.normal, 9)
    for label, value, at in (
        (words.card_number, slip.card_number, 23),
        (words.pin, slip.pin, 31.5),
    ):
        _text(canvas, x, top - at * mm, WRITTEN, label, face.normal, 7)
        canvas.setFont("Courier-Bold", 14)
        canvas.drawString(x, top - (at + 4.8) * mm, value)
    for number, step in enumerate(words.steps):
        _text(canvas, x, top - (40.5 + 3.4 * number) * mm, wide, step, face.normal, 7.5)


def _code(canvas, rows):
    """Describe the QR code, the same on every slip, once for the whole document."""
    size = QR / len(rows)
    canvas.beginForm(CODE, 0, 0, QR, QR)
    path = canvas.beginPath()
    for x, y, width in qr_code.dark_runs(rows):
        path.rect(x * size, QR - (y + 1) * size, width * size, size)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.endForm()


def _cut_marks(canvas):
    """Draw where to cut: dashes between the slips, and a mark at the edge for the ruler."""
    canvas.saveState()
    canvas.setLineWidth(0.3)
    right, top = LEFT + COLUMNS * WIDTH, BOTTOM + ROWS * HEIGHT
    across = [BOTTOM + row * HEIGHT for row in range(ROWS + 1)]
    down = [LEFT + column * WIDTH for column in range(COLUMNS + 1)]
    canvas.lines([(x, y, x + dx, y) for y in across for x, dx in ((LEFT, -MARK), (right, MARK))])
    canvas.lines([(x, y, x, y + dy) for x in down for y, dy in ((BOTTOM, -MARK), (top, MARK))])
    canvas.setDash(1, 2)
    canvas.grid(down, across)
    canvas.restoreState()


def _text(canvas, x, y, room, text, font, size):
    """Draw one line, smaller where there is little room, cut where there is none."""
    while size > 6 and pdfmetrics.stringWidth(text, font, size) > room:
        size -= 0.5
    while text and pdfmetrics.stringWidth(text, font, size) > room:
        text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)
