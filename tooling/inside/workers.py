"""A pytest plugin for tests shared out among processes: to each its database, the longest classes first.

pytest-xdist hands out whole classes (a class makes its world once) in the order they are collected, so one
that takes minutes must not come last, when every other process is done.
"""

import contextlib
import os

import pytest

#: names of databases, one for each process
DATABASES = "SIPUSPA_TEST_DATABASES"
LONGEST_FIRST = (
    "TestDemo",
    "TestAccessMatrix",
    "TestAccessMoves",
    "TestCirculationModel",
    "TestAccessMethods",
    "TestActions",
    "TestSchoolYearTour",
    "TestDeskTour",
    "TestCirculationTable",
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Give a process its database, before pytest-odoo reads which one that is."""
    worker = getattr(config, "workerinput", None)
    if worker:
        number = int(worker["workerid"].removeprefix("gw"))
        config.option.odoo_database = os.environ[DATABASES].split(",")[number]
        # ours is a clone already; pytest-odoo would make another by programs that need not be on the path
        pytest_odoo = config.pluginmanager.get_plugin("odoo")
        pytest_odoo._worker_db_name = lambda: contextlib.nullcontext(config.option.odoo_database)
    return (yield)


def pytest_collection_modifyitems(items):
    """Put the longest classes first; the others stay in their order."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}

    def place(item):
        return places.get(item.cls.__name__ if item.cls else "", len(places))

    items.sort(key=place)
