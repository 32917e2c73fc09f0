"""A running Odoo server: started on a free port, waited for, stopped."""

import contextlib
import socket
import time
import urllib.error
import urllib.request

from .processes import log_path, tail
from .say import Stop

HOST = "127.0.0.1"


def free_port(first=None):
    """``first`` or the next free port after it; any free one without ``first``."""
    if first is None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            return probe.getsockname()[1]
    for port in range(first, first + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return port
    raise Stop(f"Ports {first} to {first + 99} are all taken: choose another one with --port.")


class Server:
    """``with Server(…) as server`` serves ``database`` on ``server.url`` until the block ends."""

    def __init__(self, workshop, database, port=None, workers=0, crons=1, log="server", options=()):
        self.workshop, self.database = workshop, database
        self.port, self.workers, self.crons = port or free_port(), workers, crons
        self.log = log_path(log)
        self.options, self.process = options, None

    @property
    def url(self):
        return f"http://{HOST}:{self.port}"

    def __enter__(self):
        arguments = ["-d", self.database, f"--http-port={self.port}", f"--workers={self.workers}"]
        arguments += [f"--max-cron-threads={self.crons}", f"--gevent-port={free_port()}"]
        arguments += self.options
        out = open(self.log, "w")  # noqa: SIM115  (the server writes to it as long as it lives)
        with out:
            self.process = self.workshop.popen(
                self.workshop.command("server", *arguments),
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C is for us; we stop the server
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def _wait(self, seconds=180):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError, urllib.error.URLError):
                with urllib.request.urlopen(f"{self.url}/web/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            time.sleep(0.2)
        raise Stop(f"{tail(self.log)}\n\nThe server did not start (log: {self.log}).")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except Exception:
                self.process.kill()
                self.process.wait()

    def __exit__(self, *_):
        self.stop()
