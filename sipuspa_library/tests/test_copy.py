import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.circulation import MANUAL_STATES
from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestNumbers(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = cls.env["library.library"]._today().year

    def test_a_library_numbers_its_copies_in_one_run(self):
        self.assertEqual(
            self.copies_a.mapped("accession_number"),
            [f"0000{number}/SEKA/{self.year}" for number in (1, 2, 3)],
        )
        prefix = self.school_a.barcode_prefix
        self.assertEqual(
            self.copies_a.mapped("barcode"), [f"{prefix}000000{number}" for number in (1, 2, 3)]
        )
        self.assertTrue(all(self.copies_a.mapped("barcode_issued")))

    def test_two_libraries_count_apart(self):
        self.assertNotEqual(self.school_a.barcode_prefix, self.school_b.barcode_prefix)
        self.assertEqual(self.copies_b[0].accession_number, f"00001/SEKB/{self.year}")
        self._copies(self.school_b, self.book, 5)
        [fourth] = self._copies(self.school_a, self.book, 1)
        self.assertEqual(fourth.accession_number, f"00004/SEKA/{self.year}")

    def test_a_receipt_for_two_libraries_gives_each_its_own_run(self):
        libraries = (self.school_a, self.school_b, self.school_a)
        copies = self.env["library.copy"].create(
            [{"library_id": library.id, "book_id": self.book.id} for library in libraries]
        )
        self.assertEqual(
            copies.mapped("accession_number"),
            [f"00004/SEKA/{self.year}", f"00003/SEKB/{self.year}", f"00005/SEKA/{self.year}"],
        )

    def test_a_number_is_never_given_again(self):
        self.copies_a[2].unlink()
        [copy] = self._copies(self.school_a, self.book, 1)
        self.assertEqual(copy.accession_number, f"00004/SEKA/{self.year}")

    def test_the_year_of_receipt(self):
        [copy] = self._copies(self.school_a, self.book, 1, received_on="2019-07-01")
        self.assertEqual(copy.accession_number, "00004/SEKA/2019")

    def test_an_old_register_that_was_typed_in_is_passed_over(self):
        """Else no new copy could be received: the number taken would be rolled back each time."""
        self.env["library.copy"].create(
            [
                {
                    "library_id": self.school_a.id,
                    "book_id": self.book.id,
                    "accession_number": f"{number:05d}/SEKA/{self.year}",
                    "barcode": f"LAMA{number}",
                }
                for number in (4, 5, 7)
            ]
        )
        copies = self._copies(self.school_a, self.book, 3)
        self.assertEqual(
            copies.mapped("accession_number"),
            [f"{number:05d}/SEKA/{self.year}" for number in (6, 8, 9)],
        )
        self.assertEqual(self.school_a.last_copy_number, 9)

    def test_an_old_sticker_that_looks_like_ours_is_passed_over(self):
        self._copies(self.school_a, self.book, 1, barcode=f"{self.school_a.barcode_prefix}0000005")
        copies = self._copies(self.school_a, self.book, 2)
        self.assertEqual([barcode[-1] for barcode in copies.mapped("barcode")], ["6", "7"])

    def test_given_numbers_are_kept_and_ours_are_not_used_up(self):
        [copy] = self._copies(
            self.school_a, self.book, 1, barcode=" lama 12 ", accession_number="12/INV"
        )
        self.assertRecordValues(
            copy,
            [{"barcode": "LAMA12", "accession_number": "12/INV", "barcode_issued": False}],
        )
        self.assertEqual(self.school_a.last_copy_number, 3)

    def test_an_accession_number_is_taken_once_in_a_library(self):
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self._copies(
                    self.school_a,
                    self.book,
                    1,
                    barcode="X",
                    accession_number=self.copies_a[0].accession_number,
                )
        self._copies(
            self.school_b,
            self.book,
            1,
            barcode="X",
            accession_number=self.copies_a[0].accession_number,
        )

    def test_blanks_make_no_other_accession_number(self):
        [copy] = self._copies(self.school_a, self.book, 1, accession_number=" 17/A ")
        self.assertEqual(copy.accession_number, "17/A")
        copy.accession_number = "18/A "
        self.assertEqual(copy.accession_number, "18/A")
        [copy] = self._copies(self.school_a, self.book, 1, accession_number="  ")
        self.assertTrue(copy.accession_number.startswith("0000"))
        with self.assertRaises(psycopg2.errors.NotNullViolation), mute_logger("odoo.sql_db"):
            copy.accession_number = "  "
            self.env.flush_all()

    def test_an_old_sticker_is_unique_among_the_live_copies_of_a_library(self):
        [old] = self._copies(self.school_a, self.book, 1, barcode="1")
        self._copies(self.school_b, self.book, 1, barcode="1")
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self._copies(self.school_a, self.book, 1, barcode="1")
        old.manual_state = "withdrawn"
        self._copies(self.school_a, self.book, 1, barcode="1")

    def test_a_new_sticker_that_is_not_ours(self):
        copy = self.copies_a[0].with_user(self.librarian_a)
        copy.barcode = "lama 7"
        self.assertRecordValues(copy, [{"barcode": "LAMA7", "barcode_issued": False}])
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            copy.barcode = " "

    def test_patterns_are_checked_when_they_are_saved(self):
        for pattern in ("{code}", "{number", "{number}{title}"):
            with self.subTest(pattern=pattern), self.assertRaises(ValidationError):
                with self.env.cr.savepoint():
                    self.school_a.accession_pattern = pattern
        self.school_a.accession_pattern = "INV.{number:3}"
        self.assertEqual(self._copies(self.school_a, self.book, 1).accession_number, "INV.004")


@tagged("post_install", "-at_install")
class TestScan(LibraryCase):
    def scan(self, code, library=None):
        return self.env["library.copy"]._scan(code, library or self.school_a)

    def test_what_a_scan_means(self):
        own, issued = self.copies_a[0], self.copies_b[0]
        self.assertEqual(self.scan(own.barcode), own)
        self.assertEqual(self.scan(f" {own.barcode}\n"), own)
        self.assertEqual(self.scan(issued.barcode), issued)
        self.assertFalse(self.scan("nothing"))
        self.assertFalse(self.scan(" "))

    def test_an_old_sticker_means_ours_first(self):
        [ours] = self._copies(self.school_a, self.book, 1, barcode="77")
        theirs = self._copies(self.school_b, self.book, 1, barcode="77")
        also = self._copies(self.village, self.book, 1, barcode="77")
        self.assertEqual(self.scan("77"), ours)
        ours.manual_state = "withdrawn"
        self.assertEqual(self.scan("77"), theirs + also)

    def test_a_number_we_issued_beats_an_old_sticker_elsewhere(self):
        issued = self.copies_b[0]
        self._copies(self.village, self.book, 1, barcode=issued.barcode)
        self.assertEqual(self.scan(issued.barcode), issued)


@tagged("post_install", "-at_install")
class TestStatus(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = cls.copies_a[0]

    def test_a_lent_copy_is_neither_withdrawn_nor_reworked(self):
        self.lend(self.pupil_a, self.copy)
        for state in ("withdrawn", "in_processing", "in_repair"):
            with self.subTest(state=state), self.assertRaises(UserError):
                self.copy.with_user(self.librarian_a).manual_state = state
        for state, status in (("damaged", "on_loan"), ("lost", "lost")):
            self.copy.with_user(self.librarian_a).manual_state = state
            self.assertEqual(self.copy.status, status)
        with self.assertRaises(UserError):
            self.copy.with_user(self.librarian_a).manual_state = "withdrawn"

    def test_status_follows_the_state_set_by_hand(self):
        for state in (*MANUAL_STATES, False):
            self.copy.with_user(self.librarian_a).manual_state = state
            self.assertEqual(self.copy.status, state or "available")

    def test_a_copy_is_received_in_a_state(self):
        [copy] = self._copies(self.school_a, self.book, 1, manual_state="in_processing")
        self.assertEqual(copy.status, "in_processing")

    def test_a_state_proposed_as_a_default_is_no_fact(self):
        copies = self.env["library.copy"].with_user(self.librarian_a)
        copy = copies.with_context(default_manual_state="damaged").create(
            {"library_id": self.school_a.id, "book_id": self.book.id}
        )
        self.assertRecordValues(copy, [{"manual_state": False, "status": "available"}])

    def test_nobody_types_what_follows_from_acts(self):
        for vals in (
            {"status": "lost"},
            {"fact_seq": 9},
            {"place_id": self.school_b.id},
            {"barcode_issued": True},
        ):
            with self.subTest(vals=vals):
                with self.assertRaises(AccessError):
                    self.copy.with_user(self.librarian_a).write(vals)
                with self.assertRaises(AccessError):
                    self.env["library.copy"].with_user(self.librarian_a).create(
                        {"library_id": self.school_a.id, "book_id": self.book.id, **vals}
                    )

    def test_every_act_on_a_copy_writes_its_row(self):
        def seq():
            self.env.invalidate_all()
            return self.copy.fact_seq

        before = seq()
        self.lend(self.pupil_a, self.copy)
        self.assertEqual(seq(), before + 1)
        self.take_back(self.school_a, self.copy)
        self.assertEqual(seq(), before + 2)
        self.copy.manual_state = "damaged"
        self.assertEqual(seq(), before + 3)


@tagged("post_install", "-at_install")
class TestHolding(LibraryCase):
    def held(self, library, book=None):
        return (
            self.env["library.holding"]
            .search([("library_id", "=", library.id), ("book_id", "=", (book or self.book).id)])
            .copy_count
        )

    def test_holdings_follow_the_copies(self):
        self.assertEqual((self.held(self.school_a), self.held(self.school_b)), (3, 2))
        copies = self._copies(self.school_a, self.book, 2)
        self.assertEqual(self.held(self.school_a), 5)
        copies[0].manual_state = "withdrawn"
        self.assertEqual(self.held(self.school_a), 4)
        copies[0].manual_state = "damaged"
        self.assertEqual(self.held(self.school_a), 5)
        copies[0].manual_state = "lost"
        self.assertEqual(self.held(self.school_a), 4)
        copies.unlink()
        self.assertEqual(self.held(self.school_a), 3)

    def test_a_copy_that_changes_hands_or_title_is_counted_where_it_is(self):
        other = self._book("Sang Pemimpi", "Andrea Hirata")
        copy = self.copies_a[0]
        copy.book_id = other
        self.assertEqual((self.held(self.school_a), self.held(self.school_a, other)), (2, 1))
        copy.library_id = self.school_b
        self.assertEqual((self.held(self.school_a, other), self.held(self.school_b, other)), (0, 1))
        self.assertEqual(copy.status, "in_transit")

    def test_the_desk_changes_no_holding(self):
        before = self.env["library.holding"].search([]).mapped("write_date")
        self.lend(self.pupil_a, self.copies_a)
        self.take_back(self.school_a, self.copies_a)
        self.env.invalidate_all()
        self.assertEqual(self.env["library.holding"].search([]).mapped("write_date"), before)
        self.assertEqual(self.held(self.school_a), 3)


@tagged("post_install", "-at_install")
class TestDeletion(LibraryCase):
    def assertKept(self, records, user=None, error=UserError):
        with self.assertRaises(error), mute_logger("odoo.sql_db"):
            records.with_user(user or self.env.user).unlink()
        self.assertTrue(records.exists())

    def lent_and_returned(self):
        [answer] = self.lend(self.pupil_a, self.copies_a[0])
        self.take_back(self.school_a, self.copies_a[0])
        return self.env["library.loan"].browse(answer["loan_id"])

    def test_a_loan(self):
        self.assertKept(self.lent_and_returned())

    def test_a_copy_that_was_lent(self):
        self.lent_and_returned()
        self.assertKept(self.copies_a[0], self.librarian_a)
        self.copies_a[1].with_user(self.librarian_a).unlink()

    def test_a_copy_that_was_only_refused(self):
        self.copies_a[0].manual_state = "damaged"
        self.lend(self.pupil_a, self.copies_a[0])
        self.assertKept(self.copies_a[0], self.librarian_a)

    def test_a_membership_with_loans(self):
        self.lent_and_returned()
        self.assertKept(self.pupil_a, self.librarian_a)
        self.pupil_a2.with_user(self.librarian_a).unlink()

    def test_a_membership_that_owes_or_waits(self):
        self.reserve(self.pupil_a)
        self._desk().charge(self.pupil_a2.id, "other", 500, "test", self._next_request())
        for membership in (self.pupil_a, self.pupil_a2):
            self.assertKept(membership, self.librarian_a)

    def test_a_membership_that_was_only_refused(self):
        self.copies_a[0].manual_state = "damaged"
        self.lend(self.pupil_a, self.copies_a[0])
        event = self.env["library.event"].search([], limit=1)
        self.assertEqual(event.membership_id, self.pupil_a)
        self.pupil_a.with_user(self.librarian_a).unlink()
        self.env.invalidate_all()
        self.assertFalse(event.membership_id)

    def test_a_person_with_books_and_one_with_a_history(self):
        self.lend(self.pupil_a, self.copies_a[0])
        self.assertKept(self.pupil_a.member_id, self.librarian_a)
        self.take_back(self.school_a, self.copies_a[0])
        self.assertKept(self.pupil_a.member_id, self.librarian_a)
        self.pupil_a2.member_id.with_user(self.librarian_a).unlink()
        self.assertFalse(self.pupil_a2.exists())

    def test_a_login_is_closed_with_its_person(self):
        """Left open it would be a portal user like any other, free to write on its own partner."""
        person = self._membership(self.school_a, "Salah Ketik").member_id
        user = person._open_portal("a-long-password")
        person.with_user(self.librarian_a).unlink()
        self.assertTrue(user.exists())
        self.assertFalse(user.active)

    def test_a_title_with_copies(self):
        self.assertKept(self.book, self.cataloguer)
        self.copies_a.manual_state = "withdrawn"
        self.assertKept(self.book, self.cataloguer)

    def test_a_library_with_stock_or_people(self):
        self.assertKept(self.school_a, self.library_admin, psycopg2.IntegrityError)
        self.copies_a.unlink()
        self.assertKept(self.school_a, self.library_admin, psycopg2.IntegrityError)

    def test_a_library_entered_by_mistake_is_deleted(self):
        mistake = self._library("Salah", "SALAH", "sd", self.district_1)
        mistake.with_user(self.library_admin).unlink()
        self.assertFalse(mistake.exists())

    def test_an_operator_with_acts_stays(self):
        self.lent_and_returned()
        self.assertKept(self.desk_a, error=psycopg2.IntegrityError)
