"""Take the pictures of README and docs from a running demo; what to do comes as JSON on standard input."""

import io
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from .browser import Browser

PHONE, LAPTOP = (360, 740), (1366, 768)
BACKEND = (
    "document.querySelector('.o_action_manager .o_view_controller, .o_action_manager .o_form_view')"
)
ADD_BOOK = "document.querySelector('.o_library_add_text')"
PAGE = "document.readyState === 'complete'"

SCANS = ("A9000076", "00020000001", "00020000013", "00020000001")

OPEN_FIRST = ".o_data_row .o_data_cell:not(.o_list_record_selector), .o_kanban_record"


class Picture(NamedTuple):
    """What a picture shows: who is logged in, where, when it is there, what is scanned, then pressed."""

    role: str | None
    size: tuple
    address: str
    ready: str = PAGE
    scans: tuple = ()
    press: tuple = ()


def backend(role, address, size=LAPTOP, **acts):
    return Picture(role, size, address, BACKEND, **acts)


PICTURES = {
    "login": Picture(None, LAPTOP, "/web/login"),
    "libraries": backend("pembina", "/odoo/libraries"),
    "titles": backend("pustakawan", "/odoo/titles"),
    "add-book": Picture(
        "pustakawan", LAPTOP, "/odoo/add-book", ADD_BOOK, scans=("soekreni gadis bali",)
    ),
    "labels": backend(
        "pustakawan", "/odoo/receipts", press=(OPEN_FIRST, "[name=action_print_labels]")
    ),
    "count-phone": backend(
        "pustakawan",
        "/odoo/stocktakes",
        PHONE,
        press=(OPEN_FIRST, "[name=action_count]"),
    ),
    "transfer": backend("pustakawan desa", "/odoo/transfers", press=(OPEN_FIRST,)),
    "merge": backend("pengatalog", "/odoo/duplicates", press=("[name=action_merge]",)),
    "lend": backend("pustakawan", "/odoo/lend", scans=SCANS),
    "loans": backend("pustakawan", "/odoo/loans"),
    "search-phone": Picture(None, PHONE, "/library?q=bali"),
    "search": Picture(None, LAPTOP, "/library?q=bali"),
    "title-phone": Picture(None, PHONE, "{title}"),
    "title": Picture(None, LAPTOP, "{title}"),
    "my-library-phone": Picture("siswa", PHONE, "/my/library"),
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
        tab.call("Emulation.setTimezoneOverride", timezoneId="Asia/Makassar")
        for name in wanted:
            picture = PICTURES[name]
            address = picture.address
            tab.forget_login()
            tab.size(*picture.size)
            if picture.role:
                log_in(tab, work, picture.role)
            if address == "{title}":
                tab.open(work["url"] + "/library?q=bali")
                address = tab.evaluate(
                    "document.querySelector('a[href*=\"/library/book/\"]').pathname"
                )
            tab.open(work["url"] + address, picture.ready)
            # the web client paints after its view is there
            time.sleep(1.5 if picture.role else 0.3)
            for code in picture.scans:
                tab.type(code)
                time.sleep(2)
            for selector in picture.press:
                tab.press(selector)
                time.sleep(2)
            path = Path(work["folder"]) / f"{name}.png"
            tab.picture(path)
            shrink(path)
            wide = tab.evaluate(f"document.documentElement.scrollWidth > {picture.size[0]}")
            print(f"{path.name}{'  WIDER THAN THE SCREEN' if wide else ''}", flush=True)


def log_in(tab, work, role):
    login = next(row for row in work["logins"] if row["role"].lower() == role)
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
