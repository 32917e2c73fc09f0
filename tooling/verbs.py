"""The verbs of ``./sipuspa``. A new one is a module with a ``main(arguments)`` and a line in VERBS."""

import importlib
import signal
import sys

from .processes import disk_full
from .say import Stop, say

#: verb -> (module, what it does)
VERBS = {
    "run": ("server", "install the demo regency and serve it  [--port N] [--db NAME]"),
    "stop": ("server", "stop what `run` started  [--db NAME]"),
    "reset": ("server", "throw the demo's database away  [--db NAME] [--yes]"),
    "shell": ("console", "a Python prompt inside Odoo, or a script on standard input  [--db NAME]"),
    "load-books": ("console", "load a clerk's list: FILE.csv --library CODE  [--db NAME]"),
    "load-regions": ("console", "load a table of regions: FILE.csv  [--db NAME]"),
    "try-numbers": (
        "try_numbers",
        "put FILE.mrc or FILE.csv … through heading, call number and sort key  [--all]",
    ),
    "test": ("testing", "run all tests; with arguments, pytest with these (-k name, paths …)"),
    "lint": ("lint", "judge the code without running it  [--quick: no database needed]"),
    "i18n": ("translation", "bring the translation template and id.po up to date"),
    "bench": ("bench", "measure what docs/performance.md states: circulation  [--quick]"),
    "screenshots": ("screenshots", "take the pictures of README and docs  [NAME …]  [--db NAME]"),
}


def usage():
    width = max(map(len, VERBS))
    lines = [f"  {verb:<{width}}  {text}" for verb, (_module, text) in VERBS.items()]
    return (
        "Usage: ./sipuspa VERB …\n\n"
        + "\n".join(lines)
        + (
            "\n\nWhat is downloaded and built is kept in SIPUSPA_CACHE "
            "(/var/cache/sipuspa for root, else ~/.cache/sipuspa).\n"
            "ODOO_HOME names an Odoo 19.0 to use; PGHOST, PGUSER … a PostgreSQL."
        )
    )


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        say(usage())
        return 0 if arguments else 2
    verb, *rest = arguments
    if verb not in VERBS:
        say(f"There is no verb {verb!r}.\n\n{usage()}")
        return 2
    # an ordinary `kill` must clean up as Ctrl-C does; and Ctrl-C also where a shell had it ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        module = importlib.import_module(f".{VERBS[verb][0]}", __package__)
        return module.main(verb, rest) or 0
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if not disk_full(error):
            raise
        print(
            f"The disk is full ({error.filename}): free some space and try again.", file=sys.stderr
        )
        return 1
