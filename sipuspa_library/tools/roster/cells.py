"""What a source hands over: cells as they stand in the file, and the one way to refuse a file."""

from typing import NamedTuple

MAX_TEXT = 1_000  # of a cell; what we keep of anybody is far shorter
HEAD_ROWS = 40  # in which the headings are looked for
MAX_COLUMNS = 300
MAX_ROWS = 20_000


class Refused(Exception):
    """A file that is not read: a stable code, and what the sentence about it needs to say."""

    def __init__(self, code, **about):
        super().__init__(code)
        self.code, self.about = code, about


class Cell(NamedTuple):
    """One cell: its text, and ``text``, ``number``, ``formula`` or ``error``."""

    text: str
    kind: str = "text"
