import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import duplicates

PROGRESS = "sipuspa_library.duplicates_progress"
BATCH = 500
LONGEST_ACT = timedelta(hours=1)  # what is written within an act is seen when the act is done


class LibraryDuplicate(models.Model):
    """Two titles that may be one: found every night among what is new, judged by a person.

    What was judged different is remembered and not proposed again.
    """

    _name = "library.duplicate"
    _description = "Possible Duplicate"
    _order = "score desc, id"
    _rec_name = "book_low_id"

    book_low_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    book_high_id = fields.Many2one(
        comodel_name="library.book",
        string="Other Title",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    score = fields.Float(readonly=True, aggregator=None, help="How alike they are.")
    reasons = fields.Char(readonly=True)
    reason_text = fields.Char(string="Why", compute="_compute_reason_text")
    low_holders = fields.Char(string="Held by", compute="_compute_holders")
    high_holders = fields.Char(string="The Other Held by", compute="_compute_holders")
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

    _pair_unique = models.Constraint(
        "UNIQUE (book_low_id, book_high_id)", "These two titles have been compared already."
    )
    _pair_ordered = models.Constraint(
        "CHECK (book_low_id < book_high_id)", "A title is compared with another one."
    )

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

    @api.model
    def _reason_words(self):
        """Return what is read for each code of :data:`..tools.duplicates.REASONS`."""
        env = self.env
        return {
            **env["library.book"]._reason_words(),
            "isbn": env._("same ISBN"),
            "isbn_differs": env._("other ISBN"),
            "author_missing": env._("author on one only"),
            "author_unknown": env._("author on neither"),
            "year_missing": env._("year on one only"),
            "publisher": env._("same publisher"),
            "publisher_differs": env._("other publisher"),
        }

    def _compute_holders(self):
        """Tell who holds each title: the stock of every library is open to all."""
        holders = (self.book_low_id | self.book_high_id)._told_holders()
        for pair in self:
            pair.low_holders = holders.get(pair.book_low_id)
            pair.high_holders = holders.get(pair.book_high_id)

    @api.depends_context("uid")
    def _compute_can_merge(self):
        locked = (self.book_low_id | self.book_high_id)._locked_ids()
        for pair in self:
            pair.can_merge = pair.state == "open" and not locked & {
                pair.book_low_id.id,
                pair.book_high_id.id,
            }

    # ------------------------------------------------------------------
    # DECIDING
    # ------------------------------------------------------------------

    def action_merge(self):
        """Open the two titles side by side."""
        self.ensure_one()
        return (self.book_low_id | self.book_high_id).action_merge()

    def action_different(self):
        """Remember that these are not the same title."""
        self._decide("different")

    def action_reopen(self):
        """Put pairs back on the list that were judged different by mistake."""
        self._decide("open")

    def _decide(self, state):
        self.check_access("read")
        if (self.book_low_id | self.book_high_id)._locked_ids():
            raise AccessError(
                self.env._("Other libraries use these titles. Ask the regency's cataloguer.")
            )
        if "merged" in self.mapped("state"):
            raise UserError(self.env._("These titles have been merged. Undo the merge first."))
        # checked above; the list is written by acts alone
        self.sudo().write({"state": state, "decided_by_id": self.env.uid})

    @api.model
    def _close(self, kept, losers):
        """Note that titles are merged; what was judged different from one is so from the other.

        What follows in this way has nobody who decided it.
        """
        both = (kept | losers).ids
        self.search([("book_low_id", "in", both), ("book_high_id", "in", both)]).write(
            {"state": "merged", "decided_by_id": self.env.uid}
        )
        others = self._judged_different(losers) - kept
        self._keep_pairs([(kept.id, other.id, 0, (), "different") for other in others])

    @api.model
    def _judged_different(self, books):
        """Return the titles that were judged different from one of ``books``."""
        judged = self.search([("state", "=", "different"), *self._domain_of(books)])
        return (judged.book_low_id | judged.book_high_id) - books

    @api.model
    def _domain_of(self, books):
        return ["|", ("book_low_id", "in", books.ids), ("book_high_id", "in", books.ids)]

    @api.model
    def _reopen(self, kept, losers):
        """Put the pairs of titles back on the list whose merge was undone, and look for others anew.

        What followed for ``kept`` from a judgement on ``losers`` is forgotten.
        """
        both = (kept | losers).ids
        self.search(
            [("state", "=", "merged"), ("book_low_id", "in", both), ("book_high_id", "in", both)]
        ).write({"state": "open", "decided_by_id": False})
        others = self._judged_different(losers) - kept
        self.search(
            [
                ("state", "=", "different"),
                ("decided_by_id", "=", False),
                "|",
                *("&", ("book_low_id", "=", kept.id), ("book_high_id", "in", others.ids)),
                *("&", ("book_high_id", "=", kept.id), ("book_low_id", "in", others.ids)),
            ]
        ).unlink()
        self._find(both)

    # ------------------------------------------------------------------
    # FINDING
    # ------------------------------------------------------------------

    @api.model
    def _cron_find(self):
        """Compare what is new or changed since the last run with the whole catalogue, in batches."""
        parameters = self.env["ir.config_parameter"]
        progress = json.loads(parameters.get_param(PROGRESS) or "{}")
        since = fields.Datetime.to_datetime(progress.get("since", "1970-01-01 00:00:00"))
        started = progress.get("started") or fields.Datetime.to_string(fields.Datetime.now())
        after = progress.get("after", 0)
        common = None
        while ids := self._changed_ids(since, after):
            if common is None:
                common = self._common_keys() if len(ids) == BATCH else ()
            self._find(ids, since, common)
            after = ids[-1]
            progress = {
                "since": fields.Datetime.to_string(since),
                "started": started,
                "after": after,
            }
            parameters.set_param(PROGRESS, json.dumps(progress))
            if not self.env["ir.cron"]._commit_progress(
                len(ids), remaining=1 if len(ids) == BATCH else 0
            ):
                return
        until = fields.Datetime.to_datetime(started) - LONGEST_ACT
        done = {"since": fields.Datetime.to_string(max(since, until))}
        parameters.set_param(PROGRESS, json.dumps(done))

    @api.model
    def _changed_ids(self, since, after):
        books = self.env["library.book"]
        books.flush_model()
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT id FROM library_book
                     WHERE id > %s AND active AND COALESCE(write_date, now() AT TIME ZONE 'utc') > %s
                     ORDER BY id LIMIT %s
                    """,
                    *(after, since, BATCH),
                )
            )
        ]

    @api.model
    def _find(self, ids, since=None, common=()):
        """Compare titles with all others; keep the pairs that are likely, drop those that no longer are.

        :param ids: titles
        :param since: where these are part of a run over all that was written since: two such titles are
            compared once
        :param common: keys to leave aside
        """
        pairs = {tuple(sorted(pair)) for pair in self._candidates(ids, since, common)}
        books = self.env["library.book"].browse(ids)
        asked = self.search([("state", "=", "open"), *self._domain_of(books)])
        known = {(pair.book_low_id.id, pair.book_high_id.id): pair for pair in asked}
        records = self._records({book for pair in {*pairs, *known} for book in pair})
        likely, gone = [], self.browse()
        for low, high in pairs | known.keys():
            found = duplicates.score(records[low], records[high], least=duplicates.LIKELY)
            if found.score >= duplicates.LIKELY:
                likely.append((low, high, *found, "open"))
            elif (low, high) in known:
                gone |= known[low, high]
        gone.unlink()
        self._keep_pairs(likely)

    @api.model
    def _records(self, ids):
        """Return titles as the pure rules compare them, by id."""
        books = self.env["library.book"].browse(ids)
        books.fetch(
            ["name", "subtitle", "contributor_text", "year", "isbn", "publisher", "edition"]
        )
        numbers = {}
        for line in self.env["library.book.identifier"].search_fetch(
            [("book_id", "in", books.ids), ("kind", "=", "isbn")], ["book_id", "value"]
        ):
            numbers.setdefault(line.book_id.id, []).append(line.value)
        return {
            book.id: duplicates.Record(
                title=" : ".join(filter(None, (book.name, book.subtitle))),
                authors=tuple(filter(None, (book.contributor_text or "").split("; "))),
                year=book.year or "",
                isbns=tuple(filter(None, (book.isbn, *numbers.get(book.id, ())))),
                publisher=book.publisher or "",
                edition=book.edition or "",
            )
            for book in books
        }

    @api.model
    def _keep_pairs(self, pairs):
        """Write down pairs as ``(title, title, score, reasons, state)``; a person's judgement stays."""
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
                INSERT INTO library_duplicate AS pair (
                    book_low_id, book_high_id, score, reasons, state,
                    create_uid, write_uid, create_date, write_date)
                SELECT low, high, score, reasons, state, %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc'
                  FROM (VALUES %(rows)s) AS found (low, high, score, reasons, state)
                ON CONFLICT (book_low_id, book_high_id) DO UPDATE
                   SET score = EXCLUDED.score, reasons = EXCLUDED.reasons, state = EXCLUDED.state
                 WHERE pair.state = 'open'
                """,
                uid=self.env.uid,
                rows=SQL(", ").join(rows),
            )
        )
        self.invalidate_model()
