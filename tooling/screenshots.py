"""``screenshots``: the pictures of README and docs, from a demo of their own in a real browser."""

import argparse
import csv
import json
import shutil
import subprocess

from .cache import ROOT, made
from .say import Stop, step
from .server import prepare
from .serving import Server
from .workshop import opened

FOLDER = ROOT / "docs" / "pictures"


def main(_verb, arguments):
    parser = argparse.ArgumentParser(prog="./sipuspa screenshots")
    parser.add_argument("--db", default="sipuspa_pictures", help="database to take them from")
    parser.add_argument("only", nargs="*", help="names of pictures; all without any")
    options = parser.parse_args(arguments)
    with opened(testing=True) as workshop:
        prepare(workshop, options.db)
        with Server(workshop, options.db, crons=0, log="pictures") as server:
            with step("taking pictures"):
                return take(workshop, server, options.db, options.only)


def take(workshop, server, database, only):
    with open(ROOT / "sipuspa_library/demo/logins.csv", newline="", encoding="utf-8") as file:
        logins = list(csv.DictReader(file))
    aside = made(FOLDER.parent / ".pictures")
    work = {
        "url": server.url,
        "database": database,
        "folder": str(aside),
        "only": only,
        "logins": logins,
    }
    status = subprocess.run(
        [workshop.python, "-m", "tooling.inside.pictures"],
        input=json.dumps(work),
        text=True,
        env=workshop.environment,
        check=False,
    ).returncode
    if status:
        raise Stop(f"The pictures could not be taken: see above (log: {server.log}).")
    made(FOLDER)
    for picture in aside.glob("*.png"):
        picture.replace(FOLDER / picture.name)
    shutil.rmtree(aside)
    return 0
