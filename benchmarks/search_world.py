"""A catalogue as large as wished, with words as frequent as in a real one: for ``search.py``.

Words follow Zipf's law: the first stands in a fifth of all titles, most in a handful. The first words are
those of the demo's titles, in their order of frequency; behind them come syllables put together.
"""

import csv
import io
import itertools
import random
import re
from collections import Counter

from tooling.cache import ROOT

WORDS = 60_000
LIBRARIES, DISTRICTS = 300, 12
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "bu",
    "ca",
    "da",
    "di",
    "du",
    "ga",
    "gi",
    "ja",
    "ju",
    "ka",
    "ke",
    "ki",
    "ko",
    "ku",
    "la",
    "le",
    "li",
    "lo",
    "lu",
    "ma",
    "me",
    "mi",
    "na",
    "ni",
    "nu",
    "pa",
    "pe",
    "pi",
    "ra",
    "ri",
    "ru",
    "sa",
    "se",
    "si",
    "su",
    "ta",
    "ti",
    "tu",
    "wa",
    "ya",
]
ENDINGS = ["n", "ng", "r", "s", "t", "h", "k", "m", "l"] + [""] * 6
BATCH = 20_000
LANGUAGES = ["id"] * 17 + ["en"] * 2 + ["ban"]
AUDIENCES = ["general"] * 5 + ["children"] * 3 + ["youth"] * 2 + ["adult"]
COLUMNS = (
    *("id", "name", "contributor_text", "subject_text", "summary", "class_number", "class_group"),
    *("year", "year_sort", "language", "audience", "active", "hidden", "verified", "popularity"),
)


