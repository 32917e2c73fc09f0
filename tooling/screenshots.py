"""``screenshots``: the pictures of README and docs, from a demo of their own in a real browser.

Without names also every page of the list of the tests, on a phone (``phone/NAME``); they are shown
side by side in docs/faces.md.
"""

import argparse
import csv
import json
import runpy
import shutil
import subprocess

from .cache import ROOT, made
from .say import Stop, step
from .server import prepare
from .serving import Server
from .workshop import opened

FOLDER = ROOT / "docs" / "pictures"
LISTED = ROOT / "sipuspa_library" / "tests" / "pages.py"
SHEET = ROOT / "docs" / "faces.md"
COLUMNS = 4
HEAD = """# Every page on a phone

Taken by `./sipuspa screenshots` from the demo, 360 pixels wide, along the list of pages the tests go by
(`sipuspa_library/tests/pages.py`); the Desk is a page for a laptop.
"""
OPENED_BY = {
    "nobody": "anybody",
    "pupil": "a member",
    "parent": "a parent",
    "kiosk": "the tablet at the door",
}


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
        "faces": faces(),
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
    for picture in aside.rglob("*.png"):
        place = FOLDER / picture.relative_to(aside)
        made(place.parent)
        picture.replace(place)
    shutil.rmtree(aside)
    SHEET.write_text(sheet(), encoding="utf-8")
    return 0


def faces():
    """The pages to be shown on a phone: picture, who opens it, address."""
    rows = runpy.run_path(LISTED)["pages"]()
    return [(f"phone/{name}", who, address) for name, who, __, address in rows if who in OPENED_BY]


def sheet():
    """docs/faces.md: the pictures of the pages side by side, those of one kind of visitor together."""
    parts = [HEAD]
    for who, words in OPENED_BY.items():
        shown = [
            face for face in faces() if face[1] == who and (FOLDER / f"{face[0]}.png").exists()
        ]
        if shown:
            parts.append(f"## Opened by {words}\n")
        for first in range(0, len(shown), COLUMNS):
            row = shown[first : first + COLUMNS]
            cells = [
                f'<img src="pictures/{name}.png" width="180" alt="{name[6:]}">' for name, *__ in row
            ]
            addresses = [f"`{address}`" for *__, address in row]
            parts.append("\n".join((_line(addresses), _line(["---"] * len(row)), _line(cells), "")))
    return "\n".join(parts)


def _line(cells):
    return f"| {' | '.join(cells)} |"
