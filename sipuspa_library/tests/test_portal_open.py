import base64
from unittest import mock

import pypdfium2
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ..tools import pin_slips
from ..wizard import library_portal_open
from .login_case import PersonsCase
from .paper import decoded, inked, page_sizes, pictures
from .test_login import OWN, LoginCase

WORDS = pin_slips.Words("Slip", "Nomor kartu", "PIN", ("Satu", "Dua", "Tiga"))
ADDRESS = "https://perpustakaan.example.go.id/library/login"


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


class OpenCase(PersonsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_enter_test_mode_cls()  # unlocking writes with a cursor of its own

    def open_as(self, user, memberships):
        return memberships.with_user(user)._open_portals()

    def form(self, memberships, **vals):
        forms = self.env["library.portal.open"].with_user(self.librarian_a)
        return forms.create({"membership_ids": memberships.ids, **vals})


@tagged("post_install", "-at_install")
class TestOpenPortals(OpenCase):
    """Logins for a class: card number and PIN, nothing else, and only where parents agreed."""

    def test_login_and_slip(self):
        slips = self.open_as(self.librarian_a, self.pupil_a | self.pupil_a2)
        self.assertEqual(
            [(slip.name, slip.class_name, slip.library) for slip in slips],
            [(row.member_id.name, "VII-A", "Sekolah A") for row in self.pupil_a | self.pupil_a2],
        )
        user = self.ayu.user_id
        self.assertEqual([user.login, user.name], [self.ayu.card_number] * 2)
        self.assertFalse(user.email or user.partner_id.phone or user.partner_id.message_ids)
        self.assertTrue(user._is_portal())
        self.assertEqual(self.ayu.portal_state, "new")
        self.assertNotEqual(slips[0].pin, slips[1].pin)

    def test_the_pin_stands_nowhere_in_the_clear(self):
        [slip] = self.open_as(self.librarian_a, self.pupil_a)
        self.env.flush_all()
        self.env.cr.execute("SELECT password FROM res_users WHERE id = %s", [self.ayu.user_id.id])
        [hashed] = self.env.cr.fetchone()
        self.assertTrue(hashed.startswith("$pbkdf2-sha512$"))
        self.assertNotIn(slip.pin, hashed)
        self.assertTrue(self.env["res.users"]._crypt_context().verify(slip.pin, hashed))

    def test_who_may_not_is_named(self):
        pending = self._membership(self.school_a, "Orang Baru", category="teacher", pending=True)
        pending.member_id.birth_date = "1980-01-01"
        left = self._membership(self.school_a, "Orang Pergi", left_on="2026-01-01")
        without = self._membership(self.school_a, "Anak Tanpa Izin")
        for membership in pending | left | without:
            with self.assertRaises(UserError) as refusal:
                self.open_as(self.librarian_a, self.pupil_a | membership)
            if membership != left:
                self.assertIn(membership.member_id.name, str(refusal.exception))
            self.assertFalse(membership.member_id.user_id)
        self.assertFalse(self.ayu.user_id, "all or nothing")

    def test_suspended_and_expired_members_may(self):
        self.pupil_a.write({"suspended_until": "2099-01-01", "suspension_reason": "Buku rusak"})
        self.pupil_a2.valid_until = "2020-01-01"
        self.assertEqual(len(self.open_as(self.librarian_a, self.pupil_a | self.pupil_a2)), 2)

    def test_a_colleague_with_a_card_keeps_the_login(self):
        colleague = self._membership(self.school_a, "Guru Pustakawan", category="teacher")
        colleague.member_id.birth_date = "1980-01-01"
        colleague.member_id.user_id = self.librarian_a
        with self.assertRaises(UserError):
            self.open_as(self.librarian_a, colleague)
        colleague.member_id._close_portals()
        self.assertTrue(self.librarian_a.active)
        self.assertEqual(colleague.member_id.portal_state, "active")

    def test_only_a_librarian_of_the_library(self):
        for user in (self.desk_a, self.librarian_b, self.supervisor, self.employee):
            with self.assertRaises(AccessError):
                self.open_as(user, self.pupil_a)
            for act in ("action_open_portal", "action_unlock_portal", "action_close_portal"):
                with self.assertRaises(AccessError):
                    getattr(self.ayu.with_user(user), act)()
        self.assertFalse(self.ayu.user_id)

    def test_the_school_a_pupil_has_left_closes_no_login(self):
        self.env["library.membership"].create(
            {"member_id": self.ayu.id, "library_id": self.school_b.id}
        )
        login = self.ayu._open_portal("sandi-panjang")
        self.pupil_a._leave()
        for act in ("action_open_portal", "action_unlock_portal", "action_close_portal"):
            with self.subTest(act=act), self.assertRaises(AccessError):
                getattr(self.ayu.with_user(self.librarian_a), act)()
        self.assertTrue(login.active)

    def test_closed_and_opened_again_with_its_history(self):
        self.open_as(self.librarian_a, self.pupil_a)
        user = self.ayu.user_id
        self.ayu.with_user(self.librarian_a).action_close_portal()
        self.assertFalse(user.active)
        self.assertEqual(self.ayu.portal_state, "none")
        self.open_as(self.librarian_a, self.pupil_a)
        self.assertEqual(self.ayu.user_id, user)
        self.assertTrue(user.active)
        self.assertEqual(self.ayu.portal_state, "new")

    def test_whoever_leaves_the_last_library_cannot_log_in(self):
        self.open_as(self.librarian_a, self.pupil_a)
        elsewhere = self.env["library.membership"].create(
            {"member_id": self.ayu.id, "library_id": self.village.id}
        )
        self.pupil_a.left_on = "2026-01-01"
        self.assertEqual(self.ayu.portal_state, "new")
        elsewhere.left_on = "2026-01-01"
        self.ayu.invalidate_recordset()
        self.assertEqual(self.ayu.portal_state, "none")


@tagged("post_install", "-at_install")
class TestOpenForm(OpenCase):
    """The page that draws step by step: nobody's PIN is lost, whatever stops it."""

    def steps(self, form, received=False):
        names = []
        while True:
            step = form.make_slips(received)
            if not step["file"]:
                return names
            names.append(step["name"])
            received = True

    def test_for_whom(self):
        [__] = self.open_as(self.librarian_a, self.pupil_a)
        without = self._membership(self.school_a, "Anak Tanpa Izin")
        form = self.form(self.pupil_a | self.pupil_a2 | without)
        self.assertEqual(form.who, "new")
        self.assertEqual(form._chosen(), self.pupil_a2)
        self.assertIn(without.member_id.name, form.refused)
        form.who = "unused"
        self.assertEqual(form._chosen(), self.pupil_a | self.pupil_a2)
        self.ayu.user_id.library_pin_expired = False
        self.assertEqual(form._chosen(), self.pupil_a2)
        form.who = "all"
        self.assertEqual(form._chosen(), self.pupil_a | self.pupil_a2)
        alone = self.ayu.with_user(self.librarian_a).action_open_portal()
        form = self.env["library.portal.open"].browse(alone["res_id"])
        self.assertEqual((form.membership_ids, form.who), (self.pupil_a, "all"))
        school_class = self.pupil_a.class_id.with_user(self.librarian_a)
        form = form.browse(school_class.action_open_portals()["res_id"])
        self.assertEqual((form.membership_ids, form.who), (school_class.membership_ids, "new"))

    def test_nobody_to_draw_for(self):
        with self.assertRaises(UserError):
            self.form(self._membership(self.school_a, "Anak Tanpa Izin")).action_start()
        with self.assertRaises(UserError):
            self.form(self.env["library.membership"]).action_start()

    def test_one_file_a_class(self):
        others = self._membership(self.school_a, "Anak Dua", class_name="VII-B")
        self.agree(others)
        form = self.form(self.pupil_a | self.pupil_a2 | others)
        action = form.action_start()
        self.assertEqual(action["params"], {"form": form.id, "total": 3})
        names = self.steps(form)
        self.assertEqual(len(set(names)), 2)
        self.assertFalse(form.left_ids)
        self.assertTrue(all(row.member_id.user_id for row in self.pupil_a | self.pupil_a2 | others))

    def test_slips_that_did_not_arrive_are_drawn_anew(self):
        form = self.form(self.pupil_a | self.pupil_a2)
        form.action_start()
        with mock.patch.object(library_portal_open, "STEP", 1):
            first = form.make_slips(False)
            drawn = form.drawn_ids.member_id
            hashed = drawn.user_id._hashed_password()
            again = form.make_slips(False)
            self.assertEqual(first["name"], again["name"])
            self.assertNotEqual(drawn.user_id._hashed_password(), hashed)
            self.assertEqual(again["left"], 1)
            hashed = drawn.user_id._hashed_password()
            self.assertEqual(len(self.steps(form, received=True)), 1)
            self.assertEqual(drawn.user_id._hashed_password(), hashed, "it arrived: left alone")

    def test_who_may_no_more_is_passed_over(self):
        form = self.form(self.pupil_a | self.pupil_a2)
        form.action_start()
        self.pupil_a.left_on = "2026-01-01"
        self.steps(form)
        self.assertFalse(self.ayu.user_id)
        self.assertTrue(self.wayan.user_id)

    def test_a_step_is_the_librarians_who_opened_it(self):
        form = self.form(self.pupil_a)
        form.action_start()
        for user in (self.librarian_b, self.desk_a):
            with self.assertRaises(AccessError):
                form.with_user(user).make_slips(False)

    def test_members_of_another_library_are_not_put_in(self):
        with self.assertRaises(AccessError):
            self.form(self.pupil_b)
        form = self.form(self.pupil_a)
        form.sudo().left_ids = self.pupil_b
        self.agree(self.pupil_b)
        self.env.invalidate_all()
        self.assertFalse(form.make_slips(False)["file"], "not even seen")
        self.assertFalse(self.made.user_id)

    def test_the_file_is_the_slips(self):
        form = self.form(self.pupil_a | self.pupil_a2)
        form.action_start()
        pdf = base64.b64decode(form.make_slips(False)["file"])
        text = text_of(pdf)
        for membership in self.pupil_a | self.pupil_a2:
            self.assertIn(membership.card_number, text)
        self.assertEqual({code.text for code in decoded(pdf, dpi=200)}, {self.login_address()})

    def login_address(self):
        return f"{self.pupil_a.get_base_url()}/library/login"


@tagged("post_install", "-at_install")
class TestReset(LoginCase):
    """A new PIN from the librarian ends what was open."""

    def test_open_sessions_end(self):
        self.enter(self.card, self.pin)
        self.choose()
        self.get("/my/library")
        [slip] = self.pupil_a.with_user(self.librarian_a)._open_portals()
        self.assertIn("/library/login", self.get("/my/library", 303))
        self.assertIsNone(self.enter(self.card, OWN))
        self.assertEqual(self.enter(self.card, slip.pin), "/library/pin")

    def test_closing_ends_the_session_too(self):
        self.enter(self.card, self.pin)
        self.choose()
        self.ayu.with_user(self.librarian_a).action_close_portal()
        self.assertIn("/library/login", self.get("/my/library", 303))
        self.assertIsNone(self.enter(self.card, OWN))


@tagged("post_install", "-at_install")
class TestInvite(LoginCase):
    """An adult chooses a PIN by a link, once; the login is the card."""

    def invite(self, member=None, email=" Guru@Example.com "):
        form = self.env["library.portal.invite"].with_user(self.librarian_a)
        form.create({"member_id": (member or self.adult).id, "email": email}).action_invite()

    def letter(self):
        return self.env["mail.mail"].search([("email_to", "=", "guru@example.com")], limit=1)

    def link(self):
        body = html.fromstring(self.letter().body_html)
        return body.xpath("//a/@href")[0].removeprefix(self.base_url())

    def test_the_letter_names_nobody(self):
        self.invite()
        letter = self.letter()
        self.assertTrue(letter.auto_delete)
        for secret in (self.adult.name, self.adult.card_number, "Sekolah A"):
            self.assertNotIn(secret, letter.body_html + letter.subject)
        self.assertIn("Bu Guru", letter.body_html)
        self.assertEqual(self.adult.email, "guru@example.com")
        self.assertFalse(self.adult.user_id.partner_id.email, "partners are read by everybody")

    def test_the_link_is_good_once(self):
        self.invite()
        link = self.link()
        self.session_of_nobody()
        page = self.get(link)
        self.assertFalse(page.xpath("//input[@name='old']"))
        [token] = page.xpath("//input[@name='token']/@value")
        answer = self.send(link, {"token": token, "new": OWN, "again": OWN})
        self.assertEqual(self.path_of(answer), "/my/library")
        self.get("/my/library")
        self.assertEqual(self.adult.portal_state, "active")
        self.session_of_nobody()
        self.assertEqual(self.url_open(link).status_code, 410)
        self.assertEqual(self.enter(self.adult.card_number, OWN), "/my/library")

    def test_a_made_up_link_opens_nothing(self):
        self.invite()
        for token in ("x", "é", "AAAA", self.link().split("token=")[1][:-2] + "AA", "\0"):
            answer = self.url_open("/library/pin", data=None, params={"token": token})
            self.assertEqual(answer.status_code, 410, token)

    def test_the_old_pin_stays_until_the_link_is_followed(self):
        self.adult._open_portal("rahasia-lama")
        self.invite()
        self.assertEqual(self.enter(self.adult.card_number, "rahasia-lama"), "/my/library")

    def test_a_letter_on_its_way_is_forgotten_with_the_person(self):
        self.invite()
        self.adult._anonymise()
        self.assertFalse(self.letter() or self.adult.email or self.adult.user_id)
        self.assertIsNone(self.enter(self.adult.card_number, OWN))

    def test_not_for_children_nor_without_an_address(self):
        for member, email in (
            (self.ayu, "a@example.com"),
            (self.adult, "x"),
            (self.adult, "a@b.c, d@e.f"),
        ):
            with self.assertRaises(UserError):
                self.invite(member, email)
        with self.assertRaises(AccessError):
            self.invite(self.made)


@tagged("post_install", "-at_install")
class TestSlips(TransactionCase):
    """The sheet: ten slips, measured as a printer and a phone see it."""

    def sheet(self, count):
        slip = pin_slips.Slip(
            "SMPN 1", "Ni Luh Ayu Putri Widiantari Dewi", "VII-A", "A000123456", "729503"
        )
        return pin_slips.render([slip] * count, WORDS, ADDRESS)

    def test_a_sheet_holds_ten_and_every_code_leads_to_the_login(self):
        pdf = self.sheet(11)
        self.assertEqual(len(page_sizes(pdf)), 2)
        codes = decoded(pdf, dpi=300)
        self.assertEqual([code.page for code in codes], [1] * 10 + [2])
        self.assertEqual({code.text for code in codes}, {ADDRESS})

    def test_nothing_crosses_the_cuts(self):
        [page] = pictures(self.sheet(10), dpi=200)
        left, bottom = 10, 11
        for row in range(5):
            for column in range(2):
                x, y = left + 95 * column, bottom + 55 * row
                box = (x + 1, y + 1, x + 94, y + 54)
                inner = inked(page, 200, box)
                self.assertGreater(inner[0], x + 3.5)
                self.assertLess(inner[2], x + 91.5)
                self.assertGreater(inner[1], y + 3.5)
                self.assertLess(inner[3], y + 53.5)
