"""The Desk in a real browser, worked as a person works it: by keys."""

import json
import time
from contextlib import contextmanager, suppress

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser, ChromeBrowserException

from .common import LibraryCase

# the codes of the keys that are no letters, as a keyboard sends them
KEY_CODES = {
    "Enter": 13,
    "Escape": 27,
    "ArrowDown": 40,
    "PageDown": 34,
    "Tab": 9,
    **{f"F{number}": 111 + number for number in range(1, 13)},
}
ALT, CTRL = 1, 2  # as the browser's protocol counts held keys
PATIENCE = 15
FIRST_PATIENCE = 60  # whoever opens the Desk first waits for its scripts to be put together


# a picture that moves instead of a camera, allowed without asking
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


class DeskBrowser(ChromeBrowser):
    """Chromium with a camera."""

    def _spawn_chrome(self, cmd):
        return super()._spawn_chrome([cmd[0], *CAMERA, *cmd[1:]])


class DeskCase(HttpCase, LibraryCase):
    """Opens the Desk and sends it real key events: nothing is clicked, no function of it is called."""

    browser_size = "1366x768"

    @contextmanager
    def desk(self, login="librarian_a", size=None, path="/library/desk"):
        """Open the Desk as ``login``; within, :meth:`scan`, :meth:`press` and :meth:`wait` work.

        The requests of the page share the test's cursor: within, the test reads nothing itself.
        """
        self.browser_size = size or "1366x768"
        self.browser = DeskBrowser(self)
        with self.allow_requests(browser=self.browser):
            try:
                self.authenticate(login, login, browser=self.browser)
                self.cr.flush()
                self.cr.clear()
                self.browser.navigate_to(self.base_url() + path)
                self.wait("document.body.classList.contains('ready')", FIRST_PATIENCE)
                yield
                if self.browser._result.done():
                    self.browser._result.result()  # what the page has thrown
            finally:
                self.browser.stop()
                self._wait_remaining_requests()
        self.env.invalidate_all()

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

    def scan(self, code):
        """Send a code as a scanner does, and wait until it has been answered."""
        before = self.js("document.querySelector('.line.latest')?.dataset.line")
        self.type(code)
        self.press("Enter")
        self.wait(
            f"(document.querySelector('.line.latest')?.dataset.line || '') !== {json.dumps(before or '')}"
            " || document.querySelector('.choices, .dialog')"
        )

    def login_again(self, login):
        """Log the browser in while the page stays open."""
        self.authenticate(login, login, browser=self.browser)

    def ask(self, method, **params):
        """Send a command of the browser's protocol."""
        return self.browser._websocket_request(method, params=params)

    def acts_get_through(self, through):
        """Lose every act on its way, while the page itself can be loaded again."""
        self.ask("Network.enable")
        self.ask("Network.setBlockedURLs", urls=[] if through else ["*/web/dataset/*"])

    def reload(self):
        """Load the page again, as F5 does."""
        self.js("document.body.classList.remove('ready')")
        self.browser._websocket_send("Page.reload")
        self.leave()
        self.wait("document.body?.classList.contains('ready')")

    def leave(self):
        """Answer the question whether to leave the page, where it is asked."""
        for __ in range(10):
            with suppress(ChromeBrowserException):
                self.ask("Page.handleJavaScriptDialog", accept=True)
                return
            time.sleep(0.05)

    def line_up(self, up):
        """Cut the browser off from the server, or connect it again."""
        speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.browser._websocket_request("Network.enable")
        self.browser._websocket_request(
            "Network.emulateNetworkConditions", params={"offline": not up, **speed}
        )

    def assertTone(self, tone):
        self.wait(f"document.querySelector('.line.latest')?.dataset.tone === {json.dumps(tone)}")
