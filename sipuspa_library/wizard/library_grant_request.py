from odoo import fields, models


class LibraryGrantRequest(models.TransientModel):
    """Ask for the right to open one person: the whole card number, and why."""

    _name = "library.grant.request"
    _description = "Open a Person"
    _rec_name = "create_date"

    card_number = fields.Char(required=True)
    reason = fields.Char(required=True)

    def action_open(self):
        """Take the right and open the person; who may is decided at the grant's own door."""
        self.ensure_one()
        return self.env["library.grant"].open_person(self.card_number, self.reason)
