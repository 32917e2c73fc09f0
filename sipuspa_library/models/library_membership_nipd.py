from odoo import api, fields, models
from odoo.tools import format_date


class LibraryMembership(models.Model):
    """The number a school itself gives a pupil: another school gives the same child another one.

    Schools' own lists repeat it by mistake, so it names nobody for certain and is not unique.
    """

    _inherit = "library.membership"

    nipd = fields.Char(
        string="NIPD",
        copy=False,
        index="btree_not_null",
        help="The pupil's number in this school's own books (nomor induk).",
    )

    @api.depends_context("library_tell_apart")
    def _compute_display_name(self):
        """Tell persons of one name apart, where a form asks for one of them."""
        super()._compute_display_name()
        if not self.env.context.get("library_tell_apart"):
            return
        for membership in self:
            born_on = membership.member_id.sudo(False).birth_date
            about = (
                membership.class_name,
                membership.nipd,
                born_on and format_date(self.env, born_on),
            )
            told = ", ".join(filter(None, about))
            if told:
                membership.display_name = f"{membership.display_name} ({told})"
