from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.duplicates import LIKELY, REASONS, Record, key, keys, score
from .properties import checked

ONE_TITLE = (
    # old spelling, capitals, the name inverted
    (
        Record("Bumi Manusia", ("Pramoedya Ananta Toer",), "2005"),
        Record("BOEMI MANOESIA", ("Toer, Pramoedya Ananta",), "2005"),
    ),
    (
        Record("Njonja Besar di Djakarta", ("A. Sjarif",)),
        Record("Nyonya Besar di Jakarta", ("A. Syarif",)),
    ),
    # a subtitle apart, glued, left out
    (
        Record("Berkebun : Menanam Sayur di Pekarangan", ("Sari Utami",), "2015"),
        Record("BERKEBUN MENANAM SAYUR DI PEKARANGAN", ("Sari Utami",), "2015"),
    ),
    (
        Record("Budidaya Lele : Panduan untuk Pemula", ("Hadi Wibowo",), "2012"),
        Record("Budidaya Lele", ("Hadi Wibowo",), "2012"),
    ),
    # the edition glued to the title, or in its own field
    (
        Record("DASAR AKUNTANSI EDISI 3", ("Rini Wulandari",), "2010"),
        Record("Dasar Akuntansi", ("Rini Wulandari, S.E., M.M.",), "2010", edition="Edisi ke-3"),
    ),
    # a letter wrong, a letter doubled, two words written as one
    (
        Record("Pemrograman Phyton", ("Budi Raharja",)),
        Record("Pemrograman Python", ("Budi Raharja",)),
    ),
    (Record("Mahir Statistikk", ("Dewi Lestari",)), Record("Mahir Statistik", ("Dewi Lestari",))),
    (
        Record("Tanggungjawab Warga Desa", ("I Made Arta",)),
        Record("Tanggung Jawab Warga Desa", ("Arta, I Made",)),
    ),
    # authors in one cell, an initial, a degree, none at all
    (
        Record("Ternak Ayam", ("Joko Susilo,Rina Kartika,S.Pt,Dkk",), "2008"),
        Record("Ternak Ayam", ("Joko Susilo", "Rina Kartika"), "2008"),
    ),
    (
        Record("Cerita Danau", ("A. Prawira",), "1999"),
        Record("Cerita Danau", ("Agus Prawira",), "1999"),
    ),
    (
        Record("Cerita Danau", (), "1999", publisher="Balai Pustaka"),
        Record("Cerita Danau", ("Agus Prawira",), "1999", publisher="PT. Balai Pustaka"),
    ),
    # class and volume in digits or Roman
    (
        Record("Matematika untuk SMP/MTs Kelas VII", ("Tim Penulis",), "2016"),
        Record("MATEMATIKA UNTUK SMP KELAS 7", ("Tim Penulis",), "2016"),
    ),
    # one ISBN, with ten or thirteen digits
    (
        Record("Laskar Pelangi", (), isbns=("979-3062-79-7",)),
        Record("Laskar Pelangi : Novel", ("Andrea Hirata",), "2006", ("9789793062792",)),
    ),
)
TWO_TITLES = (
    (Record("Dasar Akuntansi Jilid 1", ("Rini",)), Record("Dasar Akuntansi Jilid II", ("Rini",))),
    (Record("Bahasa Bali Kelas IV", ("Tim",)), Record("Bahasa Bali Kelas V", ("Tim",))),
    (Record("IPA SD Kelas 6", ("Tim",)), Record("IPA SMA Kelas 6", ("Tim",))),
    (Record("Buku Guru IPA Kelas 6", ("Tim",)), Record("Buku Siswa IPA Kelas 6", ("Tim",))),
    (
        Record("Dasar Akuntansi Edisi 3", ("Rini",)),
        Record("Dasar Akuntansi", ("Rini",), edition="4"),
    ),
    (Record("Ekonomi Mikro", ("Rini",), "2010"), Record("Ekonomi Makro", ("Rini",), "2010")),
    (Record("Hukum Pidana", ("Rini",), "2010"), Record("Hukum Perdata", ("Rini",), "2010")),
    (Record("Kisah Putra Bali", ("Rini",)), Record("Kisah Putri Bali", ("Rini",))),
    (Record("Manajemen", ("Joko Susilo",), "2010"), Record("Manajemen", ("Rini Kartika",), "2010")),
    (Record("Mengenal Excel 2007", ("Joko",)), Record("Mengenal Excel 2010", ("Joko",))),
    (Record("Laut", ("Rini",)), Record("Laut dan Gunung di Pulau Bali", ("Rini",))),
    # a set has one ISBN, its volumes are titles of their own
    (
        Record("Sejarah Bali Jilid 1", ("Rini",), isbns=("9789793062792",)),
        Record("Sejarah Bali Jilid 2", ("Rini",), isbns=("9789793062792",)),
    ),
)


