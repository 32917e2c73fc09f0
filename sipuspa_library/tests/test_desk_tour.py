from odoo.tests import tagged

from .desk_case import ALT, DeskCase


@tagged("post_install", "-at_install")
class TestDeskTour(DeskCase):
    """The Desk by keys alone, in a real browser."""

    def test_a_break_with_twenty_loans_and_twenty_returns(self):
        """Four pupils take five books each; then all twenty come back, one after the other."""
        pupils = [self.pupil_a, self.pupil_a2] + [
            self._membership(self.school_a, f"Murid Istirahat {number}", class_name="VII-A")
            for number in (1, 2)
        ]
        self.env["library.policy"].search([]).loan_limit = 9
        copies = self._copies(self.school_a, self.book, 20)
        cards, codes = [pupil.card_number for pupil in pupils], copies.mapped("barcode")
        with self.desk("desk_a"):
            for number, card in enumerate(cards):
                self.scan(card)
                for code in codes[number * 5 : number * 5 + 5]:
                    self.scan(code)
                    self.assertTone("done")
                self.wait("document.querySelectorAll('.member .loans tr').length === 5")
                self.press("Escape")
                self.wait("document.querySelector('.today')")
            for code in codes:
                self.scan(code)
                self.assertTone("done")
        loans = self.env["library.loan"].search([("copy_id", "in", copies.ids)])
        self.assertEqual(len(loans), 20)
        self.assertTrue(all(loans.mapped("returned_at")))
        self.assertEqual(set(copies.mapped("status")), {"available"})
        events = self.env["library.event"].search([("copy_id", "in", copies.ids)])
        self.assertEqual(len(events), 40, "one act for each scan")

    def test_a_scanner_that_fires_twice_lends_once(self):
        card, code = self.pupil_a.card_number, self.copies_a[0].barcode
        with self.desk():
            self.scan(card)
            for __ in range(2):
                self.type(code)
                self.press("Enter")
            self.assertTone("done")
        events = self.env["library.event"].search([("copy_id", "=", self.copies_a[0].id)])
        self.assertEqual(events.mapped("outcome"), ["done"])

    def test_a_librarian_goes_on_with_a_reason(self):
        self.env["library.policy"].search([]).loan_limit = 1
        self.lend(self.pupil_a, self.copies_a[0])
        card, code = self.pupil_a.card_number, self.copies_a[1].barcode
        with self.desk():
            self.scan(card)
            self.scan(code)
            self.assertTone("refused")
            self.press("F3")
            self.wait("document.activeElement.closest('.dialog input')")
            self.type("ujian besok")
            self.press("Enter")
            self.assertTone("done")
        [loan] = self.env["library.loan"].search([("copy_id", "=", self.copies_a[1].id)])
        self.assertTrue(loan.overridden)

    def test_a_class_is_served_pupil_by_pupil(self):
        """The list stands at the left; PageDown opens the next pupil, the books are scanned."""
        codes = self.copies_a.mapped("barcode")
        with self.desk("desk_a"):
            self.press("F8")
            self.wait("document.querySelectorAll('.class li').length === 2")
            for code in codes[:2]:
                self.press("PageDown")
                self.wait(
                    "document.querySelector('.member') && !document.querySelector('.loans tr')"
                )
                self.scan(code)
                self.assertTone("done")
            self.wait("document.querySelector('.class button.on')")
        loans = self.env["library.loan"].search([("copy_id", "in", self.copies_a.ids)])
        self.assertEqual(loans.membership_id, self.pupil_a + self.pupil_a2)

    def test_who_is_new_is_registered_and_takes_a_new_book_along(self):
        with self.desk("desk_a"):
            self.press("F9")
            self.wait("document.activeElement.closest('.dialog input')")
            self.type("I Nyoman Baru")
            self.press("Enter")
            self.wait("document.querySelector('.member h1')?.innerText === 'I Nyoman Baru'")
            self.scan("B-9001")
            self.assertTone("refused")
            self.press("F10")
            self.wait("document.activeElement.closest('.dialog input')")
            self.type("Kisah Baru")
            self.press("Enter")
            self.wait("document.querySelectorAll('.member .loans tr').length === 1")
        [loan] = self.env["library.loan"].search([("book_id.name", "=", "Kisah Baru")])
        self.assertEqual(loan.copy_id.barcode, "B-9001", "the number that was not known")
        self.assertEqual(loan.member_id.name, "I Nyoman Baru")
        self.assertTrue(loan.membership_id.to_complete and loan.copy_id.to_complete)

    def test_a_member_of_another_library_joins_and_a_scan_meanwhile_decides_nothing(self):
        card = self.pupil_b.card_number
        with self.desk("desk_a"):
            self.scan(card)
            self.wait("document.querySelector('.dialog')")
            self.press("Enter")  # a scanner that fires twice
            self.wait("document.querySelector('.dialog')")
            self.press("Tab")
            self.press("Tab")
            self.press("Enter")
            self.wait("document.querySelector('.member h1')?.innerText === 'I Made Uji'")
        here = self.pupil_b.member_id.membership_ids
        self.assertEqual(here.library_id, self.school_a + self.school_b)

    def test_a_pupil_pays_what_is_owed(self):
        self.env["library.charge"]._charge(
            [{"membership_id": self.pupil_a.id, "reason": "other", "amount": 5000}]
        )
        card = self.pupil_a.card_number
        with self.desk("desk_a"):
            self.scan(card)
            self.wait("document.querySelector('.owes')?.innerText.includes('5.000')")
            self.press("u", ALT)
            self.wait("document.activeElement.closest('.dialog input')")
            self.press("Enter")
            self.assertTone("done")
            self.wait("!document.querySelector('.owes')")
        self.assertEqual(self.pupil_a.balance, 0)

    def test_what_was_reserved_is_handed_over(self):
        """The book comes back, stands on the hold shelf, and goes to who has waited."""
        self.env["library.policy"].search([]).hold_limit = 5
        self.copies_a[1:].manual_state = "in_repair"
        self.lend(self.pupil_a2, self.copies_a[0])
        self._desk().place_hold(self.pupil_a.id, self.book.id, "test", "hold")
        card, code = self.pupil_a.card_number, self.copies_a[0].barcode
        with self.desk("desk_a"):
            self.scan(code)
            self.assertTone("warning")
            self.scan(card)
            self.wait("document.querySelector('.holds .ready')")
            self.scan(code)
            self.assertTone("done")
        [loan] = self.env["library.loan"].search([("membership_id", "=", self.pupil_a.id)])
        self.assertEqual(loan.copy_id, self.copies_a[0])

    def test_a_reservation_cancelled_by_mistake_is_undone_with_one_key(self):
        self._desk().place_hold(self.pupil_a.id, self.book.id, "test", "hold")
        self.take_back(self.school_a, self.copies_a[0])
        card = self.pupil_a.card_number
        with self.desk("desk_a"):
            self.scan(card)
            self.wait("document.querySelector('.holds .ready')")
            for _each in range(20):
                self.press("Tab")
                if self.js("document.activeElement.matches('.holds .ready button')"):
                    break
            self.press("Enter")
            self.assertTone("warning")
            self.wait("!document.querySelector('.holds')")
            self.press("F4")
            self.wait("document.querySelector('.holds .ready')")
            self.wait("document.querySelectorAll('.line.undone').length === 1")
        self.assertEqual(self.pupil_a.hold_ids.state, "ready")

    def test_what_nobody_has_seen_stays_in_sight(self):
        codes = self.copies_a.mapped("barcode")
        with self.desk("desk_a"):
            self.scan("NOT-THERE")
            for code in codes:
                self.scan(code)
            self.assertTone("done")
            self.wait("document.querySelectorAll('.line')[1].innerText.includes('NOT-THERE')")
            self.press("Enter")
            self.wait("document.querySelectorAll('.line')[3].innerText.includes('NOT-THERE')")

    def test_one_key_takes_back_the_last_act(self):
        card, codes = self.pupil_a.card_number, self.copies_a.mapped("barcode")
        with self.desk("desk_a"):
            self.scan(card)
            for code in codes[:2]:
                self.scan(code)
            self.wait("document.querySelectorAll('.member .loans tr').length === 2")
            self.press("F4")
            self.wait("document.querySelectorAll('.member .loans tr').length === 1")
            self.wait("document.querySelectorAll('.line.undone').length === 1")
            self.press("F4")
            self.wait("!document.querySelector('.member .loans')")
        loans = self.env["library.loan"].search([("copy_id", "in", self.copies_a.ids)])
        self.assertEqual(len(loans), 2)
        self.assertTrue(all(loans.mapped("voided_at")))
        self.assertEqual(set(self.copies_a.mapped("status")), {"available"})

    def test_books_read_here_are_counted_by_scanning(self):
        codes = self.copies_a.mapped("barcode")
        with self.desk("desk_a"):
            self.press("b", ALT)
            self.wait("document.querySelector('.scan.reading')")
            for code in codes[:2]:
                self.scan(code)
                self.assertTone("done")
        events = self.env["library.event"].search([("copy_id", "in", self.copies_a.ids)])
        self.assertEqual(events.mapped("verb"), ["use", "use"])

    def test_a_line_that_drops_loses_and_doubles_nothing(self):
        card, codes = self.pupil_a.card_number, self.copies_a.mapped("barcode")
        with self.desk("desk_a"):
            self.scan(card)
            self.line_up(False)
            for code in codes[:2]:
                self.type(code)
                self.press("Enter")
            self.wait("document.querySelector('.line-down')")
            self.line_up(True)
            self.wait("document.querySelectorAll('.member .loans tr').length === 2")
            self.wait("!document.querySelector('.line-down')")
        events = self.env["library.event"].search([("copy_id", "in", self.copies_a.ids)])
        self.assertEqual(events.mapped("outcome"), ["done", "done"])

    def test_one_key_records_a_visit(self):
        card = self.pupil_a.card_number
        with self.desk("desk_a"):
            self.scan(card)
            self.press("F6")
            self.assertTone("done")
            self.press("F6")
            self.wait("document.querySelectorAll('.line').length === 3")
        [visit] = self.env["library.visit"].search([("library_id", "=", self.school_a.id)])
        self.assertEqual(visit.membership_id, self.pupil_a)

    def test_words_find_a_title_and_arrows_choose_it(self):
        self._copies(self.school_a, self._book("Sang Pemimpi"), 1)
        card = self.pupil_a.card_number
        with self.desk("desk_a"):
            self.scan(card)
            self.scan("pemimpi")
            self.wait("document.querySelector('.choices li[aria-selected=true]')")
            self.press("Enter")
            self.assertTone("done")
        [loan] = self.env["library.loan"].search([("library_id", "=", self.school_a.id)])
        self.assertEqual(loan.book_id.name, "Sang Pemimpi")

    def test_the_answers_come_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("id_ID")
        self.librarian_a.lang = "id_ID"
        category = self.pupil_a.category_id
        category.with_context(lang="id_ID").name = "Murid Uji"
        with self.desk():
            self.scan(self.pupil_a.card_number)
            self.wait("document.querySelector('.member .who').innerText.includes('Murid Uji')")

    def test_it_fits_a_phone_and_a_tablet(self):
        """The field stays in sight, nothing is wider than the screen."""
        self.lend(self.pupil_a, self.copies_a)
        card = self.pupil_a.card_number
        for size in ("360x640", "768x1024", "1366x768"):
            with self.subTest(size), self.desk("desk_a", size=size):
                self.scan(card)
                self.wait("document.querySelector('.member')")
                self.js("document.querySelector('.work').scrollTo(0, 9999)")
                self.assertEqual(self.js("document.activeElement.className"), "code")
                field = "document.querySelector('.code').getBoundingClientRect()"
                self.assertGreaterEqual(self.js(f"{field}.top"), 0)
                self.assertTrue(self.js(f"{field}.bottom < innerHeight / 3"))
                self.assertTrue(self.js("document.documentElement.scrollWidth <= innerWidth"))
                bar = "document.querySelector('.bar')"
                self.assertTrue(self.js(f"{bar}.scrollWidth <= {bar}.clientWidth"), "all buttons")
