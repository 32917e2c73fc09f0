"""Take the pictures of README and docs from a running demo; what to do comes as JSON on standard input."""

import base64
import io
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from PIL import Image

from .browser import Browser

PHONE, LAPTOP = (360, 740), (1366, 768)
BACKEND = (
    "document.querySelector('.o_action_manager .o_view_controller, .o_action_manager .o_form_view')"
)
ADD_BOOK = "document.querySelector('.o_library_add_text')"
DESK = "document.body.classList.contains('ready')"
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


class Paper(NamedTuple):
    """A paper as it is printed: who prints it, of the first record of which model."""

    role: str
    model: str
    paper: str


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
    "class": backend("pustakawan", "/odoo/classes", press=(OPEN_FIRST,)),
    "promotion": backend("pustakawan", "/odoo/promotions/new", press=("[name=action_refresh]",)),
    "roster": backend("pustakawan", "/odoo/roster-imports", press=(OPEN_FIRST,)),
    "card": Paper("pustakawan", "library.card.setting", "sample"),
    "clearance": backend(
        "pustakawan", "/odoo/classes", press=(OPEN_FIRST, ".o_statusbar_buttons [data-hotkey=k]")
    ),
    "lend": Picture("pustakawan", LAPTOP, "/library/desk", DESK, scans=SCANS),
    "loans": backend("pustakawan", "/odoo/loans"),
    "textbooks": backend("pustakawan", "/odoo/textbooks", press=(OPEN_FIRST,)),
    "search-phone": Picture(None, PHONE, "/library?q=bali"),
    "search": Picture(None, LAPTOP, "/library?q=bali"),
    "title-phone": Picture(None, PHONE, "{title}"),
    "title": Picture(None, LAPTOP, "{title}"),
    "pin-phone": Picture(None, PHONE, "/library/login"),
    "my-library-phone": Picture("siswa", PHONE, "/my/library"),
}
LOG_IN = """
    fetch('/web/session/authenticate', {{method: 'POST', headers: {{'Content-Type': 'application/json'}},
    body: JSON.stringify({{jsonrpc: '2.0', params: {{db: {db}, login: {login}, password: {password}}}}})}})
    .then(answer => answer.json()).then(answer => Boolean(answer.result && answer.result.uid))
"""

FIRST_PAPER = """
    fetch('/web/dataset/call_kw', {{method: 'POST', headers: {{'Content-Type': 'application/json'}},
    body: JSON.stringify({{jsonrpc: '2.0', params: {{model: '{model}', method: 'search', args: [[]],
    kwargs: {{limit: 1}}}}}})}})
    .then(answer => answer.json())
    .then(answer => fetch('/library/paper/{model}/{paper}/' + answer.result[0]))
    .then(answer => answer.blob())
    .then(blob => new Promise(resolve => {{
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(',')[1]);
        reader.readAsDataURL(blob);
    }}))
"""
DPI = 200

# who opens a page of the list, among the logins of the demo
ROLES = {"nobody": None, "pupil": "siswa", "parent": "orang tua", "kiosk": None}
LONGEST, COLOURS = 1280, 64  # pixels and colours of a page on a phone: the beginning says enough
# what stands in braces in the list, found in the demo: the number or code in a link, the value of a field
PLACES = {
    "book": ("/library?q=bali", "a[href*='/library/book/']"),
    "library": ("/library", "main a[href*='/library/at/']"),
    "author": ("/library/book/{book}", "main a[href*='/library/author/']"),
    "subject": ("/library/book/{book}", "main a[href*='/library/subject/']"),
    "topic": ("/library", "main a[href*='/library/topic/']"),
    "theme": ("/library", "main a[href*='/library/theme/']"),
    "join_library": ("/library/join", "select[name=at] option:last-child"),
}
# a librarian lets a tablet be paired: the code for the first door of the demo
PAIRING_CODE = """
    (async () => {
        const call = (method, args, kwargs) => fetch('/web/dataset/call_kw', {method: 'POST',
            headers: {'Content-Type': 'application/json'}, body: JSON.stringify({jsonrpc: '2.0',
            params: {model: 'library.kiosk', method, args, kwargs}})})
            .then((answer) => answer.json()).then((answer) => answer.result);
        const doors = await call('search', [[]], {limit: 1});
        return (await call('action_pair', [doors], {})).context.library_kiosk_code;
    })()
"""
FIND = r"""
    (found => found ? (found.value || found.pathname.split('/').pop().replace(/^(\d+)-.*/, '$1')) : '')
    (document.querySelector({selector}))
"""


