"""What must hold when a command is killed at any moment."""

import subprocess
import sys

import pytest

from tooling.cache import ROOT, Lock, built_aside, cache_dir, digest, write_file
from tooling.say import Stop

HOLD = """
import sys, time
from tooling.cache import Lock
lock = Lock("busy")
assert lock.take(wait=False)
print("held", flush=True)
time.sleep(60)
"""


def test_a_failed_build_leaves_nothing(tmp_path):
    target = tmp_path / "thing"
    with pytest.raises(KeyboardInterrupt), built_aside(target) as aside:
        (aside / "half").write_text("half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_build_replaces_what_was_there_and_sweeps_what_a_kill_left(tmp_path):
    target = tmp_path / "thing"
    target.mkdir()
    (target / "old").touch()
    (tmp_path / ".thing.killed").mkdir()
    with built_aside(target) as aside:
        (aside / "new").touch()
    assert [path.name for path in tmp_path.rglob("*")] == ["thing", "new"]


def test_a_lock_dies_with_its_process():
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert holder.stdout.readline() == "held\n"
        assert not Lock("busy").take(wait=False)
    finally:
        holder.kill()
        holder.wait()
    assert Lock("busy").take(wait=False)


def test_digest_tells_the_parts_apart():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") == digest(b"a")


def test_a_cache_that_cannot_be_made_is_one_sentence(monkeypatch):
    monkeypatch.setenv("SIPUSPA_CACHE", "/proc/nowhere")
    with pytest.raises(Stop, match="set SIPUSPA_CACHE"):
        cache_dir()


def test_write_file_leaves_no_scrap(tmp_path):
    path = write_file(tmp_path / "conf" / "a.conf", "text")
    assert path.read_text() == "text"
    assert list(path.parent.iterdir()) == [path]
