from datetime import timedelta
from itertools import product

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.circulation import MANUAL_STATES, STATUS_ORDER, copy_status
from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestCheck(LibraryCase):
    """Each check is green on what the verbs did, and red when a row is broken behind their back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checks = {check.number: check for check in cls.env["library.check"].search([])}
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a

    def setUp(self):
        super().setUp()
        [answer] = self.lend(self.pupil_a, self.copy)
        self.loan = self.env["library.loan"].browse(answer["loan_id"])
        self.env["library.check"].search([])._check()
        self.assertEqual(set(self.env["library.check"].search([]).mapped("state")), {"green"})

    def sql(self, statement, *parameters):
        self.env.flush_all()
        self.env.cr.execute(statement, parameters)
        self.env.invalidate_all()

    def assertRed(self, number, *ids):
        check = self.checks[number]
        check._check()
        self.assertEqual(check.state, "red")
        self.assertEqual(check.finding_count, len(ids))
        self.assertEqual(check.findings, ", ".join(map(str, ids)))
        others = self.env["library.check"].search([("number", "!=", number)])
        others._check()
        self.assertEqual(set(others.mapped("state")), {"green"})

    def test_a_check_that_never_ran_is_neither_green_nor_red(self):
        self.assertEqual(self.env["library.check"].new({"number": 99}).state, "unknown")

    def test_green_is_what_was_seen_lately(self):
        check = self.checks[1]
        for days, state in ((1, "green"), (3, "stale")):
            check.checked_at = fields.Datetime.now() - timedelta(days=days)
            self.assertEqual(check.state, state)
        check.finding_count = 1
        self.assertEqual(check.state, "red")

    def test_a_copy_lent_twice(self):
        self.sql("DROP INDEX library_loan_open_copy_unique")
        self.sql(
            """
            INSERT INTO library_loan (library_id, copy_id, book_id, membership_id, member_id,
                                      lent_at, due_date, limit_judged)
            SELECT library_id, copy_id, book_id, %s, %s, lent_at, due_date, 3
              FROM library_loan WHERE id = %s
            """,
            self.pupil_a2.id,
            self.pupil_a2.member_id.id,
            self.loan.id,
        )
        self.assertRed(1, self.copy.id)

    def test_a_status_that_follows_from_nothing(self):
        self.sql("UPDATE library_copy SET status = 'available' WHERE id = %s", self.copy.id)
        self.assertRed(2, self.copy.id)

    def test_a_copy_on_its_way_that_stands_somewhere_or_a_copy_nowhere_without_a_transfer(self):
        transfer = self.env["library.transfer"].create(
            {
                "library_id": self.school_a.id,
                "to_library_id": self.village.id,
                "kind": "ownership",
            }
        )
        transfer._add(self.copy_2)
        transfer._send()
        self.sql(
            "UPDATE library_copy SET place_id = library_id, status = 'available' WHERE id = %s",
            self.copy_2.id,
        )
        self.assertRed(6, self.copy_2.id)
        self.sql("UPDATE library_transfer_line SET state = 'arrived'")
        self.sql(
            "UPDATE library_copy SET place_id = NULL, status = 'in_transit' WHERE id = %s",
            self.copy_2.id,
        )
        self.assertRed(6, self.copy_2.id)

    def test_more_books_than_allowed(self):
        [answer] = self.lend(self.pupil_a, self.copy_2)
        self.sql("UPDATE library_loan SET limit_judged = 1 WHERE id = %s", answer["loan_id"])
        self.assertRed(3, answer["loan_id"])

    def test_more_books_of_a_type_than_allowed(self):
        kind = self.env.ref("sipuspa_library.collection_type_fiksi")
        (self.copy + self.copy_2).collection_type_id = kind
        self.take_back(self.school_a, self.copy)
        answers = self.lend(self.pupil_a, self.copy + self.copy_2)
        loan_id = answers[1]["loan_id"]
        self.sql("UPDATE library_loan SET type_limit_judged = 1 WHERE id = %s", loan_id)
        self.assertRed(3, loan_id)

    def test_a_book_lent_with_a_reason_is_not_blamed_nor_a_limit_lowered_later(self):
        rule = self.env["library.policy"].create({"library_id": self.school_a.id, "loan_limit": 1})
        [answer] = self.lend(self.pupil_a, self.copy_2, user=self.librarian_a, reason="Lomba")
        self.assertEqual(answer["outcome"], "done")
        rule.loan_limit = 0
        self.checks[3]._check()
        self.assertEqual(self.checks[3].state, "green")

    def test_a_borrower_who_was_deleted(self):
        self.sql("ALTER TABLE library_loan DROP CONSTRAINT library_loan_membership_id_fkey")
        self.sql("DELETE FROM library_membership WHERE id = %s", self.pupil_a.id)
        self.assertRed(11, self.loan.id)

    def test_only_the_first_findings_are_listed(self):
        copies = self._copies(self.school_a, self.book, 25)
        self.sql("UPDATE library_copy SET status = 'lost' WHERE id IN %s", tuple(copies.ids))
        self.checks[2]._check()
        self.assertEqual(self.checks[2].finding_count, 25)
        self.assertEqual(len(self.checks[2].findings.split(", ")), 20)

    def test_the_statuses_sql_expects_are_those_of_the_rule(self):
        """All combinations of facts against all statuses: flagged are exactly the wrong ones."""
        facts = list(product((False, *MANUAL_STATES), (False, True), (False, True)))
        copies = self._copies(self.school_a, self.book, len(facts))
        for copy, (manual, on_loan, away) in zip(copies, facts, strict=True):
            if on_loan:
                self.sql(
                    """
                    INSERT INTO library_loan (library_id, copy_id, book_id, membership_id, member_id,
                                              lent_at, due_date, limit_judged)
                    VALUES (%s, %s, %s, %s, %s, '2026-01-01', '2026-01-08', 1000)
                    """,
                    self.school_a.id,
                    copy.id,
                    self.book.id,
                    self.pupil_a2.id,
                    self.pupil_a2.member_id.id,
                )
            place = self.school_b if away else self.school_a
            self.sql(
                "UPDATE library_copy SET manual_state = %s, place_id = %s WHERE id = %s",
                manual or None,
                place.id,
                copy.id,
            )
        expected = [copy_status(*fact) for fact in facts]
        for status in STATUS_ORDER:
            self.sql(
                "UPDATE library_copy SET status = %s WHERE id IN %s", status, tuple(copies.ids)
            )
            flagged = {row[0] for row in self.env.execute_query(self.checks[2]._query())}
            wrong = {
                copy.id for copy, right in zip(copies, expected, strict=True) if right != status
            }
            self.assertEqual(flagged, wrong, status)
        copies._settle_status()
        self.assertEqual(copies.mapped("status"), expected)

    def test_who_may_check_now(self):
        check = self.checks[2]
        check.with_user(self.library_admin).action_check()
        for user in (self.supervisor, self.librarian_a, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                check.with_user(user).action_check()

    def test_the_nightly_run_checks_everything(self):
        checks = self.env["library.check"].search([])
        checks.write({"checked_at": False})
        self.sql("UPDATE library_copy SET status = 'lost' WHERE id = %s", self.copy_3.id)
        with self.enter_registry_test_mode():
            self.env.ref("sipuspa_library.cron_check").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(
            {check.number: check.state for check in checks},
            {number: "red" if number == 2 else "green" for number in (1, 2, 3, 4, 5, 6, 7, 8, 11)},
        )
