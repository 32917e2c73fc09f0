from odoo import api, models
from odoo.exceptions import UserError


class LibraryDesk(models.AbstractModel):
    """Taking back what was just done at a desk."""

    _inherit = "library.desk"

    @api.model
    def undo(self, library_id, device, request_id, undone_request_id):
        """Undo what a request of this device did in a library the user works in.

        See :meth:`library.event._undo`. Of several books, each is answered by itself.

        :param undone_request_id: the request to undo; what it refused is passed over
        """
        library, key = self._my_library(library_id), self._key(device, request_id)
        undone = self._key(device, undone_request_id)
        lines = self.env["library.event"].search(
            [
                ("device", "=", undone.device),
                ("request_id", "=", undone.request_id),
                ("library_id", "=", library.id),
                ("outcome", "=", "done"),
            ],
            order="line",
        )
        if not lines:
            raise UserError(self.env._("There is nothing to undo: nothing was done."))
        return lines._undo(key)
