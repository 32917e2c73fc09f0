"""People who count the same shelves at the same time, while a worker of the server dies."""

import random
import signal
import threading
import time
from collections import Counter

import psutil
import pytest
import requests

from .client import Refused, together

COPIES = 40


# no answer, half an answer, or an empty one: what a client sees of a worker that dies
CUT_OFF = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, ValueError)


def open_count(world, **scope):
    count = world.create("library.stocktake", {"library_id": world.library, **scope})
    world.admin.call("library.stocktake", "action_open", [count])
    return count


def scan(client, count, *codes):
    return client.call("library.stocktake", "scan", [count], list(codes))


def barcodes(world, copies):
    rows = world.sql("SELECT id, barcode FROM library_copy WHERE id IN %s", tuple(copies))
    return [barcode for _id, barcode in sorted(rows)]


def results(world, count):
    """Return ``{copy: result}`` of what was scanned; a copy that has two lines fails."""
    rows = world.sql(
        "SELECT copy_id, result FROM library_stocktake_line "
        "WHERE stocktake_id = %s AND scanned_at IS NOT NULL AND copy_id IS NOT NULL",
        count,
    )
    assert len(rows) == len(dict(rows))
    return dict(rows)


@pytest.fixture
def people(world):
    return [world.desk()[0] for _person in range(2)]


def test_two_people_on_the_same_shelf_lose_nothing(world, people):
    copies = world.copies(COPIES)
    codes, count = barcodes(world, copies), open_count(world)

    def walk(client):
        order = random.sample(codes, COPIES)
        return [answer for code in order for answer in scan(client, count, code)]

    runs = together([lambda client=client: walk(client) for client in people])
    assert results(world, count) == dict.fromkeys(copies, "found")
    fresh = Counter(answer["code"] for run in runs for answer in run if not answer["again"])
    assert fresh == Counter(codes), "each copy was new to one of them, and known to the other"


def test_the_same_pile_pasted_twice_in_opposite_order(world, people):
    copies = world.copies(COPIES)
    foreign = world.copies(10, world.other)
    codes = [*barcodes(world, copies), *barcodes(world, foreign), "ASING-1", "ASING-2"]
    count = open_count(world)
    together(
        [
            lambda: scan(people[0], count, *codes),
            lambda: scan(people[1], count, *reversed(codes)),
        ]
    )
    assert Counter(results(world, count).values()) == {"found": COPIES, "wrong_place": 10}
    [(unknown,)] = world.sql(
        "SELECT count(*) FROM library_stocktake_line WHERE stocktake_id = %s AND copy_id IS NULL",
        count,
    )
    assert unknown == 2


def test_closing_while_people_scan(world, people):
    copies = world.copies(COPIES)
    codes, count = barcodes(world, copies), open_count(world)
    started = threading.Event()

    def walk(client, mine):
        kept = []
        for code in mine:
            try:
                kept += scan(client, count, code)
            except Refused as refusal:
                assert refusal.name == "odoo.exceptions.UserError"
                return kept
            if len(kept) == 3:
                started.set()
        return kept

    def close():
        started.wait(30)
        return world.admin.call("library.stocktake", "action_close", [count])

    *runs, _closed, _again = together(
        [
            lambda: walk(people[0], codes[::2]),
            lambda: walk(people[1], codes[1::2]),
            close,
            close,
        ]
    )
    answered = {answer["code"] for run in runs for answer in run}
    rows = world.sql(
        "SELECT copy.barcode, line.result FROM library_stocktake_line line "
        "JOIN library_copy copy ON copy.id = line.copy_id "
        "WHERE line.stocktake_id = %s AND copy.id IN %s",
        *(count, tuple(copies)),
    )
    assert dict(rows) == {code: "found" if code in answered else "missing" for code in codes}
    noted = world.sql(
        "SELECT copy_id, count(*) FROM library_event WHERE verb = 'count' AND copy_id IN %s "
        "GROUP BY copy_id",
        tuple(copies),
    )
    assert sorted(dict(noted).values()) == [1] * len(answered)


def test_a_copy_lent_while_the_count_is_confirmed_is_not_lost(world):
    copies, [member] = world.copies(6), world.memberships(1)
    count = open_count(world)
    world.admin.call("library.stocktake", "action_close", [count])
    together(
        [
            lambda: world.lend(member, copies[:3]),
            lambda: world.admin.call("library.stocktake", "action_apply", [count]),
            lambda: world.admin.call("library.stocktake", "action_apply", [count]),
        ]
    )
    lent = world.open_loans(copies)
    rows = dict(world.sql("SELECT id, status FROM library_copy WHERE id IN %s", tuple(copies)))
    assert rows == {copy: "on_loan" if copy in lent else "lost" for copy in copies}
    assert len(lent) in (0, 3)


def test_a_worker_that_is_killed_loses_nothing_that_was_acknowledged(world, people):
    copies = world.copies(COPIES)
    codes, count = barcodes(world, copies), open_count(world)
    begun = threading.Event()

    def walk(client, mine):
        """Scan as the screen does: what is not answered is sent again until it is."""
        kept, tries = [], 0
        for code in mine:
            while True:
                try:
                    kept += scan(client, count, code)
                    break
                except CUT_OFF:
                    tries += 1
                    assert tries < 100
            if len(kept) == 5:
                begun.set()
        return kept

    def kill():
        assert begun.wait(30)
        victims = workers(world.url)
        for victim in victims:
            victim.send_signal(signal.SIGKILL)
            time.sleep(0.3)
        return victims

    first, second, killed = together(
        [lambda: walk(people[0], codes), lambda: walk(people[1], codes[::-1]), kill]
    )
    assert killed and not any(victim.is_running() for victim in killed)
    assert len(first) == len(second) == COPIES
    assert results(world, count) == dict.fromkeys(copies, "found")


def workers(url):
    """Return the processes that serve requests at ``url``, children of one server."""
    port = f"--http-port={url.rsplit(':', 1)[1]}"
    servers = [
        each for each in psutil.process_iter(["cmdline"]) if port in (each.info["cmdline"] or ())
    ]
    [master] = [each for each in servers if each.parent() not in servers]
    return [child for child in master.children() if "gevent" not in child.cmdline()]
