import secrets
from datetime import date

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_opac_pages import OpacPagesCase
from .test_portal import PIN, CardCase


class MyPagesCase(CardCase, OpacPagesCase):
    """Forms of the own pages, filled in as a browser does."""

    def setUp(self):
        super().setUp()
        self.enter(self.ayu)

    def enter(self, member):
        self.authenticate(member.card_number, PIN)

    def form(self, path, action):
        """Return what a browser would send with a form of the page, a dict."""
        [*forms] = self.get(path).xpath(f"//form[@action='{action}']")
        self.assertTrue(forms, f"{path} has no {action}")
        named = forms[0].xpath(".//*[self::input or self::button][@name]")
        return {field.get("name"): field.get("value", "") for field in named}

    def send(self, action, **fields):
        """Send a form of the home page, with its token; without following where it leads."""
        token = html.fromstring(self.url_open("/my/library/history").content).xpath(
            "//input[@name='csrf_token']/@value"
        )[0]
        data = {"csrf_token": token, "name": secrets.token_urlsafe(16), **fields}
        response = self.url_open(action, data=data, allow_redirects=False)
        self.env.invalidate_all()
        return response

    def told(self, response):
        """Return how many lines the page after an act tells that went well, and how many did not."""
        tree = self.get(response.headers["Location"].replace(self.base_url(), ""))
        lines = tree.xpath("//ul[@id='told']/li")
        done = [line for line in lines if line.get("class") == "done"]
        return len(done), len(lines) - len(done)

    def events(self, verb):
        return self.env["library.event"].search([("device", "=", "portal"), ("verb", "=", verb)])


@tagged("post_install", "-at_install")
class TestMyLoans(MyPagesCase):
    """Renewing from a phone: once, by the desk's rules, with kind words, and nobody else's book."""

    def setUp(self):
        super().setUp()
        self.lend(self.pupil_a, self.copies_a[0])
        self.loan = self.loan_of(self.copies_a[0])
        self.loan.due_date = self.school_a._today()

    def test_a_book_is_kept_longer(self):
        fields = self.form("/my/library", "/my/library/renew")
        response = self.url_open("/my/library/renew", data=fields, allow_redirects=False)
        self.assertEqual(self.told(response), (1, 0))
        self.env.invalidate_all()
        self.assertEqual(self.loan.renewal_count, 1)
        self.assertGreater(self.loan.due_date, self.school_a._today())
        self.assertEqual(self.events("renew").actor_id, self.ayu_user)

    def test_a_double_tap_renews_once_and_tells_the_same(self):
        fields = self.form("/my/library", "/my/library/renew")
        answers = [
            self.told(self.url_open("/my/library/renew", data=fields, allow_redirects=False))
            for __ in range(2)
        ]
        self.assertEqual(answers, [(1, 0)] * 2)
        self.env.invalidate_all()
        self.assertEqual(self.loan.renewal_count, 1)

    def test_all_books_are_kept_longer_each_judged_by_itself(self):
        other = self._copies(self.school_a, self._book("Bumi Manusia"), 1)
        self.lend(self.pupil_a, other)
        second = self.loan_of(other)
        second.write({"due_date": self.school_a._today(), "renewal_count": 9})
        self.assertEqual(self.told(self.send("/my/library/renew", loan="all")), (1, 1))
        self.assertEqual((self.loan.renewal_count, second.renewal_count), (1, 9))

    def test_where_the_rule_says_so_members_do_not_renew_themselves(self):
        rules = self.env["library.policy"].search([])
        rules.portal_renewal = False
        self.assertEqual(self.told(self.send("/my/library/renew", loan=self.loan.id)), (0, 1))
        self.assertEqual(self.events("renew").blocks[0]["code"], "renewed_at_the_desk")
        [answer] = self.renew(self.loan)
        self.assertEqual(answer["outcome"], "done", "the desk does")

    def test_nobody_renews_a_book_of_somebody_else(self):
        self.lend(self.pupil_a2, self.copies_a[1])
        self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        for copy in (self.copies_a[1], self.copies_b[0]):
            response = self.send("/my/library/renew", loan=self.loan_of(copy).id)
            self.assertEqual(response.status_code, 404)
        for loan in ("", "0", "-1", "x", "9" * 30, "1;--", "٣"):
            self.assertEqual(self.send("/my/library/renew", loan=loan).status_code, 404, loan)
        self.assertFalse(self.events("renew"))

    def test_the_answer_to_somebody_elses_request_is_not_told(self):
        address = self.send("/my/library/renew", loan=self.loan.id).headers["Location"]
        self.enter(self.made)
        tree = self.get(address.replace(self.base_url(), ""))
        self.assertFalse(tree.xpath("//ul[@id='told']"))
        self.get("/my/library?told=%00'<script>")

    def test_the_ledger_forgets_whose_request_it_was(self):
        """The name of a request is all that would be left of the login once its person is forgotten."""
        names = [
            self.env["library.my"].with_user(user)._key("x").request_id
            for user in (self.ayu_user, self.made_user)
        ]
        self.assertNotEqual(*names)
        self.assertTrue(all(len(name) == 64 for name in names), "a hash")

    def test_a_form_of_another_site_does_nothing(self):
        response = self.url_open("/my/library/renew", data={"loan": str(self.loan.id)})
        self.assertIn("/library/again", response.url)
        self.assertFalse(self.events("renew"))


