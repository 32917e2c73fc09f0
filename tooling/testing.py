"""``./sipuspa test``: everything that proves SIPUSPA works, in stages.

0. *install*: nothing was logged as a warning or an error when the template was built;
1. *tooling*: this program's own unit tests, without Odoo;
2. *pytest*: the addons' tests with pytest-odoo, HTTP and browser included, in a process for each processor
   with a clone of the template for each;
3. *races*: ``races/`` against a real server with two workers, on another clone;
4. *odoo*: Odoo's own runner while it updates the addons (an update must change nothing);
5. *uninstall*: our addons leave nothing behind, and can be installed again.

With arguments only pytest runs, with these: ``./sipuspa test -k lend`` is the inner loop.
pytest's closing line is kept back and printed last, for whoever reads only that one.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .cache import ROOT
from .databases import Databases
from .logs import complaints
from .say import Stop, note, say, step
from .serving import Server
from .template import Templates
from .upkeep import reinstall, update_with_tests
from .workshop import addons, opened

RACES = ROOT / "races"
TOOLING = ROOT / "tooling" / "tests"
CLOSING = re.compile(r"^=+ (.*\d+ \w+.*|no tests ran) in [\d.]+s.*=+$")
ODOO = ["--odoo-http", "--odoo-log-level=warn"]
SHARED_OUT = [
    "-ptooling.inside.workers",
    "-ptooling.inside.covered",
    "--dist=loadscope",
    "--no-loadscope-reorder",
    "--max-worker-restart=0",
]
MOST_PROCESSES = 4
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def main(_verb, arguments):
    if not any(map(shutil.which, BROWSERS)):
        sentence = "No browser for the browser tests: as root, apt-get install chromium"
        if not arguments:
            raise Stop(sentence)
        note(sentence)
    with opened(testing=True) as workshop:
        bench = Bench(workshop)
        return bench.some(arguments) if arguments else bench.everything()


class Bench:
    def __init__(self, workshop):
        self.workshop = workshop
        self.templates = Templates(workshop)
        self.databases = Databases(workshop)
        self.closing = None
        self.template = None

    # -- the inner loop

    def some(self, arguments):
        """pytest on what ``arguments`` name, in the stage their paths belong to."""
        paths = [
            Path(part.split("::")[0]).absolute() for part in arguments if not part.startswith("-")
        ]
        paths = [path for path in paths if path.exists()]
        if paths and all(path.is_relative_to(ROOT / "tooling") for path in paths):
            return self.plain(arguments)
        self.template = self.templates.addon()
        self.install_log()
        if paths and all(path.is_relative_to(RACES) for path in paths):
            return self.races(arguments)
        return self.pytest(arguments if paths else [*arguments, *addons()])

    # -- the whole

    def everything(self):
        stages = {
            "install": self.install_log,
            "tooling": lambda: self.plain([TOOLING]),
            "pytest": lambda: self.shared_out(addons()),
            "races": lambda: self.races([RACES]),
            "odoo": lambda: update_with_tests(self),
            "uninstall": lambda: reinstall(self),
        }
        failed = []
        self.template = self.templates.addon()
        for name, stage in stages.items():
            try:
                with step(f"stage {name}"):
                    status = stage()
            except Stop as stop:
                print(stop, file=sys.stderr)
                status = 1
            if status:
                failed.append(name)
        return self._close(failed)

    def _close(self, failed):
        if failed:
            if self.closing:
                say(self.closing)
            say(f"FAILED in stage {', '.join(failed)}.")
            return 1
        sys.stderr.flush()
        say(self.closing)
        return 0

    def install_log(self):
        """Warnings and errors while the template was built; 1 if there are any."""
        lines = complaints(self.templates.log(self.template), installing=True)
        for line in lines:
            say(line)
        return int(bool(lines))

    # -- the three kinds of pytest

    def pytest(self, arguments):
        """With pytest-odoo and its server, on a clone of its own."""
        with self.databases.temporary(self.template, "test") as database:
            return self._run([*ODOO, f"--odoo-database={database}", *arguments])

    def shared_out(self, arguments):
        """The same in a process for each processor, each on a clone; coverage is printed."""
        with contextlib.ExitStack() as stack:
            databases = [
                stack.enter_context(self.databases.temporary(self.template, "test"))
                for __ in range(min(os.cpu_count() or 1, MOST_PROCESSES))
            ]
            processes = [f"--numprocesses={len(databases)}", *SHARED_OUT]
            return self._run(
                [
                    *ODOO,
                    f"--odoo-database={databases[0]}",
                    *processes,
                    "--durations=20",
                    *arguments,
                ],
                {"SIPUSPA_TEST_DATABASES": ",".join(databases)},
                keep_closing=True,
            )

    def plain(self, arguments, **variables):
        """Without Odoo in the process."""
        return self._run(["-p", "no:odoo", *arguments], variables)

    def races(self, arguments):
        if not RACES.is_dir():
            note("there are no races yet")
            return 0
        with self.databases.temporary(self.template, "races") as database:
            with Server(self.workshop, database, workers=2, crons=0, log=database) as server:
                status = self.plain(
                    arguments, SIPUSPA_RACE_URL=server.url, SIPUSPA_RACE_DB=database
                )
            lines = complaints(server.log)
            if lines:
                say("\n".join(lines))
                raise Stop(f"The server logged warnings or errors of ours (log: {server.log}).")
            server.log.unlink()
        return status

    def _run(self, arguments, variables=None, keep_closing=False):
        command = [self.workshop.python, "-m", "pytest", "-c", ROOT / "pyproject.toml"]
        command += ["-rs", "--rootdir", ROOT, "-p", "tooling.inside.strict", *arguments]
        environment = {**self.workshop.environment, **(variables or {})}
        pytest = self.workshop.popen(
            command,
            env=environment,
            stdout=subprocess.PIPE if keep_closing else None,
            text=True,
            errors="replace",
        )
        try:
            for line in pytest.stdout or ():
                if CLOSING.match(line.rstrip()):
                    self.closing = line.rstrip()
                else:
                    print(line, end="", flush=True)
            return pytest.wait()
        except BaseException:
            pytest.terminate()
            pytest.wait(30)
            raise
