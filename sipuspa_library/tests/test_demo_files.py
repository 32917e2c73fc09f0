import csv
import re
from collections import Counter
from pathlib import Path

from stdnum import isbn

from odoo.tests import BaseCase, tagged

from ..tools import demo_data

FOLDER = Path(__file__).resolve().parent.parent / "demo"

HEADERS = {
    "regions": "kode_kemendagri nama tingkat kode_induk kode_pos",
    "libraries": "code name type status region parent npsn npp address opening_pattern prefix",
    "books": (
        "title subtitle contributors publisher place year edition series isbn language audience"
        " grade class_number subjects collection summary spread"
    ),
    "names": "kind value",
    "logins": "role login password name scope",
}
LIBRARY_TYPES = {"kabupaten": 1, "smp": 3, "sd": 4, "desa": 4, "pojok_baca": 1}
CONTRIBUTOR_ROLES = {"author", "editor", "translator", "illustrator", "compiler", "contributor"}
NAME_KINDS = {
    "bali_m": 10,
    "bali_f": 10,
    "given_m": 40,
    "given_f": 40,
    "other_m": 25,
    "other_f": 25,
    "occupation": 15,
    "banjar": 15,
}
LOGIN_ROLES = [
    "petugas",
    "pustakawan",
    "pustakawan desa",
    "pengatalog",
    "pembina",
    "kepala dinas",
    "stakeholder",
    "administrator",
    "siswa",
    "orang tua",
]
CLASS_GROUPS = {
    "folk tales": r"398\.2",
    "Hindu": r"294\.5",
    "other religions": r"2X|20|22|24|26|28|294\.3",
    "law, society and education": r"3[0-7]",
    "economy and enterprise": r"33|38|65[78]",
    "custom": r"39[0-5]",
    "languages": r"4",
    "natural sciences": r"5",
    "health": r"61",
    "farming and fisheries": r"63[0-9]",
    "crafts and art": r"391|646|7[0-8]",
    "food": r"641|664",
    "computers": r"00|658\.403|629\.8",
    "biographies": r"92",
    "history and travel": r"90|91|95",
    "poetry, drama and novels": r"8",
}


