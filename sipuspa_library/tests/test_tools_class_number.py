import random
from functools import cmp_to_key
from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.class_number import counterpart, lineage, main_class, parse, sort_key
from .properties import checked

# what is typed, and its mark, number and rest
PARSED = {
    # plain Dewey, as typed and as spreadsheets leave it
    "813": ("", "813", ""),
    " 813.54 ": ("", "813.54", ""),
    "294.592 ": ("", "294.592", ""),
    "294,592": ("", "294.592", ""),
    "005.133": ("", "005.133", ""),
    "5": ("", "5", ""),
    "813..54": ("", "813.54", ""),
    # decimals in groups
    "959.8 62": ("", "959.862", ""),
    "959.862 512 TOE": ("", "959.862512", "TOE"),
    "624.151 36 BUD m": ("", "624.15136", "BUD m"),
    # the primes at which a number may be cut
    "954/.004948": ("", "954.004948", ""),
    "320.5/0951": ("", "320.50951", ""),
    "808/0666/0068": ("", "808.06660068", ""),
    "364.1/532/09794": ("", "364.153209794", ""),
    "811/.54/09358": ("", "811.5409358", ""),
    "781.7'2": ("", "781.72", ""),
    # Islam in both schemes
    "2X4.1": ("", "2X4.1", ""),
    "2x4": ("", "2X4", ""),
    "2X41": ("", "2X4.1", ""),
    "2X": ("", "2X", ""),
    "2X1.2 SHI t": ("", "2X1.2", "SHI t"),
    "2X4.1 100": ("", "2X4.1", "100"),
    "2XL": ("", "2", "XL"),
    # auxiliaries
    "633.18-155": ("", "633.18-155", ""),
    "633.18-155/BAD/p": ("", "633.18-155", "/BAD/p"),
    # marks
    "R 413": ("R", "413", ""),
    "R413": ("R", "413", ""),
    "r.413 KAM": ("R", "413", "KAM"),
    "BP 370": ("BP", "370", ""),
    "BP R 2X4.1": ("BP R", "2X4.1", ""),
    "REF. 030": ("REF", "030", ""),
    "SMPN1 813": ("", "", "SMPN1 813"),
    "DESA 813 HIR l": ("DESA", "813", "HIR l"),
    "R 50": ("R", "50", ""),
    "FIK": ("FIK", "", ""),
    "FIK HIR l": ("FIK", "", "HIR l"),
    "F/HIR/l": ("F", "", "/HIR/l"),
    "B": ("B", "", ""),
    # whole call numbers
    "813 HIR l": ("", "813", "HIR l"),
    "813/HIR/l": ("", "813", "/HIR/l"),
    "813 HIR l j.2": ("", "813", "HIR l j.2"),
    # no class
    "MAR c": ("", "", "MAR c"),
    "MAR c 2": ("", "", "MAR c 2"),
    "[E]": ("", "", "[E]"),
    "930 s": ("", "930", "s"),
    "930 s 932": ("", "930", "s 932"),
    "780/.92/4 B": ("", "780.924", "B"),
    "821/.7 B 92": ("", "821.7", "B 92"),
    "345.73/05 347.3055": ("", "345.7305", "347.3055"),
    # other schemes and running numbers
    "PN241.5.S65 F4 1983": ("", "", "PN241.5.S65 F4 1983"),
    "L479mo": ("", "", "L479mo"),
    "Diss. Med. 1983 .T46": ("", "", "Diss. Med. 1983 .T46"),
    "F375 .T86 1984": ("", "", "F375 .T86 1984"),
    "R154.C346 A39": ("", "", "R154.C346 A39"),
    "Micfilm S-144": ("MICFILM S", "144", ""),
    "813 .H57l": ("", "813", ".H57l"),
    "7429": ("", "7429", ""),
    # nothing
    "": ("", "", ""),
    None: ("", "", ""),
    "?": ("", "", "?"),
}

# how spines stand on a shelf, from left to right
SHELF = """
    HIR l
    KAM
    005
    5.1
    30
    291
    294.5
    294.5 WIA w
    294.592
    297
    297 SHI m
    297.1
    297.99
    2X
    2X0
    2X4
    2X4.1
    2X4.1 100
    2X4.1 ABD f
    2X4.11
    2X9
    298
    345.7305 s
    345.73/06
    370
    633.18
    633.18-155
    633.181
    813
    813 HIR l
    813 HIR l 2
    813 HIR l 10
    813 HIR l a
    813 HIR m
    813 TOE b
    813/TOE/b/jil. 2
    813 toe B Jil 10
    813.0
    813.5
    813.54
    813.6
    999
    7429
    12345
    BP 370
    BP 370 KEM b
    BP R 370
    DESA 813
    FIK
    FIK HIR l
    FIK TOE b
    FIK 813
    R 030
    R 2X1
    R 413
    R413 KAM
    REF 001
"""

MAIN_CLASSES = {
    "813": "8",
    "005.1": "0",
    "50": "0",
    "R 413": "4",
    "297.41": "2",
    "2X4.1 ABD f": "2X",
    "FIK": "",
    "7429": "",
    "PN241": "",
    "": "",
    None: "",
}

