from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import ormcache

from ..tools import day_parts


class LibraryDayPart(models.Model):
    """A part of the day in which a member is counted once: a school's two breaks are two.

    A part lasts until the next one starts, so that none overlap and every minute has one. Who came keeps
    the part of the day they came in, however the parts are cut later.
    """

    _name = "library.day.part"
    _description = "Part of the Day"
    _inherit = ["library.terms.mixin", "library.guarded.mixin"]
    _order = "hour_from, id"

    name = fields.Char(required=True, translate=True)
    library_id = fields.Many2one(
        required=False,
        ondelete="cascade",
        default=lambda self: False,
        help="Empty: of every library that has none of its own.",
    )
    hour_from = fields.Float(string="From", required=True)
    hour_to = fields.Float(string="Until", compute="_compute_hour_to")
    active = fields.Boolean(default=True)

    _hour_range = models.Constraint(
        "CHECK (0 <= hour_from AND hour_from < 24)", "A part of the day starts within the day."
    )
    _start_unique = models.UniqueIndex(
        "(library_id, round(hour_from * 60)) NULLS NOT DISTINCT WHERE active",
        "Another part of the day starts at this time already.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_counted(self):
        visits_sudo = self.env["library.visit"].sudo()  # whether there are any, of any library
        if visits_sudo.search_count([("day_part_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("Visitors were counted in this part of the day. Archive it instead.")
            )

    @api.depends("hour_from", "library_id", "active")
    def _compute_hour_to(self):
        """Tell when the next part of the same library starts."""
        places = self.library_id.ids + [False] * any(not part.library_id for part in self)
        rows = self.search_fetch([("library_id", "in", places)], ["hour_from", "library_id"])
        by_library = (rows | self.filtered("active")).grouped("library_id")
        for parts in by_library.values():
            ordered = sorted((day_parts.minute_of(part.hour_from), part.id) for part in parts)
            ends = day_parts.ends(ordered)
            for part in self & parts:
                part.hour_to = ends[part.id] / 60
        (self - self.browse().concat(*by_library.values())).hour_to = False


class LibraryLibrary(models.Model):
    """The parts of the day of a library."""

    _inherit = "library.library"

    day_part_ids = fields.One2many(
        comodel_name="library.day.part", inverse_name="library_id", string="Parts of the Day"
    )

    def _day_part_at(self, local):
        """Return the id of the part of the day at a wall-clock time here, or ``False``."""
        parts = self._day_parts_of(self.id, self.env["library.terms"]._version())
        return day_parts.part_at(parts, local.hour * 60 + local.minute) or False

    @api.model
    @ormcache("library_id", "version")
    def _day_parts_of(self, library_id, version):
        """Read the parts of the day of a library, once in this process for a ``version`` of the terms.

        Those of the nearest library upwards that has any, else the regency's.
        """
        chain = self._path_ids(self.browse(library_id).sudo().parent_path)
        parts_sudo = self.env["library.day.part"].sudo()  # a kiosk counts where nobody is logged in
        found = parts_sudo.search_fetch(
            Domain("library_id", "in", [*chain, False]), ["library_id", "hour_from"]
        ).grouped(lambda part: part.library_id.id)
        nearest = next((found[place] for place in (*chain, False) if place in found), parts_sudo)
        return tuple((day_parts.minute_of(part.hour_from), part.id) for part in nearest)
