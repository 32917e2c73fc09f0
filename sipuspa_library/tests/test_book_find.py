from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PHOTO, LibraryCase

ISBN = "9789793062792"


@tagged("post_install", "-at_install")
class TestFindBeforeDescribing(LibraryCase):
    """A book in hand, and what the union catalogue has of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book.write({"isbn": ISBN, "year": "2005", "publisher": "Bentang"})

    def find(self, text, author=None, year=None, user=None):
        books = self.env["library.book"].with_user(user or self.librarian_a)
        return books.find_candidates(text, author, year)

    def names(self, *args, **kwargs):
        return [card["name"] for card in self.find(*args, **kwargs)["candidates"]]

    def test_a_scanned_isbn_finds_its_title_alone(self):
        self._book("Laskar Pelangi Anak-anak", "Andrea Hirata")
        for typed in (ISBN, "979-3062-79-7", f"{ISBN}51234"):
            with self.subTest(typed=typed):
                answer = self.find(typed)
                [card] = answer["candidates"]
                self.assertEqual((card["id"], card["percent"]), (self.book.id, 100))
                self.assertEqual(answer["remark"], "")

    def test_a_further_isbn_finds_its_title_too(self):
        self.book.identifier_ids = [Command.create({"kind": "isbn", "value": "9786022910664"})]
        self.assertEqual(self.names("9786022910664"), ["Laskar Pelangi"])

    def test_an_isbn_nobody_has_is_said_and_kept(self):
        answer = self.find("9786020332956")
        self.assertEqual(answer["candidates"], [])
        self.assertEqual(answer["isbn"], "9786020332956")
        self.assertIn("No title has this ISBN", answer["remark"])

    def test_a_wrong_isbn_is_said_and_still_finds_who_carries_it(self):
        self.assertIn("wrong", self.find("9789793062793")["remark"])
        wrong = self._book("Salah Cetak", isbn="978-222-666-444")
        answer = self.find("978-222-666-444")
        self.assertEqual([card["id"] for card in answer["candidates"]], wrong.ids)

    def test_a_magazine_is_found_by_the_number_in_its_barcode(self):
        magazine = self._book("Bobo")
        self.assertIn("0126-1231", self.find("9770126123457")["remark"])
        magazine.identifier_ids = [Command.create({"kind": "issn", "value": "0126-1231"})]
        self.assertEqual(self.names("9770126123457"), ["Bobo"])

    def test_a_shops_price_code_is_called_so(self):
        self.assertIn("price code", self.find("8991102221238")["remark"])

    def test_words_find_titles_while_they_are_typed(self):
        self._book("Sang Pemimpi", "Andrea Hirata")
        for typed in (
            "lask",
            "laskar pel",
            "PELANGI LASKAR",
            "Laskar Pelnagi",
            "laskar pelangi hirata",
        ):
            with self.subTest(typed=typed):
                self.assertEqual(self.names(typed)[0], "Laskar Pelangi")

    def test_the_likeliest_comes_first_and_the_likeness_is_said(self):
        self._book("Laskar Pelangi 2", "Andrea Hirata", year="2010")
        self._book("Pelangi di Kaki Langit", "Orang Lain")
        cards = self.find("Laskar Pelangi", "Hirata, Andrea", "2005")["candidates"]
        self.assertEqual(
            [card["name"] for card in cards][:2], ["Laskar Pelangi", "Laskar Pelangi 2"]
        )
        self.assertEqual(
            (cards[0]["percent"], cards[0]["likeness"], cards[0]["tone"]),
            (100, "same title, same author, same year", "success"),
        )
        self.assertLess(cards[1]["percent"], 70)

    def test_the_title_alone_is_enough_for_the_whole_score(self):
        [card] = self.find("laskar pelangi")["candidates"]
        self.assertEqual((card["percent"], card["likeness"]), (100, "same title"))

    def test_one_wrong_word_among_three_hides_nothing(self):
        self._book("Sejarah Kerajaan Klungkung")
        self.assertEqual(self.names("sejarah keraton klungkung"), ["Sejarah Kerajaan Klungkung"])

    def test_who_has_it_is_said(self):
        holders = {
            user.login: self.find(ISBN, user=user)["candidates"][0]["holders"]
            for user in (self.librarian_a, self.librarian_b, self.cataloguer)
        }
        self.assertEqual(
            holders,
            {
                "librarian_a": "2 libraries have it, you have 3 copies",
                "librarian_b": "2 libraries have it, you have 2 copies",
                "cataloguer": "2 libraries have it",
            },
        )
        self._book("Belum Ada")
        self.assertEqual(
            self.find("Belum Ada")["candidates"][0]["holders"], "No library has it yet"
        )

    def test_a_cover_is_shown_where_there_is_one(self):
        self.assertFalse(self.find(ISBN)["candidates"][0]["cover"])
        self.book.cover = PHOTO
        self.env.invalidate_all()
        self.assertTrue(self.find(ISBN)["candidates"][0]["cover"])

    def test_an_archived_title_is_not_offered(self):
        self._book("Kancil Mencuri Timun").active = False
        self.assertEqual(self.names("Kancil Mencuri Timun"), [])

    def test_nothing_typed_finds_nothing(self):
        for typed in ("", "  ", "?!", None, 7, ["x"], "\x00", "or", "x" * 10_000):
            with self.subTest(typed=typed):
                self.assertEqual(self.names(typed), [])

    def test_only_who_adds_books_is_answered(self):
        for user in (self.desk_a, self.supervisor, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.find(ISBN, user=user)

    def test_many_candidates_cost_as_many_statements_as_one(self):
        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            count = len(self.find("Pelangi")["candidates"])
            return count, self.env.cr.sql_log_count - before

        self.find("Pelangi")  # what is read once a transaction
        one, cost = statements()
        for number in range(30):
            book = self._book(f"Pelangi {number}", "Andrea Hirata")
            self._copies(self.school_b, book, 1)
        many, cost_of_many = statements()
        self.assertEqual((one, many), (1, 8))
        self.assertEqual(cost, cost_of_many)
