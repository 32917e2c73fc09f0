from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"
TUESDAY = "2026-03-03 02:00:00"


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestReturn(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a

    def lent(self, membership=None, copies=None):
        answers = self.lend(membership or self.pupil_a, copies or self.copy)
        return self.env["library.loan"].browse([answer["loan_id"] for answer in answers])

    def steps(self, answers):
        return [answer["next_step"]["code"] for answer in answers]

    def test_a_returned_book_goes_on_the_shelf(self):
        loan = self.lent()
        with freeze_time(TUESDAY):
            answers = self.take_back(self.school_a, self.copy)
        self.assertEqual(self.steps(answers), ["shelve"])
        self.assertEqual(answers[0]["message"], "Returned. Put it on the shelf.")
        self.assertEqual(self.copy.status, "available")
        self.assertRecordValues(
            loan,
            [
                {
                    "returned_at": fields.Datetime.to_datetime(TUESDAY),
                    "returned_by_id": self.desk_a.id,
                    "return_library_id": self.school_a.id,
                    "is_open": False,
                }
            ],
        )

    def test_a_book_can_be_lent_again_at_once(self):
        self.lent()
        self.take_back(self.school_a, self.copy)
        self.assertEqual(self.lend(self.pupil_a2, self.copy)[0]["outcome"], "done")

    def test_several_books_of_several_members_come_back_at_once(self):
        self.lent(self.pupil_a, self.copy)
        self.lent(self.pupil_a2, self.copy_2)
        answers = self.take_back(self.school_a, self.copies_a)
        self.assertEqual(self.steps(answers), ["shelve", "shelve", "arrived"])
        self.assertEqual(set(self.copies_a.mapped("status")), {"available"})

    def test_a_book_that_was_not_lent_has_only_arrived(self):
        answers = self.take_back(self.school_a, self.copy)
        self.assertEqual(self.steps(answers), ["arrived"])
        self.assertFalse(answers[0]["loan_id"])

    def test_an_overdue_book_comes_back_like_any_other(self):
        loan = self.lent()
        with freeze_time("2026-06-02 02:00:00"):
            self.env.invalidate_all()
            self.assertTrue(loan.is_overdue)
            self.assertEqual(loan.days_late, 85)
            self.assertEqual(self.steps(self.take_back(self.school_a, self.copy)), ["shelve"])
        self.env.invalidate_all()
        self.assertFalse(loan.is_overdue)
        self.assertFalse(loan.days_late)

    def test_a_state_set_by_hand_outlives_the_return(self):
        self.lent()
        self.copy.manual_state = "damaged"
        self.assertEqual(self.copy.status, "on_loan")
        answers = self.take_back(self.school_a, self.copy)
        self.assertEqual(self.steps(answers), ["copy_damaged"])
        self.assertEqual(self.copy.status, "damaged")

    def test_a_lost_book_that_comes_back_is_still_noted_as_lost(self):
        self.lent()
        self.copy.manual_state = "lost"
        self.assertEqual(self.copy.status, "lost")
        self.assertEqual(self.steps(self.take_back(self.school_a, self.copy)), ["copy_lost"])
        self.copy.manual_state = False
        self.assertEqual(self.copy.status, "available")

    # ------------------------------------------------------------------
    # ANOTHER LIBRARY
    # ------------------------------------------------------------------

    def test_another_library_takes_it_back_and_learns_no_name(self):
        loan = self.lent()
        answers = self.take_back(self.school_b, self.copy, user=self.librarian_b)
        self.assertEqual(self.steps(answers), ["send_home"])
        self.assertEqual(answers[0]["message"], "Returned. Send it to Sekolah A.")
        for word in ("Luh", "Ayu", self.pupil_a.card_number, "VII-A"):
            self.assertNotIn(word, str(answers))
        event = self.env["library.event"].search([("verb", "=", "return")], limit=1)
        self.assertRecordValues(
            event,
            [{"library_id": self.school_b.id, "membership_id": False, "copy_id": self.copy.id}],
        )
        self.assertRecordValues(loan, [{"is_open": False, "return_library_id": self.school_b.id}])
        self.assertRecordValues(self.copy, [{"status": "in_transit", "place_id": self.school_b.id}])

    def test_and_the_loan_stays_hidden_from_it(self):
        loan = self.lent()
        [answer] = self.take_back(self.school_b, self.copy, user=self.librarian_b)
        with self.assertRaises(AccessError):
            self.env["library.loan"].with_user(self.librarian_b).browse(
                answer["loan_id"] or loan.id
            ).read()

    def test_it_arrives_at_home_when_it_is_handed_in_there(self):
        self.lent()
        self.take_back(self.school_b, self.copy, user=self.librarian_b)
        answers = self.take_back(self.school_a, self.copy)
        self.assertEqual(self.steps(answers), ["arrived"])
        self.assertRecordValues(self.copy, [{"status": "available", "place_id": self.school_a.id}])

    def test_nobody_takes_back_for_a_library_not_their_own(self):
        self.lent()
        for user in (self.desk_a, self.supervisor, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.take_back(self.school_b, self.copy, user=user)
        self.assertEqual(self.copy.status, "on_loan")
