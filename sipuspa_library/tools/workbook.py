"""A table as a workbook (XLSX): one sheet, its headings, a filter. Nothing here reads a database."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import xlsxwriter

MAX_TITLE = 31  # what a sheet's name may have
FORBIDDEN = str.maketrans("[]:*?/\\", "       ")


@dataclass(frozen=True)
class Heading:
    """A column: its title, and how wide it is, in characters."""

    title: str
    width: float = 14


def render(title, headings, rows):
    """Return the bytes of a workbook.

    What begins with "=" is a text, not a formula to be run by whoever opens the file.

    :param rows: sequences of texts, numbers and dates; ``None``, ``False`` and "" leave a cell blank
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        sheet = workbook.add_worksheet(title.translate(FORBIDDEN)[:MAX_TITLE])
        bold = workbook.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        day = workbook.add_format({"num_format": "dd-mm-yyyy"})
        for at, heading in enumerate(headings):
            sheet.set_column(at, at, heading.width)
            sheet.write_string(0, at, heading.title, bold)
        last = 0
        for last, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                _write(sheet, last, at, value, day)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(headings) - 1)
    return buffer.getvalue()


def _write(sheet, row, at, value, day):
    if isinstance(value, date):
        sheet.write_datetime(row, at, value, day)
    elif isinstance(value, str):
        sheet.write_string(row, at, value)
    elif value is not None and value is not False:
        sheet.write_number(row, at, value)
