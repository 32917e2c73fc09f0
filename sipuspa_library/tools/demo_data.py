"""What the demo regency is made of: its tables, fictitious persons, hours, holidays, receipts."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from . import closed_days


def card_number(position):
    """Return the card number of the person made as the ``position``-th: the same at every install."""
    return f"A9{position:06d}"


PUPIL_CARD = card_number(1)  # the pupil whose login is in logins.csv
MOTHER_CARD = card_number(900)  # the pupil's mother, beyond all who are numbered one by one
CARD_ROLES = ("siswa", "orang tua")
FOLDER = Path(__file__).resolve().parent.parent / "demo"

SCHOOL_HOLIDAYS = (
    ((6, 20), (7, 12), "Libur semester genap"),
    ((12, 20), (1, 2), "Libur semester gasal"),
)

# weekday -> (from, to); a reading corner has none and uses those of the library it belongs to
HOURS = {
    "school": {
        **dict.fromkeys(range(4), (7.5, 14.0)),
        4: (7.5, 12.0),
        5: (7.5, 12.5),
    },
    "office": {**dict.fromkeys(range(4), (8.0, 16.0)), 4: (8.0, 15.0), 5: (9.0, 13.0)},
    "village": {**dict.fromkeys(range(4), (8.5, 15.0)), 4: (8.5, 12.0)},
    "corner": {},
}

# fund sources of a kind of library with their weights, and what a copy of a collection costs
FUNDS = {
    "school": {"bos": 11, "dak": 3, "donation": 3, "bos_kinerja": 2},
    "desa": {"dana_desa": 9, "bbb": 8, "donation": 4},
    "kabupaten": {"apbd": 13, "dak": 4, "donation": 3},
}
PRICES = {
    "umum": (40, 120),
    "fiksi": (50, 115),
    "anak": (35, 85),
    "referensi": (90, 380),
    "paket": (28, 62),
}
GIFTS = {"bbb": "Perpustakaan Nasional RI", "donation": "Sumbangan warga"}
SHOPS = ("CV Pustaka Tirta", "Toko Buku Semarapura Jaya", "UD Aksara Bali", "CV Widya Media")


def table(name):
    """Return the rows of a demo table as dicts."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pairs(text, separator=" ", sign=":"):
    """Return the pairs of ``"smp:2 desa:1"``.

    >>> pairs("smp:2 desa:1")
    [('smp', '2'), ('desa', '1')]
    """
    return [tuple(part.strip().split(sign)) for part in text.split(separator) if part.strip()]


def names(text, separator=";"):
    """Return the names of ``"Bali;Subak"``."""
    return [name.strip() for name in text.split(separator) if name.strip()]


def school_year_start(day):
    """Return the first day of the school year that ``day`` lies in."""
    start = date(day.year, 7, 13)
    return start if day >= start else start.replace(year=day.year - 1)


def class_on(class_name, day, today):
    """Return the class that a pupil of ``class_name`` today was in on an earlier ``day``.

    >>> class_on("VIII-B", date(2026, 5, 4), date(2026, 11, 22))
    'VII-B'
    """
    grades = ("VII", "VIII", "IX") if "-" in class_name else tuple("123456")
    grade, dash, group = class_name.partition("-")
    years = school_year_start(today).year - school_year_start(day).year
    return f"{grades[max(grades.index(grade) - years, 0)]}{dash}{group}"


def phone(position):
    """Return a phone number that nobody has: no operator begins like this.

    >>> phone(7)
    '0800 0000 0007'
    """
    return f"0800 0000 {position:04d}"


def public_holidays(first, last):
    """Return ``(from, to, name)`` of the days every library of the regency is closed."""
    return [(span.first, span.last, span.name) for span in closed_days.known(first, last)]


def school_holidays(first, last):
    """Return ``(from, to, name)`` of the days between semesters."""
    found = []
    for year in range(first.year - 1, last.year + 1):
        for start, end, name in SCHOOL_HOLIDAYS:
            found.append((date(year, *start), date(year + (end < start), *end), name))
    return sorted(span for span in found if first <= span[1] and span[0] <= last)


@dataclass(frozen=True)
class Receipt:
    """Copies that came in together."""

    on: date
    fund: str
    source: str
    invoice: str


def receipts(rng, kind, today, count=9):
    """Return what a library received in the last years, the oldest first, the newest just now."""
    days = sorted(rng.randint(60, 6 * 365) for __ in range(count - 1))[::-1] + [rng.randint(5, 18)]
    funds = FUNDS[kind]
    found = []
    for number, ago in enumerate(days, 1):
        on = today - timedelta(days=ago)
        on -= timedelta(days=max(on.weekday() - 4, 0))
        [fund] = rng.choices(list(funds), list(funds.values()))
        bought = fund not in GIFTS
        found.append(
            Receipt(
                on,
                fund,
                rng.choice(SHOPS) if bought else GIFTS[fund],
                f"{number:03d}/{on.month:02d}/{on.year}" if bought else "",
            )
        )
    return found


def price(rng, collection, fund):
    """Return what a copy cost in rupiah; nothing for a gift."""
    low, high = PRICES[collection]
    return 0 if fund in GIFTS else rng.randint(low * 2, high * 2) * 500


class People:
    """Makes fictitious persons of the names used in Klungkung, each full name once."""

    def __init__(self, rng, names):
        self.rng = rng
        self.taken = {row["name"] for row in table("logins")}
        self.lists = {}
        for row in names:
            self.lists.setdefault(row["kind"], []).append(row["value"])

    def person(self, youngest, oldest, today):
        """Return name, sex and birth date of somebody between two ages."""
        sex = self.rng.choice("fm")
        name = self.named(sex)
        days = self.rng.randint(youngest * 365, oldest * 365 + 364)
        return {"name": name, "sex": sex, "birth_date": today - timedelta(days=days)}

    def named(self, sex):
        """Return a name nobody has yet."""
        name = self._name(sex)
        while name in self.taken:
            name = self._name(sex)
        self.taken.add(name)
        return name

    def _name(self, sex):
        if self.rng.random() < 0.12:
            return self.rng.choice(self.lists[f"other_{sex}"])
        first = self.rng.choice(self.lists[f"bali_{sex}"])
        return f"{first} {self.rng.choice(self.lists[f'given_{sex}'])}"

    def pick(self, kind):
        return self.rng.choice(self.lists[kind])
