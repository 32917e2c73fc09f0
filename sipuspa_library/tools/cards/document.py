"""Pages of cards: fronts and backs on pages of their own, or side by side to be folded."""

from itertools import islice

from ..labels.document import new_canvas
from ..labels.pen import Pen
from .layout import HEIGHT, WIDTH, draw_back, draw_front

FACES = ("both", "front", "back")
MARK_FROM, MARK_TO = 1.0, 2.6  # of a crop mark, from the card


def document(sheet, cards, style, faces="both", folded=False, start=1, offset=(0.0, 0.0), title=""):
    """Return a PDF of cards, the first at the position ``start``.

    :param sheet: a :class:`~..labels.Sheet`; folded, one of its labels is front and back together
    :param faces: one of :data:`FACES`; a back stands on the page after its front, mirrored, so that
        both meet when the paper is turned over its long edge
    :param offset: how far everything is moved right and down, against a printer that is off
    """
    canvas, buffer = new_canvas(sheet, title)
    pages = _Pages(canvas, sheet, style, offset)
    cards, first = iter(cards), start
    while on_page := list(islice(cards, sheet.count - first + 1)):
        boxes = sheet.boxes()[first - 1 : first - 1 + len(on_page)]
        if folded:
            pages.folded(boxes, on_page)
        else:
            if faces != "back":
                pages.fronts(boxes, on_page)
            if faces != "front":
                pages.backs(boxes)
        first = 1
    canvas.save()
    return buffer.getvalue()


class _Pages:
    """The pages while they are drawn."""

    def __init__(self, canvas, sheet, style, offset):
        self.canvas, self.sheet, self.style = canvas, sheet, style
        self.offset = offset

    def pen(self):
        return Pen(self.canvas, self.sheet.paper_height, self.offset)

    def fronts(self, boxes, cards):
        pen = self.pen()
        for box, card in zip(boxes, cards, strict=True):
            left, top = _corner(box, WIDTH)
            draw_front(pen, left, top, card, self.style)
            self.marks(pen, left, top, WIDTH)
        self.canvas.showPage()

    def backs(self, boxes):
        pen = self.pen()
        for box in boxes:
            left, top = _corner(box, WIDTH)
            left = self.sheet.paper_width - left - WIDTH
            draw_back(pen, left, top, self.style)
            self.marks(pen, left, top, WIDTH)
        self.canvas.showPage()

    def folded(self, boxes, cards):
        pen = self.pen()
        for box, card in zip(boxes, cards, strict=True):
            left, top = _corner(box, 2 * WIDTH)
            draw_back(pen, left + WIDTH, top, self.style)
            draw_front(pen, left, top, card, self.style)
            self.marks(pen, left, top, 2 * WIDTH)
            self.fold(pen, left + WIDTH, top)
        self.canvas.showPage()

    def marks(self, pen, left, top, wide):
        """Draw where to cut, outside the card; a card printer has nothing to cut."""
        if self.sheet.is_roll:
            return
        for x, outward in ((left, -1), (left + wide, 1)):
            for y, away in ((top, -1), (top + HEIGHT, 1)):
                pen.stroke(x + outward * MARK_FROM, y, x + outward * MARK_TO, y, thick=0.1)
                pen.stroke(x, y + away * MARK_FROM, x, y + away * MARK_TO, thick=0.1)

    def fold(self, pen, across, top):
        self.canvas.setDash(1, 1)
        for edge, away in ((top, -1), (top + HEIGHT, 1)):
            pen.stroke(across, edge + away * MARK_FROM, across, edge + away * MARK_TO, thick=0.1)
        self.canvas.setDash()


def _corner(box, wide):
    """Return where the card begins in its place: a larger one has it in its middle."""
    return box.left + (box.width - wide) / 2, box.top + (box.height - HEIGHT) / 2
