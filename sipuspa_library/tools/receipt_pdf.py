"""A receipt as a PDF: on A6, or on a roll of 80 mm as long as it has to be."""

from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from .document import fonts

A6 = (105 * mm, 148 * mm)
ROLL = 80 * mm
SIZE, LEADING = 9, 12


def render(receipt, roll=False):
    """Return the PDF of a :class:`~.receipt_text.Receipt`; what is too long for A6 goes on a second page."""
    face, inset = fonts(), (4 if roll else 9) * mm
    width = ROLL if roll else A6[0]
    pieces = list(_pieces(receipt, face, width - 2 * inset))
    needed = LEADING * len(pieces) + 2 * inset
    height = needed if roll else A6[1]
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), lang="id")
    canvas.setTitle(receipt.title)
    y = height - inset
    for draw in pieces:
        if y - LEADING < inset - LEADING / 2:
            canvas.showPage()
            y = height - inset
        y -= LEADING
        draw(canvas, inset, y)
    canvas.save()
    return buffer.getvalue()


def _pieces(receipt, face, room):
    """Yield a function for each line, which draws it at a place."""
    for number, text in enumerate(receipt.head):
        yield from _centred(text, face.normal if number else face.bold, room)
    yield _rule(room)
    yield from _centred(receipt.title, face.bold, room)
    for label, value in receipt.facts:
        yield from _left(f"{label}: {value}", face.normal, room)
    yield _rule(room)
    for what, amount in receipt.rows:
        yield from _row(what, amount, face.normal, room)
    if receipt.sums:
        yield _rule(room)
    for label, amount in receipt.sums:
        yield from _row(label, amount, face.bold, room)
    for number, text in enumerate(receipt.foot):
        if not number:
            yield _rule(room)
        yield from _centred(text, face.italic, room)


def _wrap(text, font, room):
    """Break a text into lines that fit, at spaces where there are any."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and pdfmetrics.stringWidth(longer, font, SIZE) > room:
            yield line
            longer = word
        line = longer
        while pdfmetrics.stringWidth(line, font, SIZE) > room:
            fits = next(
                end
                for end in range(len(line) - 1, 0, -1)
                if end == 1 or pdfmetrics.stringWidth(line[:end], font, SIZE) <= room
            )
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line


def _rule(room):
    def draw(canvas, x, y):
        canvas.setLineWidth(0.4)
        canvas.line(x, y + LEADING / 3, x + room, y + LEADING / 3)

    return draw


def _centred(text, font, room):
    for line in _wrap(text, font, room):

        def draw(canvas, x, y, line=line):
            canvas.setFont(font, SIZE)
            canvas.drawCentredString(x + room / 2, y, line)

        yield draw


def _left(text, font, room):
    for line in _wrap(text, font, room):

        def draw(canvas, x, y, line=line):
            canvas.setFont(font, SIZE)
            canvas.drawString(x, y, line)

        yield draw


def _row(what, amount, font, room):
    share = room - pdfmetrics.stringWidth(amount, font, SIZE) - 2 * mm
    *above, last = list(_wrap(what, font, share)) or [""]
    for line in above:
        yield from _left(line, font, room)

    def draw(canvas, x, y):
        canvas.setFont(font, SIZE)
        canvas.drawString(x, y, last)
        canvas.drawRightString(x + room, y, amount)

    yield draw
