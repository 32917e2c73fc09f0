import re
from urllib.parse import urlencode

from odoo.http import request

# Nothing but our own files: what is injected into a page still does not run.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
LANGUAGE_COOKIE = "frontend_lang"  # Odoo's own, so that the portal's pages speak the same language
LIBRARY_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,15}")
A_YEAR = 365 * 24 * 3600
LARGEST_ID = 2**31 - 1
LARGEST_FORM = 100_000  # bytes: no form of ours takes more than a few hundred words


class SlimPages:
    """What the slim pages have in common: their language, their headers, and careful parameters."""

    def _speak(self):
        """Choose the language: asked for, chosen before, the user's own, the browser's, the default.

        Called first, since the values of a page hold words too.
        """
        nearest = request.env["ir.http"].get_nearest_lang
        asked = nearest(self._text(request.params.get("lang")))
        user = request.env.user
        wishes = (
            asked,
            nearest(request.cookies.get(LANGUAGE_COOKIE)),
            not user._is_public() and nearest(user.lang),
            nearest(request.best_lang),
            request.env["ir.http"]._get_default_lang().code,
        )
        request.update_context(lang=next(filter(None, wishes)))
        if asked:
            request.future_response.set_cookie(LANGUAGE_COOKIE, asked, max_age=A_YEAR)

    def _text(self, value):
        """Return a parameter as text; a file that somebody put in its place is none."""
        return value if isinstance(value, str) else ""

    def _at(self):
        """Return the code of the library a page is scoped to: ``at``, or ``library`` as people guess it."""
        names = ("at", "library")
        return self._code(next(filter(None, map(request.params.get, names)), ""))

    def _code(self, code):
        """Return a library's code as it is written; what cannot be one is no library's."""
        code = self._text(code).strip().upper()
        return code if not code or LIBRARY_CODE.fullmatch(code) else "?"

    def _base(self):
        """Return the address of this Odoo as the office has set it, not as a request claims."""
        return request.env["library.library"].get_base_url()

    def _page(self, template, values, status=200, keep=()):
        """Render a slim page.

        :param values: of the template; those the frame knows are ``page_title``, ``page_summary``,
            ``canonical`` (the path under which search engines are to know the page), ``picture`` and
            ``structured``, what machines read of it
        :param keep: names of the parameters that stay when the language is changed
        """
        kept = {name: request.params[name] for name in keep if request.params.get(name)}
        if "at" in keep and values.get("here"):
            kept["at"] = values["here"]["code"]
        languages = request.env["res.lang"]._get_frontend()
        response = request.render(
            f"sipuspa_library.{template}",
            {
                "lang_code": request.env.context["lang"],
                "base": self._base(),
                "languages": [
                    {
                        "code": code,
                        "name": language.name.split(" /")[-1].strip(),
                        "url": f"{request.httprequest.path}?{urlencode({**kept, 'lang': code})}",
                    }
                    for code, language in languages.items()
                ],
                **values,
            },
            status=status,
        )
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def _missing(self):
        return self._page("opac_missing", {}, status=404)

    def _search_url(self, words, at=None, page=1):
        query = {"q": words, "at": at, "page": page if page > 1 else None}
        return "/library?" + urlencode({name: value for name, value in query.items() if value})
