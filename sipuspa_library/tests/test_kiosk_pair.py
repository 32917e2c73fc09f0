from urllib.parse import quote

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..controllers.kiosk import COOKIE, HOME
from ..tools.rates import PAIRING_CODES
from .kiosk_case import KioskCase
from .test_opac_pages import HOSTILE

DENIED = "odoo.exceptions.AccessDenied"


@tagged("post_install", "-at_install")
class TestKioskPair(KioskCase):
    """A tablet is paired by a code, shows its secret from then on, and can be ended."""

    def page(self, kiosk=None):
        address = f"{HOME}/{(kiosk or self.kiosk).public_id}"
        return self.url_open(address, allow_redirects=False)

    def test_a_code_pairs_a_tablet_and_the_secret_is_in_a_cookie_of_its_path_alone(self):
        response = self.type_code(self.code())
        self.assertEqual(response.headers["Location"].rpartition("/")[2], self.kiosk.public_id)
        [cookie] = [
            header
            for header in response.raw.headers.getlist("Set-Cookie")
            if header.startswith(f"{COOKIE}=")
        ]
        for part in ("HttpOnly", "SameSite=Strict", f"Path={HOME}/{self.kiosk.public_id}"):
            self.assertIn(part, cookie)
        secret = response.cookies.get_dict()[COOKIE]
        self.assertNotIn(secret, response.headers["Location"])
        page = self.page()
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(secret, page.text)
        self.assertEqual(self.kiosk.state, "paired")

    def test_neither_code_nor_secret_lies_in_the_table(self):
        code = self.code()
        self.env.flush_all()
        self.env.cr.execute("SELECT to_jsonb(kiosk)::text FROM library_kiosk kiosk")
        self.assertNotIn(code, str(self.env.cr.fetchall()))
        secret = self.type_code(code).cookies.get_dict()[COOKIE]
        self.env.cr.execute("SELECT to_jsonb(kiosk)::text FROM library_kiosk kiosk")
        self.assertNotIn(secret, str(self.env.cr.fetchall()))

    def test_a_code_is_good_once(self):
        code = self.code()
        self.assertEqual(self.type_code(code).status_code, 303)
        self.opener.cookies.clear()
        self.assertEqual(self.type_code(code).status_code, 422)

    def test_a_code_is_good_for_minutes(self):
        code = self.code()
        self.kiosk.sudo().code_until = "2020-01-01 00:00:00"
        self.assertEqual(self.type_code(code).status_code, 422)

    def test_who_guesses_codes_is_stopped_even_before_the_right_one(self):
        code = self.code()
        for __ in range(PAIRING_CODES.capacity):
            self.assertEqual(self.type_code("12345").status_code, 422)
        self.assertEqual(self.type_code(code).status_code, 429)
        self.assertEqual(self.kiosk.state, "new")

    def test_another_tablet_ends_the_one_before_when_its_code_is_typed(self):
        self.pair()
        first = self.opener.cookies.copy()
        code = self.code()
        self.assertEqual(self.page().status_code, 200, "a code alone ends nothing")
        self.opener.cookies.clear()
        self.type_code(code)
        self.assertEqual(self.page().status_code, 200)
        self.opener.cookies = first
        self.assertEqual(self.page().status_code, 303)

    @mute_logger("odoo.http")
    def test_a_revoked_tablet_ends_at_once(self):
        self.pair()
        self.kiosk.action_revoke()
        for door in ("open", "pulse", "visit"):
            self.assertEqual(self.door(door), DENIED)
        self.assertEqual(self.page().headers["Location"].partition(HOME)[1], HOME)
        self.assertFalse(self.visits())

    @mute_logger("odoo.http")
    def test_so_does_that_of_a_kiosk_that_is_archived_for_good(self):
        self.pair()
        for active in (False, True):
            self.kiosk.active = active
            self.assertEqual(self.door("pulse"), DENIED)

    @mute_logger("odoo.http")
    def test_a_library_that_is_closed_down_has_no_kiosk(self):
        self.pair()
        public_id, self.school_a.active = self.kiosk.public_id, False
        self.assertEqual(self.door("pulse", public_id), DENIED)

    @mute_logger("odoo.http")
    def test_the_secret_of_one_door_opens_no_other(self):
        secret = self.pair()
        other = self._kiosk(self.school_a, self.librarian_a, "Pintu samping")
        self.pair(other)
        self.opener.cookies.clear()
        self.opener.cookies.set(COOKIE, secret, path="/")
        self.assertIn("visitors", self.door("pulse"))
        self.assertEqual(self.door("pulse", other.public_id), DENIED)

    def test_a_desk_officer_pairs_and_revokes_nothing(self):
        kiosk = self.kiosk.with_user(self.desk_a)
        for act in (kiosk.action_pair, kiosk.action_revoke):
            with self.assertRaises(AccessError):
                act()

    def test_nobody_types_a_secret(self):
        for vals in ({"secret_digest": "x"}, {"public_id": "x"}, {"paired_at": "2026-01-01"}):
            with self.assertRaises(AccessError):
                self.kiosk.write(vals)

    def test_a_room_of_another_library_is_refused(self):
        room = self.env["library.room"].create({"name": "R", "library_id": self.school_b.id})
        with self.assertRaises(ValidationError):
            self.kiosk.sudo().room_id = room

    @mute_logger("odoo.http")
    def test_whatever_is_sent_nothing_breaks(self):
        for text in HOSTILE:
            with self.subTest(text):
                self.assertIn(self.type_code(text).status_code, (400, 422))
                PAIRING_CODES.clear()
                address = f"{HOME}/{quote(text, safe='')}"
                self.assertIn(self.url_open(address).status_code, (200, 400, 404))
        self.pair()
        for text in (*HOSTILE, None, 7, [1], {"kind": "guest"}):
            for values in (text, {"kind": text}, {"kind": "member", "code": text}):
                answer = self.door("visit", values=values, request_id="r", seconds_ago=text)
                self.assertNotIn("Error", str(answer).replace("UserError", ""))
