from functools import cached_property
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from .access_case import our_routes
from .page_case import PIN, PagesCase
from .pages import ODOO_PAGES
from .properties import checked
from .test_opac_pages import HOSTILE

CALM = {200, 301, 303, 400, 403, 404, 405, 410, 413, 415, 422, 429}
ECHO = "\"'><b data-echo=1></b><script data-echo=1></script>"
# what stands in an address: written by a browser, or sent as no browser does
RAW = ("%ff%fe", "%C0%80", "%00", "%", "%zz", "..%2f..%2fetc", "%0d%0aX-Echo:%201", "//", "1;x=1")

words = st.one_of(
    st.sampled_from(
        (*HOSTILE, ECHO, "-9223372036854775809", "1" * 400, "[]", "{}", "NaN", "' OR 1=1")
    ),
    st.text(max_size=60),
    st.integers().map(str),
)
names = st.sampled_from(
    (
        *(
            "q",
            "at",
            "library",
            "page",
            "lang",
            "sort",
            "key",
            "name",
            "done",
            "redirect",
            "token",
            "self",
        ),
        *(
            "debug",
            "ref",
            "code",
            "id",
            "login",
            "password",
            "membership",
            "title",
            "kind",
            "csrf_token",
        ),
        *(
            "context",
            "type",
            "subject",
            "author",
            "year",
            "language",
            "audience",
            "available",
            "q[]",
            "q[a]",
        ),
    )
)
fields = st.lists(st.tuples(names, words), max_size=4)
methods = st.sampled_from(("GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"))


class HostileCase(PagesCase):
    """Sends anything to every route; whatever it is, the answer is calm and does not hold it."""

    @cached_property
    def addresses(self):
        """Our routes, with what is known of the world put in for what stands in brackets."""
        samples = {address.split("?")[0] for __, __, address in self.pages()}
        return sorted(samples | our_routes(self.env).keys() - ODOO_PAGES)

    def assert_calm(self, data):
        address = data.draw(st.sampled_from(self.addresses))
        while "<" in address:
            before, __, rest = address.partition("<")
            part = data.draw(
                st.one_of(st.sampled_from(RAW), words.map(lambda text: quote(text, "")))
            )
            address = before + part + rest.partition(">")[2]
        method, sent = data.draw(methods), data.draw(fields)
        more = {"params": sent}
        if method == "POST":
            token = ("csrf_token", http.Request.csrf_token(self))
            more = {"data": [*sent, token]}
            if data.draw(st.booleans()):
                more["files"] = [(data.draw(names), ("a.txt", b"\0\xff<b data-echo=1>"))]
        answer = self.opener.request(
            method, self.base_url() + address, allow_redirects=False, timeout=30, **more
        )
        self.assertIn(answer.status_code, CALM)
        self.assertNotIn("X-Echo", answer.headers)
        self.assertNotIn("x=1", answer.headers.get("Set-Cookie", ""))
        kind = answer.headers.get("Content-Type", "")
        if "html" in kind and answer.content:
            self.assertFalse(html.fromstring(answer.content).xpath("//*[@data-echo]"))
        else:
            self.assertNotIn("svg", kind.replace("svg+xml", "") if "/cover/" in address else kind)


@tagged("post_install", "-at_install")
class TestHostile(HostileCase):
    @mute_logger("odoo.http", "werkzeug")
    @settings(checked, max_examples=400)
    @given(st.data())
    def test_nobody_may_send_anything(self, data):
        if not self.session:
            self.authenticate(None, None)
        self.assert_calm(data)

    @mute_logger("odoo.http", "werkzeug")
    @settings(checked, max_examples=200)
    @given(st.data())
    def test_a_pupil_may_send_anything(self, data):
        if not self.session:
            self.authenticate(self.pupil.card_number, PIN)
        self.assert_calm(data)

    def test_what_is_long_or_repeated_is_bounded(self):
        for address in ("/library?q=" + "a+" * 4000, "/library?" + "at=X&" * 800):
            self.assertIn(self.url_open(address, allow_redirects=False).status_code, CALM)
