"""Tables of registers on paper: long ones, with the header on every page and totals under it.

Rows are measured once and drawn straight onto the page: 5,000 of them take seconds, where Platypus'
own tables would take minutes. Nothing here reads a database; words and figures come written out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable, PageBreak

PADDING = 2.2  # points between the text of a cell and its lines
RULE = 0.4
GREY = 0.9
CHECKBOX = 8
MOST_LINES = 24  # of one cell: a row must fit on a page
LAST_ROWS = 3  # go over to the page of the signatures


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in millimetres, and how its cells stand.

    :param width: ``None`` shares what the other columns leave
    :param align: ``left``, ``right`` or ``center``
    :param total: its figures are added up on every page; its cells are numbers then
    :param write: makes the text of a number, for cells and totals
    """

    title: str
    width: float | None = None
    align: str = "left"
    total: bool = False
    write: Callable = str


@dataclass(frozen=True)
class Row:
    """A line of a table. A ``bool`` cell is a box, ticked or empty; ``None`` is blank.

    :param note: words under the line, in italics
    :param struck: the line is out of force: struck through, and not added up
    """

    cells: tuple
    note: str = ""
    struck: bool = False
    bold: bool = False


@dataclass(frozen=True)
class TotalWords:
    """What stands before the totals, in the reader's language."""

    page: str
    running: str
    whole: str


@dataclass(frozen=True)
class Face:
    """The type a table is set in."""

    normal: str
    bold: str
    italic: str
    size: float = 8.5

    @property
    def leading(self):
        return self.size * 1.2


@lru_cache(maxsize=50_000)
def _width(word, font, size):
    return pdfmetrics.stringWidth(word, font, size)


def wrapped(text, width, font, size):
    """Return the lines ``text`` takes in ``width`` points; a word too long is broken."""
    lines = []
    space = _width(" ", font, size)
    for paragraph in text.split("\n"):
        line, used = [], 0.0
        for word in paragraph.split():
            for piece in _pieces(word, width, font, size):
                wide = _width(piece, font, size)
                if line and used + space + wide > width:
                    lines.append(" ".join(line))
                    line, used = [], 0.0
                used += wide + (space if line else 0)
                line.append(piece)
        lines.append(" ".join(line))
    return lines


def _pieces(word, width, font, size):
    """Return ``word`` in pieces none of which is wider than ``width``: numbers break at their strokes."""
    while _width(word, font, size) > width and len(word) > 1:
        end = len(word) - 1
        while end > 1 and _width(word[:end], font, size) > width:
            end -= 1
        stroke = max(word.rfind("/", 0, end), word.rfind("-", 0, end)) + 1
        yield word[: stroke or end]
        word = word[stroke or end :]
    yield word


@dataclass(frozen=True)
class _Laid:
    """A row as it is drawn."""

    cells: tuple  # a list of lines a column, or a bool
    note: tuple
    height: float
    row: Row


