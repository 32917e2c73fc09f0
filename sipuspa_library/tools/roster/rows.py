"""The rows of a list: every value read or refused, a child that stands twice told the second time."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from ..clerk_titles import fold
from . import delimited, values, workbook
from .archive import Archive
from .cells import Refused
from .layout import FIELDS, LAYOUTS, Layout, find

MAX_FILE = 20_000_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
CONTENT_TYPES = "[Content_Types].xml"
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
NUMBERS = ("nisn", "local_number")
TOTAL = re.compile(r"(?:sub\s?)?(?:jumlah|total|rekap(?:itulasi)?|laki-laki|perempuan)\b", re.I)


@dataclass
class Row:
    """One row of a list: what it says of a person, and what is wrong or was mended."""

    number: int
    values: dict
    given: dict  # the texts as they stand in the file, to be handed back for mending
    problems: list = field(default_factory=list)  # (code, about): the row is refused
    notes: list = field(default_factory=list)  # (code, about): it was mended


class Roster(NamedTuple):
    """What a file holds: which kind of list it is, its rows, and which fields it speaks of."""

    layout: Layout
    rows: list
    fields: tuple


def read(stream, today, layouts=LAYOUTS):
    """Read a file of unknown kind into a :class:`Roster`.

    :param stream: a binary file that can be sought in
    :param today: the day after which nobody was born yet
    :raise Refused: when it is no list we read; the code says why
    """
    nothing = True
    for sheet in sheets_of(stream):
        head = sheet.head()
        nothing = nothing and not head
        if found := find(head, layouts):
            rows = list(_rows(sheet, found, today))
            if not rows:
                raise Refused("no_rows")
            _tell_repeated(rows)
            return Roster(found.layout, rows, tuple(f for f in FIELDS if f in found.columns))
    raise Refused("empty" if nothing else "no_headings")


def sheets_of(stream):
    """Open a file by what it is, whatever it is called."""
    length = stream.seek(0, 2)
    stream.seek(0)
    if length > MAX_FILE:
        raise Refused("too_large", most=MAX_FILE // 1_000_000)
    start = stream.read(4096)
    stream.seek(0)
    if not start.strip():
        raise Refused("empty")
    if start.startswith(OLE):
        raise Refused("password" if ENCRYPTED in stream.read() else "old_workbook")
    if start.startswith(ZIP):
        return workbook.sheets(_workbook(stream))
    if start.startswith(OTHERS):
        raise Refused("not_a_list")
    if start.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith((b"<", b"<\0")):
        raise Refused("web_page")
    return delimited.sheets(stream.read())


def _workbook(stream):
    archive = Archive(stream)
    names = {name.lower() for name in archive.parts}
    if CONTENT_TYPES not in archive.parts or "xl/workbook.bin" in names:
        raise Refused("not_a_workbook")
    types = b"".join(archive.chunks(CONTENT_TYPES, workbook.SMALL_PART))
    if b"macroEnabled" in types or any(name.endswith("vbaproject.bin") for name in names):
        raise Refused("macros")
    return archive


def _rows(sheet, found, today):
    for number, cells in sheet.body(found.columns.values()):
        if number > found.row:
            given = {f: cells[column] for f, column in found.columns.items() if column in cells}
            if not (_is_total(given) or _is_heading(given, found.layout)):
                yield _row(number, given, sheet.day_0, today)


def _is_total(given):
    """Tell whether a row counts others."""
    name = values.tidy(given["name"].text) if "name" in given else ""
    return bool(TOTAL.match(name)) and not ({"nisn", "birth_date", "class_name"} & given.keys())


def _is_heading(given, layout):
    """Tell whether a row is headings once more: below the first, or on every page."""
    told = [fold(cell.text) in layout.headings[name] for name, cell in given.items()]
    return len(told) > 1 and all(told)


def _row(number, given, day_0, today):
    row = Row(number, {}, {f: values.tidy(cell.text) for f, cell in given.items()})
    take = _Taking(row, given)
    take("birth_date", values.day, day_0, today)
    take("valid_until", values.day, day_0)
    take("sex", values.sex)
    take("name", values.name)
    born = row.values.get("birth_date")
    take("nisn", values.nisn, born and born.year)
    take("phone", values.phone)
    for name in ("nipd", "class_name", "category", "address", "occupation", "local_number"):
        take(name, lambda cell, name=name: values.plain(name, cell))
    if "name" not in given:
        row.problems.append(("no_name", {}))
    elif len(given) == 1 and not row.problems:
        row.problems.append(("only_name", {}))
    return row


class _Taking:
    """Takes the values of a row one by one; what is refused is written down with its field."""

    def __init__(self, row, given):
        self.row, self.given = row, given

    def __call__(self, name, read_value, *about):
        cell = self.given.get(name)
        if cell is None:
            return
        try:
            if cell.kind in ("formula", "error"):
                raise values.Bad(cell.kind)
            value = read_value(cell, *about)
        except values.Bad as bad:
            self.row.problems.append((bad.code, {**bad.about, "field": name}))
            return
        value, note = value if isinstance(value, tuple) else (value, None)
        if value:
            self.row.values[name] = value
        if note:
            self.row.notes.append(note)


def _tell_repeated(rows):
    """Refuse whoever stands in the list a second time."""
    seen = {}
    for row in rows:
        if row.problems:
            continue
        first = next((seen[key] for key in _keys(row) if _repeats(row, seen.get(key), key)), None)
        if first:
            row.problems.append(("repeated", {"row": first.number}))
            continue
        for key in _keys(row):
            seen.setdefault(key, row)


def _keys(row):
    """Return what names the person of a row: a number, or the name with what stands beside it."""
    told, who = row.values, fold(row.values["name"])
    numbers = [(kind, told[kind]) for kind in NUMBERS if told.get(kind)]
    if told.get("nipd"):
        numbers.append(("nipd", told["nipd"], who))
    return [*numbers, ("person", who, told.get("birth_date") or told.get("class_name"))]


def _repeats(row, first, key):
    """Tell whether a row is about the person of an earlier one; two NISN are two children."""
    if first is None or key[0] in NUMBERS:
        return first is not None
    one, other = first.values.get("nisn"), row.values.get("nisn")
    return not (one and other and one != other)
