from datetime import timedelta
from unittest.mock import patch
from urllib.parse import unquote

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import notices
from .common import LibraryCase

LENT = "2026-03-02 02:00:00"  # a Monday; due a week later
DUE = fields.Date.to_date("2026-03-09")


class NoticeCase(LibraryCase):
    """A pupil with a guardian's phone, one without, and a grown-up villager with an e-mail address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["library.policy"].create(
            [
                {
                    "library_id": library.id,
                    "loan_days": 7,
                    "loan_limit": 9,
                    "hold_limit": 3,
                    "hold_shelf_days": 3,
                }
                for library in (cls.school_a, cls.village)
            ]
        )
        cls.village.type_id.is_school = False
        cls.desk_c = cls._user("desk_c", "desk", operates=cls.village)
        cls.pupil_a.member_id.phone = "0812-3456-7890"
        cls.villager = cls._membership(cls.village, "Ketut Dewasa Uji", category="villager")
        cls.villager.member_id.write({"birth_date": "1980-01-01", "email": "ketut@example.com"})
        cls.shelf_c = cls._copies(cls.village, cls.book, 3)
        cls.notices = cls.env["library.notice"]

    def lent(self, membership, copies, user=None):
        with freeze_time(LENT):
            answers = self.lend(membership, copies, user)
        self.assertEqual({answer["outcome"] for answer in answers}, {"done"})
        return self.env["library.loan"].browse([answer["loan_id"] for answer in answers])

    def run_cron(self, days_after=0):
        """Run the scheduled action so many days after the due day; return what it made."""
        before = self.notices.search([])
        with freeze_time(f"{DUE + timedelta(days=days_after)} 02:00:00"):
            with self.enter_registry_test_mode():
                self.env.ref("sipuspa_library.cron_notify").method_direct_trigger()
        self.env.invalidate_all()
        return self.notices.search([]) - before

    def told(self, rows):
        return sorted((row.kind, row.level, row.addressee, row.channel) for row in rows)

    def mails(self):
        return self.env["mail.mail"].search([("model", "=", "library.member")])


@tagged("post_install", "-at_install")
class TestNoticeFinding(NoticeCase):
    """Each event is found once: due soon, three levels of overdue, a membership that ends."""

    def test_due_soon_overdue_teacher_parents_each_once(self):
        self.lent(self.pupil_a, self.copies_a[0])
        self.assertFalse(self.run_cron(-3))
        self.assertEqual(self.told(self.run_cron(-2)), [("due_soon", 1, "guardian", "whatsapp")])
        self.assertFalse(self.run_cron(0))
        for day, told in (
            (1, [("overdue", 1, "guardian", "whatsapp")]),
            (2, []),
            (7, [("overdue", 2, "teacher", "class_list")]),
            (13, []),
            (14, [("overdue", 3, "guardian", "letter")]),
            (40, []),
        ):
            with self.subTest(day=day):
                self.assertEqual(self.told(self.run_cron(day)), told)

    def test_what_is_late_already_begins_at_its_level(self):
        self.lent(self.pupil_a, self.copies_a[0])
        self.assertEqual(self.told(self.run_cron(30)), [("overdue", 3, "guardian", "letter")])

    def test_the_patience_of_the_rule_comes_first(self):
        loans = self.lent(self.pupil_a, self.copies_a[0])
        loans.policy_id.grace_days = 3
        self.run_cron(-1)
        self.assertFalse(self.run_cron(3))
        self.assertEqual(self.run_cron(4).level, 1)
        self.assertFalse(self.run_cron(9))
        self.assertEqual(self.run_cron(10).level, 2)

    def test_who_cannot_be_reached_is_told_once_a_number_is_known(self):
        self.lent(self.pupil_a2, self.copies_a[0])
        self.assertFalse(self.run_cron(-2))
        self.pupil_a2.member_id.phone = "0813 1111 2222"
        self.assertEqual(len(self.run_cron(-1)), 1)

    def test_whom_nobody_can_reach_is_not_looked_at_every_hour(self):
        self.pupil_a2.class_id = False
        self.lent(self.pupil_a2, self.copies_a[0])
        self.villager.member_id.email = False
        self.villager.valid_until = DUE
        for day, find in ((-2, "_find_due_soon"), (8, "_find_overdue"), (-2, "_find_ending")):
            with self.subTest(find=find), freeze_time(f"{DUE + timedelta(days=day)} 02:00:00"):
                self.assertFalse(getattr(self.notices, find)(0))
        self.assertEqual(self.told(self.run_cron(14)), [("overdue", 3, "guardian", "letter")])

    def test_a_level_nobody_told_is_overtaken_by_the_next(self):
        loan = self.lent(self.pupil_a2, self.copies_a[0])
        first = self.run_cron(1)
        self.assertEqual(self.told(first), [("overdue", 1, "teacher", "class_list")])
        second = self.run_cron(7)
        self.assertEqual(self.told(second), [("overdue", 2, "teacher", "class_list")])
        self.assertFalse(first.exists())
        self.assertEqual(self.notices.search([("loan_id", "=", loan.id)]), second)
        self.assertEqual(second._lines_of_pupils(), ["1. I Wayan Uji: 1"])

    def test_textbooks_and_what_is_lost_are_not_asked_for(self):
        textbook, lost, said = self.lent(self.pupil_a, self.copies_a)
        textbook.counted_apart = True
        lost.lost_at = LENT
        said.claimed_at = LENT
        self.assertFalse(self.run_cron(20))

    def test_renewed_or_brought_back_nobody_is_told(self):
        one, other = self.lent(self.pupil_a, self.copies_a[:2])
        rows = self.run_cron(1)
        self.assertEqual(rows.loan_id, one | other)
        with freeze_time(f"{DUE + timedelta(days=1)} 03:00:00"):
            self.take_back(self.school_a, one.copy_id)
        other.due_date = DUE + timedelta(days=9)
        self.run_cron(2)
        self.assertFalse(rows.exists())

    def test_undone_return_is_told_again(self):
        loan = self.lent(self.pupil_a, self.copies_a[0])
        with freeze_time(f"{DUE + timedelta(days=1)} 03:00:00"):
            self.run_cron(1)
            self.take_back(self.school_a, loan.copy_id, request_id="back")
            self.run_cron(1)
            self.assertFalse(self.notices.search([("loan_id", "=", loan.id)]))
            self.undo(self.school_a, "back")
        self.assertEqual(self.run_cron(1).loan_id, loan)

    def test_a_membership_that_ends_is_told_to_members_of_no_class(self):
        self.villager.valid_until = DUE
        self.pupil_a.valid_until = DUE
        self.assertEqual(self.told(self.run_cron(-14)), [("ending", 1, "member", "mail")])
        self.assertFalse(self.run_cron(-3))
        self.villager.valid_until = DUE + timedelta(days=100)
        self.assertEqual(len(self.run_cron(90)), 1)

    def test_a_reserved_book_that_is_ready_is_told_and_only_while_it_waits(self):
        self.lent(self.pupil_a2, self.copies_a)
        with freeze_time(LENT):
            placed = self._desk().place_hold(self.pupil_a.id, self.book.id, "test", "place")
            self.assertFalse(self.run_cron(-7))
            self.take_back(self.school_a, self.copies_a[0])
        rows = self.run_cron(-6)
        self.assertEqual(self.told(rows), [("hold_ready", 1, "guardian", "whatsapp")])
        self.assertEqual((rows.hold_id.id, rows.book_id), (placed["hold_id"], self.book))
        self.assertFalse(self.run_cron(-6))
        with freeze_time("2026-03-03 03:00:00"):
            self.lend(self.pupil_a, self.copies_a[0])
        self.run_cron(-6)
        self.assertFalse(rows.exists())

    def test_a_due_date_that_was_moved_is_told_with_the_new_day(self):
        loans = self.lent(self.pupil_a, self.copies_a[:2])
        day = DUE + timedelta(days=7)
        with freeze_time(LENT):
            loans._move_due({loans[0].id: day, loans[1].id: DUE}, "Nyepi")
        rows = self.notices.search([("loan_id", "in", loans.ids)])
        self.assertEqual(self.told(rows), [("new_date", 0, "guardian", "whatsapp")])
        self.assertEqual((rows.loan_id, rows.due_date), (loans[0], day))
        self.run_cron(8)
        self.assertFalse(rows.exists())

    def test_the_regency_says_how_many_days(self):
        self.lent(self.pupil_a, self.copies_a[0])
        set_param = self.env["ir.config_parameter"].set_param
        set_param(notices.SOON_KEY, "0")
        set_param(notices.LATE_KEY, "5")
        self.assertFalse(self.run_cron(-1) | self.run_cron(4))
        self.assertEqual(self.run_cron(5).level, 1)
        self.assertFalse(self.run_cron(100))
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.library_notice_soon_days, 0)
        for wrong in ("7, 1", "x", ""):
            with self.subTest(typed=wrong), self.assertRaises(ValidationError):
                settings.library_notice_late_days = wrong
                settings.flush_recordset()

    def test_zero_in_the_settings_is_kept_and_nobody_is_told(self):
        self.lent(self.pupil_a, self.copies_a[0])
        never = {
            "library_notice_soon_days": 0,
            "library_notice_late_days": "0",
            "library_notice_ending_days": 0,
            "library_undo_minutes": 0,
        }
        self.env["res.config.settings"].create(never).execute()
        self.assertEqual(self.notices._days(), notices.Days(0, (), 0))
        self.assertEqual(self.env["library.event"]._undo_minutes(), 0)
        self.assertFalse(self.run_cron(-1) | self.run_cron(20))
        self.assertEqual(self.env["res.config.settings"].create({}).library_undo_minutes, 0)

    def test_what_is_told_already_is_not_inserted_again(self):
        loan = self.lent(self.pupil_a, self.copies_a[0])
        self.run_cron(1)
        self.assertFalse(self.notices._claim("overdue", [(loan, 1)]))

    def test_statements_do_not_grow_with_the_loans(self):
        def counted(copies):
            loans = self.lent(self.pupil_a, copies)
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(f"{DUE + timedelta(days=1)} 02:00:00"):
                start = self.env.cr.sql_log_count
                self.notices._claim("overdue", [(loan, 1) for loan in loans])
                return self.env.cr.sql_log_count - start

        counted(self.copies_a[0])
        self.assertEqual(
            counted(self.copies_a[1]), counted(self._copies(self.school_a, self.book, 5))
        )


@tagged("post_install", "-at_install")
class TestNoticeSending(NoticeCase):
    """One mail or one message for all that waits for somebody."""

    def overdue(self):
        loans = self.lent(self.villager, self.shelf_c[:2], self.desk_c)
        return loans, self.run_cron(1)

    def send(self, server):
        """Let the queue send what waits, through ``server``."""
        servers = type(self.env["ir.mail_server"])
        with (
            patch.object(servers, "_disable_send", lambda self: False),
            patch.object(servers, "_connect__", lambda *args, **kwargs: None),
            patch.object(servers, "send_email", server),
        ):
            self.mails().send()
        self.env.invalidate_all()

    def test_one_mail_for_all_that_is_late_in_the_members_language(self):
        loans, rows = self.overdue()
        self.assertEqual(set(rows.mapped("state")), {"queued"})
        mail = self.mails()
        self.assertEqual((mail.email_to, mail.auto_delete), ("ketut@example.com", True))
        self.assertEqual(rows.mail_id, mail)
        self.assertEqual(mail.body_html.count("Laskar Pelangi"), 2)
        self.assertEqual(mail.res_id, self.villager.member_id.id)
        self.run_cron(1)
        self.assertEqual(self.mails(), mail)

    def test_a_mail_that_went_out_is_noted_and_gone(self):
        __, rows = self.overdue()
        self.send(lambda *args, **kwargs: "<id>")
        self.assertFalse(self.mails())
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self.assertTrue(all(rows.mapped("sent_at")))

    def test_a_mail_that_fails_says_why_and_is_tried_again_when_asked(self):
        __, rows = self.overdue()

        def refuse(*args, **kwargs):
            raise OSError("the server is away")

        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self.send(refuse)
        self.assertEqual(set(rows.mapped("state")), {"failed"})
        self.assertIn("away", rows[0].failure)
        rows.with_user(self.desk_c).action_again()
        self.run_cron(1)
        self.assertEqual(set(rows.mapped("state")), {"queued"})

    def test_a_mail_somebody_deleted_from_the_queue_is_told(self):
        __, rows = self.overdue()
        self.mails().unlink()
        self.run_cron(1)
        self.assertEqual(set(rows.mapped("state")), {"failed"})

    def test_of_two_the_bad_one_is_noted_and_the_other_goes_out(self):
        other = self._membership(self.village, "Made Dewasa Uji", category="villager")
        other.member_id.write({"birth_date": "1985-01-01", "email": "made@example.com"})
        self.lent(self.villager, self.shelf_c[0], self.desk_c)
        self.lent(other, self.shelf_c[1], self.desk_c)
        kind = type(self.notices)
        original = kind._queue_mail

        def sometimes(rows):
            if rows.membership_id == self.villager:
                raise ValueError("Ketut Dewasa Uji")
            return original(rows)

        with patch.object(kind, "_queue_mail", sometimes):
            with mute_logger("odoo.addons.sipuspa_library.models.ir_cron"):
                rows = self.run_cron(1)
        states = {row.membership_id: (row.state, row.failure) for row in rows}
        self.assertEqual(states[self.villager], ("failed", "ValueError"))
        self.assertEqual(states[other][0], "queued")
        job = self.env["library.job"].browse(self.env.ref("sipuspa_library.cron_notify").id)
        self.assertEqual((job.state, job.failure_count), ("failed", 1))
        self.assertNotIn("Ketut", job.failures)

    def test_whatsapp_opens_one_message_and_notes_all_it_tells(self):
        self.lent(self.pupil_a, self.copies_a[:2])
        rows = self.run_cron(1)
        with freeze_time(f"{DUE + timedelta(days=1)} 03:00:00"):
            action = rows[0].with_user(self.desk_a).action_whatsapp()
            self.assertEqual(set(rows.mapped("state")), {"sent"})
            self.assertEqual(rows.sent_by_id, self.desk_a)
            text = unquote(action["url"])
            self.assertTrue(text.startswith("https://wa.me/6281234567890?text="))
            self.assertIn("Ni Luh Ayu Uji", text)
            self.assertNotIn("Laskar", text)
            with self.assertRaises(UserError):
                rows[1].with_user(self.desk_a).action_whatsapp()

    def test_titles_stand_in_a_message_only_where_the_regency_wants_it(self):
        self.lent(self.pupil_a, self.copies_a[0])
        rows = self.run_cron(1)
        self.env["ir.config_parameter"].set_param(notices.TITLES_KEY, "True")
        with freeze_time(f"{DUE + timedelta(days=1)} 03:00:00"):
            self.assertIn("Laskar", unquote(rows.with_user(self.desk_a).action_whatsapp()["url"]))

    def test_the_teacher_gets_one_message_for_the_class(self):
        self.pupil_a.class_id.write({"teacher_name": "Bu Guru", "teacher_phone": "08777777777"})
        self.lent(self.pupil_a, self.copies_a[:2])
        self.lent(self.pupil_a2, self.copies_a[2])
        rows = self.run_cron(7)
        with freeze_time(f"{DUE + timedelta(days=7)} 03:00:00"):
            text = unquote(rows[0].with_user(self.desk_a).action_whatsapp()["url"])
        for words in ("628777777777", "Bu Guru", "Ni Luh Ayu Uji: 2", "I Wayan Uji: 1"):
            self.assertIn(words, text)
        self.assertNotIn("Laskar", text)
        self.assertEqual(set(rows.mapped("state")), {"sent"})

    def test_a_teacher_is_told_what_is_late_and_what_has_a_new_day_apart(self):
        loans = self.lent(self.pupil_a2, self.copies_a[:2])
        rows = self.run_cron(7).filtered(lambda row: row.loan_id == loans[0])
        with freeze_time(f"{DUE + timedelta(days=7)} 03:00:00"):
            loans[1]._move_due({loans[1].id: DUE + timedelta(days=10)}, "Nyepi")
            self.pupil_a2.class_id.teacher_phone = "0813 2222 3333"
            action = rows.with_user(self.desk_a).action_whatsapp()
        text = unquote(action["url"])
        late, moved = text.split("2026")[0], text
        self.assertIn("Books to bring back:\n1. I Wayan Uji: 1\n\nNew due date, ", late)
        self.assertEqual(moved.count("I Wayan Uji: 1"), 2)

    def test_a_message_leaves_the_letter_to_be_printed(self):
        late, soon = self.lent(self.pupil_a, self.copies_a[:2])
        soon.due_date = DUE + timedelta(days=15)
        rows = self.run_cron(14)
        message = rows.filtered(lambda row: row.channel == "whatsapp")
        self.assertEqual(message.loan_id, soon)
        with freeze_time(f"{DUE + timedelta(days=14)} 03:00:00"):
            message.with_user(self.desk_a).action_whatsapp()
        self.assertEqual((rows - message).mapped("state"), ["waiting"])
        self.assertEqual((rows - message).loan_id, late)

    def test_pressed_by_mistake_it_is_put_back(self):
        self.lent(self.pupil_a, self.copies_a[0])
        rows = self.run_cron(1).with_user(self.desk_a)
        rows.action_told()
        self.assertEqual(rows.state, "sent")
        rows.action_again()
        self.assertEqual((rows.state, rows.sent_at), ("waiting", False))

    def test_nobody_tells_for_another_library(self):
        self.lent(self.pupil_a, self.copies_a[0])
        rows = self.run_cron(1)
        for act in ("action_whatsapp", "action_told", "action_again", "action_print_lists"):
            with self.subTest(act=act), self.assertRaises(AccessError):
                getattr(rows.with_user(self.librarian_b), act)()
        self.assertFalse(self.notices.with_user(self.librarian_b).search([]))

    def test_two_entries_of_one_person_keep_what_was_told(self):
        self.lent(self.pupil_a, self.copies_a[0])
        rows = self.run_cron(1)
        kept = self.pupil_a2.member_id.with_user(self.library_admin)
        kept._merge(self.pupil_a.member_id)
        self.assertEqual(rows.membership_id, self.pupil_a2)

    def test_who_is_forgotten_takes_the_notices_along(self):
        rows = self.overdue()[1]
        with freeze_time("2026-03-12 02:00:00"):
            self.take_back(self.village, self.shelf_c[:2], self.desk_c)
            self.villager.member_id._anonymise()
        self.assertFalse(rows.exists())
        self.assertFalse(self.mails())
