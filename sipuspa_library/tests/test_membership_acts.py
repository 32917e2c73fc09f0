from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LibraryCase


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestMembershipActs(LibraryCase):
    """Renewed, suspended, verified, left and back: one, a selection, each act safe twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teacher = cls._membership(
            cls.school_a, "Ibu Guru Uji", category="teacher", valid_until="2026-01-31"
        )
        (cls.pupil_a + cls.pupil_a2).write({"valid_until": "2026-02-28"})

    def act(self, members, user=None, **vals):
        wizards = self.env["library.membership.act"].with_user(user or self.librarian_a)
        chosen = {"active_model": "library.membership", "active_ids": members.ids}
        return wizards.with_context(**chosen).create(vals)

    def apply(self, members, **vals):
        return self.act(members, **vals).action_apply()

    # -- renewing

    def test_a_selection_is_renewed_as_each_ones_category_says(self):
        self.apply(self.pupil_a + self.teacher, act="renew")
        self.assertEqual(self.pupil_a.valid_until, date(2026, 6, 30))
        self.assertEqual(self.teacher.valid_until, date(2027, 3, 2))
        self.assertEqual(self.pupil_a2.valid_until, date(2026, 2, 28))

    def test_in_june_a_pupil_is_renewed_for_the_next_school_year(self):
        with freeze_time("2026-06-02 02:00:00"):
            self.apply(self.pupil_a, act="renew")
        self.assertEqual(self.pupil_a.valid_until, date(2027, 6, 30))

    def test_a_category_may_be_renewed_for_longer(self):
        self.teacher.category_id.renewal_months = 36
        self.apply(self.teacher, act="renew")
        self.assertEqual(self.teacher.valid_until, date(2029, 3, 2))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.teacher.category_id.renewal_months = 0
            self.env.flush_all()

    def test_renewing_never_makes_a_membership_shorter(self):
        endless, longer = self.pupil_a, self.pupil_a2
        endless.valid_until = False
        longer.valid_until = "2027-06-30"
        self.apply(endless + longer, act="renew", until="2026-06-30")
        self.assertFalse(endless.valid_until)
        self.assertEqual(longer.valid_until, date(2027, 6, 30))

    def test_renewed_twice_is_renewed_once(self):
        wizard = self.act(self.teacher, act="renew")
        wizard.action_apply()
        wizard.action_apply()
        self.assertEqual(self.teacher.valid_until, date(2027, 3, 2))

    # -- suspending

    def test_a_suspension_has_a_reason_and_an_end_and_can_be_lifted(self):
        self.pupil_a.valid_until = False
        self.apply(self.pupil_a, act="suspend", until="2026-03-09", reason=" Buku  robek ")
        self.assertEqual(self.pupil_a.standing, "suspended")
        self.assertEqual(self.pupil_a.suspension_reason, "Buku robek")
        for __ in range(2):
            self.pupil_a.with_user(self.librarian_a).action_lift_suspension()
        self.assertEqual(self.pupil_a.standing, "active")

    def test_a_suspension_without_a_reason_or_for_a_day_that_is_over_is_refused(self):
        for vals in (
            {"until": "2026-03-09"},
            {"until": "2026-03-09", "reason": "  "},
            {"until": "2026-03-01", "reason": "x"},
            {"reason": "x"},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                self.apply(self.pupil_a, act="suspend", **vals)

    # -- verifying

    def test_who_is_verified_borrows(self):
        guest = self._membership(self.school_a, "Tamu Uji", category="villager", pending=True)
        self.assertEqual(self.codes(self.lend(guest, self.copies_a[0])[0]), ["membership_pending"])
        for __ in range(2):
            guest.with_user(self.librarian_a).action_verify()
        self.assertEqual(self.lend(guest, self.copies_a[0])[0]["outcome"], "done")

    # -- leaving

    def test_who_leaves_stays_on_the_list_with_what_was_not_brought_back(self):
        self.pupil_a.valid_until = False
        self.lend(self.pupil_a, self.copies_a[0])
        wizard = self.act(self.pupil_a + self.pupil_a2, act="leave")
        self.assertEqual((wizard.member_count, wizard.with_books_count), (2, 1))
        wizard.action_apply()
        self.assertEqual(self.pupil_a.left_on, date(2026, 3, 2))
        self.assertEqual(self.pupil_a.standing, "left")
        self.assertTrue(self.pupil_a._open_loans())
        named = self.pupil_a.member_id.with_user(self.librarian_a)
        self.assertEqual(named.display_name, "Ni Luh Ayu Uji")

    def test_who_left_keeps_the_day_and_comes_back_renewed(self):
        self.apply(self.pupil_a, act="leave", left_on="2026-02-20")
        self.apply(self.pupil_a, act="leave")
        self.assertEqual(self.pupil_a.left_on, date(2026, 2, 20))
        for __ in range(2):
            self.pupil_a.with_user(self.librarian_a).action_come_back()
        self.assertEqual(self.pupil_a.standing, "active")
        self.assertEqual(self.pupil_a.valid_until, date(2026, 6, 30))

    def test_a_mistyped_year_makes_nobody_a_leaver_of_long_ago(self):
        with self.assertRaises(UserError):
            self.apply(self.pupil_a, act="leave", left_on="2016-03-01")
        self.assertFalse(self.pupil_a.left_on)

    def test_nobody_leaves_on_a_day_to_come(self):
        with self.assertRaises(ValidationError):
            self.apply(self.pupil_a, act="leave", left_on="2026-03-03")

    # -- who may

    def test_standings_are_not_typed(self):
        for vals in (
            {"pending": False},
            {"suspended_until": "2026-04-01", "suspension_reason": "x"},
            {"left_on": "2026-03-01"},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.pupil_a.with_user(self.librarian_a).write(vals)

    def test_only_a_librarian_of_the_library_acts(self):
        for user in (self.librarian_b, self.desk_a, self.supervisor):
            for act in ("renew", "suspend", "leave"):
                vals = {"act": act, "until": "2026-04-01", "reason": "x"}
                with self.subTest(user=user.login, act=act), self.assertRaises(AccessError):
                    self.act(self.pupil_a, user, **vals).action_apply()

    def test_an_empty_selection_is_a_sentence(self):
        with self.assertRaises(UserError):
            self.apply(self.pupil_a.browse(), act="renew")

    def test_the_form_asks_only_what_the_act_needs(self):
        chosen = {"active_model": "library.membership", "active_ids": self.pupil_a.ids}
        wizards = self.env["library.membership.act"].with_user(self.librarian_a)
        with Form(wizards.with_context(**chosen, default_act="suspend")) as form:
            form.until = "2026-03-09"
            form.reason = "Buku robek"


@tagged("post_install", "-at_install")
class TestPersonForm(LibraryCase):
    """Of a child neither address nor occupation is asked."""

    def hidden(self, form):
        return [form._get_modifier(name, "invisible") for name in ("address", "occupation")]

    def test_of_a_child(self):
        person = self.pupil_a.member_id.with_user(self.librarian_a)
        with freeze_time("2026-03-02"), Form(person) as form:
            self.assertEqual(self.hidden(form), [True, True])
            form.birth_date = "1999-01-01"
            self.assertEqual(self.hidden(form), [False, False])
            form.birth_date = False
            self.assertEqual(self.hidden(form), [True, True])

    def test_of_an_adult(self):
        adult = self._membership(self.school_a, "Ibu Guru Uji", category="teacher")
        adult.member_id.birth_date = False
        with Form(adult.member_id.with_user(self.librarian_a)) as form:
            self.assertEqual(self.hidden(form), [False, False])


@tagged("post_install", "-at_install")
class TestFindingMembers(LibraryCase):
    """A member is found by what the librarian has: part of a name, a nickname, a number."""

    def found(self, typed, user=None):
        memberships = self.env["library.membership"].with_user(user or self.librarian_a)
        return memberships.search([("member_id", "ilike", typed)])

    def test_by_words_of_the_name_in_any_order_and_by_nickname_and_number(self):
        self.pupil_a.member_id.write({"nickname": "Tu Ayik", "nisn": "9900000001"})
        for typed in ("ayu luh", "ayik", "Tu Ayu", self.pupil_a.card_number[:-1], "9900000001"):
            with self.subTest(typed):
                self.assertEqual(self.found(typed), self.pupil_a)
        self.assertEqual(self.found("uji"), self.pupil_a + self.pupil_a2)
        self.assertFalse(self.found("ayu wayan"))
        self.assertFalse(self.found("99000"))

    def test_nobody_of_another_library(self):
        self.assertFalse(self.found("Made"))
        self.assertFalse(self.found(self.pupil_b.card_number))

    def test_a_local_number_finds_by_name_search(self):
        self.pupil_a.local_number = "L-7"
        memberships = self.env["library.membership"].with_user(self.librarian_a)
        self.assertEqual([row[0] for row in memberships.name_search("L-7")], self.pupil_a.ids)
