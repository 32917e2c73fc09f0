from odoo import api, models


class LibraryCachedMixin(models.AbstractModel):
    """Short lists of the office, asked by every act and changed hardly ever, of which methods keep what
    they read with ``ormcache``: a change of any row lets every process read anew.
    """

    _name = "library.cached.mixin"
    _description = "Rows Kept in the Process"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
