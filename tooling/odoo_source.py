"""Where Odoo 19.0 comes from: the one that is here, else the Debian archive's package.

An office has its own Odoo; ``ODOO_HOME`` names it and it is never touched. Otherwise the package of Debian
unstable is unpacked once into the cache. It is pulled with its signature checked and pinned by version and
SHA-256; a newer 19.0 is taken with a note, because the archive keeps only one.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import apt
from .cache import built_aside, cache_dir, locked
from .say import Stop, note, step

SERIES = "19.0"
ODOO = ("odoo-19", "19.0.0+dfsg-1")

#: package -> (suite, SHA-256). The others are what symbolic links of the Odoo package point at;
#: Font Awesome comes from the stable suite, since unstable's version 7 breaks the links.
PINNED = {
    "odoo-19": ("sid", "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"),
    "libjs-jquery": ("sid", "818d6383b5b8f33734f682076b02fe3e765af23251ff6bf2b47747a4484e19d3"),
    "libjs-jquery-form": (
        "sid",
        "fbfeedcd3eaf519b3cdcc88e93a1c79f6775da71657bac763f1430fe66e8a1da",
    ),
    "libjs-underscore": ("sid", "4bd04d6b3695e10228b4d479d6963d6b768bcd9aa22e9cef2a014814f5de2906"),
    "fonts-roboto-unhinted": (
        "sid",
        "e08ef58b6b92ab2554cc5047b84c3eb03fe0df36d9eddaa1326f80783687c2e8",
    ),
    "fonts-inconsolata": (
        "sid",
        "7ae10c4d43e968eb6974c22283dd4e912824a34472f813108b5a8308dcce149e",
    ),
    "fonts-montserrat": ("sid", "c5f603701f86661a7eed820ff0b0d19e0aa697b316053b7885cc7346370128c1"),
    "fonts-font-awesome": (
        "bookworm",
        "5f09e1adce26d59628a239c538882d53e58978b958233864fc617be9a510018e",
    ),
}

#: Debian strips this file for its licence, yet Odoo's backend bundle names it: without it every page
#: logs an error in the browser. Background blur in video calls is all it does.
STRIPPED = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"

GONE = (
    "The Debian archive has no Odoo 19.0 any more: get Odoo 19.0 (for instance its source) and set "
    "ODOO_HOME to the directory that holds its odoo/ package."
)


@dataclass(frozen=True)
class Odoo:
    """An Odoo that can be started: the directory to import it from, and its own start script."""

    path: Path
    launcher: Path | None
    version: str  # together with whatever else tells this Odoo from another

    def command(self, python, verb="server"):
        """The command line of an Odoo verb.

        The prefork server starts its second program by running its own script again, which fails after
        ``python -m odoo``: so the script is used wherever there is one.
        """
        script = [str(self.launcher)] if self.launcher else ["-m", "odoo"]
        return [str(python), *script, verb]


def find():
    """The Odoo of this machine, fetched first if there is none."""
    given = os.environ.get("ODOO_HOME")
    if given:
        return _given(Path(given).expanduser().absolute())
    return _importable() or _unpacked()


def _given(home):
    for path in (home, home / "usr/lib/python3/dist-packages"):
        if (path / "odoo" / "release.py").is_file():
            scripts = [home / "odoo-bin", home / "usr/bin/odoo"]
            return _checked(path, next((script for script in scripts if script.is_file()), None))
    raise Stop(
        f"ODOO_HOME is {home}, but there is no odoo/release.py in it: set it to the directory that holds "
        "odoo/, or unset it to have Odoo fetched."
    )


def _importable():
    """The Odoo that a bare ``python3`` here would import."""
    for entry in sys.path[1:]:  # [0] is this repository
        path = Path(entry or ".").absolute()
        if (path / "odoo" / "release.py").is_file() and _series(path)[0] == SERIES:
            script = shutil.which("odoo")
            return _checked(path, Path(script) if script else None)
    return None


def _series(path):
    text = (path / "odoo" / "release.py").read_text()
    numbers = re.search(r"^version_info\s*=\s*\(([^)]*)\)", text, re.MULTILINE)[1]
    major, minor, micro = (part.strip(" '\"") for part in numbers.split(",")[:3])
    return f"{major}.{minor}", f"{major}.{minor}.{micro}"


def _checked(path, launcher):
    series, version = _series(path)
    if series != SERIES:
        raise Stop(f"{path} holds Odoo {series}; SIPUSPA needs {SERIES}: set ODOO_HOME to one.")
    return Odoo(path, launcher, f"{version} {path} {_revision(path)}")


def _revision(path):
    """What changes when somebody updates an Odoo that is not ours, so that no old template is used."""
    if shutil.which("git"):
        command = ["git", "-C", path, "rev-parse", "HEAD"]
        git = subprocess.run(command, capture_output=True, text=True, check=False)
        if git.returncode == 0:
            return git.stdout.strip()
    return (path / "odoo" / "release.py").stat().st_mtime


def _unpacked():
    """Odoo out of the Debian package, in the cache."""
    target = cache_dir() / "odoo" / ODOO[1]
    if not target.exists():
        with locked("odoo", "unpacking Odoo"):
            if not target.exists():
                _fetch(target)
    return Odoo(
        target / "usr/lib/python3/dist-packages", target / "usr/bin/odoo", _packaged(target)
    )


def _packaged(target):
    return (target / "version").read_text().strip()


def _fetch(target):
    with step("reading the Debian archive's lists"):
        apt.update()
    offered = [version for version in apt.versions(ODOO[0]) if version.startswith(SERIES)]
    if not offered:
        raise Stop(GONE)
    with built_aside(target) as aside:
        with step(f"downloading Odoo {offered[0]} from the Debian archive (130 MB)"):
            names = [
                f"{name}={offered[0]}" if name == ODOO[0] else f"{name}/{suite}"
                for name, (suite, _sum) in PINNED.items()
            ]
            apt.download(names, aside)
        with step("unpacking Odoo (1.2 GB)"):
            for deb in sorted(aside.glob("*.deb")):
                _check_pin(deb)
                apt.unpack(deb, aside)
                deb.unlink()
        _mend(aside)
        (aside / "version").write_text(offered[0])


def _check_pin(deb):
    """Tell when a package is not the one this was tested with; apt has checked its signature."""
    name = deb.name.split("_")[0]
    with open(deb, "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != PINNED[name][1]:
        note(f"{deb.name} is newer than the one SIPUSPA was tested with; going on with it")


def _mend(prefix):
    """Put an empty stand-in where Debian stripped a file that the bundles name."""
    packages = prefix / "usr/lib/python3/dist-packages"
    for addons in (packages / "addons", packages / "odoo" / "addons"):
        stub = addons / STRIPPED
        if (addons / "mail/static/src").is_dir() and not stub.exists():
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.write_text("// left out by Debian; see tooling/odoo_source.py\n")
