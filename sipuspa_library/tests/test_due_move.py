from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"


@freeze_time(MONDAY)
class DueCase(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a

    def lent(self, member, copies, user=None):
        answers = self.lend(member, copies, user=user)
        return self.env["library.loan"].browse([answer["loan_id"] for answer in answers])

    def told(self, loan):
        """Return what the ledger keeps for the notices."""
        return self.env["library.event"].search(
            [("loan_id", "=", loan.id), ("verb", "=", "redate"), ("outcome", "=", "done")]
        )


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestMoveDue(DueCase):
    """The verb: a new due day for loans, never a closed one."""

    def test_a_loan_is_due_on_the_new_day_and_the_ledger_says_why(self):
        loan = self.lent(self.pupil_a, self.copy)
        [answer] = loan._move_due({loan.id: date(2026, 3, 20)}, "Study tour")
        self.assertEqual((answer["outcome"], loan.due_date), ("done", date(2026, 3, 20)))
        event = self.told(loan)
        self.assertEqual(
            (event.reason, event.due_date, event.membership_id, event.copy_id),
            ("Study tour", loan.due_date, self.pupil_a, self.copy),
        )

    def test_a_closed_day_becomes_the_next_open_one_and_a_past_one_today_or_after(self):
        loans = self.lent(self.pupil_a, self.copy + self.copy_2)
        loans._move_due({loans[0].id: date(2026, 3, 8), loans[1].id: date(2026, 1, 1)}, "x")
        self.assertEqual(loans.mapped("due_date"), [date(2026, 3, 9), date(2026, 3, 2)])

    def test_what_came_back_meanwhile_is_left_alone(self):
        loan = self.lent(self.pupil_a, self.copy)
        self.take_back(self.school_a, self.copy)
        [answer] = loan._move_due({loan.id: date(2026, 3, 20)}, "x")
        self.assertEqual(self.codes(answer), ["loan_closed"])
        self.assertEqual(loan.due_date, date(2026, 3, 9))

    def test_without_hours_there_is_no_day(self):
        loan = self.lent(self.pupil_a, self.copy)
        self.school_a.opening_ids.unlink()
        [answer] = loan._move_due({loan.id: date(2026, 3, 20)}, "x")
        self.assertEqual(self.codes(answer), ["library_without_hours"])


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestClassMove(DueCase):
    """One new due day for a class, from its form."""

    def wizard(self, records, user=None, **vals):
        context = {"active_model": records._name, "active_ids": records.ids}
        wizards = self.env["library.due.move"].with_user(user or self.librarian_a)
        vals = {"due_date": "2026-03-19", "reason": "Study tour", **vals}
        return wizards.with_context(**context).create(vals)

    def test_all_books_of_the_class_are_due_on_one_day(self):
        loans = self.lent(self.pupil_a, self.copy) + self.lent(self.pupil_a2, self.copy_2)
        wizard = self.wizard(self.pupil_a.class_id)
        self.assertEqual(wizard.moved_count, 2)
        wizard.action_move()
        self.assertEqual(loans.mapped("due_date"), [date(2026, 3, 19)] * 2)
        self.assertEqual(len(self.told(loans[0])), 1)

    def test_a_closed_day_is_shown_as_the_open_one_it_becomes(self):
        loan = self.lent(self.pupil_a, self.copy)
        wizard = self.wizard(self.pupil_a.class_id, due_date="2026-03-15")
        self.assertEqual(wizard.open_day, date(2026, 3, 16))
        wizard.action_move()
        self.assertEqual(loan.due_date, wizard.open_day)

    def test_only_the_books_of_one_kind(self):
        kind = self.env.ref("sipuspa_library.collection_type_paket")
        self.copy.collection_type_id = kind
        loans = self.lent(self.pupil_a, self.copy + self.copy_2)
        self.wizard(self.pupil_a.class_id, collection_type_id=kind.id).action_move()
        self.assertEqual(loans.mapped("due_date")[0], date(2026, 3, 19))
        self.assertEqual(loans.mapped("due_date")[1], date(2026, 3, 9))

    def test_textbooks_of_the_year_stay_unless_they_are_chosen(self):
        loans = self.lent(self.pupil_a, self.copy + self.copy_2)
        loans[0].sudo().counted_apart = True
        self.assertEqual(self.wizard(self.pupil_a.class_id).moved_count, 1)
        self.wizard(self.pupil_a.class_id).action_move()
        self.assertEqual(loans.mapped("due_date"), [date(2026, 3, 9), date(2026, 3, 19)])
        self.wizard(loans[0]).action_move()
        self.assertEqual(loans[0].due_date, date(2026, 3, 19))

    def test_a_library_without_hours_is_told_that_nothing_moves(self):
        self.lent(self.pupil_a, self.copy)
        self.school_a.opening_ids.unlink()
        with self.assertRaises(UserError):
            self.wizard(self.pupil_a.class_id).action_move()

    def test_a_day_that_is_past_and_an_act_without_a_reason_are_refused(self):
        self.lent(self.pupil_a, self.copy)
        for vals in ({"due_date": "2026-03-01"}, {"due_date": False}, {"reason": "  "}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.wizard(self.pupil_a.class_id, **vals).action_move()

    def test_nobody_moves_what_another_library_has_lent(self):
        loan = self.lent(self.pupil_a, self.copy)
        wizards = self.env["library.due.move"].with_user(self.librarian_b)
        with self.assertRaises(UserError), mute_logger("odoo.addons.base.models.ir_rule"):
            wizards.create(
                {"loan_ids": loan.ids, "due_date": "2026-03-19", "reason": "x"}
            ).action_move()
        self.assertEqual(loan.due_date, date(2026, 3, 9))


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestClosing(DueCase):
    """Closing a library, or the whole regency, shown before it is done."""

    def closing(self, user=None, **vals):
        days = vals.pop("days", [("Banjir", "2026-03-09", "2026-03-10")])
        lines = [
            Command.create({"name": name, "date_from": first, "date_to": last, **more})
            for name, first, last, *rest in days
            for more in (rest[0] if rest else {},)
        ]
        closings = self.env["library.closing"].with_user(user or self.librarian_a)
        return closings.create({"line_ids": lines, **vals})

    def test_an_emergency_moves_what_is_due_then_and_tells_why(self):
        loan = self.lent(self.pupil_a, self.copy)
        closing = self.closing(library_id=self.school_a.id)
        self.assertEqual(closing.loan_count, 1)
        closing.action_close()
        self.assertEqual(loan.due_date, date(2026, 3, 11))
        self.assertEqual(self.told(loan).reason, "Banjir")
        self.assertEqual(self.lend(self.pupil_a2, self.copy_2)[0]["due_date"], "2026-03-11")

    def test_pressed_twice_a_day_is_closed_and_moved_once(self):
        loan = self.lent(self.pupil_a, self.copy)
        closing = self.closing(library_id=self.school_a.id)
        closing.action_close()
        closing.action_close()
        self.assertEqual(len(self.school_a.closure_ids), 1)
        self.assertEqual(len(self.told(loan)), 1)

    def test_what_is_late_already_stays_late(self):
        with freeze_time("2026-02-02 02:00:00"):
            loan = self.lent(self.pupil_a, self.copy)
        days = [("Banjir", "2026-02-09", "2026-03-10")]
        self.closing(library_id=self.school_a.id, days=days).action_close()
        self.assertEqual(loan.due_date, date(2026, 2, 9))

    def test_a_librarian_closes_no_other_library_and_no_region(self):
        for vals in (
            {"library_id": self.school_b.id},
            {"library_id": False, "region_id": self.regency.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                with mute_logger("odoo.addons.base.models.ir_rule"):
                    self.closing(**vals).action_close()

    def test_the_office_closes_the_regency_and_the_scheduled_action_moves_what_is_due(self):
        loan_a = self.lent(self.pupil_a, self.copy)
        loan_b = self.lent(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        closing = self.closing(self.library_admin, library_id=False, region_id=self.regency.id)
        self.assertEqual((closing.line_ids.library_count, closing.loan_count), (3, 2))
        closing.action_close()
        self.run_cron()
        self.assertEqual({loan_a.due_date, loan_b.due_date}, {date(2026, 3, 11)})
        self.run_cron()
        self.assertEqual(len(self.told(loan_a)), 1)

    def test_school_holidays_leave_the_villages_open(self):
        closing = self.closing(
            self.library_admin,
            library_id=False,
            region_id=self.regency.id,
            days=[("Libur semester", "2026-03-09", "2026-03-14", {"schools_only": True})],
        )
        self.assertEqual(closing.line_ids.library_count, 2)
        closing.action_close()
        first = date(2026, 3, 9)
        self.assertFalse(self.school_b._calendar(first).is_open(first))
        self.assertTrue(self.village._calendar(first).is_open(first))
        closure = self.env["library.closure"].search([("name", "=", "Libur semester")])
        self.assertEqual((closure.region_id, closure.schools_only), (self.regency, True))
        self.assertEqual(closure._libraries(), self.school_a + self.school_b)
        self.assertEqual(self.school_b.office_closure_ids, closure)
        self.assertFalse(self.village.office_closure_ids)

    def test_a_corner_of_a_school_has_its_holidays_and_a_new_school_too(self):
        self.env["library.closure"].create(
            {
                "name": "Libur semester",
                "region_id": self.regency.id,
                "schools_only": True,
                "date_from": "2026-03-09",
                "date_to": "2026-03-14",
            }
        )
        first = date(2026, 3, 9)
        corner = self._library(
            "Pojok Uji", "POJOK9", "pojok_baca", self.district_1, parent_id=self.school_a.id
        )
        self.assertFalse(corner._calendar(first).is_open(first))
        self.assertTrue(self.village._calendar(first).is_open(first))
        self.village.type_id.is_school = True
        self.assertFalse(self.village._calendar(first).is_open(first))

    def test_a_pasted_list_is_read_and_what_is_unclear_stays(self):
        closing = self.closing(library_id=self.school_a.id, days=[])
        closing.pasted = "19 Maret 2026 Nyepi\nbesok\n20 – 21 Maret 2026 Idul Fitri"
        closing.action_read()
        self.assertEqual(closing.line_ids.mapped("name"), ["Nyepi", "Idul Fitri"])
        self.assertEqual(closing.pasted, "besok")
        with self.assertRaises(UserError):
            closing.action_close()
        closing.pasted = "19 Maret 2026 Nyepi"
        closing.action_read()
        self.assertEqual(len(closing.line_ids), 2)
        self.assertFalse(closing.pasted)

    def test_the_coming_year_is_proposed(self):
        closing = self.closing(library_id=self.school_a.id, days=[])
        closing.action_propose()
        self.assertIn("Hari Raya Galungan", closing.line_ids.mapped("name"))
        self.assertGreaterEqual(min(closing.line_ids.mapped("date_from")), date(2026, 3, 2))

    def test_what_is_closed_already_is_not_proposed(self):
        nyepi = {"region_id": self.regency.id, "date_from": "2026-03-18", "date_to": "2026-03-20"}
        self.env["library.closure"].create({"name": "Nyepi", **nyepi})
        for user, vals in (
            (self.librarian_a, {"library_id": self.school_a.id}),
            (self.library_admin, {"library_id": False, "region_id": self.regency.id}),
        ):
            with self.subTest(user=user.login):
                closing = self.closing(user, days=[], **vals)
                closing.action_propose()
                self.assertNotIn(date(2026, 3, 19), closing.line_ids.mapped("date_from"))
                closing.action_close()
                with self.assertRaises(UserError):
                    self.closing(user, days=[], **vals).action_propose()

    def test_days_that_are_over_are_not_closed(self):
        with self.assertRaises(ValidationError):
            self.closing(library_id=self.school_a.id, days=[("x", "2026-02-01", "2026-02-02")])

    def test_the_form_proposes_the_own_library_and_a_single_day(self):
        with Form(self.env["library.closing"].with_user(self.librarian_a)) as form:
            with form.line_ids.new() as line:
                line.name, line.date_from = "Nyepi", "2026-03-19"
                self.assertEqual(line.date_to, date(2026, 3, 19))
        self.assertEqual(form.record.library_id, self.school_a)

    def run_cron(self):
        cron = self.env.ref("sipuspa_library.cron_move_due")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
