"""Take the pictures of README and docs from a running demo; what to do comes as JSON on standard input."""

import io
import json
import sys
import time
from pathlib import Path

from PIL import Image

from .browser import Browser

PHONE, LAPTOP = (360, 740), (1366, 768)
BACKEND = (
    "document.querySelector('.o_action_manager .o_view_controller, .o_action_manager .o_form_view')"
)
PAGE = "document.readyState === 'complete'"

SCANS = ("A9000076", "00020000001", "00020000013", "00020000001")

#: file -> (who is logged in, size, address, when it is ready, what to scan there first)
PICTURES = {
    "login": (None, LAPTOP, "/web/login", PAGE, ()),
    "libraries": ("pembina", LAPTOP, "/odoo/libraries", BACKEND, ()),
    "titles": ("pustakawan", LAPTOP, "/odoo/titles", BACKEND, ()),
    "lend": ("pustakawan", LAPTOP, "/odoo/lend", BACKEND, SCANS),
    "loans": ("pustakawan", LAPTOP, "/odoo/loans", BACKEND, ()),
    "search-phone": (None, PHONE, "/library?q=bali", PAGE, ()),
    "search": (None, LAPTOP, "/library?q=bali", PAGE, ()),
    "title-phone": (None, PHONE, "{title}", PAGE, ()),
    "title": (None, LAPTOP, "{title}", PAGE, ()),
    "my-library-phone": ("siswa", PHONE, "/my/library", PAGE, ()),
}
LOG_IN = """
    fetch('/web/session/authenticate', {{method: 'POST', headers: {{'Content-Type': 'application/json'}},
    body: JSON.stringify({{jsonrpc: '2.0', params: {{db: {db}, login: {login}, password: {password}}}}})}})
    .then(answer => answer.json()).then(answer => Boolean(answer.result && answer.result.uid))
"""


def main():
    work = json.load(sys.stdin)
    wanted = work["only"] or list(PICTURES)
    with Browser() as tab:
        for name in wanted:
            role, size, address, ready, scans = PICTURES[name]
            tab.forget_login()
            tab.size(*size)
            if role:
                log_in(tab, work, role)
            if address == "{title}":
                tab.open(work["url"] + "/library?q=bali")
                address = tab.evaluate(
                    "document.querySelector('a[href*=\"/library/book/\"]').pathname"
                )
            tab.open(work["url"] + address, ready)
            time.sleep(1.5 if role else 0.3)  # the web client paints after its view is there
            for code in scans:
                tab.type(code)
                time.sleep(2)
            path = Path(work["folder"]) / f"{name}.png"
            tab.picture(path)
            shrink(path)
            wide = tab.evaluate(f"document.documentElement.scrollWidth > {size[0]}")
            print(f"{path.name}{'  WIDER THAN THE SCREEN' if wide else ''}", flush=True)


def log_in(tab, work, role):
    login = next(row for row in work["logins"] if row["role"].lower().startswith(role))
    tab.open(work["url"] + "/web/login")
    values = {"db": work["database"], "login": login["login"], "password": login["password"]}
    if not tab.evaluate(LOG_IN.format(**{key: json.dumps(value) for key, value in values.items()})):
        raise SystemExit(f"The demo login {login['login']} is refused.")


def shrink(path):
    """A picture of an interface needs no more than 256 colours; a quarter of the bytes."""
    picture = Image.open(io.BytesIO(path.read_bytes())).convert("RGB").quantize(256, dither=0)
    picture.save(path, optimize=True)


if __name__ == "__main__":
    main()
