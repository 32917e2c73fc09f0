from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import charges
from .library_copy import CONDITIONS

SETTLED_BY = [("pupil", "The pupil"), ("class", "The class")]


class LibraryLoan(models.Model):
    """A textbook of a class set, lent to a pupil for the school year."""

    _inherit = "library.loan"

    set_id = fields.Many2one(
        comodel_name="library.textbook.set",
        string="Class Set",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    set_number = fields.Integer(
        string="Number in the Set", readonly=True, aggregator=None, help="The pupil's, 1 to n."
    )
    condition_out = fields.Selection(
        selection=CONDITIONS, string="Condition Given Out", readonly=True
    )
    condition_in = fields.Selection(
        selection=CONDITIONS, string="Condition Come Back", readonly=True
    )
    settled_by = fields.Selection(
        selection=SETTLED_BY,
        string="Replaced by",
        readonly=True,
        help="Who replaces a textbook that did not come back.",
    )
    class_now = fields.Char(
        related="membership_id.class_name", string="Class Now", related_sudo=False
    )

    _set_number_unique = models.UniqueIndex(
        "(set_id, book_id, set_number) WHERE set_id IS NOT NULL "
        "AND returned_at IS NULL AND voided_at IS NULL",
        "This number has this title already.",
    )

    def _come_back(self, condition, key):
        """Take these loans of one library back, each copy in ``condition``.

        The caller has checked that the user works there. Safe to repeat.
        """
        library = self.library_id
        answers = self._return(self.copy_id, library, key)
        loans_sudo = self.sudo().filtered(lambda loan: loan.returned_at and not loan.condition_in)
        loans_sudo._note_condition(condition)
        return answers

    def _note_condition(self, condition):
        """Note the condition in which these copies came back; in superuser mode."""
        if condition:
            self.condition_in = condition
            self.copy_id.condition = condition

    def _replaced_by_class(self, key, words):
        """End these open loans of lost textbooks: the class answers for them, no pupil is charged.

        What a pupil owes for one of them is waived. The caller has checked that the user is a librarian
        there.

        :param key: an :class:`~.library_event.ActKey`
        """
        events_sudo, fresh = self.env["library.event"]._claim(
            key, "lose", self.library_id, self.copy_id, [self.ids, words]
        )
        if not fresh:
            return
        loans_sudo = self.sudo()  # a loan is no user's to write
        loans_sudo.copy_id._touch()
        loans_sudo.copy_id._set_state("lost", words)
        loans_sudo.filtered(lambda loan: not loan.lost_at).lost_at = fields.Datetime.now()
        loans_sudo._loss_debts().filtered("is_open")._settle(charges.WAIVED, words=words)
        loans_sudo.settled_by = "class"
        loans_sudo._end_lost()
        for loan, event_sudo in zip(loans_sudo, events_sudo, strict=True):
            event_sudo._settle(
                loan_id=loan.id,
                membership_id=loan.membership_id.id,
                outcome="done",
                reason=words,
                details={"amount": 0},
            )
        self.env.flush_all()

    def _replaced_by_pupil(self, keys, words):
        """Note these loans as lost by their pupils, who owe what the rule says: usually an equal book.

        The caller has checked that the user is a librarian there.

        :param keys: an :class:`~.library_event.ActKey` for each
        :raise UserError: where one cannot be noted, with the reason
        """
        for loan, key in zip(self, keys, strict=False):
            if loan.lost_at:  # noted before: it is owed already
                continue
            answer = loan._declare_lost(key, words=words)
            if answer["outcome"] != "done":
                raise UserError(
                    self.env._("%(copy)s: %(why)s", copy=loan.display_name, why=answer["message"])
                )
        self.sudo().settled_by = "pupil"  # a loan is no user's to write
