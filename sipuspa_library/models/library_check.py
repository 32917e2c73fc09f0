from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import charges, circulation

SAMPLE = 20
FORGETTING = timedelta(days=7)  # nights that may have been too short for all there was to forget
FRESH = timedelta(days=2)  # one missed night is forgiven


class LibraryCheck(models.Model):
    """One invariant of circulation, checked on the live data every night: green or red.

    Green is what was seen lately: a check that no longer runs would stay green for ever.
    """

    _name = "library.check"
    _description = "Data Check"
    _order = "number"

    number = fields.Integer(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    advice = fields.Text(string="What to Do", readonly=True, translate=True)
    checked_at = fields.Datetime(string="Last Checked", readonly=True)
    finding_count = fields.Integer(string="Broken Rows", readonly=True)
    findings = fields.Char(
        readonly=True, help="Ids of the first broken rows, for the administrator."
    )
    state = fields.Selection(
        selection=[
            ("unknown", "Not checked yet"),
            ("green", "In order"),
            ("stale", "Not checked lately"),
            ("red", "Broken"),
        ],
        compute="_compute_state",
    )

    _number_unique = models.Constraint("UNIQUE (number)", "This check exists already.")

    @api.depends("checked_at", "finding_count")
    def _compute_state(self):
        stale = fields.Datetime.now() - FRESH
        for check in self:
            if not check.checked_at:
                check.state = "unknown"
            elif check.finding_count:
                check.state = "red"
            else:
                check.state = "green" if check.checked_at >= stale else "stale"

    def action_check(self):
        """Check now; reading the rows of all libraries, so for those who may write here only."""
        self.check_access("write")
        self.sudo()._check()

    @api.model
    def _cron_check(self):
        """Check every invariant, one after the other, so that a slow one loses no other's result."""
        checks = self.search([])  # pylint: disable=no-search-all
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(checks))
        cron._each(checks, lambda check: check.try_lock_for_update()._check())

    def _check(self):
        self.env.flush_all()
        for check in self:
            ids = [row[0] for row in self.env.execute_query(check._query())]
            check.write(
                {
                    "checked_at": fields.Datetime.now(),
                    "finding_count": len(ids),
                    "findings": ", ".join(map(str, ids[:SAMPLE])) or False,
                }
            )

    def _query(self):
        """Return the statement that lists the ids of rows that break this invariant."""
        self.ensure_one()
        return {
            1: self._copies_lent_twice,
            2: self._copies_with_wrong_status,
            3: self._loans_over_limit,
            6: self._copies_in_two_transfers,
            7: self._balances_that_do_not_add_up,
            8: self._forgotten_yet_known,
            11: self._open_loans_without_owner,
        }[self.number]()

    def _copies_lent_twice(self):
        return SQL(
            """
            SELECT copy_id FROM library_loan
             WHERE returned_at IS NULL AND voided_at IS NULL
             GROUP BY copy_id HAVING count(*) > 1
            """
        )

    def _copies_with_wrong_status(self):
        """The order of :data:`..tools.circulation.STATUS_ORDER`, told to PostgreSQL."""
        facts = {
            "on_loan": SQL("loan.id IS NOT NULL"),
            "in_transit": SQL(
                "copy.place_id IS DISTINCT FROM "
                "COALESCE(hold.library_id, copy.station_id, copy.library_id)"
            ),
            "on_hold_shelf": SQL("hold.id IS NOT NULL"),
            "available": SQL("TRUE"),
        }
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", facts.get(status, SQL("copy.manual_state = %s", status)), status)
            for status in circulation.STATUS_ORDER
        )
        return SQL(
            """
            SELECT copy.id FROM library_copy copy
              LEFT JOIN library_loan loan ON loan.copy_id = copy.id
               AND loan.returned_at IS NULL AND loan.voided_at IS NULL
              LEFT JOIN library_hold hold ON hold.copy_id = copy.id AND hold.is_active
             WHERE copy.status <> CASE %s END
            """,
            cases,
        )

    def _loans_over_limit(self):
        """Count again, for every open loan, the open ones lent before it to the same member.

        Those returned since are not counted, so this never blames a lawful loan. Ids tell what was
        lent before: they are given after the membership's row was written, one act at a time.
        """
        return SQL(
            """
            SELECT loan.id FROM library_loan loan
              JOIN library_loan other ON other.membership_id = loan.membership_id
               AND other.id <= loan.id
               AND other.returned_at IS NULL AND other.voided_at IS NULL
             WHERE loan.returned_at IS NULL AND loan.voided_at IS NULL
               AND NOT COALESCE(loan.overridden, FALSE)
             GROUP BY loan.id
            HAVING loan.limit_judged > 0 AND loan.limit_judged <
                   count(*) FILTER (WHERE NOT COALESCE(other.counted_apart, FALSE))
                OR loan.type_limit_judged > 0 AND loan.type_limit_judged <
                   count(*) FILTER (WHERE other.collection_type_id = loan.collection_type_id)
            """
        )

    def _copies_in_two_transfers(self):
        """A copy is in no library while a transfer holds it, and only then; and one holds it."""
        return SQL(
            """
            SELECT copy.id FROM library_copy copy
              LEFT JOIN library_transfer_line line
                ON line.copy_id = copy.id AND line.state IN ('open', 'missing')
             WHERE line.id IS NOT NULL OR copy.place_id IS NULL
             GROUP BY copy.id
            HAVING count(line.id) <> 1 OR copy.place_id IS NOT NULL
            """
        )

    def _balances_that_do_not_add_up(self):
        """List debts whose open part is not what their lines leave, then members who owe something else.

        A member who was forgotten owes nothing, and neither do the lines that were theirs.
        """
        sign = SQL(" ").join(SQL("WHEN %s THEN %s", *pair) for pair in charges.SIGNS.items())
        return SQL(
            """
            SELECT debt.id::text FROM library_charge debt
              LEFT JOIN library_charge line ON line.charge_id = debt.id
             WHERE debt.kind = 'charged'
             GROUP BY debt.id
            HAVING debt.open_amount <> CASE WHEN debt.voided_at IS NULL THEN debt.amount ELSE 0 END
                   + COALESCE(sum(line.amount * CASE line.kind %(sign)s END), 0)
             UNION ALL
            SELECT 'membership ' || membership.id FROM library_membership membership
              LEFT JOIN library_charge debt
                ON debt.membership_id = membership.id AND debt.open_amount > 0
             GROUP BY membership.id
            HAVING membership.balance <> COALESCE(sum(debt.open_amount), 0)
            """,
            sign=sign,
        )

    def _forgotten_yet_known(self):
        """List what names a person who was forgotten, and what is kept a week too long."""
        nights = self.env["library.retention"]
        before = nights._limits().loans - FORGETTING
        found = [
            model._search(domain).select(
                SQL("%s || ' ' || %s", model._name, SQL.identifier(model._table, "id"))
            )
            for model in nights._every()
            for domain in (model._remains_domain(), model._ended_domain(before))
        ]
        return SQL(" UNION ALL ").join(SQL("(%s)", query) for query in found)

    def _open_loans_without_owner(self):
        return SQL(
            """
            SELECT loan.id FROM library_loan loan
              LEFT JOIN library_copy copy ON copy.id = loan.copy_id
              LEFT JOIN library_membership membership ON membership.id = loan.membership_id
              LEFT JOIN library_member member ON member.id = membership.member_id
             WHERE loan.returned_at IS NULL AND loan.voided_at IS NULL
               AND (copy.id IS NULL OR member.id IS NULL)
            """
        )
