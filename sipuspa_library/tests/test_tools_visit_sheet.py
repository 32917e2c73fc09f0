import io
from datetime import date

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import visit_sheet
from ..tools.visit_sheet import Bounds, Line, Refused
from ..tools.workbook_to_fill import Column, workbook
from .properties import checked

TODAY = date(2026, 3, 10)
BOUNDS = Bounds(TODAY, 30)
DAY = date(2026, 3, 2)


def codes(line):
    return [code for code, __ in visit_sheet.problems(line, BOUNDS)]


def sheet(headings, *rows):
    return io.BytesIO(workbook("Kunjungan", [Column(heading) for heading in headings], rows))


class TestVisitSheetLine(BaseCase):
    def test_a_line_is_told_by_what_stands_in_it(self):
        for values, kind, heads in (
            ({"code": "A1"}, "member", 1),
            ({"sex": "f"}, "guest", 1),
            ({"time": "9.30"}, "guest", 1),
            ({}, "nobody", 0),
            ({"group_name": "VII-A", "women": 12, "men": 9}, "group", 21),
            ({"women": 3, "men": 4}, "group", 7),
            ({"women": 1}, "guest", 1),
            ({"women": 3, "men": 4, "whole_day": True}, "day", 7),
            ({"books": 9, "whole_day": True}, "day", 0),
            ({"women": 0, "men": 0, "whole_day": True}, "nobody", 0),
            ({"member_heads": 3, "guest_heads": 4, "group_heads": 9}, "day", 16),
        ):
            with self.subTest(values=values):
                line = Line(1, DAY, **values)
                self.assertEqual((line.kind, line.heads, codes(line)), (kind, heads, []))

    def test_what_cannot_be_counted_is_told(self):
        for values, problem in (
            ({"day": None}, "no_day"),
            ({"day": date(2026, 3, 11)}, "day_to_come"),
            ({"day": date(2026, 2, 7)}, "too_old"),
            ({"time": "kemarin"}, "time"),
            ({"time": "25.10"}, "time"),
            ({"women": -1, "men": 3}, "count"),
            ({"women": 1000}, "count"),
            ({"code": "A1", "group_name": "VII-A"}, "member_and_heads"),
            ({"code": "A1", "women": 2}, "member_and_heads"),
            ({"group_name": "VII-A"}, "no_heads"),
            ({"women": 2, "men": 2, "member_heads": 5}, "heads_differ"),
            ({"sex": "m", "computers": 2}, "computers"),
        ):
            with self.subTest(values=values):
                self.assertEqual(codes(Line(1, **{"day": DAY, **values})), [problem])

    def test_the_oldest_day_can_still_be_entered(self):
        self.assertEqual(codes(Line(1, date(2026, 2, 8))), [])

    def test_equal_lines_of_a_file_are_two_guests_and_keep_their_keys(self):
        lines = [Line(1, DAY, sex="f"), Line(2, DAY, sex="f"), Line(3, DAY, sex="m")]
        keys = visit_sheet.keys(lines)
        self.assertEqual(len(set(keys)), 3)
        self.assertEqual(visit_sheet.keys(lines[:2]), keys[:2])

    def test_a_one_in_the_column_of_women_or_men_tells_the_sex_of_a_guest(self):
        found = [Line(1, DAY, **values).guest_sex for values in ({"women": 1}, {"men": 1}, {})]
        self.assertEqual(found, ["f", "m", ""])

    def test_times_are_read_as_clerks_and_workbooks_write_them(self):
        for text in ("9.30", "09:30", "9.3", "pukul 9.30", "Jam 09.30 WITA", "9.30 WIT", "9:30:00"):
            with self.subTest(text=text):
                self.assertEqual(str(visit_sheet.clock(text)), "09:30:00")

    @checked
    @given(st.text(max_size=12))
    def test_any_text_is_a_time_or_refused(self, text):
        try:
            found = visit_sheet.clock(text)
        except ValueError:
            return
        self.assertEqual(found is None, not text.strip())


