"""How tests are shared out among processes, and what the processes tell the first one."""

from types import SimpleNamespace

import pytest

from tooling.cache import ROOT
from tooling.inside.strict import Strict
from tooling.inside.workers import LONGEST_FIRST, pytest_collection_modifyitems


def item(name):
    return SimpleNamespace(cls=type(name, (), {}) if name else None, name=name)


def test_the_longest_classes_come_first_and_the_others_stay_in_order():
    items = [item(name) for name in ("TestB", "TestA", LONGEST_FIRST[1], None, LONGEST_FIRST[0])]
    pytest_collection_modifyitems(items)
    assert [each.name for each in items] == [*LONGEST_FIRST[:2], "TestB", "TestA", None]


def test_the_longest_classes_are_there():
    text = "".join(path.read_text() for path in ROOT.glob("*/tests/test_*.py"))
    assert [name for name in LONGEST_FIRST if f"class {name}(" not in text] == []


@pytest.mark.parametrize("found", [[], ["WARNING odoo.addons.sipuspa_x: bad [test]"]])
def test_what_a_process_logged_fails_the_whole(found):
    strict = Strict()
    strict.pytest_testnodedown(SimpleNamespace(workeroutput={"found": found}))
    session = SimpleNamespace(exitstatus=pytest.ExitCode.OK, config=SimpleNamespace())
    strict.pytest_sessionfinish(session)
    assert session.exitstatus == (pytest.ExitCode.TESTS_FAILED if found else pytest.ExitCode.OK)


def test_a_process_tells_what_it_logged():
    strict = Strict()
    strict.collector.found.append("WARNING")
    config = SimpleNamespace(workeroutput={})
    strict.pytest_sessionfinish(SimpleNamespace(exitstatus=pytest.ExitCode.OK, config=config))
    assert config.workeroutput == {"found": ["WARNING"]}
