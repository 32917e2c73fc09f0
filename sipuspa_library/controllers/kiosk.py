import logging
import re

from odoo import http
from odoo.exceptions import AccessDenied
from odoo.http import request
from odoo.tools.json import scriptsafe
from odoo.tools.misc import file_open

from ..tools.rates import PAIRING_CODES, PAIRING_CODES_ANYWHERE
from .app_page import AppPages
from .limits import asker, waiting_time
from .slim import LARGEST_FORM, SlimPages

HOME = "/library/kiosk"
WORKER = "sipuspa_library/static/src/kiosk/worker/worker.js"
COOKIE = "library_kiosk"
ICON = "/sipuspa_library/static/src/kiosk/home_screen/icon.svg"
PUBLIC_ID = re.compile(r"[0-9a-f]{10}")
COOKIE_AGE = 400 * 24 * 3600  # the longest browsers keep one; every opening of the page renews it
PAGE = {
    "type": "http",
    "auth": "library_kiosk",
    "methods": ["GET"],
    "readonly": True,
    "sitemap": False,
    "save_session": False,
}
DOOR = {
    "type": "jsonrpc",
    "auth": "library_kiosk",
    "methods": ["POST"],
    "readonly": False,
    "sitemap": False,
    "save_session": False,
    "max_content_length": LARGEST_FORM,
}


class Kiosk(SlimPages, AppPages, http.Controller):
    """The tablet at the door: paired once, then a page of its own with three doors.

    Nobody is logged in, and who happens to be logged in in that browser does not matter. Each request
    shows the secret of the device in a cookie that no script reads and no other site can send along.
    """

    # ------------------------------------------------------------------
    # PAIRING
    # ------------------------------------------------------------------

    @http.route(
        HOME,
        type="http",
        auth="library_kiosk",
        methods=["GET", "POST"],
        readonly=False,
        sitemap=False,
        max_content_length=LARGEST_FORM,
    )
    def pair(self, code="", **_unknown):
        """Take the code that a librarian reads from the form of the kiosk."""
        self._speak()
        if request.httprequest.method == "GET":
            return self._pair_page()
        if not (PAIRING_CODES.take(asker()) and PAIRING_CODES_ANYWHERE.take("")):
            busy = request.env._("Too many wrong codes. Please try again in a few minutes.")
            return self._pair_page(busy, 429)
        paired = request.env["library.kiosk"]._pair(re.sub(r"\s", "", self._text(code)))
        if not paired:
            wrong = request.env._(
                "This code is not right, or too old. Ask the librarian for a new one."
            )
            return self._pair_page(wrong, 422)
        public_id, secret = paired
        response = request.redirect(f"{HOME}/{public_id}")
        self._keep_secret(response, public_id, secret)
        return response

    def _pair_page(self, notice=None, status=200):
        response = self._page("opac_kiosk_pair", {"notice": notice}, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _keep_secret(self, response, public_id, secret):
        response.set_cookie(
            COOKIE,
            secret,
            max_age=COOKIE_AGE,
            path=f"{HOME}/{public_id}",
            secure=request.httprequest.scheme == "https",
            httponly=True,
            samesite="Strict",
        )

    # ------------------------------------------------------------------
    # THE PAGE AND ITS DOORS
    # ------------------------------------------------------------------

    @http.route(f"{HOME}/<string:public_id>", **PAGE)
    def kiosk(self, public_id, **_unknown):
        """Open the kiosk; a device that is not paired is asked for a code, whatever the number."""
        kiosk_sudo = self._kiosk(public_id)
        if not kiosk_sudo:
            return request.redirect(HOME)
        address = f"{HOME}/{public_id}"
        first = scriptsafe.dumps({"address": address, **self._first(kiosk_sudo)})
        response = self._app_page(
            "kiosk_page", {"first": first, "address": address}, "assets_kiosk"
        )
        self._keep_secret(response, public_id, request.cookies[COOKIE])
        return response

    @http.route(f"{HOME}/worker.js", **PAGE)
    def worker(self, **_unknown):
        """What opens the page without a line: from here a browser lets it mind the kiosks' pages alone."""
        with file_open(WORKER) as script:
            return request.make_response(
                script.read(),
                [
                    ("Content-Type", "text/javascript; charset=utf-8"),
                    ("Cache-Control", "no-cache"),
                    ("Content-Security-Policy", "default-src 'none'; connect-src 'self'"),
                ],
            )

    @http.route(f"{HOME}/<string:public_id>/app.json", **PAGE)
    def app(self, public_id, **_unknown):
        """What a browser asks when the page is added to the home screen: from there it fills the screen."""
        if not PUBLIC_ID.fullmatch(public_id):
            raise request.not_found()
        return request.make_json_response(
            {
                "name": "SIPUSPA",
                "start_url": f"{HOME}/{public_id}",
                "scope": f"{HOME}/",
                "display": "fullscreen",
                "background_color": "#faf8f2",
                "theme_color": "#0f5f57",
                "icons": [{"src": ICON, "sizes": "any", "type": "image/svg+xml"}],
            }
        )

    @http.route(f"{HOME}/<string:public_id>/open", **DOOR)
    def open(self, public_id, lang="", **_unknown):
        """Read what the kiosk shows anew, or in another language."""
        return self._first(self._paired(public_id), lang)

    @http.route(f"{HOME}/<string:public_id>/pulse", **DOOR)
    def pulse(self, public_id, **_unknown):
        """Tell today's visitors, and that the device still belongs here."""
        kiosk_sudo = self._paired(public_id)
        kiosk_sudo._see()
        return kiosk_sudo._pulse()

    @http.route(f"{HOME}/<string:public_id>/visit", **DOOR)
    def visit(self, public_id, values=None, request_id="", seconds_ago=0, **_unknown):
        """Record a visit, once a request. See :meth:`library.kiosk._visit`."""
        kiosk_sudo = self._paired(public_id)
        if waiting_time("kiosk", public_id):
            return {"kind": "busy"}  # it is sent again
        return kiosk_sudo._visit(values, request_id, seconds_ago)

    def _kiosk(self, public_id):
        secret = PUBLIC_ID.fullmatch(public_id) and request.cookies.get(COOKIE)
        return request.env["library.kiosk"]._of_device(public_id, secret)

    def _paired(self, public_id):
        """Return the kiosk this device is paired as, in superuser mode.

        :raise AccessDenied: when it is not, or not any more
        """
        kiosk_sudo = self._kiosk(public_id)
        if not kiosk_sudo:
            refusal = AccessDenied()
            refusal.loglevel = logging.INFO  # what every revoked tablet asks once
            raise refusal
        return kiosk_sudo

    def _first(self, kiosk_sudo, lang=""):
        routes = request.env["ir.http"]
        asked = routes.get_nearest_lang(self._text(lang)) or routes._get_default_lang().code
        request.update_context(lang=asked)
        languages = request.env["res.lang"]._get_frontend()
        return {
            **kiosk_sudo.with_context(lang=asked)._open(),
            **self._words(),
            "languages": [
                {
                    "code": code.replace("_", "-"),
                    "name": language.name.split(" /")[-1].split(" (")[0],
                }
                for code, language in languages.items()
            ],
        }
