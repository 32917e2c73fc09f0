import tempfile
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.library_event import ActKey
from .common import LibraryCase

HEAD = "kode,judul,pengarang,penerbit,tahun,tempat\n"
LIST = (
    HEAD
    + """\
P-01,RUMPUT LAUT UNTUK PEMULA EDISI 2,"Dr.Luh Sari,M.Si",Pt.Pustaka Nusa,2015,Denpasar
P-02,RUMPUT LAUT UNTUK PEMULA EDISI 2,"Dr.Luh Sari,M.Si",Pt.Pustaka Nusa,2015,Denpasar
P-03,Rumput Laut untuk Pemula | Edisi 2,Luh Sari,PUSTAKA NUSA,2015,Denpasar
P-04,RUMPUT LAUT UNTUK PEMULA,"Dr.Luh Sari,M.Si",Pt.Pustaka Nusa,2012,Denpasar
P-05,GARAM PIRAMID,"Luh Sari,Made Astawa,Dkk",Unknown,2018,-
,GARAM PIRAMID,"Luh Sari,Made Astawa,Dkk",Unknown,2018,-
,GARAM PIRAMID,"Luh Sari,Made Astawa,Dkk",Unknown,2018,-
P-05,TENUN RANGRANG,Badan Kerajinan Nusa,Badan Kerajinan Nusa,2019,Klungkung
P-08,,Made Astawa,,,
"""
)


