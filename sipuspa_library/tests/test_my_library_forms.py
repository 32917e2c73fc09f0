import secrets
from urllib.parse import parse_qs, urlsplit

from lxml import html

from odoo.tests import tagged

from ..controllers.my_pages import FORM_PAGES
from .access_case import our_routes
from .test_guardian import FamilyCase
from .test_my_library import MyPagesCase
from .test_portal import PIN


@tagged("post_install", "-at_install")
class TestLateForms(MyPagesCase):
    """Forms that come after the session has ended, after another login, or by their address alone."""

    def test_every_address_of_a_form_leads_to_the_page_it_stands_on(self):
        acts = {
            route.removeprefix("/my/library/")
            for route, endpoint in our_routes(self.env).items()
            if route.startswith("/my/library/") and endpoint.routing["methods"] == ["POST"]
        }
        self.assertEqual(acts, FORM_PAGES.keys())
        for act in acts:
            page = self.get(f"/my/library/{act}", 303)
            self.get(page.replace(self.base_url(), ""))

    def test_after_logging_in_anew_the_page_of_the_form_opens(self):
        self.authenticate(None, None)
        answer = self.url_open("/my/library/say", data={"text": "Halo"}, allow_redirects=False)
        self.assertIn("/library/login?redirect=", answer.headers["Location"])
        self.enter(self.ayu)
        back = self.get(answer.headers["Location"].replace(self.base_url(), ""), 303)
        page = self.url_open(back)
        self.assertEqual(page.status_code, 200)
        self.assertIn("/my/library/messages", page.url)

    def test_after_logging_in_anew_the_book_is_still_there(self):
        """The browser tells on which page the form stood; nobody else's word is taken for it."""
        page = f"/my/library/reserve/{self.book.id}"
        for told, back in (
            (self.base_url() + page, page),
            (self.base_url() + "/library/login?redirect=%2Fx", "/library/login?redirect=%2Fx"),
            ("https://elsewhere.test" + page, "/my/library/reserve"),
            (self.base_url() + "//elsewhere.test/", "/my/library/reserve"),
            ("http://[", "/my/library/reserve"),
        ):
            form, headers = {"csrf_token": "x"}, {"Referer": told}
            for login, name in ((None, "redirect"), (self.ayu.card_number, "back")):
                self.authenticate(login, login and PIN)
                answer = self.url_open(
                    "/my/library/reserve", data=form, headers=headers, allow_redirects=False
                )
                asked = parse_qs(urlsplit(answer.headers["Location"]).query)
                self.assertEqual(asked[name], [back], told)

    def test_a_form_from_before_somebody_else_logged_in_is_refused_in_words(self):
        self.env["res.lang"]._activate_lang("id_ID")
        form = self.form("/my/library/messages", "/my/library/say")
        self.enter(self.made)
        answer = self.url_open(
            "/my/library/say", data={**form, "text": "Halo"}, allow_redirects=False
        )
        tree = self.get(answer.headers["Location"].replace(self.base_url(), ""))
        [back] = tree.xpath("//main//a/@href")
        self.assertEqual(self.url_open(back).status_code, 200)
        self.assertFalse(self.env["library.feedback"].search([]))
        for hostile in ("//elsewhere.test", "https://elsewhere.test", "/\\elsewhere", "x"):
            tree = self.get("/library/again?back=" + hostile)
            self.assertEqual(tree.xpath("//main//a/@href"), ["/my/library"])

    def test_an_old_form_of_the_login_is_refused_in_words(self):
        self.authenticate(None, None)
        for path in ("/library/login", "/library/pin"):
            answer = self.url_open(path, data={"csrf_token": "x"}, allow_redirects=False)
            self.assertIn("/library/again", answer.headers["Location"])

    def test_the_language_is_changed_on_the_page_of_a_refusal(self):
        for code in ("en_US", "id_ID"):
            self.env["res.lang"]._activate_lang(code)
        mine = self.pupil_a.id
        for action, fields in (
            ("/my/library/suggest", {"membership": mine, "title": " "}),
            ("/my/library/say", {"membership": mine, "text": " "}),
            ("/my/library/data/ask", {"membership": mine, "kind": "x"}),
        ):
            with self.subTest(action=action):
                refused = self.send(action, **fields)
                self.assertEqual(refused.status_code, 422)
                links = html.fromstring(refused.content).xpath("//footer//a[@lang]/@href")
                self.assertEqual(len(links), 2)
                for link, language in zip(links, ("en", "id"), strict=True):
                    page = self.url_open(link)
                    self.assertEqual(page.status_code, 200)
                    self.assertEqual(html.fromstring(page.content).get("lang"), language)

    def test_any_other_address_is_a_light_page(self):
        for rest in ("x", "data/exe", "reserve/", "renew/1/2"):
            self.get(f"/my/library/{rest}", 404)


