from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .common import LibraryCase

JUNE = "2027-06-21 03:00:00"
YEAR_BEFORE = "2026-08-03 03:00:00"


@tagged("post_install", "-at_install")
class TestPromotion(LibraryCase):
    """The end of a school year: seen before it happens, done step by step, undone as a whole."""

    @classmethod
    @freeze_time(YEAR_BEFORE)
    def setUpClass(cls):
        super().setUpClass()
        cls.primary = cls._library("SD Uji", "SDUJI", "sd", cls.district_1)
        cls.librarian_sd = cls._user("librarian_sd", "librarian", operates=cls.primary)
        until = {"valid_until": "2027-06-30"}
        cls.seventh = cls.pupil_a + cls.pupil_a2
        cls.seventh.write(until)
        cls.ninth = cls._membership(cls.school_a, "I Ketut Lulus", class_name="IX-A", **until)
        cls.sixth = cls._membership(cls.primary, "Ni Kadek Enam", class_name="Kelas 6")
        cls.first = cls._membership(cls.primary, "I Gede Satu", class_name="Kelas 1")

    def setUp(self):
        super().setUp()
        self.clock = freeze_time(JUNE)
        self.clock.start()
        self.addCleanup(self.clock.stop)

    # ------------------------------------------------------------------
    # HELPERS
    # ------------------------------------------------------------------

    def prepared(self, library=None, user=None):
        promotions = self.env["library.promotion"].with_user(user or self.librarian_a)
        return promotions.create({"library_id": (library or self.school_a).id})

    def run_through(self, promotion):
        """Ask for step after step, as the browser does; return how many there were."""
        steps = 1
        while promotion.run_batch()["left"]:
            steps += 1
        self.env.invalidate_all()
        return steps

    def promoted(self, *args, **kwargs):
        promotion = self.prepared(*args, **kwargs)
        promotion.action_apply()
        self.run_through(promotion)
        return promotion

    def undone(self, promotion):
        promotion.action_undo()
        self.run_through(promotion)

    def line(self, promotion, membership):
        return promotion.line_ids.filtered(lambda line: line.membership_id == membership)

    def facts(self, memberships):
        """Return all that a promotion changes of members."""
        return [
            (
                row.class_id.id,
                row.class_name,
                row.valid_until,
                row.left_on,
                [
                    (step.id, step.class_id.id, step.date_from, step.date_to, step.outcome)
                    for step in row.enrolment_ids.sorted("id")
                ],
            )
            for row in memberships
        ]

    # ------------------------------------------------------------------
    # BEFORE
    # ------------------------------------------------------------------

    def test_every_class_is_proposed_the_next_grade_and_the_last_graduates(self):
        promotion = self.prepared()
        self.assertEqual(
            (promotion.from_year_id.name, promotion.to_year_id.name), ("2026/2027", "2027/2028")
        )
        self.assertEqual(
            [(row.class_id.name, row.outcome, row.target_name) for row in promotion.class_line_ids],
            [("VII-A", "promoted", "VIII-A"), ("IX-A", "graduated", False)],
        )
        self.assertEqual(self.line(promotion, self.pupil_a).target_name, "VIII-A")
        self.assertEqual(self.line(promotion, self.ninth).outcome, "graduated")
        primary = self.prepared(self.primary, self.librarian_sd)
        self.assertEqual(
            {row.class_id.name: row.target_name for row in primary.class_line_ids},
            {"1": "2", "6": False},
        )

    def test_nothing_changes_before_it_is_pressed(self):
        before = self.facts(self.seventh + self.ninth)
        promotion = self.prepared()
        self.assertIn("VIII-A", promotion.preview)
        self.assertEqual(self.facts(self.seventh + self.ninth), before)
        promotion.unlink()

    def test_pupils_follow_their_class_save_those_of_whom_something_is_said(self):
        promotion = self.prepared()
        self.line(promotion, self.pupil_a2).outcome = "repeated"
        self.assertEqual(self.line(promotion, self.pupil_a2).target_name, "VII-A")
        promotion.class_line_ids[0].target_name = "8 b"
        self.assertRecordValues(
            self.line(promotion, self.pupil_a) + self.line(promotion, self.pupil_a2),
            [
                {"outcome": "promoted", "target_name": "VIII-B", "deviates": False},
                {"outcome": "repeated", "target_name": "VII-A", "deviates": True},
            ],
        )
        self.line(promotion, self.pupil_a2).write({"outcome": "promoted", "target_name": "VIII B"})
        self.assertFalse(self.line(promotion, self.pupil_a2).deviates)

    def test_a_pupil_in_no_class_is_listed_and_can_be_given_one(self):
        lost = self._membership(self.school_a, "Ni Putu Tanpa Kelas")
        teacher = self._membership(self.school_a, "Bapak Guru", category="teacher")
        promotion = self.prepared()
        line = self.line(promotion, lost)
        self.assertRecordValues(line, [{"outcome": False, "class_id": False}])
        self.assertIn(line, promotion.deviating_line_ids)
        self.assertFalse(self.line(promotion, teacher))
        line.write({"outcome": "promoted", "target_name": "7 c"})
        promotion.action_apply()
        self.run_through(promotion)
        self.assertEqual(lost.class_name, "VII-C")

    def test_one_promotion_at_a_time_for_a_school(self):
        self.prepared()
        self.prepared(self.primary, self.librarian_sd)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.prepared()

    def test_a_year_that_has_not_begun_is_not_ended(self):
        self.promoted()
        with self.assertRaisesRegex(UserError, "2027/2028"):
            self.prepared()

    def test_a_village_is_refused_and_an_empty_school_has_nobody_to_promote(self):
        with self.assertRaises(UserError):
            self.env["library.promotion"].create({"library_id": self.village.id})
        empty = self._library("SD Baru", "SDBARU", "sd", self.district_1)
        promotion = self.env["library.promotion"].create({"library_id": empty.id})
        with self.assertRaises(UserError):
            promotion.action_apply()

    def test_nobody_else_prepares_does_or_undoes_it(self):
        promotion = self.prepared()
        for user in (self.desk_a, self.librarian_b, self.supervisor):
            for act in ("action_apply", "action_undo", "run_batch", "action_refresh"):
                with self.subTest(user=user.login, act=act), self.assertRaises(AccessError):
                    getattr(promotion.with_user(user), act)()
        with self.assertRaises(AccessError):
            self.prepared(self.school_b)

    def test_it_is_looked_at_again_when_somebody_changed_class_meanwhile(self):
        promotion = self.prepared()
        self.pupil_a2.class_name = "VII-B"
        promotion.action_apply()
        self.assertEqual(promotion.state, "draft")
        self.assertEqual(self.line(promotion, self.pupil_a2).target_name, "VIII-B")
        promotion.action_apply()
        self.assertEqual(promotion.state, "applying")

    def test_who_stays_in_school_needs_a_next_class(self):
        promotion = self.prepared()
        lost = self._membership(self.school_a, "Ni Putu Tanpa Kelas")
        promotion.action_refresh()
        self.line(promotion, lost).outcome = "promoted"
        with self.assertRaises(UserError):
            promotion.action_apply()

    def test_what_was_decided_is_not_changed_once_it_has_begun(self):
        promotion = self.promoted()
        for rows in (promotion.line_ids, promotion.class_line_ids):
            with self.assertRaises(UserError):
                rows[0].target_name = "VIII-C"
        with self.assertRaises(UserError):
            promotion.unlink()

    def test_the_form_proposes_where_a_pupil_goes_of_whom_something_else_is_said(self):
        promotion = self.prepared()
        with Form(self.line(promotion, self.pupil_a)) as form:
            form.outcome = "repeated"
            self.assertEqual(form.target_name, "VII-A")
            form.outcome = "left"
            self.assertFalse(form.target_name)

    # ------------------------------------------------------------------
    # DOING IT
    # ------------------------------------------------------------------

    def test_everybody_goes_where_the_list_says(self):
        third = self._membership(self.school_a, "Ni Komang Pindah", class_name="VII-A")
        promotion = self.prepared()
        self.line(promotion, self.pupil_a2).outcome = "repeated"
        self.line(promotion, third).outcome = "moved"
        promotion.action_apply()
        self.run_through(promotion)
        self.assertEqual(promotion.state, "applied")
        self.assertRecordValues(
            self.seventh + self.ninth + third,
            [
                {"class_name": name, "standing": standing, "valid_until": until}
                for name, standing, until in (
                    ("VIII-A", "active", fields.Date.to_date("2028-06-30")),
                    ("VII-A", "active", fields.Date.to_date("2028-06-30")),
                    (False, "left", fields.Date.to_date("2027-06-30")),
                    (False, "left", False),
                )
            ],
        )
        self.assertEqual(self.pupil_a.class_id.year_id, promotion.to_year_id)
        self.assertFalse(self.pupil_a.class_id.teacher_name)
        ended = [
            (
                row.enrolment_ids - row._open_enrolments().get(row, row.enrolment_ids.browse())
            ).outcome
            for row in self.seventh + self.ninth + third
        ]
        self.assertEqual(ended, ["promoted", "repeated", "graduated", "moved"])

    def test_a_leaver_with_books_leaves_all_the_same_and_can_bring_them_back(self):
        self.lend(self.ninth, self.copies_a[:1])
        promotion = self.prepared()
        self.assertIn("I Ketut Lulus", promotion.preview)
        promotion.action_apply()
        self.run_through(promotion)
        person = self.ninth.member_id.with_user(self.librarian_a)
        self.assertEqual(person.search([("id", "=", person.id)]), person)
        self.take_back(self.school_a, self.copies_a[:1])
        self.assertFalse(person.search([("id", "=", person.id)]))

    def test_it_is_done_in_steps_of_a_hundred(self):
        many = self.env["library.membership"].create(
            [
                {
                    "member_id": member.id,
                    "library_id": self.school_a.id,
                    "category_id": self.pupil_a.category_id.id,
                    "class_name": "VII-D",
                }
                for member in self.env["library.member"].create(
                    [{"name": f"Siswa {number}"} for number in range(150)]
                )
            ]
        )
        promotion = self.prepared()
        promotion.action_apply()
        answer = promotion.run_batch()
        self.assertEqual((answer["left"], answer["total"]), (53, 153))
        self.assertEqual(promotion.state, "applying")
        self.assertEqual(self.run_through(promotion), 1)
        self.assertEqual(set(many.mapped("class_name")), {"VIII-D"})
        self.assertEqual(promotion.run_batch()["left"], 0)

    def test_half_done_it_goes_on_by_itself_after_ten_minutes(self):
        promotion = self.prepared()
        promotion.action_apply()
        cron = self.env.ref("sipuspa_library.cron_batch")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(promotion.state, "applying")
        self.clock.stop()
        with freeze_time(fields.Datetime.to_datetime(JUNE) + timedelta(minutes=11)):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(promotion.state, "applied")
        self.clock.start()
        self.assertEqual(promotion.applied_by_id, self.librarian_a)
        self.assertEqual(self.pupil_a.class_name, "VIII-A")

    def test_the_one_whose_right_has_ended_finishes_nothing(self):
        promotion = self.prepared()
        promotion.action_apply()
        self.librarian_a.library_assignment_ids.date_to = "2027-06-01"
        self.clock.stop()
        with freeze_time(fields.Datetime.to_datetime(JUNE) + timedelta(minutes=11)):
            with mute_logger("odoo.addons.sipuspa_library.models.ir_cron"):
                with self.enter_registry_test_mode():
                    self.env.ref("sipuspa_library.cron_batch").method_direct_trigger()
        self.clock.start()
        self.env.invalidate_all()
        self.assertEqual(promotion.sudo().state, "applying")
        self.assertFalse(promotion.sudo().batch_at)

    def test_who_is_changed_while_it_runs_is_left_as_they_are(self):
        promotion = self.prepared()
        promotion.action_apply()
        self.pupil_a2.class_name = "VII-B"
        self.run_through(promotion)
        self.assertEqual(self.pupil_a2.class_name, "VII-B")
        self.assertEqual(self.line(promotion, self.pupil_a2).state, "skipped")
        self.assertIn("I Wayan Uji", promotion.preview)

    def test_two_spellings_of_the_next_class_are_one(self):
        promotion = self.prepared()
        self.line(promotion, self.pupil_a2).target_name = "kelas 8a"
        promotion.action_apply()
        self.run_through(promotion)
        self.assertEqual(self.pupil_a.class_id, self.pupil_a2.class_id)

    # ------------------------------------------------------------------
    # UNDOING IT
    # ------------------------------------------------------------------

    def test_undone_everything_is_as_it_was(self):
        everybody = self.seventh + self.ninth
        before = self.facts(everybody)
        promotion = self.promoted()
        self.lend(self.pupil_a, self.copies_a[:1])
        self.undone(promotion)
        self.assertEqual(self.facts(everybody), before)
        self.assertEqual(promotion.state, "undone")
        self.assertEqual(self.pupil_a._open_loans().class_name, "VIII-A")
        self.assertFalse(promotion.action_undo())
        self.assertEqual(self.facts(everybody), before)

    def test_after_the_undo_it_is_done_anew(self):
        self.undone(self.promoted())
        promotion = self.promoted()
        self.assertEqual(self.pupil_a.class_name, "VIII-A")
        self.assertEqual(promotion.to_year_id.name, "2027/2028")

    def test_half_done_it_is_undone(self):
        before = self.facts(self.seventh)
        promotion = self.prepared()
        promotion.action_apply()
        promotion.sudo().line_ids[:1]._promote()
        self.assertEqual(self.pupil_a.class_name, "VIII-A")
        self.undone(promotion)
        self.assertEqual(self.facts(self.seventh), before)

    def test_begun_and_undone_before_anybody_was_promoted(self):
        promotion = self.prepared()
        promotion.action_apply()
        promotion.action_undo()
        self.assertEqual(promotion.state, "undone")
        self.assertEqual(self.pupil_a.class_name, "VII-A")

    def test_it_is_not_undone_once_somebody_has_gone_on_from_it(self):
        ways = {
            "moved": lambda: self.pupil_a.write({"class_name": "VIII-B"}),
            "left": lambda: self.pupil_a._leave(),
            "renewed": lambda: self.pupil_a.write({"valid_until": "2029-06-30"}),
            "taken back": lambda: self.ninth._come_back(),
            "cleared": lambda: self.ninth._clear("diploma"),
        }
        promotion = self.promoted()
        for way, act in ways.items():
            with self.subTest(way=way), self.assertRaises(UserError):
                act()
                promotion.action_undo()
        self.undone(promotion)
        self.assertEqual(self.pupil_a.class_name, "VII-A")

    def test_it_is_undone_within_two_weeks_only(self):
        promotion = self.promoted()
        self.clock.stop()
        for days, possible in ((13, True), (15, False)):
            with freeze_time(fields.Datetime.to_datetime(JUNE) + timedelta(days=days)):
                promotion.invalidate_recordset()
                self.assertEqual(promotion.is_undoable, possible)
        with freeze_time(fields.Datetime.to_datetime(JUNE) + timedelta(days=15)):
            with self.assertRaises(UserError):
                promotion.action_undo()
        self.clock.start()

    # ------------------------------------------------------------------
    # FROM SCHOOL TO SCHOOL
    # ------------------------------------------------------------------

    def sent(self):
        """Promote the primary school; its sixth class goes to school A."""
        promotion = self.prepared(self.primary, self.librarian_sd)
        leaving = promotion.class_line_ids.filtered(lambda row: row.outcome == "graduated")
        leaving.destination_id = self.school_a
        promotion.action_apply()
        self.run_through(promotion)
        return promotion, self.env["library.arrival"].with_user(self.librarian_a).search([])

    def admit(self, arrivals, class_name="7 b"):
        wizard = self.env["library.arrival.admit"].with_user(self.librarian_a)
        wizard = wizard.with_context(active_model="library.arrival", active_ids=arrivals.ids)
        wizard.create({"class_name": class_name}).action_admit()
        return self.sixth.member_id.membership_ids - self.sixth

    def test_a_leaver_is_expected_where_the_old_school_says(self):
        __, arrivals = self.sent()
        self.assertRecordValues(
            arrivals,
            [
                {
                    "name": "Ni Kadek Enam",
                    "sex": "f",
                    "from_library_id": self.primary.id,
                    "from_class_name": "6",
                    "state": "waiting",
                }
            ],
        )
        with self.assertRaises(AccessError):
            arrivals.member_id.read(["birth_date"])
        self.assertFalse(self.env["library.arrival"].with_user(self.librarian_b).search([]))

    def test_admitted_the_pupil_has_the_same_card_and_none_of_the_past(self):
        copy = self._copies(self.primary, self.book, 1)
        desk = self.env["library.desk"].with_user(self.librarian_sd)
        desk.lend(self.sixth.id, copy.ids, "sd", "lend")
        card = self.sixth.card_number
        __, arrivals = self.sent()
        membership = self.admit(arrivals)
        self.assertRecordValues(
            membership,
            [{"library_id": self.school_a.id, "class_name": "VII-B", "card_number": card}],
        )
        self.assertEqual(arrivals.state, "admitted")
        loans = self.env["library.loan"].with_user(self.librarian_a)
        self.assertFalse(loans.search([("member_id", "=", self.sixth.member_id.id)]))

    def test_admitted_twice_is_admitted_once(self):
        __, arrivals = self.sent()
        self.admit(arrivals)
        wizard = self.env["library.arrival.admit"].with_user(self.librarian_a)
        wizard.create({"arrival_ids": arrivals.ids, "class_name": "VII-C"}).action_admit()
        membership = self.sixth.member_id.membership_ids - self.sixth
        self.assertEqual(membership.class_name, "VII-B")
        with self.assertRaises(UserError):
            wizard.create({}).action_admit()

    def test_who_came_before_being_admitted_is_not_a_member_twice(self):
        __, arrivals = self.sent()
        self._desk(self.desk_a).admit(self.school_a.id, self.sixth.card_number)
        membership = self.admit(arrivals)
        self.assertEqual(membership.class_name, "VII-B")

    def test_an_undo_takes_them_off_the_list_and_is_refused_once_one_is_admitted(self):
        promotion, arrivals = self.sent()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.admit(arrivals)
            promotion.action_undo()
        self.undone(promotion)
        self.assertFalse(arrivals.exists())
        self.assertEqual(self.sixth.class_name, "6")

    def test_one_who_did_not_come_can_come_after_all(self):
        __, arrivals = self.sent()
        arrivals.action_dismiss()
        self.assertEqual(arrivals.state, "dismissed")
        with self.assertRaises(UserError):
            self.admit(arrivals)
        arrivals.action_expect()
        self.assertTrue(self.admit(arrivals))

    def test_who_is_not_admitted_within_a_year_is_forgotten(self):
        __, arrivals = self.sent()
        self.clock.stop()
        with freeze_time("2028-06-22"):
            self.env["library.arrival"]._gc_arrivals()
        self.clock.start()
        self.assertFalse(arrivals.exists())

    def test_leavers_go_to_another_school_only(self):
        promotion = self.prepared()
        for place in (self.village, self.school_a):
            with self.subTest(place=place.name), self.assertRaises(UserError):
                promotion.class_line_ids[1].destination_id = place


@tagged("post_install", "-at_install")
class TestPromotionTour(HttpCase, LibraryCase):
    """The button, the progress bar and the form after it, in a real browser."""

    def test_a_librarian_promotes_the_school(self):
        self.env["library.membership"].create(
            [
                {"member_id": member.id, "library_id": self.school_a.id, "class_name": "VII-A"}
                for member in self.env["library.member"].create(
                    [{"name": f"Siswa {number}"} for number in range(120)]
                )
            ]
        )
        self.start_tour("/odoo/promotions", "library_promotion", login="librarian_a")
        self.assertEqual(self.pupil_a.class_name, "VIII-A")
        promotion = self.env["library.promotion"].search([("library_id", "=", self.school_a.id)])
        self.assertEqual(promotion.state, "applied")
