from io import BytesIO

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .common import LibraryCase


class WeedingCase(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old, cls.wanted, cls.damaged = cls._copies(
            cls.school_a, cls.book, 3, received_on="2015-01-05"
        )
        cls.damaged.manual_state = "damaged"

    def weeding(self, user=None, **vals):
        weedings = self.env["library.weeding"].with_user(user or self.librarian_a)
        return weedings.create({"library_id": self.school_a.id, **vals})

    def found(self, **rule):
        weeding = self.weeding(**rule)
        weeding.action_find()
        return weeding.line_ids.copy_id

    def listed(self, *copies, **vals):
        """Return a proposal of these copies that is ready to be handed in."""
        weeding = self.weeding(reason="Sudah usang", **vals)
        self.env["library.weeding.line"].with_user(self.librarian_a).create(
            [{"weeding_id": weeding.id, "copy_id": copy.id} for copy in copies]
        )
        return weeding

    def decide(self, weeding, approve=True, remark="", user=None):
        answers = self.env["library.weeding.decision"].with_user(user or self.supervisor)
        answer = answers.create({"weeding_id": weeding.id, "remark": remark})
        answer.action_approve() if approve else answer.action_send_back()
        self.env.invalidate_all()

    def approved(self, *copies):
        weeding = self.listed(*copies)
        weeding.action_propose()
        self.decide(weeding)
        return weeding


@tagged("post_install", "-at_install")
class TestCandidates(WeedingCase):
    def test_copies_nobody_has_borrowed_for_years(self):
        with freeze_time("2022-05-01"):
            self.lend(self.pupil_a, self.wanted)
            self.take_back(self.school_a, self.wanted)
        with freeze_time("2026-03-02"):
            self.assertEqual(self.found(unlent_years=5), self.old + self.damaged)
            self.assertEqual(self.found(unlent_years=3), self.old + self.wanted + self.damaged)
            why = self.env["library.weeding.line"].search([("copy_id", "=", self.wanted.id)]).why
            self.assertIn("2022", why)

    def test_a_copy_that_is_with_a_member_is_wanted_however_long(self):
        with freeze_time("2021-05-01"):
            self.lend(self.pupil_a, self.wanted)
        self.assertNotIn(self.wanted, self.found(unlent_years=3))

    def test_copies_that_came_in_before_a_day(self):
        self.assertEqual(
            self.found(received_before="2015-06-01"), self.old + self.wanted + self.damaged
        )

    def test_damaged_and_poor_copies(self):
        self.old.condition = "poor"
        self.assertEqual(self.found(is_damaged=True), self.old + self.damaged)

    def test_older_editions_where_a_newer_one_is_here(self):
        first = self._book("Biologi Kelas VII", "Penulis Uji", year="2006")
        second = self._book("Biologi kelas VII edisi 2", "Penulis Uji", year="2017")
        elsewhere = self._book("Biologi Kelas VII edisi 3", "Penulis Uji", year="2022")
        old = self._copies(self.school_a, first, 1)
        self._copies(self.school_a, second, 1)
        self._copies(self.school_b, elsewhere, 1)
        self.assertEqual(self.found(is_superseded=True), old)

    def test_every_part_of_the_rule_holds_and_only_in_the_part_of_the_stock(self):
        self.assertEqual(self.found(received_before="2016-01-01", is_damaged=True), self.damaged)
        with self.assertRaises(UserError):
            self.found(received_before="2016-01-01", class_from="900")
        self.assertEqual(len(self.found(received_before="2016-01-01", class_from="800")), 3)

    def test_what_is_gone_or_anothers_is_no_candidate(self):
        self.old.manual_state, self.wanted.manual_state = "lost", "withdrawn"
        self._copies(self.school_b, self.book, 1, received_on="2015-01-05")
        self.assertEqual(self.found(received_before="2016-01-01"), self.damaged)

    def test_looking_again_adds_and_a_rule_is_needed(self):
        weeding = self.weeding(is_damaged=True)
        weeding.action_find()
        weeding.is_damaged, weeding.received_before = False, "2016-01-01"
        weeding.action_find()
        self.assertEqual(weeding.line_ids.copy_id, self.old + self.wanted + self.damaged)
        for rule in ({}, {"received_before": "2000-01-01"}):
            with self.subTest(rule), self.assertRaises(UserError):
                self.found(**rule)

    def test_it_takes_the_same_statements_for_few_candidates_and_for_many(self):
        def statements():
            weeding = self.weeding(unlent_years=5, is_superseded=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            weeding.action_find()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        statements()
        few = statements()
        self._copies(self.school_a, self.book, 200, received_on="2015-01-05")
        self.assertLessEqual(statements(), few + 4, "written in piles of a hundred")


@tagged("post_install", "-at_install")
class TestDecision(WeedingCase):
    def test_a_proposal_is_handed_in_approved_and_carried_out(self):
        self.env["library.copy.acquisition"].create(
            {"library_id": self.school_a.id, "copy_id": self.old.id, "price": 45000}
        )
        weeding = self.listed(self.old, self.damaged)
        accession = self.old.accession_number
        self.assertEqual((weeding.line_count, weeding.value), (2, 45000))
        weeding.action_propose()
        self.assertEqual((weeding.state, weeding.proposed_by_id), ("proposed", self.librarian_a))
        self.decide(weeding, remark="Setuju")
        self.assertEqual((weeding.state, weeding.decided_by_id), ("approved", self.supervisor))
        self.assertEqual(self.old.status, "available", "the office decides, the library acts")
        weeding.action_withdraw()
        self.assertEqual((self.old + self.damaged).mapped("status"), ["withdrawn"] * 2)
        self.assertEqual(self.old.accession_number, accession)
        event = self.env["library.event"].search([("copy_id", "=", self.old.id)], limit=1)
        self.assertEqual((event.reason, event.actor_id), (weeding.number, self.librarian_a))

    def test_it_comes_back_with_a_remark_and_is_proposed_anew(self):
        weeding = self.listed(self.old, self.damaged)
        weeding.action_propose()
        with self.assertRaises(UserError):
            self.decide(weeding, approve=False)
        self.decide(weeding, approve=False, remark="Simpan satu")
        self.assertEqual((weeding.state, weeding.remark), ("draft", "Simpan satu"))
        weeding.line_ids[0].unlink()
        weeding.action_propose()
        self.decide(weeding, user=self.head)
        self.assertEqual(weeding.state, "approved")

    def test_lent_copies_stay_and_are_listed(self):
        weeding = self.approved(self.old, self.damaged)
        self.lend(self.pupil_a, self.old)
        weeding.action_withdraw()
        self.assertEqual((self.old.status, self.damaged.status), ("on_loan", "withdrawn"))
        kept = weeding.line_ids.filtered(lambda line: line.outcome == "kept")
        self.assertEqual(kept.copy_id, self.old)
        self.assertIn(self.old.barcode, kept.kept_because)
        self.assertEqual(weeding.kept_count, 1)

    def test_who_decides_oversees_the_library_and_has_not_proposed_it(self):
        weeding = self.listed(self.old)
        weeding.action_propose()
        far = self._user("supervisor_2", "supervisor", oversees=self.district_2)
        for user in (self.librarian_a, self.librarian_b, far, self.cataloguer, self.stakeholder):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.decide(weeding, user=user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                weeding.with_user(user)._decide(approve=True, remark=False)
        both = self._user("both", "librarian", operates=self.school_a)
        both.group_ids += self.env.ref("sipuspa_library.group_supervisor")
        self.env["library.assignment"].create(
            {"user_id": both.id, "region_id": self.regency.id, "date_from": "2020-01-01"}
        )
        own = self.weeding(both, reason="Usang", line_ids=[(0, 0, {"copy_id": self.old.id})])
        own.action_propose()
        with self.assertRaises(AccessError):
            self.decide(own, user=both)
        self.assertFalse(own.may_decide)
        self.decide(own, user=self.library_admin)
        self.assertEqual(own.state, "approved")

    def test_an_overseer_writes_nothing_else_of_the_library(self):
        weeding = self.approved(self.old)
        for act in ("action_withdraw", "action_propose", "action_find"):
            with self.subTest(act), self.assertRaises(AccessError):
                getattr(weeding.with_user(self.supervisor), act)()
        with self.assertRaises(AccessError):
            self.old.with_user(self.supervisor).manual_state = "withdrawn"

    def test_what_is_handed_in_does_not_change(self):
        weeding = self.listed(self.old)
        line = weeding.line_ids
        weeding.action_propose()
        lines = self.env["library.weeding.line"].with_user(self.librarian_a)
        for act in (
            lambda: weeding.write({"reason": "Lain"}),
            lambda: line.write({"why": "Lain"}),
            lambda: lines.create({"weeding_id": weeding.id, "copy_id": self.wanted.id}),
            line.unlink,
            weeding.unlink,
        ):
            with self.subTest(act), self.assertRaises(UserError), self.env.cr.savepoint():
                act()

    def test_pressed_twice_nothing_happens_twice_and_nothing_out_of_turn(self):
        weeding = self.listed(self.old)
        with self.assertRaises(UserError):
            weeding.action_withdraw()
        for __ in range(2):
            weeding.action_propose()
        self.decide(weeding)
        self.decide(weeding)
        with self.assertRaises(UserError):
            self.decide(weeding, approve=False, remark="Terlambat")
        for __ in range(2):
            weeding.action_withdraw()
        self.assertEqual(weeding.state, "done")
        withdrawn = [("copy_id", "=", self.old.id), ("reason", "=", weeding.number)]
        self.assertEqual(self.env["library.event"].search_count(withdrawn), 1)

    def test_a_proposal_needs_copies_a_reason_and_an_owner(self):
        for weeding in (self.weeding(reason="Usang"), self.listed(self.old)):
            weeding.reason = weeding.reason if not weeding.line_ids else "  "
            with self.subTest(weeding), self.assertRaises(UserError):
                weeding.action_propose()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.listed(self.copies_b[0])
        with self.assertRaises(UserError):
            self.old.with_user(self.librarian_a).unlink()

    def test_a_copy_on_two_lists_is_withdrawn_by_one(self):
        first, second = self.approved(self.old), self.approved(self.old, self.wanted)
        first.action_withdraw()
        second.action_withdraw()
        self.env.invalidate_all()
        self.assertEqual(second.line_ids.mapped("outcome"), ["kept", "withdrawn"])
        self.assertIn("withdrawn already", second.line_ids[0].kept_because)


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestWeedingMinutes(WeedingCase):
    def text(self, weeding, user=None):
        content, __ = weeding.with_user(user or self.librarian_a)._paper("minutes")
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)

    def test_they_say_what_went_why_what_it_was_worth_and_what_stays(self):
        self.env["library.copy.acquisition"].create(
            [
                {"library_id": self.school_a.id, "copy_id": copy.id, "price": price}
                for copy, price in ((self.old, 45000), (self.damaged, 30000), (self.wanted, 1))
            ]
        )
        weeding = self.approved(self.old, self.damaged, self.wanted)
        self.assertIn("PROPOSAL OF WEEDING", self.text(weeding, self.supervisor))
        self.lend(self.pupil_a, self.wanted)
        weeding.action_withdraw()
        text = self.text(weeding)
        for words in (
            "MINUTES OF THE WEEDING",
            weeding.number,
            "Sudah usang",
            "supervisor",
            "75.000",
            "Take it back first",
            self.old.accession_number.partition("/")[0],
        ):
            with self.subTest(words):
                self.assertIn(words, text)
