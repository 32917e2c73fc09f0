import io
import os
import tracemalloc
import unittest
import zipfile
from datetime import date, datetime
from unittest import mock

import xlwt

from ..tools.roster import Refused, read
from ..tools.roster.cells import Cell
from ..tools.roster.layout import DAPODIK, LAYOUTS, Layout, headings
from ..tools.roster.values import Bad, day, name, nisn, sex
from ..tools.roster.workbook import DAY_0
from . import roster_files as files

TODAY = date(2026, 8, 1)
HEADINGS = ("Nama", "NISN", "Tanggal Lahir", "Kelas")
ROW = ("Ni Luh Sari", "0121234567", "17/05/2012", "6A")


def rows_of(content, layouts=LAYOUTS):
    return read(io.BytesIO(content), TODAY, layouts).rows


def problems_of(content):
    return [[code for code, __ in row.problems] for row in rows_of(content)]


class TestRosterFiles(unittest.TestCase):
    """What stands in a file, whatever kind of file it is."""

    def test_dapodiks_list_is_read_from_below_its_two_rows_of_headings(self):
        pupils = files.pupils(3)
        for header_row in (3, 4):
            found = read(io.BytesIO(files.dapodik(pupils, header_row)), TODAY)
            self.assertEqual(found.layout.code, "dapodik")
            self.assertEqual(
                [row.number for row in found.rows], [header_row + n for n in (3, 4, 5)]
            )
            first = found.rows[0].values
            self.assertEqual(first["name"], pupils[0]["name"])
            self.assertEqual(first["birth_date"], pupils[0]["birth_date"])
            self.assertEqual(first["class_name"], pupils[0]["class_name"])
            self.assertEqual(first["nipd"], pupils[0]["nipd"])

    def test_of_dapodiks_sixty_columns_six_become_values(self):
        found = read(io.BytesIO(files.dapodik(files.pupils(5))), TODAY)
        self.assertEqual(len(files.DAPODIK), 66)
        self.assertEqual(set(found.fields), set(DAPODIK.headings))
        text = repr(found)
        for mark in files.FORBIDDEN.values():
            self.assertNotIn(mark, text)

    def test_a_fathers_name_is_not_taken_for_the_pupils(self):
        found = rows_of(files.dapodik(files.pupils(1)))
        self.assertNotIn(files.FORBIDDEN["father"], found[0].values["name"])

    def test_every_delimiter_and_encoding_of_a_text_file(self):
        for delimiter in (",", ";", "\t"):
            for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"):
                with self.subTest(delimiter=delimiter, encoding=encoding):
                    row = ("Renée Müller", *ROW[1:])
                    content = files.csv(HEADINGS, [row], delimiter, encoding)
                    [found] = rows_of(content)
                    self.assertEqual(found.values["name"], "Renée Müller")
                    self.assertEqual(found.values["nisn"], "0121234567")

    def test_titles_blank_rows_and_totals_are_passed_over(self):
        rows = [ROW, ("", "", "", ""), ("I Made Uji", "", "", "6B"), ("Jumlah: 2", "", "", "")]
        content = files.csv(("Daftar Siswa",), [("",), HEADINGS, *rows])
        self.assertEqual([row.number for row in rows_of(content)], [4, 6])

    def test_headings_that_stand_on_every_page_are_nobody(self):
        headings = ("Nama", "Kelas")
        pages = [headings, ("I Made Uji", "6B"), headings, ("Ni Luh Uji", "6B")]
        self.assertEqual([row.number for row in rows_of(files.csv(headings, pages))], [3, 5])

    def test_merged_cells_are_read_where_they_begin(self):
        def merge(book, sheet):
            sheet.merge_range("A2:A3", "Ni Luh Sari")

        content = files.table(HEADINGS, [ROW, ("", *ROW[1:])], merge)
        self.assertEqual(problems_of(content), [[], ["no_name"]])

    def test_columns_may_stand_in_any_order_and_some_be_missing(self):
        content = files.table(("Kelas", "No", "Nama Lengkap", "L/P"), [("6A", 1, "I Made", "L")])
        [row] = rows_of(content)
        self.assertEqual(row.values, {"class_name": "6A", "name": "I Made", "sex": "m"})

    def test_the_first_visible_sheet_with_headings_counts(self):
        def more(book, sheet):
            sheet.hide()
            book.add_worksheet("Bantuan").write(0, 0, "Cara mengisi")
            data = book.add_worksheet("Data")
            data.activate()
            data.write_row(0, 0, HEADINGS)
            data.write_row(1, 0, ROW)

        [row] = rows_of(files.table(HEADINGS, [("Tersembunyi", *ROW[1:])], more))
        self.assertEqual(row.values["name"], "Ni Luh Sari")

    def test_a_child_that_stands_twice_is_refused_the_second_time(self):
        rows = [ROW, ROW, ("I Made Uji", "0121234567", "", ""), (ROW[0].upper(), "", *ROW[2:])]
        self.assertEqual(
            problems_of(files.table(HEADINGS, rows)),
            [[], ["repeated"], ["repeated"], ["repeated"]],
        )

    def test_two_children_of_one_name_are_two(self):
        rows = [ROW, (ROW[0], "0127654321", *ROW[2:]), (ROW[0], "", "18/05/2012", "6B")]
        self.assertEqual(problems_of(files.table(HEADINGS, rows)), [[], [], []])

    def test_a_name_alone_is_too_little(self):
        content = files.table(HEADINGS, [ROW, ("Ni Made Kepala Sekolah", "", "", "")])
        self.assertEqual(problems_of(content), [[], ["only_name"]])

    def test_another_addon_brings_another_kind_of_list(self):
        members = Layout(
            code="other", headings=headings(name="member_name", local_number="member_id")
        )
        content = files.csv(("member_id", "member_name"), [("77", "I Made Uji")], ",")
        [row] = rows_of(content, (*LAYOUTS, members))
        self.assertEqual(row.values, {"name": "I Made Uji", "local_number": "77"})

    def test_dapodiks_list_is_known_where_only_few_of_its_columns_are_left(self):
        headings_left = ("Nama", "NISN", "NIK", "Alamat", "HP")
        [row] = rows_of(files.table(headings_left, [(*ROW[:2], "51", "Jalan", "08")]))
        self.assertEqual(set(row.values), {"name", "nisn"})


