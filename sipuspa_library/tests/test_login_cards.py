from odoo.tests import tagged

from ..models.library_login_try import TRIES
from .test_login import WRONG, LoginCase


@tagged("post_install", "-at_install")
class TestTwoCards(LoginCase):
    """Of two entries that became one person both cards are still in use: either opens the one login."""

    def merge_with(self, second, kept_first):
        kept, gone = (self.ayu, second) if kept_first else (second, self.ayu)
        kept.with_user(self.librarian_a)._merge(gone.with_user(self.librarian_a))

    def test_either_card_opens_the_login_that_was_kept(self):
        self.assert_both_open(kept_first=True)

    def test_either_card_opens_the_login_that_was_taken_over(self):
        self.assert_both_open(kept_first=False)

    def assert_both_open(self, kept_first):
        second = self._membership(self.school_a, "Ni Luh Ayu Kembar").member_id
        self.agree(second.membership_ids)
        self.merge_with(second, kept_first)
        self.env.flush_all()
        for card in (self.card, second.card_number):
            self.assertEqual(self.enter(card, self.pin), "/library/pin")
            self.assertFalse(self.enter(card, WRONG))

    def test_wrong_pins_of_either_card_count_together(self):
        second = self._membership(self.school_a, "Ni Luh Ayu Kembar").member_id
        self.merge_with(second, True)
        self.env.flush_all()
        for number in range(TRIES):
            self.enter((self.card, second.card_number)[number % 2], WRONG)
        self.assertFalse(self.enter(self.card, self.pin))

    def test_a_merged_login_that_was_closed_opens_nothing(self):
        second = self._membership(self.school_a, "Ni Luh Ayu Kembar").member_id
        self.merge_with(second, True)
        self.ayu.with_user(self.librarian_a).action_close_portal()
        self.env.flush_all()
        self.assertFalse(self.enter(second.card_number, self.pin))
