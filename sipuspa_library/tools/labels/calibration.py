"""A page that shows how far a printer is off: rulers, the outline and number of every label, crosses."""

from .document import new_canvas
from .pen import Pen
from .sheet import Box
from .text import BOLD, REGULAR, block, line

CROSS = 2.0
TICKS = {10: 4.0, 5: 2.8, 1: 1.6}


def calibration_page(sheet, words, offset=(0.0, 0.0), title=""):
    """Return a PDF of one page, drawn with the offset that is set now.

    :param words: what to do with it, a paragraph each
    """
    canvas, buffer = new_canvas(sheet, title)
    pen = Pen(canvas, sheet.paper_height, offset)
    for position, box in enumerate(sheet.boxes(), start=1):
        _outline(pen, sheet, box, position)
    _rulers(pen, sheet)
    _words(pen, sheet, words)
    canvas.save()
    return buffer.getvalue()


def _outline(pen, sheet, box, position):
    pen.frame(box, sheet.corner)
    middle_x, middle_y = box.left + box.width / 2, box.top + box.height / 2
    pen.stroke(middle_x - CROSS, middle_y, middle_x + CROSS, middle_y)
    pen.stroke(middle_x, middle_y - CROSS, middle_x, middle_y + CROSS)
    beside = Box(middle_x + CROSS + 1, middle_y - 2, 10, 4)
    pen.text(line(str(position), BOLD, beside.width, 9.0, 5.0), BOLD, beside, align="left")


def _rulers(pen, sheet):
    """Draw millimetres along the upper and the left edge of the paper, a figure a centimetre."""
    for along in range(int(sheet.paper_width) + 1):
        pen.stroke(along, 0, along, _tick(along), thick=0.1)
        if along and along % 10 == 0:
            _figure(pen, along, Box(along - 3, TICKS[10], 6, 2.2), "centre")
    for along in range(int(sheet.paper_height) + 1):
        pen.stroke(0, along, _tick(along), along, thick=0.1)
        if along and along % 10 == 0:
            _figure(pen, along, Box(TICKS[10] + 0.4, along - 1.1, 6, 2.2), "left")


def _tick(along):
    return next(length for step, length in TICKS.items() if along % step == 0)


def _figure(pen, along, box, align):
    pen.text(line(str(along), REGULAR, box.width, 5.0, 4.0), REGULAR, box, align)


def _words(pen, sheet, words):
    """Write what to do on a white ground, between two rows where it hides no cross."""
    row = sheet.box(sheet.columns * (sheet.rows // 2) + 1)
    middle = row.top if sheet.rows > 1 else row.top + row.height * 0.75
    room = sheet.pitch_y - 3 * CROSS if sheet.rows > 1 else row.height / 2 - CROSS - 1
    wide = min(sheet.paper_width - 24, 120.0)
    text = block(" ".join(words), REGULAR, wide - 3, room - 2, 9.0, 4.0, 40)
    high = text.height + 2
    box = Box((sheet.paper_width - wide) / 2, middle - high / 2, wide, high)
    pen.fill(box, "#ffffff")
    pen.frame(box, thick=0.1)
    pen.text(text, REGULAR, box)
