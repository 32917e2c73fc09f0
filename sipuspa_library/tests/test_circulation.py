from freezegun import freeze_time

from odoo.tests import tagged

from .common import LibraryCase

PAST_LOANS = 2000
LEND_QUERIES = 14
RETURN_QUERIES = 11
REPLAY_QUERIES = 7
# a scan that says what it means and does it, in one request
ACT_QUERIES = (15, 12)


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestQueryCounts(LibraryCase):
    """What an act costs in SQL statements: fixed, whatever has been lent before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = cls.copies_a[0]
        cls.code = cls.copy.barcode

    def _desk(self, user=None):
        """The desk as a browser calls it, in an installed language."""
        [(language, _name), *_] = self.env["res.lang"].get_installed()
        return super()._desk(user).with_context(lang=language)

    def count(self, act):
        """Return the number of statements of ``act`` in what is, for it, a new transaction."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.cache.clear()
        before = self.env.cr.sql_log_count
        answers = act()
        self.assertEqual({answer["outcome"] for answer in answers}, {"done"})
        return self.env.cr.sql_log_count - before

    def scan(self, membership=None):
        request = self._next_request()
        return [self._desk().act(self.school_a.id, self.code, membership, "test", request)]

    def test_a_scan_that_is_also_resolved_costs_hardly_more(self):
        for __ in range(2):  # Odoo's own caches are warm the second time
            lent = self.count(lambda: self.scan(self.pupil_a.id))
            returned = self.count(self.scan)
        self.assertEqual((lent, returned), ACT_QUERIES)

    def lend_and_return(self, copies):
        return (
            self.count(lambda: self.lend(self.pupil_a, copies)),
            self.count(lambda: self.take_back(self.school_a, copies)),
        )

    def add_past_loans(self):
        """Let every copy have gone through the hands of every member often."""
        self.lend_and_return(self.copies_a)
        self.env.cr.execute(
            """
            INSERT INTO library_loan (library_id, copy_id, book_id, membership_id, member_id,
                                      lent_at, due_date, returned_at, renewal_count)
            SELECT loan.library_id, loan.copy_id, loan.book_id, loan.membership_id, loan.member_id,
                   loan.lent_at - number * interval '1 day', loan.due_date - number,
                   loan.lent_at - number * interval '1 day', 0
              FROM library_loan loan, generate_series(1, %s) number
             WHERE loan.membership_id = %s
            """,
            [PAST_LOANS // 2, self.pupil_a.id],
        )

    def test_an_act_takes_the_same_statements_at_no_loans_and_at_thousands(self):
        self.lend_and_return(self.copy)  # Odoo's own caches are warm from here on
        self.assertEqual(self.lend_and_return(self.copy), (LEND_QUERIES, RETURN_QUERIES))
        self.add_past_loans()
        self.assertGreater(self.env["library.loan"].search_count([]), PAST_LOANS)
        self.assertEqual(self.lend_and_return(self.copy), (LEND_QUERIES, RETURN_QUERIES))

    def test_further_copies_in_one_request_cost_no_further_statement(self):
        self.lend_and_return(self.copies_a)
        self.assertEqual(self.lend_and_return(self.copies_a), (LEND_QUERIES, RETURN_QUERIES))

    def test_a_replay_judges_nothing(self):
        self.lend(self.pupil_a, self.copy, request_id="R")
        again = self.count(lambda: self.lend(self.pupil_a, self.copy, request_id="R"))
        self.assertEqual(again, REPLAY_QUERIES)
