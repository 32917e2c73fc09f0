"""Lists of members as schools and villages have them: from an uploaded file to rows of plain values.

A file is told by what is in it, never by its name. A *source* opens it as sheets of cells
(:mod:`.workbook`, :mod:`.delimited`), a :class:`~.layout.Layout` finds the columns by their headings, and
:mod:`.rows` reads those columns and no other. What a layout does not name is not even kept in memory.
"""

from .cells import Refused
from .layout import FIELDS, LAYOUTS, Layout
from .rows import Roster, Row, read

__all__ = ["FIELDS", "LAYOUTS", "Layout", "Refused", "Roster", "Row", "read"]
