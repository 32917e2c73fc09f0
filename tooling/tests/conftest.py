"""These tests run without Odoo and without touching the real cache."""

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SIPUSPA_CACHE", str(tmp_path / "cache"))
