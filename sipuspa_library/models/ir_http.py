import logging

import werkzeug.exceptions
from werkzeug.urls import url_encode

from odoo import api, models
from odoo.exceptions import AccessDenied, UserError
from odoo.http import SessionExpiredException, request

PIN_PAGE, LOGIN_PAGE, AGAIN_PAGE = "/library/pin", "/library/login", "/library/again"
SLIM = ("/library/", "/my/library/")  # where the pages are light


class IrHttp(models.AbstractModel):
    """Who is let in to a route. While the PIN is still the library's, a login counts as nobody.

    Odoo asks one of these methods for every route, so this is the one place: the public pages
    show what they show to everybody, all others lead to the page where the PIN is changed.
    """

    _inherit = "ir.http"

    @classmethod
    def _auth_method_user(cls):
        result = super()._auth_method_user()
        if cls._keeps_first_pin():
            if request.dispatcher.routing_type != "http":
                raise AccessDenied(request.env._("Please choose your own PIN first."))
            cls._go(PIN_PAGE)
        return result

    @classmethod
    def _auth_method_public(cls):
        result = super()._auth_method_public()
        if cls._keeps_first_pin():
            request.update_env(user=cls._get_public_users()[0])
        return result

    @classmethod
    def _keeps_first_pin(cls):
        """Tell whether a card logged in whose PIN is still the library's; nobody else's row is read."""
        user = request.env.user
        return user._is_portal() and user.library_pin_expired

    @classmethod
    def _auth_method_library_card(cls):
        """Somebody logged in; everybody else is sent to the slim login page, not to Odoo's heavy one."""
        try:
            cls._auth_method_user()
        except SessionExpiredException:
            sent = request.httprequest
            path = cls._form_page() if sent.method == "POST" else sent.full_path.rstrip("?")
            cls._go(f"{LOGIN_PAGE}?{url_encode({'redirect': path})}")

    @classmethod
    def _form_page(cls):
        """Return the page a form stands on, as the browser tells; else the address it was sent to."""
        sent = request.httprequest
        page = (sent.referrer or "").removeprefix(sent.host_url.rstrip("/"))
        return page if page.startswith(SLIM) else sent.path

    @classmethod
    def _auth_method_library_pin(cls):
        """Anybody, as who they are: the page where the PIN is changed asks itself."""
        # past our own, which would show nobody
        return super()._auth_method_public()  # pylint: disable=super-method-mismatch

    @classmethod
    def _auth_method_library_kiosk(cls):
        """The tablet at a door, as nobody: whoever is logged in in its browser has no part in it."""
        request.update_env(user=cls._get_public_users()[0])

    @classmethod
    def _go(cls, address):
        werkzeug.exceptions.abort(request.redirect(address))

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Refuse a form whose token is a file: Odoo takes it for a text and ends in a 500.

        Whose token is old, since somebody logged in or out meanwhile, reads so on a page of ours, in
        their language, where Odoo shows a line of English.
        """
        result = super()._pre_dispatch(rule, args)
        sent = request.httprequest
        is_form = request.dispatcher.routing_type == "http" and sent.method == "POST"
        if is_form and "csrf_token" in sent.files:
            raise werkzeug.exceptions.BadRequest
        if is_form and cls._is_slim_form(rule.endpoint.routing):
            token = sent.form.get("csrf_token") or sent.args.get("csrf_token")
            if not request.validate_csrf(token):
                cls._go(f"{AGAIN_PAGE}?{url_encode({'back': cls._form_page()})}")
        return result

    @classmethod
    def _is_slim_form(cls, routing):
        """Tell whether a form of a light page is sent; what a script of the backend sends is none."""
        is_light = routing["auth"] == "public" or routing["auth"].startswith("library_")
        return is_light and request.httprequest.path.startswith(SLIM) and routing.get("csrf", True)

    @classmethod
    def _dispatch(cls, endpoint):
        """Drop a parameter named ``self``: it collides with the endpoint's own and ends in a 500."""
        request.params.pop("self", None)
        return super()._dispatch(endpoint)

    @classmethod
    def _handle_error(cls, exception):
        """Refuse in a sentence a text that no PostgreSQL column can hold, from whatever field it came."""
        if isinstance(exception, ValueError) and "NUL (0x00)" in str(exception):
            exception.loglevel = logging.INFO  # what somebody typed, not a fault of ours
            exception = UserError(
                request.env._("A text has a character in it that cannot be kept. Type it anew.")
            )
        return super()._handle_error(exception)

    @api.model
    def get_frontend_session_info(self):
        """Keep children's card numbers out of the list of users that Odoo remembers in a browser."""
        info = super().get_frontend_session_info()
        if self.env.user._is_card_login():
            info["quick_login"] = False
        return info
