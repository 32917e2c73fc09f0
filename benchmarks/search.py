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
QUERIES, WARM_UP = 200, 20
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
        frequent = catalogue.words[:6]
        at = [f"UKUR{number}" for number in (1, 40, 120, 290)]
        self.kinds = {
            "known title": [{"q": title} for __, title, __ in chance.sample(titles, 40)],
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
    return (time.perf_counter() - start) * 1000


def measure(base, asked):
    """Return milliseconds by name, each page in turn with its floor."""
    session = requests.Session()
    times = {"page": [], "constant": [], "suggest": [], "empty": []}
    by_kind = {kind: ([], []) for kind in asked.kinds}
    kinds = [kind for kind, queries in asked.kinds.items() for __ in queries][:QUERIES]
    pages = [f"{base}/library?{urlencode(query)}" for query in asked.pages]
    for (
        address
    ) in pages:  # the server's own caches, and what is constant from now on, in both workers
        for __ in range(2):
            timed(session, address)
            timed(session, f"{address}&constant=1")
    for kind, address in zip(kinds, pages, strict=True):
        page, constant = timed(session, address), timed(session, f"{address}&constant=1")
        times["page"].append(page)
        times["constant"].append(constant)
        by_kind[kind][0].append(page)
        by_kind[kind][1].append(constant)
    for number, query in enumerate(asked.beginnings):
        found = (
            timed(session, f"{base}/library/suggest?{urlencode(query)}"),
            timed(session, f"{base}/sipuspa_toy/empty"),
        )
        if number >= WARM_UP:
            times["suggest"].append(found[0])
            times["empty"].append(found[1])
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


def assert_constant(base):
    """The floor is one only where the toy does remember, in every worker."""
    session = requests.Session()
    for __ in range(20):
        known = session.get(f"{base}/sipuspa_toy/remembered").json()
        assert known.get("titles", 0) > QUERIES / 2 and known.get("facets"), known


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
            assert_constant(base)
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
            print(" | ".join(rows[-1]), flush=True)
            for kind, (page, constant) in by_kind.items():
                if page:
                    kinds.append(
                        [
                            f"{size:,}: {kind}",
                            f"{statistics.median(page):.0f}",
                            f"{statistics.median(constant):.0f}",
                        ]
                    )
                    print(" | ".join(kinds[-1]), flush=True)
    if not quick:
        write_section("Search", INTRODUCTION, HEADER, rows)


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
Milliseconds of a request, p50 / p95 of {QUERIES}, one after the other on a server with two workers: a page of
results, and in turn with it the same page with what was found the first time; a suggestion, and in turn
with it a route that does nothing. 300 libraries, two or three copies a title, words as frequent as in a
real catalogue: a third of the queries are words of a fifth of all titles, alone, by two, in one library,
narrowed; the others known titles, an author and a word, slips of the pen. No plan read a whole
table of titles, copies, loans, visits or members."""

if __name__ == "__main__":
    main(sys.argv[1:])
