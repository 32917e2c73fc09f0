"""Export the texts of our addons, merge them into the translations, or compare both with the files."""

import io
import json
import sys
from pathlib import Path

import polib

import odoo
from odoo.modules.registry import Registry
from odoo.tools import config, file_path
from odoo.tools.translate import trans_export

METADATA = {
    "Project-Id-Version": "SIPUSPA 19.0",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
EVERYWHERE = tuple(
    f"__{name}"
    for name in ("id", "display_name", "create_uid", "create_date", "write_uid", "write_date")
)
PLURALS = {"id": "nplurals=1; plural=0;"}


def export(env, addon):
    """The template of ``addon``, without what changes by itself."""
    buffer = io.BytesIO()
    trans_export(None, [addon], buffer, "po", env)
    template = polib.pofile(buffer.getvalue().decode())
    template.header = f"Translation of {addon}."
    template.metadata = dict(METADATA)
    template.sort(key=lambda entry: entry.msgid)
    return template


def merged(template, path, language):
    """The translation at ``path`` with exactly the texts of ``template``."""
    translation = polib.pofile(str(path)) if path.exists() else polib.POFile()
    translation.merge(template)
    for entry in translation.obsolete_entries():
        translation.remove(entry)
    translation.header = template.header
    translation.metadata = METADATA | {"Language": language, "Plural-Forms": PLURALS[language]}
    translation.sort(key=lambda entry: entry.msgid)
    return translation


def borrow(translation, env, language):
    """Take Odoo's own words for the fields that every model has ("Created by" and its like)."""
    path = Path(file_path("base/i18n")) / f"{language}.po"
    known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    for entry in translation:
        places = [place for place, _line in entry.occurrences]
        if not entry.msgstr and all(place.endswith(EVERYWHERE) for place in places):
            entry.msgstr = known.get(entry.msgid, "")


def missing(translation):
    return [entry.msgid for entry in translation if entry.fuzzy or not entry.msgstr.strip()]


def update(env, work):
    """Write the files; the texts that are still to be translated, by addon."""
    report = {}
    for addon, directory in work["addons"].items():
        folder = Path(directory, "i18n")
        folder.mkdir(exist_ok=True)
        template = export(env, addon)
        (folder / f"{addon}.pot").write_text(f"{template}\n", encoding="utf-8")
        report[addon] = []
        for language in work["languages"]:
            path = folder / f"{language}.po"
            translation = merged(template, path, language)
            borrow(translation, env, language)
            path.write_text(f"{translation}\n", encoding="utf-8")
            report[addon] += missing(translation)
    return report


def compare(env, work):
    """What is wrong with the files, by addon."""
    report = {}
    for addon, directory in work["addons"].items():
        folder = Path(directory, "i18n")
        template, found = export(env, addon), []
        texts = {entry.msgid for entry in template}
        for path in [
            folder / f"{addon}.pot",
            *(folder / f"{name}.po" for name in work["languages"]),
        ]:
            have = {entry.msgid for entry in polib.pofile(str(path))} if path.exists() else set()
            if have != texts:
                example = sorted(have ^ texts)[0]
                found.append(f"{path.name} is out of date ({example!r} …): ./sipuspa i18n")
            elif path.suffix == ".po" and (gaps := missing(polib.pofile(str(path)))):
                found.append(f"{path.name} lacks {len(gaps)} translations, such as {gaps[0]!r}")
        report[addon] = found
    return report


def main():
    work = json.load(sys.stdin)
    config.parse_config(["-d", work["database"], "--log-level", "error"], setup_logging=True)
    with Registry(work["database"]).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"lang": "en_US"})
        report = {"update": update, "compare": compare}[work["act"]](env, work)
    Path(sys.argv[1]).write_text(json.dumps(report))


if __name__ == "__main__":
    main()
