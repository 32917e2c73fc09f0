"""Book cards and due-date slips, for a library that lends on paper, or when the line is down.

A card (kartu buku, 75 × 125 mm) stays in the desk's box while the book is out; the slip (slip tanggal
kembali) is glued into the book. Two copies on an A4 sheet, to be cut along the dashes.
"""

from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from .document import fonts

WIDTH, HEIGHT = 75 * mm, 125 * mm
LEFT, BOTTOM = (A4[0] - 2 * WIDTH) / 2, (A4[1] - 2 * HEIGHT) / 2
INSET = 4 * mm
LINE = 6 * mm


@dataclass(frozen=True)
class Book:
    """What stands on the card and the slip of one copy."""

    library: str
    call_number: str
    accession_number: str
    barcode: str
    author: str
    title: str


@dataclass(frozen=True)
class SlipWords:
    """The words on card and slip, in the reader's language."""

    card: str
    slip: str
    member: str
    due: str
    returned: str
    please: str


def render(books, words):
    """Return the PDF with the card and the slip of each of ``books``, two copies a page."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, lang="id")
    canvas.setTitle(words.card)
    face = fonts()
    for number, book in enumerate(books):
        if number and number % 2 == 0:
            canvas.showPage()
        bottom = BOTTOM + (HEIGHT if number % 2 == 0 else 0)
        _card(canvas, face, LEFT, bottom, book, words)
        _slip(canvas, face, LEFT + WIDTH, bottom, book, words)
    canvas.save()
    return buffer.getvalue()


def _card(canvas, face, left, bottom, book, words):
    top = _frame(canvas, face, left, bottom, book.library, words.card)
    for text, font in (
        (book.call_number, face.bold),
        (f"{book.accession_number} · {book.barcode}", face.normal),
        (book.author, face.normal),
        (book.title, face.bold),
    ):
        _text(canvas, left + INSET, top, WIDTH - 2 * INSET, text, font, 9)
        top -= 4.6 * mm
    _grid(canvas, face, left, bottom, top, (words.member, words.due, words.returned), (0.5, 0.25))


def _slip(canvas, face, left, bottom, book, words):
    top = _frame(canvas, face, left, bottom, book.library, words.slip)
    label = " · ".join(filter(None, (book.call_number, book.barcode)))
    _text(canvas, left + INSET, top, WIDTH - 2 * INSET, label, face.normal, 9)
    _text(canvas, left + INSET, top - 4.6 * mm, WIDTH - 2 * INSET, words.please, face.italic, 8)
    _grid(canvas, face, left, bottom, top - 7 * mm, (words.due,) * 3, (1 / 3, 1 / 3))


def _frame(canvas, face, left, bottom, library, title):
    """Draw where to cut, the library and the title; return where the text goes on."""
    canvas.saveState()
    canvas.setDash(2, 2)
    canvas.setLineWidth(0.3)
    canvas.rect(left, bottom, WIDTH, HEIGHT)
    canvas.restoreState()
    top = bottom + HEIGHT - INSET - 3 * mm
    _text(canvas, left + INSET, top, WIDTH - 2 * INSET, library, face.bold, 9)
    _text(canvas, left + INSET, top - 4 * mm, WIDTH - 2 * INSET, title, face.normal, 8)
    canvas.line(left + INSET, top - 5.5 * mm, left + WIDTH - INSET, top - 5.5 * mm)
    return top - 10 * mm


def _grid(canvas, face, left, bottom, top, headings, shares):
    """Draw empty lines to write on, under their headings, down to the lower edge."""
    room = WIDTH - 2 * INSET
    edges = [left + INSET]
    for share in shares:
        edges.append(edges[-1] + room * share)
    edges.append(left + WIDTH - INSET)
    for (edge, end), heading in zip(pairwise(edges), headings, strict=True):
        _text(canvas, edge + 1 * mm, top - 4 * mm, end - edge - 2 * mm, heading, face.bold, 7.5)
    lines = [top - 5.5 * mm]
    while lines[-1] - LINE > bottom + INSET:
        lines.append(lines[-1] - LINE)
    canvas.setLineWidth(0.4)
    canvas.grid(edges, [top, *lines])


def _text(canvas, x, y, room, text, font, size):
    """Draw one line, cut where there is no more room."""
    text = text or ""
    while text and pdfmetrics.stringWidth(text, font, size) > room:
        text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)
