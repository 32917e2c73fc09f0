import json
from datetime import datetime, timedelta

import pypdfium2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LibraryCase
from .test_opac_pages import OpacPagesCase
from .test_portal import PIN, CardCase


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


class RequestCase(LibraryCase):
    def ask(self, kind="access", membership=None, user=None, **vals):
        requests = self.env["library.data.request"].with_user(user or self.librarian_a)
        membership = membership or self.pupil_a
        return requests.create({"membership_id": membership.id, "kind": kind, **vals})

    def at_b(self):
        """Have the pupil of school A belong to school B, too."""
        return self.env["library.membership"].create(
            {"member_id": self.pupil_a.member_id.id, "library_id": self.school_b.id}
        )


@tagged("post_install", "-at_install")
class TestDataRequest(RequestCase):
    """What a person asks about the own data is answered within 3 × 24 hours."""

    def test_the_clock_runs_three_days_and_then_turns_red(self):
        with freeze_time("2026-03-02 03:00:00"):
            request = self.ask()
            self.assertEqual(request.due_at, datetime(2026, 3, 5, 3))
        late = [("is_late", "=", True), ("id", "=", request.id)]
        for moment, is_late in (("2026-03-05 02:59:00", False), ("2026-03-05 03:01:00", True)):
            with freeze_time(moment):
                request.invalidate_recordset(["is_late"])
                self.assertEqual(request.is_late, is_late)
                self.assertEqual(bool(request.search(late)), is_late)
        with freeze_time("2026-03-05 04:00:00"):
            request.action_answer()
            request.invalidate_recordset(["is_late"])
            self.assertFalse(request.is_late)
            self.assertFalse(request.search(late))

    def test_what_came_by_paper_yesterday_is_due_a_day_earlier(self):
        yesterday = datetime.now() - timedelta(days=1)
        request = self.ask(received_at=yesterday)
        self.assertEqual(request.due_at, yesterday + timedelta(days=3))
        with self.assertRaises(UserError):
            self.ask("erasure", received_at=datetime.now() + timedelta(days=1))

    def test_the_librarians_have_a_task_until_it_is_answered(self):
        request = self.ask("correction", user=self.library_admin)
        task = request.sudo().activity_ids
        self.assertEqual(task.user_id, self.librarian_a)
        self.assertNotIn(self.pupil_a.member_id.name, task.res_name)
        request.answer = "Sudah kami perbaiki."
        request.action_answer()
        self.assertFalse(request.sudo().activity_ids)
        self.assertEqual(request.answered_by_id, self.library_admin)

    def test_an_answer_says_something_and_stays(self):
        request = self.ask("correction")
        for act in (request.action_answer, request.action_decline):
            with self.assertRaises(UserError):
                act()
        request.answer = "Sudah kami perbaiki."
        request.action_answer()
        request.action_answer()
        with self.assertRaises(UserError):
            request.action_decline()
        with self.assertRaises(UserError):
            request.answer = "Lain"
        with self.assertRaises(AccessError):
            self.ask("restriction").state = "answered"

    def test_a_request_is_of_the_own_library(self):
        with self.assertRaises(AccessError):
            self.ask(user=self.librarian_b)
        request = self.ask()
        for user in (self.librarian_b, self.desk_a, self.supervisor):
            with self.assertRaises(AccessError):
                request.with_user(user).read(["kind"])

    def test_the_letter_answers(self):
        request = self.ask("correction", answer="Tanggal lahir sudah benar.")
        request.action_answer()
        pdf, name = request._paper("letter")
        text = text_of(pdf)
        for words in (request.number, self.pupil_a.member_id.name, "Tanggal lahir sudah benar."):
            self.assertIn(words, text)
        self.assertTrue(name.endswith(".pdf"))


