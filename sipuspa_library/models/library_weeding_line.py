from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LibraryWeedingLine(models.Model):
    """One copy that is proposed to go, and why."""

    _name = "library.weeding.line"
    _description = "Weeding Line"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin"]
    _order = "weeding_id desc, id"
    _rec_name = "copy_id"
    _owner_fields = ("library_id", "weeding_id", "copy_id")
    _verb_fields = frozenset({"price", "outcome", "kept_because"})

    weeding_id = fields.Many2one(
        comodel_name="library.weeding", required=True, index=True, ondelete="cascade"
    )
    library_id = fields.Many2one(
        related="weeding_id.library_id", store=True, precompute=True, default=None
    )
    copy_id = fields.Many2one(
        comodel_name="library.copy", required=True, index=True, ondelete="restrict"
    )
    why = fields.Char(help="Why this copy should go.")
    price = fields.Monetary(readonly=True, help="As it was received; the minutes add it up.")
    currency_id = fields.Many2one(related="weeding_id.currency_id")
    outcome = fields.Selection(
        selection=[("withdrawn", "Withdrawn"), ("kept", "Stays")], readonly=True, copy=False
    )
    kept_because = fields.Char(string="Stays because", readonly=True, copy=False)

    book_id = fields.Many2one(related="copy_id.book_id", string="Title")
    accession_number = fields.Char(related="copy_id.accession_number")
    call_number = fields.Char(related="copy_id.call_number")
    received_on = fields.Date(related="copy_id.received_on")
    status = fields.Selection(related="copy_id.status")

    _copy_unique = models.Constraint(
        "UNIQUE (weeding_id, copy_id)", "This copy is on the list already."
    )

    @api.constrains("copy_id", "weeding_id")
    def _check_owner(self):
        """Only its owner takes a copy out of its register."""
        for line in self.sudo():
            if line.copy_id.library_id != line.weeding_id.library_id:
                raise ValidationError(
                    self.env._(
                        "Copy %s belongs to another library, which alone can withdraw it.",
                        line.copy_id.barcode,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Put copies on the list, each with what it cost."""
        self._refuse_outcomes(vals_list)
        lines = super().create(vals_list)
        lines._check_draft()
        paid = lines.copy_id._acquired()
        for line in lines.sudo():  # what was paid is looked up, not typed
            line.price = paid[line.copy_id].price if line.copy_id in paid else 0
        return lines

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su:
            self.weeding_id._check_draft()
