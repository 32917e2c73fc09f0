import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

PAGES = {"privacy.md": "deleted", "privacy.id.md": "dihapus"}
LINE = re.compile(r"^\| [^|]*\(`(library\.[a-z.]+)`\) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)


@tagged("post_install", "-at_install")
class TestPrivacyPage(TransactionCase):
    """What docs/privacy.md says is forgotten is what the program forgets."""

    maxDiff = None

    def declared(self):
        """Return ``{model: (columns emptied, or None where rows are deleted, forgets by itself)}``."""
        return {
            model._name: (
                None if model._person_forgotten == "unlink" else set(model._personal_fields),
                bool(model._person_ended),
            )
            for model in self.env["library.member"]._personal_models()
            if not model._transient
        }

    def test_the_table_is_what_the_models_declare(self):
        docs = Path(file_path("sipuspa_library")).parent / "docs"
        if not docs.exists():
            self.skipTest("the addon is installed without the project's pages")
        for page, deleted in PAGES.items():
            text = (docs / page).read_text(encoding="utf-8")
            told = {}
            for model, columns, alone in LINE.findall(text):
                emptied = None if columns == deleted else set(re.findall("`(\\w+)`", columns))
                told[model] = (emptied, alone != "–")
            with self.subTest(page=page):
                self.assertEqual(told, self.declared())
