from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestLibrary(LibraryCase):
    """A library opens with a prefix of its own, and closes when its books are back."""

    def prefixes(self, *given):
        """Make libraries, those with ``None`` without a prefix, and return the prefixes they got."""
        vals_list = [
            {
                "name": f"Desa {number}",
                "code": f"UJI{number}",
                "type_id": self.village.type_id.id,
                "region_id": self.district_1.id,
                **({"barcode_prefix": prefix} if prefix else {}),
            }
            for number, prefix in enumerate(given)
        ]
        return self.env["library.library"].create(vals_list).mapped("barcode_prefix")

    def test_the_next_prefix_is_after_the_highest_in_use(self):
        self.assertEqual(self.prefixes("0500", None, None), ["0500", "0501", "0502"])

    def test_when_the_last_prefix_is_in_use_gaps_are_filled(self):
        *__, first, second = self.prefixes("9999", "0500", None, None)
        used = self.env["library.library"].with_context(active_test=False).search([])
        self.assertEqual(len({first, second, "9999", "0500"}), 4)
        self.assertEqual(len(used), len(set(used.mapped("barcode_prefix"))))

    def test_a_library_does_not_belong_to_itself(self):
        self.village.parent_id = self.school_a
        with self.assertRaises(UserError):
            self.school_a.parent_id = self.village

    def test_a_library_with_books_lent_is_not_archived(self):
        """Archived it is nobody's to work in: the books could not be taken back."""
        self.lend(self.pupil_a, self.copies_a[0])
        mine = self.school_a.with_user(self.supervisor)
        with self.assertRaisesRegex(ValidationError, "Sekolah A"):
            mine.active = False
        self.take_back(self.school_a, self.copies_a[0])
        mine.active = False
        self.assertFalse(self.desk_a._library_access().operated)
