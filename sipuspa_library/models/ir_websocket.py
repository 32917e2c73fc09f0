from odoo import models
from odoo.http import SessionExpiredException

from odoo.addons.bus.websocket import wsrequest


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    @classmethod
    def _authenticate(cls):
        """Give nothing to a login whose PIN is still the library's, see ``ir.http``."""
        result = super()._authenticate()
        if wsrequest.env.user.library_pin_expired:
            raise SessionExpiredException("PIN to be changed")
        return result
