from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.call_number import articles_of, call_number, check_pattern, filing_title, heading
from .properties import checked

# What is printed on the title page, and the heading an Indonesian cataloguer gives it.
HEADINGS = {
    # the last element first
    "Pramoedya Ananta Toer": "Toer, Pramoedya Ananta",
    "Andrea Hirata": "Hirata, Andrea",
    "Sutan Takdir Alisjahbana": "Alisjahbana, Sutan Takdir",
    "Ratna Dewi": "Dewi, Ratna",
    "Ahmad Bagus": "Bagus, Ahmad",
    "Ki Hajar Dewantara": "Dewantara, Ki Hajar",
    "Raden Ajeng Kartini": "Kartini, Raden Ajeng",
    "  Tere   Liye ": "Liye, Tere",
    # one word
    "Hamka": "Hamka",
    "Sulistyo-Basuki": "Sulistyo-Basuki",
    "": "",
    None: "",
    # typed in heading form already
    "Hirata, Andrea": "Hirata, Andrea",
    "Navis, A.A.": "Navis, A.A.",
    "Mintardja, S.H.": "Mintardja, S.H.",
    "Toer, Pramoedya Ananta, S.S.": "Toer, Pramoedya Ananta",
    # Balinese names
    "I Wayan Sudarma": "Sudarma, I Wayan",
    "Ni Luh Putu Sri Artini": "Artini, Ni Luh Putu Sri",
    "I Gusti Ngurah Putu Wijaya": "Wijaya, I Gusti Ngurah Putu",
    "Ida Bagus Gede Agastia": "Agastia, Ida Bagus Gede",
    "Anak Agung Pandji Tisna": "Tisna, Anak Agung Pandji",
    "Tjokorda Rai Sudharta": "Sudharta, Tjokorda Rai",
    "Gde Aryantha Soethama": "Soethama, Gde Aryantha",
    "Putu Wijaya": "Wijaya, Putu",
    "Wayan P. Windia": "Windia, Wayan P.",
    "I Gusti Ngurah Bagus": "Bagus, I Gusti Ngurah",
    "I Gusti Ayu Ratna Putu": "Ratna, I Gusti Ayu Putu",
    "Anak Agung Gde Agung": "Agung, Anak Agung Gde",
    "Ida Ayu Made": "Made, Ida Ayu",
    "Ni Made": "Made, Ni",
    "Wayan": "Wayan",
    # initials
    "A.A. Navis": "Navis, A.A.",
    "H. B. Jassin": "Jassin, H. B.",
    "I.B. Mantra": "Mantra, I.B.",
    "Nazruddin Safaat H": "Safaat, Nazruddin H",
    "Ramadhan K.H.": "Ramadhan, K.H.",
    "Sutarno NS": "Sutarno, NS",
    "Teater Mandiri 83": "Mandiri, Teater 83",
    "Panggung '83": "Panggung, '83",
    "Onno W.Purbo": "Purbo, Onno W.",
    # titles and degrees
    "Prof. Dr. I Wayan Ardika": "Ardika, I Wayan",
    "Prof.Dr.Sondang P.Siagian,M.P.A": "Siagian, Sondang P.",
    "H. Agus Salim": "Salim, Agus",
    "K.H. Ahmad Dahlan": "Dahlan, Ahmad",
    "Drs.C.S.T.Kansil,S.H.": "Kansil, C.S.T.",
    "Ni Made Sukerti, S.Pd., M.Pd.H.": "Sukerti, Ni Made",
    "Budi Santoso S.Pd. M.Si.": "Santoso, Budi",
    "Mortimer R.Feinberg,Ph.D.": "Feinberg, Mortimer R.",
    "Dr.Munir Fuady,S.H.,M.H.,Ll.M": "Fuady, Munir",
    "Suardi,S.H,M.H.": "Suardi",
    # Arabic names
    "Shafiyyurrahman al-Mubarakfuri": "Mubarakfuri, Shafiyyurrahman al-",
    "Abdullah bin Nuh": "Abdullah bin Nuh",
    "Ni Luh Putu": "Putu, Ni Luh",
    "Niluh Djelantik": "Djelantik, Niluh",
    "I Dewa Gede Palguna": "Palguna, I Dewa Gede",
    "Cok Sawitri": "Sawitri, Cok",
    # the family first
    "Soe Hok Gie": "Soe, Hok Gie",
    "Kho Ping Hoo": "Kho, Ping Hoo",
    "Kwik Kian Gie": "Kwik, Kian Gie",
    "Kim Dae-jung": "Kim, Dae-jung",
    "Cho Nam-joo": "Cho, Nam-joo",
    "Mao Tse-tung": "Mao, Tse-tung",
    # not every such word is a family's
    "Tan Malaka": "Malaka, Tan",
    "Lee Child": "Child, Lee",
    "Lee Van Cleef": "Cleef, Lee Van",
    "Kim Lane Scheppele": "Scheppele, Kim Lane",
    # what stands behind a name and does not head it
    "Martin Luther King, Jr.": "King, Martin Luther, Jr.",
    "Martin Luther King Jr.": "King, Martin Luther, Jr.",
    "Paku Buwono XII": "Buwono, Paku XII",
    # several names: the first counts
    "Amirullah & Iman Hardjanto": "Amirullah",
    "Achmad Yuhdi,Dkk": "Yuhdi, Achmad",
    "Kotler, Philip, et al.": "Kotler, Philip",
    # bodies
    "Departemen Pendidikan dan Kebudayaan": "Departemen Pendidikan dan Kebudayaan",
    "Tim Penyusun Kamus Pusat Bahasa": "Tim Penyusun Kamus Pusat Bahasa",
    "TIM BIP": "TIM BIP",
    "Tim MGMP Bahasa Bali": "Tim MGMP Bahasa Bali",
    "Tim Erlangga": "Tim Erlangga",
    "Tim Burton": "Burton, Tim",
    "Tim Berners-Lee": "Berners-Lee, Tim",
    "Badan Pusat Statistik": "Badan Pusat Statistik",
    "Pt.Jamsostek (Persero)": "Pt.Jamsostek (Persero)",
    "Parisada Hindu Dharma Indonesia": "Parisada Hindu Dharma Indonesia",
}
# Words names are made of, marks and birth order among them; no title, degree or body.
NAME_WORDS = """
    I Ni Wayan Putu Gede Made Nyoman Komang Ketut Luh Ida Bagus Ayu Gusti Anak Agung Cokorda Dewa Sri
    Ngurah A.A. I.B. B. NS Sari Wijaya Soe Hok Gie Kim Dae-jung Tan Tim Jr. van Siti Nur Andrea
"""
CALL_NUMBERS = {
    ("813", "Toer, Pramoedya Ananta", "Bumi Manusia"): "813 TOE b",
    ("813", "Hirata, Andrea", "Sang Pemimpi"): "813 HIR p",
    ("294.5", "Wiana, I Ketut", "Weda Wakya"): "294.5 WIA w",
    ("R 413", None, "Kamus Besar Bahasa Indonesia"): "R 413 KAM",
    ("398.2", None, '"Si" Kancil'): "398.2 KAN",
    (None, "Ma'ruf, Amin", "The Call"): "MAR c",
    ("2X4.1", "Badan Zakat", "1001 Tanya"): "2X4.1 BAD 1",
    ("823", "Lo", "Si"): "823 LO s",
    (None, None, ""): "",
}

