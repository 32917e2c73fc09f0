from odoo import api, fields, models


class LibraryBookContributor(models.Model):
    """A name on a title page, with its role and place in the order."""

    _name = "library.book.contributor"
    _description = "Contributor"
    _order = "book_id, sequence, id"
    _rec_name = "author_id"

    book_id = fields.Many2one(
        comodel_name="library.book", required=True, index=True, ondelete="cascade"
    )
    author_id = fields.Many2one(
        comodel_name="library.author", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(
        selection=[
            ("author", "Author"),
            ("editor", "Editor"),
            ("translator", "Translator"),
            ("illustrator", "Illustrator"),
            ("compiler", "Compiler"),
            ("contributor", "Contributor"),
        ],
        required=True,
        default="author",
    )
    sequence = fields.Integer(default=10)

    @api.model_create_multi
    def create(self, vals_list):
        contributors = super().create(vals_list)
        contributors.book_id._check_editable()
        return contributors

    def write(self, vals):
        self.book_id._check_editable()
        result = super().write(vals)
        self.book_id._check_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_book_editable(self):
        self.book_id._check_editable()
