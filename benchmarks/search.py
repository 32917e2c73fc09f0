"""What a search costs as the catalogue grows: see README.md.

In turn with every page of results, the same page with what was found the first time; in turn with every
suggestion, an empty route. Then the plans of all these queries are read: none may read a whole table.
"""

import contextlib
import os
import re
import statistics
import sys
import time
from collections import Counter
from urllib.parse import urlencode

import psycopg2
import requests

from races.client import Refused
from races.world import World

from .report import write_section
from .search_world import Catalogue

SIZES = (10_000, 200_000, 1_000_000)
QUERIES, TURNS, WARM_UP = 200, 3, 20
NEVER_WHOLE = ("library_book", "library_copy", "library_loan", "library_visit", "library_member")


def install(world):
    modules = "ir.module.module"
    world.admin.call(modules, "update_list")
    toy = world.admin.call(modules, "search", [("name", "=", "sipuspa_toy_search")])
    world.admin.call(modules, "button_immediate_install", toy)
    world.admin.call("ir.config_parameter", "set_param", "sipuspa_library.rate_percent", "0")


# what a scheduled action has still to do
LEFT = {
    "cron_fold_words": "SELECT count(*) FROM library_search_word_change",
    "cron_count_popularity": "SELECT LEAST(10000, (SELECT count(DISTINCT book_id) FROM library_holding))"
    " - (SELECT count(*) FROM library_book WHERE popularity > 0)",
}


def follow(world, cursor):
    """Let the scheduled actions do what they do after so many titles, as often as they need."""

    def left(question):
        cursor.execute(question)
        return cursor.fetchone()[0]

    for cron, question in LEFT.items():
        for _run in range(100):
            if left(question) <= 0:
                break
            with contextlib.suppress(requests.Timeout, Refused):  # it is still at it
                action = world.ref("sipuspa_library", cron)
                world.admin.call("ir.cron", "method_direct_trigger", [action])
            time.sleep(1)
        assert left(question) <= 0, f"{cron} does not come to its end"


class Asked:
    """The queries: what people look for, and the words that cost most."""

    def __init__(self, catalogue):
        chance = catalogue.chance
        titles = catalogue.titles
        self.frequent = frequent = catalogue.words[:6]
        at = [f"UKUR{number}" for number in (1, 40, 120, 290)]
        self.known = chance.sample(titles, 40)
        self.kinds = {
            "known title": [{"q": title} for __, title, __ in self.known],
            "author and word": [
                {"q": f"{author.split()[0]} {title.split()[0]}"}
                for __, title, author in chance.sample(titles, 30)
            ],
            "frequent word": [{"q": word} for word in frequent for __ in range(6)],
            "two frequent words": [{"q": " ".join(chance.sample(frequent, 2))} for __ in range(20)],
            "frequent, in a library": [{"q": word, "at": code} for word in frequent for code in at],
            "narrowed": [
                {"q": chance.choice(frequent), **more}
                for more in ({"language": "ban"}, {"class": "8", "now": "1"}, {"from": "2015"}) * 5
            ],
            "a slip": [{"q": title[:3] + title[4:]} for __, title, __ in chance.sample(titles, 20)],
            "newest first": [{"q": word, "sort": "new"} for word in frequent],
        }
        self.beginnings = [
            {"q": title[: chance.choice((2, 3, 4, 6, 9))]}
            for __, title, __ in chance.choices(titles, k=QUERIES)
        ]

    @property
    def pages(self):
        return [query for queries in self.kinds.values() for query in queries][:QUERIES]


def timed(session, address):
    start = time.perf_counter()
    answer = session.get(address)
    assert answer.status_code == 200, (answer.status_code, address)
    return (time.perf_counter() - start) * 1000, answer


def timed_floor(session, address):
    """Return the milliseconds of the same page for which nothing was looked for.

    :raises AssertionError: when it is looked for again and again: then it is no floor
    """
    for _worker in range(20):
        milliseconds, answer = timed(session, f"{address}&constant=1")
        if "X-Looked-For" not in answer.headers:
            return milliseconds
    raise AssertionError(f"the toy does not remember {address}")


def measure(base, asked):
    """Return milliseconds by name, each page in turn with its floor, and both by kind of query."""
    session = requests.Session()
    by_kind = {kind: ([], []) for kind in asked.kinds}
    queries = [(kind, query) for kind, queries in asked.kinds.items() for query in queries]
    for turn in range(1 + TURNS):
        for kind, query in queries[:QUERIES]:
            address = f"{base}/library?{urlencode(query)}"
            page, floor = timed(session, address)[0], timed_floor(session, address)
            if turn:  # the first is for the server's own caches
                by_kind[kind][0].append(page)
                by_kind[kind][1].append(floor)
    suggestions, empty = [], []
    for number, query in enumerate(asked.beginnings):
        suggestion = timed(session, f"{base}/library/suggest?{urlencode(query)}")[0]
        nothing = timed(session, f"{base}/sipuspa_toy/empty")[0]
        if number >= WARM_UP:
            suggestions.append(suggestion)
            empty.append(nothing)
    times = {
        "page": [time for pages, __ in by_kind.values() for time in pages],
        "constant": [time for __, floors in by_kind.values() for time in floors],
        "suggest": suggestions,
        "empty": empty,
    }
    return times, by_kind