@tagged("post_install", "-at_install")
class TestMyHolds(MyPagesCase):
    """Reserving from the page of a title, and the place in the queue."""

    def reserve_here(self, book=None, membership=None, **fields):
        book, membership = book or self.book, membership or self.pupil_a
        return self.send("/my/library/reserve", book=book.id, membership=membership.id, **fields)

    def holds(self):
        return self.env["library.hold"].search([("member_id", "=", self.ayu.id)])

    def test_a_title_is_reserved_from_its_page(self):
        tree = self.get(f"/library/book/{self.book.id}-laskar-pelangi")
        path = f"/my/library/reserve/{self.book.id}"
        self.assertIn(path, tree.xpath("//a/@href"))
        fields = self.form(path, "/my/library/reserve") | {"membership": self.pupil_a.id}
        response = self.url_open("/my/library/reserve", data=fields, allow_redirects=False)
        self.assertEqual(self.told(response), (1, 0))
        self.assertEqual(self.holds().position, 1)
        self.assertEqual(self.holds().library_id, self.school_a)

    def test_who_asks_later_stands_further_back(self):
        self.lend(self.pupil_a2, self.copies_a)
        other = self._membership(self.school_a, "Putu Uji")
        self.reserve(other)
        self.assertEqual(self.told(self.reserve_here()), (1, 0))
        [due] = self.get("/my/library").xpath("//section[@aria-labelledby='holds']//strong/text()")
        self.assertIn("2", due)

    def test_a_double_tap_reserves_once(self):
        name = secrets.token_urlsafe(16)
        for __ in range(2):
            self.assertEqual(self.told(self.reserve_here(name=name)), (1, 0))
        self.assertEqual(len(self.holds()), 1)
        self.assertEqual(self.told(self.reserve_here()), (0, 1), "asked anew, it is there already")

    def test_a_reservation_is_given_up(self):
        self.reserve_here()
        hold = self.holds()
        fields = self.form("/my/library", "/my/library/cancel")
        response = self.url_open("/my/library/cancel", data=fields, allow_redirects=False)
        self.assertEqual(self.told(response), (1, 0))
        self.env.invalidate_all()
        self.assertEqual(hold.state, "cancelled")
        self.assertEqual(self.told(self.send("/my/library/cancel", hold=hold.id)), (0, 1))

    def test_nobody_reserves_or_cancels_for_somebody_else(self):
        self.reserve(self.pupil_a2)
        hold = self.env["library.hold"].search([("member_id", "=", self.pupil_a2.member_id.id)])
        self.assertEqual(self.send("/my/library/cancel", hold=hold.id).status_code, 404)
        for membership in (self.pupil_a2, self.pupil_b):
            self.assertEqual(self.reserve_here(membership=membership).status_code, 404)
        self.assertTrue(hold.is_active)
        self.assertFalse(self.holds())

    def test_who_has_left_a_library_fetches_nothing_there(self):
        self.pupil_a.left_on = date(2026, 1, 1)
        # as of somebody who belongs elsewhere, too
        self.ayu_user.sudo().write({"active": True, "library_pin_expired": False})
        self.enter(self.ayu)
        self.assertEqual(self.reserve_here().status_code, 404)
        self.assertFalse(self.get(f"/my/library/reserve/{self.book.id}").xpath("//select"))
        self.assertFalse(self.get("/my/library").xpath("//ul[@class='memberships']/li"))

    def test_a_hidden_title_cannot_be_reserved(self):
        hidden = self._book("Judul Tersembunyi", hidden=True)
        self._copies(self.school_a, hidden, 1)
        self.assertEqual(self.reserve_here(hidden).status_code, 404)
        self.get(f"/my/library/reserve/{hidden.id}", 404)
        self.get("/my/library/reserve/<script>", 404)

    def test_it_is_said_until_when_a_book_is_kept(self):
        self.reserve_here()
        hold = self.holds()
        [copy] = self.copies_a[0]
        hold.write(
            {
                "copy_id": copy.id,
                "captured_at": "2026-01-05 02:00:00",
                "ready_at": "2026-01-05 02:00:00",
                "expires_on": "2099-01-09",
            }
        )
        self.env.flush_all()
        words = self.get("/my/library").xpath("//section[@aria-labelledby='holds']//strong/text()")
        self.assertIn("2099", words[0])


