from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_clearance import pages
from .test_notice import DUE, NoticeCase


@tagged("post_install", "-at_install")
class TestNoticePaper(NoticeCase):
    """The list of a class for its teacher, and letters to parents, a page each."""

    def late(self, days):
        self.pupil_a.class_id.teacher_name = "Bu Guru"
        self.lent(self.pupil_a, self.copies_a[:2])
        self.lent(self.pupil_a2, self.copies_a[2])
        return self.run_cron(days)

    def printed(self, action, user):
        """Return the words of each page of what an action downloads."""
        self.env.invalidate_all()
        model, paper, ids = action["url"].split("/")[-3:]
        records = self.env[model].with_user(user).browse(map(int, ids.split(",")))
        return pages(records._paper(paper)[0])

    def on(self, days):
        return freeze_time(f"{DUE + timedelta(days=days)} 03:00:00")

    def test_a_list_of_the_class_tells_all_that_is_late_and_is_noted(self):
        rows = self.late(7)
        with self.on(7):
            action = rows[:1].with_user(self.desk_a).action_print_lists()
            [page] = self.printed(action, self.desk_a)
        for words in ("VII-A", "Bu Guru", "Ni Luh Ayu Uji", "I Wayan Uji", "Laskar Pelangi"):
            self.assertIn(words, page)
        self.assertEqual(set(rows.mapped("state")), {"sent"})

    def test_with_nothing_chosen_all_that_waits_is_printed_and_nothing_twice(self):
        rows = self.late(7)
        with self.on(7):
            none = self.notices.with_user(self.desk_a).browse()
            none.action_print_lists()
            self.assertEqual(set(rows.mapped("state")), {"sent"})
            with self.assertRaises(UserError):
                none.action_print_lists()

    def test_a_letter_a_page_to_the_parents_of_each(self):
        rows = self.late(14)
        with self.on(14):
            action = rows.with_user(self.librarian_a).action_print_letters()
            first, second = self.printed(action, self.librarian_a)
            self.assertIn("I Wayan Uji", first)
            self.assertNotIn("Ni Luh", first)
            self.assertEqual(second.count("Laskar Pelangi"), 2)
            self.assertEqual(set(rows.mapped("state")), {"sent"})
            with self.assertRaises(AccessError):
                rows.with_user(self.desk_a).action_print_letters()

    def test_what_came_back_meanwhile_is_in_no_letter(self):
        rows = self.late(14)
        with self.on(14):
            action = rows.with_user(self.librarian_a).action_print_letters()
            self.take_back(self.school_a, self.copies_a[2])
            [page] = self.printed(action, self.librarian_a)
            self.assertNotIn("I Wayan", page)
            self.take_back(self.school_a, self.copies_a[:2])
            with self.assertRaises(UserError):
                self.printed(action, self.librarian_a)

    def test_patience_textbooks_and_lost_books_are_in_no_list(self):
        textbook, lost, patient = self.lent(self.pupil_a, self.copies_a)
        textbook.counted_apart = True
        lost.lost_at = "2026-03-05 02:00:00"
        patient.policy_id.grace_days = 5
        with self.on(4):
            action = self.pupil_a.class_id.with_user(self.desk_a).action_print_overdue()
            [page] = self.printed(action, self.desk_a)
            self.assertNotIn("Laskar", page)
        with self.on(6):
            [page] = self.printed(action, self.desk_a)
            self.assertEqual(page.count("Laskar"), 1)

    def test_the_list_of_another_school_is_not_drawn(self):
        with self.assertRaises(AccessError):
            self.pupil_b.class_id.with_user(self.desk_a)._overdue_pdf()
