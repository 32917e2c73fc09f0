from odoo import api, fields, models


class LibraryAssignment(models.Model):
    """A user operates a library, or oversees the libraries of an area, from a day to a day."""

    _name = "library.assignment"
    _description = "Library Assignment"
    _inherit = ["library.access.source.mixin"]
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        comodel_name="res.users", required=True, index=True, ondelete="cascade"
    )
    library_id = fields.Many2one(
        comodel_name="library.library",
        string="Operates",
        index=True,
        ondelete="cascade",
        help="Sees and does what is personal in this library and its service points.",
    )
    region_id = fields.Many2one(
        comodel_name="library.region",
        string="Oversees",
        index=True,
        ondelete="cascade",
        help="Sees the figures of all libraries in this area, and no person.",
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env["library.library"]._today()
    )
    date_to = fields.Date(string="Until")
    active = fields.Boolean(default=True)

    _one_scope = models.Constraint(
        "CHECK (num_nonnulls(library_id, region_id) = 1)",
        "An assignment names a library to operate or an area to oversee, one of the two.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "An assignment starts before it ends.",
    )

    @api.depends("user_id", "library_id", "region_id")
    def _compute_display_name(self):
        for assignment in self:
            place = assignment.library_id.name or assignment.region_id.name
            assignment.display_name = f"{assignment.user_id.name}: {place}"
