"""Text files of columns, as Excel and others save them: commas, semicolons or tabs, four encodings."""

import codecs
import csv
import io
from itertools import islice

from .cells import HEAD_ROWS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Cell, Refused
from .workbook import DAY_0

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DELIMITERS = (";", ",", "\t")


def sheets(data):
    """Return the text read with each delimiter; its headings tell which one is right."""
    text = decoded(data)
    return [Sheet(text, delimiter) for delimiter in DELIMITERS]


def decoded(data):
    """Return the text of a file: as its mark says, else UTF-8, else what Windows writes in Europe.

    >>> decoded("Nama;Kelas".encode("utf-16")) == decoded(b"Nama;Kelas")
    True
    """
    encodings = ("utf-8", "cp1252")
    for mark, encoding in MARKS:
        if data.startswith(mark):
            data, encodings = data[len(mark) :], (encoding,)
            break
    else:
        sample = data[:2000]
        if sample[1::2].count(0) > len(sample) / 4:
            encodings = ("utf-16-le",)
        elif sample[::2].count(0) > len(sample) / 4:
            encodings = ("utf-16-be",)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("not_a_list")


class Sheet:
    """A text, parted at one delimiter."""

    day_0 = DAY_0

    def __init__(self, text, delimiter):
        self.text, self.delimiter = text, delimiter

    def head(self):
        """Return the first rows whole, as ``(number, {column: cell})``."""
        # a quotation mark out of place may only mean that this is not the delimiter
        return list(islice(self._read(range(MAX_COLUMNS), strict=False), HEAD_ROWS))

    def body(self, columns):
        """Yield the rows that hold anything in ``columns``, as ``(number, {column: cell})``."""
        for count, row in enumerate(self._read(sorted(columns), strict=True)):
            if count >= MAX_ROWS:
                raise Refused("too_many_rows", most=MAX_ROWS)
            yield row

    def _read(self, columns, strict):
        text = io.StringIO(self.text, newline="")
        rows = csv.reader(text, delimiter=self.delimiter, strict=strict)
        number = 0
        try:
            for number, texts in enumerate(rows, 1):
                cells = {
                    column: _cell(texts[column])
                    for column in columns
                    if column < len(texts) and texts[column].strip()
                }
                if cells:
                    yield number, cells
        except csv.Error as error:
            raise Refused("quotes", row=number + 1) from error


def _cell(text):
    """Return a cell; ``="0012"`` and ``'0012`` are how leading zeros are kept through Excel."""
    text = text.strip()[:MAX_TEXT]
    if text.startswith('="') and text.endswith('"') and '"' not in text[2:-1]:
        return Cell(text[2:-1])
    if text.startswith("="):
        return Cell(text, "formula")
    return Cell(text.removeprefix("'"))
