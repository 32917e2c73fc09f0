from odoo import api, models


class LibraryAccessSourceMixin(models.AbstractModel):
    """Rows of which say who may see what.

    The ids a user operates, oversees or may open are read once a transaction
    (:meth:`res.users._library_access`); whatever changes them inside that transaction
    must drop what was read, so that a wizard can work in the library it has just made.
    """

    _name = "library.access.source.mixin"
    _description = "Source of Library Access"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["res.users"]._drop_library_access()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env["res.users"]._drop_library_access()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["res.users"]._drop_library_access()
        return result
