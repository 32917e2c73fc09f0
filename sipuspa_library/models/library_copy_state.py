from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import circulation


class Facts(NamedTuple):
    """What a copy's status is told from, as PostgreSQL has it now."""

    id: int
    manual_state: str | None
    place_id: int | None
    home_id: int
    on_loan: bool
    hold_id: int | None  # the reservation it serves
    is_awaited: bool  # somebody waits for the title
    ends_hold: bool  # who has borrowed it has reserved the title, whichever copy is kept for them

    @property
    def may_be_kept(self):
        """Tell whether it can be kept for somebody: it is lent to nobody, and in order."""
        return not self.on_loan and not self.manual_state


class LibraryCopy(models.Model):
    """The status of a copy, told from its facts, and what may not happen to it meanwhile."""

    _inherit = "library.copy"

    def _check_manual_state(self, state):
        """Refuse to withdraw or rework a copy that a member has at home; lost it may be."""
        if state in self._states_of_the_free():
            self._check_free()

    @api.model
    def _states_of_the_free(self):
        """Return the states only a copy in the library's own hands is set to."""
        return ("withdrawn", "in_processing", "in_repair")

    def _held_back(self):
        """Return ``{copy id: sentence}`` of the copies that are in somebody's hands."""
        # whose loan it is does not matter and is not told
        lent_sudo = self.env["library.loan"].sudo()._open_of(self)
        return {
            copy.id: self.env._("Copy %s is lent. Take it back first.", copy.barcode)
            for copy in lent_sudo.copy_id
        }

    def _check_free(self):
        """Refuse what would take a copy out of somebody's hands: it is lent, or on its way.

        Asked before a copy is withdrawn, reworked, deleted, given to another title or owner, or
        sent away, by whatever path.

        :raise UserError: with the barcode and what to do first
        """
        for sentence in self._held_back().values():
            raise UserError(sentence)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_never_used(self):
        """A copy with a history stays, withdrawn: its accession number is never given again.

        Lines of the ledger that tell of a mended entry are no history: they go without their copy.
        """
        self._check_free()
        printed = self.filtered("printed_at")[:1]
        if printed:
            raise UserError(
                self.env._(
                    "The number of copy %s has been printed, so it is not deleted. "
                    "Withdraw it instead.",
                    printed.barcode,
                )
            )
        for model, field in self._kept_by():
            rows_sudo = self.env[model].sudo()  # that there is a history says nothing of whose
            domain = [(field, "in", self.ids)]
            if model == "library.event":
                domain.append(("verb", "!=", "edit"))
            used_sudo = rows_sudo.search(domain, limit=1)
            if used_sudo:
                raise UserError(
                    self.env._(
                        "Copy %s has been at the desk, on its way or counted, so it is not deleted. "
                        "Withdraw it instead.",
                        used_sudo[field].barcode,
                    )
                )

    def _kept_by(self):
        """Return ``(model, field)`` of what a copy is kept for: loans, transfers, whatever restricts it."""
        return [
            ("library.event", "copy_id"),
            *(
                (model._name, field.name)
                for model in self.env.registry.values()
                if not model._abstract and model._auto
                for field in model._fields.values()
                if field.type == "many2one"
                and field.store
                and field.comodel_name == self._name
                and field.ondelete == "restrict"
            ),
        ]

    # ------------------------------------------------------------------
    # VERBS
    # ------------------------------------------------------------------

    def _set_state(self, state, reason=None):
        """Set copies aside, or back in order where ``state`` is empty, and note why.

        The user's rights over the copies decide; what is lent may only become damaged or lost.
        """
        self.with_context(library_reason=reason).write({"manual_state": state or False})

    def _in_processing(self):
        return self.filtered(lambda copy: copy.manual_state == "in_processing")

    def action_finish_processing(self):
        """Make copies available that were in processing; others stay as they are."""
        waiting = self._in_processing()
        if not waiting:
            raise UserError(self.env._("None of these copies is in processing."))
        waiting._set_state(False)

    # ------------------------------------------------------------------
    # STATUS
    # ------------------------------------------------------------------

    def _settle_status(self, serve=True):
        """Set the status from the facts that are open now, read by one query on partial indexes.

        What is free serves who waits for it (:meth:`_serve`): this is the one place where it becomes so.

        :param serve: whether who waits is served; not by an undo, which puts back what was
        :return: ``{copy: reservation}`` of the copies that are kept for somebody now
        """
        facts = self._open_facts()
        held = self._serve(facts, serve)
        for fact in facts:
            copy = self.browse(fact.id)
            hold = held.get(copy)
            away = fact.place_id != (hold.library_id.id if hold else fact.home_id)
            copy.status = circulation.copy_status(
                fact.manual_state, fact.on_loan, away, held=bool(hold)
            )
        return held

    def _open_facts(self):
        """Return a :class:`Facts` a copy, read anew."""
        self.flush_recordset()
        self.env["library.loan"].flush_model()
        self.env["library.hold"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT copy.id, copy.manual_state, copy.place_id,
                       COALESCE(copy.station_id, copy.library_id),
                       EXISTS (SELECT FROM library_loan loan
                                WHERE loan.copy_id = copy.id
                                  AND loan.returned_at IS NULL AND loan.voided_at IS NULL),
                       hold.id,
                       EXISTS (SELECT FROM library_hold waiting
                                WHERE waiting.book_id = copy.book_id AND waiting.copy_id IS NULL
                                  AND waiting.is_active),
                       EXISTS (SELECT FROM library_loan loan
                                 JOIN library_hold own ON own.member_id = loan.member_id
                                  AND own.book_id = copy.book_id AND own.is_active
                                WHERE loan.copy_id = copy.id
                                  AND loan.returned_at IS NULL AND loan.voided_at IS NULL)
                  FROM library_copy copy
                  LEFT JOIN library_hold hold ON hold.copy_id = copy.id AND hold.is_active
                 WHERE copy.id IN %s
                 ORDER BY copy.id
                """,
                tuple(self.ids) or (0,),
            )
        )
        return [Facts(*row) for row in rows]

    def _status(self, on_loan, hold=None):
        """Return the status that follows from the facts, whatever the column says.

        :param on_loan: the copy has an open loan
        :param hold: the reservation it serves
        """
        self.ensure_one()
        away = self.place_id != (hold.library_id if hold else self._home())
        return circulation.copy_status(self.manual_state, on_loan, away, held=bool(hold))

    def _home(self):
        """Return the library on whose shelf this copy belongs now: its box's, else its owner's."""
        self.ensure_one()
        return self.station_id or self.library_id
