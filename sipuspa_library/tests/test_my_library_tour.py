import json

from odoo.tests import HttpCase, tagged

from .test_portal import PIN, CardCase

# what a child does on a phone: pages in a frame of 360 pixels, since none of them runs a script
DRIVER = """
const frame = document.createElement("iframe");
frame.style.cssText = "width: 360px; height: 740px; border: 0";
document.body.replaceChildren(frame);

const go = (act) => new Promise((arrived) => {
    frame.addEventListener("load", arrived, {once: true});
    act();
});
const one = (selector) => {
    const found = frame.contentDocument.querySelector(selector);
    if (!found) {
        throw new Error(`${selector} is not on ${frame.contentWindow.location}`);
    }
    return found;
};
const press = async (selector) => {
    await go(() => one(selector).click());
    const page = frame.contentDocument.documentElement;
    if (page.scrollWidth > 360) {
        throw new Error(`${frame.contentWindow.location} is ${page.scrollWidth} pixels wide`);
    }
};
const type = (selector, text) => { one(selector).value = text; };

(async () => {
    await go(() => { frame.src = "/library/login"; });
    type("input[name=login]", %(card)s);
    type("input[name=password]", %(pin)s);
    await press("main form button");
    one("main .loan");
    await press(".top nav a[href='/library']");
    type("main input[name=q]", "bumi manusia");
    await press("main form.search button");
    await press("main article h3 a");
    await press("a[href^='/my/library/reserve/']");
    await press("main form button");
    one("#told .done");
    const place = one("section[aria-labelledby=holds] strong").textContent;
    if (!place.includes("2")) {
        throw new Error(`the place in the queue is not told: ${place}`);
    }
    await press("form[action='/my/library/renew'] button");
    one("#told .done");
    console.log("test successful");
})().catch((trouble) => console.error(trouble.message));
"""


@tagged("post_install", "-at_install")
class TestMyLibraryTour(CardCase, HttpCase):
    browser_size = "400x800"
    touch_enabled = True

    def test_a_pupil_logs_in_finds_reserves_sees_the_queue_and_renews(self):
        wanted = self._book("Bumi Manusia", "Pramoedya Ananta Toer")
        self.lend(
            self._membership(self.school_a, "Putu Uji"), self._copies(self.school_a, wanted, 1)
        )
        self.reserve(self.pupil_a2, wanted)
        self.lend(self.pupil_a, self.copies_a[0])
        loan = self.loan_of(self.copies_a[0])
        loan.due_date = self.school_a._today()
        words = {"card": json.dumps(self.ayu.card_number), "pin": json.dumps(PIN)}
        self.browser_js("/web/health", DRIVER % words, "document.readyState === 'complete'")
        self.env.invalidate_all()
        hold = self.env["library.hold"].search([("member_id", "=", self.ayu.id)])
        self.assertEqual((hold.book_id, hold.position), (wanted, 2))
        self.assertEqual(loan.renewal_count, 1)
