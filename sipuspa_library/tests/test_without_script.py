import time
from contextlib import contextmanager, suppress

from lxml import html

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowserException

from .page_case import PHONE, PIN, PagesCase

PATIENCE = 15


@tagged("post_install", "-at_install")
class TestWithoutScript(PagesCase):
    """A browser with scripts off shows every page, and every form can be sent: by keys alone."""

    def test_every_page_can_be_read_and_every_form_sent(self):
        with self.in_browser(size=PHONE):
            self.ask("Emulation.setScriptExecutionDisabled", value=True)
            for who in ("nobody", "pupil", "parent"):
                self.become(who)
                for name, __, address in self.pages(who):
                    with self.subTest(page=name):
                        self.open(address)
                        page = self.shown("h1")
                        self.assertFalse(page.xpath("//*[@hidden]//form | //noscript"))
                        for form in page.xpath("//form"):
                            self.assertTrue(form.xpath(".//button[not(@type='button')]"), name)
                            self.assertTrue(form.get("action"))

    def test_a_visitor_finds_a_book(self):
        with self.plain("/library"):
            self.fill("input[name=q]", "laskar")
            self.press("Enter")
            self.shown("input[name=q][value=laskar]")
            self.follow("article h3 a")
            page = self.shown(".places")
            self.assertEqual(page.xpath("//h1/text()"), ["Laskar Pelangi"])

    def test_a_pupil_logs_in(self):
        card = self.pupil.card_number
        with self.plain("/my/library"):
            self.shown("input[name=password]")
            self.fill("input[name=login]", card)
            self.fill("input[name=password]", PIN)
            self.press("Enter")
            page = self.shown(".loan")
            self.assertIn("Ayu", page.xpath("//h1")[0].text_content())

    def test_a_pupil_reserves_and_renews(self):
        wanted = self._book("Sang Pemimpi", "Andrea Hirata")
        self.lent_out(self._copies(self.school_a, wanted, 1))
        with self.plain(f"/library/book/{wanted.id}", "pupil"):
            self.follow("a[href^='/my/library/reserve/']")
            self.shown("form[action='/my/library/reserve']")
            self.follow("form[action='/my/library/reserve'] button")
            self.shown(".told")
            self.open("/my/library")
            self.follow("form[action='/my/library/renew'] button")
            self.shown(".told")
        holds = self.env["library.hold"].search([("book_id", "=", wanted.id)])
        self.assertEqual(holds.membership_id, self.pupil_a)
        acts = [("membership_id", "=", self.pupil_a.id), ("verb", "=", "renew")]
        self.assertTrue(self.env["library.event"].search(acts))

    # ------------------------------------------------------------------
    # A BROWSER THAT RUNS NOTHING
    # ------------------------------------------------------------------

    @contextmanager
    def plain(self, path, who="nobody"):
        """Open ``path`` with scripts off."""
        with self.in_browser(self.login_of(who), PHONE):
            self.ask("Emulation.setScriptExecutionDisabled", value=True)
            self.open(path)
            yield

    def node(self, selector):
        """Return the browser's number of the first element that ``selector`` finds, or 0."""
        with suppress(ChromeBrowserException):  # another page came between the two questions
            root = self.ask("DOM.getDocument", depth=0)["root"]["nodeId"]
            return self.ask("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        return 0

    def shown(self, selector):
        """Wait until the page has what ``selector`` finds; return it as it stands there."""
        until = time.monotonic() + PATIENCE
        while not self.node(selector):
            if time.monotonic() > until:
                self.fail(f"never there: {selector}\n{self.source()}")
            time.sleep(0.05)
        return html.fromstring(self.source())

    def source(self):
        root = self.ask("DOM.getDocument", depth=0)["root"]["nodeId"]
        return self.ask("DOM.getOuterHTML", nodeId=root)["outerHTML"]

    def focus(self, selector):
        self.ask("DOM.focus", nodeId=self.node(selector))

    def follow(self, selector):
        """Go to a link or press a button, by the keyboard."""
        self.focus(selector)
        self.press("Enter")

    def fill(self, selector, text):
        self.focus(selector)
        self.ask("Input.insertText", text=text)