class TestRosterRefused(unittest.TestCase):
    """Files that are not read, each for a reason of its own."""

    def refused(self, content, code):
        with self.assertRaises(Refused) as caught:
            read(io.BytesIO(content), TODAY)
        self.assertEqual(caught.exception.code, code)

    def test_what_is_no_list(self):
        old = io.BytesIO()
        book = xlwt.Workbook()
        book.add_sheet("x").write(0, 0, "Nama")
        book.save(old)
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        page = b"\xef\xbb\xbf<html><table><tr><td>Nama</td></tr></table></html>"
        for content, code in (
            (b"", "empty"),
            (b" \r\n ", "empty"),
            (b"%PDF-1.7 ...", "not_a_list"),
            (b"\xff\xd8\xff\xe0 a photo", "not_a_list"),
            (bytes(range(256)) * 20, "not_a_list"),
            (b"Nama\0NISN\0Kelas" * 20, "not_a_list"),
            (page, "web_page"),
            (b'<?xml version="1.0"?><Workbook/>', "web_page"),
            (old.getvalue(), "old_workbook"),
            (ole + "EncryptedPackage".encode("utf-16-le"), "password"),
            (b"satu dua tiga", "no_headings"),
            (files.table(HEADINGS, []), "no_rows"),
            (files.table(("Judul", "Pengarang"), [("Laskar Pelangi", "A")]), "no_headings"),
            (files.csv(HEADINGS, [ROW, ('"Ni Luh', *ROW[1:]), ROW]), "quotes"),
        ):
            with self.subTest(code=code, start=content[:12]):
                self.refused(content, code)

    def test_workbooks_with_macros(self):
        content = files.table(HEADINGS, [ROW])
        types = "[Content_Types].xml"
        self.refused(files.edited(content, {"xl/vbaProject.bin": b"x"}), "macros")
        self.refused(files.edited(content, {types: b"<Types>macroEnabled.main</Types>"}), "macros")

    def test_zips_that_are_no_workbooks(self):
        content = files.table(HEADINGS, [ROW])
        self.refused(files.edited(content, {"[Content_Types].xml": None}), "not_a_workbook")
        self.refused(files.edited(content, {"xl/workbook.bin": b"x"}), "not_a_workbook")
        self.refused(files.edited(content, {"xl/workbook.xml": None}), "broken")
        self.refused(files.edited(content, {"xl/sharedStrings.xml": None}), "broken")
        self.refused(content[: len(content) // 2], "broken")
        for at in range(0, len(content), 211):
            damaged = bytearray(content)
            damaged[at] ^= 0xFF
            try:
                read(io.BytesIO(bytes(damaged)), TODAY)
            except Refused:
                continue

    def test_a_workbook_that_swells_is_not_inflated(self):
        bomb = files.swelling(250_000_000)
        self.assertLess(len(bomb), 300_000)
        tracemalloc.start()
        self.refused(bomb, "too_large_inside")
        __, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        self.assertLess(peak, 20_000_000)

    def test_a_workbook_that_lies_about_its_size_is_counted_while_it_inflates(self):
        bomb = files.swelling(3_000_000)
        with zipfile.ZipFile(io.BytesIO(bomb)) as opened:
            size = opened.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
        self.assertEqual(bomb.count(size), 2, "where the part begins, and in the list of contents")
        self.refused(bomb.replace(size, (1_000).to_bytes(4, "little")), "broken")

    def test_entities_depth_and_endless_tags_are_refused(self):
        content = files.table(HEADINGS, [ROW])
        strings = "xl/sharedStrings.xml"
        entities = (
            b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "Nama"><!ENTITY b "&a;&a;&a;">]>'
            b"<sst><si><t>&b;</t></si></sst>"
        )
        outside = b'<!DOCTYPE sst SYSTEM "file:///etc/passwd"><sst/>'
        deep = b"<sst>" + b"<a>" * 1000
        tag = b"<sst><si " + b" " * 5_000_000
        tongue = b'<?xml version="1.0" encoding="UTF-9"?><sst/>'
        for part in (entities, outside, deep, tag, tongue, b"", b"<sst>", b"\0\0"):
            with self.subTest(part=part[:30]):
                self.refused(files.edited(content, {strings: part}), "broken")

    def test_a_list_with_too_many_rows(self):
        with mock.patch("odoo.addons.sipuspa_library.tools.roster.workbook.MAX_ROWS", 5):
            self.refused(files.table(HEADINGS, [ROW] * 6), "too_many_rows")
        with mock.patch("odoo.addons.sipuspa_library.tools.roster.delimited.MAX_ROWS", 5):
            self.refused(files.csv(HEADINGS, [ROW] * 7), "too_many_rows")

    def test_ten_thousand_rows_take_little_memory(self):
        content = files.dapodik(files.pupils(2_000))
        tracemalloc.start()
        found = rows_of(content)
        __, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        self.assertEqual(len(found), 2_000)
        self.assertLess(peak, 40_000_000, "a fifth of the rows, far below a fifth of what may be")

    def test_nothing_is_left_in_temporary_directories(self):
        before = set(os.listdir("/tmp"))
        read(io.BytesIO(files.dapodik(files.pupils(1))), TODAY)
        new = {entry for entry in set(os.listdir("/tmp")) - before if "xlsx" in entry}
        self.assertFalse(new)


class TestRosterValues(unittest.TestCase):
    """One cell: taken where it is certain, mended with a note, else refused."""

    def bad(self, code, act, *about):
        with self.assertRaises(Bad) as caught:
            act(*about)
        self.assertEqual(caught.exception.code, code)

    def test_dates_in_every_shape(self):
        for text in (
            *("2012-05-17", "17/05/2012", "17-05-2012", "17.5.2012", "17 Mei 2012", "17 MEI 2012"),
            *("17-Mei-2012", "17 may 2012", "2012-05-17 00:00:00", "2012-05-17T00:00:00", "41046"),
            *("41046.0", "17/05/2012 00:00", " 17/5/2012 "),
        ):
            with self.subTest(text=text):
                self.assertEqual(day(Cell(text), DAY_0), date(2012, 5, 17))
        self.assertEqual(day(Cell("30 Pebruari 2012".replace("30", "3")), DAY_0), date(2012, 2, 3))
        self.assertIsNone(day(Cell("-"), DAY_0))

    def test_a_date_cell_of_a_workbook_of_either_epoch(self):
        for epoch in (False, True):
            born = datetime(2012, 5, 17)
            rows = [("A Uji", "", born, "6A")]
            content = files.table(HEADINGS, rows, options={"date_1904": epoch})
            [row] = rows_of(content)
            self.assertEqual(row.values["birth_date"], born.date())

    def test_what_is_no_date(self):
        for text in ("05/17/2012", "2012", "31/02/2012", "Mei 2012", "kemarin", "17/05/212", "0"):
            with self.subTest(text=text):
                if text == "0":
                    self.assertIsNone(day(Cell(text), DAY_0))
                else:
                    self.bad("date", day, Cell(text), DAY_0)
        self.bad("short_year", day, Cell("17/05/12"), DAY_0)
        self.bad("short_year", day, Cell("17 Mei 12"), DAY_0)
        self.bad("date_to_come", day, Cell("17/05/2030"), DAY_0, TODAY)

    def test_a_nisn_that_lost_its_noughts_gets_them_back(self):
        self.assertEqual(nisn(Cell("0121234567")), ("0121234567", None))
        mended = ("0121234567", ("nisn_padded", {"text": "0121234567"}))
        self.assertEqual(nisn(Cell("121234567", "number")), mended)
        self.assertEqual(nisn(Cell("1.21234567E8", "number")), mended)
        self.assertEqual(nisn(Cell("121234567"), 2012), mended)
        self.assertEqual(nisn(Cell("51234567", "number"))[0], "0051234567")

    def test_a_nisn_nobody_can_mend(self):
        for cell, year in (
            (Cell("121234567"), 2011),
            (Cell("121234567"), None),
            (Cell("1234", "number"), 2012),
            (Cell("01212345678"), None),
            (Cell("A121234567"), None),
        ):
            with self.subTest(cell=cell):
                self.bad("nisn", nisn, cell, year)
        for cell in (Cell("1,23E+09"), Cell("1.23E+09"), Cell("1234567890.5", "number")):
            with self.subTest(cell=cell):
                self.bad("rounded", nisn, cell)
        self.bad("rounded", nisn, Cell("1e400", "number"))
        self.bad("rounded", nisn, Cell("12345678901234567890", "number"))

    def test_numbers_shown_in_powers_are_read_where_the_workbook_has_them_whole(self):
        content = files.table(("Nama", "NISN", "NIPD"), [("A Uji", 121234567, 1234567890)])
        [row] = rows_of(content)
        self.assertEqual((row.values["nisn"], row.values["nipd"]), ("0121234567", "1234567890"))
        self.assertTrue(row.notes)
        self.assertEqual(
            problems_of(files.csv(("Nama", "NIPD"), [("A", "1,23E+09")])), [["rounded"]]
        )

    def test_formulas_are_never_worked_out(self):
        content = files.table(("Nama", "NIPD", "Keterangan"), [("A Uji", "=1+1", "=1+1")])
        self.assertEqual(problems_of(content), [["formula"]])
        self.assertEqual(problems_of(files.csv(("Nama", "NIPD"), [("A", "=1+1")])), [["formula"]])
        [row] = rows_of(files.csv(("Nama", "NISN"), [("A Uji", '"=""0121234567"""')]))
        self.assertEqual(row.values["nisn"], "0121234567")

    def test_errors_of_a_workbook_are_refused(self):
        def spoil(book, sheet):
            sheet.write_formula(1, 1, "=1/0", value="#DIV/0!")

        self.assertEqual(problems_of(files.table(HEADINGS, [ROW], spoil)), [["formula"]])

    def test_names(self):
        for written, kept in (
            ("NI LUH AYU", "Ni Luh Ayu"),
            ("I MADE D'ARC II", "I Made D'arc II"),
            ("Ni Luh  Ayu\u00a0Sari", "Ni Luh Ayu Sari"),
            ("I Gusti Ngurah A.A.", "I Gusti Ngurah A.A."),
            ("A\u200by\x00Uji", "Ay Uji"),
        ):
            with self.subTest(written=written):
                self.assertEqual(name(Cell(written))[0], kept)
        self.bad("name", name, Cell("12345"))
        self.bad("name", name, Cell("+A1"))
        self.bad("too_long", name, Cell("A" * 121))
        self.bad("no_name", name, Cell("\u200b"))

    def test_sex(self):
        for text in ("L", "l", "Laki-laki", "LAKI LAKI"):
            self.assertEqual(sex(Cell(text)), "m")
        for text in ("P", "Perempuan", "pr"):
            self.assertEqual(sex(Cell(text)), "f")
        self.assertEqual(sex(Cell("-")), "")
        self.bad("sex", sex, Cell("X"))
