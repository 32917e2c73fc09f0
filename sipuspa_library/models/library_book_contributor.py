from odoo import fields, models

# Under whom a title is filed: who answers for the whole of it.
MAIN_ROLES = ("author", "body")


class LibraryBookContributor(models.Model):
    """A name on a title page, with its role and place in the order."""

    _name = "library.book.contributor"
    _description = "Contributor"
    _inherit = ["library.book.line.mixin"]
    _order = "book_id, sequence, id"
    _rec_name = "author_id"

    author_id = fields.Many2one(
        comodel_name="library.author", required=True, index=True, ondelete="restrict"
    )
    heading = fields.Char(
        related="author_id.heading",
        readonly=False,
        help="Name under which it is filed. Write over it where the proposal is wrong.",
    )
    heading_editable = fields.Boolean(
        related="author_id.is_editable",
        related_sudo=False,
        help="Whether this user may write over it.",
    )
    role = fields.Selection(
        selection=[
            ("author", "Author"),
            ("body", "Corporate Body"),
            ("compiler", "Compiler"),
            ("editor", "Editor"),
            ("translator", "Translator"),
            ("illustrator", "Illustrator"),
            ("photographer", "Photographer"),
            ("adapter", "Retold by"),
            ("reviewer", "Reviewer"),
            ("foreword", "Foreword"),
            ("contributor", "Contributor"),
        ],
        required=True,
        default="author",
    )
    sequence = fields.Integer(default=10)
