"""``bench``: measure what ``docs/performance.md`` states, on a database and a server of its own."""

import subprocess

from .cache import ROOT
from .databases import Databases
from .say import Stop
from .serving import Server
from .template import Templates
from .workshop import opened

BENCHMARKS = ROOT / "benchmarks"
ADDONS = f"--addons-path={ROOT},{BENCHMARKS / 'addons'}"  # with the toys some measure against


def main(_verb, arguments):
    names = sorted(
        path.stem for path in BENCHMARKS.glob("[a-z]*.py") if "def main(" in path.read_text()
    )
    if not arguments or arguments[0] not in names:
        raise Stop(f"Say what to measure: ./sipuspa bench {' | '.join(names)} [--quick]")
    name, *options = arguments
    with opened() as workshop:
        databases = Databases(workshop)
        with databases.temporary(Templates(workshop).addon(), "bench") as database:
            serving = {"workers": 2, "crons": 0, "log": database, "options": [ADDONS]}
            with Server(workshop, database, **serving) as server:
                status = subprocess.run(
                    [workshop.python, "-m", f"benchmarks.{name}", *options],
                    cwd=ROOT,
                    env={
                        **workshop.environment,
                        "SIPUSPA_RACE_URL": server.url,
                        "SIPUSPA_RACE_DB": database,
                    },
                    check=False,
                ).returncode
            if status:
                raise Stop(f"Measuring failed: see above (log: {server.log}).")
            server.log.unlink()
    return 0
