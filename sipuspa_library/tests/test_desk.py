from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestDesk(LibraryCase):
    """What a scan means at a library, and who is let in by it."""

    def scan(self, code, library=None, user=None):
        return self._desk(user).scan((library or self.school_a).id, code)

    def test_a_card_of_ours(self):
        member = self.pupil_a.member_id
        member.nisn = "0123456789"
        self.pupil_a.local_number = "P-7"
        for code in (member.card_number, f" {member.card_number.lower()} ", "0123456789", "P-7"):
            with self.subTest(code=code):
                found = self.scan(code)
                self.assertEqual(found["kind"], "member")
                self.assertEqual(found["membership_id"], self.pupil_a.id)
                self.assertEqual(found["name"], member.name)
                self.assertEqual((found["standing"], found["open_loans"]), ("active", 0))

    def test_a_card_of_another_library_shows_a_name_and_opens_nothing(self):
        found = self.scan(self.pupil_b.member_id.card_number)
        self.assertEqual(found, {"kind": "visitor", "name": self.pupil_b.member_id.name})
        self.assertEqual(self.scan(self.pupil_b.member_id.card_number[:-1])["kind"], "unknown")

    def test_card_numbers_cannot_be_walked_through(self):
        numbers = [self.env["library.member"]._next_card_number() for __ in range(30)]
        self.assertTrue(all(len(number) == 10 and number[0] == "A" for number in numbers))
        running = [int(number[1:7]) for number in numbers]
        self.assertEqual(running, list(range(running[0], running[0] + 30)))
        self.assertGreater(len({number[7:] for number in numbers}), 15)

    def test_a_member_who_has_left_stands_at_the_desk_all_the_same(self):
        self.pupil_a.left_on = "2026-01-31"
        found = self.scan(self.pupil_a.member_id.card_number)
        self.assertEqual((found["kind"], found["standing"]), ("member", "left"))

    def test_copies(self):
        [ours, *_], [theirs, *_] = self.copies_a, self.copies_b
        found = self.scan(ours.barcode)
        self.assertEqual((found["kind"], found["copy_id"]), ("copy", ours.id))
        self.assertEqual(found["status"], "available")
        self.assertEqual(self.scan(theirs.barcode)["library"], "Sekolah B")
        self._copies(self.school_b, self.book, 1, barcode="77")
        self._copies(self.village, self.book, 1, barcode="77")
        found = self.scan("77")
        self.assertEqual((found["kind"], len(found["copies"])), ("ambiguous", 2))

    def test_nothing_finds_nobody(self):
        """Most members have no local number: an empty scan must not match the first of them."""
        for code in ("", "   ", "nobody"):
            with self.subTest(code=code):
                self.assertEqual(self.scan(code)["kind"], "unknown")
        for code in ("a\x00b", "a\ud800b", "a" * 100_000):
            with self.subTest(code=code[:9]):
                found = self.scan(code)
                self.assertEqual(found["kind"], "unknown")
                self.assertLessEqual(len(found["code"]), 500)
        for code in (None, 7, ["x"]):
            with self.subTest(code=code), self.assertRaises(UserError):
                self.scan(code)

    def test_a_local_number_is_read_as_the_scanner_reads_it(self):
        self.pupil_a.local_number = " smp 001"
        for code in ("SMP001", "smp 001", "SMP 001\n"):
            with self.subTest(code=code):
                self.assertEqual(self.scan(code).get("membership_id"), self.pupil_a.id)
        both = self.pupil_a | self.pupil_a2
        both.write({"local_number": "  "})
        self.assertEqual(both.mapped("local_number"), [False, False])

    def test_a_book_of_ours_goes_before_a_person_of_another_library(self):
        self.pupil_b.member_id.nisn = "0012345678"
        self.copies_a[0].barcode = "0012345678"
        self.assertEqual(self.scan("0012345678")["kind"], "copy")
        self.assertEqual(self.scan("0012345678", self.school_b, self.librarian_b)["kind"], "member")
        self.pupil_a.member_id.nisn = "0087654321"
        self.copies_b[0].barcode = "0087654321"
        self.assertEqual(self.scan("0087654321")["kind"], "member")
        operator = self._user("desk_c", "desk", operates=self.village)
        self.assertEqual(self.scan("0087654321", self.village, operator)["kind"], "visitor")

    def test_what_is_no_text_is_asked_for_again(self):
        """A device that sends nonsense gets a sentence, never an error of the server."""
        desk, lent = self._desk(self.librarian_a), self.copies_a[:1].ids
        card = self.pupil_b.member_id.card_number
        for reason in (["x"], 5, {"a": 1}):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                desk.lend(self.pupil_a.id, lent, "d", "r", reason)
        with self.assertRaises(UserError):
            desk.lend(self.pupil_a.id, lent, "d\x00", "r")
        for category in ("abc", [1], 2**40, -1):
            with self.subTest(category=category), self.assertRaises(UserError):
                desk.admit(self.school_a.id, card, category)
        with self.assertRaises(UserError):
            desk.admit(self.school_a.id, card, class_name={"a": 1})
        membership = self.env["library.membership"].browse(
            desk.admit(self.school_a.id, card, class_name="IX\x00-A ")
        )
        self.assertEqual(membership.class_name, "IX-A")

    def test_only_those_who_work_there_scan(self):
        for user in (self.librarian_b, self.supervisor, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.scan(self.pupil_a.member_id.card_number, user=user)

    def test_a_person_is_admitted_by_the_whole_card(self):
        desk, card = self._desk(self.librarian_a), self.pupil_b.member_id.card_number
        membership = self.env["library.membership"].browse(
            desk.admit(self.school_a.id, card, class_name="IX-A")
        )
        self.assertRecordValues(
            membership,
            [
                {
                    "member_id": self.pupil_b.member_id.id,
                    "library_id": self.school_a.id,
                    "class_name": "IX-A",
                    "standing": "active",
                }
            ],
        )
        self.assertEqual(desk.admit(self.school_a.id, card), membership.id)
        membership.left_on = "2026-01-31"
        desk.admit(self.school_a.id, card)
        self.assertFalse(membership.left_on)
        with self.assertRaises(UserError):
            desk.admit(self.school_a.id, card[:-1])