class TestDuplicates(BaseCase):
    def test_one_title_however_it_was_typed(self):
        for one, other in ONE_TITLE:
            with self.subTest(one=one.title, other=other.title):
                self.assertGreaterEqual(score(one, other).score, LIKELY, score(one, other).reasons)

    def test_titles_that_look_alike_and_are_not(self):
        for one, other in TWO_TITLES:
            with self.subTest(one=one.title, other=other.title):
                self.assertLess(score(one, other).score, LIKELY, score(one, other).reasons)

    def test_it_says_what_speaks_for_and_against(self):
        one = Record("Ternak Ayam", ("Joko Susilo",), "2008")
        other = Record("Ternak Ayam Jilid 2", ("Rina Kartika",), "2015")
        self.assertEqual(
            score(one, other).reasons, ("title", "volume_missing", "author_differs", "year_differs")
        )

    def test_the_same_isbn_on_quite_another_title_is_worth_a_look_but_not_sure(self):
        one = Record("Ternak Ayam", isbns=("9789793062792",))
        found = score(one, Record("Puisi Lama", isbns=("9789793062792",)))
        self.assertIn("isbn", found.reasons)
        self.assertLess(found.score, LIKELY)

    def test_an_invalid_isbn_tells_nothing(self):
        same = Record("Ternak Ayam", ("Joko Susilo",))
        typo = Record("Ternak Ayam", ("Joko Susilo",), isbns=("9789793062793",))
        right = Record("Ternak Ayam", ("Joko Susilo",), isbns=("9789793062792",))
        self.assertEqual(score(typo, right), score(same, same))

    def test_two_descriptions_of_one_title_share_a_key_to_be_found_by(self):
        one = keys("Dasar Akuntansi Desa", None, "Rini Wulandari; Joko Susilo")
        for other in (
            keys("DASAR AKUNTANSI DESA"),
            keys("Dasar Akuntasni Desa"),
            keys("Dasar Akuntansi Desa Panduan Perangkat", None, "Wulandari, Rini"),
            keys("Dasar Akuntansi Desa", "Panduan untuk Perangkat"),
            keys("Dasar Akuntansi", None, "Joko Susilo"),
        ):
            with self.subTest(other=sorted(other)):
                self.assertTrue(one & other)
        self.assertFalse(one & keys("Dasar Hukum Kota", None, "Rina Wulan"))
        self.assertEqual(keys("1984"), {"=1984"})
        self.assertLess(max(map(len, keys("ab" * 3000, "cd" * 3000, "ef" * 3000))), 200)

    def test_the_key_of_a_title_forgets_case_signs_and_edition(self):
        for title in (
            "Laskar Pelangi",
            "LASKAR PELANGI EDISI 2",
            "Laskar-Pelangi",
            "Laskar  pelangi.",
        ):
            with self.subTest(title=title):
                self.assertEqual(key(title), "laskarpelangi")
        self.assertNotEqual(key("Fisika Jilid 1"), key("Fisika Jilid 2"))
        self.assertEqual(key("Fisika Jilid 2"), key("FISIKA JILID II"))


NAMES = (
    "Andrea Hirata",
    "Toer, Pramoedya",
    "Dr. I Wayan Arta, M.Si.",
    "Tim",
    "",
    "A. B.",
    "Ahmad dkk",
)
texts = st.one_of(
    st.text(max_size=25),
    st.lists(
        st.sampled_from(
            [
                "Fisika",
                "Jilid",
                "II",
                "Edisi",
                "3",
                "|",
                ":",
                "kelas",
                "VII",
                "SMP",
                "(Bali)",
                "Guru",
                "dan",
                "2013",
            ]
        ),
        max_size=7,
    ).map(" ".join),
)
records = st.builds(
    Record,
    title=texts,
    authors=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
    year=st.sampled_from(("", "2010", "[2011?]", "t.t.")),
    isbns=st.lists(st.sampled_from(("9789793062792", "602-8519-93-9", "x")), max_size=2).map(tuple),
    publisher=st.sampled_from(("", "PT Andi", "Erlangga")),
    edition=st.sampled_from(("", "2", "revisi", "cet. 3")),
    volume=st.sampled_from(("", "1", "II")),
)


class TestDuplicatesAlways(BaseCase):
    @checked
    @given(records, records)
    def test_a_score_is_a_share_and_does_not_depend_on_the_order(self, one, other):
        found = score(one, other)
        self.assertTrue(0 <= found.score <= 1)
        self.assertEqual(found.score, score(other, one).score)
        self.assertLessEqual(set(found.reasons), set(REASONS))

    @checked
    @given(records, records)
    def test_what_is_told_sooner_is_told_right(self, one, other):
        found, soon = score(one, other), score(one, other, least=LIKELY)
        self.assertEqual(found.score >= LIKELY, soon.score >= LIKELY)
        if found.score >= LIKELY:
            self.assertEqual(found, soon)

    @checked
    @given(records)
    def test_nothing_is_likelier_than_the_record_itself(self, record):
        self.assertEqual(score(record, record).score, 1)
