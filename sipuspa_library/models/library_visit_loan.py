from odoo import fields, models


class LibraryLibrary(models.Model):
    """Where nobody sits at the door, who borrows or returns has been here."""

    _inherit = "library.library"

    visit_by_loan = fields.Boolean(
        string="Loans Count as Visits",
        help="Who borrows or returns a book is counted as a visitor, once a part of the day.",
    )


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    def _write_loans(self, accepted):
        """Count who borrows as a visitor, where the library does so; textbooks are given out in class."""
        super()._write_loans(accepted)
        read = [vals["membership_id"] for __, vals in accepted if not vals["counted_apart"]]
        if read:
            self.browse(dict.fromkeys(read))._count_visit(self.library_id)

    def _count_visit(self, library):
        """Count these members as visitors of ``library`` now, where it does so. In superuser mode."""
        visits_sudo = self.env["library.visit"].sudo()
        if not library.visit_by_loan:
            return
        for membership in self:
            if not visits_sudo._counted_already(membership.id):
                own = {"kind": "member", "library_id": library.id, "membership_id": membership.id}
                visits_sudo._record(own)


class LibraryLoan(models.Model):
    _inherit = "library.loan"

    def _take_back(self, copies, library, events):
        """Count who had a book of this library as a visitor, where the library does so."""
        super()._take_back(copies, library, events)
        read = events.filtered(lambda event: not event.loan_id.counted_apart)
        read.membership_id._count_visit(library)
