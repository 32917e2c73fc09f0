"""Translation files: the template (.pot) of each addon and its Indonesian ``id.po``.

Odoo exports from a database that has the addon. Dates are left out and nothing else varies, so the files
change only when a text does.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from .cache import ROOT
from .processes import die_with_parent
from .say import Stop, say, step
from .template import Templates
from .workshop import addons, opened

LANGUAGES = ("id",)


def main(_verb, arguments):
    argparse.ArgumentParser(prog="./sipuspa i18n").parse_args(arguments)
    with opened(testing=True) as workshop, Templates(workshop).temporary("i18n") as database:
        with step("exporting the texts"):
            report = ask(workshop, database, "update", ROOT)
    untranslated = 0
    for addon, texts in report.items():
        for text in texts:
            say(f"{addon}: {text!r}")
        untranslated += len(texts)
    say(
        f"{untranslated} texts are still to be translated."
        if untranslated
        else "All is translated."
    )
    return 0


def stale(workshop, database):
    """Sentences about translation files that are missing, out of date or incomplete."""
    with tempfile.TemporaryDirectory() as fresh:
        return [
            f"{addon}: {sentence}"
            for addon, sentences in ask(workshop, database, "compare", fresh).items()
            for sentence in sentences
        ]


def ask(workshop, database, act, target):
    """Run ``inside/texts.py``, which has polib and Odoo."""
    work = {
        "database": database,
        "act": act,
        "target": str(target),
        "addons": {addon.name: str(addon) for addon in addons()},
        "languages": LANGUAGES,
    }
    with tempfile.TemporaryDirectory() as directory:
        answer = Path(directory) / "answer.json"
        result = subprocess.run(
            [workshop.python, "-m", "tooling.inside.texts", answer],
            input=json.dumps(work),
            env=workshop.environment,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=die_with_parent,
        )
        if result.returncode:
            raise Stop(f"{result.stderr[-3000:]}\nExporting the texts failed: see above.")
        return json.loads(answer.read_text())
