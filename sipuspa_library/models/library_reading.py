from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import school_year


class LibraryMembership(models.Model):
    """What a member has borrowed in a school year, and who has borrowed nothing."""

    _inherit = "library.membership"

    has_borrowed = fields.Boolean(
        string="Borrowed This School Year",
        compute="_compute_has_borrowed",
        search="_search_has_borrowed",
    )

    @api.depends("loan_ids.voided_at")
    def _compute_has_borrowed(self):
        year = school_year.of(self.env["library.library"]._today())
        rows = self.env["library.loan"]._read_group(
            Domain("membership_id", "in", self.ids) & self._lent_in(year), ["membership_id"]
        )
        borrowers = {membership.id for (membership,) in rows}
        for membership in self:
            membership.has_borrowed = membership._origin.id in borrowers

    @api.model
    def _search_has_borrowed(self, operator, value):
        if operator != "in":
            return NotImplemented
        year = school_year.of(self.env["library.library"]._today())
        borrowed = Domain("loan_ids", "any", self._lent_in(year))
        return borrowed if True in value else ~borrowed

    @api.model
    def _lent_in(self, year):
        """Return the domain of what was read in a school year: textbooks are not; what was undone never was.

        :param year: a :class:`~..tools.school_year.SchoolYear`
        """
        moment = self.env["library.library"]._utc
        first = moment(datetime.combine(year.date_from, time()))
        after = moment(datetime.combine(year.date_to + timedelta(days=1), time()))
        return (
            Domain("lent_at", ">=", first)
            & Domain("lent_at", "<", after)
            & Domain("voided_at", "=", False)
            & Domain("counted_apart", "=", False)
        )

    def _loans_of_year(self, year):
        """Return ``{membership: its loans}`` of a school year in their order, an entry a member.

        Everything a record shows is read at once.
        """
        loans = self.env["library.loan"].search_fetch(
            Domain("membership_id", "in", self.ids) & self._lent_in(year),
            ["membership_id", "book_id", "lent_at", "returned_at", "class_name"],
            order="lent_at, id",
        )
        loans.book_id.fetch(["name", "contributor_text", "publisher", "class_number"])
        by_member = loans.grouped("membership_id")
        return {row: by_member.get(row, loans.browse()) for row in self}
