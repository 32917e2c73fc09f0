"""A pytest plugin that makes three quiet things loud.

* a skipped test fails the run: Odoo skips browser tests by itself when the browser does not start;
* a WARNING or ERROR log line from one of our addons fails the run;
* the name of the test it came from is told beside it.

When pytest-xdist shares the tests out, every process collects for itself and tells the first one at its end.
"""

import logging

import freezegun
import pytest

OURS = "odoo.addons.sipuspa_"


def from_our_addons(record):
    return record.name.startswith(OURS)


class Collector(logging.Handler):
    """Remembers the log lines that ``wanted`` picks, each with the test it came from."""

    def __init__(self, wanted):
        super().__init__(logging.WARNING)
        self.wanted = wanted
        self.test = "before the first test"
        self.found = []

    def emit(self, record):
        if self.wanted(record):
            text = record.getMessage().splitlines()[0][:300]
            self.found.append(f"{record.levelname} {record.name}: {text} [{self.test}]")


class Strict:
    def __init__(self, wanted=from_our_addons):
        self.collector = Collector(wanted)
        self.skipped = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self):
        logging.getLogger().addHandler(self.collector)

    def pytest_runtest_logstart(self, nodeid):
        self.collector.test = nodeid

    def pytest_runtest_logreport(self, report):
        self.skipped += report.skipped

    def pytest_collectreport(self, report):
        self.skipped += report.skipped

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self.collector.found += getattr(node, "workeroutput", {}).get("found", [])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["found"] = self.collector.found
        if session.exitstatus == pytest.ExitCode.OK and (self.skipped or self.collector.found):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if self.skipped:
            terminalreporter.section("skipped tests count as failures", red=True)
        if self.collector.found:
            terminalreporter.section("warnings and errors in the log count as failures", red=True)
            for line in self.collector.found:
                terminalreporter.line(line)


def pytest_configure(config):
    # a test class that freezes the clock must not freeze pytest's own stop-watch
    freezegun.configure(extend_ignore_list=["_pytest.timing"])
    config.pluginmanager.register(Strict(), "sipuspa-strict")