@tagged("post_install", "-at_install")
class TestMyMoneyAndHistory(MyPagesCase):
    """What is owed and paid, and what was read: the member's own, and only if wanted."""

    def test_what_is_owed_and_paid_with_its_receipt(self):
        self.env["library.charge"]._charge(
            [{"membership_id": self.pupil_a.id, "reason": "other", "amount": 2000}]
        )
        self.assertIn("2.000", self.get("/my/library/charges").text_content())
        self.env["library.charge"].search([("kind", "=", "charged")])._settle("paid")
        self.env.flush_all()
        tree = self.get("/my/library/charges")
        [address] = tree.xpath("//a[contains(@href, '/receipt/')]/@href")
        paper = self.url_open(address)
        self.assertEqual(paper.headers["Content-Type"], "application/pdf")
        self.assertEqual(paper.headers["Cache-Control"], "no-store")
        for nothing in ("0", "x", "%ff%fe", "-1"):  # never the lines that have no receipt yet
            self.get(f"/my/library/receipt/{nothing}", 404)
        self.enter(self.made)
        self.get(address, 404)
        self.assertNotIn("2.000", self.get("/my/library/charges").text_content())

    def test_what_was_brought_back_is_shown_only_to_who_wants_to_see_it(self):
        self.lend(self.pupil_a, self.copies_a[0])
        self.take_back(self.school_a, self.copies_a[0])
        self.env.flush_all()
        for path in ("/my/library", "/my/library/history"):
            self.assertNotIn("Laskar Pelangi", self.get(path).text_content())
        self.assertTrue(self.get("/my/library/reading", 303).endswith("/my/library/history"))
        self.send("/my/library/history/show", shown="1")
        self.assertIn("Laskar Pelangi", self.get("/my/library/history").text_content())
        self.assertEqual(
            self.url_open("/my/library/reading").headers["Content-Type"], "application/pdf"
        )
        self.send("/my/library/history/show", shown="0")
        self.assertNotIn("Laskar Pelangi", self.get("/my/library/history").text_content())

    def test_nobody_else_decides_that_the_past_is_shown(self):
        with self.assertRaises(AccessError):
            self.ayu.with_user(self.librarian_a).write({"shows_history": True})

    def test_the_card_fills_the_page_and_is_not_kept(self):
        tree = self.get("/my/library/card")
        self.assertTrue(tree.xpath("//*[@class='card alone']//*[local-name()='path']/@d"))
        self.assertNotIn(self.ayu.sudo().card_token, html.tostring(tree, encoding="unicode"))
        self.assertEqual(self.url_open("/my/library/card").headers["Cache-Control"], "no-store")


