import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import notices
from .library_member_consent import ADULT

BATCH = 500
# what a notice is about, where it is no loan
MATTERS = {"ending": "library.membership", "hold_ready": "library.hold"}
# who has neither telephone nor e-mail is told on paper or not at all (:func:`..tools.notices.way`)
ON_PAPER = {
    "due_soon": SQL("FALSE"),
    "overdue": SQL("membership.class_id IS NOT NULL OR reached.level >= %s", notices.TO_PARENTS),
}
MAILS = 20  # members whose mails are queued in one transaction


class LibraryNotice(models.Model):
    """What is to be told today: each event found once, whatever the number of workers.

    A row is claimed by ``INSERT … ON CONFLICT DO NOTHING``; where another worker inserted it at the same
    moment PostgreSQL refuses, and the part is done again on what is there by then.
    """

    _inherit = "library.notice"

    @api.model
    def _days(self):
        """Return the :class:`~..tools.notices.Days` the regency has set."""
        get_param = self.env["ir.config_parameter"].sudo().get_param  # a few figures: no secret
        keys = (notices.SOON_KEY, notices.LATE_KEY, notices.ENDING_KEY)
        return notices.days_of(*(get_param(key) for key in keys))

    @api.model
    def _cron_notify(self):
        """Find what is to be told, drop what is needed no more or overtaken, and queue the mails."""
        cron = self.env["ir.cron"]
        for kind, find in self._finders().items():
            if not self._find_all(cron, kind, find):
                return
        if not cron._each(self._needless(), lambda rows: rows._drop(), BATCH):
            return
        cron._each(self._lost_mails(), lambda rows: rows._note_lost(), BATCH)
        cron._each(self._to_mail().membership_id, self._mail, MAILS)

    @api.model
    def _finders(self):
        """Return ``{kind: method}``: each returns ``[(id, level)]`` of a batch of what is not told yet."""
        days = self._days()
        found = {}
        if days.late:
            found["overdue"] = self._find_overdue
        if days.soon:
            found["due_soon"] = self._find_due_soon
        if days.ending:
            found["ending"] = self._find_ending
        return {**found, "hold_ready": self._find_ready}

    @api.model
    def _find_all(self, cron, kind, find):
        """Claim all that ``find`` finds, a batch a transaction; tell whether there is time for more."""
        after, time_left = 0, True
        while time_left and (found := find(after)):
            rows = self.env[MATTERS.get(kind, "library.loan")]
            levels = dict(found)
            time_left = cron._each(
                rows.browse(levels),
                lambda part, levels=levels: self._claim(
                    kind, [(row, levels[row.id]) for row in part]
                ),
                BATCH,
            )
            after = found[-1][0]
        return time_left

    # ------------------------------------------------------------------
    # FINDING
    # ------------------------------------------------------------------

    @api.model
    def _find_overdue(self, after):
        """Find loans that have reached a level, counted from where their rule's patience ends.

        Textbooks are collected by the class; what is lost or said to be returned is not asked for.
        """
        today, days = self.env["library.library"]._today(), self._days().late
        level = SQL(
            "(SELECT count(*) FROM unnest(%s::int[]) AS late(days) "
            "WHERE loan.due_date + COALESCE(rule.grace_days, 0) + late.days <= %s)::int",
            list(days),
            today,
        )
        return self._loans_to_tell("overdue", after, level, SQL("< %s", today))

    @api.model
    def _find_due_soon(self, after):
        """Find loans whose day is near."""
        today = self.env["library.library"]._today()
        until = today + timedelta(days=self._days().soon)
        return self._loans_to_tell(
            "due_soon", after, SQL("1"), SQL("BETWEEN %s AND %s", today, until)
        )

    @api.model
    def _loans_to_tell(self, kind, after, level, due):
        """Return ``[(loan id, level)]`` of what is not told yet, without those whom nobody can reach."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT loan.id, reached.level
                  FROM library_loan loan
                  JOIN library_membership membership ON membership.id = loan.membership_id
                  JOIN library_member member ON member.id = membership.member_id
                  LEFT JOIN library_policy rule ON rule.id = loan.policy_id
                 CROSS JOIN LATERAL (SELECT %(level)s AS level) reached
                 WHERE loan.returned_at IS NULL AND loan.voided_at IS NULL
                   AND loan.lost_at IS NULL AND loan.claimed_at IS NULL
                   AND loan.set_id IS NULL AND NOT COALESCE(loan.counted_apart, FALSE)
                   AND loan.due_date %(due)s AND loan.id > %(after)s AND reached.level > 0
                   AND (member.phone > '' OR member.email > '' OR %(on_paper)s)
                   AND NOT EXISTS (SELECT FROM library_notice notice
                                    WHERE notice.loan_id = loan.id AND notice.kind = %(kind)s
                                      AND notice.level = reached.level
                                      AND notice.due_date = loan.due_date)
                 ORDER BY loan.id LIMIT %(batch)s
                """,
                level=level,
                due=due,
                after=after,
                kind=kind,
                on_paper=ON_PAPER[kind],
                batch=BATCH,
            )
        )

    @api.model
    def _find_ending(self, after):
        """Find memberships that end soon and are renewed by nobody but the member: those of no class."""
        today = self.env["library.library"]._today()
        rows = self.env["library.membership"].search(
            [
                ("id", ">", after),
                ("valid_until", ">=", today),
                ("valid_until", "<=", today + timedelta(days=self._days().ending)),
                ("left_on", "=", False),
                ("pending", "=", False),
                ("category_id.has_class", "=", False),
                "|",
                ("member_id.phone", "!=", False),
                ("member_id.email", "!=", False),
            ],
            order="id",
            limit=BATCH,
        )
        return [(row.id, 1) for row in rows]

    @api.model
    def _find_ready(self, after):
        """Find reserved books that wait on the hold shelf."""
        rows = self.env["library.hold"].search(
            [("id", ">", after), ("state", "=", "ready")], order="id", limit=BATCH
        )
        return [(row.id, 1) for row in rows]

    # ------------------------------------------------------------------
    # CLAIMING
    # ------------------------------------------------------------------

    @api.model
    def _claim(self, kind, found):
        """Insert what nobody has yet; whom nobody can reach is left out and asked about again.

        :param found: ``(loan, hold or membership, level)`` of one model
        """
        whose = [row if kind == "ending" else row.membership_id for row, __ in found]
        reaches = self.env["library.membership"].union(*whose)._reaches()
        rows = []
        for (row, level), membership in zip(found, whose, strict=True):
            here = row.library_id == membership.library_id  # else its classes are another school's
            reach = reaches[membership]._replace(in_class=here and bool(membership.class_id))
            if way := notices.way(kind, level, reach):
                rows.append(
                    {
                        **self._matter(kind, row),
                        "kind": kind,
                        "level": level,
                        "library_id": row.library_id.id,
                        "membership_id": membership.id,
                        "class_id": membership.class_id.id if reach.in_class else None,
                        "addressee": way[0],
                        "channel": way[1],
                        "state": "waiting",
                    }
                )
        return self._insert(rows)

    @api.model
    def _matter(self, kind, row):
        """Return what a notice is about, and the day it speaks of."""
        if kind == "ending":
            return {"due_date": row.valid_until}
        if kind == "hold_ready":
            return {"hold_id": row.id, "due_date": row.expires_on}
        return {"loan_id": row.id, "due_date": row.due_date}

    @api.model
    def _insert(self, rows):
        if not rows:
            return self.browse()
        self.env.flush_all()
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO library_notice (%(names)s, create_uid, create_date, write_uid, write_date)
                SELECT %(names)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM jsonb_populate_recordset(NULL::library_notice, %(rows)s::jsonb)
                ON CONFLICT DO NOTHING RETURNING id
                """,
                names=SQL(", ").join(map(SQL.identifier, rows[0])),
                uid=self.env.uid,
                now=fields.Datetime.now(),
                rows=json.dumps(rows, default=str),
            )
        )
        self.invalidate_model()
        return self.browse(row_id for (row_id,) in made)

    # ------------------------------------------------------------------
    # DROPPING
    # ------------------------------------------------------------------

    @api.model
    def _needless(self):
        """Return what is not told yet and need not be any more: it was brought back, renewed, moved."""
        open_now = self.search([("state", "in", ("waiting", "failed"))])
        return open_now - open_now._true_now()

    def _drop(self):
        self.try_lock_for_update().filtered(lambda row: row.state in ("waiting", "failed")).unlink()

    @api.model
    def _lost_mails(self):
        """Return what waits for a mail that is in the queue no more: somebody deleted it there."""
        return self.search([("state", "=", "queued"), ("mail_id", "=", False)])

    def _note_lost(self):
        rows = self.try_lock_for_update().filtered(
            lambda row: row.state == "queued" and not row.mail_id
        )
        rows.write({"state": "failed", "failure": self.env._("The mail was deleted in the queue.")})


class LibraryLoan(models.Model):
    _inherit = "library.loan"

    def _write_due(self, days, events, reason):
        """Tell whom it concerns that the day has moved: in the act itself, which alone knows of it."""
        before = {loan: loan.due_date for loan in self}
        result = super()._write_due(days, events, reason)
        moved = self.filtered(lambda loan: loan.due_date != before[loan] and not loan.set_id)
        self.env["library.notice"]._claim("new_date", [(loan, 0) for loan in moved])
        return result


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    notice_ids = fields.One2many(
        comodel_name="library.notice",
        inverse_name="membership_id",
        string="Notices",
        groups="sipuspa_library.group_desk",
    )

    def _reaches(self):
        """Return ``{membership: notices.Reach}``, in superuser mode, for all in a few queries."""
        members_sudo = self.sudo().member_id
        members_sudo.fetch(["email", "phone", "birth_date"])
        children = members_sudo._under(ADULT)
        return {
            row: notices.Reach(
                is_child=row.sudo().member_id in children,
                email=row.sudo().member_id.email or "",
                phone=row.sudo().member_id.phone or "",
            )
            for row in self
        }
