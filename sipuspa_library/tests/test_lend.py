from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.circulation import MANUAL_STATES
from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"  # ten o'clock in the regency


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestLend(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a
        cls.today = cls.env["library.library"]._today()
        cls.rule = cls.env["library.policy"].create(
            {"library_id": cls.school_a.id, "loan_days": 7, "loan_limit": 2, "renewal_limit": 1}
        )

    def assertRefused(self, expected, membership=None, copy=None, **kwargs):
        """Assert that a lend is refused for exactly these reasons, writes no loan and keeps its claim."""
        copy = copy or self.copy
        before = self.env["library.loan"].search_count([])
        [answer] = self.lend(membership or self.pupil_a, copy, **kwargs)
        self.assertEqual(answer["outcome"], "refused")
        self.assertEqual(self.codes(answer), expected)
        self.assertTrue(all(block["message"] for block in answer["blocks"]))
        self.assertEqual(answer["message"], " ".join(b["message"] for b in answer["blocks"]))
        self.assertFalse(answer["loan_id"])
        self.assertEqual(self.env["library.loan"].search_count([]), before)
        event = self.env["library.event"].search([("copy_id", "=", copy.id)], limit=1)
        self.assertEqual(event.outcome, "refused")
        return answer

    # ------------------------------------------------------------------
    # DONE
    # ------------------------------------------------------------------

    def test_a_book_is_lent_and_due_on_an_open_day(self):
        [answer] = self.lend(self.pupil_a, self.copy)
        self.assertEqual(answer["outcome"], "done")
        self.assertEqual(answer["due_date"], "2026-03-09")
        self.assertIn("2026", answer["message"])
        self.assertEqual(answer["title"], "Laskar Pelangi")
        self.assertEqual(answer["barcode"], self.copy.barcode)
        self.assertEqual(self.copy.status, "on_loan")
        self.assertEqual(self.pupil_a.open_loan_count, 1)

    def test_a_loan_keeps_what_it_was_judged_by_and_who_the_member_was(self):
        self.pupil_a.member_id.occupation = "Pelajar"
        [answer] = self.lend(self.pupil_a, self.copy)
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.assertRecordValues(
            loan,
            [
                {
                    "library_id": self.school_a.id,
                    "copy_id": self.copy.id,
                    "book_id": self.book.id,
                    "membership_id": self.pupil_a.id,
                    "member_id": self.pupil_a.member_id.id,
                    "lent_by_id": self.desk_a.id,
                    "lent_at": fields.Datetime.to_datetime(MONDAY),
                    "policy_id": self.rule.id,
                    "limit_judged": 2,
                    "count_judged": 1,
                    "due_moved_days": 0,
                    "overridden": False,
                    "category_id": self.pupil_a.category_id.id,
                    "class_name": "VII-A",
                    "occupation_id": self.env.ref("sipuspa_library.occupation_pupil").id,
                    "sex": "f",
                    "age_band": "7-12",
                }
            ],
        )
        self.pupil_a.class_name = "VIII-A"
        self.assertEqual(loan.class_name, "VII-A")

    def test_several_copies_are_lent_at_once_a_line_each(self):
        answers = self.lend(self.pupil_a, self.copy + self.copy_2)
        self.assertEqual([answer["copy_id"] for answer in answers], [self.copy.id, self.copy_2.id])
        self.assertEqual({answer["outcome"] for answer in answers}, {"done"})
        loans = self.env["library.loan"].browse([answer["loan_id"] for answer in answers])
        self.assertEqual(loans.mapped("count_judged"), [1, 2])

    def test_the_limit_counts_within_one_request(self):
        answers = self.lend(self.pupil_a, self.copies_a)
        self.assertEqual([a["outcome"] for a in answers], ["done", "done", "refused"])
        self.assertEqual(self.codes(answers[2]), ["limit_reached"])
        self.assertEqual(answers[2]["blocks"][0]["args"], {"limit": 2, "count": 2})
        self.assertEqual(self.copy_3.status, "available")

    def test_a_refused_line_does_not_count(self):
        self.copy.manual_state = "damaged"
        answers = self.lend(self.pupil_a, self.copies_a)
        self.assertEqual([a["outcome"] for a in answers], ["refused", "done", "done"])

    def test_the_limit_counts_in_the_lending_library_alone(self):
        elsewhere = self.env["library.membership"].create(
            {"member_id": self.pupil_a.member_id.id, "library_id": self.school_b.id}
        )
        self.lend(elsewhere, self.copies_b, user=self.librarian_b)
        answers = self.lend(self.pupil_a, self.copy + self.copy_2)
        self.assertEqual({answer["outcome"] for answer in answers}, {"done"})

    # ------------------------------------------------------------------
    # BLOCKS: THE COPY
    # ------------------------------------------------------------------

    def test_a_copy_another_member_has(self):
        self.lend(self.pupil_a2, self.copy)
        answer = self.assertRefused(["copy_on_loan"])
        self.assertEqual(answer["blocks"][0]["args"], {"library": "Sekolah A"})
        self.assertIn("Sekolah A", answer["message"])
        self.assertNotIn("Wayan", str(answer))

    def test_a_copy_this_member_has(self):
        self.lend(self.pupil_a, self.copy)
        self.assertRefused(["already_borrowed"])

    def test_a_copy_of_another_library(self):
        answer = self.assertRefused(["copy_elsewhere"], copy=self.copies_b[0])
        self.assertEqual(answer["blocks"][0]["args"], {"library": "Sekolah B"})

    def test_a_copy_last_handed_in_elsewhere_is_returned_here_first(self):
        self.take_back(self.school_b, self.copy, user=self.librarian_b)
        answer = self.assertRefused(["copy_not_arrived"])
        self.assertEqual(answer["blocks"][0]["args"], {"library": "Sekolah B"})
        self.take_back(self.school_a, self.copy)
        self.assertEqual(self.lend(self.pupil_a, self.copy)[0]["outcome"], "done")

    def test_states_set_by_hand(self):
        for state in MANUAL_STATES:
            with self.subTest(state=state):
                self.copy.manual_state = state
                self.assertRefused([f"copy_{state}"])

    def test_a_status_column_gone_wrong_does_not_lend_a_copy_twice(self):
        self.lend(self.pupil_a2, self.copy)
        self.env.cr.execute(
            "UPDATE library_copy SET status = 'available' WHERE id = %s", [self.copy.id]
        )
        self.env.invalidate_all()
        self.assertRefused(["copy_on_loan"])

    # ------------------------------------------------------------------
    # BLOCKS: THE MEMBER
    # ------------------------------------------------------------------

    def test_standing(self):
        yesterday, tomorrow = self.today - timedelta(days=1), self.today + timedelta(days=1)
        for code, vals in {
            "membership_pending": {"pending": True},
            "membership_suspended": {"suspended_until": tomorrow, "suspension_reason": "Uji"},
            "membership_expired": {"valid_until": yesterday},
            "membership_left": {"left_on": yesterday},
        }.items():
            with self.subTest(code=code):
                # somebody else each time: two of these facts at once are another case
                membership = self._membership(self.school_a, f"Uji {code}", **vals)
                self.assertRefused([code], membership=membership)

    def test_overdue_books(self):
        with freeze_time("2026-02-02 02:00:00"):
            self.lend(self.pupil_a, self.copy)
        answer = self.assertRefused(["has_overdue"], copy=self.copy_2)
        self.assertEqual(answer["blocks"][0]["args"], {"count": 1})
        self.rule.block_overdue = False
        self.assertEqual(self.lend(self.pupil_a, self.copy_2)[0]["outcome"], "done")

    def test_all_blocks_at_once(self):
        with freeze_time("2026-02-02 02:00:00"):
            self.lend(self.pupil_a, self.copy + self.copy_2)
        self.pupil_a.write({"valid_until": "2026-02-28"})
        self.copy_3.manual_state = "in_repair"
        self.school_a.opening_ids.unlink()
        self.assertRefused(
            [
                "copy_in_repair",
                "membership_expired",
                "library_without_hours",
                "limit_reached",
                "has_overdue",
            ],
            copy=self.copy_3,
        )

    # ------------------------------------------------------------------
    # BLOCKS: THE RULE AND THE CALENDAR
    # ------------------------------------------------------------------

    def test_reference_is_not_for_loan(self):
        reference = self._copies(
            self.village,
            self.book,
            1,
            collection_type_id=self.env.ref("sipuspa_library.collection_type_referensi").id,
        )
        villager = self._membership(self.village, "Pak Uji", category="villager")
        operator = self._user("desk_c", "desk", operates=self.village)
        self.assertRefused(["not_for_loan"], villager, reference, user=operator)

    def test_no_rule_fits(self):
        self.env["library.policy"].search([]).unlink()
        self.assertRefused(["no_policy"])

    def test_the_rule_of_the_library_wins_whole(self):
        regency = self.env.ref("sipuspa_library.policy_regency")
        self.assertNotEqual(regency.loan_limit, self.rule.loan_limit)
        [answer] = self.lend(self.pupil_a, self.copy)
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.assertEqual((loan.policy_id, loan.limit_judged), (self.rule, 2))

    def test_a_rule_of_the_type(self):
        by_type = self.env["library.policy"].create(
            {"library_id": False, "type_id": self.school_b.type_id.id, "loan_days": 3}
        )
        [answer] = self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.assertEqual((loan.policy_id, answer["due_date"]), (by_type, "2026-03-05"))

    def test_a_rule_of_the_category(self):
        teacher = self._membership(self.school_b, "Bu Uji", category="teacher")
        [answer] = self.lend(teacher, self.copies_b[0], user=self.librarian_b)
        self.assertEqual(answer["due_date"], "2026-03-16")

    def _corner(self, **vals):
        corner = self._library(
            "Pojok Baca", "POJOK", "pojok_baca", self.district_1, weekdays=(), **vals
        )
        membership = self._membership(corner, "Ni Uji Pojok")
        return corner, membership, self._copies(corner, self.book, 1)

    def test_a_reading_corner_goes_by_the_hours_closures_and_rules_of_its_library(self):
        self.rule.loan_days = 5
        self.env["library.closure"].create(
            {
                "name": "Ujian",
                "library_id": self.school_a.id,
                "date_from": "2026-03-07",
                "date_to": "2026-03-10",
            }
        )
        _corner, membership, copy = self._corner(parent_id=self.school_a.id)
        [answer] = self.lend(membership, copy)
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.assertEqual((loan.policy_id, answer["due_date"]), (self.rule, "2026-03-11"))
        self.assertEqual(loan.due_moved_days, 4)

    def test_a_reading_corner_goes_by_the_rule_of_its_librarys_type(self):
        self.rule.unlink()
        policies = self.env["library.policy"]
        schools = policies.create(
            {"library_id": False, "type_id": self.school_a.type_id.id, "loan_days": 3}
        )
        corner, membership, copy = self._corner(parent_id=self.school_a.id)
        [answer] = self.lend(membership, copy)
        self.assertEqual(self.env["library.loan"].browse(answer["loan_id"]).policy_id, schools)
        corners = policies.create({"library_id": False, "type_id": corner.type_id.id})
        self.take_back(corner, copy)
        [answer] = self.lend(membership, copy)
        self.assertEqual(self.env["library.loan"].browse(answer["loan_id"]).policy_id, corners)

    def test_a_reading_corner_with_hours_of_its_own_goes_by_them(self):
        corner, membership, copy = self._corner(parent_id=self.school_a.id)
        corner.opening_ids = [Command.create({"weekday": "6", "hour_from": 9, "hour_to": 11})]
        [answer] = self.lend(membership, copy)
        self.assertEqual(answer["due_date"], "2026-03-15")  # the first Sunday a week from today

    def test_a_reading_corner_that_stands_alone_has_no_hours(self):
        corner, membership, copy = self._corner()
        operator = self._user("desk_corner", "desk", operates=corner)
        self.assertRefused(["library_without_hours"], membership, copy, user=operator)

    def test_closures_of_library_and_region_are_stepped_over(self):
        closures = self.env["library.closure"]
        closures.create(
            {
                "name": "Nyepi",
                "region_id": self.regency.id,
                "date_from": "2026-03-09",
                "date_to": "2026-03-10",
            }
        )
        closures.create(
            {
                "name": "Ujian",
                "library_id": self.school_a.id,
                "date_from": "2026-03-11",
                "date_to": "2026-03-14",
            }
        )
        [answer] = self.lend(self.pupil_a, self.copy)
        self.assertEqual(answer["due_date"], "2026-03-16")  # a Sunday comes after them
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.assertEqual(loan.due_moved_days, 7)
        [answer] = self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        self.assertEqual(answer["due_date"], "2026-03-11")

    def test_a_library_without_hours(self):
        self.school_a.opening_ids.unlink()
        answer = self.assertRefused(["library_without_hours"])
        self.assertFalse(answer["blocks"][0]["may_override"])

    def test_a_fixed_day_is_stepped_back_to_an_open_one(self):
        self.rule.due_on = "2026-03-15"  # a Sunday
        [answer] = self.lend(self.pupil_a, self.copy)
        self.assertEqual(answer["due_date"], "2026-03-14")
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.assertEqual(loan.due_moved_days, -1)
        with freeze_time("2026-03-16 02:00:00"):
            [answer] = self.lend(self.pupil_a2, self.copy_2)
        self.assertEqual(answer["due_date"], "2026-03-23")

    def test_a_book_is_late_only_when_the_patience_of_the_rule_is_over(self):
        self.rule.grace_days = 2
        self.lend(self.pupil_a, self.copy)  # due on the ninth
        with freeze_time("2026-03-11 02:00:00"):
            self.assertEqual(self.lend(self.pupil_a, self.copy_2)[0]["outcome"], "done")
            self.take_back(self.school_a, self.copy_2)
        with freeze_time("2026-03-12 02:00:00"):
            self.assertRefused(["has_overdue"], copy=self.copy_2)

    # ------------------------------------------------------------------
    # LIMITS OF A COLLECTION TYPE
    # ------------------------------------------------------------------

    def _of_type(self, code, count):
        kind = self.env.ref(f"sipuspa_library.collection_type_{code}")
        return kind, self._copies(self.school_a, self.book, count, collection_type_id=kind.id)

    def _limit(self, kind, limit):
        return self.env["library.policy"].create(
            {
                "library_id": self.school_a.id,
                "collection_type_id": kind.id,
                "loan_limit": limit,
            }
        )

    def test_a_rule_of_a_type_bounds_its_books_within_the_total(self):
        kind, novels = self._of_type("fiksi", 3)
        self._limit(kind, 1)
        answers = self.lend(self.pupil_a, novels[0] + novels[1] + self.copy + self.copy_2)
        self.assertEqual(
            [self.codes(answer) for answer in answers],
            [[], ["type_limit_reached"], [], ["limit_reached"]],
        )
        args = answers[1]["blocks"][0]["args"]
        self.assertEqual(args, {"limit": 1, "count": 1, "collection_type_id": kind.id})
        self.assertIn(kind.name, answers[1]["message"])
        loan = self.env["library.loan"].browse(answers[0]["loan_id"])
        self.assertEqual((loan.type_limit_judged, loan.type_count_judged), (1, 1))
        self.assertEqual((loan.limit_judged, loan.count_judged), (2, 1))

    def test_textbooks_leave_the_other_books_alone(self):
        kind, textbooks = self._of_type("paket", 4)
        self._limit(kind, 3)
        answers = self.lend(self.pupil_a, textbooks[:3] + self.copies_a)
        self.assertEqual(
            [self.codes(answer) for answer in answers], [[], [], [], [], [], ["limit_reached"]]
        )
        [answer] = self.lend(self.pupil_a, textbooks[3])
        self.assertEqual(self.codes(answer), ["type_limit_reached"])
        check = self.env.ref("sipuspa_library.check_3")
        check._check()
        self.assertEqual(check.state, "green")

    def test_whether_a_type_counts_apart_is_asked_anew_when_it_changes(self):
        kind, textbooks = self._of_type("paket", 2)
        self.rule.loan_limit = 1
        self._limit(kind, 5)
        self.assertEqual(self.lend(self.pupil_a, self.copy + textbooks[0])[1]["outcome"], "done")
        kind.counts_apart = False
        [answer] = self.lend(self.pupil_a, textbooks[1])
        self.assertEqual(self.codes(answer), ["limit_reached"])
        self.assertEqual(answer["blocks"][0]["args"], {"limit": 1, "count": 2})

    def test_what_hinders_nothing_is_told_beside_and_again_at_a_replay(self):
        self.pupil_a.valid_until = "2026-03-10"
        [answer] = self.lend(self.pupil_a, self.copy, request_id="R")
        self.assertEqual(answer["outcome"], "done")
        [warning] = answer["warnings"]
        self.assertEqual(
            (warning["code"], warning["args"]), ("membership_ends_soon", {"date": "2026-03-10"})
        )
        self.assertIn(warning["message"], answer["message"])
        self.pupil_a.valid_until = False
        self.assertEqual(self.lend(self.pupil_a, self.copy, request_id="R"), [answer])

    # ------------------------------------------------------------------
    # OVERRIDES
    # ------------------------------------------------------------------

    def test_a_librarian_goes_on_with_a_reason_that_is_kept(self):
        self.lend(self.pupil_a, self.copy + self.copy_2)
        answer = self.assertRefused(["limit_reached"], copy=self.copy_3, user=self.librarian_a)
        self.assertTrue(answer["blocks"][0]["may_override"])
        [answer] = self.lend(
            self.pupil_a, self.copy_3, user=self.librarian_a, reason="  Lomba membaca "
        )
        self.assertEqual(answer["outcome"], "done")
        self.assertTrue(self.env["library.loan"].browse(answer["loan_id"]).overridden)
        event = self.env["library.event"].search([("loan_id", "=", answer["loan_id"])])
        self.assertRecordValues(
            event, [{"reason": "Lomba membaca", "actor_id": self.librarian_a.id}]
        )
        self.assertEqual(
            event.overridden, [{"code": "limit_reached", "args": {"limit": 2, "count": 2}}]
        )

    def test_a_desk_officer_cannot_override(self):
        self.lend(self.pupil_a, self.copy + self.copy_2)
        answer = self.assertRefused(["limit_reached"], copy=self.copy_3, reason="Lomba membaca")
        self.assertFalse(answer["blocks"][0]["may_override"])

    def test_a_reason_does_not_lend_a_copy_that_is_not_there(self):
        self.pupil_a.valid_until = "2026-02-28"
        self.copy.manual_state = "lost"
        answer = self.assertRefused(["copy_lost"], user=self.librarian_a, reason="Ketemu")
        self.assertFalse(answer["blocks"][0]["may_override"])

    def test_a_reason_without_a_block_is_no_override(self):
        [answer] = self.lend(self.pupil_a, self.copy, user=self.librarian_a, reason="Biar saja")
        self.assertFalse(self.env["library.loan"].browse(answer["loan_id"]).overridden)
        event = self.env["library.event"].search([("loan_id", "=", answer["loan_id"])])
        self.assertFalse(event.reason or event.overridden)

    # ------------------------------------------------------------------
    # THE DOOR
    # ------------------------------------------------------------------

    def test_only_those_who_work_there_lend(self):
        for user in (
            self.librarian_b,
            self.supervisor,
            self.head,
            self.stakeholder,
            self.cataloguer,
            self.employee,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                with mute_logger("odoo.addons.base.models.ir_rule"):
                    self.lend(self.pupil_a, self.copy, user=user)
        self.assertFalse(self.env["library.event"].search([("copy_id", "=", self.copy.id)]))

    def test_the_library_administrator_lends_everywhere(self):
        [answer] = self.lend(self.pupil_a, self.copy, user=self.library_admin)
        self.assertEqual(answer["outcome"], "done")

    def test_what_is_not_there_is_said_in_a_sentence(self):
        desk = self._desk()
        gone = self._copies(self.school_a, self.book, 1)
        gone_id = gone.id
        gone.unlink()
        for membership_id, copy_ids, device, request in (
            (self.pupil_a.id, [gone_id], "d", "r"),
            (self.pupil_a.id, [self.copy.id, gone_id], "d", "r"),
            (self.pupil_a.id, [], "d", "r"),
            (self.pupil_a.id, "1", "d", "r"),
            (self.pupil_a.id, ["1"], "d", "r"),
            (10**8, [self.copy.id], "d", "r"),
            ("1", [self.copy.id], "d", "r"),
            (self.pupil_a.id, [self.copy.id], "", "r"),
            (self.pupil_a.id, [self.copy.id], "d", None),
            (self.pupil_a.id, [self.copy.id], "d", "r" * 65),
        ):
            with self.subTest(membership_id=membership_id, copy_ids=copy_ids, device=device):
                with self.assertRaises(UserError):
                    desk.lend(membership_id, copy_ids, device, request)

    def test_a_copy_named_twice_is_one_line(self):
        answers = self._desk().lend(self.pupil_a.id, [self.copy.id] * 2, "d", "r")
        self.assertEqual(len(answers), 1)