class _Setting:
    """What all parts of one table share: columns, type, words, and the measured rows."""

    def __init__(self, columns, rows, face, words):
        self.columns, self.rows, self.face, self.words = columns, rows, face, words
        self.has_totals = any(column.total for column in columns)
        self.laid_for = None
        self.tail = 0  # points that what follows the table takes, where some rows shall go with it

    def lay(self, available):
        """Measure header and rows for a frame ``available`` points wide; once."""
        if self.laid_for == available:
            return
        self.laid_for = available
        self.widths = self._widths(available)
        self.header = self._laid(Row(tuple(column.title for column in self.columns), bold=True))
        self.laid = [self._laid(row) for row in self.rows]

    def _widths(self, available):
        fixed = sum(column.width or 0 for column in self.columns) * mm
        free = sum(column.width is None for column in self.columns)
        if free:
            share = max(available - fixed, free * 15 * mm) / free
            widths = [share if c.width is None else c.width * mm for c in self.columns]
        else:
            widths = [column.width * mm for column in self.columns]
        narrower = min(1, available / sum(widths))
        return [width * narrower for width in widths]

    def _laid(self, row):
        face = self.face
        font = face.bold if row.bold else face.normal
        cells = tuple(
            cell
            if isinstance(cell, bool)
            else wrapped(self._text(column, cell), width - 2 * PADDING, font, face.size)[
                :MOST_LINES
            ]
            for column, cell, width in zip(self.columns, row.cells, self.widths, strict=True)
        )
        note = ()
        if row.note:
            room = sum(self.widths) - 2 * PADDING
            note = tuple(wrapped(row.note, room, face.italic, face.size)[:MOST_LINES])
        lines = max(1 if isinstance(cell, bool) else len(cell) for cell in cells)
        return _Laid(cells, note, (lines + len(note)) * face.leading + 2 * PADDING, row)

    def _text(self, column, cell):
        if cell is None or cell == "":
            return ""
        number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
        return column.write(cell) if number else str(cell)

    def sums(self, start, stop):
        """Return the total of each column over some rows; ``None`` where nothing is added up."""
        counted = [row.cells for row in self.rows[start:stop] if not row.struck]
        return [
            sum(cells[number] or 0 for cells in counted) if column.total else None
            for number, column in enumerate(self.columns)
        ]