@tagged("post_install", "-at_install")
class TestMyMessages(MyPagesCase):
    """A member writes to the library, a librarian answers, the member reads it."""

    def messages(self):
        return self.env["library.feedback"].search([("library_id", "=", self.school_a.id)])

    def say(self, text, membership=None):
        return self.send("/my/library/say", text=text, membership=(membership or self.pupil_a).id)

    def test_a_message_is_answered_and_the_answer_is_read(self):
        self.say("Boleh pinjam komik?")
        [message] = self.messages()
        self.assertEqual(message.member_id, self.ayu)
        as_librarian = message.with_user(self.librarian_a)
        as_librarian.answer = "Boleh, hari Sabtu."
        self.env.flush_all()
        self.assertNotIn("Sabtu", self.get("/my/library/messages").text_content(), "not given yet")
        as_librarian.action_answer()
        self.env.flush_all()
        door = "//a[@href='/my/library/messages']//span[@class='pill active']"
        self.assertTrue(self.get("/my/library").xpath(door))
        self.assertIn("Sabtu", self.get("/my/library/messages").text_content())
        self.env.invalidate_all()
        self.assertTrue(message.read_at)
        self.assertFalse(self.get("/my/library").xpath(door))

    def test_the_same_sent_twice_is_one_message(self):
        for __ in range(2):
            self.assertEqual(self.say("Lampu mati").status_code, 303)
        self.assertEqual(len(self.messages()), 1)

    def test_who_waits_for_answers_waits_before_writing_without_end(self):
        for number in range(3):
            self.say(f"Pesan {number}")
        response = self.say("Satu lagi")
        self.assertEqual(response.status_code, 422)
        self.assertIn("Satu lagi", response.text, "what was written is not lost")
        self.assertEqual(len(self.messages()), 3)

    def test_nobody_writes_in_somebody_elses_name_or_reads_it(self):
        self.assertEqual(self.say("x", self.pupil_a2).status_code, 404)
        self.env["library.feedback"]._say(self.pupil_b, "Rahasia Made")
        self.env.flush_all()
        self.assertNotIn("Rahasia", self.get("/my/library/messages").text_content())
        made = self.env["library.feedback"].with_user(self.librarian_a).search([])
        self.assertFalse(made)

    def test_an_answer_is_not_changed_once_it_was_given(self):
        self.say("Halo")
        message = self.messages().with_user(self.librarian_a)
        with self.assertRaises(UserError):
            message.action_answer()
        message.answer = "Halo juga"
        message.action_answer()
        with self.assertRaises(UserError):
            message.answer = "Lain"


@tagged("post_install", "-at_install")
class TestQueries(CardCase):
    """However much somebody has, a page asks the database as often."""

    def count(self, read):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        read()
        return self.cr.sql_log_count - before

    def charge_and_wish(self, count):
        for number in range(count):
            self.env["library.suggestion"]._suggest(self.pupil_a, f"Judul {count}.{number}")
            self.env["library.charge"]._charge(
                [{"membership_id": self.pupil_a.id, "reason": "other", "amount": 500}]
            )

    def test_a_page_takes_a_fixed_number_of_queries(self):
        my = self.env["library.my"].with_user(self.ayu_user)
        titles = [self._book(f"Judul {number}") for number in range(6)]
        copies = self.env["library.copy"].union(
            *(self._copies(self.school_a, title, 1) for title in titles)
        )

        def read():
            me = my._me()
            return (
                *(my._loans(me), my._holds(me), my._debts(me), my._rooms(me)),
                *(my._unread_count(), my._wishes(), my._returned(), my._settlements()),
            )

        self.lend(self.pupil_a, copies[0])
        self.reserve(self.pupil_a, titles[3])
        self.charge_and_wish(1)
        read()
        few = self.count(read)
        self.lend(self.pupil_a, copies[1:3])
        self.reserve(self.pupil_a, titles[4])
        self.charge_and_wish(3)
        self.assertEqual([len(rows) for rows in read()[:4]], [3, 2, 4, 1])
        self.assertEqual(self.count(read), few)
