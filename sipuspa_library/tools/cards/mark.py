"""What the bars on a card say: the card number, and which card of its owner it is.

The mark is letters behind the number, which ends in a digit: ``A000123456A`` is the first card,
``…B`` the one after a loss. So a scan is told from a number that somebody types: the number always
finds the person, the bars only while they are those of the card that is good.
"""

import re

CODED = re.compile(r"(?P<number>\w*\d)(?P<mark>[A-Z]{1,3})")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def coded(number, issue):
    """Return what the bars of the ``issue``-th card of a person say.

    >>> coded("A000123456", 1), coded("A000123456", 28)
    ('A000123456A', 'A000123456AB')
    """
    letters = ""
    while issue:
        issue, letter = divmod(issue - 1, len(LETTERS))
        letters = LETTERS[letter] + letters
    return number + letters


def read(code):
    """Return ``(card number, issue)`` of bars; no issue where it is a plain number.

    >>> read("A000123456B"), read("A000123456")
    (('A000123456', 2), ('A000123456', None))
    """
    found = CODED.fullmatch(code or "")
    if not found:
        return code, None
    issue = 0
    for letter in found["mark"]:
        issue = issue * len(LETTERS) + LETTERS.index(letter) + 1
    return found["number"], issue
