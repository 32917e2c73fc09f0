from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

MODULES = "sipuspa%"


class LibraryJob(models.Model):
    """A scheduled action of the libraries and its last run, as the office may see it.

    Read from Odoo's own tables: ``ir.cron`` says when, ``ir.cron.progress`` how far each run came and
    what failed, for a week. The office reads those through this page alone: a cron's code and rights are the
    administrator's.
    """

    _name = "library.job"
    _description = "Scheduled Action"
    _auto = False
    _depends = {
        "ir.cron": ["active", "nextcall", "lastcall"],
        "ir.cron.progress": ["cron_id", "done", "remaining", "failure_count", "failures"],
    }
    _order = "state, id"

    cron_id = fields.Many2one(comodel_name="ir.cron", groups=fields.NO_ACCESS)
    name = fields.Char(compute="_compute_name", search="_search_name")
    ran_at = fields.Datetime(string="Last Run", readonly=True)
    done = fields.Integer(string="Rows Done", readonly=True, aggregator=None)
    remaining = fields.Integer(string="Rows Left", readonly=True, aggregator=None)
    failure_count = fields.Integer(string="Failures", readonly=True, aggregator=None)
    failures = fields.Text(string="What Failed", readonly=True)
    next_at = fields.Datetime(string="Next Run", readonly=True)
    active = fields.Boolean(readonly=True)
    state = fields.Selection(
        selection=[
            ("failed", "Failed in part or whole"),
            ("stopped", "Running, or stopped half-way"),
            ("off", "Switched off"),
            ("never", "Has not run lately"),
            ("left", "Goes on soon"),
            ("done", "Done"),
        ],
        string="Status",
        readonly=True,
    )

    @property
    def _table_query(self):
        """A run may take several goes: they are counted together, from the one after the last that ended."""
        return SQL(
            """
            SELECT cron.id, cron.id AS cron_id, cron.active,
                   CASE WHEN cron.active THEN cron.nextcall END AS next_at,
                   COALESCE(last.create_date, cron.lastcall) AS ran_at,
                   run.done, last.remaining, run.failure_count, run.failures,
                   CASE WHEN run.failure_count > 0 THEN 'failed'
                        WHEN NOT cron.active THEN 'off'
                        WHEN last.timed_out_counter > 0 THEN 'stopped'
                        WHEN last.id IS NULL AND cron.lastcall IS NULL THEN 'never'
                        WHEN last.remaining > 0 THEN 'left'
                        ELSE 'done' END AS state
              FROM ir_cron cron
              JOIN ir_model_data data
                ON data.model = 'ir.cron' AND data.res_id = cron.id AND data.module LIKE %(modules)s
              LEFT JOIN LATERAL (
                   SELECT * FROM ir_cron_progress go
                    WHERE go.cron_id = cron.id ORDER BY go.id DESC LIMIT 1) last ON TRUE
              LEFT JOIN LATERAL (
                   SELECT sum(go.done)::int AS done,
                          COALESCE(sum(go.failure_count), 0)::int AS failure_count,
                          string_agg(go.failures, E'\\n' ORDER BY go.id) AS failures
                     FROM ir_cron_progress go
                    WHERE go.cron_id = cron.id
                      AND go.id > COALESCE((SELECT max(ended.id) FROM ir_cron_progress ended
                                             WHERE ended.cron_id = cron.id AND ended.id < last.id
                                               AND COALESCE(ended.remaining, 0) = 0), 0)
                   ) run ON TRUE
            """,
            modules=MODULES,
        )

    def _compute_name(self):
        for job in self:
            job.name = job.sudo().cron_id.name  # its name only; the rest is the administrator's

    @api.model
    def _search_name(self, operator, value):
        crons_sudo = (
            self.env["ir.cron"].sudo().with_context(active_test=False)
        )  # as in _compute_name
        return [("id", "in", crons_sudo.search([("name", operator, value)]).ids)]

    def action_run(self):
        """Ask for these actions to be run now: they begin within a minute, beside what is at work."""
        if not self.env.user.has_group("sipuspa_library.group_admin"):
            raise AccessError(self.env._("Only the administrator starts scheduled actions."))
        for job_sudo in self.sudo():
            job_sudo.cron_id._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("It begins within a minute. Load the page again to see it."),
            },
        }