class TestVisitSheetFile(BaseCase):
    def test_visitors_are_read_from_a_workbook(self):
        lines = visit_sheet.read(
            sheet(
                (
                    "Tanggal",
                    "Jam",
                    "Nomor Anggota",
                    "L/P",
                    "Tujuan",
                    "Kelas atau Rombongan",
                    "Laki-laki",
                ),
                ("02/03/2026", "9.30", "A000000001", "", "", "", ""),
                ("2 Maret 2026", "", "", "P", "Membaca", "", ""),
                ("2026-03-02", "0.4375", "", "", "", "VII-A", "12"),
                ("03/03/2026", "", "", "", "", "", ""),
            )
        )
        self.assertEqual([line.kind for line in lines], ["member", "guest", "group"])
        self.assertEqual([line.day for line in lines], [DAY] * 3)
        self.assertEqual([line.time for line in lines], ["9.30", "", "10.30"])
        self.assertEqual((lines[1].sex, lines[1].purpose, lines[2].men), ("f", "Membaca", 12))

    def test_days_are_read_by_their_headings(self):
        lines = visit_sheet.read(
            sheet(
                (
                    "Tanggal",
                    "Laki-laki",
                    "Perempuan",
                    "Anggota",
                    "Bukan Anggota",
                    "Dalam Rombongan",
                ),
                ("02/03/2026", "3", "4", "5", "2", ""),
                ("03/03/2026", "", "", "", "", ""),
            )
        )
        [line] = lines
        self.assertEqual((line.kind, line.heads, line.member_heads), ("day", 7, 5))

    def test_noughts_dashes_and_words_for_nobody_count_nobody(self):
        lines = visit_sheet.read(
            sheet(
                ("Tanggal", "Laki-laki", "Perempuan", "Anggota"),
                ("02/03/2026", "3", "-", "3"),
                ("03/03/2026", "0", "0", "0"),
                ("04/03/2026", "-", "-", ""),
                ("05/03/2026", "Libur", "", ""),
            )
        )
        self.assertEqual([(line.day, line.kind, line.heads) for line in lines], [(DAY, "day", 3)])

    def test_headings_on_every_page_and_the_row_that_adds_up_are_no_visits(self):
        headings = ("Tanggal", "Laki-laki", "Perempuan", "Anggota")
        for total in (("Jumlah", "8", "4", "12"), ("TOTAL", "8", "4", "12")):
            lines = visit_sheet.read(
                sheet(headings, ("02/03/2026", "3", "4", "7"), headings, total)
            )
            self.assertEqual([line.heads for line in lines], [7])

    def test_a_date_written_once_is_that_of_the_lines_below(self):
        lines = visit_sheet.read(
            sheet(
                ("Tanggal", "L/P", "Tujuan", "Laki-laki"),
                ("Senin, 2 Maret 2026", "P", "", ""),
                ("", "L", "Membaca", ""),
                ("32/13/2026", "L", "", ""),
                ("", "L", "", ""),
                ("", "", "", "26"),
            )
        )
        self.assertEqual([line.day for line in lines], [DAY, DAY, None, None, None])

    def test_who_wrote_a_name_only_has_come_and_is_not_named(self):
        [line] = visit_sheet.read(
            sheet(
                ("Tanggal", "Nama", "L/P"), ("02/03/2026", "Ayu Uji", ""), ("", "Jumlah", "1 orang")
            )
        )
        self.assertEqual((line.kind, line.heads), ("guest", 1))
        self.assertNotIn("Ayu", repr(line))

    def test_a_time_that_a_workbook_took_for_a_number_is_read(self):
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output)
        page = book.add_worksheet()
        page.write_row(0, 0, ("Tanggal", "Jam"))
        for row, time in enumerate((9.300000000000001, 9.05, 10, 0.5, 46083.5), 1):
            page.write_row(row, 0, ("02/03/2026", time))
        book.close()
        lines = visit_sheet.read(io.BytesIO(output.getvalue()))
        times = [f"{visit_sheet.clock(line.time):%H.%M}" for line in lines]
        self.assertEqual(times, ["09.30", "09.05", "10.00", "12.00", "12.00"])

    def test_a_formula_says_what_came_of_it(self):
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output)
        page = book.add_worksheet()
        page.write_row(0, 0, ("Tanggal", "Laki-laki", "Perempuan", "Anggota"))
        page.write_row(1, 0, (46083, 3, 4, 7))
        page.write_formula(2, 0, "=A2+1", None, 46084)
        page.write_row(2, 1, (2, 0))
        page.write_formula(2, 3, "=B3+C3", None, 2)
        page.write_formula(3, 1, "=SUM(B2:B3)", None, 5)
        page.write_formula(4, 0, "=1/0", None, "#DIV/0!")
        page.write_row(4, 1, (1,))
        book.close()
        first, second, wrong = visit_sheet.read(io.BytesIO(output.getvalue()))
        self.assertEqual((first.day, first.heads, first.unread), (DAY, 7, []))
        self.assertEqual((second.day, second.heads), (date(2026, 3, 3), 2))
        self.assertEqual([code for code, __ in wrong.unread], ["date"])

    def test_what_cannot_be_read_is_told_with_its_text(self):
        lines = visit_sheet.read(
            sheet(
                ("Tanggal", "L/P", "Laki-laki"),
                ("32/13/2026", "P", ""),
                ("02/03/2026", "X", ""),
                ("02/03/2026", "", "dua"),
            )
        )
        self.assertEqual(
            [[code for code, __ in line.unread] for line in lines], [["date"], ["sex"], ["number"]]
        )

    def test_a_file_that_is_no_such_list_is_refused(self):
        for content, code in (
            (b"%PDF-1.4 ", "not_a_list"),
            (b"", "empty"),
            (b"Nama,NISN\nAyu,1234567890\n", "no_headings"),
            (b"Tanggal,Jam\n", "no_rows"),
            (b"<html></html>", "web_page"),
        ):
            with self.subTest(content=content), self.assertRaises(Refused) as caught:
                visit_sheet.read(io.BytesIO(content))
            self.assertEqual(caught.exception.code, code)
