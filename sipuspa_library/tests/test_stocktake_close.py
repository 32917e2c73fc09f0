from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_stocktake import StocktakeCase


@tagged("post_install", "-at_install")
class TestClosing(StocktakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.copies_a + cls._copies(cls.school_a, cls.book, 42)

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time("2026-03-02 02:00:00"))

    def later(self, minutes=5):
        self.clock.tick(minutes * 60)

    def counted(self):
        """Three copies are lent, forty of the other 42 scanned: two are missing."""
        self.lend(self.pupil_a, self.stock[:3])
        self.later()
        count = self.opened()
        self.later()
        self.scan(count, *self.stock[5:25])
        self.scan(count, *self.stock[25:], user=self.helper)
        self.later()
        return count

    def close(self, count, user=None):
        count.with_user(user or self.librarian_a).action_close()
        self.env.invalidate_all()

    def apply(self, count, user=None):
        count.with_user(user or self.librarian_a).action_apply()
        self.env.invalidate_all()

    def counted_events(self):
        return self.env["library.event"].search([("verb", "=", "count")])

    def test_forty_of_forty_five_are_scanned_and_three_are_lent_so_two_are_missing(self):
        count = self.counted()
        self.assertEqual(
            (count.seen_count, count.due_count, count.on_loan_count, count.waiting_count),
            (40, 42, 3, 2),
        )
        self.close(count)
        missing = count.line_ids.filtered(lambda line: line.result == "missing").copy_id
        self.assertEqual(missing, self.stock[3:5])
        self.assertEqual(missing.mapped("status"), ["available"] * 2, "not yet confirmed")
        self.apply(count)
        self.assertEqual(missing.mapped("status"), ["lost"] * 2)
        self.assertEqual(count.state, "applied")
        self.assertEqual(set((self.stock - missing).mapped("status")), {"available", "on_loan"})

    def test_every_scanned_copy_has_it_in_its_history_once(self):
        count = self.counted()
        self.close(count)
        events = self.counted_events()
        self.assertEqual(set(events.copy_id), set(self.stock[5:]))
        self.assertEqual((events[0].library_id, events[0].reason), (self.school_a, count.number))
        self.later()
        count.with_user(self.librarian_a).action_reopen()
        self.scan(count, self.stock[4])
        self.close(count)
        self.assertEqual(len(self.counted_events()), 41)

    def test_a_copy_handed_in_or_lent_during_the_count_is_not_missing(self):
        count = self.counted()
        self.take_back(self.school_a, self.stock[0])
        self.lend(self.pupil_a2, self.stock[3])
        self.close(count)
        results = self.results(count)
        self.assertEqual(
            [results[copy] for copy in self.stock[:5]],
            ["handled", "on_loan", "on_loan", "on_loan", "missing"],
        )

    def test_a_copy_lent_or_returned_before_the_confirmation_is_not_made_lost(self):
        count = self.counted()
        self.close(count)
        self.later()
        lent, handled = self.stock[3:5]
        self.lend(self.pupil_a2, lent + handled)
        self.take_back(self.school_a, handled)
        self.apply(count)
        self.assertEqual((lent.status, handled.status), ("on_loan", "available"))
        results = self.results(count)
        self.assertEqual((results[lent], results[handled]), ("on_loan", "handled"))

    def test_what_is_known_to_be_away_is_not_missing(self):
        count = self.opened()
        self.later()
        repaired, processed, lost, damaged = self.stock[:4]
        repaired.manual_state, processed.manual_state = "in_repair", "in_processing"
        lost.manual_state, damaged.manual_state = "lost", "damaged"
        self.close(count)
        results = self.results(count)
        self.assertEqual(
            [results[copy] for copy in self.stock[:4]], ["away", "away", "away", "missing"]
        )

    def test_a_lost_copy_that_turned_up_is_set_right(self):
        lost, withdrawn = self.stock[:2]
        lost.manual_state, withdrawn.manual_state = "lost", "withdrawn"
        count = self.opened()
        self.scan(count, *self.stock)
        self.close(count)
        self.apply(count)
        self.assertEqual((lost.status, withdrawn.status), ("available", "withdrawn"))
        acts = {line.copy_id: line.act for line in count.line_ids if line.act}
        self.assertEqual(acts, {lost: "cleared"})

    def test_copies_on_another_shelf_stay_there_only_if_that_is_chosen(self):
        first, second, third, foreign = *self.stock[:3], self.copies_b[0]
        first.shelf_id = self.shelf_1
        for chosen, shelves in (
            (False, [self.shelf_1, self.shelf_1.browse()]),
            (True, [self.shelf_2, self.shelf_2]),
        ):
            count = self.opened(moves_copies=chosen)
            self.scan(count, first, second, foreign, shelf=self.shelf_2)
            self.scan(count, third)
            self.close(count)
            self.apply(count)
            with self.subTest(chosen=chosen):
                self.assertEqual([first.shelf_id, second.shelf_id], shelves)
                self.assertFalse(third.shelf_id or foreign.shelf_id)

    def test_a_copy_that_only_stands_here_is_left_to_its_owner(self):
        boxed = self.copies_b[0]
        boxed.write({"station_id": self.school_a.id, "place_id": self.school_a.id})
        boxed._settle_status()
        count = self.opened()
        self.scan(count, *self.stock)
        self.close(count)
        self.apply(count)
        line = count.line_ids.filtered(lambda line: line.copy_id == boxed)
        self.assertEqual(
            (line.result, line.act, boxed.status), ("missing", "kept_owner", "available")
        )

    def test_closed_counts_take_no_scans_and_go_on_after_reopening(self):
        count = self.counted()
        self.close(count)
        with self.assertRaises(UserError):
            self.scan(count, self.stock[4])
        count.with_user(self.librarian_a).action_reopen()
        self.assertEqual((count.state, count.waiting_count, count.missing_count), ("open", 2, 0))
        self.scan(count, self.stock[4])
        self.close(count)
        self.assertEqual(count.missing_count, 1)

    def test_pressed_twice_nothing_happens_twice(self):
        count = self.counted()
        for __ in range(2):
            self.close(count)
        closed_at = count.closed_at
        self.later()
        self.close(count)
        self.assertEqual(count.closed_at, closed_at)
        for __ in range(2):
            self.apply(count)
        self.assertEqual(len(self.counted_events()), 40)

    def test_each_act_in_its_turn(self):
        count = self.counted()
        with self.assertRaises(UserError):
            self.apply(count)
        self.close(count)
        self.apply(count)
        for act in ("action_close", "action_reopen"):
            with self.subTest(act), self.assertRaises(UserError):
                getattr(count.with_user(self.librarian_a), act)()

    def test_only_its_librarian_ends_a_count(self):
        count = self.counted()
        for user in (self.desk_a, self.librarian_b, self.supervisor):
            for act in ("action_close", "action_reopen", "action_apply"):
                with self.subTest(user=user.login, act=act), self.assertRaises(AccessError):
                    getattr(count.with_user(user), act)()

    def test_a_copy_found_in_another_count_meanwhile_is_not_missing(self):
        whole = self.opened()
        self.later()
        part = self.opened()
        self.scan(part, self.stock[0])
        self.scan(whole, *self.stock[1:])
        self.close(whole)
        self.apply(whole)
        self.assertEqual(self.results(whole)[self.stock[0]], "handled")
        self.assertFalse(self.stock[0].manual_state)

    def test_a_copy_whose_processing_ended_meanwhile_is_not_missing(self):
        self.stock[0].manual_state = "in_processing"
        self.stock[1].with_user(self.librarian_a).condition = "good"
        count = self.opened()
        self.later()
        self.stock[0].with_user(self.librarian_a).action_finish_processing()
        self.stock[1].with_user(self.librarian_a).condition = "worn"
        self.scan(count, *self.stock[2:])
        self.close(count)
        results = self.results(count)
        self.assertEqual([results[copy] for copy in self.stock[:2]], ["handled", "missing"])
