import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ..tools import school_year


class LibrarySchoolYear(models.Model):
    """A school year, July to June: made when the first class needs it, the same for every school."""

    _name = "library.school.year"
    _description = "School Year"
    _order = "date_from desc"

    name = fields.Char(required=True, readonly=True)
    date_from = fields.Date(string="First Day", required=True, readonly=True)
    date_to = fields.Date(string="Last Day", required=True, readonly=True)

    _date_from_unique = models.Constraint("UNIQUE (date_from)", "This school year exists already.")

    @api.model
    def _of(self, day):
        """Return the school year that ``day`` lies in; it is made where nobody needed it before.

        :raise ConcurrencyError: when somebody else makes it at the same moment: tried again, it is there
        """
        return self._at(school_year.of(day))

    def _following(self):
        """Return the school year after this one."""
        self.ensure_one()
        return self._at(school_year.of(self.date_from).following)

    @api.model
    def _at(self, year):
        found = self.search([("date_from", "=", year.date_from)])
        if found:
            return found
        vals = {"name": year.name, "date_from": year.date_from, "date_to": year.date_to}
        try:
            made_sudo = self.sudo().create(vals)  # a year belongs to nobody
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError("this school year was made at the same moment") from error
        return made_sudo.with_env(self.env)
