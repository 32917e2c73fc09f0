"""Looks at a PDF as a printer and a scanner would: pages become pictures, pictures are measured.

For tests of everything printed: :func:`decoded` reads the codes back and says where they are.
"""

from typing import NamedTuple

import pypdfium2
import zxingcpp

INCH = 25.4
DARK = 128


class Found(NamedTuple):
    """A code that was read, and its bounding box in millimetres from the page's upper left corner."""

    text: str
    kind: str  # "Code128" or "QRCode"
    page: int
    left: float
    top: float
    width: float
    height: float


def page_sizes(pdf):
    """Return ``(width, height)`` of every page in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [tuple(side / 72 * INCH for side in page.get_size()) for page in document]


def pictures(pdf, dpi=600):
    """Return the pages as grey pictures (PIL)."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]


def decoded(pdf, dpi=600):
    """Return what a scanner reads on the pages: a :class:`Found` a code, from the top, left to right."""
    found = []
    for page, picture in enumerate(pictures(pdf, dpi), start=1):
        for code in zxingcpp.read_barcodes(picture):
            box = [side / dpi * INCH for side in _extent(picture, code)]
            left, top, right, bottom = box
            place = (left, top, right - left, bottom - top)
            found.append(Found(code.text, code.format.name, page, *place))
    return sorted(found, key=lambda code: (code.page, round(code.top), code.left))


def _extent(picture, code):
    """Return ``(left, top, right, bottom)`` of a code in dots: bars are followed to their ends."""
    corners = code.position
    points = [corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left]
    across, down = [point.x for point in points], [point.y for point in points]
    left, top, right, bottom = min(across), min(down), max(across) + 1, max(down) + 1
    if code.format.name == "Code128":
        bar, middle = left + 1, (top + bottom) // 2
        top = bottom = middle
        while top > 0 and picture.getpixel((bar, top - 1)) < DARK:
            top -= 1
        while bottom < picture.height and picture.getpixel((bar, bottom)) < DARK:
            bottom += 1
    return left, top, right, bottom


def inked(picture, dpi, box=None):
    """Return ``(left, top, right, bottom)`` of what is dark on a picture, in millimetres, or nothing.

    :param box: look only there: ``(left, top, right, bottom)`` in millimetres
    """
    corner = (0, 0)
    if box:
        pixels = tuple(round(side / INCH * dpi) for side in box)
        picture, corner = picture.crop(pixels), pixels[:2]
    dark = picture.point(lambda grey: 255 if grey < DARK else 0).getbbox()
    if not dark:
        return None
    return tuple((side + corner[number % 2]) / dpi * INCH for number, side in enumerate(dark))
