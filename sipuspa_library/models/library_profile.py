from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import wording

THANKS_TOKENS = ("donor", "count", "titles", "date", "library")


class LibraryProfile(models.Model):
    """Staff and yearly figures of a library, apart from what every user may read of it."""

    _name = "library.profile"
    _description = "Library Profile"
    _inherit = ["library.guarded.mixin"]
    _rec_name = "library_id"

    library_id = fields.Many2one(ondelete="cascade")
    head_name = fields.Char(string="Head of Library")
    head_nip = fields.Char(string="NIP of the Head")
    principal_name = fields.Char(string="Principal or Village Head")
    principal_nip = fields.Char(string="NIP of the Principal")
    phone = fields.Char()
    pupil_count = fields.Integer(string="Pupils")
    class_count = fields.Integer(string="Class Groups", help="Rombongan belajar.")
    teacher_count = fields.Integer(string="Teachers and Staff")
    population = fields.Integer()
    floor_area = fields.Integer(string="Floor Area (m²)")
    computer_count = fields.Integer(string="Computers")
    has_internet = fields.Boolean(string="Internet")

    thanks_text = fields.Text(
        string="Letter to Donors",
        help="Your own wording of the thank-you letter. {donor}, {count}, {titles}, {date} and "
        "{library} are filled in. Empty: the usual wording.",
    )

    _library_unique = models.Constraint(
        "UNIQUE (library_id)", "This library has a profile already."
    )

    @api.constrains("thanks_text")
    def _check_thanks_text(self):
        for profile in self:
            unknown = wording.unknown_tokens(profile.thanks_text, THANKS_TOKENS)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "{%(unknown)s} in the letter to donors stands for nothing. Use %(known)s.",
                        unknown=unknown[0],
                        known=", ".join(f"{{{name}}}" for name in THANKS_TOKENS),
                    )
                )

    @api.model
    def _default_thanks_text(self):
        """Return the usual wording, in the reader's language."""
        return self.env._(
            "Dear {donor},\n\n"
            "On {date} you gave {library} {count} books.\n\n"
            "Thank you. They stand on our shelves now and are lent to everybody who likes to read. "
            "We hope that you will come and see them there."
        )
