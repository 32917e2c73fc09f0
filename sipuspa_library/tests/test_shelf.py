import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestShelf(LibraryCase):
    """Where a copy stands: a shelf of the library it belongs in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf_a, cls.shelf_b = cls.env["library.shelf"].create(
            [
                {"library_id": library.id, "name": "Rak 1"}
                for library in (cls.school_a, cls.school_b)
            ]
        )
        cls.copy = cls.copies_a[0]

    def test_a_new_name_typed_on_a_copy_makes_a_shelf_of_its_library(self):
        shelves = self.env["library.shelf"].with_user(self.librarian_a)
        shelf_id, name = shelves.name_create("Rak 900")
        self.assertEqual((shelves.browse(shelf_id).library_id, name), (self.school_a, "Rak 900"))
        with self.assertRaises(AccessError):
            shelves.with_context(default_library_id=self.school_b.id).name_create("Rak 900")

    def test_a_name_means_the_shelf_of_the_library_one_works_in(self):
        for user, shelf in ((self.librarian_a, self.shelf_a), (self.librarian_b, self.shelf_b)):
            found = self.env["library.shelf"].with_user(user).name_search("Rak 1")
            self.assertEqual([shelf_id for shelf_id, __ in found], shelf.ids)

    def test_a_shelf_is_imported_by_its_name(self):
        copies = self.env["library.copy"].with_user(self.librarian_a)
        result = copies.load(["book_id", "shelf_id"], [[self.book.name, "Rak 1"]])
        self.assertFalse(result["messages"])
        self.assertEqual(copies.browse(result["ids"]).shelf_id, self.shelf_a)

    def test_a_copy_stands_on_no_other_librarys_shelf(self):
        with self.assertRaises(ValidationError):
            self.copy.with_user(self.librarian_a).shelf_id = self.shelf_b

    def test_a_copy_that_belongs_elsewhere_leaves_its_shelf(self):
        self.copy.shelf_id = self.shelf_a
        self.copy.write({"library_id": self.school_a.id})
        self.assertEqual(self.copy.shelf_id, self.shelf_a)
        self.copy.station_id = self.school_b
        self.assertFalse(self.copy.shelf_id)
        self.copy.shelf_id = self.shelf_b
        self.copy.write({"station_id": False, "shelf_id": self.shelf_a.id})
        self.assertEqual(self.copy.shelf_id, self.shelf_a)

    def test_a_name_is_taken_once_in_a_room(self):
        shelves = self.env["library.shelf"].with_user(self.librarian_a)
        shelves.create({"name": "Rak 1", "room": "Gudang"})
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"):
            shelves.create({"name": "RAK 1"})

    def test_a_shelf_with_copies_is_archived_not_deleted(self):
        self.copy.shelf_id = self.shelf_a
        with self.assertRaises(psycopg2.errors.ForeignKeyViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.shelf_a.with_user(self.librarian_a).unlink()
        self.shelf_a.with_user(self.librarian_a).active = False
        self.assertEqual(self.copy.shelf_id, self.shelf_a)

    def test_the_room_stands_before_the_name(self):
        with Form(self.shelf_a.with_user(self.librarian_a)) as form:
            form.room = "Ruang Baca"
        self.assertEqual(self.shelf_a.display_name, "Ruang Baca · Rak 1")
