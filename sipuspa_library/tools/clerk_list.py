"""A clerk's list of books: a CSV file with one line a copy, as typed over the years.

Reading is tolerant in form (headings in two languages, commas or semicolons, three encodings) and
strict in sense: a file that is no list is refused whole, a line that is no book by itself.
"""

import csv
import io
import re
from dataclasses import dataclass

from . import clerk_names, clerk_titles
from .clerk_titles import fold

LIMIT = 10_000
COLUMNS = {
    "local_code": "local_code code kode kode_buku kode_lokal kode_eksemplar no_induk nomor_induk"
    " no_inventaris nomor_inventaris barcode item_code",
    "title": "title judul judul_buku",
    "author": "author authors pengarang penulis nama_pengarang",
    "publisher": "publisher penerbit",
    "year": "year tahun tahun_terbit thn_terbit",
    "place": "place tempat tempat_terbit kota kota_terbit",
    "isbn": "isbn isbn_issn",
}
HEADINGS = {
    heading.replace("_", ""): column
    for column, headings in COLUMNS.items()
    for heading in headings.split()
}
NEEDED = {"title": "judul", "author": "pengarang"}
HEADING_WITHIN = 10  # lines in which the headings must come


class NotAList(Exception):
    """The file is no list of books; ``code`` and ``details`` say why."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.code, self.details = code, details


@dataclass(frozen=True)
class Line:
    """One line as typed; ``number`` counts from 1 as a spreadsheet does."""

    number: int
    local_code: str = ""
    title: str = ""
    author: str = ""
    publisher: str = ""
    year: str = ""
    place: str = ""
    isbn: str = ""
    overflow: bool = False

    @property
    def text(self):
        """The line in one piece: what a copy made of it keeps."""
        cells = (
            *(self.local_code, self.title, self.author, self.publisher),
            *(self.place, self.year, self.isbn),
        )
        return "; ".join(cell for cell in cells if cell)

    @property
    def refusal(self):
        """The code of why no book can be made of it, or nothing."""
        if self.overflow:
            return "overflow"
        if clerk_names.blank(self.title):
            return "no_title"
        if not any(letter.isalpha() for letter in self.title) and not self.author:
            return "no_words"
        return ""


@dataclass(frozen=True)
class Entry:
    """What is catalogued of a line."""

    title: str
    subtitle: str
    edition: str
    people: tuple
    publisher: str
    place: str
    year: str
    isbn: str

    @property
    def key(self):
        """What makes two lines copies of one title."""
        names = sorted(fold(name) for name, __ in self.people)
        return (*self.title_key, *names, fold(self.edition), fold(self.publisher), self.year)

    @property
    def title_key(self):
        return (fold(self.title + self.subtitle),)


def read(data):
    """Return the lines of a file that hold anything.

    :param data: the file's bytes
    :raise NotAList: ``empty``, ``workbook``, ``binary``, ``columns``, ``broken`` or ``too_long``
    """
    rows = _rows(_decoded(data))
    columns = None
    lines = []
    for number, row in rows:
        cells = [" ".join(cell.split()) for cell in row]
        if not any(cells):
            continue
        if columns is None:
            columns = _columns(cells)
            if columns is None and number > HEADING_WITHIN:
                break
            continue
        lines.append(_line(number, cells, columns))
        if len(lines) > LIMIT:
            raise NotAList("too_long", limit=LIMIT)
    if columns is None:
        raise NotAList("columns", needed=", ".join(NEEDED.values()))
    if not lines:
        raise NotAList("empty")
    return lines


def _decoded(data):
    if not data.strip():
        raise NotAList("empty")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise NotAList("workbook")
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise NotAList("binary")


def _rows(text):
    """Yield ``(line number, cells)``; the separator is what the richest of the first lines has most."""
    head = text.splitlines()[:HEADING_WITHIN]
    separator = max(",;\t", key=lambda sign: max(line.count(sign) for line in head))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for row in reader:
            yield number, row
            number = reader.line_num + 1
    except csv.Error as error:
        raise NotAList("broken", line=number) from error


def _columns(cells):
    """Return the column of each cell when these are the headings, else ``None``."""
    columns = [HEADINGS.get(fold(cell)) for cell in cells]
    return columns if columns.count("title") == 1 and "author" in columns else None


def _line(number, cells, columns):
    values = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell and column not in values:
            values[column] = cell
    return Line(number, overflow=any(cells[len(columns) :]), **values)


def entry(line):
    """Return what is catalogued of a line."""
    title, subtitle, edition = clerk_titles.title_parts(line.title)
    house = clerk_names.publisher(line.publisher)
    return Entry(
        title=title,
        subtitle=subtitle,
        edition=edition,
        people=tuple(clerk_names.people(line.author, house)),
        publisher=house,
        place=clerk_names.place(line.place),
        year=_year(line.year),
        isbn=line.isbn,
    )


def _year(text):
    """Return the year, out of what spreadsheets and clerks put around it."""
    if clerk_names.blank(text):
        return ""
    years = re.findall(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", text)
    bracketed = re.search(r"[\[?]", text)
    return years[0] if len(years) == 1 and not bracketed else text
