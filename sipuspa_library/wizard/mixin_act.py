from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.library_event import OFFICE


class LibraryActMixin(models.AbstractModel):
    """A form that asks what an act of the desk needs, and does it by the desk's own door.

    Pressed twice, it is one act. A model that takes this mixin says which door (``_answer``).
    """

    _name = "library.act.mixin"
    _description = "Form of an Act"

    # what makes the button, pressed twice, one act
    request_id = fields.Char(required=True, readonly=True, default=lambda self: str(uuid4()))

    def action_apply(self):
        """Do it, and say what follows."""
        self.ensure_one()
        self.check_access("write")
        answer = self._answer()
        if answer["outcome"] == "refused":
            raise UserError(answer["message"])
        return self._done(answer)

    def _answer(self):
        """Ask the desk; return the answer of the ledger."""
        raise NotImplementedError

    def _done(self, answer):
        """Return what the client does next: say it, and close the form."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": answer["message"],
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _key(self):
        return OFFICE, self.request_id
