"""The form a child takes home: what the parents are asked, in half a page of A4, to be cut apart.

Its words come from the caller, in the reader's language; nothing here reads a database.
"""

from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    KeepInFrame,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as Grid

from .document import fonts
from .document_table import draw_checkbox

WIDTH, HEIGHT = A4
HALF = HEIGHT / 2
SIDE, EDGE = 18 * mm, 9 * mm
ROOM = WIDTH - 2 * SIDE
BOX = 10


@dataclass(frozen=True)
class ChildForm:
    """Whose form it is."""

    name: str
    school_class: str = ""


@dataclass(frozen=True)
class Words:
    """The words of the form, in the reader's language."""

    title: str
    introduction: str
    rights: str
    child: str
    school_class: str
    guardian: str
    relation: str
    relations: str
    date: str
    signature: str


def render(letterhead, words, scopes, forms):
    """Return the PDF of ``forms``, two to a page.

    :param letterhead: a :class:`~.document.Letterhead`
    :param scopes: ``(name, explanation)`` for each thing the parents are asked
    """
    fonts()
    buffer = BytesIO()
    paper = BaseDocTemplate(buffer, pagesize=A4, title=words.title, lang="id")
    frames = [Frame(SIDE, bottom + EDGE, ROOM, HALF - 2 * EDGE, 0, 0, 0, 0) for bottom in (HALF, 0)]
    paper.addPageTemplates(PageTemplate(frames=frames, onPage=_draw_cut))
    story = []
    for form in forms:
        # a long explanation is set smaller: each form keeps to its half
        story.append(KeepInFrame(ROOM, HALF - 2 * EDGE, _form(letterhead, words, scopes, form)))
        story.append(FrameBreak())
    paper.build(story[:-1])
    return buffer.getvalue()


def _form(letterhead, words, scopes, form):
    above = " · ".join(letterhead.above)
    return [
        *([Paragraph(escape(above), _SMALL)] if above else []),
        Paragraph(escape(letterhead.name), _NAME),
        *(Paragraph(escape(line), _SMALL) for line in letterhead.below),
        Spacer(0, 2 * mm),
        _Line(),
        Spacer(0, 2.5 * mm),
        Paragraph(escape(words.title), _TITLE),
        Spacer(0, 2 * mm),
        _pairs([(words.child, form.name), (words.school_class, form.school_class)]),
        Paragraph(escape(words.introduction), _TEXT),
        Spacer(0, 1.5 * mm),
        *(_scope(name, explanation) for name, explanation in scopes),
        Spacer(0, 1.5 * mm),
        Paragraph(escape(words.rights), _TEXT),
        Spacer(0, 3 * mm),
        _signing(words),
    ]


def _bold(text):
    return f'<font name="Paper-Bold">{escape(text)}</font>'


def _pairs(pairs):
    rows = [
        [Paragraph(escape(label), _TEXT), Paragraph(_bold(value), _TEXT)]
        for label, value in pairs
        if value
    ]
    return Grid(
        rows,
        colWidths=[28 * mm, ROOM - 28 * mm],
        style=[*_TIGHT, ("BOTTOMPADDING", (0, -1), (-1, -1), 5)],
    )


def _scope(name, explanation):
    words = Paragraph(f"{_bold(name + '.')} {escape(explanation)}", _TEXT)
    return Grid(
        [[_Box(), words]],
        colWidths=[8 * mm, ROOM - 8 * mm],
        style=[*_TIGHT, ("BOTTOMPADDING", (0, 0), (-1, -1), 4)],
    )


def _signing(words):
    """Return the lines to fill in: who agrees on the left, where, when and the hand on the right."""
    half = ROOM / 2
    cells = [
        [_Blank(words.guardian, half - 6 * mm), _Blank(words.date, half)],
        [
            _Blank(f"{words.relation}: {words.relations}", half - 6 * mm),
            _Blank(words.signature, half),
        ],
    ]
    return Grid(cells, colWidths=[half, half], style=_TIGHT)


class _Blank(Flowable):
    """A line to write on, with a word under it."""

    def __init__(self, words, width):
        super().__init__()
        self.words, self.width, self.height = words, width, 15 * mm

    def wrap(self, *_available):
        return self.width, self.height

    def draw(self):
        self.canv.setLineWidth(0.5)
        self.canv.line(0, 11, self.width, 11)
        self.canv.setFont("Paper", 8)
        self.canv.drawString(0, 2, self.words)


class _Box(Flowable):
    """A box to tick."""

    def wrap(self, *_available):
        return BOX, BOX + 2

    def draw(self):
        draw_checkbox(self.canv, 0, 0, False, BOX)


class _Line(Flowable):
    """The line under the letterhead."""

    def wrap(self, *_available):
        return ROOM, 1

    def draw(self):
        self.canv.setLineWidth(1.2)
        self.canv.line(0, 0, ROOM, 0)


def _draw_cut(canvas, _paper):
    canvas.saveState()
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 3)
    canvas.line(8 * mm, HALF, WIDTH - 8 * mm, HALF)
    canvas.restoreState()


def _style(size, font="Paper", **more):
    return ParagraphStyle("form", fontName=font, fontSize=size, leading=size * 1.28, **more)


_TEXT = _style(9.5)
_SMALL = _style(8.5, alignment=TA_CENTER)
_NAME = _style(13, "Paper-Bold", alignment=TA_CENTER)
_TITLE = _style(11.5, "Paper-Bold", alignment=TA_CENTER)
_TIGHT = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
]
