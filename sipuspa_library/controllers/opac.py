import re

from odoo import http
from odoo.http import request

from .slim import SlimPages

BOOK_REF = re.compile(r"([1-9][0-9]{0,9})(-.*)?", re.DOTALL)
LARGEST_ID = 2**31 - 1
COVER_WIDTH, COVER_HEIGHT, COVER_AGE = 160, 240, 24 * 3600

PUBLIC_PAGE = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "sitemap": False,
    "save_session": False,
}


class Opac(SlimPages, http.Controller):
    """The public catalogue: pages that read through ``library.opac`` and write nothing."""

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
