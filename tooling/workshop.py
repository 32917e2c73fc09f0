"""All that a verb works with, put together once: Odoo, Python packages, PostgreSQL, configuration."""

import contextlib
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from . import odoo_source, postgres, venv
from .cache import ROOT, cache_dir, digest, made, write_file
from .odoo_source import Odoo
from .processes import die_with_parent


@dataclass
class Workshop:
    """A running PostgreSQL and an Odoo configured for it."""

    odoo: Odoo
    python: Path
    postgres: dict
    extra: dict = field(default_factory=dict)

    @property
    def conf(self):
        """Odoo's configuration; it names no database, so each command does."""
        name = digest(str(ROOT), *sorted(self.postgres.values()))
        return cache_dir() / "conf" / f"{name}.conf"

    @property
    def data_dir(self):
        return made(cache_dir() / "data")

    def filestore(self, database):
        return self.data_dir / "filestore" / database

    @property
    def environment(self):
        """For child processes: ours, with the paths of Odoo and of this repository, and PostgreSQL's."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("ODOO_")},
            **self.postgres,
            **self.extra,
            "PYTHONPATH": f"{self.odoo.path}:{ROOT}",
            "PYTHONUNBUFFERED": "1",
            "ODOO_RC": str(self.conf),
        }

    def command(self, verb, *arguments):
        """An Odoo command line."""
        return [*self.odoo.command(self.python, verb), "-c", str(self.conf), *map(str, arguments)]

    def popen(self, command, **options):
        """Start a program that ends with us, whatever happens to us."""
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen(
            [str(part) for part in command],
            env=options.pop("env", self.environment),
            preexec_fn=die_with_parent,
            **options,
        )

    def write_conf(self):
        lines = {
            "addons_path": ROOT,
            "data_dir": self.data_dir,
            "db_host": self.postgres["PGHOST"],
            "db_port": self.postgres.get("PGPORT", "5432"),
            "db_user": self.postgres["PGUSER"],
            "http_interface": "127.0.0.1",
            "list_db": "False",
            "max_cron_threads": "1",
        }
        text = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items())
        write_file(self.conf, text)


@contextlib.contextmanager
def opened(testing=False):
    """The workshop, with PostgreSQL running while the block lasts."""
    odoo = odoo_source.find()
    python = venv.python(venv.TESTING if testing else venv.RUNTIME)
    with postgres.running(python) as variables:
        extra = {"PGOPTIONS": "-c synchronous_commit=off"} if testing else {}
        workshop = Workshop(odoo, python, variables, extra)
        workshop.write_conf()
        yield workshop


def addons():
    """Our addons: the folders of the repository's root that have a manifest."""
    return sorted(path.parent for path in ROOT.glob("*/__manifest__.py"))
