from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from ..tools import textbook
from ..tools.circulation import Block
from .properties import checked

PUPILS = strategies.lists(strategies.integers(0, 40), unique=True, max_size=30)


@tagged("post_install", "-at_install")
class TestNumbers(BaseCase):
    def test_a_new_class_is_numbered_in_its_order(self):
        self.assertEqual(textbook.numbers(["a", "b", "c"], {}), {"a": 1, "b": 2, "c": 3})

    def test_who_comes_later_is_the_next_and_nobody_gets_the_number_of_who_left(self):
        given_out = {"b": 1, "c": 2}
        self.assertEqual(
            textbook.numbers(["a", "b", "c"], given_out, used={3}), {"a": 4, "b": 1, "c": 2}
        )

    @checked
    @given(PUPILS, PUPILS, strategies.sets(strategies.integers(1, 40)))
    def test_numbers_are_kept_and_never_given_twice(self, first, second, gone):
        before = textbook.numbers(first, {}, gone)
        after = textbook.numbers(
            second, {row: before[row] for row in second if row in before}, {*gone, *before.values()}
        )
        self.assertEqual(len({*after.values()}), len(second))
        for pupil in second:
            if pupil in before:
                self.assertEqual(after[pupil], before[pupil])
            else:
                self.assertNotIn(after[pupil], {*gone, *before.values()})


@tagged("post_install", "-at_install")
class TestAsked(BaseCase):
    def test_what_concerns_ordinary_books_is_not_asked(self):
        blocks = [Block("debt"), Block("has_overdue"), Block("membership_pending")]
        self.assertEqual(textbook.asked(blocks), [Block("membership_pending")])

    def test_every_obstacle_of_a_scanned_copy_is_told_at_once(self):
        told = [block.code for block in textbook.obstacles("VII-A", False, False, False)]
        self.assertEqual(told, ["not_in_class", "not_in_set"])
        self.assertFalse(list(textbook.obstacles("VII-A", True, True, True)))
