from odoo.http import request
from odoo.tools.translate import code_translations

MODULE = "sipuspa_library"
# Our own scripts; OWL makes functions of its templates. The camera's picture and photos are shown.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


class AppPages:
    """What the pages of a bundle of their own have in common: the Desk's and the kiosk's."""

    def _app_page(self, template, values, bundle=None, status=200):
        """Render a page with the links of its ``bundle``, nothing of it kept by the browser."""
        lang = (request.env.context.get("lang") or "en_US").split("_")[0]
        # no t-call-assets: its tags carry a handler, which the content policy refuses
        links = request.env["ir.qweb"]._get_asset_links(f"{MODULE}.{bundle}") if bundle else []
        values = {
            "lang_code": lang,
            "styles": [link for link in links if link.endswith(".css")],
            "scripts": [link for link in links if link.endswith(".js")],
            **values,
        }
        response = request.render(f"{MODULE}.{template}", values, status=status)
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def _words(self):
        """Return the language of the page as browsers name it, and its words for the scripts."""
        lang = request.env.context.get("lang") or "en_US"
        messages = code_translations.get_web_translations(MODULE, lang)["messages"]
        return {
            "language": lang.replace("_", "-"),
            "words": {message["id"]: message["string"] for message in messages},
        }
