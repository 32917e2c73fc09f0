"""XLSX workbooks, read as a stream: the cells of the columns asked for, and nothing else.

The texts of a workbook lie in one table that all sheets point into. A sheet is read for the numbers of the
texts first, then the table for those texts; a child's religion in the next column never becomes a value.
"""

import posixpath
from datetime import date
from itertools import islice

from .cells import HEAD_ROWS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Cell, Refused
from .markup import Enough, Walker

MAX_SHEETS = 30
SMALL_PART = 2_000_000
KINDS = {"e": "error", "n": "number", "": "number"}
DAY_0, DAY_0_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)


def sheets(archive):
    """Return the visible sheets of a workbook, in their order."""
    root = _Relations("").walk(archive.chunks("_rels/.rels", SMALL_PART))
    book = root.by_type("officeDocument")
    if not book or not book.endswith(".xml"):
        raise Refused("not_a_workbook")
    folder, name = posixpath.split(book)
    relations = _Relations(folder).walk(
        archive.chunks(posixpath.join(folder, "_rels", f"{name}.rels"), SMALL_PART)
    )
    contents = _Contents().walk(archive.chunks(book, SMALL_PART))
    texts = relations.by_type("sharedStrings")
    return [
        Sheet(archive, relations.paths[relation], texts, contents.day_0)
        for relation in contents.relations[:MAX_SHEETS]
        if relation in relations.paths
    ]


class Sheet:
    """One sheet of a workbook."""

    def __init__(self, archive, path, texts, day_0):
        self.archive, self.path, self.texts, self.day_0 = archive, path, texts, day_0

    def head(self):
        """Return the first rows whole, as ``(number, {column: cell})``."""
        return list(self._read(range(MAX_COLUMNS), HEAD_ROWS))

    def body(self, columns):
        """Yield the rows that hold anything in ``columns``, as ``(number, {column: cell})``."""
        return self._read(frozenset(columns))

    def _read(self, columns, rows=None):
        found = _Rows(columns, rows).walk(self.archive.chunks(self.path)).rows
        needed = {
            text for _number, cells in found for kind, text in cells.values() if kind == "shared"
        }
        texts = {}
        if needed:
            if not self.texts:
                raise Refused("broken")
            texts = _Texts(needed).walk(self.archive.chunks(self.texts)).texts
        for number, cells in found:
            yield (
                number,
                {
                    column: Cell(texts.get(text, "")) if kind == "shared" else Cell(text, kind)
                    for column, (kind, text) in cells.items()
                },
            )


class _Relations(Walker):
    """The parts a part of a workbook refers to."""

    def __init__(self, folder):
        self.folder, self.paths, self._types = folder, {}, {}

    def start(self, name, attributes):
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/", self.folder, attributes.get("Target", ""))
            path = posixpath.normpath(target).lstrip("/")
            self.paths[attributes.get("Id")] = path
            self._types.setdefault(attributes.get("Type", "").rpartition("/")[2], path)

    def by_type(self, kind):
        return self._types.get(kind)


class _Contents(Walker):
    """The visible sheets of a workbook, and the day it counts days from."""

    def __init__(self):
        self.relations, self.day_0 = [], DAY_0

    def start(self, name, attributes):
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.day_0 = DAY_0_OF_1904
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            ids = [text for key, text in attributes.items() if key.endswith(":id")]
            self.relations += islice(ids, 1)


class _Rows(Walker):
    """The cells of some columns, texts by their number in the workbook's table."""

    def __init__(self, columns, most=None):
        self.rows, self._columns, self._most = [], columns, most
        self._number, self._cells, self._column = 0, {}, -1
        self._kind, self._pieces, self._taken, self._inside = None, [], False, False

    def start(self, name, attributes):
        if name == "c":
            reference = attributes.get("r")
            self._column = _column(reference) if reference else self._column + 1
            self._taken = self._column in self._columns
            if self._taken:
                self._kind, self._pieces = attributes.get("t", ""), []
        elif name == "row":
            self._number = _number(attributes.get("r", self._number + 1))
            self._cells, self._column = {}, -1
        elif self._taken:
            if name in ("v", "t"):
                self._inside = True
            elif name == "f":
                self._kind = "f"
            elif name == "rPh":
                self._taken = False  # how it is pronounced, not what it says

    def text(self, text):
        if self._inside and len(self._pieces) < MAX_TEXT:
            self._pieces.append(text[:MAX_TEXT])

    def end(self, name):
        self._inside = False
        if name == "c" and self._taken:
            self._taken = False
            if cell := self._cell():
                self._cells[self._column] = cell
        elif name == "row":
            if self._cells:
                if len(self.rows) >= MAX_ROWS:
                    raise Refused("too_many_rows", most=MAX_ROWS)
                self.rows.append((self._number, self._cells))
            if self._most and (len(self.rows) >= self._most):
                raise Enough

    def _cell(self):
        text = "".join(self._pieces)[:MAX_TEXT]
        if self._kind == "f":
            return "formula", text
        if not text.strip():
            return None
        if self._kind == "s":
            return "shared", _number(text)
        return KINDS.get(self._kind, "text"), text


class _Texts(Walker):
    """Some of the texts of a workbook's table, by their number."""

    def __init__(self, needed):
        self.texts, self._needed, self._last = {}, needed, max(needed)
        self._number, self._pieces, self._inside, self._aside = 0, [], False, False

    def start(self, name, attributes):
        if name == "t":
            self._inside = not self._aside and self._number in self._needed
        elif name == "rPh":
            self._aside = True

    def text(self, text):
        if self._inside and len(self._pieces) < MAX_TEXT:
            self._pieces.append(text[:MAX_TEXT])

    def end(self, name):
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            if self._pieces:
                self.texts[self._number] = "".join(self._pieces)[:MAX_TEXT]
                self._pieces = []
            self._number += 1
            if self._number > self._last:
                raise Enough


def _number(text):
    try:
        return int(text)
    except ValueError as error:
        raise Refused("broken") from error


def _column(reference):
    """Return the number of a column, from 0, of a cell's address such as ``AB12``."""
    letters = reference.rstrip("0123456789")
    if letters not in _COLUMNS:
        if not letters.isascii() or not letters.isupper() or len(letters) > 3:
            raise Refused("broken")
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        _COLUMNS[letters] = number - 1
    return _COLUMNS[letters]


_COLUMNS = {}  # at most 18,278: one of each address there can be
