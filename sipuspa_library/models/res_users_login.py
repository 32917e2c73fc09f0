import contextlib
import logging

from odoo import api, fields, models
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request

from odoo.addons.auth_signup.models.res_partner import SignupError

from ..tools import numbers
from ..tools.rates import WRONG_PINS
from ..tools.token_bucket import line

_logger = logging.getLogger(__name__)


class ResUsers(models.Model):
    """How somebody with a card number and a PIN gets in, by whatever door.

    All doors end in ``_login`` or ``_check_credentials``, so this is where tries are counted. Odoo's
    own cooldown goes by address: it would lock a whole school out behind its one address.
    """

    _inherit = "res.users"

    library_pin_expired = fields.Boolean(
        string="PIN to Be Changed",
        copy=False,
        groups=fields.NO_ACCESS,
        help="The PIN was drawn by the library: nothing opens but the page to choose another one.",
    )

    # ------------------------------------------------------------------
    # GETTING IN
    # ------------------------------------------------------------------

    def _login(self, credential, user_agent_env):
        """Read a card number as it is scanned, and take as long over one that nobody has."""
        login, password = credential.get("login"), credential.get("password")
        if any(text is not None and not _is_text(text) for text in (login, password)):
            raise AccessDenied
        card = numbers.scanned(login)
        if numbers.is_card_number(card):
            card = self._login_of_card(card)
            credential = {**credential, "login": card}
            if not self.sudo().search_count(self._get_login_domain(card), limit=1):
                self._refuse_unknown(card, password)
        return super()._login(credential, user_agent_env)

    def _login_of_card(self, card):
        """Return the login of whoever has a card: of two entries that became one, both cards open it."""
        if self.sudo().search_count(self._get_login_domain(card), limit=1):
            return card
        # whose card it is, of somebody who is about to log in
        members_sudo = self.env["library.member"].sudo().with_context(active_test=False)
        found_sudo = members_sudo.search([("card_number", "=", card)], limit=1)
        users_sudo = (found_sudo.merged_into_id or found_sudo)._card_users()
        return users_sudo.filtered("active").login or card

    def _refuse_unknown(self, card, password):
        """Refuse a card number without a login in the same words and the same time as a wrong PIN."""
        with self._assert_can_auth(user=card):
            self.env["library.login.try"]._take(card)
            self._crypt_context().hash(password or "")
            _logger.info("Login failed for a card number without a login")
            raise AccessDenied

    def _check_credentials(self, credential, env):
        """Count a try before the PIN is judged; a right one starts counting anew."""
        user = self.env.user
        if credential["type"] != "password" or not user._has_pin():
            return super()._check_credentials(credential, env)
        tries = self.env["library.login.try"]
        tries._take(user.login)
        auth_info = super()._check_credentials(credential, env)
        tries._forget([user.login])
        return auth_info

    def _has_pin(self):
        """Tell whether this login is guarded by counting its tries."""
        return numbers.is_card_number(self.login) or self._is_card_login()

    @contextlib.contextmanager
    def _assert_can_auth(self, user=None):
        """Let card numbers be tried from one address far more often than Odoo's cooldown does."""
        login = self.sudo().browse(user).exists().login if isinstance(user, int) else user
        if not request or not numbers.is_card_number(login or ""):
            with super()._assert_can_auth(user=user):
                yield
            return
        address = line(request.httprequest.remote_addr)
        if not WRONG_PINS.has(address):
            raise AccessDenied(
                self.env._("Too many wrong PINs here. Please wait a minute and try again.")
            )
        try:
            yield
        except AccessDenied:
            WRONG_PINS.take(address)
            raise

    def _rpc_api_keys_only(self):
        """A card's PIN opens pages, not the doors for programs (XML-RPC and its like)."""
        return self._is_card_login() or super()._rpc_api_keys_only()

    # ------------------------------------------------------------------
    # NO WAY ROUND
    # ------------------------------------------------------------------

    def reset_password(self, login):
        """Refuse a card number: there is no e-mail address to send anything to."""
        if _is_text(login) and numbers.is_card_number(numbers.scanned(login)):
            raise UserError(self.env._("Please ask your librarian for a new PIN."))
        return super().reset_password(login)

    def _action_reset_password(self, signup_type="reset"):
        if any(user._is_card_login() for user in self):
            raise UserError(self.env._("A card login gets a new PIN from its library."))
        return super()._action_reset_password(signup_type=signup_type)

    @api.model
    def signup(self, values, token=None):
        """Keep card numbers for cards, and card logins to their PINs."""
        if token:
            partner = self.env["res.partner"]._signup_retrieve_partner(token, check_validity=True)
            taken = any(user._is_card_login() for user in partner.sudo().user_ids)
        else:
            taken = numbers.is_card_number(numbers.scanned(values.get("login")))
        if taken:
            raise SignupError(self.env._("Please ask your librarian for a login."))
        return super().signup(values, token)

    def _notify_security_setting_update(self, subject, content, mail_values=None, **kwargs):
        """Write to nobody about a card login: it has no address."""
        others = self.filtered(lambda user: not user._is_card_login())
        return super(ResUsers, others)._notify_security_setting_update(
            subject, content, mail_values=mail_values, **kwargs
        )


def _is_text(value):
    return isinstance(value, str) and "\0" not in value
