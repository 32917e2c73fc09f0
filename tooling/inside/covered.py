"""A pytest plugin: which lines and branches of our addons ran, in all processes together.

slipcover marks the code of our addons as it is imported. A tracer (pytest-cov) would be called for every line
of Odoo and take as long again as the tests. slipcover's own plugin and Odoo's import hook call each other
for ever, hence this one.
"""

import json
import sys
from importlib.machinery import PathFinder

import pytest
import slipcover
from slipcover.importer import SlipcoverLoader

OURS = "odoo.addons.sipuspa_"
# marks that were hit cost little; to look for all their functions, in order to take them out, costs much
NEVER = 2**31 - 1


class Finder:
    """Finds the modules of our addons, tests left out, and has them marked."""

    def __init__(self, marks):
        self.marks = marks

    def find_spec(self, name, path=None, target=None):
        if not name.startswith(OURS) or ".tests" in name:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.origin:
            spec.loader = SlipcoverLoader(self.marks, spec.loader, spec.origin)
        return spec


class Covered:
    def __init__(self):
        self.marks = slipcover.Slipcover(branch=True, d_miss_threshold=NEVER)
        self.found = []

    def pytest_sessionfinish(self, session):
        here = self.marks.get_coverage()
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["covered"] = json.dumps(here)
        self.found.append(here)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        output = getattr(node, "workeroutput", {})
        self.found += [json.loads(output["covered"])] if "covered" in output else []

    def pytest_terminal_summary(self, terminalreporter):
        whole = self.found[0]
        for part in self.found[1:]:
            slipcover.merge_coverage(whole, part)
        terminalreporter.section("coverage")
        slipcover.print_coverage(whole, outfile=terminalreporter, skip_covered=True)


def pytest_configure(config):
    covered = Covered()
    sys.meta_path.insert(0, Finder(covered.marks))
    config.pluginmanager.register(covered, "sipuspa-covered")
