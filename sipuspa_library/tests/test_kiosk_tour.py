import json
import time
from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..controllers.kiosk import HOME
from .desk_case import FIRST_PATIENCE, DeskCase
from .kiosk_case import KioskCase

READY = "document.body?.classList.contains('ready')"


@tagged("post_install", "-at_install")
class TestKioskTour(DeskCase, KioskCase):
    """The tablet at the door, touched and scanned at as visitors do."""

    @contextmanager
    def paired(self, size="768x1024"):
        """Open the kiosk in a browser, paired there by typing the code; within, :meth:`tap` works too."""
        self.public_id, code = self.kiosk.public_id, self.code()
        with self.in_browser(size=size):
            self.open(HOME)
            self.tap("#code")
            self.type(code)
            self.press("Enter")
            self.wait(READY, FIRST_PATIENCE)
            yield

    def tap(self, selector):
        """Tap the middle of what a selector finds, as soon as it is there."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait(f"{found} && !{found}.disabled")
        self.js(f"{found}.scrollIntoView({{block: 'center'}})")
        box = f"{found}.getBoundingClientRect()"
        at = {
            "x": self.js(f"{box}.x + {box}.width / 2"),
            "y": self.js(f"{box}.y + {box}.height / 2"),
        }
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **at)
        time.sleep(0.35)  # a second tap that comes sooner is taken for an impatient finger

    def wait_for(self, screen):
        self.wait(f"document.querySelector('.kiosk')?.dataset.screen === '{screen}'")

    def wait_until_sent(self):
        self.wait(f"!localStorage.getItem('library_kiosk_{self.public_id}_visits')")

    def test_a_guest_is_done_in_five_taps_and_the_tablet_is_ready_for_the_next(self):
        with self.paired():
            for selector in (
                *(".way.guest", "[data-value='f']", "[data-value='29-42']"),
                *(".choices button", ".choices button"),
            ):
                self.tap(selector)
            self.wait_for("thanks")
            self.wait_until_sent()
            self.wait_for("idle")
        visit = self.visits()
        self.assertRecordValues(visit, [{"kind": "guest", "sex": "f", "age_band": "29-42"}])
        self.assertTrue(visit.occupation_id and visit.purpose_id)

    def test_of_a_child_no_occupation_is_asked_and_nothing_must_be_said(self):
        with self.paired("360x740"):
            for selector in (".way.guest", ".skip", "[data-value='7-12']", ".skip"):
                self.tap(selector)
            self.wait_for("thanks")
            self.wait_until_sent()
        self.assertRecordValues(
            self.visits(), [{"sex": False, "age_band": "7-12", "purpose_id": False}]
        )

    def test_a_class_is_counted_in_four_taps(self):
        class_id = self.pupil_a.class_id.id
        with self.paired("1280x800"):
            for selector in (
                ".way.group",
                f"[data-value='{class_id}']",
                "[aria-pressed]:not([aria-pressed='true'])",
                "button[type='submit']",
            ):
                self.tap(selector)
            self.wait_for("thanks")
            self.wait_until_sent()
        self.assertRecordValues(
            self.visits(),
            [{"group_name": "VII-A", "female_count": 1, "male_count": 1, "visitor_count": 2}],
        )

    def test_another_group_types_where_it_comes_from(self):
        with self.paired():
            for selector in (".way.group", ".other", ".asking input[required]"):
                self.tap(selector)
            self.type("TK Dharma")
            for __ in range(2):
                self.tap(".heads fieldset:nth-of-type(2) button:last-child")
            self.tap("button[type='submit']")
            self.wait_for("thanks")
            self.wait_until_sent()
        self.assertRecordValues(
            self.visits(), [{"institution": "TK Dharma", "male_count": 2, "female_count": 0}]
        )

    def test_a_scanned_card_is_greeted_whatever_was_tapped_before(self):
        token = self.pupil_a.member_id.sudo().card_token
        with self.paired():
            self.tap(".way.group")
            self.wait_for("group")
            self.type(token)
            self.press("Enter")
            self.wait("document.querySelector('.thanks h1')?.innerText.includes('Ayu')")
            self.wait_for("idle")
            self.assertFalse(self.js("document.body.innerText.includes('Ayu')"))
        self.assertEqual(self.visits().membership_id, self.pupil_a)

    def test_a_typed_number_names_nobody(self):
        number = self.pupil_a.card_number
        with self.paired():
            self.tap(".way.card")
            self.type(number)
            self.press("Enter")
            self.wait_for("thanks")
            self.wait_until_sent()
            self.assertFalse(self.js("document.body.innerText.includes('Ayu')"))
        self.assertEqual(self.visits().membership_id, self.pupil_a)

    def test_without_a_line_visits_wait_and_are_sent_once(self):
        token = self.pupil_a.member_id.sudo().card_token
        with self.paired():
            self.line_up(False)
            self.type(token)
            self.press("Enter")
            self.wait_for("thanks")
            self.wait("document.querySelector('.line-down')")
            self.tap(".next")
            for selector in (".way.guest", "[data-value='m']", *[".skip"] * 3):
                self.tap(selector)
            self.wait("document.querySelector('.line-down b')?.innerText === '2'")
            self.line_up(True)
            self.wait_until_sent()
            self.wait("!document.querySelector('.line-down')")
        member, guest = self.visits()
        self.assertEqual(member.membership_id, self.pupil_a)
        self.assertEqual(guest.sex, "m")

    def test_a_reload_keeps_what_waits_and_an_answer_that_was_lost_counts_once(self):
        token = self.pupil_a.member_id.sudo().card_token
        doors = f"*{HOME}/*/visit"
        with self.paired():
            self.ask("Network.enable")
            self.ask("Network.setBlockedURLs", urls=[doors])
            self.type(token)
            self.press("Enter")
            self.wait("document.querySelector('.line-down')")
            self.reload()
            self.wait("document.querySelector('.line-down')")
            self.ask("Network.setBlockedURLs", urls=[])
            self.wait_until_sent()
        self.assertEqual(len(self.visits()), 1)

    @mute_logger("odoo.http")
    def test_a_tablet_that_is_revoked_while_it_is_open_stops_and_forgets(self):
        kiosk = self.kiosk
        with self.paired():
            self.line_up(False)
            self.tap(".way.guest")
            for selector in ("[data-value='m']", *[".skip"] * 3):
                self.tap(selector)
            self.wait("document.querySelector('.line-down')")
            kiosk.action_revoke()
            self.cr.flush()
            self.line_up(True)
            self.wait_for("ended")
            self.wait_until_sent()
        self.assertFalse(self.visits())

    def test_a_visitor_chooses_a_language_and_the_next_finds_the_librarys(self):
        for lang in ("id_ID", "en_US"):
            self.env["res.lang"]._activate_lang(lang)
        with self.paired():
            home = self.js("document.documentElement.lang")
            self.tap(".speak")
            self.wait(f"document.documentElement.lang !== '{home}'")
            self.tap(".way.guest")
            self.tap(".back")
            self.wait_for("idle")
            self.assertNotEqual(self.js("document.documentElement.lang"), home)

    def test_no_screen_violates_wcag(self):
        with self.paired("360x740"):
            for screen, taps in (
                ("idle", []),
                ("card", [".way.card"]),
                ("guest", [".back", ".way.guest"]),
                ("guest", [".skip", ".skip", ".skip"]),
                ("thanks", [".skip"]),
                ("group", [".next", ".way.group"]),
                ("group", [".choices button"]),
                ("group", [".back", ".other"]),
            ):
                for selector in taps:
                    self.tap(selector)
                self.wait_for(screen)
                with self.subTest(screen=screen, after=taps):
                    self.assertEqual(self.violations(), [])
