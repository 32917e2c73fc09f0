import logging
import traceback
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

TRIES = 3
FAILURES_TOLD = 20
CONFLICTS = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
OURS = "sipuspa_"


class IrCron(models.Model):
    """Going through many rows: each part in a transaction of its own, and on after a bad one.

    What failed stands with the run (``ir.cron.progress``), where ``library.job`` shows it.
    """

    _inherit = "ir.cron"

    @api.model
    def _each(self, rows, act, size=1):
        """Do ``act`` with ``rows``, ``size`` at a time, and commit after each part.

        Where a part fails, its rows are tried one by one; the failure of one is noted and undone. ``act``
        claims the rows it is given, by a lock, or by what it writes first.

        :param act: what is called with records
        :return: whether there is time for more
        """
        return all(self._part(rows.browse(ids), act) for ids in split_every(size, rows.ids))

    @api.model
    def _part(self, rows, act):
        error = self._try(rows, act)
        if error and len(rows) > 1:
            time_left = [
                self._part(row, act) for row in rows
            ]  # all of them: the caller goes on behind
            return all(time_left)
        if error:
            self._note_failure(error, rows)
        return self._commit_progress(len(rows))

    @api.model
    def _try(self, rows, act):
        """Do ``act``, again where somebody was at the rows at the same moment; return what went wrong."""
        error = None
        for _attempt in range(TRIES):
            try:
                with self.env.cr.savepoint():
                    act(rows)
                return None
            except CONFLICTS as conflict:
                error = conflict
                self._commit_progress()  # what they did is seen by a new transaction only
            except Exception as failure:
                return failure
        return error

    @api.model
    def _note_failure(self, error, rows=None):
        """Write with the run under way what failed and where; never an error's own words, which may name."""
        where = f" {rows._name} {','.join(map(str, rows.ids))}" if rows is not None else ""
        words = f"{type(error).__name__}{where} ({_place_of(error)})"
        _logger.warning("%s\n%s", words, "".join(traceback.format_tb(error.__traceback__)))
        run = self.env["ir.cron.progress"].browse(self.env.context.get("ir_cron_progress_id"))
        if run:
            told = (run.failures or "").splitlines()
            run.failure_count += 1
            run.failures = "\n".join([*told, words][:FAILURES_TOLD])

    def _callback(self, cron_name, server_action_id):
        """Note also what ended a whole run; the caller commits it with the run."""
        try:
            return super()._callback(cron_name, server_action_id)
        except Exception as error:
            # Odoo tells of a failing action in words of its own
            self._note_failure(error.__cause__ or error.__context__ or error)
            raise


class IrCronProgress(models.Model):
    _inherit = "ir.cron.progress"

    failure_count = fields.Integer(string="Failures")
    failures = fields.Text(string="What Failed")


def _place_of(error):
    """Return the last line of ours that an error passed, or the last of all: ``file.py:12``."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if OURS in frame.filename]
    for frame in (ours or frames)[-1:]:
        return f"{Path(frame.filename).name}:{frame.lineno}"
    return "?"
