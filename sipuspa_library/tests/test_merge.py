from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHOTO, LibraryCase
from .properties import checked

DERIVED = {"library.event", "library.merge", "library.duplicate", "library.search.word.change"}


@tagged("post_install", "-at_install")
class MergeCase(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls._book(
            "Sejarah Klungkung", "Ketut Uji", class_number="959", isbn="9789793062792"
        )
        cls.loser = cls._book("SEJARAH KLOENGKOENG", "K. Uji", class_number="990", year="2011")
        cls.copies_kept = cls._copies(cls.school_a, cls.kept, 2)
        cls.copies_loser = cls._copies(cls.school_b, cls.loser, 3)
        cls.env.flush_all()

    def merge(self, kept=None, losers=None, choices=None, user=None):
        kept, losers = kept or self.kept, losers or self.loser
        user = user or self.cataloguer
        return kept.with_user(user)._merge(losers.with_user(user), choices)

    def undo(self, merge, user=None):
        merge.with_user(user or self.cataloguer).action_undo()

    def rows(self):
        """Return every row of our tables that a merge may touch, without who wrote it last.

        Possible duplicates are not put back but looked for anew; changes of words are added up later.
        """
        self.env.flush_all()
        tables = [
            model._table
            for model in self.env.values()
            if model._name.startswith("library.")
            and model._auto
            and not model._abstract
            and not model._transient
            and model._name not in DERIVED
        ]
        pairs = [place.table for place in self.kept._merge_pair_places()]
        found = {}
        for table in sorted({*tables, *pairs} - {"library_library_library_merge_rel"}):
            self.env.cr.execute(
                f"SELECT (to_jsonb(t) - '{{write_date,write_uid,fact_seq}}'::text[])::text FROM {table} t"
            )
            found[table] = sorted(row[0] for row in self.env.cr.fetchall())
        self.env.cr.execute(
            "SELECT res_model, res_id, res_field, checksum FROM ir_attachment "
            "WHERE res_model LIKE 'library.%' ORDER BY 1, 2, 3, 4"
        )
        return {**found, "attachments": self.env.cr.fetchall()}


class TestMergeTitles(MergeCase):
    def test_copies_and_their_loans_stand_under_the_kept_title(self):
        [answer] = self.lend(self.pupil_b, self.copies_loser[0], user=self.librarian_b)
        merge = self.merge()
        self.assertEqual(self.copies_loser.book_id, self.kept)
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.assertEqual((loan.book_id, loan.is_open), (self.kept, True))
        self.assertEqual(self.copies_loser[0].status, "on_loan")
        self.assertEqual(merge.copy_count, 3)
        self.assertFalse(self.loser.active)
        self.assertEqual(self.loser.merged_into_id, self.kept)

    def test_a_copy_that_is_lent_comes_back_as_ever(self):
        self.lend(self.pupil_b, self.copies_loser[0], user=self.librarian_b)
        self.merge()
        [answer] = self.take_back(self.school_b, self.copies_loser[0], user=self.librarian_b)
        self.assertEqual(answer["title"], "Sejarah Klungkung")

    def test_holdings_are_counted_anew(self):
        self.merge()
        holdings = self.env["library.holding"].search(
            [("book_id", "in", (self.kept | self.loser).ids), ("copy_count", ">", 0)]
        )
        self.assertEqual(
            {(line.book_id, line.library_id, line.copy_count) for line in holdings},
            {(self.kept, self.school_a, 2), (self.kept, self.school_b, 3)},
        )

    def test_old_spines_stay_right(self):
        processing, printed = self._copies(
            self.school_b, self.loser, 2, manual_state="in_processing"
        )
        printed.printed_at = "2026-01-05 08:00:00"
        own = self.copies_loser[2]
        own.own_call_number = "B 12"
        self.assertEqual(self.loser.call_number, "990 UJI s")
        self.merge()
        self.assertEqual(self.copies_loser[0].call_number, "990 UJI s")
        self.assertEqual(printed.call_number, "990 UJI s")
        self.assertEqual(own.call_number, "B 12")
        self.assertEqual(processing.call_number, self.kept.call_number)
        self.assertFalse(self.copies_kept[0].own_call_number)

    def test_the_kept_titles_own_spines_stay_right_when_the_class_is_taken_from_the_other(self):
        was = self.kept.call_number
        self.merge(choices={"class_number": self.loser.id})
        self.assertEqual(self.kept.class_number, "990")
        self.assertEqual(self.copies_kept.mapped("call_number"), [was, was])

    def test_values_are_kept_as_chosen(self):
        lines = self.loser.contributor_ids
        subject = self.env["library.subject"].create({"name": "Sejarah Uji"})
        self.loser.subject_ids = subject
        self.merge(choices=dict.fromkeys(("year", "contributor_ids", "subject_ids"), self.loser.id))
        self.assertEqual((self.kept.name, self.kept.year), ("Sejarah Klungkung", "2011"))
        self.assertEqual(self.kept.contributor_ids, lines)
        self.assertEqual(self.kept.contributor_text, "K. Uji")
        self.assertEqual(self.kept.subject_ids, subject)

    def test_what_is_not_to_be_chosen_is_refused(self):
        for choices in ({"verified": self.loser.id}, {"year": self.book.id}, {"no_field": 1}):
            with self.subTest(choices=choices), self.assertRaises(UserError):
                self.merge(choices=choices)

    def test_every_isbn_and_number_still_finds_the_title(self):
        self.loser.isbn = "9786028519939"
        self.env["library.book.identifier"].create(
            {"book_id": self.loser.id, "kind": "other", "value": "X-77"}
        )
        self.merge()
        self.assertEqual(self.kept.isbn, "9789793062792")
        self.assertEqual(set(self.kept.identifier_ids.mapped("value")), {"9786028519939", "X-77"})
        books = self.env["library.book"]
        for words in ("9786028519939", "9789793062792", "X-77"):
            with self.subTest(words=words):
                self.assertEqual(books.search([("search_words", "ilike", words)]), self.kept)

    def test_the_isbn_taken_from_the_other_puts_the_own_one_behind(self):
        self.loser.isbn = "9786028519939"
        self.merge(choices={"isbn": self.loser.id})
        self.assertEqual(self.kept.isbn, "9786028519939")
        self.assertEqual(self.kept.identifier_ids.mapped("value"), ["9789793062792"])

    def test_a_title_without_a_cover_gets_the_others(self):
        self.loser.cover = PHOTO
        self.merge()
        self.assertTrue(self.kept.cover)
        self.assertFalse(self.loser.cover)

    def test_the_ledger_tells_of_each_copy(self):
        self.merge()
        events = self.env["library.event"].search([("verb", "=", "merge")])
        self.assertEqual(events.copy_id, self.copies_loser)
        self.assertEqual(events.library_id, self.school_b)
        self.assertEqual(
            events[0].details, {"book_id": ["SEJARAH KLOENGKOENG", "Sejarah Klungkung"]}
        )

    def test_pressed_twice_it_says_so_and_does_nothing(self):
        self.merge()
        rows = self.rows()
        with self.assertRaisesRegex(UserError, "has been merged into “Sejarah Klungkung” already"):
            self.merge()
        with self.assertRaisesRegex(UserError, "already"):
            self.merge(kept=self.loser, losers=self.kept)
        self.assertEqual(self.rows(), rows)

    def test_a_title_is_not_merged_with_itself_or_an_archived_one(self):
        with self.assertRaisesRegex(UserError, "two different"):
            self.merge(losers=self.kept)
        with self.assertRaisesRegex(UserError, "two different"):
            self.merge(losers=self.kept | self.loser)
        archived = self._book("Arsip")
        archived.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self.merge(losers=archived)

    def test_a_merged_title_comes_back_by_the_undo_alone(self):
        merge = self.merge()
        with self.assertRaisesRegex(UserError, "has been merged into “Sejarah Klungkung” already"):
            self.loser.with_user(self.cataloguer).action_unarchive()
        self.undo(merge)
        self.assertTrue(self.loser.active)

    def test_no_copy_comes_under_a_merged_title(self):
        self.merge()
        with self.assertRaisesRegex(UserError, "Add the copies there"):
            self._copies(self.school_b, self.loser, 1)

    def test_a_librarian_merges_own_titles_only(self):
        mine, other = (
            self.env["library.book"].with_user(self.librarian_a).create({"name": f"Milik {number}"})
            for number in (1, 2)
        )
        copies = self._copies(self.school_a, other.sudo(), 2)
        mine._merge(other)
        self.assertEqual(copies.book_id, mine)
        with self.assertRaises(AccessError):
            mine._merge(self.loser.with_user(self.librarian_a))
        with self.assertRaises(AccessError):
            self.kept.with_user(self.librarian_a)._merge(mine)
        with self.assertRaises(AccessError):
            self.kept.with_user(self.desk_a)._merge(self.loser.with_user(self.desk_a))

    def test_where_it_went_is_not_typed(self):
        with self.assertRaises(AccessError):
            self.kept.with_user(self.cataloguer).merged_into_id = self.loser
        with self.assertRaises(AccessError):
            self.env["library.author"].with_user(self.cataloguer).create(
                {"name": "Baru", "merged_into_id": self._author("K. Uji").id}
            )

    def test_merging_one_after_the_other_leaves_one_way_to_the_last(self):
        third = self._book("Sejarah Kabupaten Klungkung")
        self.merge()
        self.merge(kept=third, losers=self.kept)
        self.assertEqual(self.loser.merged_into_id, third)
        self.assertEqual((self.copies_kept | self.copies_loser).book_id, third)

    def test_an_old_address_leads_to_the_kept_title(self):
        self.merge()
        opac = self.env["library.opac"].with_user(self.env.ref("base.public_user"))
        found = opac._book(self.loser.id)
        self.assertTrue(found["title"]["ref"].startswith(f"{self.kept.id}-"))


class TestMergeHeadings(MergeCase):
    def test_titles_of_both_authors_stand_under_one_who_is_found_by_both_names(self):
        one, other = self._author("Ketut Uji"), self._author("K. Uji")
        self.merge(kept=one, losers=other)
        self.assertEqual(self.loser.contributor_text, "Ketut Uji")
        self.assertIn("K. Uji", one.see_from.splitlines())
        found = self.env["library.book"].search([("search_words", "ilike", "k. uji")])
        self.assertEqual(found, self.kept | self.loser)
        authors = self.env["library.author"].with_user(self.cataloguer)
        self.assertEqual(authors.name_search("K. Uji")[0][0], one.id)

    def test_nobody_is_named_twice_on_a_title(self):
        one, other = self._author("Ketut Uji"), self._author("K. Uji")
        self.kept.contributor_ids = [
            Command.create({"author_id": other.id}),
            Command.create({"author_id": other.id, "role": "editor"}),
        ]
        self.merge(kept=one, losers=other)
        self.assertEqual(self.kept.contributor_ids.mapped("role"), ["author", "editor"])
        self.assertEqual(self.kept.contributor_ids.author_id, one)

    def test_a_new_heading_leaves_the_spines_of_its_titles(self):
        one, other = self._author("Ketut Uji"), self._author("K. Lain")
        self.loser.contributor_ids.author_id = other
        was = self.copies_loser[0].call_number
        self.assertIn("LAI", was)
        self.merge(kept=one, losers=other)
        self.assertIn("UJI", self.loser.call_number)
        self.assertEqual(self.copies_loser[0].call_number, was)

    def test_subjects_merge_on_every_title(self):
        one, other = self.env["library.subject"].create(
            [{"name": "Sejarah Uji"}, {"name": "Riwayat Uji"}]
        )
        self.kept.subject_ids = one | other
        self.loser.subject_ids = other
        self.merge(kept=one, losers=other)
        self.assertEqual((self.kept | self.loser).subject_ids, one)
        found = self.env["library.book"].search([("search_words", "ilike", "riwayat uji")])
        self.assertEqual(found, self.kept | self.loser)

    def test_headings_are_put_back_too(self):
        one, other = self._author("Ketut Uji"), self._author("K. Uji")
        self.kept.contributor_ids = [Command.create({"author_id": other.id})]
        first, second = self.env["library.subject"].create(
            [{"name": "Sejarah Uji"}, {"name": "Riwayat Uji"}]
        )
        self.kept.subject_ids = first | second
        rows = self.rows()
        merges = [
            self.merge(kept=one, losers=other, choices={"name": other.id}),
            self.merge(kept=first, losers=second, choices={"name": second.id}),
        ]
        self.assertEqual(one.name, "K. Uji")
        for merge in reversed(merges):
            self.undo(merge)
        self.assertEqual(self.rows(), rows)

    def test_a_librarian_does_not_merge_headings_of_others(self):
        one, other = self._author("Ketut Uji"), self._author("K. Uji")
        with self.assertRaises(AccessError):
            self.merge(kept=one, losers=other, user=self.librarian_a)


class TestMergeAlways(MergeCase):
    """Whatever is merged into whatever, in any order: nothing is lost, and all of it is put back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        numbers = ("9786028519939", "9789792248616", "9786020245041", False)
        cls.titles = cls.env["library.book"].union(
            *(
                cls._book(
                    f"Kembar {nth}", f"Pengarang {nth % 3}", isbn=number, class_number=f"{nth}00"
                )
                for nth, number in enumerate(numbers)
            )
        )
        for nth, book in enumerate(cls.titles):
            cls._copies(cls.school_a, book, nth)
            copies = cls._copies(cls.school_b, book, 1)
            cls.env["library.book.identifier"].create(
                {"book_id": book.id, "kind": "other", "value": f"N-{nth}"}
            )
            desk = cls.env["library.desk"].with_user(cls.librarian_b)
            if nth % 2:
                desk.lend(cls.pupil_b.id, copies.ids, "always", f"lend {nth}")

    def belongings(self):
        """Return what must outlive every merge, as multisets."""
        copies = self.env["library.copy"].search([])
        loans = self.env["library.loan"].search([])
        active = self.env["library.book"].search([])
        numbers = [*active.mapped("isbn"), *active.identifier_ids.mapped("value")]
        return (
            sorted((copy.id, copy.barcode, copy.status, copy.call_number) for copy in copies),
            sorted(
                (loan.id, loan.copy_id.id, loan.membership_id.id, loan.is_open) for loan in loans
            ),
            sorted(filter(None, numbers)),
            sum(active.holding_ids.mapped("copy_count")),
        )

    @settings(checked, max_examples=15)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 3),
                st.integers(0, 3),
                st.sets(st.sampled_from(("name", "isbn", "contributor_ids", "class_number"))),
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_nothing_is_lost_and_everything_is_put_back(self, plan):
        belongings, rows, merges = self.belongings(), self.rows(), []
        for kept, other, chosen in plan:
            kept, other = self.titles[kept], self.titles[other]
            if kept != other and kept.active and other.active:
                merges.append(self.merge(kept, other, dict.fromkeys(chosen, other.id)))
            else:
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self.merge(kept, other)
            self.assertEqual(self.belongings(), belongings)
            for loan in self.env["library.loan"].search([]):
                self.assertEqual(loan.book_id, loan.copy_id.book_id)
        for merge in reversed(merges):
            self.undo(merge)
        self.assertEqual(self.rows(), rows)