TOKENS = ("{class}", "{author}", "{author:3}", "{title:1}", "{", "}", "{x}", " ", "/", "KLK")
# patterns of a regency, with and without class, author and title
PATTERNS = {
    "{class} {author:3} {title:1}": ("813 HIR p", "HIR p", "813 PEM", "813"),
    "{class} {author} {title}": ("813 HIR p", "HIR p", "813 PEM", "813"),
    "{class}/{author:3}/{title:1}": ("813/HIR/p", "HIR/p", "813/PEM", "813"),
    "{author:5}-{title:2} ({class})": ("HIRAT-pe (813)", "HIRAT-pe)", "PEMIM (813)", "813)"),
    "KLK {class} {author:3}": ("KLK 813 HIR", "KLK HIR", "KLK 813 PEM", "KLK 813"),
}


class TestCallNumber(BaseCase):
    def test_headings(self):
        for name, expected in HEADINGS.items():
            with self.subTest(name=name):
                self.assertEqual(heading(name), expected)

    def test_a_heading_is_its_own_heading(self):
        for expected in HEADINGS.values():
            with self.subTest(heading=expected):
                self.assertEqual(heading(expected), expected)

    def test_call_numbers(self):
        for parts, expected in CALL_NUMBERS.items():
            with self.subTest(parts=parts):
                self.assertEqual(call_number(*parts), expected)

    def test_patterns(self):
        for pattern, expected in PATTERNS.items():
            with self.subTest(pattern=pattern):
                found = tuple(
                    call_number(*parts, pattern=pattern)
                    for parts in (
                        ("813", "Hirata, Andrea", "Sang Pemimpi"),
                        (None, "Hirata, Andrea", "Sang Pemimpi"),
                        ("813", None, "Sang Pemimpi"),
                        ("813", None, None),
                    )
                )
                self.assertEqual(found, expected)
                self.assertEqual(call_number(None, None, "?", pattern=pattern), "")
                check_pattern(pattern)

    def test_patterns_that_cannot_be_used_are_refused(self):
        for pattern in (
            "",
            "{author:3} {title:1}",
            "{class}",
            "{class} {title:1}",
            "{class:3} {author:3}",
            "{class} {author:0}",
            "{class} {author:3} {year}",
            "{class} {author:3",
            "{{class}} {author}",
            "{Class} {author}",
        ):
            with self.subTest(pattern=pattern), self.assertRaises(ValueError):
                check_pattern(pattern)

    def test_the_regency_says_which_words_do_not_count(self):
        articles = articles_of("Si, Sang;  Hikayat")
        self.assertEqual(filing_title("Hikayat Sang Kancil", articles), "Kancil")
        self.assertEqual(filing_title("The Call", articles), "The Call")

    def test_a_title_of_articles_only_keeps_the_last(self):
        self.assertEqual(filing_title("The A"), "A")

    @checked
    @given(st.lists(st.sampled_from(NAME_WORDS.split()), min_size=1, max_size=6))
    def test_no_word_of_a_name_is_lost(self, words):
        """However a name is turned, it keeps its words, and turning it again changes nothing."""
        found = heading(" ".join(words))
        self.assertEqual(Counter(found.replace(",", "").split()), Counter(words))
        self.assertEqual(heading(found), found)

    @checked
    @given(st.text(max_size=60))
    def test_no_name_breaks_it(self, name):
        """Whatever stands on a title page: a heading on one line, and words only where there were any."""
        found = heading(name)
        self.assertEqual(found, " ".join(found.split()))
        self.assertTrue(found or not any(char.isalnum() for char in name))

    @checked
    @given(*[st.text(max_size=30)] * 3, st.lists(st.sampled_from(TOKENS), max_size=6).map("".join))
    def test_nothing_typed_breaks_a_call_number(self, class_number, name, title, pattern):
        found = call_number(class_number, name, title, pattern)
        self.assertIsInstance(found, str)
