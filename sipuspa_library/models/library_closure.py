from odoo import api, fields, models


class LibraryClosure(models.Model):
    """A span of closed days, of one library or of every library in a region."""

    _name = "library.closure"
    _description = "Closed Days"
    _inherit = ["library.terms.mixin", "library.guarded.mixin"]
    _order = "date_from desc, id desc"
    _owner_fields = ("library_id", "region_id")

    name = fields.Char(string="Reason", required=True)
    library_id = fields.Many2one(required=False, ondelete="cascade", default=lambda self: False)
    region_id = fields.Many2one(
        comodel_name="library.region",
        index=True,
        ondelete="cascade",
        help="Closes every library in this region; set by the library office.",
    )
    schools_only = fields.Boolean(
        help="Closes the schools of the region and what belongs to them; all others stay open."
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    moves_due = fields.Boolean(
        string="Moves Due Dates",
        help="What is lent and due on these days is due on the next open one. It does not move back.",
    )

    _dates_order = models.Constraint(
        "CHECK (date_from <= date_to)", "A closure starts before it ends."
    )
    _one_scope = models.Constraint(
        "CHECK (num_nonnulls(library_id, region_id) = 1)",
        "Say which library or which region is closed, one of the two.",
    )

    _schools_of_region = models.Constraint(
        "CHECK (region_id IS NOT NULL OR schools_only IS NOT TRUE)",
        "Only a closure of a region is for schools alone.",
    )

    @api.onchange("date_from")
    def _onchange_date_from(self):
        """Most closures are a single day: propose it as the last one too."""
        if self.date_from and (not self.date_to or self.date_to < self.date_from):
            self.date_to = self.date_from
