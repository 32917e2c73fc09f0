import contextlib

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestAuthority(LibraryCase):
    """One heading, many names: whichever is typed, the heading and its titles are found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soekarno = cls.env["library.author"].create(
            {"name": "Soekarno", "see_from": "Bung Karno\nKusno Sosrodihardjo"}
        )
        cls.bendera = cls._book("Di Bawah Bendera Revolusi", "Soekarno")

    def suggested(self, typed, model="library.author", user=None):
        found = self.env[model].with_user(user or self.librarian_a).name_search(typed)
        return [name for __, name in found]

    def titles(self, words):
        return self.env["library.book"].search([("search_words", "ilike", words)])

    # ------------------------------------------------------------------
    # FINDING
    # ------------------------------------------------------------------

    def test_a_heading_is_suggested_by_any_of_its_names_in_any_spelling(self):
        for typed in ("soekarno", "Sukarno", "bung kar", "sosrodiharjo kusno", "KUSNO"):
            self.assertEqual(self.suggested(typed), ["Soekarno"], typed)
        self.assertEqual(self.suggested("Bung Hatta"), [])

    def test_a_heading_is_suggested_by_words_in_any_order_and_by_initials(self):
        self._author("Andrea Hirata")
        navis = self._author("A.A. Navis")
        self.assertEqual(self.suggested("hirata, andr"), ["Andrea Hirata"])
        self.assertEqual(self.suggested("A.A.Navis"), [navis.name])
        self.assertIn("Andrea Hirata", self.suggested(""))

    def test_signs_in_what_is_typed_are_no_wildcards(self):
        for typed in ("%", "_", "\\", "'", "...", "100%"):
            self.assertNotIn("Soekarno", self.suggested(f"{typed}zz"), typed)

    def test_a_subject_is_suggested_by_other_words_for_it(self):
        self.assertIn("Pertanian", self.suggested("bercocok", "library.subject"))

    def test_titles_are_found_by_every_name_of_their_authors(self):
        for words in ("Sukarno", "bung karno", "sosrodihardjo revolusi"):
            self.assertEqual(self.titles(words), self.bendera, words)

    def test_titles_are_found_by_subjects_and_other_words_for_them(self):
        subject = self._subjects("Subak Uji")
        subject.see_from = "Perkumpulan pengairan uji"
        self.bendera.subject_ids = subject
        for words in ("subak uji", "pengairan uji"):
            self.assertEqual(self.titles(words), self.bendera, words)

    def test_titles_are_found_by_further_numbers(self):
        self.bendera.identifier_ids = [
            Command.create({"value": "979-3062-79-7"}),
            Command.create({"kind": "issn", "value": "03785955"}),
        ]
        for words in ("9789793062792", "979-3062-79-7", "0378-5955", "03785955"):
            self.assertEqual(self.titles(words), self.bendera, words)

    def test_renaming_reaches_every_title_in_a_fixed_number_of_queries(self):
        def rename(author, count, name):
            lines = [Command.create({"author_id": author.id})]
            self.env["library.book"].create(
                [{"name": f"Judul {number}", "contributor_ids": lines} for number in range(count)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            author.write({"name": name, "see_from": f"Alias {name}"})
            self.env.flush_all()
            return self.cr.sql_log_count - before

        few = rename(self._author("Penulis Satu"), 2, "Nama Baru")
        many = rename(self._author("Penulis Dua"), 60, "Nama Lain")
        self.assertEqual(len(self.titles("alias lain")), 60)
        self.assertFalse(self.titles("penulis dua"))
        self.assertLessEqual(many, few)

    def test_headings_stand_in_order_whatever_their_capitals(self):
        subjects = self._subjects("ubi Uji", "Uji", "UBI kayu uji")
        self.assertEqual(
            subjects.search([("id", "in", subjects.ids)]).mapped("name"),
            ["UBI kayu uji", "ubi Uji", "Uji"],
        )

    def test_names_lead_to_a_heading_or_make_one(self):
        found = self.env["library.author"]._named(["Bung  Karno", "SUKARNO", "Penulis Baru", "?!"])
        self.assertEqual(found["Bung  Karno"], self.soekarno)
        self.assertEqual(found["SUKARNO"], self.soekarno)
        self.assertEqual(found["Penulis Baru"].heading, "Baru, Penulis")
        self.assertEqual(found["?!"].name, "?!")
        both = self.env["library.subject"]._named(["Ladang", "LADANG"])
        self.assertEqual(both["Ladang"], both["LADANG"])

    def test_other_names_are_kept_once_each_on_a_line(self):
        self.soekarno.see_from = "  Bung   Karno \n\n Bung Karno\nPutra Sang Fajar"
        self.assertEqual(self.soekarno.see_from, "Bung Karno\nPutra Sang Fajar")

    # ------------------------------------------------------------------
    # WHO MAY EDIT
    # ------------------------------------------------------------------

    def test_a_librarian_mends_the_heading_of_an_author_just_made(self):
        as_a = self.env(user=self.librarian_a)
        burton = as_a["library.author"].create({"name": "Tim Penyair"})
        as_a["library.book"].create(
            {"name": "Sajak", "contributor_ids": [Command.create({"author_id": burton.id})]}
        )
        self.assertTrue(burton.is_editable)
        burton.heading = "Penyair, Tim"
        self.assertEqual(burton.heading, "Penyair, Tim")

    def test_a_heading_is_mended_where_it_stands_on_the_title(self):
        as_a = self.env(user=self.librarian_a)
        author = as_a["library.author"].create({"name": "Ni Luh Sekar"})
        book = as_a["library.book"].create({"name": "Sajak", "class_number": "811"})
        book.contributor_ids = [
            Command.create({"author_id": author.id, "heading": "Luh Sekar, Ni"})
        ]
        self.assertEqual(author.heading, "Luh Sekar, Ni")
        self.assertEqual(book.call_number, "811 LUH s")

    def test_nobody_mends_the_heading_of_a_shared_author_by_the_line_of_an_own_title(self):
        as_a = self.env(user=self.librarian_a)
        book = as_a["library.book"].create({"name": "Sajak"})
        line = {"author_id": self.soekarno.id, "heading": "Presiden"}
        with self.assertRaises(AccessError):
            book.contributor_ids = [Command.create(line)]

    def test_an_own_author_on_a_title_of_others_is_the_cataloguers(self):
        as_a = self.env(user=self.librarian_a)
        author = as_a["library.author"].create({"name": "Putu Uji"})
        self._copies(self.school_b, self._book("Milik Bersama", "Putu Uji"), 1)
        self.assertFalse(author.is_editable)
        with self.assertRaisesRegex(AccessError, "cataloguer"):
            author.see_from = "Uji"
        author.with_user(self.cataloguer).see_from = "Uji"

    def test_subjects_and_numbers_follow_the_rights_of_their_title(self):
        self._copies(self.school_b, self.bendera, 1)
        as_a = self.env(user=self.librarian_a)
        book = self.bendera.with_env(as_a)
        number = self.env["library.book.identifier"].create(
            {"book_id": book.id, "value": "9789799657312"}
        )
        own = as_a["library.book"].create({"name": "Milik Sendiri"})
        subject = as_a["library.subject"].create({"name": "Subjek Sendiri"})
        acts = (
            lambda: book.write({"subject_ids": [Command.link(subject.id)]}),
            lambda: subject.write({"book_ids": [Command.link(book.id)]}),
            lambda: as_a["library.subject"].create(
                {"name": "Lain", "book_ids": [Command.link(book.id)]}
            ),
            lambda: as_a["library.book.identifier"].create({"book_id": book.id, "value": "1"}),
            lambda: number.with_env(as_a).write({"note": "x"}),
            lambda: number.with_env(as_a).write({"book_id": own.id}),
            lambda: number.with_env(as_a).unlink(),
            lambda: own.write({"identifier_ids": [Command.link(number.id)]}),
        )
        for nth, act in enumerate(acts):
            with contextlib.suppress(AccessError), self.cr.savepoint():
                act()
            self.env.invalidate_all()
            self.assertFalse(self.bendera.subject_ids, nth)
            self.assertEqual(self.bendera.identifier_ids, number, nth)
            self.assertFalse(number.note, nth)

    def test_a_heading_with_titles_is_not_deleted(self):
        subject = self._subjects("Subjek Uji")
        self.bendera.subject_ids = subject
        for heading in (self.soekarno, subject):
            with self.assertRaisesRegex(UserError, "Merge it"):
                heading.with_user(self.cataloguer).unlink()
        self.bendera.subject_ids = False
        subject.with_user(self.cataloguer).unlink()

    def test_a_subject_is_on_the_list_once(self):
        self._subjects("Subjek Uji")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env["library.subject"].create({"name": "SUBJEK uji"})

    def test_titles_are_counted_once_each(self):
        self.bendera.contributor_ids = [
            Command.create({"author_id": self.soekarno.id, "role": "editor"})
        ]
        subjects = self._subjects("Subjek Uji", "Subjek Lain")
        self.bendera.subject_ids = subjects[0]
        self.assertEqual(self.soekarno.book_count, 1)
        self.assertEqual(subjects.mapped("book_count"), [1, 0])
        self.assertEqual(subjects[0].book_ids, self.bendera)
        self.assertEqual(
            self.env["library.book"].search(self.soekarno.action_open_titles()["domain"]),
            self.bendera,
        )


@tagged("post_install", "-at_install")
class TestSearchColumn(LibraryCase):
    def made(self):
        self.cr.execute(
            "SELECT attgenerated, attnum FROM pg_attribute"
            " WHERE attrelid = 'library_book'::regclass AND attname = 'search_vector'"
        )
        return self.cr.fetchone()

    def test_a_database_of_an_earlier_version_gets_the_column_anew(self):
        books = self.env["library.book"]
        self.cr.execute("ALTER TABLE library_book DROP COLUMN search_vector")
        self.cr.execute(
            "ALTER TABLE library_book ADD search_vector tsvector"
            " GENERATED ALWAYS AS (to_tsvector('simple', 'old')) STORED"
        )
        old = self.made()
        books.init()
        self.assertNotEqual(self.made(), old)
        self.assertEqual(books.search([("search_words", "ilike", "laskar")]), self.book)
        self.cr.execute(
            "SELECT 1 FROM pg_indexes WHERE indexname = 'library_book_search_vector_idx'"
        )
        self.assertTrue(self.cr.fetchone())

    def test_a_column_that_is_up_to_date_is_left_alone(self):
        before = self.made()
        self.env["library.book"].init()
        self.assertEqual(self.made(), before)
