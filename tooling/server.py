"""``run``, ``stop`` and ``reset``: the demo regency, served on this machine."""

import argparse
import contextlib
import csv
import os
import signal
import time

from .cache import ROOT, Lock, locked
from .databases import Databases
from .say import Stop, note, say, step
from .serving import Server, free_port
from .template import LANGUAGE, Templates, build, files_hash
from .workshop import addons, opened

PORT = 8069
HASH = "sipuspa.files"  # the system parameter that remembers what was installed or updated last
DEMO_FAILED = "demo data failed to install"  # Odoo only warns, and goes on without


def main(verb, arguments):
    parser = argparse.ArgumentParser(prog=f"./sipuspa {verb}")
    parser.add_argument("--db", default="sipuspa", help="name of the database (sipuspa)")
    if verb == "run":
        parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on ({PORT})")
    if verb == "reset":
        parser.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args(arguments)
    return {"run": serve, "stop": stop, "reset": reset}[verb](options)


def running_lock(database):
    return Lock(f"run-{database}")


def serve(options):
    lock = running_lock(options.db)
    if not lock.take(wait=False):
        raise Stop(f"{lock.read().strip()}: open that, or ./sipuspa stop.")
    lock.write(f"{os.getpid()} is starting with database {options.db}\n")
    with opened() as workshop:
        prepare(workshop, options.db)
        port = free_port(options.port)
        if port != options.port:
            note(f"port {options.port} is taken; using {port}")
        with step("starting Odoo"):
            server = Server(workshop, options.db, port, log=f"run-{options.db}").__enter__()
        with contextlib.closing(_Stopping(server)):
            lock.write(f"{os.getpid()} serves {server.url} with database {options.db}\n")
            greet(server)
            with contextlib.suppress(KeyboardInterrupt):
                status = server.process.wait()
                raise Stop(f"Odoo ended by itself with status {status} (log: {server.log}).")
    note("stopped")
    return 0


class _Stopping:
    def __init__(self, server):
        self.server = server

    def close(self):
        note("stopping Odoo …")
        self.server.stop()


def prepare(workshop, database):
    """Install with demo data and in Indonesian, or update when our files changed; else nothing."""
    databases = Databases(workshop)
    ours = [addon.name for addon in addons()]
    key = files_hash()
    if not databases.exists(database):
        install(workshop, database, ours, key)
        return
    known = databases.sql(
        f"SELECT value FROM ir_config_parameter WHERE key = '{HASH}'", database=database
    )
    if known[0] != [[key]]:
        with step(f"files changed since the last time: updating {', '.join(ours)}"):
            build(
                workshop,
                database,
                f"update-{database}",
                "Updating",
                install=ours,
                update=ours,
                assets=True,
                parameters={HASH: key},
            )


def install(workshop, database, ours, key):
    """Our addons with their demo data, on Odoo without its own: no furniture makers in a regency."""
    templates = Templates(workshop)
    making = f"{database}_making"
    with locked("templates", "building a test template"):
        templates.databases.drop(making)
        templates.databases.clone(templates.base(), making)
    # an addon gets demo data only where all it depends on is marked as having it
    templates.databases.sql(
        "UPDATE ir_module_module SET demo = (state = 'installed')", database=making
    )
    with step("installing the demo regency"):
        log = build(
            workshop,
            making,
            f"install-{database}",
            "Installing",
            install=ours,
            speak=LANGUAGE,
            assets=True,
            parameters={HASH: key},
        )
    if DEMO_FAILED in log.read_text():
        raise Stop(f"The demo data could not be loaded: see {log}.")
    templates.databases.rename(making, database)


def greet(server):
    say(f"\nSIPUSPA: {server.url}/odoo  (log: {server.log})\n")
    for path in sorted(ROOT.glob("*/demo/logins.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                say(f"  {row['role']:<34} {row['login']:<20} {row['password']}")
    say("\nCtrl-C stops it; ./sipuspa run goes on with the same data.")


def stop(options):
    lock = running_lock(options.db)
    if lock.take(wait=False):
        lock.release()
        say(f"Nothing runs with database {options.db}.")
        return 0
    lock.release()
    os.kill(int(lock.read().split()[0]), signal.SIGTERM)
    for _wait in range(300):
        if lock.take(wait=False):
            say("Stopped.")
            return 0
        time.sleep(0.1)
    raise Stop(f"It does not stop: kill -9 {lock.read().split()[0]}")


def reset(options):
    lock = running_lock(options.db)
    if not lock.take(wait=False):
        raise Stop(f"{lock.read().strip()}: ./sipuspa stop first.")
    if not options.yes:
        try:
            answer = input(f"Throw away all data in {options.db}? [y/N] ")
        except EOFError:
            answer = ""
        if answer.strip().lower() not in ("y", "yes", "ya"):
            raise Stop("Nothing was changed.")
    with opened() as workshop:
        Databases(workshop).drop(options.db)
    say(f"{options.db} is gone; ./sipuspa run makes a new one.")
    return 0
