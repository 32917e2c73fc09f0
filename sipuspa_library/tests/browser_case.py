"""A real browser for tests: a page is opened and worked by keys; expressions only look at it."""

import time
from contextlib import contextmanager

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

from . import axe

# the codes of the keys that are no letters, as a keyboard sends them
KEY_CODES = {
    "Enter": 13,
    "Escape": 27,
    "ArrowDown": 40,
    "PageDown": 34,
    "Tab": 9,
    **{f"F{number}": 111 + number for number in range(1, 13)},
}
PATIENCE = 15


class BrowserCase(HttpCase):
    """One browser, in which page after page can be opened, also by one person after another."""

    browser_class = ChromeBrowser
    browser_size = "1366x768"

    @contextmanager
    def in_browser(self, login=None, size=None):
        """Start a browser, logged in as ``login``; within, :meth:`open`, :meth:`press` and :meth:`wait` work.

        The requests of a page share the test's cursor: within, the test reads nothing itself.
        """
        self.browser_size = size or type(self).browser_size
        self.browser = self.browser_class(self)
        with self.allow_requests(browser=self.browser):
            try:
                self.login_again(login)
                yield
                if self.browser._result.done():
                    self.browser._result.result()  # what a page has thrown
            finally:
                self.browser.stop()
                self._wait_remaining_requests()
        self.env.invalidate_all()

    def login_again(self, login, password=None):
        """Log the browser in while its page stays open; out, without a login."""
        self.authenticate(login, password or login, browser=self.browser)
        self.cr.flush()
        self.cr.clear()

    def open(self, path):
        """Go to a page of ours."""
        self.browser.navigate_to(self.base_url() + path, wait_stop=True)

    def ask(self, method, **params):
        """Send a command of the browser's protocol."""
        return self.browser._websocket_request(method, params=params)

    def js(self, expression):
        """Return the value of an expression in the page: tests only look."""
        answer = self.browser._websocket_request(
            "Runtime.evaluate", params={"expression": expression, "returnByValue": True}
        )
        return answer["result"].get("value")

    def wait(self, expression, patience=PATIENCE):
        until = time.monotonic() + patience
        while not self.js(f"Boolean({expression})"):
            if time.monotonic() > until:
                self.browser.take_screenshot()
                self.fail(f"never so: {expression}\n{self.js('document.body.innerText')}")
            time.sleep(0.05)

    def violations(self):
        """Return what violates WCAG 2.2 AA in the page as it stands there.

        The content policy, which lets no script in, does not bind the protocol of the browser.
        """
        if not self.js("Boolean(window.axe)"):
            self.ask("Runtime.evaluate", expression=axe.script())
        answer = self.ask(
            "Runtime.evaluate", expression=axe.RUN, returnByValue=True, awaitPromise=True
        )
        self.assertNotIn("exceptionDetails", answer)
        return answer["result"]["value"]

    def press(self, key, modifiers=0):
        """Press and release a key, by its name."""
        letter = len(key) == 1
        code = ord(key.upper()) if letter else KEY_CODES[key]
        for kind in ("keyDown", "keyUp"):
            text = key if letter and kind == "keyDown" and not modifiers else ""
            text = "\r" if key == "Enter" and kind == "keyDown" else text
            self.browser._websocket_request(
                "Input.dispatchKeyEvent",
                params={
                    "type": kind,
                    "key": key,
                    "text": text,
                    "windowsVirtualKeyCode": code,
                    "modifiers": modifiers,
                },
            )

    def type(self, text):
        """Send a key event for every letter, as scanners do."""
        for letter in text:
            self.press(letter)
