from odoo.tests import BaseCase, tagged

from ..tools import clerk_list, clerk_names, clerk_titles

TITLES = {
    # capitals, small words, hyphens
    "BUDIDAYA CABAI DI LAHAN KERING": ("Budidaya Cabai di Lahan Kering", "", ""),
    "DARI DESA UNTUK INDONESIA": ("Dari Desa untuk Indonesia", "", ""),
    "SAYUR-SAYURAN DAN BUAH-BUAHAN": ("Sayur-Sayuran dan Buah-Buahan", "", ""),
    "belajar menulis aksara bali": ("Belajar Menulis Aksara Bali", "", ""),
    "Tari Legong dan Kisahnya": ("Tari Legong dan Kisahnya", "", ""),
    "THE STORY OF A SEED": ("The Story of a Seed", "", ""),
    "IT'S TIME TO READ": ("It's Time to Read", "", ""),
    "CERITA DARI \"BALE BANJAR\"": ("Cerita dari \"Bale Banjar\"", "", ""),
    "APA ITU DEMOKRASI?": ("Apa Itu Demokrasi?", "", ""),
    # acronyms, numerals, digits
    "MEMBUAT BLOG DENGAN HTML,CSS DAN JAVASCRIPT": (
        "Membuat Blog dengan HTML, CSS dan JavaScript", "", ""
    ),
    "BASIS DATA MySQLi UNTUK SMK": ("Basis Data MySQLi untuk SMK", "", ""),
    "SERVER NODE.JS": ("Server Node.js", "", ""),
    "RISET&PENGEMBANGAN (R&D)": ("Riset & Pengembangan (R&D)", "", ""),
    "SEJARAH BALI ABAD XIX": ("Sejarah Bali Abad XIX", "", ""),
    "PERANG DUNIA II DI NUSA PENIDA": ("Perang Dunia II di Nusa Penida", "", ""),
    "FOTO 3D DENGAN KAMERA X100": ("Foto 3D dengan Kamera X100", "", ""),
    "HEMAT ENERGI DI ERA 5.0": ("Hemat Energi di Era 5.0", "", ""),
    "STANDAR MUTU GARAM RAKYAT (SMGR)": ("Standar Mutu Garam Rakyat (SMGR)", "", ""),
    "KUB (KELOMPOK USAHA BERSAMA)": ("KUB (Kelompok Usaha Bersama)", "", ""),
    "MENGURUS IZIN PT.MAJU BERSAMA": ("Mengurus Izin PT Maju Bersama", "", ""),
    "KEPUTUSAN R.I.NOMOR 9": ("Keputusan R.I. Nomor 9", "", ""),
    # blanks and signs
    "  TENUN   RANGRANG ,CORAK DAN MAKNA ": ("Tenun Rangrang, Corak dan Makna", "", ""),
    "UPACARA(YADNYA) SEHARI-HARI": ("Upacara (Yadnya) Sehari-Hari", "", ""),
    "PANDUAN KERJA (STANDAR DESA": ("Panduan Kerja (Standar Desa)", "", ""),
    "HARGA 1,5 JUTA": ("Harga 1,5 Juta", "", ""),
    # subtitles
    "RUMPUT LAUT | DARI BIBIT SAMPAI PASAR": ("Rumput Laut", "Dari Bibit Sampai Pasar", ""),
    "SUBAK : WARISAN DUNIA": ("Subak", "Warisan Dunia", ""),
    "KERTA GOSA |LUKISAN DAN HUKUM | BUKU 2": ("Kerta Gosa", "Lukisan dan Hukum: Buku 2", ""),
    # editions, volumes
    "ILMU PAKAN TERNAK EDISI 3": ("Ilmu Pakan Ternak", "", "Edisi 3"),
    "ILMU PAKAN TERNAK ED.2": ("Ilmu Pakan Ternak", "", "Edisi 2"),
    "ILMU PAKAN TERNAK, EDISI REVISI": ("Ilmu Pakan Ternak", "", "Edisi revisi"),
    "ILMU PAKAN TERNAK (EDISI KEDUA)": ("Ilmu Pakan Ternak", "", "Edisi kedua"),
    "ILMU PAKAN TERNAK ED. REV.": ("Ilmu Pakan Ternak", "", "Edisi revisi"),
    "ILMU PAKAN TERNAK | EDISI KE-4": ("Ilmu Pakan Ternak", "", "Edisi ke-4"),
    "ILMU PAKAN TERNAK EDISI 4 JILID 2": ("Ilmu Pakan Ternak Jilid 2", "", "Edisi 4"),
    "ILMU PAKAN TERNAK EDISI 5 | BUKU 1": ("Ilmu Pakan Ternak", "Buku 1", "Edisi 5"),
    "ILMU PAKAN TERNAK EDISI 2 UNTUK SMK": ("Ilmu Pakan Ternak", "Untuk SMK", "Edisi 2"),
    "ILMU PAKAN TERNAK EDISI JULI 2015": ("Ilmu Pakan Ternak", "", "Edisi Juli 2015"),
    "ILMU PAKAN TERNAK CETAKAN KETIGA": ("Ilmu Pakan Ternak", "", "Cetakan ketiga"),
    "ANIMAL FEED THIRD EDITION": ("Animal Feed", "", "Third edition"),
    "ANIMAL FEED 2E": ("Animal Feed", "", "2e"),
    "Ilmu Pakan Ternak edisi iii": ("Ilmu Pakan Ternak", "", "Edisi III"),
    "EDISI KHUSUS UNTUK PERAJIN": ("Edisi Khusus untuk Perajin", "", ""),
    "EDISI 7": ("Edisi 7", "", ""),
}  # fmt: skip

