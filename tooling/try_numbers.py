"""``try-numbers``: put files of real books through heading, call number and sort key.

No database is needed: the rules are pure. What a rule makes of odd input is printed by kind, so that
it can be judged by eye; an exception is a failure.
"""

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from . import iso2709
from .cache import ROOT
from .say import Stop

sys.path.insert(0, str(ROOT / "sipuspa_library"))  # the rules without the addon, which needs Odoo

from tools import call_number, class_number, clerk_list, clerk_names  # noqa: E402

DEWEY = ("082", "092")
OTHERS = ("050", "090", "099")  # other schemes: odd is welcome here
SHOWN = 12


@dataclass(frozen=True)
class Book:
    """What a file says of a book; ``names`` and ``classes`` as they were typed."""

    title: str
    heading: str
    names: tuple = ()
    classes: tuple = ()


def main(_verb, arguments):
    parser = argparse.ArgumentParser(prog="./sipuspa try-numbers")
    parser.add_argument(
        "files", type=Path, nargs="+", help=".mrc (MARC 21) or .csv (a clerk's list)"
    )
    parser.add_argument(
        "--all", action="store_true", help="show all strange ones, not the first few"
    )
    options = parser.parse_args(arguments)
    failed = 0
    for path in options.files:
        failed += Trial(books(path)).run(path.name, sys.maxsize if options.all else SHOWN)
    return 1 if failed else 0


def books(path):
    """Return the books of a file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Stop(f"The file {path} cannot be read.") from error
    try:
        return [*(_marc(data) if path.suffix == ".mrc" else _list(data))]
    except (ValueError, clerk_list.NotAList) as error:
        raise Stop(f"The file {path} is no MARC file and no list of books ({error}).") from error


def _marc(data):
    for fields in iso2709.records(data):
        found = defaultdict(list)
        for tag, subfields in fields:
            found[tag].append(subfields)
        persons = tuple(_text(field, "a") for field in found["100"])
        # a body or a meeting stands in the order it is filed by
        bodies = [_text(field, "ab") for tag in ("110", "111") for field in found[tag]]
        dewey = [value for tag in DEWEY for field in found[tag] for value in _values(field, "a")]
        others = [_text(field, "ab") for tag in OTHERS for field in found[tag]]
        yield Book(
            title=next((_text(field, "a") for field in found["245"]), ""),
            heading=call_number.heading(persons[0]) if persons else "".join(bodies[:1]),
            names=persons,
            classes=(*dewey, *others),
        )


def _text(field, codes):
    return " ".join(_values(field, codes)).strip(" /:;,")


def _values(field, codes):
    return [value for code, value in field if code in codes]


def _list(data):
    for line in clerk_list.read(data):
        if line.refusal:
            yield Book(title=line.title, heading="")
            continue
        entry = clerk_list.entry(line)
        names = tuple(name for name, __ in entry.people)
        heading = clerk_names.filed_under(names[0], entry.publisher) if names else ""
        yield Book(entry.title, heading, names)


class Trial:
    """One file's books, counted, with what is strange among them by kind."""

    def __init__(self, found):
        self.books = found
        self.counts = Counter()
        self.strange = defaultdict(dict)
        self.failures = []

    def run(self, name, shown):
        """Try every book, print what came of it, and return the number of exceptions."""
        for book in self.books:
            try:
                self._try(book)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
                self.failures.append(f"{book}: {error!r}")
        print(f"{name}: {len(self.books)} books")
        for what, count in sorted(self.counts.items()):
            print(f"  {count:6} {what}")
        for kind, examples in sorted(self.strange.items()):
            print(f"  {kind}: {len(examples)} different")
            for text, made in [*examples.items()][:shown]:
                print(f"      {text!r} -> {made!r}")
        print(f"  {len(self.failures)} exceptions")
        for failure in self.failures:
            print(f"      {failure}")
        return len(self.failures)

    def _try(self, book):
        first = book.classes[0] if book.classes else ""
        number = call_number.call_number(first, book.heading, book.title)
        for text in {number, *book.classes}:
            class_number.sort_key(text)
            class_number.lineage(text)
            class_number.counterpart(text)
        self.counts["with a heading" if book.heading else "without a heading"] += 1
        self._look_at_names(book)
        self._look_at_classes(book)
        self._look_at_number(book, first, number)

    def _look_at_names(self, book):
        for name in book.names:
            heading = call_number.heading(name)
            if not call_number.letters(heading, 1).isalpha():
                self.strange["headings that begin with no letter"][name] = heading
            if "," not in heading and len(heading.split()) > 1 and "," not in name:
                self.strange["names left as they are"][name] = heading
        if book.names and call_number.heading(book.heading) != book.heading:
            self.strange["headings that are not their own heading"][book.heading] = (
                call_number.heading(book.heading)
            )

    def _look_at_classes(self, book):
        for text in book.classes:
            found = class_number.parse(text)
            main = class_number.main_class(text)
            self.counts[f"class numbers of main class {main or '-'}"] += 1
            if found.mark:
                self.strange["classes with a mark"][text] = tuple(found)
            if not found.number:
                self.strange["classes without a number"][text] = tuple(found)
            elif not main:
                self.strange["numbers that are no Dewey"][text] = tuple(found)
            elif found.rest:
                self.strange["classes with something behind"][text] = tuple(found)

    def _look_at_number(self, book, first, number):
        self.counts["call numbers"] += bool(number)
        own = number.removeprefix(first.strip()).strip()
        if not own:
            self.strange["call numbers without author and title"][book.title] = number
        elif len(own.split()[0]) < 3:
            self.strange["call numbers of less than three letters"][
                f"{book.heading or book.title}"
            ] = number
