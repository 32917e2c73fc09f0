from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException

from .common import LibraryCase
from .test_opac_pages import OpacPagesCase

PIN = "uji-285901"


class CardCase(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ayu, cls.made = cls.pupil_a.member_id, cls.pupil_b.member_id
        cls.ayu.nickname = "Ayu"
        cls.ayu_user = cls.ayu._open_portal(PIN)
        cls.made_user = cls.made._open_portal(PIN)

    def loan_of(self, copy):
        return self.env["library.loan"].search([("copy_id", "=", copy.id)], limit=1)


@tagged("post_install", "-at_install")
class TestMyLibrary(CardCase, OpacPagesCase):
    """A pupil's own page: what it shows, and that it shows nobody else's."""

    def my_page(self, login):
        self.authenticate(login, PIN if login.startswith("A") else login)
        return self.get("/my/library")

    def test_login_lands_on_my_library(self):
        page = self.url_open("/web/login")
        [token] = html.fromstring(page.content).xpath("//input[@name='csrf_token']/@value")
        response = self.url_open(
            "/web/login",
            data={"login": self.ayu.card_number, "password": PIN, "csrf_token": token},
            allow_redirects=False,
        )
        self.assertTrue(response.headers["Location"].endswith("/my/library"))
        self.assertEqual(self.get("/my/library").xpath("//h1/text()")[0].count("Ayu"), 1)

    def test_stranger_is_asked_to_log_in(self):
        self.assertIn("/library/login?redirect=%2Fmy%2Flibrary", self.get("/my/library", 303))

    def test_my_books_and_due_dates(self):
        self.lend(self.pupil_a, self.copies_a)
        today = self.school_a._today()
        late, soon, fine = (self.loan_of(copy) for copy in self.copies_a)
        late.due_date = today.replace(year=today.year - 1)
        soon.due_date = today
        fine.due_date = today.replace(year=today.year + 1)
        tree = self.my_page(self.ayu.card_number)
        self.assertEqual(
            [row.get("class") for row in tree.find_class("loan")],
            ["loan late", "loan soon", "loan fine"],
        )
        words = [row.text_content() for row in tree.xpath("//p[@class='due']/strong")]
        self.assertEqual(len(set(words)), 3, "told in words, not by colour alone")
        self.assertEqual(
            tree.xpath("//time/@datetime"), [str(loan.due_date) for loan in (late, soon, fine)]
        )
        self.assertFalse(tree.find_class("returned"))

    def test_due_in_words(self):
        self.lend(self.pupil_a, self.copies_a[0])
        loan, today = self.loan_of(self.copies_a[0]), self.school_a._today()
        self.authenticate(self.ayu.card_number, PIN)
        seen = set()
        for days in (-2, -1, 0, 1, 2, 3):
            loan.due_date = today.fromordinal(today.toordinal() + days)
            [strong] = self.get("/my/library").xpath("//p[@class='due']/strong/text()")
            seen.add(strong)
        self.assertEqual(len(seen), 6)

    def test_my_card_and_memberships(self):
        self.env["library.membership"].create(
            {
                "member_id": self.ayu.id,
                "library_id": self.village.id,
                "category_id": self.pupil_a.category_id.id,
                "valid_until": "2020-01-01",
            }
        )
        tree = self.my_page(self.ayu.card_number)
        self.assertEqual(tree.find_class("card-number")[0].text, self.ayu.card_number)
        self.assertTrue(
            tree.xpath("//*[local-name()='svg'][@class='qr']/*[local-name()='path']/@d")
        )
        self.assertEqual(
            {pill.get("class") for pill in tree.find_class("pill")}, {"pill active", "pill expired"}
        )
        text = html.tostring(tree, encoding="unicode")
        self.assertNotIn(self.ayu.sudo().card_token, text, "the token is in the picture only")
        self.assertEqual(self.url_open("/my/library").headers["Cache-Control"], "no-store")

    def test_nothing_of_another_pupil(self):
        self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        tree = self.my_page(self.ayu.card_number)
        text = tree.text_content()
        for word in (
            self.made.name,
            self.made.card_number,
            "VIII-B",
            "Sekolah B",
            "Laskar Pelangi",
        ):
            self.assertNotIn(word, text)

    def test_a_login_without_a_card_reads_a_friendly_sentence(self):
        for login in ("librarian_a", "employee"):
            tree = self.my_page(login)
            self.assertTrue(tree.find_class("empty"), login)
            self.assertFalse(tree.find_class("card"))

    def test_a_librarian_with_a_card_sees_it(self):
        self.pupil_a2.member_id.user_id = self.librarian_a
        self.lend(self.pupil_a2, self.copies_a[0])
        self.lend(self.pupil_a, self.copies_a[1])
        tree = self.my_page("librarian_a")
        self.assertEqual(len(tree.find_class("loan")), 1)

    def test_card_on_the_portal_home(self):
        self.pupil_a2.member_id.user_id = self.librarian_a
        self.lend(self.pupil_a2, self.copies_a[0])
        self.lend(self.pupil_a, self.copies_a[1])
        self.authenticate("librarian_a", "librarian_a")
        home = html.fromstring(self.url_open("/my").content)
        self.assertTrue(home.xpath("//a[@href='/my/library']"))
        self.assertEqual(self.count_of_loans(), 1, "own loans, not those of the library")
        self.authenticate("employee", "employee")
        self.assertEqual(self.count_of_loans(), 0)

    def count_of_loans(self):
        answer = self.make_jsonrpc_request("/my/counters", {"counters": ["library_loan_count"]})
        return answer["library_loan_count"]


@tagged("post_install", "-at_install")
class TestMyLibraryPhone(CardCase, OpacPagesCase):
    browser_size = "360x740"
    touch_enabled = True

    def test_nothing_to_push_sideways_at_360_pixels(self):
        self.env["res.lang"]._activate_lang("id_ID")
        self.ayu_user.with_context(no_reset_password=True).write(
            {"lang": "id_ID", "password": self.ayu.card_number}
        )
        self.lend(self.pupil_a, self.copies_a)
        self.assert_fits_phone("/my/library", login=self.ayu.card_number)


@tagged("post_install", "-at_install")
class TestCardLogin(CardCase, HttpCase):
    """A card login is a child's: its user and partner hold the card number and nothing else."""

    def test_pages_that_write_person_and_login_are_closed(self):
        self.authenticate(self.ayu.card_number, PIN)
        for path in ("/my", "/my/account", "/my/addresses", "/my/address", "/my/security"):
            response = self.url_open(path, allow_redirects=False)
            self.assertTrue(response.headers["Location"].endswith("/my/library"), path)
        for path, data in (
            ("/my/address/submit", {"name": "Nama Lain", "email": "a@example.com"}),
            ("/my/security", {"op": "password", "old": PIN, "new1": "baru", "new2": "baru"}),
            ("/my/deactivate_account", {"validation": self.ayu.card_number, "password": PIN}),
        ):
            data["csrf_token"] = self.csrf_token()
            response = self.url_open(path, data=data, allow_redirects=False)
            self.assertEqual(response.status_code, 303, path)
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/my/address/archive", {"partner_id": self.ayu_user.partner_id.id}
            )
        self.assert_untouched()

    def csrf_token(self):
        tree = html.fromstring(self.url_open("/library/pin").content)
        return tree.xpath("//input[@name='csrf_token']/@value")[0]

    def test_nothing_but_language_by_rpc(self):
        self.authenticate(self.ayu.card_number, PIN)
        for vals in ({"name": "X"}, {"email": "a@example.com"}, {"phone": "1"}, {"password": "x"}):
            with self.assertRaises(JsonRpcException):
                self.rpc("res.users", "write", [[self.ayu_user.id], vals])
            with self.assertRaises(JsonRpcException):
                self.rpc("res.partner", "write", [[self.ayu_user.partner_id.id], vals])
        with self.assertRaises(JsonRpcException):
            self.rpc("res.users", "change_password", [PIN, "rahasia-baru"])
        self.assert_untouched()
        self.rpc("res.users", "write", [[self.ayu_user.id], {"tz": "Asia/Jakarta"}])
        self.assertEqual(self.ayu_user.tz, "Asia/Jakarta")

    def rpc(self, model, method, args):
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    def test_own_password_is_not_changed_past_write(self):
        with self.assertRaises(AccessError):
            self.env["res.users"].with_user(self.ayu_user).change_password(PIN, "rahasia-baru")

    def assert_untouched(self):
        self.env.invalidate_all()
        partner = self.ayu_user.partner_id
        self.assertEqual(self.ayu_user.name, self.ayu.card_number)
        self.assertEqual(self.ayu_user.login, self.ayu.card_number)
        self.assertFalse(partner.email or partner.phone or partner.street)
        self.assertTrue(self.ayu_user.active)
        self.authenticate(self.ayu.card_number, PIN)

    def test_other_portal_users_keep_their_pages(self):
        self.ayu.user_id = False
        self.authenticate(self.ayu.card_number, PIN)
        self.assertEqual(self.url_open("/my/account").status_code, 200)
        self.assertEqual(self.url_open("/my/security").status_code, 200)
