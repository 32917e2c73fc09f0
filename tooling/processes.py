"""Starting other programs so that none outlives us and every failure can be read."""

import ctypes
import errno
import re
import signal
import subprocess
from pathlib import Path

from .cache import cache_dir, made
from .say import Stop

PR_SET_PDEATHSIG = 1
_prctl = getattr(ctypes.CDLL(None), "prctl", None)


def die_with_parent():
    """Between fork and exec: have the kernel end the child when we die, even by ``kill -9``."""
    if _prctl:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def log_path(name):
    return made(cache_dir() / "log") / f"{name}.log"


def tail(path, lines=25):
    text = Path(path).read_text(errors="replace").splitlines()
    return "\n".join(text[-lines:])


def run(command, what, log, mend=None, **options):
    """Run ``command`` to its end, output into ``log``; a failure is told in one sentence.

    ``mend`` adds what the reader can do about it.
    """
    options.setdefault("stdin", subprocess.DEVNULL)
    try:
        with open(log, "ab") as out:
            began = out.tell()
            status = subprocess.run(
                [str(part) for part in command],
                stdout=out,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
                **options,
            ).returncode
    except FileNotFoundError as error:
        raise Stop(f"{command[0]} is missing, so {what} failed. {mend or ''}".strip()) from error
    with open(log, errors="replace") as done:
        done.seek(began)
        output = done.read()
    if status:
        if "No space left on device" in output:
            mend = f"The disk that holds {cache_dir()} is full: free some space and try again."
            raise Stop(f"{what} failed. {mend}")
        raise Stop(f"{what} failed (log: {log}). {mend or ''}".strip())
    return output


def disk_full(error):
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def program(pid):
    """The name of the living program with number ``pid``; empty if there is none (or only its corpse)."""
    try:
        name, state = re.match(r"\d+ \((.*)\) (\w)", Path(f"/proc/{pid}/stat").read_text()).groups()
    except OSError:
        return ""
    return "" if state in "ZX" else name
