"""What may not stand in Odoo's log when our addons are installed, updated and used."""

import re
from pathlib import Path

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[\w.]+): (?P<text>.*)$"
)
BAD = {"WARNING", "ERROR", "CRITICAL"}
OURS = "odoo.addons.sipuspa_"


def complaints(log, installing=False):
    """The lines of ``log`` that fail a run.

    Always what our addons log; while installing or updating also any ERROR, and any WARNING that names one
    of our addons (a view, a field, a file of ours that Odoo does not like).
    """
    found = []
    for line in Path(log).read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if not match or match["level"] not in BAD:
            continue
        ours = match["logger"].startswith(OURS)
        named = "sipuspa_" in match["text"] or "library." in match["text"]
        if ours or (installing and (match["level"] != "WARNING" or named)):
            found.append(line)
    return found
