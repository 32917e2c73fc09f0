from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

STEP = 100  # rows written and locked at once: a lend at the same moment makes one step be retried
LEFT_ALONE = timedelta(minutes=10)


class LibraryBatchMixin(models.AbstractModel):
    """A document whose act is done on many rows, step by step, each a request and transaction of its own.

    The browser asks for step after step and shows how far it is. If it goes away, the act can be pressed
    again and goes on where it was; left alone for ten minutes, a scheduled action finishes it.

    A model says how much there is (:meth:`_batch_total`), how much is left (:meth:`_batch_left`)
    and does a part of it (:meth:`_batch_step`); its button returns :meth:`_batch_action`.
    """

    _name = "library.batch.mixin"
    _description = "Done Step by Step"

    batch_at = fields.Datetime(
        string="Last Step",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )
    batch_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, groups=fields.NO_ACCESS
    )

    def _batch_total(self):
        """Return how many rows the act under way is about."""
        raise NotImplementedError

    def _batch_left(self):
        """Return how many of them are not done yet, read anew; nothing is left when no act is under way."""
        raise NotImplementedError

    def _batch_step(self, limit):
        """Do at most ``limit`` of what is left, with the user's own rights; finish with the last."""
        raise NotImplementedError

    def _batch_finished(self):
        """Return what the browser does when all is done: an action, or nothing to show the document."""
        return False

    def _batch_action(self):
        """Return what a button answers with: the progress bar that asks for step after step.

        The caller has checked that the user may.
        """
        self.ensure_one()
        self._batch_seen()
        return {
            "type": "ir.actions.client",
            "tag": "library_batch",
            "name": self.display_name,
            "target": "new",
            "params": {"model": self._name, "id": self.id},
        }

    def run_batch(self):
        """Do the next step, and tell what is left: asked by the browser until nothing is.

        :return: ``{"left", "total", "action"}``
        """
        if len(self) != 1:
            raise UserError(self.env._("Do one of these at a time."))
        self.check_access("write")
        if self._batch_left():
            self._batch_seen()  # of two who press at once, the second waits here and goes on after the first
            self._batch_step(STEP)
        left = self._batch_left()
        if not left:
            self.sudo().batch_at = False  # nobody types it
        return {
            "left": left,
            "total": self._batch_total(),
            "action": not left and self._batch_finished(),
        }

    def _batch_seen(self):
        self.sudo().write({"batch_at": fields.Datetime.now(), "batch_by_id": self.env.uid})
        self.flush_recordset()

    @api.model
    def _cron_batch(self):
        """Finish the acts whose browser went away, each in the name of who began it."""
        since = fields.Datetime.now() - LEFT_ALONE
        mixin = self.env.registry["library.batch.mixin"]
        for name, model in sorted(self.env.registry.items()):
            if not issubclass(model, mixin) or model._abstract:
                continue
            for batch in self.env[name].search([("batch_at", "<", since)], order="batch_at"):
                if not batch._finish_alone():
                    return

    def _finish_alone(self):
        """Do what is left of one act; tell whether there is time for more.

        Each step claims the act first (:meth:`_batch_seen`). One that fails is noted and left for a person:
        the right of who began it has ended, a rule says no, or a row is not as it should be.
        """
        batch, cron = self.with_user(self.batch_by_id), self.env["ir.cron"]
        while self.batch_at:
            if error := cron._try(batch, lambda act: act.run_batch()):
                cron._note_failure(error, self)
                self.batch_at = False
            if not cron._commit_progress(1, remaining=1 if self.batch_at else 0):
                return False
        return True
