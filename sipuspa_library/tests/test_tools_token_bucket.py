from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..tools.rates import BUCKETS, WRONG_PINS
from ..tools.token_bucket import TokenBuckets, line
from .properties import checked

PUPILS = 40


class BucketsCase(TestCase):
    def setUp(self):
        super().setUp()
        self.now = 1000.0

    def buckets(self, capacity=3, seconds=10, **more):
        return TokenBuckets(capacity, seconds, clock=lambda: self.now, **more)


class TestTokenBuckets(BucketsCase):
    def test_a_bucket_is_emptied_and_fills_again(self):
        buckets = self.buckets()
        self.assertEqual([buckets.take("a") for __ in range(5)], [True] * 3 + [False] * 2)
        self.assertFalse(buckets.has("a"))
        self.now += 10
        self.assertTrue(buckets.take("a"))
        self.assertFalse(buckets.take("a"))
        self.now += 1000
        self.assertEqual([buckets.take("a") for __ in range(4)], [True] * 3 + [False])

    def test_one_address_does_not_empty_anothers(self):
        buckets = self.buckets()
        for __ in range(4):
            buckets.take("a")
        self.assertTrue(buckets.has("b"))
        self.assertTrue(buckets.take("b"))

    def test_who_asks_in_vain_does_not_keep_the_others_out(self):
        buckets = self.buckets()
        served = 0
        for __ in range(100):  # ten seconds each gives one token; somebody asks every second
            self.now += 1
            served += buckets.take("a")
        self.assertIn(served, (12, 13))

    @checked
    @given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from("abcdefgh")), max_size=300))
    def test_memory_is_bounded(self, asked):
        buckets = self.buckets(keys=5)
        for pause, key in asked:
            self.now += pause
            buckets.take(key)
            self.assertLessEqual(len(buckets._buckets), 5)

    @checked
    @given(
        st.lists(st.floats(0, 60), max_size=200),
        st.integers(1, 20),
        st.floats(0.05, 60),
        st.floats(0.1, 10),
    )
    def test_never_more_than_the_bucket_and_what_dripped_in(self, pauses, capacity, drip, cost):
        buckets = self.buckets(capacity, drip)
        begun = self.now
        taken = 0
        for pause in pauses:
            self.now += pause
            taken += buckets.take("a", cost)
            limit = capacity + (self.now - begun) / drip
            self.assertLessEqual(taken * min(cost, capacity), limit + 1e-6)

    @checked
    @given(st.lists(st.floats(0, 5), max_size=50), st.integers(1, 20), st.floats(0.1, 10))
    def test_after_the_wait_it_is_told_one_is_served(self, pauses, capacity, cost):
        buckets = self.buckets(capacity, 7)
        for pause in pauses:
            self.now += pause
            buckets.take("a", cost)
        self.now += buckets.wait("a", cost) + 1e-6
        self.assertTrue(buckets.take("a", cost))


class TestLine(TestCase):
    def test_an_ipv6_network_is_one_line(self):
        self.assertEqual(line("2001:db8:1:2::1"), line("2001:db8:1:2:ffff::9"))
        self.assertNotEqual(line("2001:db8:1:2::1"), line("2001:db8:1:3::1"))

    def test_an_ipv4_address_is_itself_however_it_is_written(self):
        self.assertEqual(line("::ffff:192.0.2.7"), "192.0.2.7")
        self.assertNotEqual(line("192.0.2.7"), line("192.0.2.8"))

    @checked
    @given(st.one_of(st.none(), st.text(), st.ip_addresses().map(str)))
    def test_whatever_stands_there_is_a_line(self, address):
        self.assertIsInstance(line(address), str)


class TestRates(TestCase):
    """The rates are right for a school behind one address, and for a machine that goes on."""

    def served(self, name, askers, pause, minutes):
        """Return how many requests of ``askers`` that each ask every ``pause`` seconds are served."""
        now = 0.0
        rate = BUCKETS[name]
        buckets = TokenBuckets(rate.capacity, rate.seconds, clock=lambda: now)
        asked = served = 0
        while now < minutes * 60:
            for __ in range(askers):
                asked += 1
                served += buckets.take("school")
            now += pause
        return served, asked

    def test_three_classes_search_and_type_through_a_lesson(self):
        for name, pause in (("search", 25), ("suggest", 7), ("login", 70)):
            served, asked = self.served(name, 3 * PUPILS, pause, minutes=40)
            self.assertEqual(served, asked, name)

    def test_a_class_all_at_once(self):
        for name in ("search", "suggest", "login", "kiosk"):
            self.assertGreaterEqual(BUCKETS[name].capacity, PUPILS * 5, name)
        self.assertGreaterEqual(WRONG_PINS.capacity, PUPILS * 3)

    def test_a_machine_is_slowed(self):
        for name in BUCKETS:
            served, asked = self.served(name, 1, 0.02, minutes=10)
            self.assertLess(served, asked / 2, name)
