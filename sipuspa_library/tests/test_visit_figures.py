from datetime import datetime

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase

DAYS = ("2026-03-02", "2026-03-03", "2026-04-06")


@tagged("post_install", "-at_install")
@freeze_time("2026-05-04 02:00:00")
class TestVisitFigures(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for day in DAYS:
            cls.visit(cls.pupil_a, day)
        cls.visit(cls.pupil_a2, DAYS[0])
        cls.env["library.visit"].create(
            {
                "library_id": cls.school_a.id,
                "kind": "group",
                "female_count": 12,
                "male_count": 9,
                "used_computer": True,
                "visited_at": "2026-03-02 03:00:00",
            }
        )

    @classmethod
    def visit(cls, membership, day, hour=3, **vals):
        return cls.env["library.visit"].create(
            {
                "library_id": membership.library_id.id,
                "membership_id": membership.id,
                "visited_at": f"{day} {hour:02}:00:00",
                **vals,
            }
        )

    def figures(self, user=None, library=None):
        """Return ``{month: (visitors, persons of the month, of the year, women, men, computers)}``."""
        self.env.flush_all()
        rows = (
            self.env["library.visit.figure"]
            .with_user(user or self.desk_a)
            ._read_group(
                [("library_id", "=", (library or self.school_a).id)],
                ["month:month"],
                [
                    *("visitor_count:sum", "month_person_count:sum", "year_person_count:sum"),
                    *("female_count:sum", "male_count:sum", "computer_heads:sum"),
                ],
            )
        )
        return {month.month: tuple(sums) for month, *sums in rows}

    def test_visitors_are_heads_and_members_are_persons(self):
        self.assertEqual(self.figures(), {3: (24, 2, 2, 12 + 2, 9 + 1, 21), 4: (1, 1, 0, 1, 0, 0)})

    def test_a_person_is_counted_once_however_visits_come_and_go(self):
        late = self.visit(self.pupil_a, "2026-01-12")
        self.assertEqual(self.figures()[1][1:3], (1, 0), "entered later, and the year has its one")
        self.visit(self.pupil_a, "2026-01-13")
        late.unlink()
        self.assertEqual(self.figures()[1][:3], (1, 1, 0))
        march = self.env["library.visit"].search(
            [("member_id", "=", self.pupil_a.member_id.id), ("local_date", "=", DAYS[0])]
        )
        march.visited_at = "2026-04-07 03:00:00"
        figures = self.figures()
        self.assertEqual([figures[month][1] for month in (1, 3, 4)], [1, 2, 1])
        self.assertEqual(sum(figures[month][2] for month in figures), 2)

    def test_forgetting_names_changes_no_figure(self):
        before = self.figures()
        visits = self.env["library.visit"].search([("library_id", "=", self.school_a.id)])
        visits.filtered(lambda visit: str(visit.local_date) == DAYS[0])._forget()
        self.assertEqual(self.figures(), before)
        self.visit(self.pupil_a, "2026-05-04")
        self.visit(self.pupil_a, "2026-03-04")
        later = self.figures()
        self.assertEqual([later[month][1:3] for month in (3, 4, 5)], [(2, 2), (1, 0), (1, 0)])
        self.env["library.visit"].search([("library_id", "=", self.school_a.id)])._forget()
        self.assertEqual(self.figures(), later)

    def test_a_guest_and_a_teacher_are_forgotten_with_the_months(self):
        visit = self.env["library.visit"].create(
            {
                "library_id": self.school_a.id,
                "kind": "group",
                "group_name": "VI",
                "teacher": "Ibu Uji",
                "male_count": 3,
                "visited_at": "2024-05-04 02:00:00",
            }
        )
        guest = self.env["library.visit"].create(
            {
                "library_id": self.school_a.id,
                "guest_name": "Tamu Uji",
                "institution": "SD Lain",
                "visited_at": "2024-05-04 02:00:00",
            }
        )
        ended = dict(self.env["library.retention"]._ended_rows())[self.env["library.visit"].sudo()]
        self.assertLessEqual({visit.id, guest.id}, set(ended))
        (visit | guest)._forget()
        self.assertRecordValues(
            visit | guest,
            [
                {"teacher": False, "guest_name": False, "group_name": "VI", "visitor_count": 3},
                {"teacher": False, "guest_name": False, "group_name": False, "visitor_count": 1},
            ],
        )
        self.assertEqual(guest.institution, "SD Lain")

    def test_the_office_sees_figures_of_its_area_and_no_visit(self):
        supervisor = self._user("supervisor_1", "supervisor", oversees=self.district_1)
        self.visit(self.pupil_b, DAYS[0])
        self.assertEqual(self.figures(supervisor), self.figures())
        self.assertFalse(self.figures(supervisor, self.school_b))
        with self.assertRaises(AccessError):
            self.env["library.visit"].with_user(supervisor).search([("id", "!=", 0)])
        columns = self.env["library.visit.figure"]._fields.values()
        persons = ("library.member", "library.membership")
        self.assertFalse([column for column in columns if column.comodel_name in persons])

    def test_a_library_sees_no_figures_of_another(self):
        self.visit(self.pupil_b, DAYS[0])
        self.assertFalse(self.figures(self.desk_a, self.school_b))


@tagged("post_install", "-at_install")
class TestDayPartsOfLibraries(LibraryCase):
    def parts(self, library, *starts):
        return self.env["library.day.part"].create(
            [
                {"library_id": library.id, "name": f"Istirahat {start}", "hour_from": start}
                for start in starts
            ]
        )

    def at(self, hour, minute=0):
        return self.visit(f"2026-03-02 {hour - 8:02}:{minute:02}:00")

    def visit(self, moment):
        return (
            self.env["library.visit"]
            .with_user(self.desk_a)
            ._record(
                {
                    "library_id": self.school_a.id,
                    "membership_id": self.pupil_a.id,
                    "visited_at": moment,
                }
            )
        )

    def test_two_breaks_are_two_visits(self):
        first, second = self.parts(self.school_a, 9.5, 12)
        self.assertEqual(self.at(9, 35).day_part_id, first)
        self.assertFalse(self.at(11, 59))
        self.assertEqual(self.at(12).day_part_id, second)
        self.assertFalse(self.at(15))

    def test_before_the_first_part_it_counts_already(self):
        first, __ = self.parts(self.school_a, 9.5, 12)
        self.assertEqual(self.at(8).day_part_id, first)

    def test_visits_keep_the_part_of_their_day(self):
        first, __ = self.parts(self.school_a, 9.5, 12)
        visit = self.at(10)
        first.hour_from = 11
        self.env.flush_all()
        self.assertEqual(visit.day_part_id, first)
        self.parts(self.school_a, 7)
        self.assertTrue(self.at(10, 5), "the day is cut anew: another part, another visit")

    def test_a_library_without_parts_goes_by_those_of_its_library_and_of_the_regency(self):
        corner = self._library("Pojok Baca", "PB9", "smp", self.district_1)
        corner.parent_id = self.school_a
        moment = datetime(2026, 3, 2, 10)
        part = self.env["library.day.part"].browse
        self.assertEqual(
            part(corner._day_part_at(moment)), self.env.ref("sipuspa_library.day_part_midday")
        )
        [own] = self.parts(self.school_a, 6)
        self.assertEqual(part(corner._day_part_at(moment)), own)

    def test_no_two_parts_begin_at_one_time(self):
        self.parts(self.school_a, 9.5)
        taken = self.assertRaises(psycopg2.errors.UniqueViolation)
        with taken, mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.parts(self.school_a, 9.5)
        self.parts(self.school_b, 9.5)

    def test_a_part_tells_when_it_ends(self):
        parts = self.parts(self.school_a, 9.5, 12)
        self.assertEqual(parts.mapped("hour_to"), [12, 24])
