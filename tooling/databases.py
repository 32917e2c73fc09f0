"""Databases with their filestores: made, cloned, dropped; and the marks that tell whose they are.

A clone is ours while its lock is held, so what a killed command left behind is known for what it is and
dropped by the next one. ``createdb -T`` does not copy the filestore: that is done here, by hard links.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess

from .cache import Lock, cache_dir, locked
from .say import Stop

# not `unaccent`: only a superuser can make it immutable, and without that Odoo folds accents in every
# search by part of a name, past the index
EXTENSIONS = ("pg_trgm",)


class Databases:
    def __init__(self, workshop):
        self.workshop = workshop

    def sql(self, *statements, database="postgres"):
        """Run statements, each in its own transaction; the rows of each."""
        result = subprocess.run(
            [self.workshop.python, "-m", "tooling.inside.sql"],
            input=json.dumps({"database": database, "statements": statements}),
            env=self.workshop.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise Stop(f"PostgreSQL refused: {result.stderr.strip()}")
        return json.loads(result.stdout)

    def names(self, prefix=""):
        rows = self.sql("SELECT datname FROM pg_database WHERE NOT datistemplate")[0]
        return sorted(name for (name,) in rows if name.startswith(prefix))

    def exists(self, name):
        return name in self.names(name)

    def create(self, name):
        """An empty database. The extensions come first: Odoo looks for them once, as it loads."""
        self.sql(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' LC_COLLATE 'C' TEMPLATE template0")
        self.sql(*(f"CREATE EXTENSION IF NOT EXISTS {each}" for each in EXTENSIONS), database=name)

    def drop(self, *names):
        for name in names:
            self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            shutil.rmtree(self.workshop.filestore(name), ignore_errors=True)

    def clone(self, source, name):
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        store = self.workshop.filestore(source)
        if store.exists():
            shutil.copytree(store, self.workshop.filestore(name), copy_function=link)

    def rename(self, source, name):
        """Files first: a database by its final name is then whole."""
        store = self.workshop.filestore(source)
        if store.exists():
            shutil.rmtree(self.workshop.filestore(name), ignore_errors=True)
            store.rename(self.workshop.filestore(name))
        self.sql(f'ALTER DATABASE "{source}" RENAME TO "{name}"')

    @contextlib.contextmanager
    def temporary(self, source, purpose):
        """A clone of ``source`` under a name of its own, gone after the block."""
        name = f"sipuspa_{purpose}_{os.getpid()}_{secrets.token_hex(3)}"
        lock = Lock(f"clone-{name}")
        lock.take()
        try:
            with locked("clones"):  # nobody may read a template meanwhile
                self.clone(source, name)
            yield name
        finally:
            self.drop(name)
            lock.remove()

    def drop_left_over(self):
        """Drop the clones of commands that are no more."""
        for path in (cache_dir() / "locks").glob("clone-*.lock"):
            lock = Lock(path.stem)
            if lock.take(wait=False):
                self.drop(path.stem.removeprefix("clone-"))
                lock.remove()
            else:
                lock.release()


def link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
