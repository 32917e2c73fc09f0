from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LibraryCase


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestUse(LibraryCase):
    """Reading in the library: a scan counts the book, nothing is lent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = cls.copies_a[0]

    def use(self, copies, library=None, user=None, request_id=None):
        return self._desk(user).use(
            (library or self.school_a).id, copies.ids, "test", request_id or self._next_request()
        )

    def test_a_scan_counts_and_lends_nothing(self):
        for count in (1, 2):
            [answer] = self.use(self.copy)
            self.assertEqual((answer["verb"], answer["outcome"]), ("use", "done"))
            self.assertTrue(answer["message"])
            self.copy.invalidate_recordset(["use_count"])
            self.assertEqual(self.copy.use_count, count)
        self.assertEqual(self.copy.status, "available")
        self.assertFalse(self.env["library.loan"].search([("copy_id", "=", self.copy.id)]))

    def test_the_same_request_counts_once(self):
        self.assertEqual(self.use(self.copy, request_id="R"), self.use(self.copy, request_id="R"))
        self.assertEqual(self.copy.use_count, 1)

    def test_what_is_undone_does_not_count(self):
        self.use(self.copy, request_id="R")
        [answer] = self.undo(self.school_a, "R")
        self.assertEqual(answer["outcome"], "done")
        self.assertEqual(self.copy.use_count, 0)

    def test_the_library_sees_how_often_its_books_are_read_here(self):
        self.use(self.copies_a)
        uses = self.env["library.event"].with_user(self.librarian_a)
        self.assertEqual(uses.search_count([("verb", "=", "use")]), 3)

    def test_a_book_that_cannot_lie_here_is_refused(self):
        self.lend(self.pupil_a, self.copy)
        self.copies_a[1].manual_state = "lost"
        answers = self.use(self.copies_a + self.copies_b[0])
        self.assertEqual(
            [self.codes(answer) for answer in answers],
            [["copy_on_loan"], ["copy_lost"], [], ["copy_elsewhere"]],
        )
        self.assertNotIn("Ayu", str(answers))

    def test_only_those_who_work_there_count(self):
        for user in (self.librarian_b, self.supervisor, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.use(self.copy, user=user)
