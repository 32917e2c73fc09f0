from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 02:00:00")
class TestDeskForm(LibraryCase):
    """The plain form at the counter: one field, every answer on the screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.pupil_a.card_number
        cls.first, cls.second, cls.third = cls.copies_a
        cls.pupil_category = cls.env.ref("sipuspa_library.member_category_pupil")

    def form(self, user=None):
        """Open the form as the web client does."""
        return Form(self.env["library.desk.form"].with_user(user or self.desk_a)).save()

    def scan(self, form, *codes):
        for code in codes:
            form.action_scan(code, self._next_request())
        return self.answer(form)

    def answer(self, form):
        form.invalidate_recordset(["line_ids"])
        line = form.line_ids[:1]
        return line.tone, line.message

    def test_the_only_library_is_preset(self):
        self.assertEqual(self.form().library_id, self.school_a)
        self.assertFalse(self.form().several_libraries)
        self.assertTrue(self.form(self.library_admin).several_libraries)

    def test_who_has_no_library_is_told_so(self):
        nobody = self._user("nobody", "desk")
        self.assertFalse(Form(self.env["library.desk.form"].with_user(nobody)).library_id)

    def test_a_card_opens_its_member_and_a_book_is_lent(self):
        form = self.form()
        self.scan(form, self.card)
        self.assertEqual(form.member_name, "Ni Luh Ayu Uji")
        self.assertEqual(form.standing, "active")
        tone, message = self.scan(form, self.first.barcode)
        self.assertEqual(tone, "done")
        self.assertIn("2026", message)
        self.assertEqual(form.loan_ids.copy_id, self.first)

    def test_a_book_alone_is_taken_back(self):
        form = self.form()
        self.scan(form, self.card, self.first.barcode)
        form.action_next_member()
        self.assertFalse(form.membership_id)
        self.assertEqual(self.scan(form, self.first.barcode)[0], "done")
        self.assertEqual(self.first.status, "available")

    def test_a_book_of_another_library_is_sent_home(self):
        tone, message = self.scan(self.form(), self.copies_b[0].barcode)
        self.assertEqual(tone, "warning")
        self.assertIn("Sekolah B", message)

    def test_the_same_request_is_one_act_and_one_line(self):
        form = self.form()
        self.scan(form, self.card)
        form.action_scan(self.first.barcode, "twin")
        form.action_scan(self.first.barcode, "twin")
        self.assertEqual(self.answer(form)[0], "done")
        self.assertEqual(form.line_ids.mapped("tone"), ["done", "info"])

    def test_a_book_the_member_has_is_offered_for_renewal(self):
        form = self.form()
        self.scan(form, self.card, self.first.barcode)
        with freeze_time("2026-03-05 02:00:00"):
            self.assertEqual(self.scan(form, self.first.barcode)[0], "refused")
            self.assertEqual(form.pending_act, "renew")
            form.action_pending()
            self.assertEqual(self.answer(form)[0], "done")
        self.assertEqual(form.loan_ids.renewal_count, 1)
        self.assertFalse(form.pending_act)

    def test_all_books_are_renewed_at_once(self):
        form = self.form()
        self.scan(form, self.card, self.first.barcode, self.second.barcode)
        with freeze_time("2026-03-05 02:00:00"):
            form.action_renew_all()
        self.assertEqual(form.loan_ids.mapped("renewal_count"), [1, 1])

    def test_a_librarian_lends_anyway_with_a_reason(self):
        fourth = self._copies(self.school_a, self.book, 1)
        form = self.form(self.librarian_a)
        self.scan(form, self.card, *self.copies_a.mapped("barcode"))
        self.assertEqual(self.scan(form, fourth.barcode)[0], "refused")
        self.assertEqual(form.pending_act, "lend_anyway")
        with self.assertRaises(UserError):
            form.action_pending()
        form.reason = "Needs it for the exam"
        form.action_pending()
        self.assertEqual(self.answer(form)[0], "done")
        self.assertEqual(len(form.loan_ids), 4)
        self.assertFalse(form.pending_act)

    def test_a_librarian_renews_anyway_with_a_reason(self):
        form = self.form(self.librarian_a)
        self.scan(form, self.card, self.first.barcode)
        for day in ("05", "06"):
            with freeze_time(f"2026-03-{day} 02:00:00"):
                form.action_renew_all()
        self.assertEqual(form.pending_act, "renew_anyway")
        with freeze_time("2026-03-07 02:00:00"):
            form.reason = "Ill at home"
            form.action_pending()
        self.assertEqual(form.loan_ids.renewal_count, 2)

    def test_a_desk_officer_is_offered_no_override(self):
        fourth = self._copies(self.school_a, self.book, 1)
        form = self.form()
        self.scan(form, self.card, *self.copies_a.mapped("barcode"), fourth.barcode)
        self.assertFalse(form.pending_act)

    def test_a_member_of_another_library_may_join(self):
        form = self.form()
        tone, __ = self.scan(form, self.pupil_b.card_number)
        self.assertEqual((tone, form.pending_act), ("warning", "admit"))
        self.assertFalse(form.membership_id)
        with self.assertRaises(UserError):
            form.action_pending()
        form.category_id = self.pupil_category
        form.action_pending()
        self.assertEqual(form.membership_id.library_id, self.school_a)
        self.assertEqual(form.member_name, "I Made Uji")

    def test_who_has_left_may_join_again(self):
        self.pupil_a.write({"left_on": "2026-02-01", "local_number": "OLD-7"})
        form = self.form()
        for code in (self.card, "OLD-7"):
            tone, __ = self.scan(form, code)
            self.assertEqual((tone, form.pending_act), ("warning", "admit"))
            self.assertFalse(form.membership_id)
            self.assertEqual(form.category_id, self.pupil_category)
        form.category_id = teacher = self.env.ref("sipuspa_library.member_category_teacher")
        form.action_pending()
        self.assertEqual(form.member_name, "Ni Luh Ayu Uji")
        self.assertEqual(form.membership_id.category_id, teacher)
        self.assertEqual(form.standing, "active")

    def test_who_has_left_with_a_book_is_open_to_the_desk(self):
        form = self.form()
        self.scan(form, self.card, self.first.barcode)
        self.pupil_a.left_on = "2026-03-01"
        tone, __ = self.scan(form, self.card)
        self.assertEqual((tone, form.membership_id.standing), ("warning", "left"))

    def test_a_member_who_is_not_in_good_standing_is_marked(self):
        self.pupil_a.valid_until = "2026-01-31"
        tone, message = self.scan(self.form(), self.card)
        self.assertEqual(tone, "warning")
        self.assertTrue(message)

    def test_an_unknown_code_says_so(self):
        self.assertEqual(self.scan(self.form(), "nothing")[0], "refused")

    def choices(self, form):
        return form.line_ids.filtered(lambda line: line.copy_id or line.membership_id)

    def test_a_number_of_several_libraries_asks_which_book_it_is(self):
        theirs = self._copies(self.school_b, self.book, 1, barcode="OLD-1")
        self._copies(self.village, self.book, 1, barcode="OLD-1")
        form = self.form()
        self.assertEqual(
            self.scan(form, "OLD-1"), ("warning", "Several have this number. Which one?")
        )
        self.assertCountEqual(self.choices(form).mapped("message"), ["Sekolah B", "Desa C"])
        chosen = self.choices(form).filtered(lambda line: line.copy_id == theirs)
        chosen.action_choose()
        self.assertEqual(theirs.place_id, self.school_a, "it was handed in here")
        before = self.answer(form)
        self.assertFalse(self.choices(form), "chosen once")
        chosen.action_choose()
        self.assertEqual(self.answer(form), before)

    def test_an_old_card_and_an_old_sticker_of_one_number_ask_which(self):
        self.pupil_a.local_number = "17"
        [book] = self._copies(self.school_a, self.book, 1, barcode="17")
        form = self.form()
        for __ in range(2):
            self.scan(form, "17")
        card, copy = self.choices(form)[:2]
        self.assertEqual(card.heading, "Ni Luh Ayu Uji")
        card.action_choose()
        self.assertEqual(form.membership_id, self.pupil_a)
        self.scan(form, "17")
        self.choices(form).filtered("copy_id")[:1].action_choose()
        self.assertEqual(form.loan_ids.copy_id, book)

    def test_what_could_be_chosen_is_settled_by_the_next_scan(self):
        self.pupil_a.local_number = "17"
        self._copies(self.school_a, self.book, 1, barcode="17")
        form = self.form()
        self.scan(form, "17", self.card)
        self.assertFalse(self.choices(form))

    def test_another_library_starts_without_a_member(self):
        form = self.form(self.library_admin)
        form.library_id = self.school_a
        self.scan(form, self.card)
        form.library_id = self.school_b
        self.scan(form, self.copies_b[0].barcode)
        self.assertFalse(form.membership_id)

    def test_a_member_is_scanned_and_never_typed(self):
        forms = self.env["library.desk.form"].with_user(self.librarian_a)
        with self.assertRaises(AccessError):
            forms.create({"library_id": self.school_a.id, "membership_id": self.pupil_b.id})
        with self.assertRaises(AccessError):
            self.form(self.librarian_a).membership_id = self.pupil_b
        proposed = forms.with_context(default_membership_id=self.pupil_b.id)
        self.assertFalse(proposed.create({"library_id": self.school_a.id}).membership_id)

    def test_nobody_reads_or_moves_another_users_form(self):
        form = self.form(self.librarian_b)
        self.scan(form, self.pupil_b.card_number)
        theirs = form.with_user(self.librarian_a)
        self.assertFalse(form.line_ids.with_user(self.librarian_a).search([]))
        for act in (
            lambda: theirs.read(["membership_id"]),
            lambda: form.line_ids.with_user(self.librarian_a).read(["heading"]),
            theirs.action_next_member,
            theirs.action_pending,
            theirs.action_renew_all,
            lambda: theirs.action_scan(self.copies_b[0].barcode, "theirs"),
        ):
            with self.assertRaises(AccessError):
                act()

    def test_nobody_works_at_another_librarys_form(self):
        form = self.env["library.desk.form"].with_user(self.librarian_a)
        form = form.create({"library_id": self.school_b.id})
        with self.assertRaises(AccessError):
            form.action_scan(self.pupil_b.card_number, "foreign")
