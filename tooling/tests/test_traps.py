"""Each silent trap is seen, and ordinary code is not."""

import pytest

from tooling import traps

MANIFEST = '{"version": "19.0.1.0.0", "data": ["views/a.xml", "security/ir.model.access.csv"]}'
MODEL = """
from odoo import models
class Toy(models.Model):
    _name = "library.toy"
"""
ACCESS = "id,model_id:id\naccess_toy,model_library_toy\n"


@pytest.fixture
def addon(tmp_path):
    files = {
        "__manifest__.py": MANIFEST,
        "models/toy.py": MODEL,
        "views/a.xml": "<odoo><list/></odoo>",
        "security/ir.model.access.csv": ACCESS,
    }
    for name, text in files.items():
        put(tmp_path, name, text)
    return tmp_path


def put(addon, name, text):
    path = addon / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_a_sound_addon_has_no_findings(addon):
    assert list(traps.check(addon)) == []


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("models/b.py", "_sql_constraints = []", "ignored"),
        ("models/b.py", "x = self.read_group([], [], [])", "deprecated"),
        ("models/b.py", "def name_get(self): ...", "never called"),
        ("models/b.py", "x = f\"{env._('Notice')}.pdf\"", "never translated"),
        ("models/b.py", "<<<<<<< ours", "conflict marker"),
        ("views/a.xml", "<odoo><tree/></odoo>", "write <list>"),
        ("views/a.xml", '<odoo><field name="view_mode">tree,form</field></odoo>', "write list"),
        ("views/a.xml", "<odoo><t t-name='kanban-box'/></odoo>", "kanban-box"),
        ("views/a.xml", "<odoo><field></odoo>", "not well-formed"),
        ("views/forgotten.xml", "<odoo/>", "not listed"),
        ("__manifest__.py", MANIFEST.replace("19.0.1.0.0", "1.0"), "hides the addon"),
        ("__manifest__.py", MANIFEST.replace("views/a.xml", "views/b.xml"), "does not exist"),
        ("models/b.py", MODEL.replace("library.toy", "library.other"), "has no line"),
    ],
)
def test_each_trap_is_seen(addon, name, text, finding):
    if name == "models/b.py" and "<<<" in text:
        name = "static/b.js"  # Python with a marker does not even parse
    put(addon, name, text)
    assert finding in " ".join(sentence for _path, _line, sentence in traps.check(addon))


@pytest.mark.parametrize(
    "text",
    ["self._read_group([])", "self.formatted_read_group([])", "# _sql_constraints are gone"],
)
def test_the_right_way_is_left_alone(addon, text):
    put(addon, "models/b.py", text)
    assert list(traps.check(addon)) == []


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ('_name = "a.b"', ["a.b"]),
        ('_name = "a.b"\n    _inherit = ["mail.thread"]', ["a.b"]),
        ('_name = "a.b"\n    _inherit = ["a.b", "c"]', []),
        ('_inherit = "res.users"', []),
    ],
)
def test_new_models(tmp_path, body, names):
    path = tmp_path / "m.py"
    path.write_text(f"class A(models.Model):\n    {body}\n")
    assert [name for name, _line in traps.new_models(path)] == names
