import json
from functools import cache
from importlib.metadata import files

from odoo.tests import tagged

from .page_case import LAPTOP, PHONE, PagesCase

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# what is wrong, the first place where it is, and why; then what axe could not judge by itself
RUN = """
axe.run(document, {runOnly: %s, resultTypes: ["violations"], preload: false}).then((found) =>
    found.violations.map((rule) =>
        `${rule.id}: ${rule.nodes[0].html.slice(0, 200)} ${rule.nodes[0].failureSummary}`
    )
)
"""
MOST_REQUESTS = 15


@cache
def axe():
    """Return axe-core, as the package that carries it has it."""
    [script] = [path for path in files("axe-playwright-python") if path.name == "axe.min.js"]
    return script.read_text(encoding="utf-8")


@tagged("post_install", "-at_install")
class TestAccessibility(PagesCase):
    """What a machine can find of WCAG 2.2 AA is found on no page, on a phone and on a laptop."""

    def test_no_page_violates_wcag(self):
        with self.in_browser():
            for name in self.each_page():
                self.ask("Runtime.evaluate", expression=axe())
                for size in (PHONE, LAPTOP):
                    self.resize(size)
                    self.assertEqual(self.violations(), [], f"{name} at {size}")

    def violations(self):
        answer = self.ask(
            "Runtime.evaluate",
            expression=RUN % json.dumps(WCAG),
            returnByValue=True,
            awaitPromise=True,
        )
        self.assertNotIn("exceptionDetails", answer)
        return answer["result"]["value"]

    def test_the_harness_finds_what_is_wrong(self):
        with self.in_browser():
            self.open("/library")
            self.ask("Runtime.evaluate", expression=axe())
            self.js(
                "document.querySelector('main select').labels[0].outerHTML = '<select></select>'"
            )
            self.js("document.documentElement.removeAttribute('lang')")
            found = " ".join(self.violations())
            for rule in ("html-has-lang", "label"):
                self.assertIn(rule, found)


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
                self.assertLessEqual(requests, MOST_REQUESTS, name)
                self.assertFalse(self.outside, name)
                self.assertLessEqual(self.js("document.documentElement.scrollWidth"), 360, name)
