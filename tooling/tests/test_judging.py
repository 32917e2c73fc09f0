"""How logs and pytest's output are read."""

import socket
from pathlib import Path

import pytest

from tooling import apt, serving, verbs
from tooling.cache import ROOT
from tooling.logs import complaints
from tooling.testing import CLOSING

STAMP = "2026-01-02 03:04:05,678 123"


@pytest.mark.parametrize(
    ("line", "always", "installing"),
    [
        ("INFO db odoo.addons.sipuspa_library.models.x: fine", False, False),
        ("WARNING db odoo.addons.sipuspa_library.models.x: bad", True, True),
        ("ERROR db odoo.addons.mail: not ours", False, True),
        ("WARNING db odoo.addons.mail: not ours", False, False),
        ("WARNING db odoo.modules.loading: sipuspa_library: no access rules", False, True),
        ("WARNING db py.warnings: /x/sipuspa_library/a.py:1: Deprecated", False, True),
    ],
)
def test_complaints(tmp_path, line, always, installing):
    log = tmp_path / "log"
    log.write_text(f"{STAMP} {line}\n  more\n")
    assert bool(complaints(log)) == always
    assert bool(complaints(log, installing=True)) == installing


@pytest.mark.parametrize(
    ("line", "closing"),
    [
        ("=========== 5 passed in 9.87s ===========", True),
        ("==== 1 failed, 4 passed, 2 warnings in 75.20s (0:01:15) ====", True),
        ("============ no tests ran in 0.02s ============", True),
        ("====== tests coverage ======", False),
        ("5 passed in 9.87s", False),
    ],
)
def test_closing_line(line, closing):
    assert bool(CLOSING.match(line)) == closing


def test_a_taken_port_leads_to_the_next_one():
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serving.free_port(port) > port


def test_every_verb_has_a_module_and_help(capsys):
    assert verbs.main(["--help"]) == 0
    help_text = capsys.readouterr().out
    for verb, (module, _text) in verbs.VERBS.items():
        assert f"  {verb} " in help_text
        assert (ROOT / "tooling" / f"{module}.py").is_file()


def test_an_unknown_verb_is_refused(capsys):
    assert verbs.main(["fly"]) == 2
    assert "no verb 'fly'" in capsys.readouterr().out


def test_mirrors_come_from_the_sources_before_the_first_update(tmp_path, monkeypatch):
    listing = tmp_path / "sources.list"
    listing.write_text(
        "deb [signed-by=/k.gpg] https://mirror.example/debian stable main\n"
        "deb https://mirror.example/debian-security stable main\n"
        "deb https://tools.example/apt stable main\n"
    )
    real = Path

    def moved(path):
        return listing if str(path) == "/etc/apt/sources.list" else real(tmp_path / "none")

    monkeypatch.setattr(apt, "Path", moved)
    monkeypatch.setattr(apt.subprocess, "run", lambda *_a, **_k: type("Done", (), {"stdout": ""}))
    assert apt.mirrors() == ["https://mirror.example/debian"]
