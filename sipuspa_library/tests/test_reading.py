from datetime import date
from io import BytesIO

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfReader

from .access_case import MatrixCase
from .common import LibraryCase


def pages(pdf):
    """Return the words of every page of a PDF."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def rows(xlsx):
    """Return the rows of a workbook below its headings."""
    return list(openpyxl.load_workbook(BytesIO(xlsx)).active.values)[1:]


class ReadingCase(LibraryCase):
    """Ayu has read two books this year and one last year; Wayan nothing this year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bumi = cls._book("Bumi Manusia", "Pramoedya", class_number="813", publisher="Lentera")
        cls.plants = cls._book("Tanaman Obat", class_number="581.6")
        cls.own = cls._copies(cls.school_a, cls.bumi, 2) + cls._copies(cls.school_a, cls.plants, 1)
        case = cls()
        case.borrowed(cls.pupil_a, cls.own[0], "2025-06-30 02:00:00")
        case.borrowed(cls.pupil_a, cls.own[0], "2025-07-14 02:00:00")
        case.borrowed(cls.pupil_a, cls.own[2], "2025-09-01 02:00:00")
        case.borrowed(cls.pupil_a2, cls.own[1], "2025-05-05 02:00:00")

    def borrowed(self, membership, copy, moment):
        """Lend a copy and take it back the next day."""
        with freeze_time(moment):
            self.lend(membership, copy, request_id=f"{moment} {copy.id}")
        with freeze_time(moment, tz_offset=0) as clock:
            clock.tick(24 * 3600)
            self.take_back(self.school_a, copy, request_id=f"{moment} {copy.id} back")

    def wizard(self, user=None, **vals):
        return self.env["library.reading.print"].with_user(user or self.librarian_a).create(vals)


