from odoo import fields, models

from ..models.library_copy_acquisition import FUND_SOURCES


class LibraryCopyReceive(models.TransientModel):
    """Receive a number of copies of one title: numbers are taken, the acquisition is noted."""

    _name = "library.copy.receive"
    _description = "Receive Copies"
    _rec_name = "book_id"

    book_id = fields.Many2one(
        comodel_name="library.book", string="Title", required=True, ondelete="cascade"
    )
    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._only_operated_library(),
    )
    copy_count = fields.Integer(string="How Many", required=True, default=1)
    collection_type_id = fields.Many2one(
        comodel_name="library.collection.type",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["library.collection.type"].search([], limit=1),
    )
    shelf_id = fields.Many2one(comodel_name="library.shelf", ondelete="set null")
    received_on = fields.Date(
        string="Received",
        required=True,
        default=lambda self: self.env["library.library"]._today(),
    )
    fund_source = fields.Selection(selection=FUND_SOURCES)
    source_name = fields.Char(string="Supplier or Donor")
    price = fields.Monetary(string="Price of One")
    currency_id = fields.Many2one(related="library_id.company_id.currency_id")
    in_processing = fields.Boolean(
        string="Still in Processing", help="Not to be lent before it is labelled and on the shelf."
    )

    _copy_count_range = models.Constraint(
        "CHECK (copy_count BETWEEN 1 AND 500)", "Receive between 1 and 500 copies at a time."
    )

    def action_receive(self):
        """Make the copies as the user, whose rights over the library decide, and show them."""
        self.ensure_one()
        copies = self.env["library.copy"].create(
            [
                {
                    "library_id": self.library_id.id,
                    "book_id": self.book_id.id,
                    "collection_type_id": self.collection_type_id.id,
                    "shelf_id": self.shelf_id.id,
                    "received_on": self.received_on,
                    "manual_state": "in_processing" if self.in_processing else False,
                }
            ]
            * self.copy_count
        )
        self.env["library.copy.acquisition"].create(
            [
                {
                    "library_id": self.library_id.id,
                    "copy_id": copy.id,
                    "received_on": self.received_on,
                    "fund_source": self.fund_source,
                    "source_name": self.source_name,
                    "price": self.price,
                    "currency_id": self.currency_id.id,
                }
                for copy in copies
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_copy_action"
        )
        return {
            **action,
            "name": self.env._("Copies Received"),
            "domain": [("id", "in", copies.ids)],
            "context": {},
        }
