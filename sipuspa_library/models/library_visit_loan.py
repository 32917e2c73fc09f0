from odoo import api, fields, models
from odoo.tools import ormcache


class LibraryLibrary(models.Model):
    """Where nobody sits at the door, who borrows or returns has been here."""

    _inherit = "library.library"

    visit_by_loan = fields.Boolean(
        string="Loans Count as Visits",
        help="Who borrows or returns a book is counted as a visitor, once a part of the day.",
    )

    @api.model
    @ormcache("library_id", "version")
    def _counts_loans(self, library_id, version):
        """Tell whether loans count as visits, read once in a process for a ``version`` of the terms."""
        return self.browse(library_id).visit_by_loan


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    def _write_loans(self, accepted):
        """Count who borrows as a visitor, where the library does so; textbooks are given out in class."""
        result = super()._write_loans(accepted)
        read = [vals["membership_id"] for __, vals in accepted if not vals["counted_apart"]]
        if read:
            self.browse(dict.fromkeys(read))._count_visit(self.library_id)
        return result

    def _count_visit(self, library):
        """Count these members as visitors of ``library`` now, where it does so. In superuser mode."""
        visits_sudo = self.env["library.visit"].sudo()
        if not library._counts_loans(library.id, self.env["library.terms"]._version()):
            return
        for membership in self:
            visits_sudo._record(
                {
                    "kind": "member",
                    "channel": "loan",
                    "library_id": library.id,
                    "membership_id": membership.id,
                }
            )


class LibraryLoan(models.Model):
    _inherit = "library.loan"

    def _take_back(self, copies, library, events, moment=None):
        """Count who brings a book of this library back as a visitor, where the library does so.

        What is entered later counts nobody: who was here then was counted by other means.
        """
        result = super()._take_back(copies, library, events, moment)
        if not moment:
            read = events.filtered(lambda event: not event.loan_id.counted_apart)
            read.membership_id._count_visit(library)
        return result
