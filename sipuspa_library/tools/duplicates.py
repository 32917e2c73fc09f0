"""Are two descriptions the same title? A score between 0 and 1, and why.

An equal ISBN says yes; else title, author and year do, folded as the catalogue's search folds them and
forgiving what clerks do: old spelling, the edition or subtitle glued to the title, words written
together, names inverted, several authors in one cell, the author left out, a letter wrong. What tells two
titles apart although they look alike weighs more than many equal letters: another volume, class or
edition, the teacher's book, one word replaced by another.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from math import prod
from typing import NamedTuple

from .clerk_titles import VOWELS, words
from .description import (
    FILLERS,
    LEVELS,
    MARKERS,
    ROMANS,
    fold,
    read,
    sound,
    told_apart,
    without_edition,
)

LIKELY = 0.8  # from here on, worth a look by the cataloguer
LONGEST = 60  # letters of a word in a key, which an index must hold


@dataclass(frozen=True)
class Record:
    """A description as anybody typed it; ``title`` with its subtitle behind a colon."""

    title: str
    authors: tuple[str, ...] = ()
    year: str = ""
    isbns: tuple[str, ...] = ()
    publisher: str = ""
    edition: str = ""
    volume: str = ""


class Similarity(NamedTuple):
    """``score`` from 0 to 1; ``reasons``: codes of :data:`REASONS`, what speaks for and against."""

    score: float
    reasons: tuple[str, ...]


# what each reason leaves of a score, in the order they are told
REASONS = {
    "isbn": 1.0,
    "isbn_differs": 0.8,
    "title": 1.0,
    "title_close": 1.0,
    "title_differs": 1.0,
    "volume_differs": 0.3,
    "volume_missing": 0.65,
    "level_differs": 0.4,
    "edition_differs": 0.35,
    "edition_missing": 0.94,
    "author": 1.0,
    "author_close": 0.97,
    "author_missing": 0.92,
    "author_unknown": 0.95,
    "author_differs": 0.45,
    "year": 1.0,
    "year_close": 0.95,
    "year_missing": 0.98,
    "year_differs": 0.8,
    "publisher": 1.0,
    "publisher_differs": 0.88,
}

COMMON = FILLERS | MARKERS | LEVELS.keys() | words("edisi revisi cetakan siswa guru")
NEIGHBOURS = {
    frozenset(pair)
    for row in (
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "qaz",
        "wsx",
        "edc",
        "rfv",
        "tgb",
        "yhn",
        "ujm",
    )
    for pair in pairwise(row)
}


def key(title):
    """Return what equals for one title however it is typed: folded words, without the edition.

    >>> key("LASKAR PELANGI EDISI 2") == key("Laskar pelangi") == key("Laskar-Pelangi")
    True
    """
    text, _edition = without_edition(title)
    found, numbers, _levels = told_apart(fold(text))
    return "".join([word for word in found if word not in FILLERS] or found) + "".join(
        sorted(numbers)
    )


def keys(title, subtitle="", authors=""):
    """Return what two descriptions of one title share, whatever was typed wrong in one of them.

    All letters of the title, with or without its subtitle; two of its three longest words; or one of the two
    longest with the longest word of an author's name. Words of many titles, numbers and volumes do not count.

    >>> sorted(keys("Laskar Pelangi", authors="Andrea Hirata"))
    ['=laskarpelangi', 'laskar+pelangi', 'laskar@andrea', 'pelangi@andrea']
    """
    names = {
        sound(max(found, key=len)[:LONGEST])
        for found in map(fold, re.split("[;,]", authors or "")[:4])
        if found and len(max(found, key=len)) > 3
    }
    shared = set()
    for text in {title, f"{title} {subtitle or ''}"}:
        telling = [sound(word[:LONGEST]) for word in fold(text) if _is_telling(word)]
        longest = sorted(set(telling), key=lambda word: (-len(word), word))
        shared.add("=" + "".join(telling or sorted(fold(text)))[: 3 * LONGEST])
        shared.update("+".join(sorted(pair)) for pair in combinations(longest[:3], 2))
        shared.update(f"{word}@{name}" for word in longest[:2] for name in names)
    return shared


def _is_telling(word):
    return len(word) > 2 and word.isalpha() and word not in COMMON and word not in ROMANS


def score(a, b, least=0.0):
    """Return how likely two :class:`Record` describe one title, and what speaks for and against.

    :param least: a lower score does not matter; one that cannot reach it is told roughly, and sooner

    >>> score(Record("Bumi Manusia", ("Toer, Pramoedya Ananta",), "2005"),
    ...       Record("BOEMI MANOESIA", ("Pramoedya Ananta Toer",), "2005")).score
    1.0
    """
    one, other = read(a), read(b)
    reasons = [*_isbns_say(one.isbns, other.isbns), *_year_says(one.year, other.year)]
    certain = "isbn" in reasons
    for say, part in SAYINGS:
        reasons += say(getattr(one, part), getattr(other, part))
        if not certain and _worth(reasons) < least:
            return Similarity(_worth(reasons), tuple(reasons))
    if "year_differs" in reasons and not one.names and not other.names:
        reasons.append("author_unknown")
    alike = _titles_alike(one, other)
    reasons.append(
        "title" if alike > 0.99 else "title_close" if alike >= LIKELY else "title_differs"
    )
    result = alike * _worth(reasons)
    if certain and not {"volume_differs", "edition_differs"}.intersection(reasons):
        # a wrong number on another book is met as well: then the title tells
        result = max(result, 0.9 + alike / 10 if alike > 0.5 else 0.7)
    return Similarity(round(result, 3), tuple(code for code in REASONS if code in reasons))


def _worth(reasons):
    return round(prod(REASONS[reason] for reason in reasons), 3)


# ------------------------------------------------------------------
# COMPARING
# ------------------------------------------------------------------


def _titles_alike(one, other):
    whole = _words_alike(one.words, other.words)
    if one.has_subtitle == other.has_subtitle:
        return max(whole, _begins_with(one.words, other.words))
    short, long = (other, one) if one.has_subtitle else (one, other)
    certainty = 0.95 if len(long.main) > 1 else 0.85
    return max(whole, certainty * _words_alike(short.words, long.main))


def _begins_with(one, other):
    """Return how alike titles are of which one goes on where the other ends: with a subtitle, maybe."""
    short, long = sorted((one, other), key=len)
    whole = len(short) >= 3 and len(long) >= len(short) + 2 and long[: len(short)] == short
    return 0.85 if whole else 0.0


def _words_alike(one, other):
    """Return how much of two lists of words is the same, whatever their order."""
    if "".join(one) == "".join(other):
        return 1.0
    one, other = sorted((_joined(one, other), _joined(other, one)))
    equal = Counter(one) & Counter(other)
    matched = sum(2.0 * _weight(word) * count for word, count in equal.items())
    left, alone = list((Counter(other) - equal).elements()), []
    for word in (Counter(one) - equal).elements():
        near = max(left, key=lambda candidate: _word_alike(word, candidate), default="")
        closeness = _word_alike(word, near) if near else 0
        if closeness:
            left.remove(near)
            matched += closeness * (_weight(word) + _weight(near))
        else:
            alone.append(word)
    total = sum(map(_weight, one)) + sum(map(_weight, other))
    alike = matched / total if total else 0
    if _telling(alone) and _telling(left):
        return alike * 0.7  # a word stands in another's place: micro and macro, civil and criminal
    return alike * 0.92 if _telling(alone) or _telling(left) else alike


def _joined(one, other):
    """Return the words of ``one``, those put together that ``other`` writes as one."""
    wanted, result = set(other) - set(one), []
    for word in one:
        if result and result[-1] + word in wanted:
            result[-1] += word
        else:
            result.append(word)
    return result


def _weight(word):
    return 1 if word in FILLERS else 2 + min(len(word), 8)


def _telling(alone):
    return any(word not in FILLERS for word in alone)


@lru_cache(maxsize=200_000)
def _word_alike(a, b):
    """Return 1 for equal words, a little less for a slip of the pen, 0 for another word."""
    if a == b:
        return 1.0
    if sound(a) == sound(b):
        return 0.98
    shorter = min(len(a), len(b))
    if shorter < 5 or abs(len(a) - len(b)) > 1:
        return 0.0
    start = next((at for at in range(shorter) if a[at] != b[at]), shorter)
    if len(a) != len(b):
        long, short = (a, b) if len(a) > len(b) else (b, a)
        return 0.93 if long[start + 1 :] == short[start:] else 0.0
    ends = a[0] == b[0] and (a[-1] == b[-1] or a[:-2] == b[:-2])
    if ends and sorted(a) == sorted(b):
        return 0.93  # a letter in the wrong place
    if a[start + 1 :] != b[start + 1 :]:
        return 0.0
    slip = frozenset((a[start], b[start])) in NEIGHBOURS or shorter >= 8
    return 0.9 if slip else 0.0


def _levels_say(one, other):
    if one and other and not one & other:
        yield "level_differs"


def _numbers_say(one, other):
    if one == other:
        return
    if one <= other or other <= one:
        yield "volume_missing"
    else:
        yield "volume_differs"


def _edition_says(one, other):
    if one == other:
        return
    if one.isdigit() and other.isdigit():
        yield "edition_differs"
    else:
        yield "edition_missing"


def _isbns_say(one, other):
    if one and other:
        yield "isbn" if one & other else "isbn_differs"


def _names_say(one, other):
    if not one or not other:
        if one or other:
            yield "author_missing"
        return
    closest = max(_name_alike(name, candidate) for name in one for candidate in other)
    yield "author" if closest > 0.9 else "author_close" if closest else "author_differs"


def _name_alike(one, other):
    """Return 1 for one person, 0.5 where a part of the name is left out, 0 for another."""
    if one == other:
        return 1
    short, long = sorted((one, other), key=len)
    left = set(long)
    full = 0
    for word in sorted(short, key=len, reverse=True):
        near = max(left, key=lambda candidate: _name_word_alike(word, candidate), default="")
        if not near or not _name_word_alike(word, near):
            return 0
        left.remove(near)
        full += min(len(word), len(near)) > 1
    if not full:
        return 0
    return 1 if not left else 0.5


def _name_word_alike(a, b):
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return 0.5 if long[0] == short else 0
    return _word_alike(a, b) or (0.5 if _shortened(short, long) else 0)


def _shortened(short, long):
    """Tell whether a word is written without its vowels: Kt. for Ketut, Nym. for Nyoman."""
    letters = iter(long)
    return (
        len(short) <= 3
        and short[0] == long[0]
        and VOWELS.isdisjoint(short.replace("y", ""))
        and all(letter in letters for letter in short)
    )


def _year_says(one, other):
    if not one or not other:
        if one or other:
            yield "year_missing"
        return
    gap = abs(int(one) - int(other))
    yield "year" if not gap else "year_close" if gap == 1 else "year_differs"


def _publisher_says(one, other):
    if not one or not other:
        return
    near = any(_word_alike(a, b) or a.startswith(b) or b.startswith(a) for a in one for b in other)
    yield "publisher" if near or _sorted(one) == _sorted(other) else "publisher_differs"


def _sorted(found):
    return "".join(sorted(found))


# what is asked in turn, what costs least first
SAYINGS = (
    (_publisher_says, "publisher"),
    (_names_say, "names"),
    (_numbers_say, "numbers"),
    (_levels_say, "levels"),
    (_edition_says, "edition"),
)
