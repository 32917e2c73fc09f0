from odoo import Command
from odoo.tools import mute_logger

from ..controllers.kiosk import COOKIE, HOME
from .browser_case import BrowserCase
from .pages import pages
from .test_hold import HoldCase
from .test_opac_pages import OpacPagesCase

PIN = "uji-285901"
PHONE, LAPTOP = "360x740", "1366x768"


class PagesCase(BrowserCase, HoldCase, OpacPagesCase):
    """A pupil with books, late and not, a reservation, a wish and a debt; and every page about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pupil = cls.pupil_a.member_id
        cls.pupil.nickname = "Ayu"
        cls.pupil._open_portal(PIN)
        cls.parent = cls._membership(cls.village, "Ibu Uji", category="villager").member_id
        cls.parent.birth_date = "1980-02-03"
        cls.parent._open_portal(PIN)
        cls.pupil.with_user(cls.librarian_a)._link_guardian(cls.parent.card_number, "mother")
        cls.village.self_registration = True
        cls.book.summary = "Sepuluh anak di Belitong bersekolah dengan riang."
        cls.book.subject_ids = cls._subjects("Persahabatan")
        theme = cls.env["library.theme"].create(
            {"name": "Hari Buku", "line_ids": [Command.create({"book_id": cls.book.id})]}
        )
        topic = cls.env["library.topic"].create({"name": "Sastra", "class_numbers": "813"})
        kiosk = cls.env["library.kiosk"].create({"name": "Pintu", "library_id": cls.school_a.id})
        __, cls.kiosk_secret = kiosk._pair(kiosk._new_code())
        cls.places = {
            "author": cls.book.contributor_ids.author_id.id,
            "subject": cls.book.subject_ids.id,
            "topic": topic.id,
            "theme": theme.id,
            "words": "laskar",
            "book": cls.book.id,
            "library": cls.school_a.code,
            "join_library": cls.village.code,
            "kiosk": kiosk.public_id,
        }

    def setUp(self):
        super().setUp()
        late, soon, back = self._copies(self.school_a, self._book("Bumi Manusia", "Pramoedya"), 3)
        self.lend(self.pupil_a, late + soon + back)
        self.take_back(self.school_a, back)
        today = self.school_a._today()
        self.loan_of(late).due_date = today.replace(year=today.year - 1)
        self.lent_out(self.copies_a)
        self.hold(self.pupil_a)
        wishes = self.env["library.suggestion"].with_user(self.pupil.user_id)
        wishes._suggest(self.pupil_a.with_user(self.pupil.user_id), "Sang Pemimpi")
        said = self.env["library.feedback"]._say(self.pupil_a, "Boleh pinjam komik?")
        said.answer = "Boleh, hari Sabtu."
        said.action_answer()
        self.env["library.charge"]._charge(
            [{"membership_id": self.pupil_a.id, "reason": "other", "amount": 2000}]
        )
        self.pupil._show_history(True)
        self.env.flush_all()

    def loan_of(self, copy):
        return self.env["library.loan"].search([("copy_id", "=", copy.id)], limit=1)

    def pages(self, *wanted):
        """Return ``(name, who, address)`` of the pages that ``wanted`` open, everybody's by default."""
        return [
            (name, who, address.format(**self.places))
            for name, who, __, address in sorted(pages(), key=lambda row: row[1])
            if not wanted or who in wanted
        ]

    def login_of(self, who):
        cards = {"pupil": self.pupil.card_number, "parent": self.parent.card_number}
        return {**cards, "librarian": "librarian_a"}.get(who)

    def each_page(self, *wanted):
        """Open page after page in the browser, each as who it is for; yield its name."""
        before = None
        for name, who, address in self.pages(*wanted):
            if who != before:
                self.become(who)
                before = who
            with mute_logger("odoo.http"):  # pages that are not there, or closed
                self.open(address)
                self.wait("document.readyState === 'complete'")
                if name in ("desk", "kiosk"):
                    self.wait("document.body.classList.contains('ready')", 60)
            asked_in = self.js("location.pathname") == "/library/login"
            self.assertEqual(asked_in, address == "/library/login", f"{name}: somebody else's page")
            yield name

    def authenticate(self, *args, browser=None, **kwargs):
        """Log in, in a browser that is the tablet of a kiosk, too: nothing else sends its cookie."""
        session = super().authenticate(*args, browser=browser, **kwargs)
        self.opener.cookies.set(COOKIE, self.kiosk_secret, path=HOME)
        if browser:
            browser.set_cookie(COOKIE, self.kiosk_secret, HOME, "127.0.0.1")
        return session

    def become(self, who):
        """Log in as somebody else, once nothing is asked any more of the page that was open."""
        self.browser.navigate_to("about:blank", wait_stop=True)
        self._wait_remaining_requests()
        self.login_again(self.login_of(who))

    def resize(self, size):
        width, height = map(int, size.split("x"))
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