AUTHORS = {
    "Nengah Merta": ["Nengah Merta"],
    "NENGAH MERTA": ["Nengah Merta"],
    "Luh Sari,Made Astawa": ["Luh Sari", "Made Astawa"],
    "Luh Sari & Made Astawa": ["Luh Sari", "Made Astawa"],
    "Luh Sari dan Made Astawa": ["Luh Sari", "Made Astawa"],
    "Luh Sari; Made Astawa; Wayan Rai": ["Luh Sari", "Made Astawa", "Wayan Rai"],
    "Luh Sari/Made Astawa": ["Luh Sari", "Made Astawa"],
    # titles and degrees
    "Dr.Nengah Merta": ["Nengah Merta"],
    "Prof.Dr.Ir.Nengah Merta,M.Si": ["Nengah Merta"],
    "Drs.H.Nengah Merta,S.H.,M.Hum.": ["Nengah Merta"],
    "Dr.H.C.Nengah Merta": ["Nengah Merta"],
    "Luh Sari,S.Pd,Made Astawa,M.M": ["Luh Sari", "Made Astawa"],
    "Luh Sari,S,Pd,Made Astawa,Ph,D": ["Luh Sari", "Made Astawa"],
    "Luh Sari S.E,M.Ak": ["Luh Sari"],
    "Luh Sari,Se,Mm": ["Luh Sari"],
    "Luh Sari,.M.Kes.": ["Luh Sari"],
    "H.Nengah Merta": ["H. Nengah Merta"],
    # further names that are none
    "Nengah Merta,Dkk": ["Nengah Merta"],
    "Nengah Merta, et al.": ["Nengah Merta"],
    "Nengah Merta & Tim": ["Nengah Merta"],
    "Nengah Merta,": ["Nengah Merta"],
    # initials
    "P.J.Worth": ["P.J. Worth"],
    "Anna M.Worth,J.Clay": ["Anna M. Worth", "J. Clay"],
    "Anna M Worth": ["Anna M. Worth"],
    "A.S Clay": ["A.S. Clay"],
    "I Gede Merta": ["I Gede Merta"],
    "M.Rasyid,Luh Sari": ["M. Rasyid", "Luh Sari"],
    "Merta,N.P.": ["Merta N.P."],
    "Luh Sari,E,Made Astawa": ["Luh Sari", "E. Made Astawa"],
    "Peter Clay,Jr.,Anna Worth": ["Peter Clay, Jr.", "Anna Worth"],
    # forms of names
    "Clay, Anna Maria": ["Anna Maria Clay"],
    "Anna Mcclay": ["Anna McClay"],
    "Umar Bin Salim": ["Umar bin Salim"],
    "Nur'Aini Sa'Diah": ["Nur'aini Sa'diah"],
    # bodies
    "Badan Riset dan Inovasi Daerah": ["Badan Riset dan Inovasi Daerah"],
    "Kementerian Pertanian Ri": ["Kementerian Pertanian RI"],
    "Klungkungpintar.Com": ["Klungkungpintar.com"],
    # nobody
    "-": [],
    "Tidak diketahui": [],
    "Dkk": [],
}


