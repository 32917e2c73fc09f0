from odoo import api, fields, models

from ..tools import due_dates

AGE_BANDS = [(band, band) for band in ("0-6", "7-12", "13-14", "15-28", "29-42", "43-56", "57+")]


class LibrarySnapshotMixin(models.AbstractModel):
    """What statistics tell people apart by, as it was on the day of the act.

    Classes change every July and persons are forgotten; the figures of a year must change by neither.
    """

    _name = "library.snapshot.mixin"
    _description = "Snapshot of a Member"

    category_id = fields.Many2one(
        comodel_name="library.member.category", readonly=True, ondelete="restrict"
    )
    class_name = fields.Char(string="Class", readonly=True)
    occupation_id = fields.Many2one(
        comodel_name="library.occupation", readonly=True, ondelete="restrict"
    )
    sex = fields.Selection(selection=[("f", "Female"), ("m", "Male")], readonly=True)
    age_band = fields.Selection(selection=AGE_BANDS, readonly=True)

    @api.model
    def _fetch_people(self, memberships):
        """Read what a snapshot says of persons, of all of them in one statement."""
        memberships.member_id.fetch(["occupation", "sex", "birth_date"])

    @api.model
    def _snapshot(self, membership, on):
        """Return the values that describe ``membership`` on the day ``on``."""
        self._fetch_people(membership)
        member = membership.member_id
        return {
            "category_id": membership.category_id.id,
            "class_name": membership._class_told(),
            "occupation_id": self.env["library.occupation"]._meant_by(member.occupation),
            "sex": member.sex,
            "age_band": due_dates.age_band(member.birth_date, on),
        }