def p95(times):
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def read_whole(plan, ends_early=False):
    """Yield the tables a plan reads from end to end: without an index, or along one with no condition.

    Right under a limit, along an index with no filter, no more rows are read than are returned.
    """
    kind = plan["Node Type"]
    if plan.get("Relation Name") in NEVER_WHOLE:
        narrowed = {"Index Cond", "Recheck Cond", "TID Cond"} & plan.keys()
        stops = ends_early and "Filter" not in plan
        if kind == "Seq Scan" or not (narrowed or stops):
            yield f"{plan['Relation Name']} ({kind} {plan.get('Index Name', '')})"
    for part in plan.get("Plans", ()):
        yield from read_whole(part, kind == "Limit" or kind == "Result" and ends_early)


def indexes_of(plan):
    if "Index Name" in plan:
        yield plan["Index Name"]
    for part in plan.get("Plans", ()):
        yield from indexes_of(part)


def assert_known_titles_first(base, asked):
    """A title that nobody lends is found by its words, however many others have some of them."""
    session = requests.Session()
    missed = [
        name
        for book_id, name, __ in asked.known
        if f"/library/book/{book_id}-"
        not in session.get(f"{base}/library", params={"q": name}).text
    ]
    print(
        f"known titles that are not on the first page: {len(missed)} of {len(asked.known)} {missed}"
    )
    assert len(missed) <= len(asked.known) / 10


def read_plans(base, asked):
    """Read the plans of all pages and suggestions; return how many, and how often each index stands there.

    :raises AssertionError: when one reads a whole table
    """
    session = requests.Session()
    addresses = [f"{base}/library?{urlencode(query)}" for query in asked.pages]
    addresses += [f"{base}/library/suggest?{urlencode(query)}" for query in asked.beginnings]
    number, indexes = 0, Counter()
    for address in addresses:
        answer = session.get(f"{address}&plans=1")
        assert answer.status_code == 200, (answer.status_code, address)
        for [statement] in answer.json():
            whole = sorted(set(read_whole(statement["Plan"])))
            assert not whole, f"read from end to end: {whole} by {address}"
            indexes.update(set(indexes_of(statement["Plan"])))
            number += 1
    assert number > len(addresses), "no plans were read"
    return number, indexes


def share_of(cursor, word):
    """Return the share of all titles with ``word``, as it is said: 21 %."""
    cursor.execute(
        "SELECT 100 * count(*) FILTER (WHERE search_vector @@ %s::tsquery) / count(*) FROM library_book",
        [f"'{word}'"],
    )
    return f"{cursor.fetchone()[0]} %"


def kind_rows(size, by_kind):
    """Return a line for each kind of query: median and p95 of both, and what p95 is beside p95."""
    return [
        [
            f"{size:,}: {kind}",
            *(f"{statistics.median(times):.0f} / {p95(times):.0f}" for times in (page, floor)),
            f"{p95(page) / p95(floor):.2f}",
        ]
        for kind, (page, floor) in by_kind.items()
        if page
    ]


def main(arguments):
    quick = "--quick" in arguments
    base, database = os.environ["SIPUSPA_RACE_URL"], os.environ["SIPUSPA_RACE_DB"]
    world = World(base, database)
    install(world)
    rows, kinds = [], []
    sizes = [int(size) for size in re.findall(r"\d+", os.environ.get("SIZES", ""))] or SIZES
    with contextlib.closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        catalogue = Catalogue(connection)
        for size in sizes[:1] if quick else sizes:
            catalogue.grow(size)
            follow(world, connection.cursor())
            connection.cursor().execute("VACUUM ANALYZE")
            asked = Asked(catalogue)
            times, by_kind = measure(base, asked)
            assert_known_titles_first(base, asked)
            number, indexes = read_plans(base, asked)
            print(f"{number:,} plans, none reads a whole table; indexes of ours by plans:")
            for name, times_used in indexes.most_common():
                if name.startswith("library_"):
                    print(f"  {times_used:6} {name}")
            tops = {name: p95(found) for name, found in times.items()}
            rows.append(
                [
                    f"{size:,}",
                    *(
                        f"{statistics.median(found):.0f} / {tops[name]:.0f}"
                        for name, found in times.items()
                    ),
                    f"{tops['page'] / tops['constant']:.2f}",
                    f"{tops['suggest'] / tops['empty']:.2f}",
                ]
            )
            kinds += kind_rows(size, by_kind)
            frequent = [share_of(connection.cursor(), word) for word in asked.frequent]
            for line in (rows[-1], frequent, *kinds[-len(by_kind) :]):
                print(" | ".join(line), flush=True)
    if not quick:
        write_section("Search", INTRODUCTION, HEADER, rows)
        shares = f"{KINDS} The frequent words stand in {', '.join(frequent)} of all titles."
        write_section("Search: by what is asked", shares, KIND_HEADER, kinds)


HEADER = [
    "titles",
    "page",
    "constant result",
    "suggestion",
    "empty route",
    "page ÷ constant, p95",
    "suggestion ÷ empty, p95",
]
INTRODUCTION = f"""\
Milliseconds of a request, p50 / p95 of {QUERIES} queries, {TURNS} times each, one after the other on a
server with two workers: a page of results, and in turn with it the same page with what was found the first
time; a suggestion, and in turn with it a route that does nothing. 300 libraries, two or three copies a
title, words as frequent as in a real catalogue. The plan of every statement of these pages and suggestions
was read: none reads titles, copies, loans, visits or members from end to end, neither the table nor along
an index."""
KIND_HEADER = ["titles: what is asked", "page", "constant result", "page ÷ constant, p95"]
KINDS = "The same requests apart, p50 / p95."

if __name__ == "__main__":
    main(sys.argv[1:])
