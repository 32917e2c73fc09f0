"""Members' cards of 85.6 × 54 mm, drawn on the sheets and with the letters of labels: no ORM, no database."""

from .document import FACES, document
from .layout import HEIGHT, WIDTH, Card, Face, Signer, Style, Words
from .mark import coded, read

__all__ = [
    "FACES",
    "HEIGHT",
    "WIDTH",
    "Card",
    "Face",
    "Signer",
    "Style",
    "Words",
    "coded",
    "document",
    "read",
]
