from odoo import http
from odoo.http import request
from odoo.tools.json import scriptsafe
from odoo.tools.translate import code_translations

MODULE = "sipuspa_library"
# Our own scripts; OWL makes functions of its templates. The camera's picture and photos are shown.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)


class LibraryDeskPage(http.Controller):
    """The Desk: a page of its own, light enough for a village line."""

    @http.route("/library/desk", type="http", auth="user", methods=["GET"], readonly=True)
    def desk(self, at="", **_unknown):
        """Open the desk at the library with code ``at``, or at the first the user works in.

        Everything it needs before the first scan comes with the page: figures, classes, words. Who works
        in no library is told so.
        """
        user = request.env.user
        libraries = user._operated_libraries() if user.has_group(f"{MODULE}.group_desk") else None
        if not libraries:
            return self._page("desk_closed", {"is_member": user._is_portal()}, status=403)
        library = libraries.filtered(lambda row: row.code == at) or libraries
        lang = request.env.context.get("lang") or "en_US"
        first = {
            **request.env["library.desk"].open_desk(library[0].id),
            "libraries": libraries.read(["name", "code"]),
            "user_id": user.id,
            "language": lang.replace("_", "-"),
            "words": {
                message["id"]: message["string"]
                for message in code_translations.get_web_translations(MODULE, lang)["messages"]
            },
        }
        # no t-call-assets: its tags carry a handler, which the content policy refuses
        links = request.env["ir.qweb"]._get_asset_links(f"{MODULE}.assets_desk")
        values = {
            "first": scriptsafe.dumps(first),
            "styles": [link for link in links if link.endswith(".css")],
            "scripts": [link for link in links if link.endswith(".js")],
        }
        return self._page("desk_page", values)

    def _page(self, template, values, status=200):
        lang = (request.env.context.get("lang") or "en_US").split("_")[0]
        response = request.render(
            f"{MODULE}.{template}", {"lang_code": lang, **values}, status=status
        )
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        return response
