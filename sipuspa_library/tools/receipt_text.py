"""A receipt as lines of text, as a 58 or 80 mm printer takes them: 32 or 48 letters of one width.

Plain letters only: what such a printer makes of any other nobody knows. Words come from the caller, in the
reader's language. The same receipt is drawn as a PDF (:mod:`.receipt_pdf`).
"""

import textwrap
import unicodedata
from dataclasses import dataclass

WIDTHS = {58: 32, 80: 48}  # millimetres of paper, letters on a line


@dataclass(frozen=True)
class Receipt:
    """What stands on a receipt.

    :param head: who gives it: the library, its address
    :param title: what it is, and its number
    :param facts: ``(label, value)``: date, name, class
    :param rows: ``(what it is for, amount in words)``
    :param sums: ``(label, amount in words)``
    :param foot: what is said at the end
    """

    head: tuple
    title: str
    facts: tuple
    rows: tuple
    sums: tuple = ()
    foot: tuple = ()


def lines(receipt, width):
    """Return the lines of a receipt, none wider than ``width`` letters."""
    rule = "-" * width
    told = [*_centred(receipt.head, width), rule, *_centred((receipt.title,), width)]
    for label, value in receipt.facts:
        told += textwrap.wrap(f"{label}: {value}", width, subsequent_indent="  ")
    told.append(rule)
    for what, amount in receipt.rows:
        told += _row(what, amount, width)
    if receipt.sums:
        told.append(rule)
    for label, amount in receipt.sums:
        told += _row(label, amount, width)
    if receipt.foot:
        told += [rule, *_centred(receipt.foot, width)]
    return [_plain(line) for line in told]


def _plain(line):
    line = unicodedata.normalize("NFKD", line.replace("·", "-"))
    return line.encode("ascii", "ignore").decode()


def _centred(texts, width):
    return [line.center(width).rstrip() for text in texts for line in textwrap.wrap(text, width)]


def _row(what, amount, width):
    """Return what it is for, broken where it must, with the amount at the right of its last line."""
    *above, last = textwrap.wrap(what, width) or [""]
    if len(last) + 1 + len(amount) > width:
        above.append(last)
        last = ""
    return [*above, last + amount.rjust(width - len(last))]
