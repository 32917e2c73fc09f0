from odoo.tests import tagged

from .desk_case import DeskCase
from .page_case import LAPTOP, PHONE, PagesCase

MOST_REQUESTS = 15


@tagged("post_install", "-at_install")
class TestAccessibility(PagesCase):
    """What a machine can find of WCAG 2.2 AA is found on no page, on a phone and on a laptop."""

    def test_no_page_violates_wcag(self):
        with self.in_browser():
            for name in self.each_page():
                for size in (PHONE, LAPTOP):
                    self.resize(size)
                    with self.subTest(page=name, size=size):
                        self.assertEqual(self.violations(), [])

    def test_the_harness_finds_what_is_wrong(self):
        with self.in_browser():
            self.open("/library")
            self.js(
                "document.querySelector('main select').labels[0].outerHTML = '<select></select>'"
            )
            self.js("document.documentElement.removeAttribute('lang')")
            found = " ".join(self.violations())
            for rule in ("html-has-lang", "label"):
                self.assertIn(rule, found)


@tagged("post_install", "-at_install")
class TestDeskAccessibility(DeskCase):
    """The Desk while it is worked with: a member, answers of every tone, dialogs."""

    def test_no_step_of_the_desk_violates_wcag(self):
        card, code = self.pupil_a.card_number, self.copies_a[0].barcode
        for size in (PHONE, LAPTOP):
            with self.desk(size=size):
                self.scan(card)
                self.none_at("a member")
                self.scan(code)
                self.none_at("a loan")
                self.scan("9999999999999")
                self.none_at("a code nobody knows")
                for key in ("F1", "F9", "F10"):
                    self.press(key)
                    self.wait("document.querySelector('.dialog')")
                    self.none_at(key)
                    self.press("Escape")

    def none_at(self, step):
        with self.subTest(step=step, size=self.browser_size):
            self.assertEqual(self.violations(), [])


@tagged("post_install", "-at_install")
class TestLightPages(PagesCase):
    """On a phone with a slow line: few requests, nothing from elsewhere, nothing to push sideways."""

    outside = ()

    def fetch_proxy(self, url):
        self.outside += (url,)
        return super().fetch_proxy(url)

    def test_a_page_is_few_requests_and_none_elsewhere(self):
        with self.in_browser(size=PHONE):
            for name in self.each_page():
                requests = self.js("performance.getEntriesByType('resource').length + 1")
                with self.subTest(page=name):
                    self.assertLessEqual(requests, MOST_REQUESTS)
                    self.assertFalse(self.outside)
                    self.assertLessEqual(self.js("document.documentElement.scrollWidth"), 360)

    def test_titles_fill_the_paper(self):
        addresses = {name: address for name, __, address in self.pages()}
        with self.in_browser(size=LAPTOP):
            for name in ("results", "results-narrow", "topic"):
                self.open(addresses[name])
                self.ask("Emulation.setEmulatedMedia", media="print")
                share = self.js(
                    "document.querySelector('ol.titles').offsetWidth"
                    " / document.querySelector('main').offsetWidth"
                )
                with self.subTest(page=name):
                    self.assertGreater(share, 0.7)
