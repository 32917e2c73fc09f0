import re
from urllib.parse import urlencode

from odoo import http
from odoo.http import request

from ..models.library_opac import HIT_LIMIT, PAGE_SIZE
from .limits import limited
from .slim import SlimPages

BOOK_REF = re.compile(r"([1-9][0-9]{0,9})(-.*)?", re.DOTALL)
LARGEST_ID = 2**31 - 1
COVER_WIDTH, COVER_HEIGHT, COVER_AGE = 160, 240, 24 * 3600
LAST_PAGE = HIT_LIMIT // PAGE_SIZE

PUBLIC_PAGE = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "sitemap": False,
    "save_session": False,
}


class Opac(SlimPages, http.Controller):
    """The public catalogue: three pages that read through ``library.opac`` and write nothing."""

    @http.route("/library", **PUBLIC_PAGE)
    @limited("search")
    def search(self, q=None, page=None, **_unknown):
        self._speak()
        opac = request.env["library.opac"]
        at = self._at()
        if q is None and not at:
            return self._page("opac_home", opac._home())
        if q is None:
            return request.redirect(f"/library/at/{at}")
        number = self._page_number(page)
        found = opac._find(self._text(q), at, number)
        if found is None:
            return self._missing()
        words = found["words"]
        if number > 1 and not found["titles"]:
            return request.redirect(self._search_url(words, at))
        urls = {
            "previous_url": self._search_url(words, at, number - 1),
            "next_url": self._search_url(words, at, number + 1),
            "everywhere_url": self._search_url(words),
        }
        return self._page("opac_results", {**found, **urls}, keep=("q", "at", "page"))

    @http.route("/library/book/<string:ref>", **PUBLIC_PAGE)
    def book(self, ref, **_unknown):
        self._speak()
        match = BOOK_REF.fullmatch(ref)
        if not match or int(match[1]) > LARGEST_ID:
            return self._missing()
        found = request.env["library.opac"]._book(int(match[1]), self._at())
        if not found:
            return self._missing()
        here = found["here"]
        if ref != found["title"]["ref"]:
            query = f"?at={here['code']}" if here else ""
            return request.redirect(f"/library/book/{found['title']['ref']}{query}", code=301)
        return self._page("opac_book", {**found, "search_url": self._search_url}, keep=("at",))

    @http.route("/library/cover/<int:book_id>", **PUBLIC_PAGE)
    def cover(self, book_id, **_unknown):
        """The cover of a public title, as the chosen library shows it."""
        shown = book_id <= LARGEST_ID and request.env["library.opac"]._cover(book_id, self._at())
        if not shown:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(
            shown, "cover", width=COVER_WIDTH, height=COVER_HEIGHT
        )
        return stream.get_response(max_age=COVER_AGE)

    @http.route("/library/at/<string:code>", **PUBLIC_PAGE)
    def library(self, code, **_unknown):
        self._speak()
        found = request.env["library.opac"]._library(self._code(code))
        if not found:
            return self._missing()
        if code != found["here"]["code"]:
            return request.redirect(f"/library/at/{found['here']['code']}", code=301)
        return self._page("opac_library", found)

    @http.route("/library/<path:_rest>", **PUBLIC_PAGE)
    def missing(self, _rest, **_unknown):
        """Any other address here: a light page, where Odoo's own loads the whole front end."""
        self._speak()
        return self._missing()

    def _missing(self):
        return self._page("opac_missing", {}, status=404)

    def _page_number(self, page):
        page = self._text(page)
        number = int(page) if re.fullmatch(r"[0-9]{1,4}", page) else 1
        return min(max(number, 1), LAST_PAGE)

    def _search_url(self, words, at=None, page=1):
        query = {"q": words, "at": at, "page": page if page > 1 else None}
        return "/library?" + urlencode({name: value for name, value in query.items() if value})
