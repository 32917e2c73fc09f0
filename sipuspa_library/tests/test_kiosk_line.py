import json
import time
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..controllers.kiosk import HOME
from ..models.library_kiosk_visit import LibraryKiosk
from .browser_case import PATIENCE
from .kiosk_tour_case import READY, KioskTourCase
from .line import Line

SPEED = 10
# a browser for which a minute is six seconds
FAST_CLOCK = """(() => {
    const [start, now] = [Date.now(), Date.now.bind(Date)];
    Date.now = () => start + (now() - start) * SPEED;
    for (const name of ["setTimeout", "setInterval"]) {
        const real = window[name].bind(window);
        window[name] = (act, ms = 0, ...rest) => real(act, ms / SPEED, ...rest);
    }
})()""".replace("SPEED", str(SPEED))
HOURS_FLY = "setInterval = ((real) => (act, ms) => real(act, ms / 600))(setInterval)"
OFFLINE = "document.querySelector('.line-down')"


@tagged("post_install", "-at_install")
class TestKioskLine(KioskTourCase):
    """A tablet whose line drops: for the page and its worker alike, as when a cable is pulled."""

    @classmethod
    def setUpClass(cls):
        cls.line = Line(cls.http_port())
        cls.addClassCleanup(cls.line.close)
        super().setUpClass()

    @classmethod
    def base_url(cls):
        return cls.line.url

    def setUp(self):
        super().setUp()
        self.line.mend()
        self.line.dropped = self.line.lost = 0

    def fast_clock(self):
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=FAST_CLOCK)
        self.reload()

    def wait_until_kept(self):
        """Wait until the page could open without a line."""
        self.wait("navigator.serviceWorker.controller")
        parts = f"caches.open('{HOME}/{self.public_id}').then((cache) => cache.keys())"
        self.wait_for_answer(f"{parts}.then((parts) => parts.length === 3)")

    def answer(self, promise):
        """Return what a promise in the page comes to."""
        asked = {"expression": promise, "awaitPromise": True, "returnByValue": True}
        return self.ask("Runtime.evaluate", **asked)["result"].get("value")

    def wait_for_answer(self, promise):
        self.wait_until(lambda: self.answer(promise))

    def wait_until(self, is_so):
        until = time.monotonic() + PATIENCE
        while not is_so():
            self.assertLess(time.monotonic(), until, "never so")
            time.sleep(0.1)

    def test_a_minute_without_a_line_and_each_visit_arrives_once_with_its_time(self):
        token = self.pupil_a.member_id.sudo().card_token
        with self.paired():
            self.fast_clock()
            self.line.cut()
            cut_at = self.js("Date.now()")
            self.type(token)
            self.press("Enter")
            self.wait_for("thanks")
            for sex in ("m", "f"):
                self.wait_for("idle")
                self.guest(sex)
            self.wait(f"{OFFLINE}?.querySelector('b').innerText === '3'")
            self.wait(f"Date.now() - {cut_at} > 60000")
            self.assertGreater(self.line.dropped, 5, "it was tried again and again")
            self.line.mend()
            self.wait_until_sent()
            self.wait(f"!{OFFLINE}")
        self.assertEqual(self.visits().mapped("kind"), ["member", "guest", "guest"])
        self.assertEqual(self.visits()[1:].mapped("sex"), ["m", "f"])
        for visit, ago in zip(self.visits(), (50, 20, 5), strict=True):
            self.assertGreater(visit.create_date - visit.visited_at, timedelta(seconds=ago))

    def test_answers_that_are_lost_on_their_way_back_count_nobody_twice(self):
        with self.paired():
            self.fast_clock()
            self.line.is_deaf = True
            self.guest()
            self.wait_until(lambda: self.line.lost > 3)  # the server was asked, and answered
            self.line.mend()
            self.wait_until_sent()
        self.assertEqual(len(self.visits()), 1)

    def test_it_opens_without_a_line_and_goes_on(self):
        token = self.pupil_a.member_id.sudo().card_token
        with self.paired():
            self.wait_until_kept()
            self.line.cut()
            self.type(token)
            self.press("Enter")
            self.wait_for("thanks")
            self.reload()
            self.wait_for("idle")
            self.wait(f"{OFFLINE}?.querySelector('b').innerText === '1'")
            self.wait("!document.querySelector('.today')")  # the number of before is nobody's
            self.guest()
            self.reload()
            self.wait(f"{OFFLINE}?.querySelector('b').innerText === '2'")
            self.line.mend()
            self.wait_until_sent()
            self.wait(f"!{OFFLINE}")
        member, guest = self.visits()
        self.assertEqual(member.membership_id, self.pupil_a)
        self.assertEqual(guest.kind, "guest")

    def test_nobody_is_in_what_is_kept_to_open_it(self):
        token = self.pupil_a.member_id.sudo().card_token
        self.pupil_a.class_id.teacher_name = "Bu Komang"
        with self.paired():
            self.wait_until_kept()
            self.type(token)
            self.press("Enter")
            self.wait("document.querySelector('.thanks h1')?.innerText.includes('Ayu')")
            self.reload()
            self.wait_until_kept()
            kept = self.answer(
                "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)))"
                ".then((all) => Promise.all(all.map((one) => one.keys()))))"
                ".then((all) => all.flat().map(({ url }) => new URL(url).pathname))"
            )
            texts = self.answer(f"caches.match('{HOME}/{self.public_id}').then((it) => it.text())")
        self.assertEqual(len(kept), 3, kept)
        self.assertFalse([path for path in kept if path.endswith(("visit", "pulse", "open"))])
        self.assertIn(self.public_id, texts)
        for secret in (token, "Ayu", "Bu Komang", self.pupil_a.card_number):
            self.assertNotIn(secret, texts)

    @mute_logger("odoo.http")
    def test_a_revoked_tablet_does_not_open_any_more(self):
        kiosk = self.kiosk
        with self.paired():
            self.wait_until_kept()
            kiosk.action_revoke()
            self.cr.flush()
            self.type("a card")
            self.press("Enter")
            self.wait_for("ended")
            self.wait_for_answer("caches.keys().then((names) => !names.length)")
            self.wait_for_answer(
                "navigator.serviceWorker.getRegistrations().then((all) => !all.length)"
            )

    @mute_logger("odoo.http")
    def test_nor_does_one_that_was_revoked_while_it_was_off(self):
        kiosk = self.kiosk
        with self.paired():
            self.wait_until_kept()
            page = self.js("location.pathname")
            self.open("/library/privacy")
            kiosk.action_revoke()
            self.cr.flush()
            self.open(page)
            self.wait("document.querySelector('#code')")
            self.wait_for_answer("caches.keys().then((names) => !names.length)")

    def test_who_reads_slowly_is_asked_before_the_first_screen_comes(self):
        asked = "document.querySelector('.still-there')"
        with self.paired():
            self.fast_clock()
            for selector in (".way.group", ".other"):
                self.tap(selector)
            self.wait(asked)
            self.tap(".heads button:last-child")
            self.wait(f"!{asked}")
            self.assertEqual(self.js("document.querySelector('.heads input').value"), "1")
            self.wait(asked)
            self.wait_for("idle")
            self.assertFalse(self.js(asked))

    def test_a_page_that_has_become_another_is_loaded_again_while_nobody_stands_there(self):
        with self.paired():
            self.ask("Page.addScriptToEvaluateOnNewDocument", source=HOURS_FLY)
            self.reload()
            self.js("document.querySelector('script[src]').setAttribute('src', '/of/yesterday')")
            self.tap(".way.guest")
            self.js("window.isOld = true")
            time.sleep(7)  # an hour and more
            self.wait_for("guest")
            self.assertTrue(self.js("window.isOld"))
            self.tap(".back")
            self.wait("!window.isOld")
            self.wait_for("idle")

    def test_a_visit_on_which_the_server_fails_stops_no_other_and_is_tried_again(self):
        real, failures = LibraryKiosk._visit, []

        def fail(kiosk, values, *args):
            if values.get("sex") == "f" and len(failures) < 2:
                failures.append(values)
                raise ZeroDivisionError
            return real(kiosk, values, *args)

        with (
            self.paired(),
            patch.object(type(self.env["library.kiosk"]), "_visit", fail),
            mute_logger("odoo.http"),
        ):
            self.fast_clock()
            self.guest("f")
            self.wait_for("idle")
            self.guest("m")
            self.wait_until_sent()
        self.assertEqual(len(failures), 2)
        self.assertEqual(self.visits().mapped("sex"), ["m", "f"])

    def test_neither_a_full_storage_nor_what_nobody_can_read_stops_it(self):
        with self.paired():
            name = json.dumps(f"library_kiosk_{self.public_id}_visit_old")
            self.js(f"localStorage.setItem({name}, '{{')")
            self.reload()
            self.wait(f"!{self.KEPT}.length")
            self.js("localStorage.setItem('full', 'x'.repeat(5 * 1024 * 1024 - 20))")
            self.guest()
            self.wait_for("idle")
            self.guest("f")
            self.wait("document.querySelector('.kiosk').dataset.screen === 'idle'")
            self.assertTrue(self.js(READY))
        self.assertEqual(len(self.visits()), 2)
