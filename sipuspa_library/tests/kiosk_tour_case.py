import json
import time
from contextlib import contextmanager

from ..controllers.kiosk import HOME
from .desk_case import FIRST_PATIENCE, DeskCase
from .kiosk_case import KioskCase

READY = "document.body?.classList.contains('ready')"


class KioskTourCase(DeskCase, KioskCase):
    """The tablet at the door in a real browser, touched and scanned at as visitors do."""

    KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('library_kiosk_'))"

    @contextmanager
    def paired(self, size="768x1024"):
        """Open the kiosk in a browser, paired there by typing the code; within, :meth:`tap` works too."""
        self.public_id, code = self.kiosk.public_id, self.code()
        with self.in_browser(size=size):
            self.open(HOME)
            self.tap("#code")
            self.type(code)
            self.press("Enter")
            self.wait(READY, FIRST_PATIENCE)
            yield

    def tap(self, selector):
        """Tap the middle of what a selector finds, as soon as it is there."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait(f"{found} && !{found}.disabled")
        self.js(f"{found}.scrollIntoView({{block: 'center'}})")
        box = f"{found}.getBoundingClientRect()"
        at = {
            "x": self.js(f"{box}.x + {box}.width / 2"),
            "y": self.js(f"{box}.y + {box}.height / 2"),
        }
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **at)
        time.sleep(0.35)  # a second tap that comes sooner is taken for an impatient finger

    def scan_into_field(self, code):
        """Send a code as fast as a scanner does, waiting for no key."""
        for letter in code:
            for kind, text in (("keyDown", letter), ("keyUp", "")):
                key = {"type": kind, "key": letter, "text": text}
                self.browser._websocket_send("Input.dispatchKeyEvent", params=key)
        self.press("Enter")

    def wait_for(self, screen):
        self.wait(f"document.querySelector('.kiosk')?.dataset.screen === '{screen}'")

    def wait_until_sent(self):
        self.wait(f"!{self.KEPT}.length")

    def guest(self, sex="m"):
        """Come as a guest who says no more than this."""
        for selector in (".way.guest", f"[data-value='{sex}']", *[".skip"] * 3):
            self.tap(selector)
        self.wait_for("thanks")
