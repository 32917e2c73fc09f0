import re
from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request

from odoo.addons.portal.controllers.web import Home

from ..models.ir_http import AGAIN_PAGE, LOGIN_PAGE, PIN_PAGE
from .limits import limited
from .slim import LARGEST_FORM, SlimPages

CARD_PAGE = "/my/library"
# a path of ours: not //elsewhere, nothing a browser would read as one
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")


class LibraryHome(SlimPages, Home):
    """Logging in with a card number and a PIN, and choosing one's own PIN: light pages."""

    def _login_redirect(self, uid, redirect=None):
        """A card login lands on its own page, and first where the PIN is changed."""
        user_sudo = request.env["res.users"].sudo().browse(uid)
        if user_sudo._is_card_login():
            if user_sudo.library_pin_expired:
                goes_on = redirect and redirect != CARD_PAGE
                return f"{PIN_PAGE}?{urlencode({'redirect': redirect})}" if goes_on else PIN_PAGE
            return redirect or CARD_PAGE
        return super()._login_redirect(uid, redirect=redirect)

    # ------------------------------------------------------------------
    # LOGGING IN
    # ------------------------------------------------------------------

    @http.route(
        LOGIN_PAGE,
        type="http",
        auth="library_pin",
        methods=["GET", "POST"],
        readonly=False,
        sitemap=False,
        max_content_length=LARGEST_FORM,
    )
    @limited("login", methods=("POST",))
    def library_login(self, login="", password="", redirect="", **_unknown):
        """Log in with a card; colleagues who come this way land in the backend."""
        self._speak()
        redirect = self._own_path(redirect)
        login = self._text(login).replace("\0", "").strip()
        if request.httprequest.method == "GET":
            if request.session.uid:
                return request.redirect(self._login_redirect(request.session.uid, redirect))
            return self._login_page(redirect=redirect)
        credential = {"type": "password", "login": login, "password": self._text(password)}
        try:
            uid = request.session.authenticate(request.env, credential)["uid"]
        except AccessDenied as refusal:
            return self._login_page(login, redirect, self._words(refusal), status=422)
        return request.redirect(self._login_redirect(uid, redirect))

    @http.route(
        AGAIN_PAGE,
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
        save_session=False,
    )
    def library_again(self, back="", **_unknown):
        """Tell that a form came too late and nothing was done, and lead back to it."""
        self._speak()
        values = {"back": self._own_path(back) or CARD_PAGE}
        return self._unkept(self._page("opac_again", values, keep=("back",)))

    def _login_page(self, login="", redirect="", notice=None, status=200):
        values = {"login": login, "redirect": redirect, "notice": notice}
        return self._unkept(self._page("opac_login", values, status=status, keep=("redirect",)))

    def _words(self, refusal):
        """Return the sentence of a refusal: the lock has one of its own, all others are alike."""
        if refusal.args != AccessDenied().args:
            return refusal.args[0]
        return request.env._("Card number and PIN do not fit together. Please type both again.")

    def _own_path(self, path):
        """Return ``path`` when it is one of ours, nothing otherwise."""
        path = self._text(path)
        return path if OWN_PATH.fullmatch(path) else ""

    # ------------------------------------------------------------------
    # CHOOSING ONE'S OWN PIN
    # ------------------------------------------------------------------

    @http.route(
        PIN_PAGE,
        type="http",
        auth="library_pin",
        methods=["GET", "POST"],
        readonly=False,
        sitemap=False,
        max_content_length=LARGEST_FORM,
    )
    @limited("login", methods=("POST",))
    def library_pin(self, token="", old="", new="", again="", redirect="", **_unknown):
        """Change the PIN: with the old one, or with the link of an invitation; then go on."""
        self._speak()
        token = self._text(token)
        member_sudo = self._who(token)
        if not member_sudo:
            if token:
                return self._unkept(self._page("opac_pin", {"dead": True}, status=410))
            return request.redirect(LOGIN_PAGE)
        if request.httprequest.method == "GET":
            return self._pin_page(member_sudo, token)
        new = self._text(new)
        try:
            if new != self._text(again):
                raise UserError(request.env._("The two new PINs are not the same."))
            if not token:
                self._check_old(self._text(old))
            member_sudo._set_own_pin(new)
        except UserError as refusal:
            return self._pin_page(member_sudo, token, str(refusal), status=422)
        return self._go_on(member_sudo, new.strip(), self._own_path(redirect))

    def _who(self, token):
        """Return whose PIN it is, in superuser mode: told by the link, else by the session."""
        members = request.env["library.member"]
        if token:
            return members._invited(token)
        if not request.env.user._is_card_login():
            return members.browse()
        return members.sudo().search([("user_id", "=", request.env.uid)])

    def _check_old(self, old):
        user = request.env.user
        credential = {"type": "password", "login": user.login, "password": old}
        try:
            user._check_credentials(credential, {"interactive": True})
        except AccessDenied as refusal:
            locked = refusal.args != AccessDenied().args
            words = refusal.args[0] if locked else request.env._("The old PIN is not right.")
            raise UserError(words) from refusal

    def _go_on(self, member_sudo, pin, redirect):
        """Log in with the new PIN: all other sessions of this login have ended."""
        card = member_sudo.user_id.login
        credential = {"type": "password", "login": card, "password": pin}
        request.session.authenticate(request.env, credential)
        return request.redirect(redirect or CARD_PAGE)

    def _pin_page(self, member_sudo, token, notice=None, status=200):
        values = {
            "dead": False,
            "token": token,
            "redirect": self._own_path(request.params.get("redirect")),
            "notice": notice,
            "first": member_sudo.user_id.library_pin_expired,
            "card_number": member_sudo.user_id.login,
        }
        return self._unkept(
            self._page("opac_pin", values, status=status, keep=("token", "redirect"))
        )

    def _unkept(self, response):
        response.headers["Cache-Control"] = "no-store"  # a school's computers are shared
        return response
