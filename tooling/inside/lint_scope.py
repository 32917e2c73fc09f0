"""A pytest plugin: Odoo's test_lint sees our addons only, and what they log is a failure."""

import os

import pytest

from odoo.modules import Manifest

from .strict import Strict

everything = Manifest.all_addon_manifests
OURS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def names_ours(record):
    """Some of these tests do not fail but warn."""
    return record.name.startswith("odoo.addons.test_lint") and "sipuspa_" in record.getMessage()


def pytest_configure(config):
    config.pluginmanager.register(Strict(names_ours), "sipuspa-strict-lint")


@staticmethod
def only_ours():
    return [manifest for manifest in everything() if os.path.dirname(manifest.path) == OURS]


@pytest.fixture(scope="session", autouse=True)
def narrow_scope():
    Manifest.all_addon_manifests = only_ours
    yield
    Manifest.all_addon_manifests = staticmethod(everything)