class Table(Flowable):
    """The rows from ``start`` to ``stop`` of a table; splits itself at the foot of a page."""

    def __init__(self, setting, start=0, stop=None):
        super().__init__()
        self.setting = setting
        self.start = start
        self.stop = len(setting.rows) if stop is None else stop

    @classmethod
    def of(cls, columns, rows, face, words):
        """Return the whole table of these ``rows``, each a :class:`Row` or its cells."""
        rows = [row if isinstance(row, Row) else Row(tuple(row)) for row in rows]
        return cls(_Setting(columns, rows, face, words))

    # -- asked by Platypus

    def wrap(self, available_width, available_height):
        self.setting.lay(available_width)
        body = sum(laid.height for laid in self.setting.laid[self.start : self.stop])
        self.width = sum(self.setting.widths)
        self.height = self.setting.header.height + body + self._foot_height()
        # too high is what Platypus is told to have it split
        alone = self._leaves_tail_alone(available_height)
        return self.width, available_height + 1 if alone else self.height

    def _leaves_tail_alone(self, available_height):
        """Tell whether the table ends here, but what follows it would stand on a page by itself."""
        left = available_height - self.height
        ends = self.stop == len(self.setting.rows) and self.stop - self.start > LAST_ROWS
        return ends and 0 <= left < self.setting.tail

    def split(self, available_width, available_height):
        """Return the part that fits with its header and totals, and the rest; nothing if none fits."""
        self.setting.lay(available_width)
        if self._leaves_tail_alone(available_height):
            first, last = self._parted(self.stop - LAST_ROWS)
            return [first, PageBreak(), last]
        room = available_height - self.setting.header.height - self._most_foot_height()
        stop = self.start
        while stop < self.stop and self.setting.laid[stop].height <= room:
            room -= self.setting.laid[stop].height
            stop += 1
        if stop == self.start:
            return []
        return self._parted(stop)

    def _parted(self, stop):
        return [Table(self.setting, self.start, stop), Table(self.setting, stop, self.stop)]

    def draw(self):
        setting = self.setting
        self.canv.saveState()
        self.canv.setLineWidth(RULE)
        high = setting.header.height
        self.canv.setFillGray(GREY)
        self.canv.rect(0, self.height - high, self.width, high, 0, 1)
        self.canv.setFillGray(0)
        top = self._draw_row(setting.header, self.height, heading=True)
        for laid in setting.laid[self.start : self.stop]:
            top = self._draw_row(laid, top)
        self._draw_foot(top)
        self.canv.restoreState()

    # -- rows

    def _draw_row(self, laid, top, heading=False):
        face, canvas = self.setting.face, self.canv
        font = face.bold if laid.row.bold else face.normal
        canvas.setFont(font, face.size)
        left = 0
        for column, width, cell in zip(
            self.setting.columns, self.setting.widths, laid.cells, strict=True
        ):
            if isinstance(cell, bool):
                self._draw_box(left + width / 2, top - PADDING - face.leading / 2, cell)
            else:
                align = "center" if heading else column.align
                self._draw_cell(cell, left, width, top, align, laid.row.struck)
            left += width
        if laid.note:
            canvas.setFont(face.italic, face.size)
            base = top - laid.height + PADDING + len(laid.note) * face.leading
            self._draw_cell(laid.note, 0, self.width, base + PADDING, "left", False)
        self._draw_lines(top, laid)
        return top - laid.height

    def _draw_cell(self, lines, left, width, top, align, struck):
        face, canvas = self.setting.face, self.canv
        base = top - PADDING - face.size * 0.95
        for line in lines:
            if align == "right":
                canvas.drawRightString(left + width - PADDING, base, line)
            elif align == "center":
                canvas.drawCentredString(left + width / 2, base, line)
            else:
                canvas.drawString(left + PADDING, base, line)
            if struck and line:
                long = pdfmetrics.stringWidth(line, face.normal, face.size)
                begin = left + width - PADDING - long if align == "right" else left + PADDING
                begin = left + (width - long) / 2 if align == "center" else begin
                canvas.line(begin, base + face.size * 0.32, begin + long, base + face.size * 0.32)
            base -= face.leading

    def _draw_box(self, x, y, ticked):
        draw_checkbox(self.canv, x - CHECKBOX / 2, y - CHECKBOX / 2, ticked)

    def _draw_lines(self, top, laid):
        """Frame a row, and part its cells down to where its note begins."""
        self.canv.rect(0, top - laid.height, self.width, laid.height, 1, 0)
        bottom = top - laid.height + len(laid.note) * self.setting.face.leading
        x, lines = 0, []
        for width in self.setting.widths[:-1]:
            x += width
            lines.append((x, top, x, bottom))
        self.canv.lines(lines)

    # -- totals

    def _foot(self):
        """Return ``(words, sums)`` of each total under this part."""
        setting = self.setting
        if not setting.has_totals:
            return []
        words, whole = setting.words, len(setting.rows)
        if (self.start, self.stop) == (0, whole):
            return [(words.whole, setting.sums(0, whole))]
        page = (words.page, setting.sums(self.start, self.stop))
        if self.start == 0:
            return [page]
        running = words.whole if self.stop == whole else words.running
        return [page, (running, setting.sums(0, self.stop))]

    def _foot_height(self):
        return len(self._foot()) * self._total_height()

    def _most_foot_height(self):
        return 2 * self._total_height() if self.setting.has_totals else 0

    def _total_height(self):
        return self.setting.face.leading + 2 * PADDING

    def _draw_foot(self, top):
        setting, high = self.setting, self._total_height()
        self.canv.setFont(setting.face.bold, setting.face.size)
        first = next((at for at, column in enumerate(setting.columns) if column.total), 0)
        label_width = sum(setting.widths[:first])
        for words, sums in self._foot():
            self.canv.rect(0, top - high, self.width, high, 1, 0)
            self._draw_cell([words], 0, label_width, top, "right", False)
            left = 0
            for column, width, amount in zip(setting.columns, setting.widths, sums, strict=True):
                if amount is not None:
                    self.canv.line(left, top, left, top - high)
                    self._draw_cell([column.write(amount)], left, width, top, column.align, False)
                    self.canv.line(left + width, top, left + width, top - high)
                left += width
            top -= high


def draw_checkbox(canvas, x, y, ticked, size=CHECKBOX):
    """Draw a box whose lower left corner is at ``(x, y)``, with a tick or without."""
    canvas.setLineWidth(0.7)
    canvas.rect(x, y, size, size, 1, 0)
    if ticked:
        canvas.setLineWidth(1.3)
        canvas.lines(
            [
                (x + size * 0.2, y + size * 0.5, x + size * 0.42, y + size * 0.22),
                (x + size * 0.42, y + size * 0.22, x + size * 0.85, y + size * 0.85),
            ]
        )
    canvas.setLineWidth(RULE)
