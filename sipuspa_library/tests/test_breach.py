from datetime import timedelta

import pypdfium2
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase

FOUND = "2026-10-05 02:00:00"
CONTENTS = {
    "disclosed": "Nama dan kelas 32 siswa",
    "course": "Laptop dicuri pada malam hari",
    "handling": "Semua PIN diganti, polisi diberi tahu",
}


def text_of(pdf):
    """Return what stands on a paper, in one line."""
    with pypdfium2.PdfDocument(pdf) as document:
        words = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(words.split())


@freeze_time(FOUND)
@tagged("post_install", "-at_install")
class TestBreach(LibraryCase):
    """A breach is reported by a library and handled by the office, against a clock of 3 × 24 hours."""

    def setUp(self):
        super().setUp()
        vals = {"name": "Laptop perpustakaan dicuri", "library_id": self.school_a.id}
        self.breach = self.env["library.breach"].with_user(self.librarian_a).create(vals)
        self.as_head = self.breach.with_user(self.head)

    def test_the_clock_runs_three_days(self):
        self.assertEqual(self.breach.deadline, self.breach.discovered_at + timedelta(hours=72))
        late = [("is_overdue", "=", True)]
        for at, overdue in (("2026-10-08 02:00:00", False), ("2026-10-08 02:00:01", True)):
            with self.subTest(at=at), freeze_time(at):
                self.env.invalidate_all()
                self.assertEqual(self.breach.is_overdue, overdue)
                self.assertEqual(self.breach in self.breach.search(late), overdue)

    def test_who_told_both_in_time_is_never_late(self):
        told = {"agency_told_at": "2026-10-06 02:00:00", "persons_told_at": "2026-10-07 02:00:00"}
        self.as_head.write(told)
        with freeze_time("2027-01-01 02:00:00"):
            self.env.invalidate_all()
            self.assertFalse(self.breach.is_overdue)
            self.as_head.persons_told_at = "2026-10-09 02:00:00"
            self.assertTrue(self.breach.is_overdue, "told too late stays red")

    def test_nobody_is_told_before_it_is_discovered(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.as_head.agency_told_at = fields.Datetime.from_string(FOUND) - timedelta(hours=1)
            self.env.flush_all()

    def test_the_office_is_told_at_once(self):
        users = self.breach.sudo().activity_ids.user_id
        self.assertIn(self.head, users)
        self.assertIn(self.library_admin, users)
        self.assertNotIn(self.librarian_b, users)
        self.as_head.action_handle()
        self.assertFalse(self.breach.sudo().activity_ids)

    def test_the_head_takes_it_in_hand_and_closes_it(self):
        self.as_head.action_handle()
        self.as_head.action_handle()
        with self.assertRaises(UserError):
            self.as_head.action_close()
        self.as_head.write({**CONTENTS, "agency_told_at": FOUND, "persons_told_at": FOUND})
        self.as_head.action_close()
        self.assertEqual(self.breach.state, "closed")
        self.assertEqual(self.breach.closed_by_id, self.head)

    def test_it_is_not_closed_before_it_was_taken_in_hand(self):
        self.as_head.write({**CONTENTS, "agency_told_at": FOUND, "persons_told_at": FOUND})
        with self.assertRaises(UserError):
            self.as_head.action_close()

    def test_the_library_reports_and_no_more(self):
        self.breach.write(CONTENTS)
        with self.assertRaises(AccessError):
            self.breach.action_handle()
        self.as_head.action_handle()
        with self.assertRaises(AccessError):
            self.breach.write({"course": "Lain"})
        with self.assertRaises(AccessError):
            self.breach.copy({"library_id": self.school_b.id})

    def test_a_report_does_not_go_to_another_library(self):
        with self.assertRaises(AccessError):
            self.breach.library_id = self.school_b

    def test_what_has_no_library_is_the_offices(self):
        whole = self.env["library.breach"].with_user(self.head).create({"name": "Server dibobol"})
        self.assertTrue(whole.with_user(self.library_admin).has_access("write"))
        self.assertFalse(whole.with_user(self.librarian_a).has_access("read"))
        with self.assertRaises(AccessError):
            self.breach.create({"name": "Lain", "library_id": False})

    def test_the_letter_holds_the_three_parts_of_the_law(self):
        self.as_head.write({**CONTENTS, "opening": "Dengan hormat, kami sampaikan hal berikut."})
        whole = (
            self.env["library.breach"]
            .with_user(self.head)
            .create({"name": "Server dibobol", **CONTENTS})
        )
        for breach in (self.as_head, whole):
            for paper in ("agency", "persons"):
                content, name = breach._paper(paper)
                text = text_of(content)
                self.assertTrue(name.endswith(".pdf"))
                for words in CONTENTS.values():
                    self.assertIn(words, text)
        self.assertIn("Dengan hormat", text_of(self.as_head._paper("agency")[0]))

    def test_the_two_letters_do_not_overwrite_each_other(self):
        names = {self.as_head._paper(paper)[1] for paper in ("agency", "persons")}
        self.assertEqual(len(names), 2)

    def test_the_letter_of_another_library_is_not_handed_out(self):
        with self.assertRaises(AccessError):
            self.breach.with_user(self.librarian_b)._paper("agency")
