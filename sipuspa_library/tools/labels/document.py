"""Pages of labels as a PDF, and PDFs put together."""

import io

import pypdf
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .layout import draw
from .pen import Pen


def new_canvas(sheet, title):
    """Return ``(canvas, buffer)`` for pages of a sheet's paper, to be printed at their own size."""
    buffer = io.BytesIO()
    size = sheet.paper_width * mm, sheet.paper_height * mm
    canvas = Canvas(buffer, pagesize=size, pageCompression=1, invariant=1)
    canvas.setTitle(title)
    canvas.setViewerPreference("PrintScaling", "None")
    return canvas, buffer


def document(sheet, labels, kind, start=1, offset=(0.0, 0.0), title=""):
    """Return a PDF of labels, the first at the position ``start``.

    :param offset: how far everything is moved right and down, against a printer that is off
    """
    canvas, buffer = new_canvas(sheet, title)
    page, pen = 1, Pen(canvas, sheet.paper_height, offset)
    for number, label in enumerate(labels, start=1):
        on_page, position = sheet.place(number, start)
        if on_page > page:
            canvas.showPage()
            page, pen = on_page, Pen(canvas, sheet.paper_height, offset)
        draw(pen, sheet, sheet.box(position), label, kind)
    canvas.save()
    return buffer.getvalue()


def joined(parts):
    """Return one PDF of several, still to be printed at its own size."""
    if len(parts) == 1:
        return parts[0]
    writer = pypdf.PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part), import_outline=False)
    writer.create_viewer_preferences().print_scaling = "/None"
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
