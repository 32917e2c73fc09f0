from odoo import http
from odoo.http import request

from .opac import PUBLIC_PAGE
from .slim import SlimPages


class Privacy(SlimPages, http.Controller):
    """How the libraries treat what they know of people: for adults, and so that a child understands."""

    @http.route("/library/privacy", **PUBLIC_PAGE)
    def privacy(self, **_unknown):
        self._speak()
        return self._page("privacy_adult", request.env["library.privacy"]._notice())

    @http.route("/library/privacy/anak", **PUBLIC_PAGE)
    def privacy_child(self, **_unknown):
        self._speak()
        return self._page("privacy_child", request.env["library.privacy"]._notice())
