"""A headless Chromium driven over its DevTools socket: enough to log in, open a page and take a picture."""

import base64
import contextlib
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

from ..processes import die_with_parent

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
    "--force-color-profile=srgb",
    "--accept-lang=id,en",
)


class Browser:
    """One tab. ``with Browser() as tab`` starts Chromium with a profile of its own and ends it."""

    def __enter__(self):
        program = next(filter(None, map(shutil.which, NAMES)))
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self.profile.name}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )
        port = self._port()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            page = next(target for target in json.load(answer) if target["type"] == "page")
        self.socket = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=60)
        self.count = 0
        self.call("Page.enable")
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        self.profile.cleanup()

    def _port(self):
        path = Path(self.profile.name) / "DevToolsActivePort"
        for _wait in range(300):
            with contextlib.suppress(OSError, IndexError):
                return int(path.read_text().splitlines()[0])
            time.sleep(0.1)
        raise RuntimeError("Chromium did not start")

    def call(self, method, **parameters):
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.count:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    def evaluate(self, expression):
        """The value of a JavaScript expression in the page; promises are waited for."""
        result = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        return result["result"].get("value")

    def size(self, width, height):
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def open(self, url, ready="document.readyState === 'complete'"):
        """Go to ``url`` and wait until the expression ``ready`` is true there."""
        self.call("Page.navigate", url=url)
        self.wait(ready)

    def wait(self, ready, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(RuntimeError):
                if self.evaluate(f"location.href !== 'about:blank' && Boolean({ready})"):
                    return
            time.sleep(0.2)
        raise RuntimeError(f"{self.evaluate('location.href')} never showed: {ready}")

    def type(self, text):
        """Type ``text`` into what has the focus and press Enter, as a scanner does."""
        self.call("Input.insertText", text=text)
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key="Enter",
                code="Enter",
                windowsVirtualKeyCode=13,
                text="\r" if kind == "keyDown" else "",
            )

    def press(self, selector):
        """Press what ``selector`` finds first, once it is there."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait(found)
        self.evaluate(f"{found}.click()")

    def forget_login(self):
        self.call("Network.clearBrowserCookies")

    def picture(self, path):
        shot = self.call("Page.captureScreenshot", format="png")
        Path(path).write_bytes(base64.b64decode(shot["data"]))
