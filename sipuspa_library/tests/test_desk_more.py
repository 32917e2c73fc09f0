from datetime import timedelta

import pypdfium2

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .desk_case import ALT, DeskCase


@tagged("post_install", "-at_install")
class TestDeskMore(DeskCase):
    """What a break needs beside lending: lost books, slips, days that are past, who is there already."""

    def test_a_book_is_declared_lost_and_found_again(self):
        [answer] = self.lend(self.pupil_a, self.copies_a[0])
        loan = self.env["library.loan"].browse(answer["loan_id"])
        card = self.pupil_a.card_number
        with self.desk("desk_a"):
            self.scan(card)
            self.in_loan_dialog(1)
            self.wait("document.querySelector('.member .loans em')")
            self.in_loan_dialog(0)
            self.wait("document.querySelector('.member') && !document.querySelector('.loans tr')")
        self.assertFalse(loan.lost_at)
        self.assertTrue(loan.returned_at)

    def in_loan_dialog(self, place):
        """Open what can happen to the first loan, and press the button at ``place``."""
        self.wait("document.querySelector('.row-acts button + button')")
        self.js("document.querySelector('.row-acts button + button').click()")
        self.wait("document.querySelector('.dialog .acts')")
        self.js(f"document.querySelectorAll('.dialog .acts button')[{place}].click()")
        self.wait("!document.querySelector('.dialog')")

    def test_a_book_that_came_back_damaged_is_set_aside_and_charged(self):
        self.lend(self.pupil_a, self.copies_a[0])
        code = self.copies_a[0].barcode
        with self.desk("desk_a"):
            self.scan(code)
            self.assertTone("done")
            self.js("document.querySelector('.line .next button').click()")
            self.wait("document.activeElement.closest('.dialog input')")
            self.type("basah")
            self.press("Tab")
            for letter in "5000":
                self.press(letter)
            self.press("Tab")
            self.press("Enter")
            self.wait("document.querySelectorAll('.line').length === 2")
        self.assertEqual(self.copies_a[0].status, "damaged")
        self.assertEqual(self.pupil_a.balance, 5000)

    def test_the_slip_of_a_book_that_goes_home_is_one_key_away(self):
        self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        code = self.copies_b[0].barcode
        with self.desk("desk_a"):
            self.js("window.open = (address) => (window.opened = address)")
            self.scan(code)
            self.assertTone("warning")
            self.press("s", ALT)
            self.wait("window.opened")
            address = self.js("window.opened")
        self.assertEqual(address, f"/library/paper/library.copy/slip/{self.copies_b[0].id}")
        self.assertIn("Sekolah B", self.slip(self.copies_b[0]))
        with self.assertRaises(AccessError):
            self.copies_b[0].with_user(self.librarian_b)._paper("slip")

    def test_the_slip_of_a_book_for_the_hold_shelf_has_its_number(self):
        self.env["library.policy"].search([]).hold_limit = 5
        self.copies_a[1:].manual_state = "in_repair"
        self.lend(self.pupil_a2, self.copies_a[0])
        self._desk().place_hold(self.pupil_a.id, self.book.id, "test", "hold")
        self.take_back(self.school_a, self.copies_a[0])
        [hold] = self.env["library.hold"].search([("membership_id", "=", self.pupil_a.id)])
        self.assertIn(hold.number, self.slip(self.copies_a[0]))
        with self.assertRaises(AccessError):
            self.copies_a[0].with_user(self.librarian_b)._paper("slip")

    def slip(self, copy):
        content, _name = copy.with_user(self.desk_a)._paper("slip")
        with pypdfium2.PdfDocument(content) as document:
            return document[0].get_textpage().get_text_range()

    def test_a_librarian_enters_what_was_lent_yesterday(self):
        day = self.school_a._today() - timedelta(days=2)
        card, code = self.pupil_a.card_number, self.copies_a[0].barcode
        with self.desk():
            self.scan(card)
            self.press("l", ALT)
            self.wait("document.activeElement.closest('.dialog input')")
            self.type(code)
            field = "document.querySelector('.dialog [type=date]')"
            self.js(f"{field}.value = '{day}'")
            self.js(f"{field}.dispatchEvent(new Event('input'))")
            self.js("document.querySelectorAll('.dialog [type=text]')[1].focus()")
            self.type("listrik padam")
            self.press("Enter")
            self.assertTone("done")
            self.wait("document.querySelectorAll('.member .loans tr').length === 1")
        [loan] = self.env["library.loan"].search([("membership_id", "=", self.pupil_a.id)])
        self.assertEqual(self.school_a._local(loan.lent_at).date(), day)

    def test_who_is_there_already_is_offered_before_a_twin_is_made(self):
        with self.desk("desk_a"):
            self.press("F9")
            self.wait("document.activeElement.closest('.dialog input')")
            self.type("Wayan Uji")
            self.press("Enter")
            self.wait("document.querySelector('.alike button')?.innerText.includes('I Wayan Uji')")
            self.js("document.querySelector('.alike button').click()")
            self.wait("document.querySelector('.member h1')?.innerText === 'I Wayan Uji'")
        self.assertFalse(self.env["library.member"].search([("name", "=", "Wayan Uji")]))

    def test_none_of_those_is_registered_by_a_second_enter(self):
        with self.desk("desk_a"):
            self.press("F9")
            self.wait("document.activeElement.closest('.dialog input')")
            self.type("Wayan Uji")
            self.press("Enter")
            self.wait("document.querySelector('.alike button')")
            self.press("Enter")
            self.wait("document.querySelector('.member h1')?.innerText === 'Wayan Uji'")

    def test_one_more_copy_of_a_known_title_makes_no_second_title(self):
        title = self.book.name
        with self.desk("desk_a"):
            self.press("F10")
            self.wait("document.activeElement.closest('.dialog input')")
            self.type(title)
            self.press("Enter")
            self.wait("document.querySelector('.alike button')")
            self.js("document.querySelector('.alike button').click()")
            self.assertTone("done")
        self.assertEqual(self.env["library.book"].search_count([("name", "=", title)]), 1)
        [copy] = self.env["library.copy"].search([("to_complete", "=", True)])
        self.assertEqual(copy.book_id, self.book)
