from io import BytesIO

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .common import LibraryCase


def pages(pdf):
    """Return the words of every page of a PDF."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def cells(xlsx):
    """Return the rows of a workbook's sheet."""
    return [list(row) for row in openpyxl.load_workbook(BytesIO(xlsx)).active.values]


class ClearanceCase(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wayan = cls._membership(
            cls.school_a, "Wayan Kelas Enam", class_name="Kelas 6A", sex="m"
        )
        cls.as_librarian = cls.env(user=cls.librarian_a)

    def issue(self, members, user=None, **vals):
        wizards = self.env["library.clearance.issue"].with_user(user or self.librarian_a)
        chosen = {"active_model": "library.membership", "active_ids": members.ids}
        return wizards.with_context(**chosen).create({"purpose": "diploma", **vals})

    def letters(self, members, **vals):
        """Issue letters, and return those of these members."""
        self.issue(members, **vals).action_issue()
        return self.as_librarian["library.clearance"].search(
            [("membership_id", "in", members.ids)], order="id"
        )


@freeze_time("2026-06-02 02:00:00")
@tagged("post_install", "-at_install")
class TestClearance(ClearanceCase):
    """Who owes nothing gets a numbered letter; who does is refused with the list of what is open."""

    def test_a_class_gets_its_letters_in_order_and_who_has_a_book_is_refused(self):
        self.lend(self.pupil_a, self.copies_a[0])
        wizard = self.issue(self.pupil_a + self.pupil_a2 + self.wayan)
        self.assertEqual((wizard.clear_count, wizard.refused_count), (2, 1))
        for words in ("Ni Luh Ayu Uji", "Laskar Pelangi", self.copies_a[0].barcode):
            self.assertIn(words, wizard.preview)
        letters = self.letters(self.pupil_a + self.pupil_a2 + self.wayan)
        self.assertEqual(letters.membership_id, self.wayan + self.pupil_a2)
        self.assertEqual(letters.mapped("number"), ["0001/BP/SEKA/2026", "0002/BP/SEKA/2026"])
        self.assertEqual(letters.mapped("class_name"), ["6A", "VII-A"])
        self.assertEqual(set(letters.mapped("school_year")), {"2025/2026"})
        self.assertEqual(letters.mapped("age"), [13, 13])

    def test_a_class_that_has_graduated_is_cleared_by_its_class_still(self):
        sixth = self.wayan.class_id
        self.pupil_a2._enrol(sixth)
        self.wayan._enrol(sixth.browse(), outcome="graduated")
        chosen = {"active_model": "library.school.class", "active_ids": sixth.ids}
        wizard = self.as_librarian["library.clearance.issue"].with_context(**chosen).create({})
        self.assertEqual(wizard.membership_ids, self.wayan + self.pupil_a2)

    def test_what_is_open_is_said_of_each_member(self):
        self.lend(self.pupil_a, self.copies_a[:2])
        matters = (self.pupil_a + self.pupil_a2)._open_matters()
        self.assertEqual({matter.membership for matter in matters}, {self.pupil_a})
        self.assertEqual([matter.kind for matter in matters], ["loan", "loan"])
        self.assertIn("Laskar Pelangi", matters[0].words)
        self.take_back(self.school_a, self.copies_a[:2])
        self.assertFalse(self.pupil_a._open_matters())

    def test_what_is_open_elsewhere_does_not_count_here(self):
        guest = self.env["library.desk"].with_user(self.librarian_b)
        elsewhere = guest.admit(self.school_b.id, self.pupil_a.card_number)
        self.lend(
            self.env["library.membership"].browse(elsewhere), self.copies_b[0], self.librarian_b
        )
        self.assertEqual(len(self.letters(self.pupil_a)), 1)

    def test_issued_twice_is_issued_once(self):
        wizard = self.issue(self.pupil_a)
        wizard.action_issue()
        with self.assertRaises(UserError):
            wizard.action_issue()
        self.assertEqual((wizard.clear_count, wizard.letter_count), (0, 1))
        self.assertEqual(len(self.letters(self.pupil_a + self.pupil_a2)), 2)

    def test_another_purpose_or_school_year_is_another_letter(self):
        self.letters(self.pupil_a)
        self.letters(self.pupil_a, purpose="transfer")
        self.letters(self.pupil_a, purpose="other", purpose_words="Beasiswa")
        with freeze_time("2026-08-03 02:00:00"):
            letters = self.letters(self.pupil_a)
        self.assertEqual(len(letters), 4)
        self.assertEqual(letters[-1].number, "0004/BP/SEKA/2026")
        with freeze_time("2027-01-04 02:00:00"):
            later = self.letters(self.pupil_a, purpose="transfer") - letters
        self.assertEqual(later.number, "0001/BP/SEKA/2027")

    def test_a_purpose_in_words_needs_the_words(self):
        with self.assertRaises(UserError):
            self.issue(self.pupil_a, purpose="other", purpose_words=" ").action_issue()

    def test_who_leaves_with_the_letter_borrows_nothing_more_and_stays_named_in_the_register(self):
        letter = self.letters(self.pupil_a, leave=True)
        self.assertEqual(self.pupil_a.standing, "left")
        self.assertEqual(
            self.codes(self.lend(self.pupil_a, self.copies_a[0])[0]), ["membership_left"]
        )
        self.env.invalidate_all()
        self.assertEqual(letter.person_name, "Ni Luh Ayu Uji")
        self.assertEqual(letter.search([("person_name", "ilike", "ayu")]), letter)

    def test_who_borrows_after_the_letter_keeps_it_and_the_register_shows_it(self):
        letter = self.letters(self.pupil_a)
        self.assertEqual(self.lend(self.pupil_a, self.copies_a[0])[0]["outcome"], "done")
        self.env.invalidate_all()
        self.assertTrue(letter.has_books)
        self.assertFalse(letter.revoked_at)

    # -- revoking

    def revoke(self, letters, reason, user=None):
        wizards = self.env["library.clearance.revoke"].with_user(user or self.librarian_a)
        chosen = {"active_model": "library.clearance", "active_ids": letters.ids}
        wizards.with_context(**chosen).create({"reason": reason}).action_revoke()

    def test_a_letter_is_revoked_with_a_reason_and_the_next_has_a_new_number(self):
        letter = self.letters(self.pupil_a)
        with self.assertRaises(UserError):
            self.revoke(letter, " ")
        self.revoke(letter, "Salah siswa")
        self.revoke(letter, "Alasan lain")
        self.assertEqual(letter.revoked_reason, "Salah siswa")
        self.assertEqual(letter.revoked_by_id, self.librarian_a)
        with self.assertRaises(UserError):
            letter.action_print()
        both = self.letters(self.pupil_a)
        self.assertEqual(both.mapped("letter_serial"), [1, 2])

    def test_the_register_is_not_typed_nor_deleted(self):
        letter = self.letters(self.pupil_a)
        for act in (
            lambda: letter.write({"number": "1"}),
            letter.unlink,
            lambda: letter.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                act()

    # -- who may

    def test_only_a_librarian_of_the_library_issues_prints_and_revokes(self):
        letter = self.letters(self.pupil_a)
        for user in (self.librarian_b, self.desk_a, self.supervisor):
            with self.subTest(user=user.login):
                for act in (
                    lambda user=user: self.pupil_a2.with_user(user)._clear("diploma"),
                    lambda user=user: self.issue(self.pupil_a2, user).action_issue(),
                    lambda user=user: self.revoke(letter, "x", user),
                    lambda user=user: letter.with_user(user).action_print(),
                    lambda user=user: letter.with_user(user)._paper("letters"),
                ):
                    with self.assertRaises(AccessError):
                        act()

    def test_the_desk_reads_the_register_and_nobody_elses_does(self):
        letter = self.letters(self.pupil_a)
        self.env.invalidate_all()
        self.assertEqual(letter.with_user(self.desk_a).person_name, "Ni Luh Ayu Uji")
        self.assertFalse(letter.with_user(self.librarian_b).search([("id", "=", letter.id)]))

    def test_a_row_that_is_not_saved_names_nobody(self):
        letter = self.letters(self.pupil_a)
        foreign = {"membership_id": self.pupil_b.id}
        self.assertFalse(letter.new(foreign).person_name)
        self.assertEqual(letter.new(foreign, origin=letter).person_name, "Ni Luh Ayu Uji")

    def test_members_of_two_libraries_are_two_selections(self):
        with self.assertRaises(UserError):
            self.issue(self.pupil_a + self.pupil_b, self.library_admin).action_issue()

    def test_an_empty_selection_is_a_sentence(self):
        with self.assertRaises(UserError):
            self.issue(self.pupil_a.browse()).action_issue()


@freeze_time("2026-06-02 02:00:00")
@tagged("post_install", "-at_install")
class TestClearanceLetter(ClearanceCase):
    """The letter, on paper: the same words and number every time."""

    def profile(self):
        return self.env["library.profile"].search([("library_id", "=", self.school_a.id)])

    def test_a_letter_says_who_where_what_for_and_under_which_number(self):
        self.pupil_a.member_id.nisn = "9900000001"
        self.profile().write({"head_name": "Ibu Kepala", "principal_name": "Pak Kepala Sekolah"})
        content, name = self.letters(self.pupil_a)._paper("letters")
        [page] = pages(content)
        for words in (
            *("Sekolah A", "0001/BP/SEKA/2026", "Ni Luh Ayu Uji", "9900000001", "VII-A"),
            *("2025/2026", "Ibu Kepala", "Pak Kepala Sekolah", self.pupil_a.card_number),
        ):
            self.assertIn(words, page)
        self.assertTrue(name.endswith("0001-BP-SEKA-2026.pdf"))

    def test_letters_of_a_class_are_pages_of_one_paper_each_with_its_number(self):
        letters = self.letters(self.pupil_a + self.pupil_a2 + self.wayan)
        found = pages(letters._paper("letters")[0])
        self.assertEqual(len(found), 3)
        for page, letter in zip(found, letters, strict=True):
            self.assertEqual(page.count(letter.number), 2)  # under the title and at the foot
            self.assertIn(letter.person_name, page)

    def test_the_wording_is_the_librarys_own_and_stays_that_of_its_day(self):
        self.profile().clearance_text = "Nomor {number}:\n{person}\nbebas. Untuk {purpose}."
        letter = self.letters(self.pupil_a, purpose="other", purpose_words="Beasiswa 100%")
        self.profile().clearance_text = "Lain:\n{person}"
        [page] = pages(letter._paper("letters")[0])
        self.assertIn("Nomor 0001/BP/SEKA/2026:", page)
        self.assertIn("bebas. Untuk Beasiswa 100%.", page)
        self.assertNotIn("Lain:", page)

    def test_a_wording_that_cannot_be_filled_in_is_refused_with_a_sentence(self):
        for text in ("{nama}\n{person}", "Halo", "Halo {person}", "{person}\n{person}", "{}"):
            with self.subTest(text), self.assertRaises(ValidationError):
                self.profile().clearance_text = text

    def test_every_print_is_noted(self):
        self.letters(self.pupil_a)._paper("letters")
        log = self.env["library.access.log"].search(
            [("member_id", "=", self.pupil_a.member_id.id), ("act", "=", "print")]
        )
        self.assertEqual(log.user_id, self.librarian_a)

    def test_the_letter_of_a_forgotten_person_is_a_line_without_a_name(self):
        letter = self.letters(self.pupil_a)
        letter.sudo().membership_id = False
        self.env.invalidate_all()
        self.assertFalse(letter.person_name)
        with self.assertRaises(UserError):
            letter.action_print()
        register = self.as_librarian["library.clearance.print"].create({})
        [row] = cells(register._paper("workbook")[0])[1:]
        self.assertEqual((row[2], row[7]), ("0001/BP/SEKA/2026", "VII-A"))

    def test_the_refused_are_listed_by_class_for_their_teachers(self):
        self.lend(self.pupil_a, self.copies_a[0])
        self.lend(self.wayan, self.copies_a[1])
        wizard = self.issue(self.pupil_a + self.pupil_a2 + self.wayan)
        six, seven = pages(wizard._paper("refused")[0])
        self.assertIn("Wayan Kelas Enam", six)
        self.assertIn("Ni Luh Ayu Uji", seven)
        self.assertNotIn("I Wayan Uji", seven)
        rows = cells(wizard._paper("refused_workbook")[0])
        self.assertEqual([row[0] for row in rows[1:]], ["6A", "VII-A"])
        with self.assertRaises(UserError):
            self.issue(self.pupil_a2).action_print_refused()

    def test_the_register_of_a_period_as_paper_and_workbook(self):
        letters = self.letters(self.pupil_a + self.pupil_a2)
        with freeze_time("2026-06-03 02:00:00"):
            letters[0]._revoke("Salah siswa")
        registers = self.as_librarian["library.clearance.print"]
        register = registers.create({"date_from": "2026-06-01", "date_to": "2026-06-30"})
        register.action_print()
        [page] = pages(register._paper("register")[0])
        self.assertIn("Salah siswa", page.replace("\n", " "))
        rows = cells(register._paper("workbook")[0])
        self.assertEqual([row[4] for row in rows[1:]], letters.mapped("person_name"))
        with self.assertRaises(UserError):
            registers.create({"date_from": "2025-01-01", "date_to": "2025-12-31"}).action_print()
        with self.assertRaises(AccessError):
            registers.with_user(self.librarian_b).create(
                {"library_id": self.school_a.id}
            ).action_print()
