from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestPolicyGrid(LibraryCase):
    """The librarian's grid: what holds, changed in place, and back to the regency's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("sipuspa_library.policy_regency").loan_days = 7
        cls.pupils = cls.env.ref("sipuspa_library.member_category_pupil")
        cls.reference = cls.env.ref("sipuspa_library.collection_type_referensi")
        cls.novels = cls.env.ref("sipuspa_library.collection_type_fiksi")
        cls.cells = cls.env["library.policy.cell"].with_user(cls.librarian_a)._fill(cls.school_a)

    def cell(self, kind=None):
        kind = kind or self.novels.browse()
        return self.cells.filtered(
            lambda cell: cell.category_id == self.pupils and cell.collection_type_id == kind
        )

    def rows(self):
        return self.env["library.policy"].search([("library_id", "=", self.school_a.id)])

    def terms(self, copy, member=None):
        today = self.school_a._today()
        rules = self.env["library.policy"]._rules_for(self.school_a)
        calendar = self.school_a._calendar(today)
        rule, __ = (member or self.pupil_a)._terms(copy, rules, calendar, today)
        return rule

    def test_the_grid_shows_what_holds(self):
        self.assertEqual(self.cell().loan_days, 7)
        self.assertEqual(self.cell(self.reference).loan_days, 0)
        self.assertFalse(any(self.cells.mapped("is_own")))
        self.assertFalse(self.rows())

    def test_a_first_change_makes_a_whole_row_and_changes_nothing_else(self):
        copy = self.copies_a[0]
        copy.collection_type_id = self.reference
        self.cell().loan_days = 3
        cell = self.cell()
        self.assertEqual((cell.loan_days, cell.is_own, cell.is_changed), (3, True, True))
        row = self.rows().filtered(lambda row: not row.collection_type_id)
        self.assertEqual((row.loan_days, row.loan_limit, row.category_id), (3, 3, self.pupils))
        self.assertEqual(self.terms(self.copies_a[1]).loan_days, 3)
        self.assertEqual(self.terms(copy).loan_days, 0)
        reference = self.cell(self.reference)
        self.assertEqual((reference.loan_days, reference.is_changed), (0, False))
        teacher = self._membership(self.school_a, "Bu Uji", category="teacher")
        self.assertEqual(self.terms(self.copies_a[1], teacher).loan_days, 14)

    def test_what_inherits_a_changed_cell_is_shown_anew(self):
        self.cell().loan_days = 3
        self.assertEqual(self.cell(self.novels).loan_days, 3)

    def test_a_second_change_writes_the_row_there_is(self):
        self.cell().loan_days = 3
        count = len(self.rows())
        self.cell().write({"loan_limit": 5, "due_on": "2026-06-19"})
        self.assertEqual(len(self.rows()), count)
        row = self.rows().filtered(lambda row: not row.collection_type_id)
        self.assertEqual((row.loan_days, row.loan_limit, str(row.due_on)), (3, 5, "2026-06-19"))

    def test_back_to_the_regency_leaves_no_row(self):
        self.cell().loan_days = 3
        self.cell().action_back()
        self.assertFalse(self.rows())
        self.assertEqual((self.cell().loan_days, self.cell().is_own), (7, False))

    def test_back_keeps_what_a_kind_of_books_says_of_its_own(self):
        self.cell(self.novels).loan_limit = 1
        self.cell().loan_days = 3
        self.cell().action_back()
        self.assertEqual(self.rows().collection_type_id, self.novels)
        self.assertEqual(self.cell(self.novels).loan_limit, 1)

    def test_what_is_fixed_is_refused_in_the_grid_too(self):
        fine = self.env.ref("sipuspa_library.policy_value_fine_per_day")
        self.env.ref("sipuspa_library.policy_regency").locked_ids = fine
        with self.assertRaises(ValidationError):
            self.cell().fine_per_day = 100

    def test_only_who_works_there_opens_or_changes_the_grid(self):
        with self.assertRaises(AccessError):
            self.school_a.with_user(self.librarian_b).action_open_rules()
        theirs = self.cells.with_user(self.librarian_b)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            theirs[0].loan_days = 1
        forged = theirs.create({"library_id": self.school_a.id, "category_id": self.pupils.id})
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            forged.loan_days = 1
        self.assertFalse(self.rows())

    def test_a_second_window_leaves_the_first_in_use(self):
        cells = self.cells.with_user(self.librarian_a)
        self.assertEqual(cells._fill(self.school_a), cells)
        self.cell().loan_days = 3
        self.assertEqual(self.cell().loan_days, 3)

    def test_the_grid_opens_from_the_menu_for_the_only_library(self):
        action = self.env["library.library"].with_user(self.librarian_a).action_open_rules()
        self.assertEqual(action["res_model"], "library.policy.cell")
        cells = self.env["library.policy.cell"].with_user(self.librarian_a).search(action["domain"])
        kinds = self.env["library.collection.type"].search_count([])
        categories = self.env["library.member.category"].search_count([])
        self.assertEqual(len(cells), categories * (kinds + 1))
