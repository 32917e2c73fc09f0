"""``./sipuspa lint``: what can be said about the code without running it.

``--quick`` is the part without Odoo and a database (a second or two), which pre-commit runs too.
``--fix`` mends what can be mended by itself.
"""

import argparse
import os
import subprocess
import sys

from . import traps, venv
from .cache import ROOT
from .say import note, say, step
from .template import Templates
from .translation import stale
from .workshop import addons, opened

#: the files of Odoo's own test_lint that look at addons; the others look at Odoo, or need node
TEST_LINT = (
    "docstring",
    "dunderinit",
    "i18n",
    "index",
    "jstranslate",
    "manifests",
    "naming",
    "onchange_domains",
    "orm_import",
    "override_signatures",
    "pofile",
    "routes",
    "test_holes",
)


def main(_verb, arguments):
    parser = argparse.ArgumentParser(prog="./sipuspa lint")
    parser.add_argument(
        "--quick", action="store_true", help="only what needs no Odoo and no database"
    )
    parser.add_argument("--fix", action="store_true", help="let ruff mend and format what it can")
    options = parser.parse_args(arguments)
    checks = {"ruff": lambda: ruff(options.fix), "silent traps": silent_traps}
    if options.quick:
        return verdict(checks)
    with opened(testing=True) as workshop:
        checks["pylint-odoo"] = lambda: pylint_odoo(workshop)
        templates = Templates(workshop)
        with templates.temporary("lint") as database:
            checks["Odoo's test_lint"] = lambda: test_lint(workshop, database)
            checks["translations"] = lambda: translations(workshop, database)
            return verdict(checks)


def verdict(checks):
    failed = []
    for name, check in checks.items():
        with step(name):
            if check():
                failed.append(name)
    if failed:
        say(f"FAILED: {', '.join(failed)}.")
        return 1
    note("lint found nothing")
    return 0


def ruff(fix):
    python = venv.python(venv.TESTING)
    check = ["check", "--fix"] if fix else ["check"]
    shape = ["format"] if fix else ["format", "--check"]
    wrong = 0
    for arguments in (shape, check):  # what was formatted may be short enough now
        wrong |= subprocess.run(
            [
                python,
                "-m",
                "ruff",
                *arguments,
                "--quiet",
                "--config",
                ROOT / "pyproject.toml",
                ROOT,
            ],
            check=False,
        ).returncode
    return wrong


def silent_traps():
    found = [finding for addon in addons() for finding in traps.check(addon)]
    for path, line, sentence in found:
        say(f"{os.path.relpath(path)}:{line}: {sentence}")
    return bool(found)


def pylint_odoo(workshop):
    # in this order; ours is a README.md, not the README.rst it asks for, and a model that does
    # several things lies in several files, named for what they hold
    unwanted = "missing-readme,consider-merging-classes-inherited"
    which = ["--disable=all", "--enable=odoolint", f"--disable={unwanted}"]
    return subprocess.run(
        [workshop.python, "-m", "pylint", f"--rcfile={ROOT / 'pyproject.toml'}", *which, *addons()],
        env=workshop.environment,
        cwd=ROOT,
        check=False,
    ).returncode


def test_lint(workshop, database):
    """Odoo judges its own addons by these; ``inside/lint_scope.py`` has them look at ours alone."""
    tests = workshop.odoo.path / "odoo" / "addons" / "test_lint" / "tests"
    if not tests.is_dir():
        note(f"this Odoo has no {tests}; left out")
        return 0
    command = [
        workshop.python,
        "-m",
        "pytest",
        "-c",
        ROOT / "pyproject.toml",
        "--rootdir",
        tests,
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "tooling.inside.lint_scope",
        "--odoo-log-level=warn",
        f"--odoo-database={database}",
        *(tests / f"test_{name}.py" for name in TEST_LINT),
    ]
    result = subprocess.run(
        command, env=workshop.environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        print(result.stdout, result.stderr, file=sys.stderr)
    return result.returncode


def translations(workshop, database):
    found = stale(workshop, database)
    say("\n".join(found)) if found else None
    return bool(found)