@tagged("post_install", "-at_install")
class TestPersonExport(RequestCase):
    """A person gets everything of the own; a library hands out what it holds itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ayu = cls.pupil_a.member_id
        cls.ayu.write({"nisn": "9900000001", "phone": "0812-ORANGTUA"})

    def exported(self, membership=None, user=None):
        request = self.ask(membership=membership, user=user)
        content, __ = request._paper("data")
        return json.loads(content)

    def borrow_everywhere(self):
        theirs = self.at_b()
        self.lend(self.pupil_a, self.copies_a[0])
        other = self._copies(self.school_b, self._book("Bumi Manusia"), 1)
        self.lend(theirs, other, user=self.librarian_b)

    def test_everything_a_library_holds_is_in_it(self):
        self.lend(self.pupil_a, self.copies_a[0])
        self.take_back(self.school_a, self.copies_a[0])
        visit = {"library_id": self.school_a.id, "membership_id": self.pupil_a.id}
        self.env["library.visit"].create(visit)
        scope = self.env.ref("sipuspa_library.consent_scope_photo")
        given = [(self.pupil_a, scope, {"guardian_name": "Ibu Uji"})]
        self.env["library.consent"]._give(given, "paper", self.school_a._today())
        self.ayu.with_user(self.librarian_a).web_read({"name": {}})
        data = self.exported()
        self.assertEqual(data["format"], "sipuspa-person-1")
        self.assertEqual(data["person"]["nisn"], "9900000001")
        self.assertEqual(data["person"]["birth_date"], "2013-05-17")
        self.assertEqual(data["library.membership"][0]["class_name"], "VII-A")
        self.assertEqual(data["library.loan"][0]["book_id"], "Laskar Pelangi")
        self.assertTrue(data["library.loan"][0]["returned_at"].endswith("Z"))
        self.assertEqual(len(data["library.visit"]), 1)
        self.assertEqual(data["library.consent"][0]["guardian_name"], "Ibu Uji")
        self.assertIn("lend", [row["verb"] for row in data["library.event"]])
        self.assertIn(self.librarian_a.name, str(data["library.access.log"]))

    def test_a_library_hands_out_its_own_and_the_office_everything(self):
        self.borrow_everywhere()
        at_a = self.exported()
        self.assertEqual(
            {
                row["library_id"]
                for name in ("library.loan", "library.membership")
                for row in at_a[name]
            },
            {"Sekolah A"},
        )
        self.assertNotIn("Bumi Manusia", str(at_a))
        everything = self.exported(self.pupil_a2, self.library_admin)
        self.assertNotIn("Bumi Manusia", str(everything), "another person's")
        request = self.env["library.data.request"].search([("member_id", "=", self.ayu.id)])
        content, __ = request.with_user(self.library_admin)._paper("data")
        self.assertIn("Bumi Manusia", content.decode())

    def test_the_paper_tells_it_in_words(self):
        self.lend(self.pupil_a, self.copies_a[0])
        pdf, __ = self.ask()._paper("export")
        text = text_of(pdf)
        for words in (self.ayu.name, "Laskar Pelangi", "9900000001", "VII-A"):
            self.assertIn(words, text)

    def test_who_exported_is_noted(self):
        self.ask()._paper("export")
        noted = self.env["library.access.log"].search(
            [("member_id", "=", self.ayu.id), ("act", "=", "export")]
        )
        self.assertEqual(noted.user_id, self.librarian_a)

    def test_nobody_exports_for_another_library(self):
        request = self.ask()
        for user in (self.librarian_b, self.desk_a, self.supervisor):
            for paper in ("export", "data", "letter"):
                with self.assertRaises(AccessError):
                    request.with_user(user)._paper(paper)


@tagged("post_install", "-at_install")
class TestErasure(RequestCase):
    """Who asks to be forgotten is forgotten, once nothing is open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ayu = cls.pupil_a.member_id

    def test_with_a_book_at_home_nobody_is_forgotten_and_the_request_waits(self):
        self.lend(self.pupil_a, self.copies_a[0])
        request = self.ask("erasure")
        with self.assertRaisesRegex(UserError, "Laskar Pelangi"):
            request.action_erase()
        self.assertEqual((request.state, self.ayu.name), ("open", "Ni Luh Ayu Uji"))

    def test_the_person_is_gone_and_the_request_shows_it(self):
        request = self.ask("erasure", details="Anak saya Ayu")
        request.action_erase()
        request.sudo().invalidate_recordset()
        self.assertTrue(self.ayu.forgotten_at)
        self.assertNotIn("Ayu", str(self.ayu.read(["name", "nickname", "display_name"])))
        self.assertEqual((request.sudo().state, request.sudo().details), ("answered", False))
        text = text_of(request.with_user(self.library_admin)._paper("letter")[0])
        self.assertNotIn("Ayu", text)

    def test_one_library_forgets_and_the_other_does_not(self):
        theirs = self.at_b()
        self.lend(self.pupil_a, self.copies_a[0])
        self.take_back(self.school_a, self.copies_a[0])
        loan = self.env["library.loan"].search([("copy_id", "=", self.copies_a[0].id)])
        self.lend(theirs, self.copies_b[0], user=self.librarian_b)
        self.ask("erasure").action_erase()
        self.env.invalidate_all()
        self.assertFalse(loan.member_id)
        self.assertEqual(self.pupil_a.standing, "left")
        self.assertEqual(self.ayu.name, "Ni Luh Ayu Uji")
        self.assertTrue(theirs._open_loans().member_id)

    def test_who_was_forgotten_here_comes_back_by_the_card_alone(self):
        """A button would bring the name back to a library that was asked to forget it."""
        self.at_b()
        self.ask("erasure").action_erase()
        mine = self.pupil_a.with_user(self.librarian_a)
        with self.assertRaisesRegex(UserError, "scan their card"):
            mine.action_come_back()
        with self.assertRaises(UserError):
            mine.erased_on = False
        self.assertNotIn("Ayu", mine.display_name)
        self._desk(self.librarian_a).admit(self.school_a.id, self.ayu.card_number)
        self.assertEqual((self.pupil_a.standing, self.pupil_a.erased_on), ("active", False))

    def test_a_book_of_this_library_at_home_holds_this_library_too(self):
        self.at_b()
        self.lend(self.pupil_a, self.copies_a[0])
        request = self.ask("erasure")
        with self.assertRaises(UserError):
            request.action_erase()

    def test_everywhere_only_the_office_forgets(self):
        self.at_b()
        request = self.ask("erasure", is_everywhere=True)
        with self.assertRaises(UserError):
            request.action_erase()
        request.with_user(self.library_admin).action_erase()
        self.assertTrue(self.ayu.forgotten_at)

    def test_only_who_asked_for_it_is_forgotten(self):
        with self.assertRaises(UserError):
            self.ask("access").action_erase()
        with self.assertRaises(UserError):
            self.ask("erasure").action_answer()