def read(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def pairs(spread):
    """The copies each library of a type holds: ``"smp:2 desa:1"`` is ``{"smp": 2, "desa": 1}``."""
    return {kind: int(count) for kind, count in (pair.split(":") for pair in spread.split())}


@tagged("post_install", "-at_install")
class TestDemoFiles(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = {name: read(name) for name in HEADERS}
        cls.books = cls.rows["books"]

    def assertUnique(self, values, what):
        twice = [value for value, count in Counter(values).items() if count > 1]
        self.assertFalse(twice, f"{what} given twice")

    def test_files_are_plain_utf8_with_the_agreed_columns(self):
        for name, header in HEADERS.items():
            with self.subTest(file=name):
                raw = (FOLDER / f"{name}.csv").read_bytes()
                self.assertNotIn(b"\r", raw)
                self.assertFalse(raw.startswith(b"\xef\xbb\xbf"))
                self.assertTrue(raw.endswith(b"\n"))
                self.assertEqual(list(self.rows[name][0]), header.split())
                for row in self.rows[name]:
                    for value in row.values():
                        self.assertEqual(value, " ".join(value.split()), row)

    def test_regions_form_the_tree_of_the_regency(self):
        regions = {row["kode_kemendagri"]: row for row in self.rows["regions"]}
        self.assertEqual(len(regions), len(self.rows["regions"]))
        self.assertEqual(
            Counter(row["tingkat"] for row in regions.values()),
            {"kabupaten": 1, "kecamatan": 4, "desa": 53, "kelurahan": 6},
        )
        self.assertUnique(
            ((row["kode_induk"], row["nama"]) for row in regions.values()), "region name"
        )
        for code, row in regions.items():
            self.assertRegex(code, r"^51\.05(\.\d{2}(\.[12]\d{3})?)?$")
            self.assertEqual(row["kode_induk"], code.rpartition(".")[0])
            if row["tingkat"] == "kabupaten":
                self.assertNotIn(row["kode_induk"], regions)
            else:
                self.assertIn(row["kode_induk"], regions)
            if row["tingkat"] in ("desa", "kelurahan"):
                self.assertRegex(row["kode_pos"], r"^807\d{2}$")
                self.assertEqual(code.split(".")[3][0], "2" if row["tingkat"] == "desa" else "1")

    def test_libraries_resolve_and_stand_in_every_district(self):
        libraries = self.rows["libraries"]
        regions = {row["kode_kemendagri"] for row in self.rows["regions"]}
        codes = [row["code"] for row in libraries]
        self.assertUnique(codes, "library code")
        self.assertUnique((row["prefix"] for row in libraries), "barcode prefix")
        self.assertEqual(Counter(row["type"] for row in libraries), LIBRARY_TYPES)
        self.assertEqual(len({row["region"][:8] for row in libraries}), 4)
        patterns = {"kabupaten": "office", "desa": "village", "pojok_baca": "corner"}
        for row in libraries:
            self.assertRegex(row["code"], r"^[A-Z0-9-]{1,12}$")
            self.assertRegex(row["prefix"], r"^\d{4}$")
            self.assertIn(row["region"], regions)
            self.assertIn(row["status"], ("negeri", "swasta"))
            self.assertEqual(row["opening_pattern"], patterns.get(row["type"], "school"))
            self.assertRegex(row["npsn"], r"^(99\d{6})?$", "a real school's number")
            self.assertRegex(row["npp"], r"^(99.*)?$", "a real library's number")
            if row["type"] == "pojok_baca":
                self.assertIn(row["parent"], codes)
            else:
                self.assertFalse(row["parent"])

    def test_there_are_enough_titles_of_every_kind(self):
        self.assertGreaterEqual(len(self.books), 320)
        self.assertGreaterEqual(sum(bool(row["summary"]) for row in self.books), 100)
        for name, pattern in CLASS_GROUPS.items():
            with self.subTest(group=name):
                group = [
                    row
                    for row in self.books
                    if row["collection"] != "paket" and re.match(pattern, row["class_number"])
                ]
                self.assertGreaterEqual(len(group), 10)
        for collection in ("umum", "fiksi", "referensi", "paket", "anak"):
            with self.subTest(collection=collection):
                group = [row for row in self.books if row["collection"] == collection]
                self.assertGreaterEqual(len(group), 10)

    def test_no_title_is_listed_twice(self):
        self.assertUnique(
            (
                (row["title"].lower(), row["subtitle"].lower(), row["contributors"], row["edition"])
                for row in self.books
            ),
            "title",
        )
        self.assertUnique(filter(None, (row["isbn"] for row in self.books)), "ISBN")

    def test_every_title_is_described_in_known_terms(self):
        for row in self.books:
            with self.subTest(title=row["title"]):
                self.assertTrue(row["title"] and row["publisher"] and row["place"])
                self.assertRegex(row["year"], r"^(19|20)\d{2}$")
                self.assertRegex(row["class_number"], r"^(\d{3}|2X\d)(\.\d{1,3}( \d+)?)?$")
                self.assertRegex(row["language"], r"^(id|en|ban|jv)$")
                self.assertIn(row["audience"], ("anak", "remaja", "dewasa", "umum"))
                self.assertIn(row["collection"], ("umum", "fiksi", "referensi", "paket", "anak"))
                subjects = row["subjects"].split(";")
                self.assertTrue(all(subjects))
                self.assertUnique(subjects, "subject")
                contributors = filter(None, row["contributors"].split("; "))
                for contributor in contributors:
                    name, role = contributor.split("|")
                    self.assertTrue(name)
                    self.assertIn(role, CONTRIBUTOR_ROLES)

    def test_every_given_isbn_has_its_check_digit(self):
        numbers = [row["isbn"] for row in self.books if row["isbn"]]
        self.assertTrue(numbers)
        for number in numbers:
            self.assertEqual(isbn.validate(number), number)
            self.assertEqual(isbn.isbn_type(number), "ISBN13")

    def test_every_title_is_held_somewhere_and_none_where_it_does_not_belong(self):
        held = Counter()
        for row in self.books:
            with self.subTest(title=row["title"]):
                spread = pairs(row["spread"])
                self.assertTrue(spread)
                self.assertLessEqual(spread.keys(), LIBRARY_TYPES.keys())
                self.assertTrue(all(1 <= count <= 40 for count in spread.values()))
                if row["collection"] == "paket":
                    self.assertLessEqual(spread.keys(), {"smp", "sd"})
                if row["collection"] == "fiksi" and row["audience"] == "dewasa":
                    self.assertFalse(spread.keys() & {"smp", "sd"})
                held.update(spread.keys())
        self.assertEqual(held.keys(), LIBRARY_TYPES.keys())

    def test_names_suffice_for_fictitious_persons(self):
        kinds = Counter(row["kind"] for row in self.rows["names"])
        self.assertEqual(kinds.keys(), NAME_KINDS.keys())
        for kind, least in NAME_KINDS.items():
            self.assertGreaterEqual(kinds[kind], least, kind)
        self.assertUnique(((row["kind"], row["value"]) for row in self.rows["names"]), "name")

    def test_every_role_has_one_login_within_its_scope(self):
        logins = self.rows["logins"]
        regions = {row["kode_kemendagri"] for row in self.rows["regions"]}
        types = {row["code"]: row["type"] for row in self.rows["libraries"]}
        self.assertEqual([row["role"] for row in logins], LOGIN_ROLES)
        self.assertUnique((row["login"] for row in logins), "login")
        scope = {row["role"]: row["scope"] for row in logins}
        for row in logins:
            self.assertTrue(row["name"])
            self.assertEqual(row["password"], "sipuspa-" + self.suffix(row))
            self.assertTrue(row["scope"] in regions or row["scope"] in types, row["scope"])
        self.assertEqual(types[scope["pustakawan"]], "smp")
        self.assertEqual(scope["petugas"], scope["pustakawan"])
        self.assertEqual(scope["siswa"], scope["pustakawan"])
        self.assertEqual(types[scope["pustakawan desa"]], "desa")

    @staticmethod
    def suffix(row):
        # who has a card logs in by its number
        return row["role"].replace(" ", "") if row["role"] in demo_data.CARD_ROLES else row["login"]