@tagged("post_install", "-at_install")
class TestReserving(FamilyCase, MyPagesCase):
    """Reserving for oneself and for a child: where it is fetched, and what is told afterwards."""

    def setUp(self):
        super().setUp()
        self.link()

    def reserve_for(self, membership, name=None):
        return self.send(
            "/my/library/reserve",
            book=self.book.id,
            membership=membership.id,
            name=name or secrets.token_urlsafe(16),
        )

    def told_words(self, response):
        tree = self.get(response.headers["Location"].replace(self.base_url(), ""))
        [line] = tree.xpath("//ul[@id='told']/li")
        return line.text_content()

    def holds(self):
        return self.env["library.hold"].search([("is_active", "=", True)])

    def test_a_refusal_names_the_title_too(self):
        self.lend(self.pupil_a, self.copies_a[0])
        self.assertIn("Laskar Pelangi", self.told_words(self.reserve_for(self.pupil_a)))
        self.assertFalse(self.holds())

    def test_a_title_that_was_hidden_since_is_not_named(self):
        self.lend(self.pupil_a, self.copies_a[0])
        answer = self.reserve_for(self.pupil_a)
        self.book.hidden = True
        self.env.flush_all()
        self.assertNotIn("Laskar Pelangi", self.told_words(answer))

    def test_the_library_that_has_the_book_is_proposed(self):
        theirs = self.env["library.membership"].create(
            {"member_id": self.ayu.id, "library_id": self.school_b.id}
        )
        title = self._book("Bumi Manusia")
        self._copies(self.school_b, title, 1)
        for book, first in ((title, theirs), (self._book_here(), self.pupil_a)):
            values = self.get(f"/my/library/reserve/{book.id}").xpath("//option/@value")
            self.assertEqual(values[0], str(first.id))
            self.assertEqual(len(values), 2)

    def _book_here(self):
        title = self._book("Cantik Itu Luka")
        self._copies(self.school_a, title, 1)
        return title

    def test_the_form_sent_again_for_another_person_is_another_reservation(self):
        """The browser's way back brings the form with the name it was sent with."""
        self.enter(self.mother)
        own = self.env["library.membership"].search([("member_id", "=", self.mother.id)])
        self._copies(self.village, self.book, 1)
        name = secrets.token_urlsafe(16)
        for membership in (self.pupil_a, own):
            self.assertEqual(self.told(self.reserve_for(membership, name)), (1, 0))
        self.assertEqual(self.holds().member_id, self.ayu | self.mother)

    def test_a_parent_who_presses_twice_reads_the_same_twice(self):
        self.reserve(self.pupil_a, self._book_here())
        self.enter(self.mother)
        form = self.form("/my/library/family", "/my/library/cancel")
        answers = [
            self.told(self.url_open("/my/library/cancel", data=form, allow_redirects=False))
            for __ in range(2)
        ]
        self.assertEqual(answers, [(1, 0)] * 2)
        self.assertEqual(self.send("/my/library/cancel", hold=form["hold"]).status_code, 404)
