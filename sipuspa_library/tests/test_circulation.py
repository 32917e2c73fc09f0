from freezegun import freeze_time

from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestCirculation(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = cls.copies_a[0]

    @freeze_time("2026-03-02 02:00:00")
    def test_a_book_is_lent_and_due_on_an_open_day(self):
        [answer] = self.lend(self.pupil_a, self.copy)
        self.assertEqual(answer["outcome"], "done")
        self.assertEqual(answer["due_date"], "2026-03-09")
        self.assertEqual(self.copy.status, "on_loan")

    @freeze_time("2026-03-02 02:00:00")
    def test_a_returned_book_goes_on_the_shelf(self):
        self.lend(self.pupil_a, self.copy)
        [answer] = self.take_back(self.school_a, self.copy)
        self.assertEqual(answer["next_step"]["code"], "shelve")
        self.assertEqual(self.copy.status, "available")
