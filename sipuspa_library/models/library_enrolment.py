from odoo import fields, models

OUTCOMES = [
    ("promoted", "Promoted"),
    ("repeated", "Stayed back"),
    ("graduated", "Graduated"),
    ("moved", "Moved"),
    ("left", "Left"),
]


class LibraryEnrolment(models.Model):
    """A pupil in a class from a day to a day, and how it ended. Written by acts only.

    See :meth:`library.membership._enrol_in`.
    """

    _name = "library.enrolment"
    _description = "Enrolment"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin", "library.personal.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "class_id"
    _verb_fields = None
    _person_field = "membership_id.member_id"
    _person_export = ("class_id", "year_id", "date_from", "date_to", "outcome")

    library_id = fields.Many2one(readonly=True)
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Pupil",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    class_id = fields.Many2one(
        comodel_name="library.school.class",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    year_id = fields.Many2one(related="class_id.year_id", string="School Year")
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="Until", readonly=True)
    outcome = fields.Selection(selection=OUTCOMES, readonly=True)

    _open_unique = models.UniqueIndex(
        "(membership_id) WHERE date_to IS NULL", "A pupil is in one class at a time."
    )
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)", "An enrolment starts before it ends."
    )
    _outcome_when_closed = models.Constraint(
        "CHECK ((date_to IS NULL) = (outcome IS NULL))",
        "An enrolment that has ended has an outcome.",
    )
