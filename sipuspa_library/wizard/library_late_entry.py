from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError


class LibraryLateEntry(models.TransientModel):
    """What was lent or returned while nothing could be entered: by number, with its day and a reason."""

    _name = "library.late.entry"
    _description = "Entry After the Day"
    _inherit = ["library.personal.mixin"]
    _rec_name = "happened_on"
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"

    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._operated_libraries()[:1],
    )
    act = fields.Selection(
        selection=[("lend", "Lent"), ("return", "Returned")],
        string="Lent or Returned",
        required=True,
        default="lend",
    )
    happened_on = fields.Date(string="On", required=True, default=lambda self: self._yesterday())
    why = fields.Char(string="Why Entered Later", help="It is kept with every book.")
    membership_id = fields.Many2one(
        comodel_name="library.membership", string="Lent to", ondelete="cascade"
    )
    codes = fields.Text(string="Books", help="A barcode or accession number a line.")
    answers = fields.Text(readonly=True)

    @api.model
    def _yesterday(self):
        return self.env["library.library"]._today() - timedelta(days=1)

    def action_enter(self):
        """Enter these books, and show what came of each; what was entered is taken off the list."""
        self.ensure_one()
        self.check_access("write")
        copies = self._copies()
        answers = self._enter(copies.ids, str(uuid4()))
        refused = [answer for answer in answers if answer["outcome"] == "refused"]
        self.write(
            {
                "codes": "\n".join(answer["barcode"] for answer in refused),
                "answers": "\n".join(f"{a['title']}: {a['message']}" for a in answers),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter After the Day"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _enter(self, copy_ids, request_id):
        desk, device = self.env["library.desk"], f"late-{self.id}"
        on = self.happened_on.isoformat()
        if self.act == "return":
            return desk.take_back_late(
                self.library_id.id, copy_ids, on, self.why, device, request_id
            )
        if not self.membership_id:
            raise UserError(self.env._("Choose the member who has the books."))
        return desk.lend_late(self.membership_id.id, copy_ids, on, self.why, device, request_id)

    def _copies(self):
        """Return the copies whose numbers are listed; each must mean one."""
        self.env.user._check_operates(self.library_id)
        copies = self.env["library.copy"]
        for code in filter(None, map(str.strip, (self.codes or "").splitlines())):
            found = self.env["library.desk"]._meant(code, self.library_id).copies
            if len(found) != 1:
                raise UserError(self.env._("No book, or more than one, has the number %s.", code))
            copies |= found
        if not copies:
            raise UserError(self.env._("List the numbers of the books first."))
        return copies
