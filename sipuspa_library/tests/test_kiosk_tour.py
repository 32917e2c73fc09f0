import time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..controllers.kiosk import HOME
from .kiosk_tour_case import KioskTourCase

# as on a phone without Google's services
NO_FORMATS = """window.BarcodeDetector = class {
    static async getSupportedFormats() { return []; }
    constructor() { throw new TypeError("no formats"); }
}"""


@tagged("post_install", "-at_install")
class TestKioskTour(KioskTourCase):
    """What a visitor does at the tablet, and what is recorded of it."""

    def setUp(self):
        super().setUp()
        self.token_b = self.pupil_b.member_id.sudo().card_token

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

    def test_a_card_that_is_scanned_into_a_field_is_a_card_and_leaves_the_field_alone(self):
        token = self.pupil_a.member_id.sudo().card_token
        with self.paired():
            for selector in (".way.group", ".other", ".heads button:last-child"):
                self.tap(selector)
            self.tap(".asking input[required]")
            self.type("TK")
            time.sleep(0.1)
            self.scan_into_field(token)
            self.wait("document.querySelector('.thanks h1')?.innerText.includes('Ayu')")
            self.wait_until_sent()
            self.tap(".next")
            self.tap(".way.card")
            self.type("12")
            time.sleep(0.1)
            self.scan_into_field(self.token_b)
            self.wait_for("thanks")
            self.wait_until_sent()
        member, visitor = self.visits()
        self.assertEqual(member.membership_id, self.pupil_a)
        self.assertEqual((visitor.kind, visitor.sex), ("guest", "m"))

    def test_what_a_hand_types_into_a_field_and_ends_with_enter_is_of_the_field(self):
        with self.paired():
            for selector in (".way.group", ".other", ".heads button:last-child"):
                self.tap(selector)
            self.tap(".asking input[required]")
            for letter in "TK Dharma":
                self.press(letter)
                time.sleep(0.08)
            self.press("Enter")
            self.wait_for("thanks")
            self.wait_until_sent()
        self.assertEqual(self.visits().institution, "TK Dharma")

    def test_back_leads_to_the_first_screen_and_not_away(self):
        with self.paired():
            address = self.js("location.href")
            for __ in range(2):
                self.tap(".way.guest")
                self.tap("[data-value='m']")
                entries = self.ask("Page.getNavigationHistory")
                before = entries["entries"][entries["currentIndex"] - 1]
                self.ask("Page.navigateToHistoryEntry", entryId=before["id"])
                self.wait_for("idle")
                self.assertEqual(self.js("location.href"), address)
        self.assertFalse(self.visits())

    def test_a_typed_number_names_nobody(self):
        number = self.pupil_a.card_number
        with self.paired():
            self.tap(".way.card")
            self.wait("document.activeElement.matches('input')")  # the number can be typed at once
            self.type(number)
            self.press("Enter")
            self.wait_for("thanks")
            self.wait_until_sent()
            self.assertFalse(self.js("document.body.innerText.includes('Ayu')"))
        self.assertEqual(self.visits().membership_id, self.pupil_a)

    def test_a_phone_whose_own_detector_reads_nothing_has_a_camera_all_the_same(self):
        with self.paired():
            self.ask("Page.addScriptToEvaluateOnNewDocument", source=NO_FORMATS)
            self.reload()
            self.tap(".way.card")
            self.tap(".asking > button")
            self.wait("document.querySelector('.camera-view video')?.srcObject")
            self.assertFalse(self.js("document.querySelector('.camera-view p')?.innerText"))

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
