import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

BATCH = 500
LONGEST_ACT = timedelta(hours=1)  # what is written within an act is seen when the act is done


class LibraryDuplicateMixin(models.AbstractModel):
    """Pairs of rows that may be one thing: found every night among what is new, judged by a person.

    What was judged different is remembered and not proposed again.

    A model that takes this mixin has two columns to the rows it compares, the lower id in the first, and
    says which pairs are worth comparing (``_candidates``), how they look to pure rules (``_records``)
    and how alike they are (``_score``).
    """

    _name = "library.duplicate.mixin"
    _description = "Pairs That May Be One"
    _order = "score desc, id"
    _compared = None  # the model of the rows
    _low = _high = None  # the columns
    _progress = None  # the parameter that holds how far the nightly run is
    _likely = 1.0  # from which score on a pair is proposed

    score = fields.Float(readonly=True, aggregator=None, help="How alike they are.")
    reasons = fields.Char(readonly=True)
    reason_text = fields.Char(string="Why", compute="_compute_reason_text")
    state = fields.Selection(
        selection=[("open", "To look at"), ("different", "Not the same"), ("merged", "Merged")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, ondelete="set null"
    )
    can_merge = fields.Boolean(compute="_compute_can_merge")

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = self._reason_words()
        for pair in self:
            codes = filter(None, (pair.reasons or "").split(","))
            pair.reason_text = ", ".join(words[code] for code in codes if code in words)

    @api.depends_context("uid")
    def _compute_can_merge(self):
        locked = self._both()._locked_ids()
        for pair in self:
            pair.can_merge = pair.state == "open" and not locked & set(pair._both().ids)

    def _both(self):
        """Return the rows of these pairs."""
        return self[self._low] | self[self._high]

    # ------------------------------------------------------------------
    # WHAT A MODEL SAYS
    # ------------------------------------------------------------------

    @api.model
    def _reason_words(self):
        """Return what is read for each code of a reason."""
        raise NotImplementedError

    @api.model
    def _candidates(self, ids, since=None, common=()):
        """Return ``(row, other)`` pairs worth comparing, found by an index, never each with each.

        :param since: two rows written after it may be paired once
        :param common: keys to leave aside
        """
        raise NotImplementedError

    @api.model
    def _common_keys(self):
        """Return what so many rows share that it would only slow a long run."""
        return ()

    @api.model
    def _records(self, ids):
        """Return rows as the pure rules compare them, by id."""
        raise NotImplementedError

    @api.model
    def _score(self, one, other):
        """Return ``(score, reasons)`` of two records."""
        raise NotImplementedError

    def _refuse_locked(self):
        """Raise :class:`AccessError`: somebody else has to decide about some of these rows."""
        raise NotImplementedError

    # ------------------------------------------------------------------
    # DECIDING
    # ------------------------------------------------------------------

    def action_merge(self):
        """Open the two side by side."""
        self.ensure_one()
        return self._both().action_merge()

    def action_different(self):
        """Remember that these are not the same."""
        self._decide("different")

    def action_reopen(self):
        """Put pairs back on the list that were judged different by mistake."""
        self._decide("open")

    def _decide(self, state):
        self.check_access("read")
        if self._both()._locked_ids():
            self._refuse_locked()
        if "merged" in self.mapped("state"):
            raise UserError(self.env._("These have been merged. Undo the merge first."))
        # checked above; the list is written by acts alone
        self.sudo().write({"state": state, "decided_by_id": self.env.uid})

    @api.model
    def _close(self, kept, losers):
        """Note that rows are merged; what was judged different from one is so from the other.

        What follows in this way has nobody who decided it.
        """
        both = (kept | losers).ids
        self.search([(self._low, "in", both), (self._high, "in", both)]).write(
            {"state": "merged", "decided_by_id": self.env.uid}
        )
        others = self._judged_different(losers) - kept
        self._keep_pairs([(kept.id, other.id, 0, (), "different") for other in others])

    @api.model
    def _judged_different(self, rows):
        """Return what was judged different from one of ``rows``."""
        return self.search([("state", "=", "different"), *self._domain_of(rows)])._both() - rows

    @api.model
    def _domain_of(self, rows):
        return ["|", (self._low, "in", rows.ids), (self._high, "in", rows.ids)]

    @api.model
    def _reopen(self, kept, losers):
        """Put the pairs of rows back on the list whose merge was undone, and look for others anew.

        What followed for ``kept`` from a judgement on ``losers`` is forgotten.
        """
        both = (kept | losers).ids
        self.search(
            [("state", "=", "merged"), (self._low, "in", both), (self._high, "in", both)]
        ).write({"state": "open", "decided_by_id": False})
        others = self._judged_different(losers) - kept
        self.search(
            [
                ("state", "=", "different"),
                ("decided_by_id", "=", False),
                "|",
                *("&", (self._low, "=", kept.id), (self._high, "in", others.ids)),
                *("&", (self._high, "=", kept.id), (self._low, "in", others.ids)),
            ]
        ).unlink()
        self._find(both)

    # ------------------------------------------------------------------
    # FINDING
    # ------------------------------------------------------------------

    @api.model
    def _cron_find(self):
        """Compare what is new or changed since the last run with all there is, in batches."""
        parameters = self.env["ir.config_parameter"]
        progress = json.loads(parameters.get_param(self._progress) or "{}")
        since = fields.Datetime.to_datetime(progress.get("since", "1970-01-01 00:00:00"))
        started = progress.get("started") or fields.Datetime.to_string(fields.Datetime.now())
        after = progress.get("after", 0)
        common, cron = None, self.env["ir.cron"]
        while ids := self._changed_ids(since, after):
            if common is None:
                common = self._common_keys() if len(ids) == BATCH else ()
            time_left = cron._each(
                self.env[self._compared].browse(ids),
                lambda rows, common=common: self._find(rows.ids, since, common),
                BATCH,
            )
            after = ids[-1]
            progress = {
                "since": fields.Datetime.to_string(since),
                "started": started,
                "after": after,
            }
            parameters.set_param(self._progress, json.dumps(progress))
            cron._commit_progress(remaining=1 if len(ids) == BATCH else 0)
            if not time_left:
                return
        until = fields.Datetime.to_datetime(started) - LONGEST_ACT
        done = {"since": fields.Datetime.to_string(max(since, until))}
        parameters.set_param(self._progress, json.dumps(done))

    @api.model
    def _changed_ids(self, since, after):
        rows = self.env[self._compared]
        rows.flush_model()
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT id FROM %s
                     WHERE id > %s AND active AND COALESCE(write_date, now() AT TIME ZONE 'utc') > %s
                     ORDER BY id LIMIT %s
                    """,
                    *(SQL.identifier(rows._table), after, since, BATCH),
                )
            )
        ]

    @api.model
    def _find(self, ids, since=None, common=()):
        """Compare rows with all others; keep the pairs that are likely, drop those that no longer are.

        :param ids: of the rows
        :param since: where these are part of a run over all that was written since: two such rows are
            compared once
        :param common: keys to leave aside
        """
        pairs = {tuple(sorted(pair)) for pair in self._candidates(ids, since, common)}
        rows = self.env[self._compared].browse(ids)
        asked = self.search([("state", "=", "open"), *self._domain_of(rows)])
        known = {(pair[self._low].id, pair[self._high].id): pair for pair in asked}
        records = self._records({row for pair in {*pairs, *known} for row in pair})
        likely, gone = [], self.browse()
        for low, high in pairs | known.keys():
            score, reasons = self._score(records[low], records[high])
            if score >= self._likely:
                likely.append((low, high, score, reasons, "open"))
            elif (low, high) in known:
                gone |= known[low, high]
        gone.unlink()
        self._keep_pairs(likely)

    @api.model
    def _keep_pairs(self, pairs):
        """Write down pairs as ``(row, row, score, reasons, state)``; a person's judgement stays."""
        if not pairs:
            return
        self.flush_model()
        rows = [
            SQL("(%s, %s, %s, %s, %s)", *sorted(pair[:2]), pair[2], ",".join(pair[3]), pair[4])
            for pair in pairs
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s AS pair (
                    %(low)s, %(high)s, score, reasons, state,
                    create_uid, write_uid, create_date, write_date)
                SELECT low, high, score, reasons, state, %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc'
                  FROM (VALUES %(rows)s) AS found (low, high, score, reasons, state)
                ON CONFLICT (%(low)s, %(high)s) DO UPDATE
                   SET score = EXCLUDED.score, reasons = EXCLUDED.reasons, state = EXCLUDED.state
                 WHERE pair.state = 'open'
                """,
                table=SQL.identifier(self._table),
                low=SQL.identifier(self._low),
                high=SQL.identifier(self._high),
                uid=self.env.uid,
                rows=SQL(", ").join(rows),
            )
        )
        self.invalidate_model()
