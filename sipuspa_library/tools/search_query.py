"""What somebody typed into the search box, and the ``tsquery`` it becomes.

Words stand in any order and all must be there; ``"a phrase"`` stays together; ``-word`` is unwanted. A
word is also found by its stem: the catalogue keeps the stems of a title's words under a mark of their
own (``~ajar`` of *belajar*), so that a stem is a weaker match and no unwanted word.
"""

import re
from dataclasses import dataclass, replace
from math import log

STEM = "~"
MARK = "="
PART = re.compile(r'(-?)"([^"]*)"?|(\S+)')
WORDS_READ = 16
INITIALS = range(3, 7)  # letters of an abbreviation of a title
RARELY = 3  # titles with a word that may be a slip, or an abbreviation
STEP = 8  # times as many titles make a word tell less
UNKNOWN = 20  # as many titles as a word is taken to stand in that is known by its stem only
MANY = 10**9  # titles of a mark alone: a language, a class
ENOUGH, COMMON = 200, 20  # titles that hold a telling word: so many, and times those of the rarest


@dataclass(frozen=True)
class Term:
    """A part of what was typed: ``kind`` is word, phrase or unwanted."""

    kind: str
    text: str
    place: str = ""  # weights of the places where it must stand, everywhere without

    @property
    def typed(self):
        """The term as it is typed."""
        return {"phrase": f'"{self.text}"', "unwanted": f"-{self.text}"}.get(self.kind, self.text)


@dataclass(frozen=True)
class Word:
    """A word as the catalogue keeps it, its stems, and how many titles hold it.

    ``cuts``: where it falls into two known words. ``forms``: see :mod:`.word_forms`.
    """

    word: str
    stems: tuple = ()
    count: int = 0
    place: str = ""
    cuts: tuple = ()
    forms: tuple = ()

    @property
    def weight(self):
        """How much the word tells of what is wanted, in steps: a rare one much, "buku" little."""
        return 1 / (1 + round(log(1 + (self.count or UNKNOWN), STEP)))

    def leaves(self):
        """Return all the forms in which a title may hold it, the word itself first."""
        if self.place:
            return self.written(self.place)
        stems = list(dict.fromkeys([self.word, *self.stems]))
        return [
            *map(quoted, stems),
            *(quoted(STEM + stem) for stem in stems),
            *self.written()[1:],
            *self.initials(),
        ]

    def written(self, place=""):
        """Return the word, and how else it may be written, in ``place``."""
        return [_placed(self.word, place=place)] + [
            "(" + " <-> ".join(_placed(*part, place=place) for part in form) + ")"
            if len(form) > 1
            else _placed(*form[0], place=place)
            for form in self.forms
        ]

    def initials(self):
        """Return the mark of titles with these initials, where it is hardly a word: KBBI."""
        if self.count > RARELY or not (self.word.isalpha() and len(self.word) in INITIALS):
            return []
        return [quoted(f"{MARK}i{self.word}")]


@dataclass(frozen=True)
class Query:
    """What is asked for: words, phrases, what is unwanted, and marks (language, class, year …)."""

    words: tuple = ()
    phrases: tuple = ()
    unwanted: tuple = ()
    marks: tuple = ()  # each a list of marks of which one must stand there; y19* are all that begin so

    def __bool__(self):
        return bool(self.words or self.phrases)

    def all(self):
        """Return the tsquery of titles with all the words, or their stems."""
        return self._with([_any(word.leaves()) for word in self.words])

    def some(self):
        """Return the tsquery of titles with some of the words."""
        return self._with([_any(leaf for word in self.words for leaf in word.leaves())])

    def exact(self):
        """Return the tsquery of titles with all the words as they were typed."""
        return self._with([word.leaves()[0] for word in self.words])

    def titled(self):
        """Return the tsquery of titles that have all the words in the title itself."""
        return " & ".join(
            [_any(word.written("A")) for word in self.words] or [f"({p})" for p in self.phrases]
        )

    def any_word(self):
        """Return the tsquery by which closeness is measured: whichever words are there."""
        return _any([quoted(word.word) for word in self.words] or self.phrases)

    def telling(self):
        """Return the query without words that are common beside the rarest: they tell titles apart badly."""
        known = [word.count for word in self.words if word.count]
        most = ENOUGH + COMMON * min(known, default=0)
        return replace(self, words=tuple(word for word in self.words if word.count <= most))

    def most(self, match):
        """Return how many titles ``match``, one of the tsqueries of this query, can find at most, about."""
        counts = [word.count or UNKNOWN for word in self.words]
        if self.phrases or not counts:
            return UNKNOWN if self.phrases else MANY
        return min(counts) if match == self.all() else sum(counts)

    def _with(self, words):
        return " & ".join(
            [
                *filter(None, words),
                *(f"({phrase})" for phrase in self.phrases),
                *(f"!({phrase})" for phrase in self.unwanted),
                *(_any(map(_mark, marks)) for marks in self.marks),
            ]
        )


def terms(text, place=""):
    """Return the :class:`Term` of each part of ``text``.

    >>> [(term.kind, term.text) for term in terms('hirata "laskar pelangi" -film')]
    [('word', 'hirata'), ('phrase', 'laskar pelangi'), ('unwanted', 'film')]
    """
    found = []
    for match in PART.finditer(text or ""):
        minus, phrase, word = match.groups()
        if phrase is not None:
            found.append(Term("unwanted" if minus else "phrase", phrase, place))
        elif re.fullmatch(r"-\w.*", word):
            found.append(Term("unwanted", word[1:], place))
        else:
            found.append(Term("word", word, place))
    return found[:WORDS_READ]


def quoted(lexeme):
    """Return a lexeme as a ``tsquery`` reads it, whatever signs it holds."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _placed(lexeme, is_beginning=False, place=""):
    sign = ("*" if is_beginning else "") + place
    return f"{quoted(lexeme)}:{sign}" if sign else quoted(lexeme)


def _mark(mark):
    return _placed(MARK + mark.removesuffix("*"), is_beginning=mark.endswith("*"))


def _any(leaves):
    leaves = list(leaves)
    return f"({' | '.join(leaves)})" if len(leaves) > 1 else "".join(leaves)
