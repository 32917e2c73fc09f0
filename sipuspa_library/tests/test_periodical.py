from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestPeriodical(LibraryCase):
    """What a library takes and what has arrived."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bobo = (
            cls.env["library.periodical"]
            .with_user(cls.librarian_a)
            .create({"name": "Bobo", "library_id": cls.school_a.id})
        )

    def arrive(self, **vals):
        return (
            self.env["library.periodical.issue"]
            .with_user(self.librarian_a)
            .create({"periodical_id": self.bobo.id, **vals})
        )

    def test_an_issue_belongs_to_the_periodicals_library(self):
        self.assertEqual(self.arrive(number="12").library_id, self.school_a)

    def test_nobody_types_whose_issue_it_is(self):
        with self.assertRaises(AccessError):
            self.arrive(number="12", library_id=self.school_b.id)

    def test_an_issue_is_logged_once(self):
        self.arrive(number="12", issue_date="2026-03-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.arrive(number="12", issue_date="2026-03-01")

    def test_a_number_comes_again_next_year(self):
        self.arrive(number="12", issue_date="2026-03-01")
        self.arrive(number="12", issue_date="2027-03-01", arrived_on="2027-03-02")
        self.assertEqual(self.bobo.issue_count, 2)
        self.assertEqual(self.bobo.last_arrived_on.year, 2027)

    def test_an_issue_has_a_number_or_a_date(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.arrive()

    def test_a_valid_issn_gets_its_hyphen_and_a_wrong_one_is_kept_and_flagged(self):
        self.bobo.issn = "03785955"
        self.assertEqual((self.bobo.issn, self.bobo.issn_valid), ("0378-5955", True))
        self.bobo.issn = "0378-5956"
        self.assertEqual((self.bobo.issn, self.bobo.issn_valid), ("0378-5956", False))

    def test_another_library_neither_reads_nor_writes(self):
        foreign = self.bobo.with_user(self.librarian_b)
        with self.assertRaises(AccessError):
            foreign.read(["name"])
        with self.assertRaises(AccessError):
            foreign.name = "x"
