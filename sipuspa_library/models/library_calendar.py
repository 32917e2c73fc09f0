import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ..tools import due_dates

DEFAULT_TIMEZONE = "Asia/Makassar"


class LibraryLibrary(models.Model):
    """The regency's clock, and when a library is open, gathered for the pure date rules."""

    _inherit = "library.library"

    office_closure_ids = fields.Many2many(
        comodel_name="library.closure",
        string="Closed by the Library Office",
        compute="_compute_office_closures",
    )

    @api.model
    def _timezone(self):
        """Return the regency's time zone, a setting: dates and parts of day are told in it.

        Every record rule asks for today, so a parameter typed wrong would lock out even those who
        could set it right: it counts as none.
        """
        name = self.env["ir.config_parameter"].sudo().get_param("sipuspa_library.timezone")
        try:
            return pytz.timezone(name or DEFAULT_TIMEZONE)
        except pytz.UnknownTimeZoneError:
            return pytz.timezone(DEFAULT_TIMEZONE)

    @api.model
    def _local(self, moment):
        """Return the regency's wall-clock time of a stored (naive, UTC) ``moment``."""
        return pytz.utc.localize(moment).astimezone(self._timezone()).replace(tzinfo=None)

    @api.model
    def _utc(self, moment):
        """Return the stored (naive, UTC) time of the regency's wall-clock ``moment``."""
        return self._timezone().localize(moment).astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _today(self):
        """Return today's date in the regency."""
        return self._local(fields.Datetime.now()).date()

    def _calendar(self, today):
        """Return the :class:`~..tools.due_dates.Calendar` of this library from ``today`` on."""
        return self._calendar_of(self.id, today, self.env["library.terms"]._version())

    @api.model
    @ormcache("library_id", "today", "version")
    def _calendar_of(self, library_id, today, version):
        """Read hours and closed spans, once in this process for a ``version`` of the terms."""
        library = self.browse(library_id)
        return due_dates.Calendar(
            weekdays=frozenset(int(line.weekday) for line in library._hours()),
            closures=tuple(
                (closure.date_from, closure.date_to) for closure in library._closures(today)
            ),
        )

    def _hours(self):
        """Return the opening hours of the nearest library upwards that has any, in superuser mode.

        A reading corner uses those of the library it belongs to.
        """
        self.ensure_one()
        chain = self._path_ids(self.parent_path)
        hours_sudo = (
            self.env["library.opening"]
            .sudo()
            .search_fetch(
                [("library_id", "in", chain)],
                ["library_id", "weekday", "hour_from", "hour_to"],
                order="weekday, hour_from",
            )
        )
        nearest = next((place for place in chain if place in hours_sudo.library_id.ids), self.id)
        return hours_sudo.filtered(lambda line: line.library_id.id == nearest)

    def _closures(self, today):
        """Return what closes this library from ``today`` on, in superuser mode.

        Its own closed spans, its ancestors', and those of the regions it lies in: of all libraries there,
        or of its schools.
        """
        self.ensure_one()
        chain = self._path_ids(self.parent_path)
        of_region = Domain("region_id", "in", self._path_ids(self.region_id.parent_path))
        if not any(self.browse(chain).sudo().type_id.mapped("is_school")):  # no secret of a library
            of_region &= Domain("schools_only", "=", False)
        return (
            self.env["library.closure"]
            .sudo()
            .search_fetch(
                Domain("date_to", ">=", today) & (Domain("library_id", "in", chain) | of_region),
                ["date_from", "date_to"],
                order="date_from",
            )
        )

    @api.model
    def _in_region(self, region, schools_only):
        """Return the libraries of a region; or its schools, and what belongs to a school."""
        domain = Domain("region_id", "child_of", region.ids)
        if schools_only:
            domain &= Domain("id", "child_of", self.search([("type_id.is_school", "=", True)]).ids)
        return self.search(domain)

    @api.depends("region_id", "parent_id", "type_id")
    def _compute_office_closures(self):
        today = self._today()
        for library in self:
            closures = library._origin._closures(today) if library._origin else self.closure_ids
            library.office_closure_ids = closures.filtered(lambda row: not row.library_id).ids

    @api.model
    def _path_ids(self, path):
        """Return the ids on a ``parent_path``, nearest first."""
        return [int(part) for part in (path or "").split("/") if part][::-1]
