import json

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_case import MatrixCase, our_routes
from .access_matrix import ROUTES, table
from .common import PHOTO


@tagged("post_install", "-at_install")
class TestAccessRoutes(MatrixCase, HttpCase):
    """Every route of ours, as nobody, as a pupil, as another pupil and as another library's desk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.callers = (None, cls.pupil, cls.classmate, cls.librarian_b)
        cls.book.cover = PHOTO
        cls.samples = {
            "/library/book/<string:ref>": f"/library/book/{cls.book.id}",
            "/library/cover/<int:book_id>": f"/library/cover/{cls.book.id}",
            "/library/at/<string:code>": f"/library/at/{cls.school_a.code}",
            "/library/<any(author,subject,topic,theme):kind>/<string:ref>": (
                f"/library/author/{cls._author('Andrea Hirata').id}"
            ),
            "/library/sitemap-<string:part>.xml": "/library/sitemap-places.xml",
            "/library/kiosk/<string:public_id>/app.json": "/library/kiosk/0123456789/app.json",
            "/library/<path:_rest>": "/library/nothing/here",
            "/my/library/data/<any(pdf,json):kind>": "/my/library/data/json",
            "/my/library/receipt/<string:number>": "/my/library/receipt/1",
            "/my/library/<path:rest>": "/my/library/nothing/here",
            "/my/library/reserve/<string:book>": f"/my/library/reserve/{cls.book.id}",
            "/library/paper/<string:model>/<string:paper>/<string:ids>": (
                f"/library/paper/library.copy/no-such-paper/{cls.copies_a[0].id}"
            ),
        }

    def log_in(self, user):
        """Open a session, nobody's without a user."""
        password = "sandi-panjang" if user in (self.pupil, self.classmate) else user and user.login
        self.authenticate(user and user.login, password)

    def our_routes(self):
        return our_routes(self.env)

    def visit(self, route, endpoint):
        """Ask for a route as a browser would, and say in a word what came of it."""
        address = self.samples.get(route, route)
        if endpoint.routing["type"] == "jsonrpc":
            body = json.dumps({"jsonrpc": "2.0", "params": {"partner_id": 1}})
            answer = self.url_open(
                address, data=body, headers={"Content-Type": "application/json"}
            ).json()
            expired = answer.get("error", {}).get("code") == 100
            return "login" if expired else "no" if "error" in answer else "page"
        methods = endpoint.routing.get("methods") or ["GET"]
        if "GET" in methods:
            response = self.url_open(address)
        else:
            form = {"csrf_token": http.Request.csrf_token(self), "validation": "", "password": ""}
            response = self.url_open(address, data=form)
        path = response.url.partition("?")[0]
        if path.endswith("/login"):
            return "login"
        if path.endswith("/my/library") and address != "/my/library":
            return "home"
        return "page" if response.status_code == 200 else "no"

    def test_every_route_of_ours_has_a_row(self):
        rows = {route for route, __ in table(ROUTES)}
        self.assertFalse(self.our_routes().keys() - rows, "a new route: say who may come")
        self.assertFalse(rows - self.our_routes().keys(), "a row about no route")

    @mute_logger("odoo.http")
    def test_who_may_come(self):
        endpoints = self.our_routes()
        for number, user in enumerate(self.callers):
            self.log_in(user)
            for route, cells in table(ROUTES):
                with self.subTest(route=route, caller=user.login if user else "nobody"):
                    self.assertEqual(self.visit(route, endpoints[route]), cells[number])

    def test_a_pupils_page_is_about_the_pupil_alone(self):
        for user, own, other in (
            (self.pupil, self.pupil_a, self.pupil_a2),
            (self.classmate, self.pupil_a2, self.pupil_a),
        ):
            self.log_in(user)
            page = self.url_open(f"/my/library?member_id={other.member_id.id}").text
            self.assertIn(own.member_id.name, page)
            self.assertNotIn(other.member_id.name, page)
            self.assertNotIn(other.card_number, page)