@tagged("post_install", "-at_install")
class TestClerkList(BaseCase):
    def test_titles(self):
        for typed, parts in TITLES.items():
            with self.subTest(typed=typed):
                self.assertEqual(clerk_titles.title_parts(typed), parts)

    def test_a_cleaned_title_stays_as_it_is(self):
        for typed in TITLES:
            title, *__ = clerk_titles.title_parts(typed)
            with self.subTest(title=title):
                self.assertEqual(clerk_titles.title_parts(title)[0], title)

    def test_authors(self):
        for typed, names in AUTHORS.items():
            with self.subTest(typed=typed):
                self.assertEqual([name for name, __ in clerk_names.people(typed)], names)

    def test_roles(self):
        self.assertEqual(
            clerk_names.people("Anna Worth,Luh Sari (penerjemah),Made Astawa (Ed.)"),
            [("Anna Worth", "author"), ("Luh Sari", "translator"), ("Made Astawa", "editor")],
        )

    def test_headings(self):
        for name, house, heading in (
            ("Anna M. Worth", "", "Worth, Anna M."),
            ("Peter Clay, Jr.", "", "Clay, Peter, Jr."),
            ("Wahana Buku", "Wahana Buku", "Wahana Buku"),
            ("Dinas Pertanian", "", "Dinas Pertanian"),
        ):
            self.assertEqual(clerk_names.filed_under(name, house), heading)

    def test_publishers(self):
        for typed, cleaned in {
            "Pt.Pustaka Nusa": "Pustaka Nusa",
            "CV. PUSTAKA NUSA": "Pustaka Nusa",
            "Penerbit Nusa": "Nusa",
            "Undiksha Press": "Undiksha Press",
            "Udayana Univ.Press": "Udayana Univ. Press",
            "Ugm Press": "UGM Press",
            "Lp-Bpd": "LP-BPD",
            "Rumah Buku& Kopi": "Rumah Buku & Kopi",
            "Mcnusa": "McNusa",
            "Unknown": "",
            "-": "",
        }.items():
            with self.subTest(typed=typed):
                self.assertEqual(clerk_names.publisher(typed), cleaned)

    def test_places_and_years(self):
        line = clerk_list.Line(1, title="Subak", author="Luh Sari")
        for typed, year in {
            "2019": "2019",
            "2019.0": "2019",
            "Th. 2019": "2019",
            "cet. 3, 2019": "2019",
            "[2010?]": "[2010?]",
            "t.t.": "t.t.",
            "0": "",
        }.items():
            entry = clerk_list.entry(clerk_list.Line(1, title=line.title, year=typed))
            self.assertEqual(entry.year, year)
        for typed, place in {"SINGARAJA": "Singaraja", "Uk": "UK", "unknown": ""}.items():
            entry = clerk_list.entry(clerk_list.Line(1, title=line.title, place=typed))
            self.assertEqual(entry.place, place)

    # ------------------------------------------------------------------
    # FILES
    # ------------------------------------------------------------------

    def lines_of(self, text, encoding="utf-8"):
        return clerk_list.read(text.encode(encoding))

    def test_headings_in_two_languages_and_any_order(self):
        for head in (
            "local_code,title,author",
            "KODE,JUDUL,PENGARANG",
            "No. Induk;Judul Buku;Penulis",
            "kode\tjudul\tpengarang",
            "DAFTAR BUKU PERPUSTAKAAN,,\n\nKode,Judul,Pengarang",
        ):
            separator = next(sign for sign in ";\t," if sign in head)
            with self.subTest(head=head):
                [line] = self.lines_of(
                    head + "\n" + separator.join(("B-1", "SUBAK", "LUH SARI")) + "\n"
                )
                self.assertEqual((line.local_code, line.title), ("B-1", "SUBAK"))
        [line] = self.lines_of("Pengarang,Rak,Judul\nLuh Sari,Rak 3,Subak\n")
        self.assertEqual((line.title, line.author), ("Subak", "Luh Sari"))

    def test_encodings(self):
        text = "judul,pengarang\nCafé di Nusa,Andrée Worth\n"
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            with self.subTest(encoding=encoding):
                self.assertEqual(self.lines_of(text, encoding)[0].title, "Café di Nusa")

    def test_lines_are_counted_as_a_spreadsheet_does(self):
        lines = self.lines_of('judul,pengarang\n"Satu\nDua",Luh Sari\n,\nTiga,Made Astawa\n')
        self.assertEqual(
            [(line.number, line.title) for line in lines], [(2, "Satu Dua"), (5, "Tiga")]
        )

    def test_lines_that_are_no_book(self):
        lines = self.lines_of(
            "judul,pengarang,tahun\n,Luh Sari,2001\n-,Luh Sari,2001\n123,,\nSubak,Sari,2,x\n"
        )
        self.assertEqual(
            [line.refusal for line in lines], ["no_title", "no_title", "no_words", "overflow"]
        )

    def test_files_that_are_no_list(self):
        head = b"judul,pengarang\n"
        for data, code in (
            (b"", "empty"),
            (b"  \n ", "empty"),
            (head, "empty"),
            (b"PK\x03\x04rest of a workbook", "workbook"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
            (b"nama,kelas\nLuh,VII-A\n", "columns"),
            (b"judul,tahun\nSubak,2001\n", "columns"),
            (head + b'"Subak,Luh Sari\nSawah,Made\n', "broken"),
            (head + b"Subak,Luh Sari\n" * (clerk_list.LIMIT + 1), "too_long"),
        ):
            with self.subTest(code=code), self.assertRaises(clerk_list.NotAList) as caught:
                clerk_list.read(data)
            self.assertEqual(caught.exception.code, code)

    def test_equal_lines_have_one_key_and_others_their_own(self):
        def key(**cells):
            return clerk_list.entry(clerk_list.Line(1, **cells)).key

        typed = {"title": "SUBAK |EDISI REVISI", "author": "Dr.Luh Sari", "year": "2001"}
        same = {"title": "Subak Edisi Revisi", "author": "LUH SARI,S.P", "year": "2001.0"}
        self.assertEqual(key(**typed), key(**same))
        for change in (
            {"title": "SUBAK EDISI 2"},
            {"author": "Made Astawa"},
            {"year": "2002"},
            {"publisher": "Nusa"},
        ):
            self.assertNotEqual(key(**typed), key(**{**typed, **change}))
