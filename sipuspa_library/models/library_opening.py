from odoo import fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class LibraryOpening(models.Model):
    """Hours of one weekday. A library without any uses those of the library it belongs to."""

    _name = "library.opening"
    _description = "Opening Hours"
    _inherit = ["library.terms.mixin", "library.guarded.mixin"]
    _order = "library_id, weekday, hour_from"

    library_id = fields.Many2one(ondelete="cascade")
    weekday = fields.Selection(selection=WEEKDAYS, required=True)
    hour_from = fields.Float(string="From", required=True)
    hour_to = fields.Float(string="To", required=True)

    _hours_order = models.Constraint(
        "CHECK (0 <= hour_from AND hour_from < hour_to AND hour_to <= 24)",
        "Opening hours start before they end, within one day.",
    )
    _start_unique = models.Constraint(
        "UNIQUE (library_id, weekday, hour_from)", "These opening hours are there already."
    )