LINEAGES = {
    "813": ["813", "810", "800"],
    "BP 294.592": ["294.592", "294.59", "294.5", "294", "290", "200"],
    "2X4.1 ABD f": ["2X4.1", "2X4", "2X", "297", "290", "200"],
    "633.18-155": ["633.18-155", "633.18", "633.1", "633", "630", "600"],
    "50": ["050", "000"],
    "0": ["000"],
    "7429": ["7429"],
    "FIK": [],
    None: [],
}

COUNTERPARTS = {
    "2X0": "297",
    "2X1": "297.1",
    "2X4.1": "297.41",
    "2X9.63": "297.963",
    "297": "2X0",
    "297.4": "2X4",
    "297.41": "2X4.1",
    "2X": "297",
    "298": "",
    "813": "",
    "FIK": "",
    "": "",
}

PIECES = """
    R FIK BP 813 2X4 2X 297 298 633 5 .1 .54 .0 -155 -2 / . , 62 512 HIR TOE é l b 2 10 007 1001
"""
TYPED = st.one_of(
    st.lists(st.sampled_from(PIECES.split()), max_size=6).map(" ".join),
    st.lists(st.sampled_from(PIECES.split()), max_size=6).map("".join),
    st.text(max_size=130),
)


def compare(left, right):
    """Compare two call numbers as the module's text says, step by step, without any key."""
    left, right = parse(left), parse(right)
    return (
        compare_words(left.mark, right.mark)
        or compare_numbers(left.number, right.number)
        or compare_words(left.rest, right.rest)
    )


def compare_numbers(left, right):
    for one, other in zip_longest(places(left), places(right)):
        if one != other:
            return -1 if one is None or (other is not None and one < other) else 1
    return 0


def places(number):
    """Return a number digit by digit; an auxiliary (-1) comes before every digit (0 to 9)."""
    if not number:
        return []
    number, *auxiliaries = number.split("-")
    whole, __, decimals = number.partition(".")
    if whole.startswith("2X"):
        found = [2, 9, 7, 10, *map(int, whole[2:])]
    elif len(whole) > 3:
        found = [10, int(whole)]
    else:
        found = [int(whole) // 100, int(whole) // 10 % 10, int(whole) % 10]
    found += map(int, decimals)
    for auxiliary in auxiliaries:
        found += [-1, *map(int, auxiliary)]
    return found


def compare_words(left, right):
    for one, other in zip_longest(words(left), words(right)):
        if one is None or other is None or one != other:
            return -1 if one is None or (other is not None and precedes(one, other)) else 1
    return 0


def words(text):
    """Return the words of a text: numbers as such, letters without regard to capitals."""
    found, kind = [], None
    for char in text.casefold():
        this = "number" if char in "0123456789" else "letters" if char.isalnum() else None
        if this and this == kind:
            found[-1] += char
        elif this:
            found.append(char)
        kind = this
    return [int(word) if word[0] in "0123456789" else word for word in found]


def precedes(one, other):
    if isinstance(one, int) == isinstance(other, int):
        return one < other
    return isinstance(one, int)


class TestClassNumber(BaseCase):
    def test_parts(self):
        for text, expected in PARSED.items():
            with self.subTest(text=text):
                self.assertEqual(tuple(parse(text)), expected)

    def test_a_shelf_stands_in_order(self):
        shelf = [line.strip() for line in SHELF.strip().splitlines()]
        mixed = random.Random(4).sample(shelf, len(shelf))
        self.assertEqual(sorted(mixed, key=sort_key), shelf)
        self.assertEqual(len({sort_key(text) for text in shelf}), len(shelf))

    def test_signs_and_capitals_do_not_part_what_belongs_together(self):
        for one, other in (
            ("813/HIR/l", "813 HIR l"),
            ("813 hir L", "813  HIR-l"),
            ("2x4,1", "2X4.1"),
            ("R413", "R. 413"),
            ("813 Šah k", "813 SAH k"),
            ("50", "050"),
        ):
            with self.subTest(one=one, other=other):
                self.assertEqual(sort_key(one), sort_key(other))

    def test_main_classes(self):
        for text, expected in MAIN_CLASSES.items():
            with self.subTest(text=text):
                self.assertEqual(main_class(text), expected)

    def test_what_a_class_is_part_of(self):
        for text, expected in LINEAGES.items():
            with self.subTest(text=text):
                self.assertEqual(lineage(text), expected)

    def test_islam_in_the_other_scheme(self):
        for number, expected in COUNTERPARTS.items():
            with self.subTest(number=number):
                self.assertEqual(counterpart(number), expected)

    @checked
    @given(st.text(alphabet="0123456789", max_size=5).filter(lambda digits: digits != "0"))
    def test_both_schemes_lead_back(self, digits):
        number = f"297.{digits}" if digits else "297"
        self.assertEqual(counterpart(counterpart(number)), number)

    @checked
    @given(st.lists(TYPED, max_size=12))
    def test_sorting_by_the_key_is_the_shelf_order(self, texts):
        by_key = sorted(texts, key=lambda text: sort_key(text).encode())
        self.assertEqual(by_key, sorted(texts, key=cmp_to_key(compare)))

    @checked
    @given(TYPED)
    def test_a_key_is_plain_text_that_an_index_takes(self, text):
        key = sort_key(text).encode()
        self.assertNotIn(b"\0", key)
        self.assertLess(len(key), 2600)
