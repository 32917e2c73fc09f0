"""The line between a browser and the server, which can drop: for whatever asks, page or worker."""

import contextlib
import socket
import threading

HOST = "127.0.0.1"


class Line:
    """Passes on what comes to a port of its own, until it is cut.

    ``dropped`` counts connections that were tried in vain, ``lost`` answers that did not come back.
    """

    def __init__(self, port):
        self.port, self.is_up, self.is_deaf = port, True, False
        self.dropped = self.lost = 0
        self.ends = set()
        self.door = socket.create_server((HOST, 0))
        self.url = f"http://{HOST}:{self.door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Drop every connection, and make none until :meth:`mend`."""
        self.is_up = False
        for end in tuple(self.ends):
            self._hang_up(end)

    def mend(self):
        self.is_up, self.is_deaf = True, False

    def close(self):
        self._hang_up(self.door)
        self.cut()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                self._connect(self.door.accept()[0])

    def _connect(self, browser):
        if not self.is_up:
            self.dropped += 1
            browser.close()
            return
        server = socket.create_connection((HOST, self.port))
        self.ends |= {browser, server}
        for way in ((browser, server, False), (server, browser, True)):
            threading.Thread(target=self._pass_on, args=way, daemon=True).start()

    def _pass_on(self, source, target, is_answer):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if is_answer and self.is_deaf:
                    self.lost += 1
                    break
                target.sendall(data)
        for end in (source, target):
            self._hang_up(end)

    def _hang_up(self, end):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)  # wakes whoever reads from it
        end.close()
        self.ends.discard(end)
