from odoo import http
from odoo.http import request

from .limits import limited
from .opac import PUBLIC_PAGE, page_number
from .slim import SlimPages


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
        number = page_number(page)
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
