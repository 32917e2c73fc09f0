import hashlib
import json
import uuid
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .mixin_personal import unless_card_login

VERBS = [
    ("lend", "Lent"),
    ("return", "Returned"),
    ("renew", "Renewed"),
    ("edit", "Changed"),
    ("print", "Printed"),
    ("send", "Sent"),
    ("receive", "Received"),
    ("missing", "Did not arrive"),
    ("count", "Counted"),
    ("merge", "Title merged"),
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
        readonly=True, help="What an act of the office changed: from and to, by the field's name."
    )
    message = fields.Char(compute="_compute_message", string="Answer")

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
        :param copies: the copy of each line, in order
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
                *(key.device, key.request_id, line, digest, verb, library.id, copy.id),
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
            return self.sudo().browse(row[0] for row in claimed), True
        events_sudo = self.sudo().search(
            [("device", "=", key.device), ("request_id", "=", key.request_id)], order="line"
        )
        if claimed or set(events_sudo.mapped("payload_hash")) != {digest}:
            raise UserError(
                self.env._("This request was used for something else. Please scan again.")
            )
        if "claimed" in events_sudo.mapped("outcome"):
            raise ConcurrencyError("the first try of this act is still under way")
        return events_sudo, False

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

    def _answers(self):
        """Return what the device is told, a dict a line; the same at the first try and at a replay."""
        may_override = self.env.user.has_group("sipuspa_library.group_librarian")
        self.fetch(["verb", "copy_id", "outcome", "loan_id", "due_date", "next_step", "blocks"])
        self.copy_id.book_id.fetch(["name"])
        return [event._answer(may_override) for event in self]

    def _answer(self, may_override):
        self.ensure_one()
        return {
            "copy_id": self.copy_id.id,
            "barcode": self.copy_id.barcode,
            "title": self.copy_id.book_id.name,
            "verb": self.verb,
            "outcome": self.outcome,
            "loan_id": self.loan_id.id,
            "due_date": self.due_date and self.due_date.isoformat(),
            "next_step": self.next_step or False,
            "blocks": [
                {
                    **block,
                    "message": self._sentence(block),
                    "may_override": bool(may_override and block.get("overridable")),
                }
                for block in self.blocks or []
            ],
            "message": self.message,
        }

    @api.depends_context("lang", "uid")
    @api.depends("outcome", "blocks", "due_date", "next_step")
    def _compute_message(self):
        for event in self:
            event.message = " ".join(event._sentences())

    def _sentences(self):
        """Return what a person reads, made from codes and arguments in the reader's language."""
        if self.outcome == "refused":
            return [self._sentence(block) for block in self.blocks or []]
        if self.verb == "return":
            step = self.next_step or {}
            return [self._sentence(step)] if step else []
        if self.due_date:
            return [self.env._("Due on %s.", format_date(self.env, self.due_date))]
        return []

    def _sentence(self, block):
        """Return the sentence of one block or next step."""
        env = self.env
        args = block.get("args") or {}
        when = args.get("date") and format_date(self.env, args["date"])
        sentences = {
            "already_borrowed": lambda: env._("This member has this book already."),
            "copy_on_loan": lambda: env._("Lent in %s. Take it back first.", args["library"]),
            "copy_elsewhere": lambda: env._("This copy belongs in %s.", args["library"]),
            "copy_on_its_way": lambda: env._(
                "On its way in a transfer. Scan it as returned here first."
            ),
            "copy_not_arrived": lambda: env._(
                "Last handed in at %s. Return it here first.", args["library"]
            ),
            "copy_withdrawn": lambda: env._("Withdrawn: this copy is not lent any more."),
            "copy_lost": lambda: env._("Marked as lost. Set it right first."),
            "copy_in_repair": lambda: env._("In repair. Finish the repair first."),
            "copy_damaged": lambda: env._("Marked as damaged. Set it right first."),
            "copy_in_processing": lambda: env._("Still in processing. Finish processing first."),
            "membership_pending": lambda: env._(
                "Registration is not verified yet. Verify it first."
            ),
            "membership_suspended": lambda: env._("Suspended until %s.", when),
            "membership_expired": lambda: env._("Membership ended on %s. Renew it first.", when),
            "membership_left": lambda: env._("No longer a member of this library."),
            "no_policy": lambda: env._("No loan rule fits. Ask the library office to add one."),
            "not_for_loan": lambda: env._("To be read here only."),
            "library_without_hours": lambda: env._(
                "This library has no opening hours, so no due date. Enter the opening hours first."
            ),
            "limit_reached": lambda: env._(
                "Has %(count)s books already; %(limit)s is the limit.", **args
            ),
            "has_overdue": lambda: env._(
                "Has %(count)s overdue books. Take them back first.", **args
            ),
            "renewal_limit": lambda: env._(
                "Cannot be renewed again: %(limit)s is the limit.", **args
            ),
            "renewal_too_early": lambda: env._("Renewing now gives no later day than %s.", when),
            "loan_closed": lambda: env._("This book has been returned already."),
            "shelve": lambda: env._("Returned. Put it on the shelf."),
            "send_home": lambda: env._("Returned. Send it to %s.", args["library"]),
            "arrived": lambda: env._("It was not lent. Put it on the shelf."),
        }
        return sentences[block["code"]]()

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