def main():
    work = json.load(sys.stdin)
    faces = {name: (who, address) for name, who, address in work["faces"]}
    wanted = work["only"] or [*PICTURES, *faces]
    with Browser() as tab:
        tab.call("Emulation.setTimezoneOverride", timezoneId="Asia/Makassar")
        places = find_places(tab, work["url"])
        for name in wanted:
            path = Path(work["folder"]) / f"{name}.png"
            path.parent.mkdir(exist_ok=True)
            if name in faces:
                who, address = faces[name]
                show_face(tab, work, who, address.format_map(places), path)
            else:
                take(tab, work, PICTURES[name], path)
            shrink(path, COLOURS if name in faces else 256)


def take(tab, work, picture, path):
    tab.forget_login()
    if picture.role:
        log_in(tab, work, picture.role)
    if isinstance(picture, Paper):
        print_paper(tab, picture, path)
    else:
        photograph(tab, work["url"], picture, path)


def find_places(tab, url):
    """What the demo has for each name in braces."""
    places = defaultdict(str, words="bali")
    for name, (address, selector) in PLACES.items():
        tab.open(url + address.format_map(places), PAGE)
        places[name] = tab.evaluate(FIND.format(selector=json.dumps(selector)))
    return places


def show_face(tab, work, who, address, path):
    """A page of the list on a phone, as long as it is."""
    tab.forget_login()
    if ROLES[who]:
        log_in(tab, work, ROLES[who])
    tab.size(*PHONE)
    if who == "kiosk":
        pair(tab, work)
    else:
        tab.open(work["url"] + address, PAGE)
        time.sleep(0.3)
    height = tab.evaluate("document.documentElement.scrollHeight")
    tab.size(PHONE[0], min(max(height, PHONE[1]), LONGEST))
    tab.picture(path)
    warn_of_width(tab, path, PHONE[0])


def pair(tab, work):
    """Make this browser the tablet at a door; it is left at the kiosk's page."""
    log_in(tab, work, "pustakawan")
    code = tab.evaluate(PAIRING_CODE)
    tab.forget_login()
    tab.open(work["url"] + "/library/kiosk", PAGE)
    tab.evaluate("document.querySelector('[name=code]').focus()")
    tab.type(code)
    tab.wait(DESK)  # the kiosk says so as the Desk does
    time.sleep(1)


def warn_of_width(tab, path, width):
    wide = tab.evaluate(f"document.documentElement.scrollWidth > {width}")
    print(f"{path.name}{'  WIDER THAN THE SCREEN' if wide else ''}", flush=True)


def photograph(tab, url, picture, path):
    address = picture.address
    tab.size(*picture.size)
    if address == "{title}":
        tab.open(url + "/library?q=bali")
        address = tab.evaluate("document.querySelector('a[href*=\"/library/book/\"]').pathname")
    tab.open(url + address, picture.ready)
    # the web client paints after its view is there
    time.sleep(1.5 if picture.role else 0.3)
    for code in picture.scans:
        tab.type(code)
        time.sleep(2)
    for selector in picture.press:
        tab.press(selector)
        time.sleep(2)
    tab.picture(path)
    warn_of_width(tab, path, picture.size[0])


def print_paper(tab, paper, path):
    content = tab.evaluate(FIRST_PAPER.format(model=paper.model, paper=paper.paper))
    with pypdfium2.PdfDocument(base64.b64decode(content)) as document:
        document[0].render(scale=DPI / 72).to_pil().save(path)
    print(path.name, flush=True)


def log_in(tab, work, role):
    login = next(row for row in work["logins"] if row["role"].lower() == role)
    tab.open(work["url"] + "/web/login")
    values = {"db": work["database"], "login": login["login"], "password": login["password"]}
    if not tab.evaluate(LOG_IN.format(**{key: json.dumps(value) for key, value in values.items()})):
        raise SystemExit(f"The demo login {login['login']} is refused.")


def shrink(path, colours):
    """A picture of an interface needs no more than so many colours; a quarter of the bytes."""
    picture = Image.open(io.BytesIO(path.read_bytes())).convert("RGB").quantize(colours, dither=0)
    picture.save(path, optimize=True)


if __name__ == "__main__":
    main()