@tagged("post_install", "-at_install")
class TestMyData(CardCase, OpacPagesCase):
    """A member's own page about the own data, a child's too."""

    browser_size = "360x740"
    touch_enabled = True

    def setUp(self):
        super().setUp()
        self.authenticate(self.ayu.card_number, PIN)

    def post(self, **fields):
        [token] = self.get("/my/library/data").xpath("//input[@name='csrf_token']/@value")[:1]
        return self.url_open(
            "/my/library/data/ask", data={"csrf_token": token, **fields}, allow_redirects=False
        )

    def mine(self):
        return self.env["library.data.request"].search([("member_id", "=", self.ayu.id)])

    def test_a_member_takes_everything_along(self):
        theirs = self.env["library.membership"].create(
            {"member_id": self.ayu.id, "library_id": self.school_b.id}
        )
        self.lend(self.pupil_a, self.copies_a[0])
        self.lend(theirs, self.copies_b[0], user=self.librarian_b)
        data = self.url_open("/my/library/data/json").json()
        self.assertEqual(data["person"]["name"], self.ayu.name)
        self.assertEqual(
            {row["library_id"] for row in data["library.loan"]}, {"Sekolah A", "Sekolah B"}
        )
        self.assertNotIn(self.made.name, str(data))
        response = self.url_open("/my/library/data/pdf")
        self.assertIn(self.ayu.name, text_of(response.content))
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertEqual(self.url_open("/my/library/data/exe").status_code, 404)

    def test_who_has_no_card_has_no_data(self):
        self.authenticate("librarian_b", "librarian_b")
        self.get("/my/library/data")
        self.assertEqual(self.url_open("/my/library/data/json").status_code, 404)

    def test_a_member_asks_once_and_reads_the_answer(self):
        asked = {"membership": str(self.pupil_a.id), "kind": "correction"}
        self.assertEqual(self.post(**asked, details="Tanggal lahir").status_code, 303)
        self.assertEqual(self.post(**asked, details="Lagi").status_code, 303)
        request = self.mine()
        self.assertEqual(request.details, "Tanggal lahir")
        request.answer = "Sudah benar."
        request.with_user(self.librarian_a).action_answer()
        self.env.flush_all()
        [row] = self.get("/my/library/data").xpath("//ul[@class='returned']/li")
        self.assertIn("Sudah benar.", row.text_content())

    def test_nobody_asks_for_another(self):
        for membership in (str(self.pupil_b.id), "", "0", "x", "1,2"):
            self.assertEqual(self.post(membership=membership, kind="erasure").status_code, 404)
        mine = str(self.pupil_a.id)
        for kind in ("", "access", "x", "\0"):
            self.assertEqual(self.post(membership=mine, kind=kind).status_code, 422)
        self.assertFalse(self.mine())
        self.assertEqual(
            self.post(membership=mine, kind="erasure", details="a\0b").status_code, 303
        )

    def test_it_fits_a_phone(self):
        self.env["library.data.request"]._ask(self.pupil_a, "erasure", "x" * 200)
        self.ayu_user.password = self.ayu.card_number
        self.assert_fits_phone("/my/library/data", login=self.ayu.card_number)
