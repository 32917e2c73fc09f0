from freezegun import freeze_time

from odoo.tests import tagged

from .test_textbook import JULY, TextbookCase

AUGUST = "2027-08-02 02:00:00"  # weeks after the school year ended


@freeze_time(JULY)
@tagged("post_install", "-at_install")
class TestTextbookEnd(TextbookCase):
    """The end of the year: books that are lost, late, or given back twice over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(JULY):
            cls().assign()

    def come_back_late(self, loan):
        with freeze_time(AUGUST):
            self.env.invalidate_all()
            return self.take_back(self.school_a, loan.copy_id)[0]

    # ------------------------------------------------------------------
    # LATE
    # ------------------------------------------------------------------

    def test_a_fine_for_all_books_is_none_for_textbooks(self):
        self.env["library.policy"].create({"library_id": self.school_a.id, "fine_per_day": 500})
        self.assertFalse(self.come_back_late(self.loans(self.pupil_a)[0])["details"])
        self.assertEqual(self.pupil_a.balance, 0)

    def test_a_rule_that_names_textbooks_may_fine_them(self):
        self.env["library.policy"].create(
            {
                "library_id": self.school_a.id,
                "collection_type_id": self.kind.id,
                "fine_per_day": 500,
                "fine_cap": 2000,
            }
        )
        told = self.come_back_late(self.loans(self.pupil_a)[0])["details"]
        self.assertEqual(told["fine"], 2000)

    # ------------------------------------------------------------------
    # SETTLED
    # ------------------------------------------------------------------

    def test_what_the_class_replaces_the_pupil_owes_no_more(self):
        loan = self.loans(self.pupil_a)[0]
        self.settle(loan, "pupil")
        self.assertTrue(self.pupil_a.owes)
        self.settle(loan, "class")
        self.assertFalse(self.pupil_a.owes)
        self.assertEqual((loan.settled_by, loan.is_open), ("class", False))
        self.assertFalse(self.pupil_a._open_matters())

    def test_the_ledger_tells_that_the_class_replaces_it(self):
        loan = self.loans(self.pupil_a)[0]
        self.settle(loan, "class", words="Hilang saat pindah kelas")
        [event] = self.env["library.event"].search(
            [("loan_id", "=", loan.id), ("verb", "=", "lose")]
        )
        self.assertEqual((event.outcome, event.actor_id), ("done", self.librarian_a))

    def test_what_somebody_else_has_settled_meanwhile_is_no_error(self):
        loans = self.loans(self.pupil_a)
        for outcome in ("returned", "returned", "pupil", "class"):
            self.settle(loans, outcome)
        self.assertFalse(any(loan.is_open for loan in loans))

    def test_a_pupil_who_has_lost_one_already_loses_the_others(self):
        loans = self.loans(self.pupil_a) | self.loans(self.pupil_a2)
        self.settle(loans[0], "pupil")
        self.settle(loans, "pupil")
        self.assertTrue(all(loan.lost_at for loan in loans))

    def test_a_price_paid_back_leaves_the_pupil_the_new_copy(self):
        lost = self.loans(self.pupil_a)[0]
        desk = self._desk(self.librarian_a)
        desk.declare_lost(lost.id, "test", "lost", amount=40000)
        desk.pay(self.pupil_a.id, "test", "paid")
        new = self._copies(self.school_a, lost.book_id, 1, collection_type_id=self.kind.id)
        scan = self.scan("out")
        scan.membership_id = self.pupil_a
        self.assertEqual(scan.action_scan(new.barcode, "new")["tone"], "done")
        desk.pay_back(lost.sudo()._loss_debts().id, "Dibayar orang lain", "test", "back")
        self.assertEqual(self.pupil_a.balance, 40000)
        self.assertFalse(lost.is_open)

    def test_a_textbook_that_the_pupil_replaced_and_found_is_settled_by_nobody(self):
        loan = self.loans(self.pupil_a)[0]
        self.settle(loan, "pupil")
        self.take_back(self.school_a, loan.copy_id)
        self.assertFalse(loan.settled_by)
        self.assertFalse(self.pupil_a.owes)

    # ------------------------------------------------------------------
    # COLLECTING
    # ------------------------------------------------------------------

    def test_a_pile_of_another_class_is_collected_too(self):
        other = self._membership(self.school_a, "Teman", class_name="VII-B")
        second = self._set(other.class_id, self.science)
        self.assign(second)
        loan = self.loans(other)
        answer = self.scan("in").action_scan(loan.copy_id.barcode, "1")
        self.assertIn("Teman", answer["message"])
        self.assertFalse(loan.is_open)

    def test_the_same_scan_twice_is_answered_the_same(self):
        loan = self.loans(self.pupil_a)[0]
        scan = self.scan("in")
        first = scan.action_scan(loan.copy_id.barcode, "same")
        self.assertEqual(scan.action_scan(loan.copy_id.barcode, "same"), first)

    def test_two_entries_of_one_pupil_keep_their_textbooks(self):
        twin = self._membership(self.school_a, "Ni Luh Ayu Uji", class_name="VII-A")
        self._copies(self.school_a, self.science, 2, collection_type_id=self.kind.id)
        self._copies(self.school_a, self.maths, 2, collection_type_id=self.kind.id)
        self.assign()
        kept, gone = (row.member_id.with_user(self.librarian_a) for row in (self.pupil_a, twin))
        kept._merge(gone)
        self.env.invalidate_all()
        self.assertEqual(len(self.set._missing()[self.pupil_a]), 4)
        self.assertTrue(self.set._paper("list")[0])
