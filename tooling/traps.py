"""What Odoo 19 swallows without a word, found by reading the files.

Each check takes an addon's directory and yields ``(file, line, sentence)``.
"""

import ast
import csv
import re
from pathlib import Path
from xml.etree import ElementTree

VERSION = re.compile(r"^19\.0\.\d+\.\d+\.\d+$")

#: pattern -> what is wrong with it, by kind of file
PATTERNS = {
    ".py": {
        r"\b_sql_constraints\b": "_sql_constraints is ignored: use models.Constraint",
        r"(?<!formatted)(?<![_\w])read_group\(": "read_group is deprecated: use _read_group",
        r"\bdef (name_get|_name_search|fields_view_get)\b": "this method is never called any more",
        r"odoo\.osv\b": "odoo.osv is deprecated: use odoo.fields.Domain",
        r"\b(self|record|env)\._(cr|uid|context)\b": "use self.env.cr, .uid, .context",
        r"""\btype=["']json["']""": "route type json is deprecated: use jsonrpc",
        r"\bgroups_id\b": "groups_id is gone: use group_ids",
        r"""\bf["'].*\{[^}]*\b_\(""": "words in an f-string are never translated: take them out of it",
    },
    ".xml": {
        r"<tree\b": "a <tree> view is not shown: write <list>",
        r"""name="view_mode">[^<]*\btree\b""": "view_mode knows no tree: write list",
        r"\bkanban-box\b": "kanban-box is gone: name the template card",
        r"\b(attrs|states)=": "attrs and states are gone: write invisible=, readonly=, required=",
        r"""name="groups_id\"""": "groups_id is gone: use group_ids",
        r"""<group[^>]*\bexpand=""": "expand is gone from search views",
    },
    ".js": {},
    ".scss": {},
    ".csv": {},
}
MARKER = re.compile(r"^(<{7} |={7}$|>{7} )")


def check(addon):
    """All findings of one addon."""
    for each in (wrong_words, wrong_version, unlisted_files, broken_xml, models_without_access):
        yield from each(addon)


def sources(addon, *suffixes):
    for path in sorted(addon.rglob("*")):
        if (
            path.suffix in suffixes
            and path.is_file()
            and "lib" not in path.relative_to(addon).parts
        ):
            yield path


def wrong_words(addon):
    for path in sources(addon, *PATTERNS):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if MARKER.match(line):
                yield path, number, "a conflict marker was left here"
            code = line.split("#")[0] if path.suffix == ".py" else line
            for pattern, sentence in PATTERNS[path.suffix].items():
                if re.search(pattern, code):
                    yield path, number, sentence


def manifest(addon):
    return ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))


def wrong_version(addon):
    version = manifest(addon).get("version", "")
    if not VERSION.match(version):
        yield (
            addon / "__manifest__.py",
            1,
            f"version {version!r} is not 19.0.x.y.z: Odoo hides the addon",
        )


def unlisted_files(addon):
    """A view or data file that the manifest forgot is never loaded, and nobody is told."""
    listed = {*manifest(addon).get("data", []), *manifest(addon).get("demo", [])}
    for folder in ("security", "data", "views", "wizard", "report"):
        for path in sources(addon / folder, ".xml", ".csv"):
            if str(path.relative_to(addon)) not in listed:
                yield path, 1, "not listed in the manifest, so never loaded"
    for name in sorted(listed):
        if not (addon / name).is_file():
            yield addon / "__manifest__.py", 1, f"lists {name}, which does not exist"


def broken_xml(addon):
    for path in sources(addon, ".xml", ".svg"):
        try:
            ElementTree.parse(path)
        except ElementTree.ParseError as error:
            yield path, error.position[0], f"not well-formed XML: {error}"


def models_without_access(addon):
    """Odoo only warns about a model that nobody may read."""
    granted = set()
    for path in sources(addon / "security", ".csv"):
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                granted.add((row.get("model_id:id") or row.get("model_id/id") or "").split(".")[-1])
    for path in sources(addon, ".py"):
        if "tests" in path.relative_to(addon).parts:
            continue
        for name, line in new_models(path):
            if "model_" + name.replace(".", "_") not in granted:
                yield path, line, f"{name} has no line in security/ir.model.access.csv"


def new_models(path: Path):
    """The concrete models a file defines: a ``_name`` that is not also inherited."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        bases = {getattr(base, "attr", "") for base in getattr(node, "bases", ())}
        if not isinstance(node, ast.ClassDef) or not bases & {"Model", "TransientModel"}:
            continue
        given = {}
        for each in node.body:
            if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
                given[each.targets[0].id] = each.value
        name = getattr(given.get("_name"), "value", None)
        inherited = given.get("_inherit")
        again = (
            [inherited] if isinstance(inherited, ast.Constant) else getattr(inherited, "elts", [])
        )
        if name and name not in {getattr(each, "value", None) for each in again}:
            yield name, node.lineno
