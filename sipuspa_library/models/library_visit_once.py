import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

PERIODS = {"first_of_month": "month", "first_of_year": "year"}


class LibraryVisit(models.Model):
    """How often a person counts: as a visitor once a part of the day, as a person once a month and a year.

    Who visited in a month is not counted from their names: they are forgotten, and the figures of a year
    must not change by it. One visit a month stands for its person, and one a year.
    """

    _inherit = "library.visit"

    first_of_month = fields.Boolean(
        string="Counts for the Month",
        readonly=True,
        help="One visit of this member in the month: who adds them up counts persons.",
    )
    first_of_year = fields.Boolean(
        string="Counts for the Year",
        readonly=True,
        help="One visit of this member in the year: who adds them up counts persons.",
    )

    _first_of_month_once = models.UniqueIndex(
        "(library_id, member_id, EXTRACT(YEAR FROM local_date), EXTRACT(MONTH FROM local_date)) "
        "WHERE first_of_month AND member_id IS NOT NULL",
        "This member is counted as a person of this month already.",
    )
    _first_of_year_once = models.UniqueIndex(
        "(library_id, member_id, EXTRACT(YEAR FROM local_date)) "
        "WHERE first_of_year AND member_id IS NOT NULL",
        "This member is counted as a person of this year already.",
    )

    @api.model
    def _record(self, vals):
        """Record who came, unless it is a member who is counted for this part of the day already.

        Of two doors that count one member at once, the later judges again. Desk, kiosk and loans come here.

        :return: the visit, or an empty recordset where the member was counted before
        :raise ConcurrencyError: when another transaction has counted this member
        """
        if self._counted_already(vals):
            return self.browse()
        try:
            visit = self.create(vals)
            visit.flush_recordset()
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError("this member was counted at the same moment") from error
        return visit

    @api.model
    def _counted_already(self, vals):
        """Tell whether the member of such a visit is counted at its library in its part of the day.

        A sheet that tells the day only stands for all its parts, and so does whatever else is known of a
        day for such a sheet.
        """
        if not vals.get("membership_id"):
            return False
        wanted = self.new(
            {
                "membership_id": vals["membership_id"],
                "library_id": vals["library_id"],
                "visited_at": vals.get("visited_at") or fields.Datetime.now(),
                "hour_known": vals.get("hour_known", True),
            }
        )
        domain = Domain(
            [
                ("library_id", "=", vals["library_id"]),
                ("member_id", "=", wanted.member_id._origin.id),
                ("local_date", "=", wanted.local_date),
            ]
        )
        if wanted.day_part_id:
            domain &= Domain("day_part_id", "in", [wanted.day_part_id._origin.id, False])
        return bool(self.search_count(domain, limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._check_counted_once()
        return visits

    def _check_counted_once(self):
        """Refuse a visit that is typed beside one that stands for the whole day: no index can see that.

        Who comes in superuser mode, a kiosk or a sheet, has been judged. No constraint of the model:
        on creation those run in superuser mode, whoever types.

        :raise ValidationError: when one of these members is counted already
        """
        ids = tuple(self.filtered("member_id").ids)
        if self.env.su or not ids:
            return
        self.flush_model(["library_id", "member_id", "local_date", "day_part_id"])
        twice = self.env.execute_query(
            SQL(
                """
                SELECT 1 FROM library_visit AS visit
                  JOIN library_visit AS other USING (library_id, member_id, local_date)
                 WHERE visit.id IN %s AND other.id <> visit.id
                   AND (visit.day_part_id IS NULL OR other.day_part_id IS NULL)
                 LIMIT 1
                """,
                ids,
            )
        )
        if twice:
            raise ValidationError(
                self.env._("This member is counted for this part of the day already.")
            )

    # ------------------------------------------------------------------
    # PERSONS
    # ------------------------------------------------------------------

    def write(self, vals):
        held = self._stand_down() if "visited_at" in vals else []
        result = super().write(vals)
        if "visited_at" in vals:
            self._pass_on(held)
            self._count_persons()
        if {"visited_at", "hour_known"} & vals.keys():
            self._check_counted_once()
        return result

    def unlink(self):
        held = self._held()
        result = super().unlink()
        self._pass_on(held)
        return result

    def _held(self):
        """Return ``[(column, library id, member id, day)]`` of what these visits stand for."""
        return [
            (column, visit.library_id.id, visit.member_id.id, visit.local_date)
            for visit in self.sudo()  # ids and days, to count by
            if visit.member_id
            for column in PERIODS
            if visit[column]
        ]

    def _stand_down(self):
        """Let these visits stand for nobody, before they move to another day; return what they held."""
        self.check_access("write")
        held = self._held()
        self.sudo().write(dict.fromkeys(PERIODS, False))  # outcomes of visits that may be written
        self.flush_recordset()
        return held

    def _count_persons(self):
        """Let one of these new visits stand for each person who has no other in its month, or year.

        Any other visit tells that the person is counted, even if the one that stands for them has
        forgotten whose it was. In SQL, two statements however many visits are recorded at once.
        """
        ids = tuple(self.filtered("member_id").ids)
        if not ids:
            return
        self.flush_model(["library_id", "member_id", "visited_at", "local_date"])
        for column, period in PERIODS.items():
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE library_visit AS visit SET %(column)s = TRUE
                      FROM (SELECT DISTINCT ON (
                                   library_id, member_id, date_trunc(%(period)s, local_date)) id
                              FROM library_visit WHERE id IN %(ids)s
                             ORDER BY library_id, member_id, date_trunc(%(period)s, local_date),
                                   local_date, id) AS first
                     WHERE visit.id = first.id
                       AND NOT EXISTS (
                           SELECT FROM library_visit AS other
                            WHERE other.library_id = visit.library_id
                              AND other.member_id = visit.member_id
                              AND date_trunc(%(period)s, other.local_date)
                                = date_trunc(%(period)s, visit.local_date)
                              AND other.id NOT IN %(ids)s)
                    """,
                    column=SQL.identifier(column),
                    period=period,
                    ids=ids,
                )
            )
        self.invalidate_model(list(PERIODS), flush=False)

    @api.model
    def _stand_for_one(self, kept, others):
        """Let one visit a month, and a year, stand for persons who turn out to be one."""
        self.flush_model(["library_id", "member_id", "local_date", *PERIODS])
        for column, period in PERIODS.items():
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE library_visit SET %(column)s = FALSE
                     WHERE id IN (
                           SELECT id FROM (
                               SELECT id, row_number() OVER (
                                      PARTITION BY library_id, date_trunc(%(period)s, local_date)
                                      ORDER BY member_id = %(kept)s DESC, local_date, id) AS nth
                                 FROM library_visit
                                WHERE member_id IN %(ids)s AND %(column)s) AS standing
                            WHERE nth > 1)
                    """,
                    column=SQL.identifier(column),
                    period=period,
                    kept=kept.id,
                    ids=tuple((kept | others).ids),
                )
            )
        self.invalidate_model(list(PERIODS), flush=False)

    @api.model
    def _pass_on(self, held):
        """Let another visit of the same person stand for them, where one is gone that did."""
        for column, period in PERIODS.items():
            rows = tuple(row for name, *row in held if name == column)
            if not rows:
                continue
            self.flush_model(["library_id", "member_id", "visited_at", "local_date"])
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE library_visit AS visit SET %(column)s = TRUE
                      FROM (SELECT DISTINCT ON (other.library_id, other.member_id, gone.day) other.id
                              FROM library_visit AS other
                              JOIN (VALUES %(rows)s) AS gone (library_id, member_id, day)
                                ON other.library_id = gone.library_id
                               AND other.member_id = gone.member_id
                               AND date_trunc(%(period)s, other.local_date)
                                 = date_trunc(%(period)s, gone.day::date)
                             ORDER BY other.library_id, other.member_id, gone.day,
                                   other.local_date, other.id) AS heir
                     WHERE visit.id = heir.id
                    """,
                    column=SQL.identifier(column),
                    period=period,
                    rows=SQL(", ").join(SQL("%s", tuple(row)) for row in rows),
                )
            )
        self.invalidate_model(list(PERIODS), flush=False)
