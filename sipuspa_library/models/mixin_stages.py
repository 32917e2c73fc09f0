from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class LibraryStagesMixin(models.AbstractModel):
    """A paper that goes from state to state, each step done once and signed by who did it.

    The model has ``state``, and for each act a pair of columns ``<act>_at`` and ``<act>_by_id``.
    """

    _name = "library.stages.mixin"
    _description = "Goes from State to State"

    def _take(self, state, then):
        """Take this paper from ``state`` to ``then``; tell whether that is still to be done.

        Waits for whoever has it in hand. Pressed twice, or by two people, the second finds it done.

        :raise UserError: when it is in neither state
        """
        self.flush_recordset(["state"])
        self.env.cr.execute(
            SQL(
                "SELECT state FROM %s WHERE id = %s FOR UPDATE",
                SQL.identifier(self._table),
                self.id,
            ),
            log_exceptions=False,  # who comes second is retried: nothing for the log
        )
        [now] = self.env.cr.fetchone()
        if now not in (state, then):
            raise UserError(self._gone_on(now, then))
        return now == state

    def _gone_on(self, now, then):
        """Return the sentence for who wants ``then`` of a paper that is in state ``now``."""
        raise NotImplementedError

    def _settle(self, state, act, **vals):
        """Write the new state, and who did ``act`` and when."""
        by = {f"{act}_at": fields.Datetime.now(), f"{act}_by_id": self.env.uid}
        self.write({"state": state, **by, **vals})
