"""``shell`` and the verbs that load files: Python inside Odoo, on the demo's database."""

import argparse
import subprocess
from pathlib import Path

from .databases import Databases
from .processes import die_with_parent
from .say import Stop
from .workshop import opened

#: verb -> what it does inside Odoo, with the command line's options in `given`
SCRIPTS = {
    "load-books": "print(env['library.book']._load_clerk_list(given['library'], given['file']))",
    "load-regions": "print(env['library.region']._load_table(given['file']))",
}

LOAD = """
from odoo.exceptions import UserError
given = {given!r}
try:
    {act}
    env.cr.commit()
except UserError as error:
    raise SystemExit(str(error))
"""


def main(verb, arguments):
    parser = argparse.ArgumentParser(prog=f"./sipuspa {verb}")
    parser.add_argument("--db", default="sipuspa", help="name of the database (sipuspa)")
    if verb != "shell":
        parser.add_argument("file", type=Path, help="a CSV file")
    if verb == "load-books":
        parser.add_argument("--library", required=True, metavar="CODE", help="the library's code")
    options = parser.parse_args(arguments)
    script = _script(verb, options)
    with opened() as workshop:
        if not Databases(workshop).exists(options.db):
            raise Stop(f"There is no database {options.db}: ./sipuspa run makes it.")
        command = workshop.command("shell", "-d", options.db, "--no-http", "--log-level=warn")
        return subprocess.run(
            command,
            env=workshop.environment,
            input=script,
            text=True,
            check=False,
            preexec_fn=die_with_parent,
        ).returncode


def _script(verb, options):
    """What the shell reads instead of our standard input, or None to leave it that one."""
    if verb == "shell":
        return None
    path = options.file.absolute()
    if not path.is_file():
        raise Stop(f"There is no file {path}.")
    given = {"file": str(path), "library": getattr(options, "library", None)}
    return LOAD.format(given=given, act=SCRIPTS[verb])
