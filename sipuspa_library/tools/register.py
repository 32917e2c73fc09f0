"""The accession register (buku induk) in its three editions: which columns, how wide, in what order.

Source: domain practice of Indonesian school libraries (two school forms) and INLISLite's accession
list. Widths are millimetres on F4 landscape; ``None`` shares what is left. Words come from the caller.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class RegisterColumn:
    """A column of the register: what it shows, how wide it is, and whether it is added up."""

    key: str
    width: float | None
    align: str = "left"
    total: bool = False


def _columns(*columns):
    return tuple(RegisterColumn(*column) for column in columns)


NUMBER = ("line", 10, "right")
RECEIVED = ("received_on", 21)
ACCESSION = ("accession_number", 35)
TITLE = ("title", None)
AUTHOR = ("author", 42)
PLACE = ("place", 24)
PUBLISHER = ("publisher", 36)
YEAR = ("year", 14)
PIECES = ("pieces", 16, "right", True)
PRICE = ("price", 24, "right", True)
SOURCE = ("source", 36)
REMARKS = ("remarks", 32)

EDITIONS = {
    "simple": _columns(
        *(NUMBER, RECEIVED, ACCESSION, TITLE, PLACE, PUBLISHER, YEAR, PRICE, SOURCE, REMARKS)
    ),
    "school": _columns(
        *(ACCESSION, RECEIVED, TITLE, AUTHOR, PUBLISHER, YEAR, PIECES, PRICE, SOURCE, REMARKS)
    ),
    "complete": _columns(
        ("line", 8, "right"),
        ("received_on", 17),
        ("accession_number", 29),
        ("collection_type", 15),
        ("title", None),
        ("author", 26),
        ("edition", 11),
        ("place", 16),
        ("publisher", 22),
        ("year", 11),
        ("extent", 16),
        ("fund_source", 15),
        ("source_name", 18),
        ("call_number", 16),
        ("isbn", 20),
        ("price", 16, "right", True),
    ),
}
