from odoo import api, fields, models


class LibraryBookLineMixin(models.AbstractModel):
    """A line of a title's description: whoever may edit the title may edit it, and nobody else."""

    _name = "library.book.line.mixin"
    _description = "Line of a Title"

    book_id = fields.Many2one(
        comodel_name="library.book", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.book_id._check_editable()
        return lines

    def write(self, vals):
        self.book_id._check_editable()
        result = super().write(vals)
        self.book_id._check_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_book_editable(self):
        self.book_id._check_editable()
