from unittest import mock

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..models import library_registration
from ..tools.rates import BUCKETS, PERCENT_KEY
from ..tools.registration import Registration
from .test_opac_pages import HOSTILE, OpacPagesCase

FORM = {
    "at": "DESC",
    "name": "Ni Kadek Baru",
    "sex": "f",
    "birth_date": "1990-05-17",
    "phone": "081234567890",
    "address": "Banjar Uji",
    "agreed": "1",
}


@tagged("post_install", "-at_install")
class TestJoin(OpacPagesCase):
    """A villager registers on the public pages: pending until seen, and nothing is told about others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.village.self_registration = True
        cls.librarian_c = cls._user("librarian_c", "librarian", operates=cls.village)

    def form(self):
        page = html.fromstring(self.url_open("/library/join").content)
        hidden = page.xpath("//input[@type='hidden']")
        return {field.name: field.value for field in hidden}

    def send(self, hidden=None, **changed):
        data = {**(hidden or self.form()), **FORM, **changed}
        return self.url_open("/library/join", data=data, allow_redirects=False)

    def registered(self):
        return self.env["library.membership"].search(
            [("library_id", "=", self.village.id)], order="id"
        )

    def test_what_is_missing_is_told_in_the_order_of_the_form(self):
        answer = self.send(at="", name="", phone="")
        problems = html.fromstring(answer.content).xpath("//ul[@role='alert']/li/text()")
        self.assertEqual(
            problems,
            [
                "Pilih perpustakaan.",
                "Tulis nama Anda seperti di kartu identitas.",
                "Isi nomor telepon: 8 sampai 15 angka.",
            ],
        )

    def test_registered_and_verified_at_the_desk(self):
        answer = self.send()
        self.assertEqual(answer.status_code, 303)
        page = self.get(answer.headers["Location"].removeprefix(self.base_url()))
        self.assertIn("Desa C", page.text_content())
        self.assertNotIn(FORM["name"], page.text_content())
        [membership] = self.registered()
        member = membership.member_id
        self.assertEqual(
            [membership.standing, member.name, member.sex, str(member.birth_date), member.phone],
            ["pending", "Ni Kadek Baru", "f", "1990-05-17", "081234567890"],
        )
        copy = self._copies(self.village, self.book, 1)
        [answer] = self.lend(membership, copy, user=self.librarian_c)
        self.assertEqual(answer["outcome"], "refused")
        membership.with_user(self.librarian_c).action_verify()
        [answer] = self.lend(membership, copy, user=self.librarian_c)
        self.assertEqual(answer["outcome"], "done")

    def test_a_child_names_who_comes_along(self):
        self.assertEqual(self.send(birth_date="2015-01-01").status_code, 422)
        self.send(birth_date="2015-01-01", guardian="Ni Wayan Ibu")
        [membership] = self.registered()
        self.assertEqual(membership.join_guardian, "Ni Wayan Ibu")
        self.assertFalse(membership.member_id.address)

    def test_the_same_form_twice_is_one_person(self):
        hidden = self.form()
        self.assertEqual(self.send(hidden).status_code, 303)
        self.assertEqual(self.send(hidden).status_code, 303)
        self.assertEqual(len(self.registered()), 1)

    def test_a_member_is_answered_as_a_stranger_is(self):
        known = self.pupil_a.member_id
        known.phone = "081111111111"
        stranger = self.send()
        again = self.send()
        same = self.send(
            name=known.name, phone=known.phone, sex="f", birth_date="2013-05-17", guardian="Ibu"
        )
        answers = {
            (answer.status_code, answer.headers["Location"]) for answer in (stranger, again, same)
        }
        self.assertEqual(len(answers), 1)
        self.assertEqual(len(self.registered()), 3, "duplicates are for the desk")

    def test_only_libraries_that_allow_it(self):
        options = self.get("/library/join").xpath("//select[@name='at']/option/@value")
        self.assertEqual(options, ["", "DESC"])
        for code in ("SEKA", "NIX", ""):
            self.assertEqual(self.send(at=code).status_code, 422, code)
        self.village.published = False
        self.assertFalse(self.get("/library/join").xpath("//form"))
        answer = self.send(at="DESC", hidden={})
        self.assertIn("/library/again", answer.headers["Location"], "no token")
        with self.assertRaises(ValidationError):
            self.school_a.self_registration = True

    def test_linked_from_the_librarys_page(self):
        links = self.get("/library/at/DESC").xpath("//a/@href")
        self.assertIn("/library/join?at=DESC", links)
        self.assertNotIn("/library/join?at=SEKA", self.get("/library/at/SEKA").xpath("//a/@href"))
        chosen = self.get("/library/join?at=DESC").xpath("//option[@selected]/@value")
        self.assertEqual(chosen, ["DESC"])

    def test_machines_are_thanked_and_forgotten(self):
        self.assertEqual(self.send(website="http://x").status_code, 303)
        self.assertFalse(self.registered())

    def test_one_address_may_not_go_on_for_ever(self):
        self.env["ir.config_parameter"].set_param(PERCENT_KEY, "100")
        self.addCleanup(BUCKETS["join"].clear)
        for __ in range(BUCKETS["join"].capacity):
            BUCKETS["join"].take("127.0.0.1")
        answer = self.send()
        self.assertEqual(answer.status_code, 429)
        self.assertIn(FORM["name"], answer.text, "what was written stays")
        self.assertFalse(self.registered())

    def test_a_library_has_enough_in_a_day(self):
        with mock.patch.object(library_registration, "A_DAY", 2):
            for __ in range(2):
                self.assertEqual(self.send().status_code, 303)
            self.assertEqual(self.send().status_code, 422)
        self.assertEqual(len(self.registered()), 2)

    def test_hostile_words_do_no_harm(self):
        hidden = self.form()
        for text in HOSTILE:
            for field in ("name", "birth_date", "phone", "at", "key", "sex"):
                answer = self.send({**hidden, "key": ""}, **{field: text})
                self.assertIn(answer.status_code, (303, 422), (field, text))
                if answer.status_code == 422:
                    self.assert_slim(answer)
            self.assertLess(self.url_open("/library/join", params={"at": text}).status_code, 500)

    def test_light(self):
        self.get("/library/join")


@tagged("post_install", "-at_install")
class TestForgetVisitors(OpacPagesCase):
    """Who did not come for a month is deleted; who came, or was registered at the desk, stays."""

    def test_after_a_month(self):
        visitor = Registration(
            "Orang Uji", "f", self.school_a._today().replace(year=1990), "08123456789"
        )
        with freeze_time("2026-01-01"):
            for key in ("a", "b", "c"):
                self.village._register_visitor(visitor, key)
            at_desk = self._membership(self.village, "Orang Meja", pending=True)
        rows = self.env["library.membership"].search([("join_key", "!=", False)], order="id")
        self.env.cr.execute(
            "UPDATE library_membership SET create_date = '2026-01-01' WHERE id = ANY(%s)",
            [rows.ids + at_desk.ids],
        )
        came, stays, goes = rows
        came._verify()
        elsewhere = self._membership(self.school_a, "Orang Lain").member_id
        self.env.invalidate_all()
        stays.sudo().member_id.membership_ids.create(
            {"member_id": stays.member_id.id, "library_id": self.school_a.id}
        )
        gone, kept = goes.member_id, stays.member_id
        with freeze_time("2026-01-30"):
            self.run_cron()
            self.assertEqual(rows.exists(), rows)
        with freeze_time("2026-02-02"):
            self.run_cron()
        self.assertEqual(rows.exists(), came)
        self.assertFalse(gone.exists())
        self.assertTrue(kept.exists() and at_desk.exists() and elsewhere.exists())

    def run_cron(self):
        self.env.ref("sipuspa_library.cron_forget_visitors").method_direct_trigger()
        self.env.invalidate_all()
