"""Writes what was measured into ``docs/performance.md``, a section a benchmark."""

import re
from datetime import date
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
TITLE = """\
# Performance

What was measured, by `./sipuspa bench`, beside a floor taken in the same run. Compare the columns of
one table; the milliseconds themselves are those of the machine that measured.
"""


def table(header, rows):
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_section(title, introduction, header, rows):
    """Replace the section ``title`` of the page, or add it; the others stay as they are."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else TITLE
    section = (
        f"## {title}\n\n{introduction}\n\n{table(header, rows)}\n\nMeasured on {date.today()}.\n"
    )
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _old: f"{section}\n", text)
    else:
        text = f"{text.rstrip()}\n\n{section}"
    PAGE.write_text(f"{text.rstrip()}\n", encoding="utf-8")
