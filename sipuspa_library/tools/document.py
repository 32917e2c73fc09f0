"""Papers with a letterhead, tables and signatures: one way to draw them all.

A paper is put together piece by piece and comes out as the bytes of a PDF. Its words come from the
caller, in the reader's language; nothing here reads a database. Labels and cards, exact to a tenth of
a millimetre, are not made here.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as Grid

from odoo.tools import file_path

from .document_table import Column, Face, Row, Table, TotalWords, draw_checkbox

__all__ = ["Column", "Document", "Letterhead", "Row", "Signature", "Words"]

PAPERS = {"a4": (210 * mm, 297 * mm), "f4": (215 * mm, 330 * mm)}
LEFT, RIGHT, TOP, BOTTOM = 20 * mm, 15 * mm, 12 * mm, 18 * mm
LOGO = 20 * mm
SIGNATURES = 58 * mm  # what signatures take, with the space before them
# Odoo ships it for its own letterheads; it holds every letter of Latin script, also of Old Javanese
FONTS = {
    "Paper": "Roboto-Regular.ttf",
    "Paper-Bold": "Roboto-Bold.ttf",
    "Paper-Italic": "Roboto-Italic.ttf",
}
DOTS = "." * 36


@cache
def fonts():
    """Make the fonts of papers known to reportlab, once a process, and return their names."""
    for name, file in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, file_path(f"web/static/fonts/google/Roboto/{file}")))
    return Face("Paper", "Paper-Bold", "Paper-Italic")


def _style(size=9.5, font="Paper", **more):
    return ParagraphStyle("paper", fontName=font, fontSize=size, leading=size * 1.3, **more)


@dataclass(frozen=True)
class Letterhead:
    """Who writes: the lines of the institution, the name that stands out among them, the logo.

    :param name: the line in large type; ``above`` it the hierarchy, ``below`` address and phone
    :param picture: a line above all others as an image: a name in Balinese script
    """

    name: str
    above: tuple = ()
    below: tuple = ()
    logo: bytes | None = None
    picture: bytes | None = None


@dataclass(frozen=True)
class Words:
    """The words every paper needs, in the reader's language."""

    page: str = "Page %(page)s of %(pages)s"
    page_total: str = "Total of this page"
    running_total: str = "Total so far"
    total: str = "Total"


@dataclass(frozen=True)
class Signature:
    """One who signs: ``before`` is "Mengetahui," or place and date, ``role`` the office held."""

    role: str
    name: str = ""
    number: str = ""
    before: str = ""


