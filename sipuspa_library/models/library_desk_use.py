from odoo import api, models


class LibraryDesk(models.AbstractModel):
    """Counting what is read in the library and never lent."""

    _inherit = "library.desk"

    @api.model
    def use(self, library_id, copy_ids, device, request_id):
        """Count copies as read here, in a library the user works in. See :meth:`library.copy._use`."""
        library = self._my_library(library_id)
        return self._copies(copy_ids)._use(library, self._key(device, request_id))
