import re

from odoo import http
from odoo.http import request

from ..models.library_opac import HIT_LIMIT, PAGE_SIZE
from .limits import limited
from .opac import PUBLIC_PAGE
from .slim import SlimPages

LAST_PAGE = HIT_LIMIT // PAGE_SIZE


class OpacSearch(SlimPages, http.Controller):
    """Searching the public catalogue."""

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

    def _page_number(self, page):
        page = self._text(page)
        number = int(page) if re.fullmatch(r"[0-9]{1,4}", page) else 1
        return min(max(number, 1), LAST_PAGE)
