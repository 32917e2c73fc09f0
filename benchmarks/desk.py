"""What a village line has to carry until the Desk is usable: see README.md.

A real browser with an empty cache, slowed down to a line of 256 kbit/s, opens the Desk through a small
proxy that compresses as the documented one does. Beside it, the same browser opens Odoo's own client.
"""

import gzip
import http.client
import json
import os
import statistics
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from races.world import World
from tooling.inside.browser import Browser

from .report import write_section

LINE = 256_000 / 8  # bytes a second, both ways
LATENCY_MS = 100
SCANS = 10
DESK_READY = "document.body.classList.contains('ready') && document.activeElement.matches('.code')"
CLIENT_READY = "document.querySelector('.o_action_manager .o_view_controller')"
NOT_PASSED_ON = ("transfer-encoding", "content-length", "content-encoding", "connection")


class Proxy(BaseHTTPRequestHandler):
    """Passes everything on to the server and compresses what comes back."""

    protocol_version = "HTTP/1.1"
    server_address = None
    bytes_sent = 0

    def do_GET(self):
        """Answer from the server."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        upstream = http.client.HTTPConnection(self.server_address, timeout=120)
        headers = {**dict(self.headers), "Accept-Encoding": "identity"}
        upstream.request(self.command, self.path, body or None, headers)
        answer = upstream.getresponse()
        content = answer.read()
        kind = answer.headers.get("Content-Type", "")
        small = kind.startswith(("text/", "application/json", "application/javascript"))
        if small:
            content = gzip.compress(content, 6)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in NOT_PASSED_ON:
                self.send_header(name, value)
        if small:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        Proxy.bytes_sent += len(content)

    do_POST = do_GET

    def log_message(self, *_args):
        """Say nothing: the terminal shows what was measured."""


def opened(tab, url, ready, slow=True):
    """Open ``url`` with an empty cache; return (seconds until ``ready``, kilobytes)."""
    tab.call("Network.enable")
    tab.call("Network.clearBrowserCache")
    speed = LINE if slow else -1
    tab.call(
        "Network.emulateNetworkConditions",
        offline=False,
        latency=LATENCY_MS if slow else 0,
        downloadThroughput=speed,
        uploadThroughput=speed,
    )
    tab.call("Page.navigate", url="about:blank")
    Proxy.bytes_sent, start = 0, time.monotonic()
    tab.call("Page.navigate", url=url)
    tab.wait(f"location.href.startsWith({json.dumps(url)}) && ({ready})", seconds=240)
    return time.monotonic() - start, Proxy.bytes_sent / 1000


def scan_times(tab, cards):
    """Scan ``cards`` one after the other; return the seconds until each member stood there."""
    times = []
    for name, card in cards:
        start = time.monotonic()
        tab.type(card)
        shown = f"document.querySelector('.member h1')?.innerText === {json.dumps(name)}"
        while not tab.evaluate(shown):
            time.sleep(0.01)
        times.append(time.monotonic() - start)
    return times


def main():
    """Measure, print, and write the section of the page."""
    url, database = os.environ["SIPUSPA_RACE_URL"], os.environ["SIPUSPA_RACE_DB"]
    world = World(url, database)
    desk, _assignment = world.desk()
    [user] = world.admin.call("res.users", "read", [desk.uid], ["login"])
    login = user["login"]
    members = world.admin.call(
        "library.membership",
        "read",
        world.memberships(SCANS),
        ["member_id", "card_number"],
    )
    cards = [(row["member_id"][1], row["card_number"]) for row in members]
    Proxy.server_address = urlsplit(url).netloc
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{proxy.server_port}"
    with Browser() as tab:
        tab.size(1366, 768)
        tab.open(f"{base}/web/login")
        credentials = {"db": database, "login": login, "password": login}
        body = json.dumps({"jsonrpc": "2.0", "params": credentials})
        tab.evaluate(
            "fetch('/web/session/authenticate', {method: 'POST', headers: "
            "{'Content-Type': 'application/json'}, body: " + json.dumps(body) + "}).then(a => a.ok)"
        )
        opened(tab, f"{base}/library/desk", DESK_READY, slow=False)  # the server's own caches
        seconds, desk_kb = opened(tab, f"{base}/library/desk", DESK_READY)
        scans = scan_times(tab, cards)
        opened(tab, f"{base}/odoo/visits", CLIENT_READY, slow=False)
        backend, backend_kb = opened(tab, f"{base}/odoo/visits", CLIENT_READY)
    proxy.shutdown()
    rows = [
        ["the Desk, usable", f"{seconds:.1f}", f"{desk_kb:,.0f}"],
        ["floor: as many bytes on that line", f"{desk_kb * 1000 / LINE:.1f}", f"{desk_kb:,.0f}"],
        ["Odoo's own client, a list open", f"{backend:.1f}", f"{backend_kb:,.0f}"],
        ["a card scanned, until the member stands there", f"{statistics.median(scans):.2f}", ""],
    ]
    for row in rows:
        print("  ".join(row))
    if "--quick" not in sys.argv:
        write_section(
            "The Desk on a village line",
            "A browser with an empty cache on a line of 256 kbit/s with 100 ms to the server, everything\n"
            "compressed as by the documented proxy; the page brings the first data with it. The scans are\n"
            f"the median of {SCANS}.",
            ["what", "seconds", "kB sent"],
            rows,
        )


if __name__ == "__main__":
    main()
