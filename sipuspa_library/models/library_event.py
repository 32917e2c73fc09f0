import hashlib
import json
import uuid
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .mixin_personal import unless_card_login

VERBS = [
    ("lend", "Lent"),
    ("return", "Returned"),
    ("renew", "Renewed"),
    ("redate", "Due date moved"),
    ("edit", "Changed"),
    ("print", "Printed"),
    ("send", "Sent"),
    ("receive", "Received"),
    ("missing", "Did not arrive"),
    ("count", "Counted"),
    ("merge", "Title merged"),
    ("use", "Read here"),
    ("undo", "Undone"),
    ("charge", "Charged"),
    ("pay", "Paid"),
    ("waive", "Waived"),
    ("replace", "Replaced in kind"),
    ("pay_back", "Paid back"),
    ("lose", "Declared lost"),
    ("claim", "Said to be returned"),
    ("find", "Found again"),
    ("resume", "Not lost"),
    ("damage", "Damaged"),
    ("hold", "Reserved"),
    ("cancel_hold", "Reservation cancelled"),
    ("expire_hold", "Reservation ended"),
    ("visit", "Visited"),
    ("register", "Registered"),
]
# the device of what is done in the office's forms, where a scan is not repeated
OFFICE = "office"
OUTCOMES = [
    ("claimed", "Claimed"),
    ("done", "Done"),
    ("refused", "Refused"),
]


class ActKey(NamedTuple):
    """What makes an act happen once: made on the device, before the first try."""

    device: str
    request_id: str
    device_time: object = None


