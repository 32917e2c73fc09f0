from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..tools import policy
from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestPolicyLock(LibraryCase):
    """What the office fixes holds for all libraries, whoever saves what first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env["library.policy"].with_user(cls.librarian_a)
        cls.regency = cls.env.ref("sipuspa_library.policy_regency").with_user(cls.library_admin)
        cls.fine = cls.env.ref("sipuspa_library.policy_value_fine_per_day")
        cls.pupils = cls.env.ref("sipuspa_library.member_category_pupil")
        cls.teachers = cls.env.ref("sipuspa_library.member_category_teacher")

    def own(self, **vals):
        return self.policies.create({"library_id": self.school_a.id, **vals})

    def test_a_librarian_cannot_say_otherwise_and_is_told_what_is_fixed(self):
        self.regency.write({"locked_ids": self.fine.ids, "fine_per_day": 250})
        with self.assertRaises(ValidationError) as refused:
            self.own(category_id=self.pupils.id, fine_per_day=500)
        self.assertIn("250", str(refused.exception))
        row = self.own(category_id=self.pupils.id, fine_per_day=250, loan_days=3)
        with self.assertRaises(ValidationError):
            row.fine_per_day = 0
        row.loan_days = 5
        self.assertEqual((row.loan_days, row.fine_per_day), (5, 250))

    def test_fixing_a_value_rewrites_the_librarys_rows_and_notes_it(self):
        mine = self.own(category_id=self.pupils.id, fine_per_day=500, loan_days=3)
        theirs = self.env["library.policy"].create(
            {"library_id": False, "type_id": self.school_b.type_id.id, "fine_per_day": 100}
        )
        self.regency.write({"locked_ids": self.fine.ids, "fine_per_day": 250})
        self.assertEqual((mine.fine_per_day, mine.loan_days, theirs.fine_per_day), (250, 3, 250))
        self.regency.fine_per_day = 300
        self.assertEqual((mine.fine_per_day, theirs.fine_per_day), (300, 300))
        self.assertIn("300", mine.message_ids[0].body)

    def test_unfixing_leaves_the_rows_to_the_libraries(self):
        self.regency.write({"locked_ids": self.fine.ids, "fine_per_day": 250})
        mine = self.own(category_id=self.pupils.id, fine_per_day=250)
        self.regency.locked_ids = False
        mine.fine_per_day = 0
        self.assertEqual(mine.fine_per_day, 0)

    def test_a_wider_row_of_a_library_does_not_reach_round_what_is_fixed(self):
        teachers = self.env.ref("sipuspa_library.policy_regency_teacher")
        teachers.write({"locked_ids": self.fine.ids, "fine_per_day": 0})
        wide = self.own(fine_per_day=500, loan_days=4)
        self.assertEqual(wide.fine_per_day, 500)
        narrow = self.policies.search(
            [("library_id", "=", self.school_a.id), ("category_id", "=", self.teachers.id)]
        )
        self.assertEqual((narrow.fine_per_day, narrow.loan_days), (0, 4))
        narrow.unlink()
        narrow = self.policies.search(
            [("library_id", "=", self.school_a.id), ("category_id", "=", self.teachers.id)]
        )
        self.assertEqual(narrow.fine_per_day, 0)

    def test_a_wider_row_gets_a_copy_for_each_thing_that_is_fixed(self):
        days = self.env.ref("sipuspa_library.policy_value_loan_days")
        for name in ("teacher", "reference", "textbook"):
            self.env.ref(f"sipuspa_library.policy_regency_{name}").locked_ids = self.fine + days
        self.own(fine_per_day=500, loan_days=4)
        rows = self.policies.search([("library_id", "=", self.school_a.id)])
        told = {
            (row.category_id.code, row.collection_type_id.code): (row.fine_per_day, row.loan_days)
            for row in rows
        }
        self.assertEqual(
            told,
            {
                (False, False): (500, 4),
                ("teacher", False): (0, 14),
                (False, "referensi"): (0, 0),
                (False, "paket"): (0, 365),
            },
        )

    def test_only_a_row_of_the_regency_fixes_anything(self):
        with self.assertRaises(ValidationError):
            self.own(locked_ids=self.fine.ids)

    def test_every_value_of_a_rule_can_be_fixed(self):
        values = self.env["library.policy.value"].search([])
        self.assertEqual(set(values.mapped("code")), set(policy.VALUES))
        labels = self.env["library.policy"].fields_get(policy.VALUES, ["string"])
        self.assertEqual(
            {value.display_name for value in values}, {label["string"] for label in labels.values()}
        )
