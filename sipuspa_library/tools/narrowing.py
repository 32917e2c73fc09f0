"""What a search is narrowed by: the parameters of its address, checked, and back again."""

import re
from dataclasses import dataclass

TEXT_LENGTH = 100
CODE = re.compile(r"[\w.-]{1,32}")
YEAR = re.compile(r"1[4-9]\d\d|20\d\d")
YEARS_READ = 300
TOPIC = re.compile(r"([1-9][0-9]{0,8})(-[\w-]*)?")  # as the address of its page names it
SORTS = ("title", "new", "read")
# the name here, and in the address
TEXTS = {"title": "title", "author": "author", "subject": "subject", "isbn": "isbn"}
CODES = {
    "language": "language",
    "audience": "for",
    "group": "class",
    "kind": "kind",
    "area": "area",
}
YEARS = {"year_from": "from", "year_to": "to"}
# where the words of a text must stand: weights of the catalogue's column
PLACES = {"title": "A", "author": "B", "subject": "C", "isbn": "C"}


@dataclass(frozen=True)
class Narrowing:
    """Words that must stand in one place, and what else a title must be; nothing narrows nothing."""

    title: str = ""
    author: str = ""
    subject: str = ""
    isbn: str = ""
    year_from: int = 0
    year_to: int = 0
    language: str = ""
    audience: str = ""
    group: str = ""
    kind: str = ""
    area: str = ""
    topic: int = 0
    available: bool = False

    def __bool__(self):
        return any(vars(self).values())

    def texts(self):
        """Return ``(text, weights of its place)`` of the fields somebody wrote words into."""
        return [(text, PLACES[name]) for name in TEXTS if (text := getattr(self, name))]

    def marks(self):
        """Return for each condition on the title itself the marks of which it must have one."""
        found = [
            (sign + value,)
            for sign, value in (("l", self.language), ("a", self.audience), ("c", self.group))
            if value
        ]
        if self.year_from or self.year_to:
            last = self.year_to or 2099
            first = max(self.year_from, last - YEARS_READ)
            found.append(tuple(f"y{years}" for years in spans(first, last)) or ("y",))
        return tuple(found)

    def parameters(self, **changed):
        """Return the parameters of the address, some of them changed; what is empty is left out."""
        values = {**vars(self), **changed}
        names = {**TEXTS, **CODES, **YEARS, "topic": "topic", "available": "now"}
        return {
            names[name]: str(int(value) if value is True else value)
            for name, value in values.items()
            if value
        }


def spans(first, last):
    """Return the years from ``first`` to ``last``; whole decades and centuries as ``195*``, ``20*``.

    >>> spans(1948, 1960)
    ['1948', '1949', '195*', '1960']
    >>> spans(1890, 2001)
    ['189*', '19*', '2000', '2001']
    """
    found = []
    while first <= last:
        length = next(n for n in (100, 10, 1) if first % n == 0 and first + n - 1 <= last)
        found.append(f"{first // length}{'*' if length > 1 else ''}")
        first += length
    return found


def read(parameters):
    """Return the :class:`Narrowing` of an address; what cannot be meant is left out.

    >>> read({"author": " Andrea  Hirata ", "from": "2005", "to": "soon", "language": "<id>"})
    Narrowing(title='', author='Andrea Hirata', subject='', isbn='', year_from=2005, year_to=0, \
language='', audience='', group='', kind='', area='', topic=0, available=False)
    """

    def text(name):
        value = parameters.get(name)
        return value if isinstance(value, str) else ""

    values = {name: tidy(text(short))[:TEXT_LENGTH] for name, short in TEXTS.items()}
    values |= {
        name: text(short) if CODE.fullmatch(text(short)) else "" for name, short in CODES.items()
    }
    values |= {
        name: int(text(short)) if YEAR.fullmatch(text(short)) else 0
        for name, short in YEARS.items()
    }
    topic = TOPIC.fullmatch(text("topic"))
    values["topic"] = int(topic[1]) if topic else 0
    return Narrowing(**values, available=text("now") == "1")


def tidy(text):
    """Return ``text`` without what cannot be seen, with single blanks."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
