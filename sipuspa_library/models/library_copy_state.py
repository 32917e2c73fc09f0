from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import circulation


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

    def _settle_status(self):
        """Set the status from the facts that are open now, read by one query on partial indexes."""
        self.flush_recordset()
        self.env["library.loan"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT copy.id, copy.manual_state,
                       copy.place_id IS DISTINCT FROM COALESCE(copy.station_id, copy.library_id),
                       EXISTS (SELECT FROM library_loan loan
                                WHERE loan.copy_id = copy.id
                                  AND loan.returned_at IS NULL AND loan.voided_at IS NULL)
                  FROM library_copy copy WHERE copy.id IN %s
                """,
                tuple(self.ids) or (0,),
            )
        )
        for copy_id, manual_state, away, on_loan in rows:
            self.browse(copy_id).status = circulation.copy_status(manual_state, on_loan, away)

    def _status(self, on_loan):
        """Return the status that follows from the facts, whatever the column says.

        :param on_loan: the copy has an open loan
        """
        self.ensure_one()
        return circulation.copy_status(self.manual_state, on_loan, self.place_id != self._home())

    def _home(self):
        """Return the library on whose shelf this copy belongs now: its box's, else its owner's."""
        self.ensure_one()
        return self.station_id or self.library_id
