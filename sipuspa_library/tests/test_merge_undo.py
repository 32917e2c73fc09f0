from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHOTO
from .test_merge import MergeCase


@tagged("post_install", "-at_install")
class TestUndoMerge(MergeCase):
    def test_undone_at_once_every_row_is_as_it_was(self):
        self.loser.write({"isbn": "9786028519939", "cover": PHOTO})
        self.env["library.book.identifier"].create(
            {"book_id": self.loser.id, "kind": "other", "value": "X-77"}
        )
        self.loser.subject_ids = self.env["library.subject"].create({"name": "Sejarah Uji"})
        self.lend(self.pupil_b, self.copies_loser[0], user=self.librarian_b)
        rows = self.rows()
        fields = ("name", "isbn", "contributor_ids", "subject_ids", "class_number", "cover")
        merge = self.merge(choices=dict.fromkeys(fields, self.loser.id))
        self.assertNotEqual(self.rows(), rows)
        self.undo(merge)
        self.assertEqual(self.rows(), rows)
        self.assertEqual(merge.undone_by_id, self.cataloguer)

    def test_the_ledger_tells_of_the_undo(self):
        self.undo(self.merge())
        events = self.env["library.event"].search([("verb", "=", "merge")], order="id", limit=4)
        self.assertEqual(
            events[3].details, {"book_id": ["Sejarah Klungkung", "SEJARAH KLOENGKOENG"]}
        )

    def test_it_is_undone_once(self):
        merge = self.merge()
        self.undo(merge)
        with self.assertRaisesRegex(UserError, "undone already"):
            self.undo(merge)

    def test_later_changes_keep_it_from_being_undone_and_are_named(self):
        def lend():
            self.lend(self.pupil_b, self.copies_loser[0], user=self.librarian_b)

        changes = {
            "Loan": lend,
            "Copy": lambda: self._copies(self.school_a, self.kept, 1),
            r"Title \(Publication Year\)|Title \(Year\)": lambda: self.kept.write({"year": "1999"}),
            "Holding": lambda: self.copies_loser[0].write({"manual_state": "withdrawn"}),
            "Identifier": lambda: self.kept.identifier_ids.unlink(),
            "Klungkung": lambda: self.merge(kept=self.book, losers=self.kept),
        }
        self.loser.isbn = "9786028519939"
        for word, change in changes.items():
            with self.subTest(change=word):
                savepoint = self.env.cr.savepoint()
                merge = self.merge(choices={"year": self.loser.id})
                change()
                with self.assertRaisesRegex(UserError, f"Since then has changed: .*({word})"):
                    self.undo(merge)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_what_came_under_a_kept_heading_is_named_in_words(self):
        kept, loser = self._subjects("Sejarah Uji", "Riwayat Uji")
        merge = self.merge(kept=kept, losers=loser)
        self.book.subject_ids = kept
        with self.assertRaisesRegex(UserError, r"Since then has changed: Title \(Subjects\)"):
            self.undo(merge)

    def test_a_value_the_merge_did_not_touch_may_have_changed(self):
        merge = self.merge()
        self.kept.summary = "Ditulis kemudian."
        self.undo(merge)
        self.assertEqual(self.kept.summary, "Ditulis kemudian.")
        self.assertEqual(self.copies_loser.book_id, self.loser)

    def test_merges_are_undone_last_first(self):
        third = self._book("Sejarah Kabupaten Klungkung")
        rows = self.rows()
        first, second = self.merge(), self.merge(kept=third, losers=self.kept)
        with self.assertRaises(UserError):
            self.undo(first)
        self.undo(second)
        self.undo(first)
        self.assertEqual(self.rows(), rows)

    def test_who_may_not_merge_may_not_undo(self):
        merge = self.merge()
        self.assertFalse(merge.with_user(self.librarian_b).can_undo)
        with self.assertRaises(AccessError):
            self.undo(merge, self.librarian_b)
        self.assertTrue(merge.with_user(self.cataloguer).can_undo)

    def test_a_librarian_sees_the_merges_of_own_titles(self):
        merge = self.merge()
        merges = self.env["library.merge"]
        self.assertIn(merge, merges.with_user(self.librarian_b).search([]))
        village = self._user("village", "librarian", operates=self.village)
        self.assertNotIn(merge, merges.with_user(village).search([]))
