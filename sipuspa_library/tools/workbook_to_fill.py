"""Workbooks we hand out: the template to fill in, and the rows to mend.

Every cell is a text in a column formatted as text: no number loses a nought, nothing is a formula.
"""

import io
from dataclasses import dataclass

import xlsxwriter

FILLABLE_ROWS = 2_000
HEADING = {"bold": True, "bg_color": "#1F4E79", "font_color": "white", "border": 1}
NEEDED = {**HEADING, "bg_color": "#9C2A00"}


@dataclass(frozen=True)
class Column:
    """A column of such a workbook."""

    heading: str
    width: float = 18
    needed: bool = False
    hint: str = ""  # shown by Excel beside the cell that is being filled in
    choices: tuple = ()


def columns_of(names, headings, hints, choices, widths, needed):
    """Return a :class:`Column` for each of ``names``.

    :param headings: by name, as are ``hints``, ``choices`` and ``widths``, where there are any
    :param needed: the name of the one that is always filled in
    """
    return [
        Column(
            headings[name],
            widths.get(name, Column.width),
            needed=name == needed,
            hint=hints.get(name, ""),
            choices=choices.get(name, ()),
        )
        for name in names
    ]


def workbook(name, columns, rows=(), more=(), help_name="", help_lines=()):
    """Return an XLSX of ``columns`` with ``rows`` of texts, and a sheet of help behind it.

    :param more: ``(name, columns, rows)`` of further sheets
    :param help_lines: rows of texts; a row of one text is a heading
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(
        output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": None})
    for title, wanted, texts in ((name, columns, rows), *more):
        _fill(book, book.add_worksheet(_sheet_name(title)), wanted, texts)
    if help_lines:
        _help(book, book.add_worksheet(_sheet_name(help_name)), help_lines)
    book.close()
    return output.getvalue()


def _fill(book, sheet, columns, rows):
    as_text = book.add_format({"num_format": "@", "text_wrap": False})
    looks = {needed: book.add_format(NEEDED if needed else HEADING) for needed in (True, False)}
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, as_text)
        sheet.write_string(0, at, column.heading, looks[column.needed])
        if column.choices or column.hint:
            sheet.data_validation(1, at, FILLABLE_ROWS, at, _validation(column))
    for line, row in enumerate(rows, 1):
        for at, text in enumerate(row):
            sheet.write_string(line, at, text, as_text)


def _validation(column):
    told = {"input_title": column.heading[:32], "input_message": column.hint[:255]}
    if column.choices:
        return {**told, "validate": "list", "source": list(column.choices)}
    return {**told, "validate": "any"}


def _help(book, sheet, lines):
    bold = book.add_format({"bold": True, "font_size": 13})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28, wrapped)
    sheet.set_column(1, 1, 90, wrapped)
    sheet.hide_gridlines(2)
    for number, line in enumerate(lines):
        for at, text in enumerate(line):
            sheet.write_string(number, at, text, bold if len(line) == 1 else wrapped)


def _sheet_name(name):
    return "".join(letter for letter in name if letter not in "[]:*?/\\'")[:31]
