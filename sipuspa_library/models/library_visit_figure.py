from odoo import fields, models
from odoo.tools import SQL

from .library_visit import KINDS
from .mixin_snapshot import AGE_BANDS


class LibraryVisitFigure(models.Model):
    """How many came, to which library, in which month: heads beside persons, and nobody's name.

    A library sees its own figures and the office those of its area; the visits stay with the library. Who
    came in a month is counted by the visits that stand for a person (:mod:`.library_visit_once`), so that
    figures do not change when names are forgotten.
    """

    _name = "library.visit.figure"
    _description = "Figures of Visits"
    _auto = False
    _order = "month desc, library_id, id"
    _rec_name = "library_id"

    library_id = fields.Many2one(comodel_name="library.library", readonly=True)
    type_id = fields.Many2one(comodel_name="library.type", string="Library Type", readonly=True)
    region_id = fields.Many2one(comodel_name="library.region", readonly=True)
    month = fields.Date(readonly=True)
    kind = fields.Selection(selection=KINDS, readonly=True)
    purpose_id = fields.Many2one(comodel_name="library.visit.purpose", readonly=True)
    category_id = fields.Many2one(comodel_name="library.member.category", readonly=True)
    sex = fields.Selection(selection=[("f", "Female"), ("m", "Male")], readonly=True)
    age_band = fields.Selection(selection=AGE_BANDS, readonly=True)
    entry_count = fields.Integer(string="Entries", readonly=True)
    visitor_count = fields.Integer(string="Visitors", readonly=True)
    female_count = fields.Integer(string="Women and Girls", readonly=True)
    male_count = fields.Integer(string="Men and Boys", readonly=True)
    group_count = fields.Integer(string="Groups", readonly=True)
    computer_heads = fields.Integer(string="At Computers", readonly=True)
    month_person_count = fields.Integer(
        string="Different Members in the Month",
        readonly=True,
        help="Each member once a month and library, however often they came.",
    )
    year_person_count = fields.Integer(
        string="Different Members in the Year",
        readonly=True,
        help="Each member once a year and library, in the month they first came. Add up whole years.",
    )
    use_count = fields.Integer(
        string="Books Read Here",
        readonly=True,
        help="Books counted as read in the library and not lent: of them nobody's name is known.",
    )

    @property
    def _table_query(self):
        """Return the figures, by SQL: two tables are added up, one of them by the regency's months."""
        timezone = str(self.env["library.library"]._timezone())
        return SQL(
            """
            SELECT figure.*, place.type_id, place.region_id
              FROM (
                SELECT min(id) AS id, library_id, date_trunc('month', local_date)::date AS month,
                       kind, purpose_id, category_id, sex, age_band,
                       count(*)::integer AS entry_count,
                       sum(visitor_count)::integer AS visitor_count,
                       sum(female_count)::integer AS female_count,
                       sum(male_count)::integer AS male_count,
                       (count(*) FILTER (WHERE kind = 'group'))::integer AS group_count,
                       sum(computer_heads)::integer AS computer_heads,
                       (count(*) FILTER (WHERE first_of_month))::integer AS month_person_count,
                       (count(*) FILTER (WHERE first_of_year))::integer AS year_person_count,
                       0 AS use_count
                  FROM library_visit
                 GROUP BY library_id, date_trunc('month', local_date)::date,
                          kind, purpose_id, category_id, sex, age_band
                UNION ALL
                SELECT -min(id), library_id,
                       date_trunc('month', acted_at AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date,
                       NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, count(*)::integer
                  FROM library_event AS used
                 WHERE verb = 'use' AND outcome = 'done'
                   AND NOT EXISTS (
                       SELECT FROM library_event AS undo WHERE undo.undone_id = used.id)
                 GROUP BY library_id,
                       date_trunc('month', acted_at AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date
              ) AS figure
              JOIN library_library AS place ON place.id = figure.library_id
            """,
            timezone=timezone,
        )
