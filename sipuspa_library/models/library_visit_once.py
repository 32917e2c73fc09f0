import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain
from odoo.tools import SQL


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

    def write(self, vals):
        before = self._persons_visiting() if "visited_at" in vals else set()
        result = super().write(vals)
        if before:
            self._settle_firsts(before)
        return result

    def unlink(self):
        before = self._persons_visiting()
        result = super().unlink()
        self._settle_firsts(before)
        return result

    def _persons_visiting(self):
        """Return ``{(library id, member id)}`` of the visits of known members."""
        return {
            (visit.library_id.id, visit.member_id.id)
            for visit in self.sudo()  # ids only, to count by
            if visit.member_id
        }

    def _settle_firsts(self, pairs=None):
        """Let one visit a month and a year stand for each person: the one that does, else the first.

        In SQL, for it ranks rows: two statements, however many visits are recorded at once.

        :param pairs: ``{(library id, member id)}``, those of these visits by default
        """
        pairs = self._persons_visiting() if pairs is None else pairs
        if not pairs:
            return
        self.flush_model(["library_id", "member_id", "visited_at", "local_date"])
        ranked = SQL(
            """
            WITH ranked AS (
                SELECT id,
                       row_number() OVER (
                           PARTITION BY library_id, member_id, date_trunc('month', local_date)
                           ORDER BY first_of_month IS TRUE DESC, local_date, id) = 1 AS of_month,
                       row_number() OVER (
                           PARTITION BY library_id, member_id, date_trunc('year', local_date)
                           ORDER BY first_of_year IS TRUE DESC, local_date, id) = 1 AS of_year
                  FROM library_visit
                 WHERE (library_id, member_id) IN %s
            )
            """,
            tuple(pairs),
        )
        for wanted in (
            SQL("visit.first_of_month > ranked.of_month OR visit.first_of_year > ranked.of_year"),
            SQL(
                "visit.first_of_month IS DISTINCT FROM ranked.of_month "
                "OR visit.first_of_year IS DISTINCT FROM ranked.of_year"
            ),
        ):
            # who stands for nobody any more goes first: an index allows one only
            self.env.cr.execute(
                SQL(
                    """%s
                    UPDATE library_visit AS visit
                       SET first_of_month = ranked.of_month, first_of_year = ranked.of_year
                      FROM ranked
                     WHERE visit.id = ranked.id AND (%s)
                    """,
                    ranked,
                    wanted,
                )
            )
        self.invalidate_model(["first_of_month", "first_of_year"], flush=False)
