from typing import NamedTuple

from odoo import models


class Matter(NamedTuple):
    """Something a member still has to settle with the library, in words for who has to do it."""

    membership: models.Model
    kind: str
    words: str


class LibraryMembership(models.Model):
    """What is open between a member and a library: nobody is cleared before it is settled."""

    _inherit = "library.membership"

    def _by_class(self):
        """Return these members as a school lists them: class by class, by name; then who has none."""
        # the order only; whoever may not read a name is shown none
        self.sudo().member_id.fetch(["name"])
        return self.sorted(
            lambda row: (
                not row.class_name,
                row.class_id.grade,
                row.class_name or "",
                row.sudo().member_id.name,
                row.id,
            )
        )

    def _open_matters(self):
        """Return a :class:`Matter` for everything these members have not settled in their library.

        The caller has checked that the user may know; what else can be open joins by ``super()``.
        """
        env = self.env
        # whether somebody owes nothing must not depend on who asks
        loans_sudo = self.sudo()._open_loans().filtered(lambda loan: not loan.lost_at)
        loans_sudo.copy_id.fetch(["barcode", "book_id"])
        loans_sudo.copy_id.book_id.fetch(["name"])
        return [
            Matter(
                loan_sudo.membership_id.with_env(env),
                "textbook" if loan_sudo.counted_apart else "loan",
                env._(
                    "%(title)s (%(barcode)s), due %(date)s",
                    title=loan_sudo.copy_id.book_id.name,
                    barcode=loan_sudo.copy_id.barcode,
                    date=loan_sudo.library_id._long_date(loan_sudo.due_date),
                ),
            )
            for loan_sudo in loans_sudo.sorted(lambda loan: (loan.due_date, loan.id))
        ]
