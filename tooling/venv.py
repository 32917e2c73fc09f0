"""The virtual environment: Python packages at exactly the versions of the requirement files.

It is built where it will stay (its scripts hold absolute paths) and stamped when complete; one without
a stamp is the rest of a killed build and is made again.
"""

import shutil
import subprocess
import sys

from . import apt
from .cache import ROOT, cache_dir, digest, locked, made
from .processes import log_path, run
from .say import note, step

RUNTIME = [ROOT / "requirements.txt"]
TESTING = [ROOT / "requirements.txt", ROOT / "test-requirements.txt"]
OFFLINE = (
    "Check that this machine reaches its Python package index (pip config list), then try again."
)


def python(requirements):
    """The interpreter of an environment that holds ``requirements``."""
    home = _home(requirements)
    stamp = home / "complete"
    interpreter = home / "bin" / "python"
    for fit in (requirements, TESTING):  # the one for tests has all the others have
        if (_home(fit) / "complete").exists():
            return _home(fit) / "bin" / "python"
    with locked("venv", "installing Python packages"):
        if not stamp.exists():
            shutil.rmtree(home, ignore_errors=True)
            with step("installing Python packages"):
                _build(home, requirements)
            stamp.touch()
            _forget_old(home)
    return interpreter


def _home(requirements):
    return made(cache_dir() / "venv") / digest(sys.version, sys.executable, *requirements)


def _build(home, requirements):
    pip = _bare(home)
    files = [part for path in requirements for part in ("-r", path)]
    # the files name everything they pull in, so that nothing comes that nobody has chosen
    quiet = ["install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    run([*pip, *quiet, *files], "Installing the Python packages", log_path("venv"), OFFLINE)


def _bare(home):
    """An empty environment; returns the command that is its pip.

    Debian's base has neither pip nor ensurepip: then the pip wheel of Debian's own archive is run as it
    is, which needs no root.
    """
    interpreter = home / "bin" / "python"
    whole = subprocess.run([sys.executable, "-m", "venv", home], capture_output=True, check=False)
    if whole.returncode == 0:
        return [interpreter, "-m", "pip"]
    note("this Python has no ensurepip: fetching pip's wheel from the system's package archive")
    shutil.rmtree(home, ignore_errors=True)
    run(
        [sys.executable, "-m", "venv", "--without-pip", home],
        "Creating a virtual environment",
        log_path("venv"),
        mend="As root: apt-get install python3-venv",
    )
    wheel = apt.pip_wheel()
    run([interpreter, wheel / "pip", "install", "-q", wheel], "Installing pip", log_path("venv"))
    return [interpreter, "-m", "pip"]


def _forget_old(home):
    """Keep the newest few: a clone of another branch may still want its own."""
    homes = sorted(home.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in homes[4:]:
        shutil.rmtree(old, ignore_errors=True)
