"""A title's description as a clerk typed it, read for comparing: its words, its numbers, its names.

Folded as the catalogue's search folds; the edition, the volume, the school level and what stands in
brackets are told from the title itself.
"""

import re
import unicodedata
from functools import cached_property, lru_cache

from . import isbn
from .clerk_names import BODY_WORDS, people
from .clerk_titles import EDITION, ENGLISH, ENGLISH_EDITION, PART, SMALL, tidy, words

MARKERS = words(
    """
    jilid jld buku volume vol bagian seri serial kitab kelas kls tingkat juz semester smt tema subtema
    bab part book grade level nomor no nomer episode
    """
)
ORDINALS = {
    word: str(number)
    for number, names in enumerate(
        """
        satu pertama kesatu first one
        dua kedua second two
        tiga ketiga third three
        empat keempat fourth four
        lima kelima fifth five
        enam keenam sixth six
        tujuh ketujuh seventh seven
        delapan kedelapan eighth eight
        sembilan kesembilan ninth nine
        sepuluh kesepuluh tenth ten
        """.strip().splitlines(),
        1,
    )
    for word in names.split()
}
ROMANS = {
    numeral: str(number)
    for number, numeral in enumerate(
        [
            "i",
            "ii",
            "iii",
            "iv",
            "v",
            "vi",
            "vii",
            "viii",
            "ix",
            "x",
            "xi",
            "xii",
            "xiii",
            "xiv",
            "xv",
        ],
        1,
    )
}
LEVELS = {
    **dict.fromkeys(words("tk ra paud"), "tk"),
    **dict.fromkeys(words("sd mi sdn"), "sd"),
    **dict.fromkeys(words("smp mts sltp"), "smp"),
    **dict.fromkeys(words("sma smu slta"), "sma"),
    "smk": "smk",
}
FILLERS = SMALL | ENGLISH | {"a", "an", "para", "si", "sang"}
TEACHER = words("guru pendidik")
PUBLISHER_FILLERS = BODY_WORDS | words(
    """
    pt cv ud penerbit pustaka tbk persero publisher offset utama jaya grup dinas kementerian departemen
    badan balai yayasan pemerintah
    """
)
EDITION_NUMBER = re.compile(r"\d+")
ONE_SOUND = str.maketrans("yzfv", "jjpp")


def fold(text):
    """Return the words of a text as the catalogue's search folds them: small, bare, new spelling."""
    text = unicodedata.normalize("NFKD", text or "").lower().replace("&", " dan ")
    text = re.sub(r"\b([^\W\d_]{3,})2\b", r"\1 \1", text)  # anak2: anak-anak
    text = re.sub(r"[\u0300-\u036f'`\u2018\u2019\u02bb\u02bc]", "", text)
    for old, new in (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy")):
        text = text.replace(old, new)
    return re.findall(r"[^\W_]+", text)


class Reading:
    """A record read for comparing, each part when it is asked for: most pairs differ in the first ones."""

    def __init__(self, record):
        self.record = record

    @cached_property
    def year(self):
        return next(iter(re.findall(r"\d{4}", self.record.year or "")), "")

    @cached_property
    def isbns(self):
        numbers = map(isbn.normalised, filter(None, self.record.isbns))
        return frozenset(number for number, valid in numbers if valid)

    @cached_property
    def publisher(self):
        return frozenset(fold(self.record.publisher)) - PUBLISHER_FILLERS

    @cached_property
    def names(self):
        return tuple(frozenset(fold(name)) for cell in self.record.authors for name in _names(cell))

    @cached_property
    def title(self):
        """The title's parts without its edition, and the edition; what stands in brackets explains."""
        text, edition = without_edition(self.record.title)
        parts = [re.sub(r"\([^()]*\)?", " ", text), *re.findall(r"\(([^()]*)", text)]
        return [part for text in parts for part in PART.split(text) if part.strip()] or [
            text
        ], edition

    @cached_property
    def told_apart(self):
        return told_apart(fold(" ".join(self.title[0])))

    @cached_property
    def words(self):
        return tuple(self.told_apart[0])

    @cached_property
    def main(self):
        return tuple(told_apart(fold(self.title[0][0]))[0])

    @cached_property
    def has_subtitle(self):
        return len(self.title[0]) > 1

    @cached_property
    def numbers(self):
        volume = {_number(word) or word for word in fold(self.record.volume) if word not in MARKERS}
        return frozenset(self.told_apart[1] | volume)

    @cached_property
    def levels(self):
        return frozenset(self.told_apart[2])

    @cached_property
    def edition(self):
        return _edition(f"{self.record.edition} {self.title[1]}")


read = lru_cache(maxsize=50_000)(Reading)


def _names(cell):
    if re.fullmatch(r"\w{3,}(?: \w{3,})*", cell) and " dan " not in cell:
        return [cell]  # plainly one person, without titles and degrees
    return [name for name, _role in people(cell)]


def without_edition(title):
    """Return a title without its edition, and the edition."""
    text, found = tidy(title), []
    for pattern in (EDITION, ENGLISH_EDITION):
        for match in pattern.finditer(text):
            found.append(match[0])
        text = pattern.sub(" ", text)
    return text, " ".join(found)


def _edition(text):
    """Return the number of an edition, ``revised``, or nothing; a printing makes no edition."""
    text = re.sub(r"(?:cetakan|cet\b\.?)(?:\s*(?:ke-?)?\s*\w+)?", " ", text, flags=re.IGNORECASE)
    found = fold(text)
    for word in found:
        if match := EDITION_NUMBER.match(word.removeprefix("ke")):
            return match[0]
        if word in ORDINALS or (word in ROMANS and word != "i"):
            return _number(word)
    return "revised" if {"revisi", "rev", "revised"}.intersection(found) else ""


def _number(word):
    return ORDINALS.get(word) or ROMANS.get(word) or (word if word.isdigit() else "")


def told_apart(found):
    """Part folded words into plain words, the numbers that tell volumes apart, and school levels."""
    plain, numbers, levels = [], set(), set()
    for at, word in enumerate(found):
        before = found[at - 1] if at else ""
        last = at == len(found) - 1
        if any(letter.isdigit() for letter in word):
            numbers.add(word.lstrip("0") or word)
        elif (word in ROMANS and (len(word) > 1 or before in MARKERS or (last and at))) or (
            word in ORDINALS and before in MARKERS
        ):
            numbers.add(_number(word))
        elif word in LEVELS:
            levels.add(LEVELS[word])
        else:
            if word in TEACHER:
                numbers.add("guru")
            plain.append(word)
    kept = [word for word in plain if word not in MARKERS]
    return kept or plain, numbers, levels


@lru_cache(maxsize=200_000)
def sound(word):
    """Return a word without what spelling alone changes: *njonja* and *nyonya*, *Yusuf* and *Yusup*."""
    word = word.replace("ch", "kh").translate(ONE_SOUND)
    return re.sub(r"(.)\1+", r"\1", word)
