"""Races: what happens when two requests meet. Run by ``./sipuspa test`` (alone: ``./sipuspa test races``).

They run outside Odoo against a real server with two worker processes on a database of its own, because
Odoo's test cases serve one request at a time on one cursor. ``SIPUSPA_RACE_URL`` and
``SIPUSPA_RACE_DB`` say where; ``PG*`` how PostgreSQL is reached, to look at what was written.
"""

import os
import random

import pytest

from .world import World


@pytest.fixture(scope="session")
def world():
    url, database = os.environ["SIPUSPA_RACE_URL"], os.environ["SIPUSPA_RACE_DB"]
    return World(url, database)


@pytest.fixture(autouse=True)
def every_invariant_holds(world):
    """After each race, the nightly checks find nothing."""
    random.seed(1)
    yield
    assert world.checks() == []
