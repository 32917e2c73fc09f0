import gzip
import json
import re
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..controllers.kiosk import HOME
from .kiosk_case import KioskCase

LIGHT = 100_000  # bytes, gzipped: a tablet on a village line opens in three seconds
THANKS = {"kind": "thanks"}


@tagged("post_install", "-at_install")
class TestKiosk(KioskCase):
    """What is recorded at the door, and what it tells."""

    def setUp(self):
        super().setUp()
        self.pair()

    # -- members

    def test_a_card_is_greeted_by_nickname_and_counted_once(self):
        token = self.pupil_a.member_id.sudo().card_token
        for __ in range(2):
            answer = self.come(kind="member", code=token)
            self.assertEqual(answer, {"kind": "greeted", "name": "Ayu"})
        visit = self.visits()
        self.assertRecordValues(
            visit,
            [
                {
                    "kind": "member",
                    "membership_id": self.pupil_a.id,
                    "channel": "kiosk",
                    "class_name": "VII-A",
                    "visitor_count": 1,
                }
            ],
        )

    def test_a_number_is_counted_and_answered_like_one_nobody_has(self):
        number = self.pupil_a.card_number
        for code in (number, number.lower(), f"{number}A", "A999999999", "123", number + "Z"):
            with self.subTest(code):
                self.assertEqual(self.come(kind="member", code=code), THANKS)
        self.assertEqual(self.visits().membership_id, self.pupil_a)
        self.assertEqual(len(self.visits()), 1)

    def test_so_is_a_number_of_the_library_itself(self):
        self.pupil_a.local_number = "0417"
        self.assertEqual(self.come(kind="member", code="0417"), THANKS)
        self.assertEqual(self.visits().membership_id, self.pupil_a)

    def test_a_member_of_another_library_is_a_guest_here(self):
        token = self.pupil_b.member_id.sudo().card_token
        self.assertEqual(self.come(kind="member", code=token)["kind"], "greeted")
        self.assertRecordValues(
            self.visits(), [{"kind": "guest", "member_id": False, "sex": "m", "age_band": "13-14"}]
        )

    def test_a_replaced_card_is_told_and_counts_nobody(self):
        token = self.pupil_a.member_id.sudo().card_token
        self.pupil_a.member_id.with_user(self.librarian_a)._replace_card(
            self.school_a, "lost", self.pupil_a.member_id.card_issue
        )
        self.assertEqual(self.come(kind="member", code=token), {"kind": "replaced"})
        self.assertFalse(self.visits())
        bars = f"{self.pupil_a.card_number}A"
        self.assertEqual(self.come(kind="member", code=bars), THANKS, "bars can be guessed")

    # -- guests and groups

    def test_a_guest_says_as_much_as_they_like(self):
        occupation = self.env["library.occupation"].search([], limit=1)
        purpose = self.env.ref("sipuspa_library.visit_purpose_read")
        said = {
            "sex": "f",
            "age_band": "29-42",
            "occupation_id": occupation.id,
            "purpose_id": purpose.id,
            "guest_name": " Ibu Sari ",
        }
        self.assertEqual(self.come(kind="guest", **said), THANKS)
        self.assertEqual(self.come(kind="guest"), THANKS)
        full, empty = self.visits()
        self.assertRecordValues(
            full,
            [
                {
                    "sex": "f",
                    "age_band": "29-42",
                    "occupation_id": occupation.id,
                    "purpose_id": purpose.id,
                    "guest_name": "Ibu Sari",
                }
            ],
        )
        self.assertFalse(empty.sex or empty.age_band or empty.guest_name)

    def test_what_is_on_no_list_is_not_said(self):
        self.come(kind="guest", sex="x", age_band=7, occupation_id=10**9, purpose_id="read")
        visit = self.visits()
        self.assertFalse(visit.sex or visit.age_band or visit.occupation_id or visit.purpose_id)

    def test_a_class_is_known_with_its_heads_and_its_teacher(self):
        school_class = self.pupil_a.class_id
        school_class.teacher_name = "Bu Komang"
        [shown] = self.door("open")["classes"]
        self.assertEqual(
            shown,
            {"id": school_class.id, "name": "VII-A", "female_count": 1, "male_count": 1},
        )
        self.come(kind="group", class_id=shown["id"], female_count=14, male_count=12)
        self.assertRecordValues(
            self.visits(),
            [
                {
                    "kind": "group",
                    "class_id": school_class.id,
                    "group_name": "VII-A",
                    "teacher": "Bu Komang",
                    "visitor_count": 26,
                }
            ],
        )

    @mute_logger("odoo.http")
    def test_another_group_says_where_it_comes_from(self):
        self.come(
            kind="group",
            institution="TK Dharma",
            teacher="Bu Ida",
            education="primary",
            male_count=9,
        )
        self.assertRecordValues(
            self.visits(),
            [
                {
                    "institution": "TK Dharma",
                    "teacher": "Bu Ida",
                    "education": "primary",
                    "visitor_count": 9,
                }
            ],
        )
        for heads in (0, -1, 1000, "9", 1.5, True):
            self.assertEqual(self.come(kind="group", male_count=heads), "odoo.exceptions.UserError")
        self.assertEqual(len(self.visits()), 1)

    # -- once, and when

    def test_the_same_request_counts_once(self):
        for __ in range(3):
            self.assertEqual(self.come("same", kind="guest", sex="m"), THANKS)
        self.assertEqual(len(self.visits()), 1)

    def test_a_visit_that_waited_is_of_the_time_it_was_made(self):
        now = fields.Datetime.now()
        self.come(kind="guest", seconds_ago=3600)
        self.come(kind="guest", seconds_ago=10 * 24 * 3600)  # a line that was mended at last
        for insane in (-60, 10**9, "3600", None):
            self.come(kind="guest", seconds_ago=insane)
        waited, long_ago, *others = self.visits().mapped("visited_at")
        self.assertLess(abs(waited - (now - timedelta(hours=1))), timedelta(minutes=1))
        self.assertLess(abs(long_ago - (now - timedelta(days=10))), timedelta(minutes=1))
        for at in others:
            self.assertLess(abs(at - now), timedelta(minutes=1))

    def test_the_room_of_the_door_is_the_room_of_the_visit(self):
        self.kiosk.room_id = self.env["library.room"].create(
            {"name": "Ruang Anak", "library_id": self.school_a.id}
        )
        self.come(kind="guest")
        self.assertEqual(self.visits().room_id, self.kiosk.room_id)

    def test_whoever_is_logged_in_in_that_browser_has_no_part_in_it(self):
        cookies = self.opener.cookies.copy()
        self.authenticate("librarian_b", "librarian_b")
        self.opener.cookies.update(cookies)
        self.assertEqual(self.come("by nobody", kind="guest"), THANKS)
        event = self.env["library.event"].search([("request_id", "=", "by nobody")])
        self.assertEqual(event.actor_id, self.env.ref("base.public_user"))
        self.assertEqual(self.visits().create_uid, self.env.ref("base.public_user"))

    # -- the page

    def page(self):
        return self.url_open(f"{HOME}/{self.kiosk.public_id}")

    def test_the_page_with_all_it_loads_is_light_and_from_here(self):
        page = self.page()
        parts = [page.content]
        addresses = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
        for address in addresses:
            parts.append(self.url_open(address).content)
        self.assertEqual(
            len(parts), 4, "the page, a script, a stylesheet, what a home screen reads"
        )
        self.assertLess(sum(len(gzip.compress(part)) for part in parts), LIGHT)
        self.assertNotIn("http", page.headers["Content-Security-Policy"])
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_from_a_home_screen_it_opens_at_its_own_door_and_fills_the_screen(self):
        [address] = re.findall(r'rel="manifest" href="([^"]+)"', self.page().text)
        app = self.url_open(address).json()
        self.assertEqual(app["start_url"], f"{HOME}/{self.kiosk.public_id}")
        self.assertEqual(app["display"], "fullscreen")
        self.assertEqual(self.url_open(app["icons"][0]["src"]).status_code, 200)
        self.assertEqual(self.url_open(f"{HOME}/x/app.json").status_code, 404)

    def test_the_worker_minds_no_page_but_the_kiosks(self):
        worker = self.url_open(f"{HOME}/worker.js")
        self.assertEqual(worker.headers["Content-Type"], "text/javascript; charset=utf-8")
        self.assertNotIn("Service-Worker-Allowed", worker.headers, "else it may mind others")
        self.assertEqual(worker.headers["Cache-Control"], "no-cache")
        self.assertEqual(
            worker.headers["Content-Security-Policy"], "default-src 'none'; connect-src 'self'"
        )

    def test_nobody_is_on_the_page(self):
        self.pupil_a.class_id.teacher_name = "Bu Komang"
        self.come(kind="guest", guest_name="Ibu Sari")
        text = self.page().text
        for secret in (
            *(self.pupil_a.member_id.name, self.pupil_a.card_number, "Ayu"),
            *("Bu Komang", "Ibu Sari", self.pupil_b.member_id.name),
        ):
            self.assertNotIn(secret, text)

    def test_a_script_in_a_name_stays_a_name(self):
        self.school_a.name = "</script><script>alert(1)</script>"
        page = self.page()
        self.assertNotIn("<script>alert", page.text)
        first = json.loads(re.search(r'id="kiosk-first">(.*?)</script>', page.text)[1])
        self.assertEqual(first["library"], self.school_a.name)

    def test_new_books_are_shown_where_the_public_sees_them(self):
        shown = self.door("open")["titles"]
        self.assertEqual([title["name"] for title in shown], ["Laskar Pelangi"])
        self.book.hidden = True
        self.assertEqual(self.door("open")["titles"], [])
        self.book.hidden = False
        self.school_a.published = False
        self.assertEqual(self.door("open")["titles"], [])

    def test_today_counts_heads(self):
        self.come(kind="group", female_count=3, male_count=4)
        self.come(kind="guest")
        self.assertEqual(self.door("pulse"), {"visitors": 8})

    def test_it_speaks_the_language_that_is_asked_for(self):
        for lang in ("id_ID", "en_US"):
            self.env["res.lang"]._activate_lang(lang)
        for lang in ("id_ID", "en_US"):
            self.assertEqual(self.door("open", lang=lang)["language"], lang.replace("_", "-"))
        self.assertIn(self.door("open", lang="xx")["language"], ("id-ID", "en-US"))

    def test_the_librarian_sees_when_it_was_seen(self):
        self.kiosk.sudo().last_seen = False
        self.door("pulse")
        self.assertTrue(self.kiosk.last_seen)
