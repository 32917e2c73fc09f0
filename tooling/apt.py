"""Packages of the Debian archive, verified and unpacked without root and without installing them.

apt works here on a state of its own (sources, lists, cache), so nothing of the system changes and nothing
depends on when ``apt-get update`` ran last. The mirror is the machine's own; every list is verified by the
Debian archive's key ring.
"""

import re
import shutil
import subprocess
from pathlib import Path

from .cache import cache_dir, locked, made
from .processes import log_path, run
from .say import Stop

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NO_APT = (
    "This machine has no apt to fetch Odoo 19.0 with: install Odoo 19.0 yourself and set ODOO_HOME to the "
    "directory that holds its odoo/ package."
)
OFFLINE = "Check that this machine reaches its Debian mirror (apt-get update), then try again."


def mirrors():
    """The Debian mirrors this machine is set up for (a mirror's path ends in /debian)."""
    found = []
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    found += re.findall(r"^Debian (\S+)$", listed, re.MULTILINE)
    # before the first `apt-get update` the command above knows nothing: read the sources themselves
    sources = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    for path in sources:
        text = path.read_text(errors="replace") if path.is_file() else ""
        found += re.findall(r"^(?:deb\s+(?:\[[^]]*\]\s+)?|URIs:\s*)(\S+)", text, re.MULTILINE)
    return list(
        dict.fromkeys(uri.rstrip("/") for uri in found if uri.rstrip("/").endswith("/debian"))
    )


def codename():
    """The suite of this machine (``bookworm`` …), or Debian's stable where it is not a Debian."""
    text = Path("/etc/os-release").read_text()
    name = re.search(r"^VERSION_CODENAME=(\w+)$", text, re.MULTILINE)
    debian = re.search(r"^ID=debian$", text, re.MULTILINE)
    return name[1] if debian and name else "bookworm"


def _options():
    home = made(cache_dir() / "apt")
    made(home / "lists" / "partial")
    made(home / "cache" / "archives" / "partial")
    options = {
        "Dir::Etc::SourceList": home / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": home / "lists",
        "Dir::Cache": home / "cache",
        "APT::Sandbox::User": "root",  # _apt may not write here; the lists are signed all the same
        "Acquire::Languages": "none",
        "APT::Update::Error-Mode": "any",  # an unreachable mirror is a failure, not a warning
    }
    return [f"-o{name}={value}" for name, value in options.items()]


def update():
    """Read the lists of sid and of this machine's own suite from the first mirror that has them."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise Stop(NO_APT)
    if not KEYRING.exists():
        raise Stop("The Debian archive's keys are missing: apt-get install debian-archive-keyring")
    failure = Stop(
        "No Debian mirror is named in /etc/apt: add one, or set ODOO_HOME to an Odoo 19.0."
    )
    for mirror in mirrors():
        lines = [
            f"deb [signed-by={KEYRING}] {mirror} {suite} main" for suite in ("sid", codename())
        ]
        (cache_dir() / "apt").mkdir(exist_ok=True)
        (cache_dir() / "apt" / "sources.list").write_text("\n".join(lines) + "\n")
        try:
            return run(
                ["apt-get", *_options(), "update"],
                "Reading the Debian archive's lists",
                log_path("apt"),
                OFFLINE,
            )
        except Stop as error:
            failure = error
    raise failure


def versions(package):
    """The versions of ``package`` the lists offer."""
    text = subprocess.run(
        ["apt-cache", *_options(), "madison", package], capture_output=True, text=True, check=False
    ).stdout
    return [line.split("|")[1].strip() for line in text.splitlines() if line.count("|") == 2]


def download(packages, into):
    """Fetch ``packages`` (``name=version`` or ``name/suite``) into a directory, verified by apt."""
    run(
        ["apt-get", *_options(), "download", *packages],
        "Downloading from the Debian archive",
        log_path("apt"),
        OFFLINE,
        cwd=into,
    )


def unpack(deb, into):
    run(["dpkg-deb", "-x", deb, into], f"Unpacking {deb.name}", log_path("apt"))


def pip_wheel():
    """pip, as the wheel that Debian ships for its own virtual environments."""
    home = cache_dir() / "pip-wheel"
    with locked("pip-wheel"):
        wheels = list(home.glob("usr/share/python-wheels/pip-*.whl"))
        if not wheels:
            update()
            shutil.rmtree(home, ignore_errors=True)
            download([f"python3-pip-whl/{codename()}"], made(home))
            for deb in home.glob("*.deb"):
                unpack(deb, home)
            wheels = list(home.glob("usr/share/python-wheels/pip-*.whl"))
    if not wheels:
        raise Stop("No pip could be had: as root, apt-get install python3-venv")
    return wheels[0]
