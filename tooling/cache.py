"""The directory outside the repository where everything that was downloaded or built is kept.

Two rules keep it sound when a command is killed at any moment: a thing is built aside and moved into
place by one rename (or stamped last, where it cannot be moved), and a lock is a ``flock``, which the
kernel releases with the process, so there is no stale lock to remove by hand.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from .say import Stop, note

ROOT = Path(__file__).resolve().parent.parent


def cache_dir():
    """``SIPUSPA_CACHE``, else the place the system has for caches."""
    given = os.environ.get("SIPUSPA_CACHE")
    if given:
        path = Path(given).absolute()
    elif os.geteuid() == 0:
        path = Path("/var/cache/sipuspa")  # PostgreSQL's user must be able to walk there
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        path = Path(base).absolute() / "sipuspa"
    return made(path)


def made(path):
    """The directory ``path``, created if need be, with a sentence if it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(
            f"Cannot create {path} ({error.strerror}): set SIPUSPA_CACHE to a directory you may write."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise Stop(f"{path} is not yours to write: set SIPUSPA_CACHE to a directory you may write.")
    return path


def digest(*parts):
    """A short name for the content of ``parts`` (strings, bytes and files)."""
    sums = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes() if part.is_file() else b"-"
        elif isinstance(part, str):
            part = part.encode()
        sums.update(len(part).to_bytes(8, "big") + part)
    return sums.hexdigest()[:12]


class Lock:
    """A lock file held by this process until it lets go or dies."""

    def __init__(self, name):
        self.path = made(cache_dir() / "locks") / f"{name}.lock"
        self.file = None

    def take(self, shared=False, wait=True, waiting_for=None):
        """True when the lock is ours; ``wait=False`` answers at once."""
        self.file = self.file or open(self.path, "a+")  # noqa: SIM115  (open as long as held)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self.file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                return False
            if waiting_for:
                note(f"waiting for another ./sipuspa that is {waiting_for} …")
            fcntl.flock(self.file, kind)
        return True

    def release(self):
        if self.file:
            self.file.close()
            self.file = None

    def write(self, text):
        self.file.truncate(0)
        self.file.write(text)
        self.file.flush()

    def read(self):
        return self.path.read_text() if self.path.exists() else ""

    def remove(self):
        """Let go and leave no file behind."""
        self.path.unlink(missing_ok=True)
        self.release()


@contextmanager
def locked(name, waiting_for=None):
    lock = Lock(name)
    lock.take(waiting_for=waiting_for)
    try:
        yield lock
    finally:
        lock.release()


@contextmanager
def built_aside(target):
    """A scratch directory that becomes ``target`` when the block ends well, and nothing otherwise."""
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=made(target.parent)))
    aside.chmod(0o755)  # mkdtemp's 0700 would shut PostgreSQL's user out
    try:
        yield aside
        if target.exists():
            shutil.rmtree(target)
        aside.rename(target)
    finally:
        for left in target.parent.glob(f".{target.name}.*"):
            shutil.rmtree(left, ignore_errors=True)  # ours, and those of builds that were killed


def write_file(path, text):
    """Replace ``path`` by one rename, so that no reader sees half of it."""
    aside = made(path.parent) / f".{path.name}.{os.getpid()}"
    aside.write_text(text)
    aside.replace(path)
    return path
