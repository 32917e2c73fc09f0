from datetime import datetime

import psycopg2
import pytz
from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LibraryCase

LATE_MORNING = "2026-03-02 03:30:00"  # half past eleven in the regency
NOON = "2026-03-02 04:30:00"
AFTERNOON = "2026-03-02 07:00:00"
NIGHT = "2026-03-02 17:30:00"  # half past one, the day after


@tagged("post_install", "-at_install")
class TestVisit(LibraryCase):
    def visit(self, moment=LATE_MORNING, membership=None, user=None, **vals):
        membership = membership or self.pupil_a
        return (
            self.env["library.visit"]
            .with_user(user or self.desk_a)
            .create(
                {
                    "library_id": membership.library_id.id,
                    "kind": "member",
                    "membership_id": membership.id,
                    "visited_at": moment,
                    **vals,
                }
            )
        )

    def test_a_member_is_counted_once_a_part_of_the_day(self):
        self.visit(LATE_MORNING)
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"):
            self.visit(NOON)
        self.visit(AFTERNOON)
        self.visit(LATE_MORNING, self.pupil_a2)

    def test_a_member_of_whom_no_hour_is_known_is_counted_for_the_whole_day(self):
        self.visit(LATE_MORNING)
        with self.assertRaises(ValidationError):
            self.visit(AFTERNOON, hour_known=False)
        afternoon = self.visit(AFTERNOON)
        with self.assertRaises(ValidationError):
            afternoon.hour_known = False
        other = self.visit(LATE_MORNING, self.pupil_a2, hour_known=False)
        with self.assertRaises(ValidationError):
            self.visit(AFTERNOON, self.pupil_a2)
        other.visited_at = "2026-03-04 03:30:00"
        self.visit(AFTERNOON, self.pupil_a2)

    def test_a_visit_stays_of_its_kind(self):
        visit = self.visit(LATE_MORNING)
        with self.assertRaises(ValidationError):
            visit.write({"kind": "group", "female_count": 900})
        visit.write({"kind": "member"})

    def test_and_once_in_each_library(self):
        also = self.env["library.membership"].create(
            {"member_id": self.pupil_a.member_id.id, "library_id": self.village.id}
        )
        operator = self._user("desk_c", "desk", operates=self.village)
        self.visit(LATE_MORNING)
        self.visit(LATE_MORNING, also, operator)

    def test_many_are_recorded_with_the_statements_of_a_few(self):
        """A list of visits may hold thousands: nothing is asked for each of them."""
        members = [self._membership(self.school_a, f"Anak {number}").id for number in range(16)]
        counts = []
        for ids in (members[:2], members[2:4], members[4:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["library.visit"].create(
                [
                    {
                        "library_id": self.school_a.id,
                        "membership_id": at,
                        "visited_at": LATE_MORNING,
                    }
                    for at in ids
                ]
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])

    def test_day_and_part_are_told_in_the_regency(self):
        visit = self.visit(NIGHT)
        self.assertEqual(
            (str(visit.local_date), visit.local_hour, visit.day_part_id),
            ("2026-03-03", "01", self.env.ref("sipuspa_library.day_part_night")),
        )

    def test_parts_and_days_begin_by_the_clock_of_the_regency(self):
        self.env["library.day.part"].create(
            [
                {"library_id": self.school_a.id, "name": name, "hour_from": hour}
                for name, hour in (("Pagi", 0), ("Siang", 12))
            ]
        )
        visits = self.env["library.visit"].with_user(self.desk_a)
        member = {"library_id": self.school_a.id, "membership_id": self.pupil_a.id}
        for month, zone in enumerate(("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"), 2):
            self.env["ir.config_parameter"].sudo().set_param("sipuspa_library.timezone", zone)
            counted = []
            for day, hour, minute in ((2, 0, 0), (2, 11, 59), (2, 12, 0), (2, 23, 59), (3, 0, 0)):
                local = pytz.timezone(zone).localize(datetime(2026, month, day, hour, minute))
                moment = local.astimezone(pytz.utc).replace(tzinfo=None)
                counted.append(bool(visits._record({**member, "visited_at": moment})))
            with self.subTest(zone=zone):
                self.assertEqual(counted, [True, False, True, False, True])

    def test_a_change_of_the_time_is_counted_there(self):
        visit = self.visit(LATE_MORNING)
        visit.visited_at = AFTERNOON
        self.env.flush_all()
        self.assertEqual(visit.day_part_id, self.env.ref("sipuspa_library.day_part_afternoon"))
        self.visit(LATE_MORNING)

    def test_a_visit_keeps_who_the_member_was_that_day(self):
        visit = self.visit("2026-05-16 03:30:00")
        self.pupil_a.class_name = "VIII-A"
        self.assertRecordValues(
            visit,
            [
                {
                    "member_id": self.pupil_a.member_id.id,
                    "category_id": self.pupil_a.category_id.id,
                    "class_name": "VII-A",
                    "sex": "f",
                    "age_band": "7-12",
                    "visitor_count": 1,
                }
            ],
        )
        self.assertEqual(self.visit("2026-05-17 03:30:00").age_band, "13-14")

    def test_nobody_types_who_a_member_was(self):
        with self.assertRaises(AccessError):
            self.visit(class_name="XII", sex="m")
        self.assertRecordValues(self.visit(), [{"class_name": "VII-A", "sex": "f"}])

    @freeze_time(LATE_MORNING)
    def test_guests_and_groups_are_counted_by_heads(self):
        visits = self.env["library.visit"].with_user(self.desk_a)
        for vals, heads in (
            ({"kind": "guest"}, 1),
            ({"kind": "guest"}, 1),
            ({"kind": "group", "female_count": 12, "male_count": 9}, 21),
            ({"kind": "group", "male_count": 9}, 9),
        ):
            visit = visits.create({"library_id": self.school_a.id, **vals})
            self.assertEqual(visit.visitor_count, heads)
        with self.assertRaises(ValidationError):
            visits.create({"library_id": self.school_a.id, "kind": "group"})

    def test_the_form_records_everybody(self):
        visits = self.env["library.visit"].with_user(self.desk_a)
        with Form(visits) as form:
            form.kind = "guest"
            form.sex = "f"
        self.assertRecordValues(form.record, [{"kind": "guest", "sex": "f", "visitor_count": 1}])
        form.record.sex = "m"
        with Form(visits) as form:
            form.kind = "member"
            form.membership_id = self.pupil_a
        self.assertRecordValues(form.record, [{"kind": "member", "sex": "f"}])
        with self.assertRaises(AccessError):
            form.record.sex = "m"
        with Form(visits) as form:
            form.kind = "member"
            form.membership_id = self.pupil_a2
            form.kind = "guest"
        self.assertFalse(form.record.membership_id)

    def test_a_visit_is_called_by_its_kind_and_day(self):
        self.assertEqual(self.visit(LATE_MORNING).display_name, "Member · 02/03/2026")

    def test_a_member_is_named_where_a_member_came(self):
        visits = self.env["library.visit"].with_user(self.desk_a)
        here, pupil = {"library_id": self.school_a.id}, {"membership_id": self.pupil_a.id}
        for vals in ({"kind": "member"}, {"kind": "guest", **pupil}, {"kind": "group", **pupil}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                visits.create({**here, **vals})
        by_default = visits.with_context(default_membership_id=self.pupil_a2.id)
        self.assertFalse(by_default.create(here).membership_id)
        self.assertEqual(visits.create({**here, **pupil}).kind, "member")

    def test_a_visit_names_a_member_of_its_own_library(self):
        for user in (self.librarian_a, self.library_admin):
            with self.subTest(user=user.login), self.assertRaises(ValidationError):
                self.visit(LATE_MORNING, self.pupil_b, user, library_id=self.school_a.id)
