import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ..tools import labels


class LibraryLabelSetting(models.Model):
    """How a library last printed on a sheet: proposed the next time, its printer's offset above all.

    Of cards the sheet, the offset and where it ended are kept; the rest is about labels.
    """

    _name = "library.label.setting"
    _description = "Label Printing of a Library"
    _inherit = ["library.guarded.mixin"]
    _order = "used_at desc, id desc"
    _owner_fields = ("library_id", "sheet_id")

    sheet_id = fields.Many2one(
        comodel_name="library.label.sheet", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(selection="_kinds", required=True, default="spine_barcode")
    with_colour = fields.Boolean(default=True)
    sort = fields.Selection(selection="_sorts", required=True, default="accession")
    offset_x = fields.Float(digits=(4, 1))
    offset_y = fields.Float(digits=(4, 1))
    next_position = fields.Integer(default=1, help="The first label the last print left free.")
    used_at = fields.Datetime(required=True, default=fields.Datetime.now)

    _sheet_unique = models.Constraint(
        "UNIQUE (library_id, sheet_id)", "This library has settings for this sheet already."
    )

    @api.model
    def _kinds(self):
        """Return the kinds of labels, as :data:`..tools.labels.KINDS` draws them."""
        env = self.env
        names = {
            "spine_barcode": env._("Spine and barcode on one"),
            "spine_qr": env._("Spine and QR code on one"),
            "spine": env._("Spine label"),
            "barcode": env._("Barcode label"),
            "qr": env._("QR code label"),
        }
        return [(kind, names[kind]) for kind in sorted(labels.KINDS, key=[*names].index)]

    @api.model
    def _sorts(self):
        env = self.env
        return [("accession", env._("By accession number")), ("shelf", env._("In shelf order"))]

    @api.model
    def _of(self, library, sheet=None, uses=("label",)):
        """Return how ``library`` last printed, on that sheet or on any for such ``uses``."""
        on_sheet = ("sheet_id", "=", sheet.id) if sheet else ("sheet_id.use", "in", uses)
        domain = [("library_id", "=", library.id), on_sheet]
        return self.search(domain, limit=1)

    @api.model
    def _remember(self, library, sheet, vals):
        """Keep how a library printed on a sheet."""
        vals = {**vals, "used_at": fields.Datetime.now()}
        setting = self._of(library, sheet)
        if setting:
            setting.write(vals)
            return
        try:
            self.create({**vals, "library_id": library.id, "sheet_id": sheet.id}).flush_recordset()
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError("somebody printed on this sheet at the same moment") from error
