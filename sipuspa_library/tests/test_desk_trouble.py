from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .desk_case import ALT, CTRL, DeskCase

FINE_PRINT = 58  # mm: the narrowest roll
MM_PER_INCH = 25.4


@tagged("post_install", "-at_install")
class TestDeskTrouble(DeskCase):
    """What goes wrong in a break: lines, logins, servers and hasty hands lose and double nothing."""

    def loans_of(self, membership):
        return self.env["library.loan"].search([("membership_id", "=", membership.id)])

    def test_a_reload_in_the_middle_of_a_lend_loses_nothing(self):
        card, codes = self.pupil_a.card_number, self.copies_a.mapped("barcode")
        with self.desk("desk_a"):
            self.scan(card)
            self.acts_get_through(False)
            for code in codes[:2]:
                self.type(code)
                self.press("Enter")
            self.wait("document.querySelector('.line-down')")
            self.reload()
            self.wait("document.querySelector('.line-down')")
            self.acts_get_through(True)
            self.wait("document.querySelectorAll('.member .loans tr').length === 2")
        self.assertEqual(self.loans_of(self.pupil_a).copy_id, self.copies_a[:2])

    def test_an_answer_lost_by_a_reload_is_told_once_and_done_once(self):
        """The server has lent, the page was gone before it heard: the same request is sent again."""
        card, code = self.pupil_a.card_number, self.copies_a[0].barcode
        with self.desk("desk_a"):
            self.scan(card)
            self.acts_get_through(False)
            self.type(code)
            self.press("Enter")
            self.wait("document.querySelector('.line-down')")
            sent = "JSON.parse(Object.values(sessionStorage)[0]).acts[0].values"
            request_id, device = self.js(f"{sent}[1]"), self.js("localStorage.library_desk_device")
            self._desk(self.desk_a).act(self.school_a.id, code, self.pupil_a.id, device, request_id)
            self.reload()
            self.acts_get_through(True)
            self.assertTone("done")
            self.wait("document.querySelectorAll('.member .loans tr').length === 1")
        self.assertEqual(len(self.loans_of(self.pupil_a)), 1)

    def test_the_last_act_can_be_undone_after_a_reload(self):
        card, code = self.pupil_a.card_number, self.copies_a[0].barcode
        with self.desk("desk_a"):
            self.scan(card)
            self.scan(code)
            self.reload()
            self.wait("document.querySelectorAll('.member .loans tr').length === 1")
            self.press("F4")
            self.wait("document.querySelector('.member') && !document.querySelector('.loans tr')")
        self.assertTrue(self.loans_of(self.pupil_a).voided_at)

    @mute_logger("odoo.http")
    def test_a_login_that_ends_keeps_what_was_scanned(self):
        card, code = self.pupil_a.card_number, self.copies_a[0].barcode
        with self.desk("desk_a"):
            self.scan(card)
            self.ask("Network.deleteCookies", name="session_id", url=self.base_url())
            self.type(code)
            self.press("Enter")
            self.wait("document.querySelector('.line-down a')?.href.includes('/web/login')")
            self.login_again("desk_a")
            self.assertTone("done")
            self.wait("!document.querySelector('.line-down')")
        self.assertEqual(self.loans_of(self.pupil_a).copy_id, self.copies_a[0])

    @mute_logger("odoo.http")
    def test_an_error_of_the_server_names_the_scan_and_the_next_one_goes_on(self):
        codes = self.copies_a.mapped("barcode")
        desk = self.env.registry["library.desk"]
        answer = desk.act

        def broken(this, library_id, code, *more):
            if code == codes[0]:
                raise ValueError("broken")
            return answer(this, library_id, code, *more)

        broken._api_model = True
        with patch.object(desk, "act", broken), self.desk("desk_a"):
            for code in codes[:2]:
                self.type(code)
                self.press("Enter")
            self.wait("document.querySelectorAll('.line').length === 2")
            self.wait(
                "document.querySelector('.line.refused:not(.seen)')"
                f"?.innerText.includes('{codes[0]}')"
            )

    def test_a_reason_is_for_the_member_it_was_asked_about(self):
        """While it is typed, a card that waited opens somebody else."""
        self.env["library.policy"].search([]).loan_limit = 1
        self.lend(self.pupil_a, self.copies_a[0])
        cards = [self.pupil_a.card_number, self.pupil_a2.card_number]
        code = self.copies_a[1].barcode
        with self.desk():
            self.scan(cards[0])
            self.scan(code)
            self.line_up(False)
            self.type(cards[1])
            self.press("Enter")
            self.wait("document.querySelector('.line-down')")
            self.press("F3")
            self.wait("document.activeElement.closest('.dialog input')")
            self.line_up(True)
            self.wait(f"document.querySelector('.member').dataset.membership == {self.pupil_a2.id}")
            self.type("ujian besok")
            self.press("Enter")
            self.assertTone("done")
            self.wait("!document.querySelector('.member .loans')")
        self.assertEqual(self.loans_of(self.pupil_a).copy_id, self.copies_a[:2])
        self.assertFalse(self.loans_of(self.pupil_a2))

    def test_a_card_scanned_again_after_it_was_closed_opens_again(self):
        card = self.pupil_a.card_number
        with self.desk("desk_a"):
            self.scan(card)
            self.press("Escape")
            self.wait("document.querySelector('.today')")
            self.scan(card)
            self.wait("document.querySelector('.member')")

    def test_a_dialog_outlives_its_member(self):
        """The slip is open when a card that waited sends its member away."""
        self.lend(self.pupil_a, self.copies_a[0])
        card, foreign = self.pupil_a.card_number, self.pupil_b.card_number
        with self.desk("desk_a"):
            self.scan(card)
            self.line_up(False)
            self.type(foreign)
            self.press("Enter")
            self.wait("document.querySelector('.line-down')")
            self.press("p", CTRL)
            self.wait("document.querySelector('.dialog .receipt')")
            self.line_up(True)
            self.wait("document.querySelector('.today')")
            self.assertTrue(self.js("Boolean(document.querySelector('.dialog .receipt'))"))
            self.assertFalse(self.js("Boolean(document.querySelector('.line-down'))"))

    def test_long_titles_and_many_results_stay_within_the_page(self):
        self._copies(self.school_a, self._book("Panjang " + "sekali" * 60), 1)
        for number in range(12):
            self._copies(self.school_a, self._book(f"Panjang jilid {number}"), 1)
        for size in ("1366x768", "360x740"):
            with self.subTest(size), self.desk("desk_a", size=size):
                self.scan("panjang")
                self.wait("document.querySelectorAll('.choices li').length === 10")
                self.assertTrue(self.js("document.documentElement.scrollWidth <= innerWidth"))
                for number in range(60):
                    self.type(f"NONE-{number}")
                    self.press("Enter")
                self.wait("document.querySelectorAll('.line').length === 60", 60)
                self.press("Enter")
                self.scan("NONE-LAST")
                self.wait("document.querySelectorAll('.line').length === 40")
                self.assertEqual(self.js("document.activeElement.className"), "code")

    def test_every_button_has_a_name(self):
        self.lend(self.pupil_a, self.copies_a[0])
        card = self.pupil_a.card_number
        with self.desk("desk_a"):
            self.scan(card)
            self.wait("document.querySelector('.loans')")
            nameless = self.js(
                "[...document.querySelectorAll('button')].filter(b =>"
                r" !/\p{L}/u.test(b.ariaLabel || b.innerText)).map(b => b.outerHTML)"
            )
        self.assertEqual(nameless, [])

    def test_the_keys_fit_the_screen(self):
        with self.desk():
            self.press("F1")
            self.wait("document.querySelector('.keys')")
            bottom = "document.querySelector('.dialog').getBoundingClientRect().bottom"
            self.assertTrue(self.js(f"{bottom} <= innerHeight"), self.js(bottom))
            self.press("Escape")
            self.wait("document.activeElement.className === 'code'")

    def test_the_camera_opens_and_closes_and_its_reader_is_loaded_only_then(self):
        loaded = "performance.getEntriesByType('resource').some(e => e.name.includes('zxing'))"
        with self.desk("desk_a"):
            self.assertFalse(self.js(loaded))
            self.press("c", ALT)
            self.wait("document.querySelector('.camera-view video')?.videoWidth > 0")
            self.assertEqual(self.js(loaded), not self.js("'BarcodeDetector' in window"))
            self.press("c", ALT)
            self.wait("!document.querySelector('.camera-view')")
            self.wait("document.activeElement.className === 'code'")
            self.scan(self.pupil_a.card_number)

    def test_a_photo_is_taken_by_the_camera(self):
        category = self.env.ref("sipuspa_library.member_category_teacher")
        category = category.with_context(lang=self.desk_a.lang)
        with self.desk("desk_a"):
            self.press("F9")
            self.wait("document.activeElement.closest('.dialog input')")
            self.type("Ibu Guru Baru")
            place = self.js(
                "[...document.querySelectorAll('[name=category]')].findIndex(i =>"
                f" i.parentElement.innerText.includes('{category.name}'))"
            )
            self.js(f"document.querySelectorAll('[name=category]')[{place}].click()")
            self.wait("document.querySelector('.photo button')")
            self.js("document.querySelector('.photo button').click()")
            self.wait("document.querySelector('.photo video')?.videoWidth > 0")
            self.js("document.querySelector('.photo button').click()")
            self.wait("document.querySelector('.photo img')")
            self.js("document.querySelector('.dialog form').requestSubmit()")
            self.wait("document.querySelector('.member .who img')?.naturalWidth > 0")
        person = self.env["library.member"].search([("name", "=", "Ibu Guru Baru")])
        self.assertTrue(person.image_1920)

    def test_the_loan_slip_fits_the_narrowest_roll(self):
        self._copies(self.school_a, self._book("Judul " + "yang panjang " * 9), 1)
        self.lend(self.pupil_a, self.copies_a[:2])
        card = self.pupil_a.card_number
        with self.desk("desk_a"):
            self.scan(card)
            self.press("p", CTRL)
            self.wait("document.querySelector('.dialog .receipt')")
            self.assertPrintsOnRoll("Ni Luh")
            self.js("document.querySelector('.dialog .close').click()")

    def assertPrintsOnRoll(self, words):
        """Nothing but the paper is printed, and nothing of it is cut off at the right."""
        self.ask("Emulation.setEmulatedMedia", media="print")
        width = round(FINE_PRINT / MM_PER_INCH * 96)
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", **metrics)
        self.assertTrue(self.js(f"document.body.innerText.includes('{words}')"))
        self.assertFalse(self.js("document.querySelector('.bar').offsetHeight"))
        self.assertFalse(self.js("document.querySelector('.dialog footer').offsetHeight"))
        paper = "document.querySelector('.receipt')"
        self.assertLessEqual(self.js(f"{paper}.scrollWidth"), self.js(f"{paper}.clientWidth"))
        self.assertLessEqual(self.js("document.documentElement.scrollWidth"), width)
        self.ask("Emulation.clearDeviceMetricsOverride")
        self.ask("Emulation.setEmulatedMedia", media="")
