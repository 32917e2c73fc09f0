"""Two titles become one while others merge them, lend their copies, or add copies to them."""

import contextlib
import time

import pytest

from .client import Refused, together


def titles(world, count=2):
    return world.create("library.book", *({"name": "Kembar"} for _each in range(count)))


def copies_of(world, book, count):
    row = {"library_id": world.library, "book_id": book}
    ids = world.create("library.copy", *[row] * count)
    return [ids] if count == 1 else ids


def merge(world, kept, other):
    return world.merge("library.book", kept, other)


def assert_one_title_holds(world, kept, gone):
    """Every copy and loan stands under the kept title, and the other is archived."""
    assert world.sql("SELECT active, merged_into_id FROM library_book WHERE id = %s", gone) == [
        (False, kept)
    ]
    for table in ("library_copy", "library_loan"):
        assert world.sql(f"SELECT id FROM {table} WHERE book_id = %s", gone) == []
    assert (
        world.sql(
            "SELECT loan.id FROM library_loan loan JOIN library_copy copy ON copy.id = loan.copy_id "
            "WHERE copy.book_id = %s AND loan.book_id <> copy.book_id",
            kept,
        )
        == []
    )
    [(held,)] = world.sql("SELECT sum(copy_count) FROM library_holding WHERE book_id = %s", kept)
    [(copies,)] = world.sql("SELECT count(*) FROM library_copy WHERE book_id = %s", kept)
    assert held == copies


@pytest.mark.parametrize("copies", [0, 5])
def test_the_same_two_are_merged_by_ten_at_once(world, copies):
    kept, gone = titles(world)
    for book in (kept, gone) if copies else ():
        copies_of(world, book, copies)
    outcomes = together([lambda: merge(world, kept, gone)] * 10)
    assert sorted(outcomes) == ["merged"] + ["refused"] * 9
    [(count,)] = world.sql("SELECT count(*) FROM library_merge WHERE kept_id = %s", kept)
    assert count == 1
    if copies:
        assert_one_title_holds(world, kept, gone)


def test_two_merge_the_same_two_the_other_way_round(world):
    for _round in range(3):
        one, other = titles(world)
        copies_of(world, one, 2)
        copies_of(world, other, 2)
        ways = ((one, other), (other, one))
        outcomes = together([lambda way=way: merge(world, *way) for way in ways])
        assert sorted(outcomes) == ["merged", "refused"]
        kept, gone = (one, other) if outcomes[0] == "merged" else (other, one)
        assert_one_title_holds(world, kept, gone)


def test_copies_are_lent_while_their_title_is_merged(world):
    kept, gone = titles(world)
    copies = copies_of(world, gone, 8)
    members = world.memberships(8)
    lends = [
        lambda copy=copy, member=member: world.lend(member, [copy])[0]["outcome"]
        for copy, member in zip(copies, members, strict=True)
    ]
    outcomes = together([*lends[:4], lambda: merge(world, kept, gone), *lends[4:]])
    assert outcomes.count("merged") == 1
    assert outcomes.count("done") == 8
    assert_one_title_holds(world, kept, gone)


def waiting(world):
    """Return how many requests wait for a lock."""
    [(count,)] = world.sql(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return count


def wait_for(count, world, seconds=20):
    until = time.monotonic() + seconds
    while waiting(world) < count and time.monotonic() < until:
        time.sleep(0.05)


def test_a_copy_that_came_while_the_merge_waited_for_its_title_is_moved_too(world):
    """The merge began before the copy was there to be seen, and is begun again."""
    kept, gone = titles(world)
    copy, other = copies_of(world, gone, 1)[0], copies_of(world, kept, 1)[0]

    def come():
        with held:
            wait_for(1, world)

    with contextlib.ExitStack() as held:
        cursor = held.enter_context(world.transaction())
        # as a receipt does that is not done yet: the foreign key holds the title
        cursor.execute(
            """
            INSERT INTO library_copy (book_id, library_id, place_id, collection_type_id, barcode,
                                      accession_number, received_on, status, fact_seq)
            SELECT %s, library_id, place_id, collection_type_id, barcode || 'B',
                   accession_number || 'B', received_on, status, 0
              FROM library_copy WHERE id = %s RETURNING id
            """,
            [gone, other],
        )
        [(came,)] = cursor.fetchall()
        assert together([lambda: merge(world, kept, gone), come])[0] == "merged"
    assert world.sql("SELECT book_id FROM library_copy WHERE id IN %s", (copy, came)) == [
        (kept,),
        (kept,),
    ]
    assert_one_title_holds(world, kept, gone)


def test_a_copy_that_comes_while_its_title_is_being_merged_is_refused(world):
    kept, gone = titles(world)
    [copy], [member] = copies_of(world, gone, 1), world.memberships(1)
    [loan] = world.lend(member, [copy])

    def add():
        wait_for(1, world)
        try:
            return copies_of(world, gone, 1)
        except Refused as refusal:
            return str(refusal)

    def let_go():
        with held:
            wait_for(2, world, seconds=5)

    with contextlib.ExitStack() as held:
        cursor = held.enter_context(world.transaction())
        # the merge comes as far as the loan, its titles locked, and waits there
        cursor.execute("SELECT id FROM library_loan WHERE id = %s FOR UPDATE", [loan["loan_id"]])
        merged, added, __ = together([lambda: merge(world, kept, gone), add, let_go])
    assert merged == "merged"
    assert "Add the copies there" in added
    assert_one_title_holds(world, kept, gone)


def test_copies_are_added_while_their_title_is_merged(world):
    def add(book):
        try:
            return copies_of(world, book, 1)
        except Refused as refusal:
            assert "Add the copies there" in str(refusal)
            return []

    for _round in range(3):
        kept, gone = titles(world)
        copies_of(world, gone, 1)
        runs = together(
            [lambda gone=gone: add(gone)] * 4 + [lambda k=kept, g=gone: merge(world, k, g)]
        )
        assert runs[-1] == "merged"
        added = [copy for run in runs[:-1] for copy in run]
        [(count,)] = world.sql("SELECT count(*) FROM library_copy WHERE book_id = %s", kept)
        assert count == 1 + len(added)
        assert_one_title_holds(world, kept, gone)


def test_a_merge_is_undone_while_a_moved_copy_is_lent(world):
    for _round in range(3):
        kept, gone = titles(world)
        [copy], [member] = copies_of(world, gone, 1), world.memberships(1)
        merge(world, kept, gone)
        [row] = world.admin.call("library.merge", "search", [("kept_id", "=", kept)])

        def undo(row=row):
            try:
                world.admin.call("library.merge", "action_undo", [row])
            except Refused as refusal:
                assert "Since then has changed" in str(refusal)
                return "kept"
            return "undone"

        lent, undone = together(
            [lambda copy=copy, member=member: world.lend(member, [copy])[0]["outcome"], undo]
        )
        assert lent == "done"
        book = gone if undone == "undone" else kept
        assert world.sql(
            "SELECT copy.book_id, loan.book_id FROM library_copy copy "
            "JOIN library_loan loan ON loan.copy_id = copy.id WHERE copy.id = %s",
            copy,
        ) == [(book, book)]
