"""Other ways to write what somebody typed: in one word or in two, with a numeral, or as people speak.

A form is a row of ``(lexeme, is_beginning)`` that must stand next to each other in a title; each is one
more leaf of the query beside the word itself, so it finds more and never less.
"""

import re
from dataclasses import replace

JOINED_LENGTH = 6  # letters: in a shorter word two others meet by chance
PART_LENGTH, BEGINNING_LENGTH = 3, 4  # of a word cut in two; of a part that may go on
UNFINISHED_LENGTH = 5  # letters of a word nobody knows, which may be the beginning of one
DIGITS_AND_LETTERS = re.compile(r"([0-9]+)([a-z]+)|([a-z]+)([0-9]+)")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
NUMERALS = {str(number): sign for number, sign in enumerate(ROMAN, 1)}
NUMERALS |= {sign: number for number, sign in NUMERALS.items()}
SPOKEN = {"e": "ai", "o": "au"}  # at the end of a word: cabe, pulo
SPOKEN_LENGTH = 4  # letters


def spelled(words):
    """Return ``words`` as typed one after another, each with the forms its neighbours and digits allow.

    "mata hari" is found in *Matahari*, "folktale" in *Folk Tales*, "kelas 8" in *Kelas VIII*,
    "5cm" in *5 cm*, "cabe" in *Cabai*, "ensiklo" in *Ensiklopedi*.
    """
    neighbours = zip([None, *words], words, [*words[1:], None], strict=False)
    return [
        replace(word, forms=tuple(dict.fromkeys(_forms(before, word, after))))
        for before, word, after in neighbours
    ]


def _forms(before, word, after):
    if before and before.place != word.place:
        before = None
    if after and after.place != word.place:
        after = None
    for pair in ((before, word), (word, after)):
        if all(pair) and _is_joinable(*pair):
            yield ((pair[0].word + pair[1].word, True),)
    for cut in word.cuts:
        yield (
            (word.word[:cut], False),
            (word.word[cut:], len(word.word) - cut >= BEGINNING_LENGTH),
        )
    if not word.count and word.word.isalpha() and len(word.word) >= UNFINISHED_LENGTH:
        yield ((word.word, True),)
    if parts := DIGITS_AND_LETTERS.fullmatch(word.word):  # 5cm, kelas7
        first, last = filter(None, parts.groups())
        yield (first, False), (last, False)
        if last in NUMERALS:
            yield (first, False), (NUMERALS[last], False)
    if other := NUMERALS.get(word.word):
        if before:
            yield (before.word, False), (other, False)
        if not {word.word, other} & set("ivx"):  # an initial, or the I of a Balinese name
            yield ((other, False),)
    if len(word.word) >= SPOKEN_LENGTH and (end := SPOKEN.get(word.word[-1])):
        yield ((word.word[:-1] + end, False),)
    if word.word.endswith("2") and word.word[:-1].isalpha():  # orang2: said twice
        yield ((word.word[:-1], False),)


def _is_joinable(one, other):
    return (
        one.word.isalpha()
        and other.word.isalpha()
        and one.word != other.word
        and min(len(one.word), len(other.word)) > 1
        and len(one.word + other.word) >= JOINED_LENGTH
    )
