import gzip
import json
import re

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import LibraryCase

LIGHT = 250_000  # bytes, gzipped: what a village line carries in eight seconds


@tagged("post_install", "-at_install")
class TestDeskPage(HttpCase, LibraryCase):
    """The page of the Desk: light, with its first data, for those who work in a library."""

    def first_data(self, page):
        return json.loads(re.search(r'id="desk-first">(.*?)</script>', page.text)[1])

    def test_the_page_with_all_it_loads_is_light(self):
        self.authenticate("desk_a", "desk_a")
        page = self.url_open("/library/desk")
        parts = [page.content]
        for address in re.findall(r'(?:src|href)="(/web/assets/[^"]+)"', page.text):
            parts.append(self.url_open(address).content)
        self.assertEqual(len(parts), 3, "the page, one script, one stylesheet")
        self.assertLess(sum(len(gzip.compress(part)) for part in parts), LIGHT)

    def test_it_opens_at_the_library_asked_for(self):
        both = self._user("both", "librarian", operates=self.school_a)
        self.env["library.assignment"].create(
            {"user_id": both.id, "library_id": self.school_b.id, "date_from": "2020-01-01"}
        )
        self.authenticate("both", "both")
        first = self.first_data(self.url_open(f"/library/desk?at={self.school_b.code}"))
        self.assertEqual(first["library"]["name"], "Sekolah B")
        self.assertEqual(len(first["libraries"]), 2)
        self.assertEqual(
            self.first_data(self.url_open("/library/desk?at=?"))["library"]["id"], self.school_a.id
        )

    def test_a_script_in_a_name_stays_a_name(self):
        self.school_a.name = "</script><script>alert(1)</script>"
        self.authenticate("desk_a", "desk_a")
        page = self.url_open("/library/desk")
        self.assertNotIn("<script>alert", page.text)
        self.assertEqual(self.first_data(page)["library"]["name"], self.school_a.name)

    @mute_logger("odoo.http")
    def test_who_works_nowhere_gets_a_kind_page(self):
        for user in (self.supervisor, self.employee):
            with self.subTest(user.login):
                self.authenticate(user.login, user.login)
                page = self.url_open("/library/desk")
                self.assertEqual(page.status_code, 403)
                self.assertIn("/odoo", page.text)
                self.assertNotIn("desk-first", page.text)
