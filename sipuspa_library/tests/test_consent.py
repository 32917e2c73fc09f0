from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PHOTO, LibraryCase


class ConsentCase(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ayu, cls.wayan, cls.made = (cls.pupil_a | cls.pupil_a2 | cls.pupil_b).member_id
        cls.adult = cls._membership(cls.school_a, "Ibu Guru Uji", category="teacher").member_id
        cls.adult.birth_date = "1980-01-01"

    @classmethod
    def scope(cls, code):
        return cls.env.ref(f"sipuspa_library.consent_scope_{code}")

    def give(self, memberships, *codes, user=None, **vals):
        """Have the parents of these pupils agree, on paper, today."""
        consents = self.env["library.consent"].with_user(user or self.librarian_a)
        wanted = [(row, self.scope(code), vals) for row in memberships for code in codes]
        return consents._give(wanted, "paper", self.school_a._today())

    def withdraw(self, membership, *codes, user=None):
        consents = self.env["library.consent"].with_user(user or self.librarian_a)
        unwanted = [(membership, self.scope(code)) for code in codes]
        consents._withdraw(unwanted, "Ibu Uji", "Pindah rumah")

    def allowed(self, members, code, library=None):
        return members._with_consent(code, library)


@tagged("post_install", "-at_install")
class TestWhoNeedsConsent(ConsentCase):
    """Children need a parent's word; adults their own."""

    @freeze_time("2026-03-01 04:00:00")
    def test_a_child_is_whoever_is_under_eighteen_today(self):
        for born, child in (("2008-03-01", False), ("2008-03-02", True), ("2020-01-01", True)):
            self.ayu.birth_date = born
            self.assertEqual(self.ayu._is_child(), child, born)
        self.assertTrue(self.ayu._is_child(self.ayu.birth_date))

    def test_without_a_birth_date_a_pupil_is_a_child_and_a_teacher_is_none(self):
        (self.ayu | self.adult).birth_date = False
        self.assertTrue(self.ayu._is_child())
        self.assertFalse(self.adult._is_child())

    def test_only_children_need_consent(self):
        everybody = self.ayu | self.wayan | self.adult
        self.assertEqual(self.allowed(everybody, "portal"), self.adult)
        self.give(self.pupil_a, "portal")
        self.assertEqual(self.allowed(everybody, "portal"), self.ayu | self.adult)
        self.assertEqual(self.allowed(everybody, "photo"), self.adult)

    def test_who_comes_of_age_needs_no_consent_any_more(self):
        with freeze_time("2031-05-16 04:00:00"):
            self.assertFalse(self.allowed(self.ayu, "portal"))
        with freeze_time("2031-05-17 04:00:00"):
            self.assertTrue(self.allowed(self.ayu, "portal"))

    def test_the_age_is_the_offices_to_set(self):
        self.scope("portal").with_user(self.library_admin).needs_consent_under = 0
        self.assertTrue(self.allowed(self.ayu, "portal"))

    def test_a_login_is_agreed_to_for_the_regency_and_a_name_in_print_for_one_library(self):
        at_b = self.env["library.membership"].create(
            {"member_id": self.ayu.id, "library_id": self.school_b.id}
        )
        self.give(self.pupil_a, "portal", "publication")
        self.assertTrue(self.allowed(self.ayu.with_user(self.librarian_b), "portal"))
        self.assertTrue(self.allowed(self.ayu, "publication", self.school_a))
        self.assertFalse(self.allowed(self.ayu, "publication", self.school_b))
        self.give(at_b, "publication", user=self.librarian_b)
        self.assertTrue(self.allowed(self.ayu, "publication", self.school_b))

    def test_a_refusal_names_who_it_is_about_and_only_to_those_who_may_read(self):
        with self.assertRaisesRegex(UserError, "Ni Luh Ayu Uji"):
            (self.ayu | self.adult).with_user(self.librarian_a)._check_consent("portal")
        with self.assertRaises(UserError) as refusal:
            self.ayu.with_user(self.librarian_b)._check_consent("portal")
        self.assertNotIn("Ayu", str(refusal.exception))
        self.adult._check_consent("portal")

    def test_many_are_asked_about_at_once(self):
        members = self.env["library.member"].create(
            [
                {
                    "name": f"Siswa {number}",
                    "membership_ids": [Command.create({"library_id": self.school_a.id})],
                }
                for number in range(60)
            ]
        )
        self.give(members[::2].membership_ids, "photo")
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.assertEqual(members._with_consent("photo"), members[::2])


@tagged("post_install", "-at_install")
class TestConsentRecords(ConsentCase):
    """A consent is recorded once, never edited, and withdrawn at once."""

    def test_what_was_recorded_is_not_recorded_twice(self):
        first = self.give(self.pupil_a | self.pupil_a2, "portal", guardian_name="Ibu Uji")
        again = self.give(self.pupil_a | self.pupil_a2, "portal", "photo")
        self.assertEqual((len(first), len(again)), (2, 2))
        self.assertEqual(again.scope_id, self.scope("photo"))
        self.assertEqual(first.recorded_by_id, self.librarian_a)

    def test_nobody_agrees_on_a_day_to_come(self):
        tomorrow = self.school_a._today().replace(year=2090)
        with self.assertRaises(UserError):
            self.env["library.consent"]._give(
                [(self.pupil_a, self.scope("photo"), {})], "paper", tomorrow
            )

    def test_a_consent_is_not_edited_by_anybody(self):
        consent = self.give(self.pupil_a, "portal")
        for user in (self.librarian_a, self.library_admin):
            with self.assertRaises(AccessError):
                consent.with_user(user).guardian_name = "Lain"
            with self.assertRaises(AccessError):
                consent.with_user(user).unlink()

    def test_withdrawing_the_login_closes_it_and_ends_its_sessions(self):
        consent = self.give(self.pupil_a, "portal")
        login = self.ayu._open_portal("sandi-panjang")
        token = login._compute_session_token("sid")
        self.withdraw(self.pupil_a, "portal")
        self.assertFalse(login.active)
        self.env.flush_all()  # the token is read by plain SQL
        self.assertNotEqual(login._compute_session_token("sid"), token)
        self.assertEqual(self.ayu.user_id, login, "to be opened again")
        self.assertFalse(self.allowed(self.ayu, "portal"))
        self.assertEqual(consent.withdrawn_by, "Ibu Uji")

    def test_a_consent_given_again_counts_again(self):
        self.give(self.pupil_a, "portal")
        self.withdraw(self.pupil_a, "portal")
        self.give(self.pupil_a, "portal")
        self.assertTrue(self.allowed(self.ayu, "portal"))

    def test_withdrawing_the_photo_removes_it(self):
        self.give(self.pupil_a, "photo", "portal")
        self.ayu.image_1920 = PHOTO
        self.withdraw(self.pupil_a, "photo")
        self.assertFalse(self.ayu.image_1920)
        self.assertFalse(self.ayu.image_128)
        self.assertTrue(self.allowed(self.ayu, "portal"), "the other consent stands")

    def test_a_login_is_taken_back_in_the_whole_regency_without_telling_why(self):
        at_b = self.env["library.membership"].create(
            {"member_id": self.ayu.id, "library_id": self.school_b.id}
        )
        theirs = self.give(at_b, "portal", "publication", user=self.librarian_b)
        login = self.ayu._open_portal("sandi-panjang")
        ours = self.give(self.pupil_a, "portal", "publication")
        self.withdraw(self.pupil_a, "portal", "publication")
        self.assertFalse(ours.filtered("is_standing"))
        self.assertEqual(ours[0].withdrawal_reason, "Pindah rumah")
        self.assertFalse(login.active)
        self.assertEqual(theirs.filtered("is_standing").scope_id, self.scope("publication"))
        ended = theirs.with_user(self.librarian_b).filtered("withdrawn_on")
        self.assertEqual(ended.withdrawn_library_id, self.school_a)
        self.assertFalse(ended.withdrawal_reason)

    def test_a_consent_given_elsewhere_is_withdrawn_where_the_child_is_now(self):
        at_b = self.env["library.membership"].create(
            {"member_id": self.ayu.id, "library_id": self.school_b.id}
        )
        self.give(self.pupil_a, "portal")
        self.withdraw(at_b, "portal", user=self.librarian_b)
        self.assertFalse(self.allowed(self.ayu, "portal"))

    def test_who_is_of_age_keeps_the_login_when_a_parent_withdraws(self):
        self.give(self.pupil_a, "portal")
        login = self.ayu._open_portal("sandi-panjang")
        self.ayu.birth_date = "1990-01-01"
        self.withdraw(self.pupil_a, "portal")
        self.assertTrue(login.active)


@tagged("post_install", "-at_install")
class TestWithoutConsent(ConsentCase):
    """What needs consent is refused until it is there; borrowing never is."""

    def test_borrowing_at_the_desk_works_without_any_consent(self):
        self.assertFalse(self.env["library.consent"].search([("member_id", "=", self.ayu.id)]))
        [lent] = self.lend(self.pupil_a, self.copies_a[0])
        self.assertEqual(lent["outcome"], "done")
        [renewed] = self.renew(self.env["library.loan"].browse(lent["loan_id"]))
        self.assertNotIn("consent", str(renewed["blocks"]))
        [taken] = self.take_back(self.school_a, self.copies_a[0])
        self.assertEqual(taken["outcome"], "done")

    def test_a_childs_photo_waits_for_consent(self):
        ayu = self.ayu.with_user(self.librarian_a)
        with self.assertRaises(UserError):
            ayu.image_1920 = PHOTO
        self.give(self.pupil_a, "photo")
        ayu.image_1920 = PHOTO
        self.adult.with_user(self.librarian_a).image_1920 = PHOTO

    def test_a_child_is_not_registered_with_a_photo(self):
        vals = {
            "name": "Baru",
            "birth_date": "2015-01-01",
            "image_1920": PHOTO,
            "membership_ids": [Command.create({"library_id": self.school_a.id})],
        }
        members = self.env["library.member"].with_user(self.librarian_a)
        with self.assertRaises(UserError):
            members.create(vals)
        self.assertTrue(members.create({**vals, "birth_date": "1990-01-01"}).image_1920)

    def test_who_turns_out_to_be_a_child_keeps_no_photo_and_no_login_unasked(self):
        adult = self.adult.with_user(self.librarian_a)
        adult.image_1920 = PHOTO
        login = self.adult._open_portal("sandi-panjang")
        adult.birth_date = "1979-01-01"
        self.assertTrue(login.active and adult.image_1920)
        adult.birth_date = "2012-01-01"
        self.assertFalse(login.active)
        self.assertFalse(adult.image_1920)
        self.assertEqual(adult.portal_state, "none")

    def test_with_the_parents_consent_both_stay(self):
        self.give(self.pupil_a, "photo", "portal")
        self.ayu.image_1920 = PHOTO
        login = self.ayu._open_portal("sandi-panjang")
        self.ayu.with_user(self.librarian_a).birth_date = "2012-01-01"
        self.assertTrue(login.active and self.ayu.image_1920)

    def test_an_undated_person_who_becomes_a_pupil_is_a_child(self):
        self.adult.birth_date = False
        self.adult.image_1920 = PHOTO
        pupil = self.env.ref("sipuspa_library.member_category_pupil")
        at_b = {"member_id": self.adult.id, "library_id": self.school_b.id}
        self.env["library.membership"].create({**at_b, "category_id": pupil.id})
        self.assertFalse(self.adult.image_1920)

    def test_the_form_says_what_a_birth_date_will_end(self):
        row = self.adult.with_user(self.librarian_a)
        told = row.onchange({"birth_date": "2012-01-01"}, ["birth_date"], {"birth_date": {}})
        self.assertIn("login is closed", told["warning"]["message"])
        told = row.onchange({"birth_date": "1970-01-01"}, ["birth_date"], {"birth_date": {}})
        self.assertNotIn("warning", told)

    def test_a_smaller_picture_is_no_way_around(self):
        with self.assertRaises(AccessError):
            self.ayu.with_user(self.librarian_a).image_128 = PHOTO


@tagged("post_install", "-at_install")
class TestConsentScopes(ConsentCase):
    """What may be agreed to is the office's to say, within what this program asks for."""

    def test_the_office_adds_what_its_libraries_ask_for(self):
        scopes = self.env["library.consent.scope"].with_user(self.library_admin)
        contest = scopes.create({"name": "Lomba", "explanation": "Anak saya boleh ikut lomba."})
        consents = self.env["library.consent"]._give(
            [(self.pupil_a, contest, {})], "paper", self.school_a._today()
        )
        self.assertTrue(consents.is_standing)

    def test_what_the_program_asks_for_is_neither_renamed_nor_deleted(self):
        portal = self.scope("portal").with_user(self.library_admin)
        with self.assertRaises(AccessError):
            portal.code = "web"
        with self.assertRaises(UserError):
            portal.unlink()

    def test_an_age_is_sensible(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.scope("portal").needs_consent_under = -1
            self.env.flush_all()
