from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestDuplicate(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls._book("Dasar Akuntansi Desa", "Rini Wulandari", year="2015")
        cls.pairs = cls.env["library.duplicate"]

    def find(self, book):
        self.pairs._find(book.ids)
        return self.pairs.search(
            ["|", ("book_low_id", "=", book.id), ("book_high_id", "=", book.id)]
        )

    def other(self, **vals):
        return self._book("DASAR AKOENTANSI DESA", "Wulandari, Rini", year="2015", **vals)

    def run_nightly(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60):
            self.pairs._cron_find()

    def test_a_pair_is_found_with_its_score_and_reasons(self):
        pair = self.find(self.other())
        self.assertEqual((pair.book_low_id, pair.state), (self.one, "open"))
        self.assertGreater(pair.score, 0.9)
        self.assertIn("same author", pair.reason_text)

    def test_titles_are_found_by_words_that_are_right_whatever_is_wrong(self):
        cases = {
            "a word wrong, no author": self._book("Dasar Akuntasni Desa", year="2015"),
            "a subtitle glued, same author": self._book(
                "Dasar Akuntansi Desa Panduan untuk Perangkat", "Rini Wulandari", year="2015"
            ),
            "a word wrong, author inverted": self._book(
                "Dasar Akuntansii Desa", "Wulandari, Rini", year="2015"
            ),
        }
        self.find(self.one)
        found = self.pairs.search([("book_low_id", "=", self.one.id)]).book_high_id
        for name, book in cases.items():
            with self.subTest(case=name):
                self.assertIn(book, found)

    def test_an_old_spelling_without_the_subtitle_is_found(self):
        one = self._book("Siti Nurbaya", "Marah Rusli", subtitle="Kasih Tak Sampai", year="2008")
        other = self._book("Siti Noerbaja", "Marah Roesli", year="2008")
        self.assertIn(one, self.find(other).book_low_id)

    def test_an_isbn_of_one_among_the_further_numbers_of_the_other(self):
        one = self._book("Buku Satu", isbn="9789793062792")
        other = self._book("Buku Satu Lagi Sekali", isbn="9786028519939")
        self.env["library.book.identifier"].create({"book_id": other.id, "value": "979-3062-79-7"})
        self.assertIn((one.id, other.id), self.pairs._candidates(one.ids))
        self.assertIn((other.id, one.id), self.pairs._candidates(other.ids))

    def test_looking_again_makes_no_second_pair(self):
        other = self.other()
        self.assertEqual(self.find(other), self.find(self.one))

    def test_not_the_same_is_remembered(self):
        pair = self.find(self.other())
        pair.with_user(self.cataloguer).action_different()
        self.find(self.one)
        self.assertEqual((pair.state, pair.decided_by_id), ("different", self.cataloguer))
        pair.with_user(self.cataloguer).action_reopen()
        self.assertEqual(pair.state, "open")

    def test_a_title_set_right_leaves_the_list(self):
        other = self.other()
        self.assertTrue(self.find(other))
        other.name = "Dasar Akuntansi Desa Jilid 2"
        self.assertFalse(self.find(other))

    def test_an_archived_title_leaves_the_list(self):
        other = self.other()
        self.find(other)
        other.active = False
        self.assertFalse(self.find(self.one))

    def test_merged_titles_leave_the_list_and_come_back_with_the_undo(self):
        other, third = self.other(), self.other()
        apart = self._book("Dasar Akuntansi Desa Adat", "Rini Wulandari", year="2015")
        pair = self.find(other).filtered(lambda pair: pair.book_low_id == self.one)
        self.pairs._keep_pairs([(other.id, apart.id, 0.8, (), "different")])
        merge = self.one.with_user(self.cataloguer)._merge(other.with_user(self.cataloguer))
        self.assertEqual(pair.state, "merged")
        self.assertNotIn(other, self.find(third).book_low_id)
        remembered = self.pairs.search(
            [("book_low_id", "=", self.one.id), ("book_high_id", "=", apart.id)]
        )
        self.assertEqual(remembered.state, "different")
        with self.assertRaises(UserError):
            pair.with_user(self.cataloguer).action_different()
        merge.action_undo()
        self.assertEqual(pair.state, "open")

    def test_what_followed_from_a_judgement_is_forgotten_with_the_undo(self):
        other, third = self.other(), self._book("Dasar Akuntansi Desa", "Wulandari", year="2016")
        self.find(other).filtered(lambda pair: third in pair.book_high_id)._decide("different")
        kept_and_third = [("book_low_id", "=", self.one.id), ("book_high_id", "=", third.id)]
        merge = self.one.with_user(self.cataloguer)._merge(other.with_user(self.cataloguer))
        self.assertEqual(self.pairs.search(kept_and_third).state, "different")
        merge.action_undo()
        self.assertEqual(self.pairs.search(kept_and_third).state, "open")
        other_and_third = [("book_low_id", "=", other.id), ("book_high_id", "=", third.id)]
        self.assertEqual(self.pairs.search(other_and_third).state, "different")

    def test_the_nightly_run_takes_what_is_new_and_no_pair_twice(self):
        other = self.other()
        self.run_nightly()
        found = self.pairs.search([("book_low_id", "=", self.one.id)])
        self.assertEqual(found.book_high_id, other)
        found.unlink()
        with patch.object(
            fields.Datetime, "now", return_value=fields.Datetime.now() + timedelta(days=2)
        ):
            self.run_nightly()  # its end is after what was written
            self.assertTrue(self.pairs.search([("book_low_id", "=", self.one.id)]))
            self.pairs.search([]).unlink()
            self.run_nightly()
        self.assertFalse(self.pairs.search([("book_low_id", "=", self.one.id)]))

    def test_the_nightly_run_goes_on_where_it_was_stopped(self):
        books = self.env["library.book"].create([{"name": f"Buku {n}"} for n in range(4)])
        seen = []
        module = "odoo.addons.sipuspa_library.models.mixin_duplicate"
        cron = type(self.env["ir.cron"])
        find = patch.object(type(self.pairs), "_find", lambda self, ids, *_: seen.extend(ids))
        with (
            find,
            patch(f"{module}.BATCH", 2),
            patch.object(cron, "_commit_progress", lambda *a, **k: 0),
        ):
            for _run in range(self.env["library.book"].search_count([]) // 2 + 1):
                self.pairs._cron_find()
                if books[-1].id in seen:
                    break
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual(set(books.ids), set(seen))

    def test_the_button_shows_the_pairs_or_says_there_is_none(self):
        other = self.other()
        action = other.with_user(self.librarian_a).action_find_duplicates()
        self.assertEqual(action["type"], "ir.actions.client")  # held by nobody of school A
        self._copies(self.school_a, other, 1)
        action = other.with_user(self.librarian_a).action_find_duplicates()
        self.assertEqual(action["res_model"], "library.duplicate")
        lone = self._book("Tanpa Kembaran Sama Sekali")
        self.assertEqual(
            lone.with_user(self.cataloguer).action_find_duplicates()["type"], "ir.actions.client"
        )

    def test_a_librarian_sees_pairs_of_own_titles_and_decides_on_what_is_own_alone(self):
        pair = self.find(self.other())
        pairs = self.pairs.with_user(self.librarian_a)
        self.assertNotIn(pair, pairs.search([]))
        self._copies(self.school_a, self.one, 1)
        self.assertIn(pair, pairs.search([]))
        self.assertFalse(pair.with_user(self.librarian_a).can_merge)
        with self.assertRaises(AccessError):
            pair.with_user(self.librarian_a).action_different()
        self.assertTrue(pair.with_user(self.cataloguer).can_merge)
        self.assertEqual(pair.low_holders, "Sekolah A (1)")

    def test_both_titles_side_by_side(self):
        other = self.other(publisher="Andi", place="Yogyakarta")
        self._copies(self.school_b, other, 2)
        pair = self.find(other).with_user(self.cataloguer)
        action = pair.action_merge()
        form = self.env[action["res_model"]].with_user(self.cataloguer).browse(action["res_id"])
        self.assertEqual((form.kept_id, form.kept_holders), (other.id, "Sekolah B (2)"))
        form.action_swap()
        self.assertEqual(form.kept_id, self.one.id)
        lines = {line.field_name: line for line in form.line_ids}
        self.assertTrue(lines["publisher"].take_other)
        self.assertFalse(lines["name"].take_other)
        lines["place"].take_other = False
        form.action_merge()
        self.assertEqual((self.one.publisher, self.one.place), ("Andi", False))
        self.assertEqual(other.merged_into_id, self.one)

    def test_two_are_chosen_to_be_merged(self):
        books = self.one | self.other() | self.book
        with self.assertRaisesRegex(UserError, "Choose two"):
            books.with_user(self.cataloguer).action_merge()
        with self.assertRaisesRegex(UserError, "Choose two"):
            self.one.with_user(self.cataloguer).action_merge()
