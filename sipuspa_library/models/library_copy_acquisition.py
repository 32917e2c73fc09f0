from odoo import api, fields, models
from odoo.exceptions import ValidationError

FUND_SOURCES = [
    ("bos", "BOS"),
    ("bos_kinerja", "BOS Kinerja"),
    ("apbd", "APBD"),
    ("dak", "DAK"),
    ("dana_desa", "Dana Desa"),
    ("bbb", "BBB Perpusnas"),
    ("donation", "Donation"),
    ("purchase", "Purchase"),
    ("other", "Other"),
]


class LibraryCopyAcquisition(models.Model):
    """How copies came in and what they cost: for the owning library only, so apart from the copy."""

    _name = "library.copy.acquisition"
    _description = "Acquisition"
    _inherit = ["library.guarded.mixin"]
    _order = "received_on desc, id desc"
    _rec_name = "copy_id"
    _owner_fields = ("library_id", "copy_id")

    copy_id = fields.Many2one(
        comodel_name="library.copy", required=True, index=True, ondelete="cascade"
    )
    received_on = fields.Date(
        string="Received", required=True, default=lambda self: self.env["library.library"]._today()
    )
    fund_source = fields.Selection(selection=FUND_SOURCES)
    source_name = fields.Char(string="Supplier or Donor")
    invoice = fields.Char()
    price = fields.Monetary()
    currency_id = fields.Many2one(
        comodel_name="res.currency", default=lambda self: self.env.company.currency_id
    )

    # one an owner: what a library paid stays its own when the copy is given away
    _copy_unique = models.Constraint(
        "UNIQUE (copy_id, library_id)", "This copy has its acquisition already."
    )

    @api.constrains("copy_id", "library_id")
    def _check_library(self):
        if any(line.copy_id.library_id != line.library_id for line in self.sudo()):
            raise ValidationError(
                self.env._("An acquisition belongs to the library that owns the copy.")
            )


class LibraryCopy(models.Model):
    _inherit = "library.copy"

    def _acquired(self):
        """Return ``{copy: acquisition}`` as its owner of today entered it.

        Who works in two libraries may read what a former owner paid, too: another register.
        """
        rows = self.env["library.copy.acquisition"].search([("copy_id", "in", self.ids)])
        return {row.copy_id: row for row in rows if row.library_id == row.copy_id.library_id}
