"""The Desk in a real browser, worked as a person works it: by keys."""

import json
import time
from contextlib import contextmanager, suppress

from odoo.tests.common import ChromeBrowser, ChromeBrowserException

from .browser_case import BrowserCase
from .common import LibraryCase

ALT, CTRL = 1, 2  # as the browser's protocol counts held keys
FIRST_PATIENCE = 60  # whoever opens the Desk first waits for its scripts to be put together


# a picture that moves instead of a camera, allowed without asking
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


class DeskBrowser(ChromeBrowser):
    """Chromium with a camera."""

    def _spawn_chrome(self, cmd):
        return super()._spawn_chrome([cmd[0], *CAMERA, *cmd[1:]])


class DeskCase(BrowserCase, LibraryCase):
    """Opens the Desk and sends it real key events: nothing is clicked, no function of it is called."""

    browser_class = DeskBrowser

    @contextmanager
    def desk(self, login="librarian_a", size=None, path="/library/desk"):
        """Open the Desk as ``login``; within, :meth:`scan`, :meth:`press` and :meth:`wait` work.

        The requests of the page share the test's cursor: within, the test reads nothing itself.
        """
        with self.in_browser(login, size):
            self.open(path)
            self.wait("document.body?.classList.contains('ready')", FIRST_PATIENCE)
            yield

    def scan(self, code):
        """Send a code as a scanner does, and wait until it has been answered."""
        before = self.js("document.querySelector('.line.latest')?.dataset.line")
        self.type(code)
        self.press("Enter")
        self.wait(
            f"(document.querySelector('.line.latest')?.dataset.line || '') !== {json.dumps(before or '')}"
            " || document.querySelector('.choices, .dialog')"
        )

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
