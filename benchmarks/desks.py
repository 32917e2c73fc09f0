"""How many scans sixteen desks get through in a break, with a million past loans: see README.md.

The floor is a toy checkout of five statements in the same server, sent by the same sixteen clients: a
stretch of it, a stretch of ours, and again, so that whatever else the machine does falls on both alike.
"""

import itertools
import os
import statistics
import sys
import time

from races.client import together
from races.world import World

from .circulation import CONTEXT, LIBRARIES, Past
from .report import write_section

PAST, QUICK_PAST = 1_000_000, 20_000
DESKS = 16
ROUNDS, STRETCH = 4, 12  # stretches of each, acts a desk in one


class Desk:
    """One officer at one counter, who lends to one member after the other and takes back at once."""

    def __init__(self, client, library, copies, members):
        self.client, self.library = client, library
        self.copies, self.members = itertools.cycle(copies), itertools.cycle(members)
        self.times, self.numbers = {"lent": [], "returned": []}, itertools.count()

    def act(self, kind, barcode, member):
        start = time.perf_counter()
        answer = self.client.call(
            "library.desk",
            "act",
            self.library,
            barcode,
            member,
            f"desk-{self.library}-{id(self)}",
            f"{time.time_ns()}-{next(self.numbers)}",
            context=CONTEXT,
        )
        self.times[kind].append((time.perf_counter() - start) * 1000)
        assert answer["kind"] == kind, answer

    def stretch(self):
        """Lend and take back copy after copy."""
        for _each in range(STRETCH // 2):
            barcode = next(self.copies)
            self.act("lent", barcode, next(self.members))
            self.act("returned", barcode, False)


class Toy:
    def __init__(self, client, copies):
        self.client, self.copies = client, itertools.cycle(copies)

    def stretch(self):
        for turn in range(STRETCH // 2):
            copy = next(self.copies)
            self.client.call("sipuspa.toy.copy", "checkout", copy, turn, context=CONTEXT)
            self.client.call("sipuspa.toy.copy", "checkin", copy, context=CONTEXT)


def install_toy(world):
    modules = "ir.module.module"
    world.admin.call(modules, "update_list")
    toy = world.admin.call(modules, "search", [("name", "=", "sipuspa_toy")])
    world.admin.call(modules, "button_immediate_install", toy)


def rate(places):
    """Let all of them work at once; return the acts a second."""
    start = time.perf_counter()
    together([place.stretch for place in places])
    return len(places) * STRETCH / (time.perf_counter() - start)


def stock(world, past, library, desk_number):
    """Return barcodes and members that no other desk of this library uses."""
    half = desk_number // LIBRARIES
    barcodes = world.sql(
        "SELECT barcode FROM library_copy WHERE library_id = %s AND id %% 2 = %s "
        "ORDER BY id LIMIT 60",
        *(library, half),
    )
    members = world.sql(
        "SELECT id FROM library_membership WHERE library_id = %s AND id %% 2 = %s "
        "ORDER BY id LIMIT 60",
        *(library, half),
    )
    return [row[0] for row in barcodes], [row[0] for row in members]


def main(arguments):
    quick = "--quick" in arguments
    database = os.environ["SIPUSPA_RACE_DB"]
    world = World(os.environ["SIPUSPA_RACE_URL"], database)
    install_toy(world)
    past = Past(database, world)
    past.grow(QUICK_PAST if quick else PAST)
    desks, toys = [], []
    for number in range(DESKS):
        library = past.libraries[number % LIBRARIES]
        client, _assignment = world.desk(library)
        desks.append(Desk(client, library, *stock(world, past, library, number)))
        toy_copies = world.create("sipuspa.toy.copy", *[{"name": "toy"}] * 20)
        toys.append(Toy(client, toy_copies))
    old = set(
        world.checks()
    )  # what a generated past leaves open, e.g. what the night has to forget
    rate(toys), rate(desks)  # warm
    for desk in desks:
        desk.times = {"lent": [], "returned": []}
    rates = [(rate(toys), rate(desks)) for _each in range(ROUNDS)]
    toy, ours = (statistics.median(found) for found in zip(*rates, strict=True))
    times = [each for desk in desks for kind in desk.times.values() for each in kind]
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    row = [f"{past.loans:,}", f"{toy:.0f}", f"{ours:.0f}", f"{ours / toy:.2f}"]
    row += [f"{p50:.0f}", f"{p95:.0f}", ", ".join(set(world.checks()) - old) or "none"]
    print(" | ".join(row), flush=True)
    header = ["past loans", "toy, acts/s", "desks, acts/s", "desks ÷ toy", "p50, ms", "p95, ms"]
    header.append("invariants broken")
    if not quick:
        write_section("Sixteen desks", INTRODUCTION, header, [row])


INTRODUCTION = f"""\
{DESKS} desks of {LIBRARIES} libraries at once, each lending a copy and taking it back, one request after the
other, on a server with two workers; in turn with the same {DESKS} clients on a toy checkout of five
statements (`benchmarks/addons/sipuspa_toy`). Medians of {ROUNDS} stretches each. The nightly checks of the
invariants are run at the end."""

if __name__ == "__main__":
    main(sys.argv[1:])
