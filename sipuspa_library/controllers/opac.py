import re
from urllib.parse import urlencode

from odoo import http
from odoo.http import request

from ..models.library_opac import HIT_LIMIT, PAGE_SIZE
from ..tools import structured_data
from .limits import limited
from .slim import LARGEST_ID, SlimPages

REF = re.compile(r"([1-9][0-9]{0,9})(-.*)?", re.DOTALL)
LAST_PAGE = HIT_LIMIT // PAGE_SIZE
WHATSAPP = "https://wa.me/"
COVER_WIDTH, COVER_HEIGHT, COVER_AGE = 160, 240, 24 * 3600

PUBLIC_PAGE = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "sitemap": False,
    "save_session": False,
}


def page_number(text):
    """Return the page a parameter asks for, the first where it asks for none."""
    number = int(text) if isinstance(text, str) and re.fullmatch(r"[0-9]{1,4}", text) else 1
    return min(max(number, 1), LAST_PAGE)


class Opac(SlimPages, http.Controller):
    """The public catalogue: pages that read through ``library.opac`` and write nothing."""

    @http.route("/library/book/<string:ref>", **PUBLIC_PAGE)
    @limited("page")
    def book(self, ref, **_unknown):
        self._speak()
        row_id = self._row_id(ref)
        found = row_id and request.env["library.opac"]._book(row_id, self._at())
        if not found:
            return self._missing()
        here, title = found["here"], found["title"]
        path = f"/library/book/{title['ref']}"
        if ref != title["ref"]:
            return request.redirect(self._scoped(path, here), code=301)
        url = self._base() + path
        about = {
            "canonical": path,
            "structured": structured_data.book(title, found["places"], self._base(), url),
            "url": url,
            "whatsapp_url": f"{WHATSAPP}?{urlencode({'text': ' '.join((title['name'], url))})}",
        }
        return self._page("opac_book", {**found, **about}, keep=("at",))

    @http.route("/library/cover/<int:book_id>", **PUBLIC_PAGE)
    @limited("page")
    def cover(self, book_id, **_unknown):
        """The cover of a public title, as the chosen library shows it."""
        book_id = self._row_id(str(book_id))
        shown = book_id and request.env["library.opac"]._cover(book_id, self._at())
        if not shown:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(
            shown, "cover", width=COVER_WIDTH, height=COVER_HEIGHT
        )
        return stream.get_response(max_age=COVER_AGE)

    @http.route("/library/at/<string:code>", **PUBLIC_PAGE)
    @limited("page")
    def library(self, code, **_unknown):
        self._speak()
        found = request.env["library.opac"]._library(self._code(code))
        if not found:
            return self._missing()
        if code != found["here"]["code"]:
            return request.redirect(f"/library/at/{found['here']['code']}", code=301)
        here, base = found["here"], self._base()
        week = [day["spans"] for day in found["week"]]
        point = found["maps"].get("point")
        about = {
            "canonical": f"/library/at/{here['code']}",
            "structured": structured_data.library(here, found["address"], week, point, base),
        }
        return self._page("opac_library", {**found, **about})

    @http.route("/library/<any(author,subject,topic,theme):kind>/<string:ref>", **PUBLIC_PAGE)
    @limited("search")
    def listing(self, kind, ref, page=None, **_unknown):
        """The titles of an author, of a subject, of a topic, of a list somebody recommends."""
        self._speak()
        row_id, number = self._row_id(ref), page_number(page)
        found = row_id and request.env["library.opac"]._listing(kind, row_id, self._at(), number)
        if not found:
            return self._missing()
        here, path = found["here"], f"/library/{kind}/{found['ref']}"
        if ref != found["ref"]:
            return request.redirect(self._scoped(path, here, number), code=301)
        urls = {
            "canonical": path,
            "previous_url": self._scoped(path, here, number - 1),
            "next_url": self._scoped(path, here, number + 1),
            "everywhere_url": path,
        }
        return self._page("opac_listing", {**found, **urls}, keep=("at", "page"))

    @staticmethod
    def _row_id(ref):
        """Return the number at the beginning of ``12-laskar-pelangi``, nothing where there is none."""
        match = REF.fullmatch(ref)
        return int(match[1]) if match and int(match[1]) <= LARGEST_ID else None

    @staticmethod
    def _scoped(path, here=None, page=1):
        """Return an address with the library it is scoped to, and the page."""
        query = {"at": here and here["code"], "page": page if page > 1 else None}
        query = urlencode({name: value for name, value in query.items() if value})
        return f"{path}?{query}" if query else path

    @http.route("/library/<path:_rest>", **PUBLIC_PAGE)
    def missing(self, _rest, **_unknown):
        """Any other address here: a light page, where Odoo's own loads the whole front end."""
        self._speak()
        return self._missing()
