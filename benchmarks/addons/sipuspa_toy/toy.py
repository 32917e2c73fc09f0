from odoo import api, fields, models
from odoo.exceptions import UserError


class ToyCopy(models.Model):
    """A thing that can be lent, and nothing else."""

    _name = "sipuspa.toy.copy"
    _description = "Toy Copy"

    name = fields.Char(required=True)
    status = fields.Char(default="available")

    @api.model
    def checkout(self, copy_id, member):
        """Lend a copy in five statements: what any checkout through this framework costs at least."""
        copy = self.browse(copy_id)
        loans = self.env["sipuspa.toy.loan"]
        if copy.status != "available" or loans.search_count([("member", "=", member)]) > 10**6:
            raise UserError("not available")
        loan = loans.create({"copy_id": copy.id, "member": member})
        copy.status = "on_loan"
        self.env.flush_all()
        return loan.id

    @api.model
    def checkin(self, copy_id):
        """Take a copy back."""
        copy = self.browse(copy_id)
        loan = self.env["sipuspa.toy.loan"].search(
            [("copy_id", "=", copy_id), ("date_in", "=", False)]
        )
        loan.date_in = fields.Datetime.now()
        copy.status = "available"
        self.env.flush_all()
        return loan.id


class ToyLoan(models.Model):
    """A thing lent."""

    _name = "sipuspa.toy.loan"
    _description = "Toy Loan"

    copy_id = fields.Many2one(comodel_name="sipuspa.toy.copy", required=True, index=True)
    member = fields.Integer(index=True)
    date_in = fields.Datetime()

    _open_unique = models.UniqueIndex("(copy_id) WHERE date_in IS NULL", "Lent already.")