class LibraryEvent(models.Model):
    """One line of an act: the ledger behind idempotency, overrides, undo and a copy's history.

    Append-only save three: the claiming transaction fills in the outcome, the anonymiser empties
    the person columns, and a line about a mended entry loses its copy when that is deleted unused. A
    trigger refuses the rest.
    """

    _name = "library.event"
    _description = "Event"
    _inherit = ["library.guarded.mixin", "library.personal.mixin"]
    _order = "id desc"
    _rec_name = "request_id"
    _person_field = "membership_id.member_id"
    # the hash could be made again from every membership there is, until one fits
    _personal_fields = {
        "membership_id": False,
        "reason": False,
        "payload_hash": "",
        "actor_id": unless_card_login("actor_id"),
    }
    _person_export = ("acted_at", "verb", "library_id", "copy_id", "outcome", "reason")
    _person_ended = ("acted_at",)

    device = fields.Char(required=True, readonly=True)
    request_id = fields.Char(required=True, readonly=True)
    line = fields.Integer(required=True, readonly=True)
    payload_hash = fields.Char(required=True, readonly=True)
    verb = fields.Selection(selection=VERBS, required=True, readonly=True)
    actor_id = fields.Many2one(
        comodel_name="res.users", required=True, readonly=True, ondelete="restrict"
    )
    acted_at = fields.Datetime(required=True, readonly=True)
    device_time = fields.Datetime(readonly=True)
    copy_id = fields.Many2one(
        comodel_name="library.copy",
        readonly=True,
        index=True,
        ondelete="set null",  # of an entry mended before first use; the trigger refuses all else
    )
    loan_id = fields.Many2one(
        comodel_name="library.loan", readonly=True, index="btree_not_null", ondelete="set null"
    )
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    reason = fields.Char(readonly=True)
    outcome = fields.Selection(selection=OUTCOMES, required=True, readonly=True)
    blocks = fields.Json(readonly=True)
    overridden = fields.Json(readonly=True)
    due_date = fields.Date(readonly=True)
    next_step = fields.Json(readonly=True)
    details = fields.Json(
        readonly=True,
        help="What an act of the office changed: from and to, by the field's name; of an act at the "
        "desk, what it came to in money and days.",
    )

    _request_unique = models.Constraint(
        "UNIQUE (device, request_id, line)", "This act has been recorded already."
    )
    _library_time_idx = models.Index("(library_id, id DESC)")

    def init(self):
        """Refuse every change of the ledger but the three it allows."""
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION library_event_append_only() RETURNS trigger
            LANGUAGE plpgsql AS $$
            DECLARE
                person text[] := ARRAY['membership_id', 'loan_id', 'reason', 'payload_hash',
                                       'actor_id', 'create_uid', 'write_uid', 'write_date'];
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF OLD.outcome = 'claimed' THEN
                        RETURN NEW;
                    END IF;
                    IF OLD.verb = 'edit' AND NEW.copy_id IS NULL
                       AND to_jsonb(NEW) - 'copy_id' = to_jsonb(OLD) - 'copy_id' THEN
                        RETURN NEW;
                    END IF;
                    IF to_jsonb(NEW) - person = to_jsonb(OLD) - person
                       AND COALESCE(NEW.membership_id, OLD.membership_id)
                           IS NOT DISTINCT FROM OLD.membership_id
                       AND COALESCE(NEW.loan_id, OLD.loan_id) IS NOT DISTINCT FROM OLD.loan_id
                       AND COALESCE(NEW.reason, OLD.reason) IS NOT DISTINCT FROM OLD.reason
                       AND NEW.payload_hash IN (OLD.payload_hash, '')
                       AND NEW.actor_id IN (OLD.actor_id, 1) THEN
                        RETURN NEW;
                    END IF;
                END IF;
                RAISE EXCEPTION 'library_event is append-only' USING ERRCODE = 'restrict_violation';
            END $$;
            DROP TRIGGER IF EXISTS library_event_append_only ON library_event;
            CREATE TRIGGER library_event_append_only BEFORE UPDATE OR DELETE ON library_event
            FOR EACH ROW EXECUTE FUNCTION library_event_append_only();
        """)

    @api.model
    def _ended_domain(self, before):
        """Acts of a loan that runs, or ran until lately, are kept with it."""
        closed = ["|", ("loan_id.returned_at", "<", before), ("loan_id.voided_at", "<", before)]
        kept = Domain("loan_id", "=", False) | Domain(closed)
        return super()._ended_domain(before) & kept

    # ------------------------------------------------------------------
    # CLAIM AND SETTLE
    # ------------------------------------------------------------------

    @api.model
    def _claim(self, key, verb, library, copies, payload):
        """Claim an act, one line a copy, before anything is judged or written.

        A twin of the same act that runs at the same time fails on this insert with a
        serialization error, is retried by Odoo, and finds the answer of the first.

        :param key: an :class:`ActKey`
        :param copies: the copy of each line, in order; an empty one of an act about no copy
        :param payload: plain values; the same key with another payload is refused
        :return: ``(events, fresh)`` in superuser mode; where not fresh, the events hold the answer
        :raise UserError: when the key was used for something else
        """
        digest = hashlib.sha256(
            json.dumps([verb, library.id, [copy.id for copy in copies], payload]).encode()
        ).hexdigest()
        now = fields.Datetime.now()
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'claimed', %s, %s, %s, %s)",
                *(key.device, key.request_id, line, digest, verb, library.id, copy.id or None),
                *(self.env.uid, now, key.device_time or None),
                *(self.env.uid, self.env.uid, now, now),
            )
            for line, copy in enumerate(copies)
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO library_event (
                    device, request_id, line, payload_hash, verb, library_id, copy_id,
                    actor_id, acted_at, device_time, outcome,
                    create_uid, write_uid, create_date, write_date)
                VALUES %s
                ON CONFLICT (device, request_id, line) DO NOTHING
                RETURNING id
                """,
                SQL(", ").join(rows),
            ),
            log_exceptions=False,  # a twin that comes second is retried: nothing for the log
        )
        claimed = self.env.cr.fetchall()
        if len(claimed) == len(copies):
            events_sudo = self.sudo().browse(row[0] for row in claimed)
            events_sudo._remember(verb, library, copies)
            return events_sudo, True
        events_sudo = self.sudo()._of_request(key)
        if claimed or set(events_sudo.mapped("payload_hash")) != {digest}:
            raise UserError(
                self.env._("This request was used for something else. Please scan again.")
            )
        if "claimed" in events_sudo.mapped("outcome"):
            raise ConcurrencyError("the first try of this act is still under way")
        return events_sudo, False

    def _remember(self, verb, library, copies):
        """Keep what was just inserted in memory: an answer is made of what the act fills in, unread."""
        told = {
            **{name: [None] * len(self) for name in self._told_fields()},
            "verb": [verb] * len(self),
            "library_id": [library.id] * len(self),
            "outcome": ["claimed"] * len(self),
            "copy_id": [copy.id or None for copy in copies],
        }
        for name, values in told.items():
            self._fields[name]._insert_cache(self, values)

    @api.model
    def _of_request(self, key):
        """Return the lines of a request, in order; none where it was never made."""
        return self.search(
            [("device", "=", key.device), ("request_id", "=", key.request_id)], order="line"
        )

    @api.model
    def _note(self, verb, library, copies, details=None, reason=None):
        """Note what the office did with copies: one line each, done, in one statement.

        The caller has done the act and checked who may; a note is never judged, never asked again.

        :param library: where it was done
        :param details: ``{copy id: plain values}``, or nothing
        :param reason: the words given for it
        """
        if not copies:
            return
        now = fields.Datetime.now()
        details = details or {}
        common = SQL(
            "%s, %s, %s, %s, %s, 'done', %s, %s, %s, %s, %s",
            *(OFFICE, str(uuid.uuid4()), "", verb, library.id),
            *(reason or None, self.env.uid, now, self.env.uid, self.env.uid),
        )
        lines = [
            SQL("(%s, %s, %s)", line, copy.id, json.dumps(details.get(copy.id)))
            for line, copy in enumerate(copies)
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO library_event (
                    device, request_id, payload_hash, verb, library_id, outcome, reason, actor_id,
                    acted_at, create_uid, write_uid, create_date, write_date, line, copy_id, details)
                SELECT %s, %s, %s, line, copy_id, NULLIF(details::jsonb, 'null'::jsonb)
                  FROM (VALUES %s) AS note (line, copy_id, details)
                """,
                *(common, now, now, SQL(", ").join(lines)),
            )
        )

    def _settle(self, **vals):
        """Fill in the outcome of a claimed line."""
        self.ensure_one()
        self.write(vals)

    def _settle_blocks(self, blocks, overridden, reason):
        """Note the judgement of a line: refused with its blocks, or allowed with those overridden."""
        self._settle(
            outcome="refused" if blocks else "claimed",
            blocks=[{**block.as_json(), "overridable": block.overridable} for block in blocks]
            or False,
            overridden=[block.as_json() for block in overridden] or False,
            reason=reason if overridden else False,
        )
