"""A kiosk of school A, paired as a librarian and a tablet do it."""

import json

from lxml import html

from odoo.tests import HttpCase

from ..controllers.kiosk import COOKIE, HOME
from ..tools.rates import PAIRING_CODES, PAIRING_CODES_ANYWHERE
from .common import LibraryCase


class KioskCase(HttpCase, LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kiosk = cls._kiosk(cls.school_a, cls.librarian_a)
        cls.pupil_a.member_id.nickname = "Ayu"

    def setUp(self):
        super().setUp()
        for codes in (PAIRING_CODES, PAIRING_CODES_ANYWHERE):
            codes.clear()

    @classmethod
    def _kiosk(cls, library, librarian, name="Pintu depan"):
        return (
            cls.env["library.kiosk"]
            .with_user(librarian)
            .create({"name": name, "library_id": library.id})
        )

    def code(self, kiosk=None):
        """Press Pair and read the code that is shown."""
        dialog = (kiosk or self.kiosk).action_pair()
        shown = self.env[dialog["res_model"]].with_context(**dialog["context"])
        return shown.browse(dialog["res_id"]).shown_code

    def type_code(self, code):
        """Type a code on the tablet."""
        page = html.fromstring(self.url_open(HOME).content)
        [token] = page.xpath("//input[@name='csrf_token']/@value")
        return self.url_open(HOME, data={"csrf_token": token, "code": code}, allow_redirects=False)

    def pair(self, kiosk=None):
        """Pair the tablet, which is this test's session; return its secret."""
        response = self.type_code(self.code(kiosk))
        self.assertEqual(response.status_code, 303)
        return response.cookies.get_dict()[COOKIE]

    def door(self, name, public_id=None, **params):
        """Ask a door of the kiosk as the tablet does; return the answer, or the name of the error."""
        response = self.url_open(
            f"{HOME}/{public_id or self.kiosk.public_id}/{name}",
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()
        self.env.invalidate_all()
        return response.get("result") or response["error"]["data"]["name"]

    def come(self, request_id=None, seconds_ago=0, **values):
        """Record a visit at the kiosk; return the answer."""
        return self.door(
            "visit",
            values=values,
            request_id=request_id or self._next_request(),
            seconds_ago=seconds_ago,
        )

    def visits(self, library=None):
        library = library or self.school_a
        return self.env["library.visit"].search([("library_id", "=", library.id)], order="id")