@tagged("post_install", "-at_install")
class TestBookLoad(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))

    def load(self, content, library=None, user=None):
        path = self.folder / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        books = self.env["library.book"].with_user(user) if user else self.env["library.book"]
        report = books._load_clerk_list((library or self.school_a).code, path)
        self.env.flush_all()
        return report

    def titles(self, library=None):
        return self.env["library.book"].search(
            [("library_id", "=", (library or self.school_a).id), ("source_text", "!=", False)]
        )

    def counts(self):
        return [
            self.env[model].search_count([])
            for model in ("library.book", "library.copy", "library.author", "library.holding")
        ]

    def test_equal_lines_are_copies_of_one_title(self):
        report = self.load(LIST)
        self.assertIn("9 lines read", report)
        self.assertIn("4 new, 0 known before", report)
        self.assertIn("8 new, 0 there before", report)
        self.assertIn("Refused: 1 lines", report)
        second = self.titles().filtered(lambda book: book.edition == "Edisi 2")
        self.assertEqual(second.name, "Rumput Laut untuk Pemula")
        self.assertEqual(second.contributor_text, "Luh Sari")
        self.assertEqual((second.publisher, second.place), ("Pustaka Nusa", "Denpasar"))
        self.assertEqual(second.copy_ids.mapped("barcode"), ["P-01", "P-02", "P-03"])
        self.assertEqual(second.copy_ids.mapped("accession_number"), ["P-01", "P-02", "P-03"])
        self.assertFalse(any(second.copy_ids.mapped("barcode_issued")))
        self.assertEqual(second.copy_count, 3)
        salt = self.titles().filtered(lambda book: book.name == "Garam Piramid")
        self.assertEqual(len(salt.copy_ids), 3)
        self.assertFalse(salt.publisher or salt.place)

    def test_what_was_typed_is_kept(self):
        self.load(LIST)
        book = self.titles().filtered(lambda book: book.year == "2012")
        self.assertEqual(book.source_text, "RUMPUT LAUT UNTUK PEMULA / Dr.Luh Sari,M.Si")
        self.assertIn("Pt.Pustaka Nusa", book.copy_ids.source_text)

    def test_a_body_is_filed_under_its_name(self):
        self.load(LIST)
        book = self.titles().filtered(lambda book: book.name == "Tenun Rangrang")
        self.assertEqual(book.contributor_ids.author_id.heading, "Badan Kerajinan Nusa")
        self.assertEqual(book.call_number, "BAD t")

    def test_a_number_given_twice_and_a_missing_title_are_reported_with_their_lines(self):
        lines = self.load(LIST).splitlines()
        self.assertEqual(len(lines), 3)
        self.assertTrue(lines[1].startswith("Line 9: ") and "P-05" in lines[1])
        self.assertTrue(lines[2].startswith("Line 10: ") and "title" in lines[2])
        tenun = self.titles().filtered(lambda book: book.name == "Tenun Rangrang").copy_ids
        self.assertTrue(tenun.barcode_issued)

    def test_the_same_file_twice_changes_nothing(self):
        self.load(LIST)
        before = self.counts()
        report = self.load(LIST)
        self.assertEqual(self.counts(), before)
        self.assertIn("0 new, 8 there before", report)

    def test_a_longer_list_adds_what_is_new(self):
        self.load(LIST)
        report = self.load(LIST + "P-09,GARAM PIRAMID,Luh Sari,,2018,\n")
        self.assertIn("0 new, 1 known before", report)
        self.assertIn("1 new, 8 there before", report)

    def test_a_copy_entered_by_hand_is_not_loaded_again(self):
        book = self._book("Garam Piramid", "Luh Sari", year="2018")
        self._copies(self.school_a, book, 1, barcode="P-05", accession_number="P-05")
        before = self.counts()
        report = self.load(HEAD + "P-05,GARAM PIRAMID,Luh Sari,,2018,\n")
        self.assertIn("0 new, 1 there before", report)
        self.assertEqual(self.counts(), before)

    def test_known_titles_of_the_union_catalogue_get_copies_only(self):
        known = self._book("Garam Piramid!", "LUH SARI", year="2018")
        other = self._book("Garam Piramid", "Luh Sari", year="2001")
        report = self.load(HEAD + "P-05,GARAM PIRAMID,Dr.Luh Sari,Pustaka Nusa,2018,Denpasar\n")
        self.assertIn("0 new, 1 known before", report)
        self.assertEqual(known.copy_ids.library_id, self.school_a)
        self.assertFalse(other.copy_ids or known.publisher)

    def test_an_isbn_finds_the_title_whatever_is_typed(self):
        known = self._book("Garam", "Made Astawa", isbn="9789793062792")
        self.load("isbn,judul,pengarang\n979-3062-79-7,GARAM PIRAMID,Luh Sari\n")
        self.assertEqual(len(known.copy_ids), 1)

    def test_another_library_shares_the_titles(self):
        self.load(LIST)
        books = self.env["library.book"].search_count([])
        report = self.load(LIST, self.school_b)
        self.assertIn("0 new, 4 known before", report)
        self.assertEqual(self.env["library.book"].search_count([]), books)

    def test_a_loaded_book_is_lent(self):
        self.load(LIST)
        copy = self.env["library.copy"]._scan("p-01", self.school_a)
        [answer] = self.pupil_a._lend(copy, ActKey("test", "loaded"))
        self.assertEqual(answer["outcome"], "done")
        self.assertEqual(answer["title"], "Rumput Laut untuk Pemula")

    def test_a_librarian_loads_into_the_own_library_only(self):
        self.assertIn("4 new", self.load(LIST, user=self.librarian_a))
        with self.assertRaises(UserError):
            self.load(LIST, self.school_b, user=self.librarian_a)

    def test_what_is_no_list_gets_one_sentence_and_writes_nothing(self):
        before = self.counts()
        for content in (
            b"",
            b"PK\x03\x04workbook",
            b"\x00\x01\x02",
            b"nama,kelas\nLuh,VII-A\n",
            HEAD + '"P-01,SUBAK,Luh Sari,,,\n',
            HEAD + "P-01,SUBAK,Luh Sari,,,\n" * 10_001,
        ):
            with self.subTest(content=content[:20]), self.assertRaises(UserError) as caught:
                self.load(content)
            sentence = str(caught.exception)
            self.assertTrue(sentence.endswith(".") and len(sentence) < 120, sentence)
        with self.assertRaises(UserError):
            self.env["library.book"]._load_clerk_list("SEKA", self.folder / "missing.csv")
        with self.assertRaises(UserError):
            self.env["library.book"]._load_clerk_list("NOWHERE", self.folder / "list.csv")
        self.assertEqual(self.counts(), before)
