from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Drop a parameter named ``self``: it collides with the endpoint's own and ends in a 500."""
        request.params.pop("self", None)
        return super()._dispatch(endpoint)
