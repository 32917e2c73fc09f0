"""Labels for books, drawn by reportlab exact to a tenth of a millimetre: no ORM, no database."""

from .calibration import calibration_page
from .document import document, joined
from .layout import KINDS, Label, spine_lines, wants_qr
from .sheet import Box, Sheet

__all__ = [
    "KINDS",
    "Box",
    "Label",
    "Sheet",
    "calibration_page",
    "document",
    "joined",
    "spine_lines",
    "wants_qr",
]
