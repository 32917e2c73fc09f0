from urllib.parse import urlencode

from odoo import http
from odoo.http import request

from ..tools import narrowing as narrowings
from .limits import limited
from .opac import PUBLIC_PAGE, page_number
from .slim import SlimPages

KEPT = (
    "q",
    "at",
    "sort",
    "page",
    *narrowings.TEXTS.values(),
    *narrowings.CODES.values(),
    *narrowings.YEARS.values(),
    "topic",
    "now",
)


class OpacSearch(SlimPages, http.Controller):
    """Searching the public catalogue: every page of results has an address to share."""

    @http.route("/library", **PUBLIC_PAGE)
    @limited("search")
    def search(self, q=None, page=None, sort=None, **params):
        """The results of a search; without anything asked, the first page or a library's."""
        self._speak()
        opac = request.env["library.opac"]
        at = self._at()
        narrowing = narrowings.read(params)
        if q is None and not narrowing:
            return (
                request.redirect(f"/library/at/{at}")
                if at
                else self._page("opac_home", opac._home())
            )
        number = page_number(page)
        sort = sort if sort in narrowings.SORTS else None
        found = opac._find(self._text(q), at, number, sort, narrowing)
        if found is None:
            return self._missing()
        address = self._address(found)
        if number > 1 and not found["titles"]:
            return request.redirect(address())
        env = request.env
        sorts = {
            None: env._("Best first"),
            "read": env._("Most read"),
            "new": env._("Newest"),
            "title": env._("A to Z"),
        }
        wish = urlencode({"title": found["words"]})
        more = {
            "address": address,
            "everywhere_url": address(at=""),
            "sorts": sorts,
            "wish_url": f"/my/library/wishes?{wish}",
        }
        return self._page("opac_results", {**found, **more}, keep=KEPT)

    @http.route("/library/advanced", **PUBLIC_PAGE)
    def advanced(self, q=None, **params):
        """The form that asks for title, author, subject, years … apart."""
        self._speak()
        values = request.env["library.opac"]._advanced(
            self._text(q), self._at(), narrowings.read(params)
        )
        if values is None:
            return self._missing()
        return self._page("opac_advanced", values, keep=KEPT)

    @http.route("/library/suggest", **PUBLIC_PAGE)
    @limited("suggest", json=True)
    def suggest(self, q=None, **_unknown):
        """Words and titles that go on from what is typed, for the script of the search box."""
        self._speak()
        found = request.env["library.opac"]._suggest(self._text(q), self._at())
        return request.make_json_response(found)

    def _address(self, found):
        """Return a function that makes the address of this search with something changed."""
        base = {
            "q": found["words"],
            "at": found["here"] and found["here"]["code"],
            "sort": found["sort"],
        }

        def address(parameters=None, page=1, path="/library", **changed):
            kept = found["narrowing"].parameters() if parameters is None else parameters
            query = {**base, **kept, "page": page if page > 1 else None, **changed}
            query = {name: value for name, value in query.items() if value}
            return f"{path}?{urlencode(query or {'q': ''})}"

        return address
