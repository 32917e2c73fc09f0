"""The stages that prove our addons can be updated, taken out, and put in again."""

import subprocess

from .logs import complaints
from .processes import log_path, tail
from .say import Stop, say
from .template import build
from .workshop import addons


def update_with_tests(bench):
    """Odoo's own runner: ``-u`` on an up-to-date database, at_install and post_install tests in its order.

    pytest-odoo cannot show that order. It has just run all tests, so those that wait for the end of an
    installation (HTTP and browser among them) are left out here.
    """
    names = [addon.name for addon in addons()]
    tags = ",".join(f"/{name}" for name in names)
    with bench.databases.temporary(bench.template, "odoo") as database:
        log = log_path(database)
        with open(log, "w") as out:
            runner = bench.workshop.popen(
                bench.workshop.command(
                    "server",
                    "-d",
                    database,
                    "-u",
                    ",".join(names),
                    "--test-enable",
                    "--no-http",
                    f"--test-tags={tags},-post_install",
                    "--stop-after-init",
                    "--log-level=info",
                ),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            status = runner.wait()
        lines = complaints(log, installing=True)
        if status or lines:
            say("\n".join(lines) or tail(log))
            raise Stop(f"Odoo's own runner found fault with an update (log: {log}).")
        summary = [
            line
            for line in log.read_text().splitlines()
            if " tests in " in line or "failed" in line
        ]
        say("\n".join(summary[-2:]))
        log.unlink()
    return 0


def reinstall(bench):
    """Uninstalling leaves no table and no record of ours; installing again works."""
    names = [addon.name for addon in addons()]
    quoted = ", ".join(f"'{name}'" for name in names)
    with bench.databases.temporary(bench.template, "reinstall") as database:
        build(bench.workshop, database, "uninstall", "Uninstalling", uninstall=names)
        tables, data, models = bench.databases.sql(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE 'library\\_%'",
            f"SELECT module || '.' || name FROM ir_model_data WHERE module IN ({quoted})",
            "SELECT model FROM ir_model WHERE model LIKE 'library.%'",
            database=database,
        )
        left = sorted({name for (name,) in tables + data + models})
        if left:
            raise Stop(f"Uninstalling leaves {len(left)} things behind: {', '.join(left[:20])}")
        log = build(bench.workshop, database, "reinstall", "Installing again", install=names)
        lines = complaints(log, installing=True)
        if lines:
            raise Stop("\n".join(lines) + "\n\nInstalling again logs warnings or errors.")
    return 0