@freeze_time("2025-11-03 02:00:00")
@tagged("post_install", "-at_install")
class TestReadingRecord(ReadingCase):
    """What pupils have read in a school year, a page each or a table of their class."""

    def test_a_record_has_the_books_of_one_school_year(self):
        wizard = self.wizard(membership_ids=self.pupil_a.ids)
        self.assertEqual((wizard.library_id, wizard.member_count), (self.school_a, 1))
        [page] = pages(wizard._paper("pdf")[0])
        for words in ("Ni Luh Ayu Uji", "VII-A", "2025/2026", "Bumi Manusia", "Lentera"):
            self.assertIn(words, page)
        self.assertIn("14-07-2025", page)
        self.assertIn("15-07-2025", page)
        self.assertNotIn("30-06-2025", page)

    def test_a_year_that_is_over(self):
        year = self.env["library.school.year"]._of(date(2025, 6, 30))
        [page] = pages(
            self.wizard(membership_ids=self.pupil_a.ids, year_id=year.id)._paper("pdf")[0]
        )
        self.assertIn("30-06-2025", page)
        self.assertNotIn("14-07-2025", page)

    def test_a_class_is_a_page_a_pupil_signed_by_its_teacher_those_who_read_nothing_too(self):
        school_class = self.pupil_a.class_id
        school_class.teacher_name = "Ibu Wali Kelas"
        found = pages(self.wizard(class_ids=school_class.ids)._paper("pdf")[0])
        self.assertEqual(len(found), 2)
        self.assertIn("I Wayan Uji", found[0])
        self.assertIn("Ni Luh Ayu Uji", found[1])
        self.assertIn("Ibu Wali Kelas", found[1])

    def test_what_was_undone_was_not_read(self):
        loan = self.env["library.loan"].search(
            [("membership_id", "=", self.pupil_a.id), ("book_id", "=", self.plants.id)]
        )
        loan.voided_at = "2025-09-01 03:00:00"
        [page] = pages(self.wizard(membership_ids=self.pupil_a.ids)._paper("pdf")[0])
        self.assertNotIn("Tanaman Obat", page)

    def test_a_class_as_a_table_on_paper_and_as_a_workbook(self):
        wizard = self.wizard(kind="table", class_ids=self.pupil_a.class_id.ids)
        [page] = pages(wizard._paper("pdf")[0])
        self.assertIn("Tanaman Obat", page)
        found = rows(wizard._paper("workbook")[0])
        self.assertEqual([row[5] for row in found], ["Bumi Manusia", "Tanaman Obat"])
        with self.assertRaises(UserError):
            self.wizard(kind="table", membership_ids=self.pupil_a2.ids).action_print()

    def test_who_has_not_borrowed_this_year(self):
        members = self.env["library.membership"].with_user(self.librarian_a)
        for domain, expected in (
            ([("has_borrowed", "=", False)], self.pupil_a2),
            ([("has_borrowed", "=", True)], self.pupil_a),
        ):
            self.assertEqual(members.search(domain), expected)
        both = (self.pupil_a + self.pupil_a2).with_user(self.librarian_a)
        self.assertEqual(both.mapped("has_borrowed"), [True, False])

    def test_who_has_not_borrowed_is_listed_for_the_teacher(self):
        wizard = self.wizard(kind="none")
        self.assertEqual(wizard.member_count, 2)
        [page] = pages(wizard._paper("pdf")[0])
        self.assertIn("I Wayan Uji", page)
        self.assertNotIn("Ni Luh Ayu Uji", page)
        [row] = rows(wizard._paper("workbook")[0])
        self.assertEqual((row[0], row[2]), ("VII-A", "I Wayan Uji"))
        with self.assertRaises(UserError):
            self.wizard(kind="none", membership_ids=self.pupil_a.ids).action_print()

    def test_every_record_that_is_printed_is_noted(self):
        self.wizard(class_ids=self.pupil_a.class_id.ids)._paper("pdf")
        noted = self.env["library.access.log"].search(
            [("user_id", "=", self.librarian_a.id), ("act", "=", "print")]
        )
        self.assertEqual(noted.member_id, (self.pupil_a + self.pupil_a2).member_id)

    def test_only_a_librarian_of_the_library_prints(self):
        for user in (self.librarian_b, self.desk_a, self.supervisor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.wizard(user, library_id=self.school_a.id).action_print()

    def test_members_of_another_library_are_not_printed_here(self):
        both = {"library_id": self.school_a.id, "membership_ids": (self.pupil_a + self.pupil_b).ids}
        with self.assertRaises(AccessError):
            self.wizard(**both)
        wizard = self.wizard(self.library_admin, **both)
        [page] = pages(wizard._paper("pdf")[0])
        self.assertNotIn("I Made Uji", page)

    def test_the_list_of_who_has_not_borrowed_costs_the_same_for_many(self):
        members = self.env["library.membership"].with_user(self.librarian_a)
        members.search([("has_borrowed", "=", False)])
        self.env.flush_all()
        with self.assertQueryCount(1):
            members.search([("has_borrowed", "=", False)])


@freeze_time("2025-11-03 02:00:00")
@tagged("post_install", "-at_install")
class TestOwnReadingRecord(MatrixCase, HttpCase):
    """A member downloads the own record, and nobody else's."""

    def setUp(self):
        super().setUp()
        self.pupil_a.member_id.with_user(self.pupil)._show_history(True)

    def test_the_own_record(self):
        self.lend(self.pupil_a, self.copies_a[0])
        self.take_back(self.school_a, self.copies_a[0])
        self.authenticate(self.pupil.login, "sandi-panjang")
        response = self.url_open(f"/my/library/reading?membership={self.pupil_a2.id}")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        [page] = pages(response.content)
        self.assertIn("Ni Luh Ayu Uji", page)
        self.assertIn("Laskar Pelangi", page)
        self.assertNotIn("I Wayan Uji", page)
        self.assertIn("/my/library/reading", self.url_open("/my/library/history").text)

    def test_a_page_for_each_library(self):
        self.env["library.desk"].with_user(self.librarian_b).admit(
            self.school_b.id, self.pupil_a.card_number
        )
        self.authenticate(self.pupil.login, "sandi-panjang")
        found = pages(self.url_open("/my/library/reading").content)
        self.assertEqual(len(found), 2)
        self.assertIn("Sekolah B", found[1])
