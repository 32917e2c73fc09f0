from unittest.mock import patch

from odoo import Command
from odoo.tools import SQL

from ..models import library_opac, library_opac_place, library_opac_search
from .common import LibraryCase


class TestOpacSearch(LibraryCase):
    """What the public catalogue finds, and what it never shows: the read service by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.opac = cls.env["library.opac"].with_user(cls.env.ref("base.public_user"))
        cls.sukarno = cls._book("Di Bawah Bendera Revolusi", "Sukarno", isbn="979-96573-1-4")
        cls.quran = cls._book("Membaca Al-Qur’an dengan W.S. Rendra", "Dr.Hamka")
        cls.about = cls._book(
            "Catatan Seorang Guru", "Tim Penyusun", subject_ids=cls._subjects("Laskar", "Pelangi")
        )
        cls.dictionary = cls._book("Kamus Inggris-Indonesia", "John M. Echols & Hassan Shadily")
        for book in (cls.sukarno, cls.quran, cls.about, cls.dictionary):
            cls._copies(cls.school_a, book, 1)

    def find(self, text, at=None, page=1):
        return [title["id"] for title in self.opac._find(text, at, page)["titles"]]

    def found_for(self, text):
        return self.env["library.book"].browse(self.find(text))

    # ------------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------------

    def test_words_in_any_order_over_title_and_author(self):
        for text in ("laskar pelangi", "Pelangi LASKAR", "hirata laskar", "andrea hirata"):
            self.assertEqual(self.find(text)[0], self.book.id, text)

    def test_title_before_subject(self):
        self.assertEqual(self.find("laskar pelangi"), [self.book.id, self.about.id])

    def test_isbn_however_it_is_written(self):
        self.book.isbn = "979-3062-79-7"
        for text in (
            "9789793062792",
            "978-979-3062-79-2",
            "979-3062-79-7",
            "9793062797",
            "ISBN 978 979 3062 79 2",
            "hirata 978-979-3062-79-2",
        ):
            self.assertEqual(self.find(text), [self.book.id], text)

    def test_isbn_with_a_wrong_digit_is_found_as_it_stands_in_the_book(self):
        self.assertFalse(self.sukarno.isbn_valid)
        for text in ("979-96573-1-4", "9799657314"):
            self.assertEqual(self.find(text), [self.sukarno.id], text)

    def test_old_spelling_finds_new_and_new_finds_old(self):
        old = self._book("Tjerita Djaka Soeroso", "Pramoedya Ananta Toer")
        self._copies(self.school_a, old, 1)
        self.assertEqual(self.found_for("Soekarno"), self.sukarno)
        for text in ("cerita jaka suroso", "Tjerita Djaka", "pramudya"):
            self.assertEqual(self.found_for(text), old, text)

    def test_signs_between_words(self):
        for text in ("quran", "al-qur'an", "Al Qur’an", "rendra w.s.", "hamka", "W S Rendra"):
            self.assertEqual(self.found_for(text), self.quran, text)
        for text in (
            "inggris indonesia",
            "inggris-indonesia",
            "Indonesia/Inggris",
            "echols & shadily",
        ):
            self.assertEqual(self.found_for(text), self.dictionary, text)
        for text in ("laskar pelangi - andrea hirata", "laskar, pelangi!", "(laskar) pelangi."):
            self.assertIn(self.book.id, self.find(text), text)

    def test_phrase_and_unwanted_word(self):
        self.assertIn(self.book.id, self.find('"laskar pelangi"'))
        self.assertEqual(self.find('"pelangi laskar"'), [])
        self.assertEqual(self.find("laskar -hirata"), [self.about.id])

    def test_nothing_to_look_for(self):
        for text in ("", "   ", "!!!", '""', "-", "-laskar", "\x00", None, "…"):
            found = self.opac._find(text)
            self.assertFalse(found["is_searchable"], text)
            self.assertEqual(found["titles"], [])

    def test_long_and_strange_words(self):
        for text in (
            "laskar " * 1000,
            "a" * 100000,
            "\ud800",
            "' OR 1=1 --",
            "😀 laskar",
            "&|!:*()",
        ):
            self.assertLessEqual(len(self.opac._find(text)["words"]), 200)

    def test_backend_search_knows_the_same_words(self):
        books = self.env["library.book"].with_user(self.librarian_a)
        self.assertEqual(
            books.search([("search_words", "ilike", "Soekarno bendera")]), self.sukarno
        )

    def test_search_uses_the_index(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        query = self.env["library.book"]._search([("search_words", "ilike", "laskar pelangi")])
        plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        self.assertIn("library_book_search_vector_idx", str(plan))

    # ------------------------------------------------------------------
    # PAGES AND COUNTS
    # ------------------------------------------------------------------

    def test_pages_and_capped_count(self):
        books = self.env["library.book"].create([{"name": f"Seri Gajah {n}"} for n in range(45)])
        self.env["library.copy"].create(
            [{"library_id": self.village.id, "book_id": book.id} for book in books]
        )
        pages = [self.find("gajah", page=page) for page in (1, 2, 3, 4)]
        self.assertEqual([len(page) for page in pages], [20, 20, 5, 0])
        self.assertEqual({book_id for page in pages for book_id in page}, set(books.ids))
        with patch.object(library_opac_search, "FOUND_LIMIT", 40):
            found = self.opac._find("gajah")
            self.assertEqual(found["page_count"], 2)
            self.assertIn("40+", found["summary"])
        with (
            patch.object(library_opac, "HIT_LIMIT", 40),
            patch.object(library_opac_place, "HIT_LIMIT", 40),
        ):
            self.assertIn("40+", self.opac._library(self.village.code)["stock"])

    def test_one_and_twenty_results_take_the_same_queries(self):
        books = self.env["library.book"].create(
            [
                {
                    "name": f"Seri Gajah {n}",
                    "contributor_ids": [Command.create({"author_id": self._author(f"X{n}").id})],
                }
                for n in range(25)
            ]
        )
        for library in (self.school_a, self.school_b):
            self.env["library.copy"].create(
                [{"library_id": library.id, "book_id": book.id} for book in books]
            )
        self.env.flush_all()
        counts = {
            self._queries(lambda text=text: self.opac._find(text))
            for text in ("seri gajah", "gajah")
        }
        self.assertEqual(counts, {7})
        single = self._queries(lambda: self.opac._book(books[0].id))
        self._copies(self.village, books[1], 5)
        self.assertEqual(self._queries(lambda: self.opac._book(books[1].id)), single)

    def _queries(self, act):
        """Count the statements of a second run: Odoo's own caches are warm, the records' are not."""
        act()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        return self.env.cr.sql_log_count - before

    # ------------------------------------------------------------------
    # WHAT IS PUBLIC
    # ------------------------------------------------------------------

    def test_hidden_and_archived_titles_show_nowhere(self):
        self.sukarno.hidden = True
        self.assert_shows_nowhere(self.sukarno)
        self.sukarno.hidden = False
        self.env.flush_all()
        # a title on a shelf is not archived by the form; the page must not rely on that
        self.env.cr.execute(
            "UPDATE library_book SET active = FALSE WHERE id = %s", self.sukarno.ids
        )
        self.assert_shows_nowhere(self.sukarno)

    def assert_shows_nowhere(self, book):
        self.assertEqual(self.find("bendera"), [])
        self.assertIsNone(self.opac._book(book.id))
        shown = self.opac._home()["titles"] + self.opac._library("SEKA")["titles"]
        self.assertNotIn(book.id, [title["id"] for title in shown])

    def test_unpublished_and_archived_libraries_show_nowhere(self):
        only_b = self._book("Hanya di Sekolah B")
        self._copies(self.school_b, only_b, 1)
        self.assertEqual(self.find("hanya"), [only_b.id])
        for vals in ({"published": False}, {"active": False}):
            self.school_b.write({"published": True, "active": True, **vals})
            self.assertEqual(self.find("hanya"), [])
            self.assertIsNone(self.opac._find("hanya", "SEKB"))
            self.assertIsNone(self.opac._book(only_b.id))
            self.assertIsNone(self.opac._library("SEKB"))
            home, page = self.opac._home(), self.opac._book(self.book.id)
            self.assertNotIn("Sekolah B", str(home) + str(page))

    def test_scoped_to_a_library(self):
        self.assertEqual(self.find("laskar", "SEKB"), [self.book.id])
        self.assertEqual(self.find("laskar", "DESC"), [])
        first = self.opac._find("laskar", "SEKB")["titles"][0]["held"][0]
        self.assertEqual(first["library"]["code"], "SEKB")
        self.assertIsNone(self.opac._find("laskar", "NOWHERE"))

    def test_copies_on_the_shelf_and_due_back(self):
        [answer] = self.lend(self.pupil_a, self.copies_a[0])
        self.assertEqual(answer["outcome"], "done")
        held = self._held_by("SEKA")
        self.assertEqual((held["total"], held["available"]), (3, 2))
        self.copies_a[1].manual_state = "lost"
        self.copies_a[2].manual_state = "in_repair"
        held = self._held_by("SEKA")
        self.assertEqual((held["total"], held["available"]), (2, 0))
        loan = self.env["library.loan"].search([("copy_id", "=", self.copies_a[0].id)])
        self.assertIn(str(loan.due_date.year), held["words"])
        loan.due_date = self.school_a._today().replace(year=2020)
        self.assertNotIn("2020", self._held_by("SEKA")["words"], "a late book is nobody's business")

    def _held_by(self, code):
        places = self.opac._book(self.book.id)["places"]
        return next(place for place in places if place["library"]["code"] == code)

    def test_withdrawn_everywhere_is_not_in_the_catalogue(self):
        self._copies(self.village, self.about, 1)
        copies = self.env["library.copy"].search([("book_id", "=", self.about.id)])
        copies[0].manual_state = "withdrawn"
        self.assertIn(self.about.id, self.find("catatan"))
        copies[1].manual_state = "withdrawn"
        self.assertEqual(self.find("catatan"), [])
        self.assertIsNone(self.opac._book(self.about.id))

    def test_call_numbers_and_shelves(self):
        self.copies_a.shelf_id = self.env["library.shelf"].create(
            {"library_id": self.school_a.id, "name": "Rak 3"}
        )
        self.copies_a[0].own_call_number = "FIK HIR"
        shelves = self._held_by("SEKA")["shelves"]
        self.assertEqual(
            {(spot["call_number"], spot["shelf"]) for spot in shelves},
            {("FIK HIR", "Rak 3"), (self.book.call_number, "Rak 3")},
        )

    def test_a_title_in_very_many_libraries(self):
        with patch("odoo.addons.sipuspa_library.models.library_opac_book.LIBRARIES_SHOWN", 1):
            page = self.opac._book(self.book.id, "SEKB")
        self.assertEqual([place["library"]["code"] for place in page["places"]], ["SEKB"])
        self.assertIn("1", page["more"])
        for number in range(4):
            library = self._library(
                f"Perpustakaan {number}", f"LIB{number}", "desa", self.district_1
            )
            self._copies(library, self.sukarno, 1)
        self.assertIn("2", self.opac._find("bendera")["titles"][0]["where"])

    def test_description(self):
        self.dictionary.write(
            {
                "publisher": "Gramedia",
                "place": "Jakarta",
                "year": "1975",
                "subject_ids": [Command.set(self._subjects("Kamus", "Bahasa Inggris").ids)],
                "contributor_ids": [
                    Command.create({"author_id": self._author("Penyunting").id, "role": "editor"})
                ],
            }
        )
        self.dictionary.invalidate_recordset(["subject_ids"])  # read anew, in their order
        title = self.opac._book(self.dictionary.id)["title"]
        self.assertEqual(title["publisher"], "Jakarta: Gramedia, 1975")
        self.assertEqual([row["name"] for row in title["subjects"]], ["Bahasa Inggris", "Kamus"])
        names = [line["name"] for line in title["contributors"] if line["role"]]
        self.assertEqual(names, ["Penyunting"])

    # ------------------------------------------------------------------
    # THE PAGE OF A LIBRARY
    # ------------------------------------------------------------------

    def test_hours_of_a_reading_corner_are_its_librarys(self):
        corner = self._library(
            "Pojok Baca", "POJOK", "desa", self.district_1, weekdays=(), parent_id=self.village.id
        )
        page = self.opac._library("POJOK")
        self.assertEqual(page["parent"]["code"], "DESC")
        self.assertEqual([bool(day["hours"]) for day in page["week"]], [True] * 6 + [False])
        self.assertEqual(
            [point["id"] for point in self.opac._library("DESC")["points"]], [corner.id]
        )
        self.village.published = False
        self.assertIsNone(self.opac._library("POJOK")["parent"])

    def test_closed_today_goes_before_the_hours(self):
        today = self.village._today()
        self.village.opening_ids.unlink()
        closed = self.opac._library("DESC")
        self.assertFalse(closed["opens_today"])
        self.env["library.opening"].create(
            {
                "library_id": self.village.id,
                "weekday": str(today.weekday()),
                "hour_from": 20.5,
                "hour_to": 24,
            }
        )
        self.assertTrue(self.opac._library("DESC")["opens_today"])
        self.env["library.closure"].create(
            {
                "name": "Nyepi",
                "region_id": self.regency.id,
                "date_from": today,
                "date_to": today,
            }
        )
        page = self.opac._library("DESC")
        self.assertFalse(page["opens_today"])
        self.assertIn("Nyepi", page["today"])

    def test_new_books_here(self):
        self._copies(self.village, self.about, 2, received_on="2026-01-05")
        self._copies(self.village, self.quran, 1, received_on="2026-03-05")
        page = self.opac._library("DESC")
        self.assertEqual([title["id"] for title in page["titles"]], [self.quran.id, self.about.id])
