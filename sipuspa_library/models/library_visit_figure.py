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
        help="Books counted as read in the library and not lent, at the desk or on a sheet of paper: of "
        "them nobody's name is known.",
    )

    @property
    def _table_query(self):
        """Return what is to be added up, by SQL: two tables, one of them by the regency's months.

        Not added up here: the reader's own groups are fewer, and the months asked for are found by an index.
        """
        timezone = str(self.env["library.library"]._timezone())
        return SQL(
            """
            SELECT figure.*, place.type_id, place.region_id
              FROM (
                SELECT id, library_id, date_trunc('month', local_date::timestamp)::date AS month,
                       kind, purpose_id, category_id, sex, age_band,
                       1 AS entry_count, visitor_count, female_count, male_count,
                       (kind = 'group')::integer AS group_count, computer_heads,
                       first_of_month::integer AS month_person_count,
                       first_of_year::integer AS year_person_count,
                       books_read AS use_count
                  FROM library_visit
                UNION ALL
                SELECT -id, library_id,
                       date_trunc('month', acted_at AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date,
                       NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 1
                  FROM library_event AS used
                 WHERE verb = 'use' AND outcome = 'done'
                   AND NOT EXISTS (
                       SELECT FROM library_event AS undo WHERE undo.undone_id = used.id)
              ) AS figure
              JOIN library_library AS place ON place.id = figure.library_id
            """,
            timezone=timezone,
        )


class LibraryEvent(models.Model):
    _inherit = "library.event"

    _use_idx = models.Index("(library_id, acted_at) WHERE verb = 'use' AND outcome = 'done'")
