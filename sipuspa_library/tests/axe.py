"""axe-core, which finds by machine what a page lacks for those who see, hear or move otherwise."""

import json
from functools import cache
from importlib.metadata import files

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# what is wrong, the first place where it is, and how to mend it
RUN = f"""
axe.run(document, {{runOnly: {json.dumps(WCAG)}, resultTypes: ["violations"], preload: false}}).then(
    (found) => found.violations.map((rule) =>
        `${{rule.id}}: ${{rule.nodes[0].html.slice(0, 200)}} ${{rule.nodes[0].failureSummary}}`
    )
)
"""


@cache
def script():
    """Return axe-core, as the package that carries it has it."""
    [found] = [path for path in files("axe-playwright-python") if path.name == "axe.min.js"]
    return found.read_text(encoding="utf-8")
