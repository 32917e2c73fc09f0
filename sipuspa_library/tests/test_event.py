import ast
import inspect
from pathlib import Path
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import library_loan_lost, library_membership_charge
from ..models.library_event import ActKey
from ..tools import charges, circulation, holds, late_entry, textbook, undo, warning
from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"

# where the codes are given
TOOLS = (charges, circulation, holds, late_entry, textbook, undo, warning)
MODELS = (library_loan_lost, library_membership_charge)

#: Arguments that any sentence can ask for.
ARGUMENTS = {
    "library": "Sekolah B",
    "date": "2026-03-02",
    "limit": 3,
    "count": 4,
    "minutes": 30,
    "days": 30,
    "collection_type_id": 1,
    "owed": 5000,
    "number": "R1",
    "position": 2,
    "class_name": "VII-A",
}


def codes():
    """Return every code that the rules of circulation can give, read from their source."""
    trees = [
        ast.parse(Path(inspect.getfile(module)).read_text(encoding="utf-8"))
        for module in (*TOOLS, *MODELS)
    ]
    given = [
        call.args[0]
        for tree in trees
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", None) == "Block"
    ]
    found, families = set(), set()
    for argument in given:
        for part in ast.walk(argument):
            if isinstance(part, ast.JoinedStr):
                families.add(part.values[0].value)
            elif isinstance(part, ast.Constant):
                found.add(part.value)
    found -= families
    members = {
        "copy_": circulation.MANUAL_STATES,
        "membership_": set(circulation.STANDINGS) - {"active"},
    }
    for family in families:
        found |= {f"{family}{member}" for member in members[family]}
    return found


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestEvent(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a
        cls.officer = cls._user("officer_a", "desk", operates=cls.school_a)

    def last(self):
        return self.env["library.event"].search([], limit=1)

    # ------------------------------------------------------------------
    # ONCE
    # ------------------------------------------------------------------

    def test_the_same_request_twice_is_one_loan_and_one_answer(self):
        first = self.lend(self.pupil_a, self.copy + self.copy_2, request_id="R")
        second = self.lend(self.pupil_a, self.copy + self.copy_2, request_id="R")
        self.assertEqual(first, second)
        self.assertEqual(len(self.pupil_a.loan_ids), 2)
        self.assertEqual(self.env["library.event"].search_count([("request_id", "=", "R")]), 2)

    def test_a_refusal_is_repeated_too(self):
        self.copy.manual_state = "damaged"
        first = self.lend(self.pupil_a, self.copy, request_id="R")
        self.copy.manual_state = False
        self.assertEqual(self.lend(self.pupil_a, self.copy, request_id="R"), first)
        self.assertEqual(self.lend(self.pupil_a, self.copy)[0]["outcome"], "done")

    def test_a_return_and_a_renewal_are_done_once(self):
        [answer] = self.lend(self.pupil_a, self.copy)
        loan = self.env["library.loan"].browse(answer["loan_id"])
        with freeze_time("2026-03-03 02:00:00"):
            first = self.renew(loan, request_id="N")
            self.assertEqual(self.renew(loan, request_id="N"), first)
            self.assertEqual(loan.renewal_count, 1)
            first = self.take_back(self.school_a, self.copy, request_id="T")
            self.assertEqual(self.take_back(self.school_a, self.copy, request_id="T"), first)
        self.assertEqual(first[0]["next_step"]["code"], "shelve")

    def test_after_the_book_came_back_the_first_answer_is_still_given(self):
        first = self.lend(self.pupil_a, self.copy, request_id="R")
        self.take_back(self.school_a, self.copy)
        self.lend(self.pupil_a2, self.copy)
        with freeze_time("2026-05-02 02:00:00"):
            self.assertEqual(self.lend(self.pupil_a, self.copy, request_id="R"), first)
        self.assertEqual(len(self.pupil_a.loan_ids), 1)

    def test_a_colleague_at_the_same_device_gets_the_first_answer(self):
        first = self.lend(self.pupil_a, self.copy, request_id="R")
        again = self.lend(self.pupil_a, self.copy, request_id="R", user=self.officer)
        self.assertEqual(again, first)
        self.assertEqual(self.last().actor_id, self.desk_a)

    def test_another_device_or_request_is_another_act(self):
        self.lend(self.pupil_a, self.copy, request_id="R", device="one")
        for key in ({"request_id": "R", "device": "two"}, {"request_id": "S", "device": "one"}):
            [answer] = self.lend(self.pupil_a, self.copy, **key)
            self.assertEqual(self.codes(answer), ["already_borrowed"])

    def test_the_same_request_with_another_payload_is_refused(self):
        [answer] = self.lend(self.pupil_a, self.copy, request_id="R")
        loan = self.env["library.loan"].browse(answer["loan_id"])
        for act in (
            lambda: self.lend(self.pupil_a2, self.copy, request_id="R"),
            lambda: self.lend(self.pupil_a, self.copy_2, request_id="R"),
            lambda: self.lend(self.pupil_a, self.copy + self.copy_2, request_id="R"),
            lambda: self.lend(self.pupil_a, self.copy, request_id="R", reason="Boleh"),
            lambda: self.take_back(self.school_a, self.copy, request_id="R"),
            lambda: self.renew(loan, request_id="R"),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()
        self.assertEqual(self.env["library.event"].search_count([("request_id", "=", "R")]), 1)
        self.assertEqual(len(self.pupil_a.loan_ids), 1)

    def test_part_of_a_request_is_another_payload(self):
        self.lend(self.pupil_a, self.copy + self.copy_2, request_id="R")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.lend(self.pupil_a, self.copy, request_id="R")

    def test_a_first_try_still_under_way_is_waited_for(self):
        key = ActKey("test", "R")
        self.env["library.event"].with_user(self.desk_a)._claim(
            key, "lend", self.school_a, self.copy, [self.pupil_a.id, ""]
        )
        with self.assertRaises(ConcurrencyError):
            self.lend(self.pupil_a, self.copy, request_id="R")

    def test_the_time_on_the_device_is_kept(self):
        key = ActKey("test", "R", fields.Datetime.to_datetime("2026-03-01 23:00:00"))
        self.pupil_a.with_user(self.desk_a)._lend(self.copy, key)
        self.assertRecordValues(
            self.last(),
            [
                {
                    "device_time": fields.Datetime.to_datetime("2026-03-01 23:00:00"),
                    "acted_at": fields.Datetime.to_datetime(MONDAY),
                    "verb": "lend",
                    "outcome": "done",
                    "library_id": self.school_a.id,
                    "copy_id": self.copy.id,
                    "membership_id": self.pupil_a.id,
                    "actor_id": self.desk_a.id,
                }
            ],
        )

    def test_an_act_that_breaks_leaves_no_claim(self):
        with patch.object(
            type(self.env["library.loan"]), "create", side_effect=UserError("no more ink")
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.lend(self.pupil_a, self.copy, request_id="R")
        self.assertEqual(self.lend(self.pupil_a, self.copy, request_id="R")[0]["outcome"], "done")

    # ------------------------------------------------------------------
    # APPEND-ONLY
    # ------------------------------------------------------------------

    def assertSqlRefused(self, statement, *parameters):
        with self.assertRaises(psycopg2.errors.RestrictViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.env.cr.execute(statement, parameters)

    def test_an_event_is_not_deleted(self):
        self.lend(self.pupil_a, self.copy)
        event = self.last()
        self.assertSqlRefused("DELETE FROM library_event WHERE id = %s", event.id)
        with self.assertRaises(psycopg2.errors.RestrictViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                event.unlink()

    def test_an_event_is_not_rewritten(self):
        self.lend(self.pupil_a, self.copy)
        self.env.flush_all()
        event = self.last()
        for column, value in {
            "outcome": "refused",
            "verb": "return",
            "device": "other",
            "request_id": "other",
            "payload_hash": "0",
            "line": 7,
            "library_id": self.school_b.id,
            "copy_id": self.copy_2.id,
            "actor_id": self.librarian_a.id,
            "acted_at": "2020-01-01",
            "due_date": "2030-01-01",
            "blocks": "[]",
            "overridden": "[]",
            "next_step": "{}",
            "membership_id": self.pupil_a2.id,
            "reason": "Sesudahnya",
        }.items():
            with self.subTest(column=column):
                self.assertSqlRefused(
                    f"UPDATE library_event SET {column} = %s WHERE id = %s", value, event.id
                )

    def test_the_person_in_an_event_can_be_forgotten(self):
        self.pupil_a.valid_until = "2026-02-28"
        self.lend(self.pupil_a, self.copy, user=self.librarian_a, reason="Sakit")
        event = self.last()
        event.write({"membership_id": False, "reason": False})
        self.env.flush_all()
        self.assertRecordValues(event, [{"membership_id": False, "reason": False}])
        self.assertSqlRefused(
            "UPDATE library_event SET membership_id = %s WHERE id = %s", self.pupil_a.id, event.id
        )

    def test_nobody_writes_an_event_by_hand(self):
        self.lend(self.pupil_a, self.copy)
        for user in (self.desk_a, self.librarian_a, self.library_admin):
            event = self.last().with_user(user)
            for act in (
                lambda event=event: event.write({"reason": "x"}),
                lambda event=event: event.unlink(),
                lambda event=event: event.copy(),
            ):
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    act()

    # ------------------------------------------------------------------
    # SENTENCES
    # ------------------------------------------------------------------

    def test_every_code_has_a_sentence(self):
        found = codes()
        self.assertLessEqual({"copy_lost", "membership_left", "limit_reached", "shelve"}, found)
        event = self.env["library.event"]
        for code in sorted(found):
            with self.subTest(code=code):
                sentence = event._sentence({"code": code, "args": ARGUMENTS})
                self.assertRegex(sentence, r"^[A-Z].*\.$")
                self.assertNotIn("%", sentence)

    def test_what_can_be_overridden_is_a_code(self):
        self.assertLessEqual(circulation.OVERRIDABLE, codes())

    def test_sentences_are_in_the_language_of_the_reader(self):
        for language in ("en_US", "id_ID"):
            self.env["res.lang"]._activate_lang(language)
        self.lend(self.pupil_a, self.copy)
        event = self.last()
        self.assertIn("03/09/2026", event.with_context(lang="en_US").message)
        self.assertIn("09/03/2026", event.with_context(lang="id_ID").message)
