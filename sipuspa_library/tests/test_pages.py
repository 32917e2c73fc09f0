from odoo.tests import tagged

from ..controllers.slim import LARGEST_FORM
from .access_case import our_routes
from .page_case import PagesCase
from .pages import FILES, MAY_WRITE, ODOO_PAGES, pages


@tagged("post_install", "-at_install")
class TestPages(PagesCase):
    """What holds for every route of ours that is opened with GET."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.opened = {
            route: endpoint.routing
            for route, endpoint in our_routes(cls.env).items()
            if "GET" in (endpoint.routing.get("methods") or ["GET"])
            and endpoint.routing["type"] == "http"
        }

    def test_every_page_is_on_the_list(self):
        listed = {route for __, __, route, __ in pages()}
        shown = self.opened.keys() - FILES - ODOO_PAGES
        self.assertFalse(shown - listed, "a new page: add it to tests/pages.py")
        self.assertFalse(listed - shown, "a row about no page")
        self.assertFalse((FILES | ODOO_PAGES | MAY_WRITE) - self.opened.keys(), "no such route")
        names = [row[0] for row in pages()]
        self.assertEqual(len(set(names)), len(names))

    def test_what_only_shows_says_that_it_writes_nothing(self):
        """So Odoo may send it to a replica, and a public page makes no session in the store."""
        for route, routing in self.opened.items():
            if route in ODOO_PAGES:
                continue
            with self.subTest(route=route):
                self.assertEqual(bool(routing.get("readonly")), route not in MAY_WRITE)
                if routing["auth"] == "public" and route not in MAY_WRITE:
                    self.assertIs(routing.get("save_session"), False)

    def test_and_it_is_true(self):
        """Odoo tries again with a cursor that may write, and warns, where the route has promised too much."""
        before = None
        for name, who, address in self.pages():
            if who != before:
                self.authenticate(self.login_of(who), self.login_of(who))
                before = who
            with self.subTest(page=name), self.assertNoLogs("odoo.http", "WARNING"):
                answer = self.url_open(address)
                refused = {"missing": 404, "my-missing": 404, "desk-closed": 403}
                self.assertEqual(answer.status_code, refused.get(name, 200))

    def test_no_form_of_a_visitor_or_member_takes_a_flood(self):
        for route, endpoint in our_routes(self.env).items():
            routing = endpoint.routing
            visitors = routing["auth"] in ("public", "none") or routing["auth"].startswith(
                "library_"
            )
            takes = route not in FILES and "POST" in (routing.get("methods") or ["POST"])
            if visitors and takes:
                with self.subTest(route=route):
                    self.assertLessEqual(routing.get("max_content_length", 1e9), LARGEST_FORM)
        self.authenticate(None, None)
        flood = self.url_open("/library/join", data={"name": "a" * LARGEST_FORM})
        self.assertEqual(flood.status_code, 413)
