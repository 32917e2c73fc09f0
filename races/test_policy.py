"""Two offices change what is fixed for all, and a library its own rule, at once: all agree after."""

from functools import partial

import pytest

from .client import Refused, together

ROUNDS = 6


@pytest.fixture
def office(world):
    """Two administrators of the library office."""
    return [world.user("group_admin")[0] for _each in range(2)]


@pytest.fixture
def rules(world):
    """A rule of the regency for one kind of members, and a library's own for the same."""
    category = world.create("library.member.category", {"name": "Lomba", "code": "lomba"})
    regency, own = world.create(
        "library.policy",
        {"category_id": category, "fine_per_day": 100, "loan_days": 9},
        {"category_id": category, "library_id": world.library, "fine_per_day": 5, "loan_days": 3},
    )
    yield regency, own
    world.admin.call("library.policy", "unlink", [regency, own])
    world.admin.call("library.member.category", "unlink", [category])


def save(client, rule, **values):
    try:
        client.call("library.policy", "write", [rule], values)
    except Refused as refusal:
        assert "ValidationError" in refusal.name
        return "refused"
    return "saved"


def said(world, rule):
    [row] = world.admin.call(
        "library.policy", "read", [rule], ["fine_per_day", "loan_days", "locked_ids"]
    )
    return row


def free(world, rules):
    """Let nothing be fixed, and the library say its own."""
    regency, own = rules
    world.admin.call("library.policy", "write", [regency], {"locked_ids": [(5,)]})
    world.admin.call("library.policy", "write", [own], {"fine_per_day": 5, "loan_days": 3})


def test_policy_locks_two_offices_fix_at_once_and_the_narrower_row_says_both(world, office, rules):
    regency, own = rules
    fine, days = (
        world.ref("sipuspa_library", f"policy_value_{code}")
        for code in ("fine_per_day", "loan_days")
    )
    for turn in range(ROUNDS):
        free(world, rules)
        asked = (
            {"locked_ids": [(4, fine)], "fine_per_day": 200 + turn},
            {"locked_ids": [(4, days)], "loan_days": 20 + turn},
        )
        acts = [
            partial(save, client, regency, **values)
            for client, values in zip(office, asked, strict=True)
        ]
        assert together(acts) == ["saved", "saved"]
        above, row = said(world, regency), said(world, own)
        assert set(above["locked_ids"]) == {fine, days}
        assert (row["fine_per_day"], row["loan_days"]) == (200 + turn, 20 + turn)


def test_policy_locks_a_library_that_saves_meanwhile_is_refused_or_rewritten(world, office, rules):
    regency, own = rules
    fine = world.ref("sipuspa_library", "policy_value_fine_per_day")
    for turn in range(ROUNDS):
        free(world, rules)
        fixed = {"locked_ids": [(4, fine)], "fine_per_day": 300 + turn}
        answers = together(
            [
                partial(save, office[0], regency, **fixed),
                partial(save, office[1], own, fine_per_day=700 + turn),
            ]
        )
        assert answers in (["saved", "saved"], ["saved", "refused"])
        assert said(world, own)["fine_per_day"] == 300 + turn
