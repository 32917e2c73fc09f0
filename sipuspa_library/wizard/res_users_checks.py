from odoo import models


class ResUsersIdentitycheck(models.TransientModel):
    _inherit = "res.users.identitycheck"

    def _check_identity(self):
        """Refuse card logins what Odoo asks a password for again: keys, passkeys, second factors."""
        self.env.user._refuse_card_login()
        return super()._check_identity()


class ResUsersApikeysDescription(models.TransientModel):
    _inherit = "res.users.apikeys.description"

    def check_access_make_key(self):
        """Refuse card logins, also where an office lets portal users have keys."""
        self.env.user._refuse_card_login()
        return super().check_access_make_key()