class Catalogue:
    """Titles, authors, copies and loans, made by chance that is the same in every run."""

    def __init__(self, connection):
        self.cursor = connection.cursor()
        self.chance = random.Random(7)
        self.words = self._vocabulary()
        self.weights = list(
            itertools.accumulate(1 / (rank + 2.2) for rank in range(len(self.words)))
        )
        self.libraries = self._libraries()
        self.titles = []  # (id, name, author) of some, to ask for

    def _vocabulary(self):
        with open(ROOT / "sipuspa_library" / "demo" / "books.csv", encoding="utf-8") as file:
            text = " ".join(
                f"{row['title']} {row['subjects']}".lower() for row in csv.DictReader(file)
            )
        counted = Counter(re.findall(r"[a-z]{3,}", text))
        words = dict.fromkeys(word for word, __ in counted.most_common())
        while len(words) < WORDS:
            length = self.chance.choice((2, 3, 3, 4))
            word = "".join(self.chance.choices(SYLLABLES, k=length))
            words[word + self.chance.choice(ENDINGS)] = None
        return list(words)

    def _libraries(self):
        self.cursor.execute(PLACES, [DISTRICTS, LIBRARIES])
        return [row[0] for row in self.cursor.fetchall()]

    def some(self, count):
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)

    def grow(self, size):
        """Add titles until there are ``size``, with copies in two or three libraries each."""
        self.cursor.execute("SELECT COALESCE(max(id), 0) FROM library_book")
        [(last,)] = self.cursor.fetchall()
        for first in range(last + 1, size + 1, BATCH):
            self._load(range(first, min(first + BATCH, size + 1)))
        self.cursor.execute(STOCK, {"last": last, "libraries": self.libraries})
        self.cursor.execute(LOANS, {"last": last})
        self.cursor.execute(FOLLOW)

    def _load(self, ids):
        lines, authors = io.StringIO(), io.StringIO()
        write = csv.writer(lines).writerow
        for book_id in ids:
            name = " ".join(self.some(self.chance.choice((2, 3, 3, 4, 5, 6)))).capitalize()
            number = self.chance.randrange(1 + len(self.titles) // 2 + 200)
            first, last = 300 + number % 30_000, 500 + number * 7 % 30_000
            author = f"{self.words[first]} {self.words[last]}".title()
            subject = "; ".join(self.some(2))
            summary = " ".join(self.some(15)) if book_id % 4 == 0 else ""
            group, year = self.chance.randrange(10), 2025 - int(self.chance.expovariate(0.1)) % 90
            write(
                (
                    book_id,
                    name,
                    author,
                    subject,
                    summary,
                    f"{group}{book_id % 100:02}",
                    group,
                    year,
                    year,
                    self.chance.choice(LANGUAGES),
                    self.chance.choice(AUDIENCES),
                    "t",
                    "f",
                    "f",
                    0,
                )
            )
            authors.write(f"{book_id},{author}\n")
            if self.chance.random() < 3000 / (book_id + 3000):
                self.titles.append((book_id, name, author))
        lines.seek(0)
        authors.seek(0)
        self.cursor.copy_expert(f"COPY library_book ({', '.join(COLUMNS)}) FROM STDIN CSV", lines)
        self.cursor.execute("CREATE TEMP TABLE IF NOT EXISTS by (book_id int, author text)")
        self.cursor.execute("TRUNCATE by")
        self.cursor.copy_expert("COPY by FROM STDIN CSV", authors)
        self.cursor.execute(AUTHORS)


PLACES = """
    WITH district AS (
        INSERT INTO library_region (name, code, level)
        SELECT 'Kecamatan ' || n, '97.01.' || lpad(n::text, 2, '0'), 'district'
          FROM generate_series(1, %s) n RETURNING id),
    listed AS (SELECT array_agg(id) AS ids FROM district)
    INSERT INTO library_library (name, code, type_id, region_id, company_id, active, published, ownership,
                                 barcode_prefix, accession_pattern)
    SELECT 'Perpustakaan ' || n, 'UKUR' || n, (SELECT min(id) FROM library_type),
           ids[1 + n %% cardinality(ids)], (SELECT min(id) FROM res_company), TRUE, TRUE, 'public',
           (7000 + n)::text, ''
      FROM generate_series(1, %s) n, listed
    RETURNING id
"""
AUTHORS = """
    INSERT INTO library_author (name, heading, active)
    SELECT DISTINCT author, author, TRUE FROM by
     WHERE NOT EXISTS (SELECT FROM library_author known WHERE known.heading = author);
    INSERT INTO library_book_contributor (book_id, author_id, role, sequence)
    SELECT by.book_id, author.id, 'author', 10
      FROM by JOIN library_author author ON author.heading = by.author;
"""
# between 0 and 1, the same for a number in every run
CHANCE = "((hashint8({})::bigint + 2147483648) / 4294967296.0)"
# a few libraries are large, most are small
STOCK = f"""
    INSERT INTO library_copy (library_id, place_id, book_id, collection_type_id, barcode, barcode_issued,
                              accession_number, received_on, status, fact_seq)
    SELECT library, library, id, (SELECT min(id) FROM library_collection_type) + id %% 3,
           'U' || id || '-' || n, TRUE, 'U' || id || '-' || n, DATE '2022-07-15',
           CASE WHEN (id + n) %% 11 = 0 THEN 'on_loan' ELSE 'available' END, 0
      FROM (SELECT book.id, n, ids[1 + (cardinality(ids) * power({CHANCE.format("book.id * 7 + n")}, 2))::int
                                       %% cardinality(ids)] AS library
              FROM library_book book, generate_series(1, 2 + (book.id + 1) %% 2) n,
                   (SELECT %(libraries)s::int[] AS ids) libraries
             WHERE book.id > %(last)s) copies
"""
# few titles are lent often, most never
LOANS = f"""
    INSERT INTO library_loan (library_id, copy_id, book_id, sex, age_band, lent_at, due_date, returned_at,
                              return_library_id, renewal_count, limit_judged, count_judged, due_moved_days,
                              overridden)
    SELECT library_id, id, book_id, 'f', '13-14', now() AT TIME ZONE 'utc' - interval '60 days',
           current_date - 50, now() AT TIME ZONE 'utc' - interval '55 days', library_id, 0, 3, 1, 0, FALSE
      FROM library_copy, generate_series(1, (12 * power({CHANCE.format("book_id")}, 12))::int)
     WHERE book_id > %(last)s
"""
FOLLOW = """
    INSERT INTO library_holding (library_id, book_id, copy_count)
    SELECT library_id, book_id, count(*) FROM library_copy GROUP BY 1, 2
    ON CONFLICT (library_id, book_id) DO NOTHING;
    SELECT setval('library_book_id_seq', (SELECT max(id) FROM library_book));
"""