class Document:
    """A paper, put together from the top down; :meth:`render` returns its PDF.

    :param title: in capitals by the caller if they are wanted
    :param number: the paper's number, under the title, with its word before it
    :param paper: ``a4`` or ``f4``
    :param size: of the type, in points; a letter is set larger than a list
    """

    def __init__(
        self, title, number="", letterhead=None, paper="a4", landscape=False, words=None, size=9.5
    ):
        self.face = fonts()
        self.text, self.bold = _style(size), _style(size, "Paper-Bold")
        self.justified = _style(size, alignment=TA_JUSTIFY)
        self.centred = _style(size, alignment=TA_CENTER)
        self.title, self.number, self.words = title, number, words or Words()
        width, height = PAPERS[paper]
        self.size = (height, width) if landscape else (width, height)
        self.letterhead = [self._letterhead(letterhead), Spacer(0, 5 * mm)] if letterhead else []
        self.story = []
        self._head()

    @property
    def room(self):
        """Return how wide the text stands, in points."""
        return self.size[0] - LEFT - RIGHT

    def another(self, number=""):
        """Begin another paper of the same kind: a new page, counted from one, under the same letterhead."""
        self.story.append(PageBreak())
        self.number = number
        self._head()

    # -- pieces

    def _head(self):
        self.story.append(_Begin(" · ".join(filter(None, (self.title, self.number)))))
        self.story += self.letterhead
        self._title()

    def _letterhead(self, letterhead):
        lines = [Paragraph(escape(line), _HEAD) for line in letterhead.above]
        lines.append(Paragraph(escape(letterhead.name), _NAME))
        lines += [Paragraph(escape(line), _SMALL) for line in letterhead.below]
        if letterhead.picture:
            lines.insert(0, _image(letterhead.picture, self.room - 2 * LOGO, 10 * mm))
        logo = _image(letterhead.logo, LOGO, LOGO) if letterhead.logo else ""
        side = LOGO + 4 * mm if letterhead.logo else 0
        return Grid(
            [[logo, lines, ""]],
            colWidths=[side, self.room - 2 * side, side],
            style=[
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LINEBELOW", (0, 0), (-1, -1), 1.6, "black"),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ],
        )

    def _title(self):
        self.story.append(Paragraph(f"<u>{escape(self.title)}</u>", _TITLE))
        if self.number:
            self.story.append(Paragraph(escape(self.number), self.centred))
        self.story.append(Spacer(0, 4 * mm))

    def meta(self, pairs):
        """Add lines ``label: value``; those without a value are left out."""
        rows = [
            [Paragraph(escape(label), self.text), ":", Paragraph(escape(str(value)), self.text)]
            for label, value in pairs
            if value not in (None, False, "")
        ]
        if rows:
            self.story += [
                Grid(
                    rows,
                    colWidths=[42 * mm, 4 * mm, self.room - 46 * mm],
                    style=[
                        ("FONTNAME", (0, 0), (-1, -1), self.face.normal),
                        ("FONTSIZE", (0, 0), (-1, -1), self.text.fontSize),
                        ("LEADING", (0, 0), (-1, -1), self.text.leading),
                        ("VALIGN", (0, 0), (-1, -1), "TOP"),
                        ("LEFTPADDING", (0, 0), (-1, -1), 0),
                        ("TOPPADDING", (0, 0), (-1, -1), 0),
                        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
                    ],
                ),
                Spacer(0, 3 * mm),
            ]

    def paragraph(self, text, bold=False):
        """Add a paragraph of plain text; a bold one is a heading, and stays with what it heads."""
        if bold:
            self.story.append(CondPageBreak(30 * mm))
        style = self.bold if bold else self.justified
        text = escape(text).replace("\n", "<br/>")
        self.story += [Paragraph(text, style), Spacer(0, 2.5 * mm)]

    def table(self, columns, rows, size=8.5):
        """Add a table: ``columns`` are :class:`Column`, ``rows`` :class:`Row` or plain sequences."""
        face = Face(self.face.normal, self.face.bold, self.face.italic, size)
        words = TotalWords(self.words.page_total, self.words.running_total, self.words.total)
        self.story += [Table.of(columns, rows, face, words), Spacer(0, 4 * mm)]

    def checks(self, items):
        """Add a line with a box for each ``(ticked, words)``."""
        for ticked, words in items:
            grid = Grid(
                [[_Box(ticked), Paragraph(escape(words), self.text)]],
                colWidths=[7 * mm, self.room - 7 * mm],
                style=[("LEFTPADDING", (0, 0), (0, 0), 1), ("TOPPADDING", (0, 0), (0, 0), 5)],
            )
            self.story.append(grid)

    def signatures(self, *signatures):
        """Add the block of those who sign, side by side, kept on one page; ``None`` leaves a place free."""
        wide = self.room / len(signatures)
        cells = [
            sign
            and [
                Paragraph(escape(sign.before) or "&nbsp;", self.centred),
                Paragraph(escape(sign.role), self.centred),
                Spacer(0, 18 * mm),
                Paragraph(f"<u>{escape(sign.name)}</u>" if sign.name else DOTS, self.centred),
                Paragraph(f"NIP {escape(sign.number)}" if sign.number else "&nbsp;", self.centred),
            ]
            for sign in signatures
        ]
        block = Grid(
            [cells], colWidths=[wide] * len(cells), style=[("VALIGN", (0, 0), (-1, -1), "TOP")]
        )
        if len(self.story) > 1 and isinstance(self.story[-2], Table):
            self.story[-2].setting.tail = SIGNATURES
        self.story += [Spacer(0, 5 * mm), KeepTogether([block])]

    # -- out

    def render(self):
        """Return the PDF."""
        buffer = BytesIO()
        paper = BaseDocTemplate(buffer, pagesize=self.size, title=self.title, lang="id")
        frame = Frame(
            LEFT, BOTTOM, self.room, self.size[1] - TOP - BOTTOM, 0, 0, 0, 0, showBoundary=0
        )
        paper.addPageTemplates(PageTemplate(frames=[frame]))
        paper.build(
            self.story,
            canvasmaker=lambda *args, **options: _Numbered(*args, words=self.words.page, **options),
        )
        return buffer.getvalue()


class _Begin(Flowable):
    """Where a paper begins: its pages are counted from here, and ``footer`` stands under them."""

    def __init__(self, footer):
        super().__init__()
        self.footer, self.width, self.height = footer, 0, 0

    def wrap(self, *_available):
        return 0, 0

    def draw(self):
        self.canv.footer = self.footer
        self.canv.begins.append(len(self.canv.pages))


class _Numbered(Canvas):
    """Holds the pages back until it is known how many there are."""

    def __init__(self, *args, words="", **options):
        super().__init__(*args, **options)
        self.footer, self.words, self.pages, self.begins = "", words, [], []

    def showPage(self):
        self.pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for begin, end in pairwise([*self.begins, len(self.pages)]):
            for number, page in enumerate(self.pages[begin:end], 1):
                self.__dict__.update(page)
                self._draw_footer(number, end - begin)
                Canvas.showPage(self)  # ours holds pages back
        return super().save()

    def _draw_footer(self, page, pages):
        width, base = self._pagesize[0], 9 * mm
        self.setFont("Paper", 8)
        self.setLineWidth(0.3)
        self.line(LEFT, base + 10, width - RIGHT, base + 10)
        number = self.words % {"page": page, "pages": pages}
        room = width - LEFT - RIGHT - pdfmetrics.stringWidth(number, "Paper", 8) - 5 * mm
        footer = self.footer
        while footer and pdfmetrics.stringWidth(footer, "Paper", 8) > room:
            footer = footer[:-1]
        self.drawString(LEFT, base, footer)
        self.drawRightString(width - RIGHT, base, number)


class _Box(Flowable):
    """A box to tick, as a piece of a line."""

    def __init__(self, ticked):
        super().__init__()
        self.ticked, self.width, self.height = ticked, 9, 9

    def wrap(self, *_available):
        return self.width, self.height

    def draw(self):
        draw_checkbox(self.canv, 0, 0, self.ticked, 9)


def _image(content, width, height):
    """Return an image as large as fits into ``width`` by ``height``, in its own proportions."""
    wide, high = ImageReader(BytesIO(content)).getSize()
    scale = min(width / wide, height / high)
    return Image(BytesIO(content), wide * scale, high * scale)


_HEAD = _style(alignment=TA_CENTER)
_SMALL = _style(8, alignment=TA_CENTER)
_NAME = _style(14, "Paper-Bold", alignment=TA_CENTER)
_TITLE = _style(12, "Paper-Bold", alignment=TA_CENTER)
