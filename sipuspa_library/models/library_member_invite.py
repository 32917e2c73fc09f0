import hashlib
import secrets

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import hash_sign, verify_hash_signed

SCOPE = "sipuspa_library.invite"
HOURS = 72


class LibraryMember(models.Model):
    """An adult's invitation by e-mail: a link to choose a PIN. The login stays the card number.

    The address is kept with the person, behind the wall, not with the partner that everybody reads.
    """

    _inherit = "library.member"

    def _invite(self, address):
        """Keep ``address`` and send the link there; a login that has a PIN keeps it until then.

        :raise UserError: for a child, whose PIN comes on paper, and for those who may have no login
        """
        self.ensure_one()
        if self._is_child():
            raise UserError(self.env._("A child gets a PIN slip, not an e-mail."))
        for sentence, memberships in self._memberships_here()._portal_refusals():
            raise UserError(memberships._refused_words(sentence))
        self.sudo()._touch()
        member_sudo = self.sudo()
        member_sudo.email = address
        if not member_sudo.user_id.active:
            # a password nobody knows, until the link is followed
            context = self.env["res.users"]._crypt_context()
            self._set_logins({self: context.hash(secrets.token_urlsafe(32))})
        self._send_invitation(address)

    def _send_invitation(self, address):
        """Queue the letter; it is deleted when sent, and says nobody's name but the nickname."""
        env = self.env
        body = env["ir.qweb"]._render(
            "sipuspa_library.portal_invitation",
            {
                "greeting": self.nickname,
                "link": f"{self.get_base_url()}/library/pin?token={self._invitation_token()}",
            },
        )
        company = env.company
        env["mail.mail"].sudo().create(
            {
                "subject": env._("Your login at the library"),
                "body_html": body,
                "email_to": address,
                "email_from": company.email_formatted or env.user.email_formatted,
                "auto_delete": True,
                "model": self._name,  # so that it goes with a person who is forgotten
                "res_id": self.id,
            }
        )
        env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _invitation_token(self):
        user_sudo = self.sudo().user_id
        values = [user_sudo.id, user_sudo._pin_mark()]
        return hash_sign(self.env(su=True), SCOPE, values, expiration_hours=HOURS)

    def _invited(self, token):
        """Return, in superuser mode, the person a link was sent to; nobody where it is used up."""
        nobody = self.sudo().browse()
        try:
            values = verify_hash_signed(self.env(su=True), SCOPE, token)
        except ValueError:
            return nobody
        if not values:
            return nobody
        user_id, mark = values
        user_sudo = self.env["res.users"].sudo().search([("id", "=", user_id)])
        if not user_sudo or user_sudo._pin_mark() != mark:
            return nobody
        return nobody.search([("user_id", "=", user_sudo.id)])


class ResUsers(models.Model):
    _inherit = "res.users"

    def _pin_mark(self):
        """Return what a link is bound to: another one once the PIN has been changed."""
        return hashlib.sha256(self._hashed_password().encode()).hexdigest()[:16]
