"""Template databases: what a test starts from, built once for each state of the files it depends on.

The *base* template has Odoo, the addons ours depend on, Indonesian and the generated asset bundles. The
*addon* template is a clone of it with our addons installed. Both are named by a hash of what went into them,
so nothing has to be invalidated; a clone of either takes a third of a second.
"""

import ast
import contextlib
import json
import os
import subprocess

from .cache import ROOT, Lock, digest, locked
from .databases import Databases, link
from .processes import die_with_parent, log_path, tail
from .say import Stop, note, step
from .venv import RUNTIME
from .workshop import addons

LANGUAGE = "id_ID"
RECIPE = "2"  # change it when the way of building changes
KEEP = {"sipuspa_base_": 2, "sipuspa_addon_": 4}


def manifest(addon):
    return ast.literal_eval((addon / "__manifest__.py").read_text())


def outside_dependencies():
    ours = {addon.name for addon in addons()}
    wanted = {name for addon in addons() for name in manifest(addon).get("depends", [])}
    return sorted(wanted - ours)


def files(addon):
    """What installing ``addon`` reads: its tests, pages for readers and caches do not count."""
    for path in sorted(addon.rglob("*")):
        inside = path.relative_to(addon)
        if inside.parts[0] == "tests" or "__pycache__" in inside.parts or path.suffix == ".md":
            continue
        if path.is_file() and not path.name.startswith("."):
            yield path


def files_hash():
    parts = []
    for addon in addons():
        for path in files(addon):
            parts += [str(path.relative_to(ROOT)), path]
    return digest(*parts)


def build(workshop, database, log_name, what, **work):
    """Run ``inside/build.py`` on ``database``; returns the log's path."""
    log = log_path(log_name)
    with open(log, "w") as out:
        status = subprocess.run(
            [workshop.python, "-m", "tooling.inside.build"],
            input=json.dumps({"database": database, **work}),
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            env=workshop.environment,
            preexec_fn=die_with_parent,
            check=False,
        ).returncode
    if status:
        raise Stop(f"{tail(log)}\n\n{what} failed (log: {log}).")
    return log


class Templates:
    def __init__(self, workshop):
        self.workshop = workshop
        self.databases = Databases(workshop)
        self.in_use = []

    def base(self):
        wanted = outside_dependencies()
        name = "sipuspa_base_" + digest(RECIPE, self.workshop.odoo.version, *RUNTIME, *wanted)
        if not self.databases.exists(name):
            with step(f"building the base template ({', '.join(wanted)})"):
                making = self._make(None, "base", install=["base", *wanted], language=LANGUAGE)
            self._finish(making, name)
        return name

    def addon(self):
        """The template with our addons; nobody drops it while this process lives."""
        with locked("templates", "building a test template"):
            self._drop_unfinished()
            for attempt in range(2):
                base, key = self.base(), files_hash()
                name = f"sipuspa_addon_{digest(base, key)}"
                if self.databases.exists(name) and self.log(name).exists():
                    break
                ours = [addon.name for addon in addons()]
                with step(f"building the addon template ({', '.join(ours)})"):
                    making = self._make(base, "addon", install=ours)
                if files_hash() == key:
                    self._finish(making, name)
                    break
                note("files changed meanwhile")
                if attempt == 1:  # somebody types all the time: take it, but under no lasting name
                    name = f"sipuspa_addon_moving_{os.getpid()}"
                    self._finish(making, name)
            self.in_use.append(Lock(f"template-{name}"))
            self.in_use[-1].take(shared=True)
            self._forget_old(name)
            return name

    def log(self, name):
        """What Odoo logged while this template was built."""
        return log_path(f"template-{name}")

    @contextlib.contextmanager
    def temporary(self, purpose):
        """A clone of the addon template for the length of a block."""
        with self.databases.temporary(self.addon(), purpose) as database:
            yield database

    def _make(self, source, kind, **work):
        """Build under a passing name, which a killed command leaves behind to be dropped."""
        making = f"sipuspa_making_{kind}"
        self.databases.drop(making)
        if source:
            self.databases.clone(source, making)
            work["bundles"] = self._known_bundles(making)
        else:
            self.databases.create(making)
        build(self.workshop, making, making, f"Building the {kind} template", assets=True, **work)
        return making

    def _finish(self, making, name):
        self.databases.drop(name)
        log_path(making).replace(self.log(name))
        self.databases.rename(making, name)

    def _known_bundles(self, making):
        """The asset bundles of the newest template, to start with.

        A bundle's address holds a hash of its files, so one that is still right is found there and need not
        be made again: 14 of the 20 seconds that a change of a Python file would cost.
        """
        newest = self._newest_first("sipuspa_addon_")[:1]
        if not newest:
            return []
        columns = "name, url, store_fname, checksum, mimetype, file_size"
        wanted = "url LIKE '/web/assets/%' AND store_fname IS NOT NULL"
        with locked("clones"):  # a database that is read cannot be cloned
            rows = self.databases.sql(
                f"SELECT {columns} FROM ir_attachment WHERE {wanted}", database=newest[0]
            )[0]
        here, there = (self.databases.workshop.filestore(name) for name in (newest[0], making))
        for row in rows:
            target = there / row[2]
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                link(here / row[2], target)
        return rows

    def _newest_first(self, prefix):
        """By database id, which PostgreSQL counts up."""
        rows = self.databases.sql("SELECT datname FROM pg_database ORDER BY oid DESC")[0]
        return [name for (name,) in rows if name.startswith(prefix)]

    def _drop_unfinished(self):
        self.databases.drop(*self.databases.names("sipuspa_making_"))
        self.databases.drop_left_over()

    def _forget_old(self, current):
        for prefix, keep in KEEP.items():
            names = [name for name in self._newest_first(prefix) if name != current]
            for name in names[keep:]:
                lock = Lock(f"template-{name}")
                if lock.take(wait=False):
                    self.databases.drop(name)
                    self.log(name).unlink(missing_ok=True)
                    lock.remove()
                else:
                    lock.release()
