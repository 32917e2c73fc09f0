import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import due_dates

DEFAULT_TIMEZONE = "Asia/Makassar"


class LibraryLibrary(models.Model):
    """The regency's clock, and when a library is open, gathered for the pure date rules."""

    _inherit = "library.library"

    @api.model
    def _timezone(self):
        """Return the regency's time zone, a setting: dates and parts of day are told in it."""
        name = self.env["ir.config_parameter"].sudo().get_param("sipuspa_library.timezone")
        return pytz.timezone(name or DEFAULT_TIMEZONE)

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
        """Return the :class:`~..tools.due_dates.Calendar` of this library from ``today`` on.

        Two queries. Hours are those of the nearest library upwards that has any (a reading corner
        uses its library's); closures are its own, its ancestors' and those of the regions it lies in.
        """
        self.ensure_one()
        chain = self._path_ids(self.parent_path)
        regions = self._path_ids(self.region_id.parent_path)
        hours = self.env["library.opening"].sudo().search([("library_id", "in", chain)])
        nearest = next(
            (place for place in chain if place in hours.library_id.ids), self.id
        )
        closures = (
            self.env["library.closure"]
            .sudo()
            .search(
                Domain("date_to", ">=", today)
                & (Domain("library_id", "in", chain) | Domain("region_id", "in", regions))
            )
        )
        return due_dates.Calendar(
            weekdays=frozenset(
                int(line.weekday) for line in hours if line.library_id.id == nearest
            ),
            closures=tuple((closure.date_from, closure.date_to) for closure in closures),
        )

    @api.model
    def _path_ids(self, path):
        """Return the ids on a ``parent_path``, nearest first."""
        return [int(part) for part in (path or "").split("/") if part][::-1]
