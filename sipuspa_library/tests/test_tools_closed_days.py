from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.closed_days import MONTHS, Span, known, read, read_line
from .properties import checked

NYEPI = date(2027, 3, 8)


class TestReadLine(BaseCase):
    def test_a_day_in_every_spelling(self):
        for line in (
            "2027-03-08 Nyepi",
            "08/03/2027 Nyepi",
            "8.3.2027: Nyepi",
            "8 Maret 2027 – Nyepi",
            "  8 mar 2027; Nyepi  ",
            "8 March 2027\tNyepi",
        ):
            with self.subTest(line=line):
                self.assertEqual(read_line(line), Span(NYEPI, NYEPI, "Nyepi"))

    def test_from_and_to_in_every_spelling(self):
        span = Span(date(2026, 6, 16), date(2026, 6, 18), "Galungan")
        for line in (
            "16 – 18 Juni 2026 Galungan",
            "16-18 Juni 2026: Galungan",
            "16 Juni - 18 Juni 2026 Galungan",
            "2026-06-16 - 2026-06-18 Galungan",
            "16/6/2026 s.d. 18/6/2026 Galungan",
            "16 Juni 2026 sampai 18 Juni 2026, Galungan",
        ):
            with self.subTest(line=line):
                self.assertEqual(read_line(line), span)

    def test_over_the_turn_of_the_year(self):
        span = Span(date(2026, 12, 28), date(2027, 1, 2), "Libur semester")
        self.assertEqual(read_line("28 Desember – 2 Januari 2027 Libur semester"), span)

    def test_what_makes_no_sense_is_not_read(self):
        for line in (
            "Nyepi",
            "8 Maret 2027",
            "31 Februari 2027 Nyepi",
            "8 Kapan 2027 Nyepi",
            "18 – 16 Juni 2026 Galungan",
            "1 Januari 2026 – 31 Desember 2026 Tutup",
            "0/0/2027 Nyepi",
        ):
            with self.subTest(line=line):
                self.assertIsNone(read_line(line))

    def test_a_list_keeps_the_lines_nobody_could_read(self):
        spans, unread = read("8 Maret 2027 Nyepi\n\n  besok libur \n17/8/2027 Kemerdekaan\n")
        self.assertEqual([span.name for span in spans], ["Nyepi", "Kemerdekaan"])
        self.assertEqual(unread, ["besok libur"])

    @checked
    @given(
        st.dates(date(2000, 1, 1), date(2090, 1, 1)),
        st.integers(0, 90),
        st.sampled_from(sorted(MONTHS)),
    )
    def test_a_written_span_is_read_as_it_was_written(self, first, length, month):
        first = first.replace(month=MONTHS[month], day=min(first.day, 28))
        last = first + timedelta(days=length)
        line = f"{first.day} {month.title()} {first.year} – {last:%d/%m/%Y} Libur"
        self.assertEqual(read_line(line), Span(first, last, "Libur"))

    @checked
    @given(st.text(max_size=60))
    def test_no_text_breaks_it(self, text):
        spans, unread = read(text)
        self.assertLessEqual(len(spans) + len(unread), len(text.splitlines()) + 1)


class TestKnown(BaseCase):
    def test_a_year_of_the_regency(self):
        found = known(date(2026, 1, 1), date(2026, 12, 31))
        self.assertIn(Span(date(2026, 6, 16), date(2026, 6, 18), "Hari Raya Galungan"), found)
        self.assertIn(Span(date(2026, 6, 27), date(2026, 6, 27), "Hari Raya Kuningan"), found)
        self.assertIn(Span(date(2026, 3, 19), date(2026, 3, 19), "Hari Raya Nyepi"), found)
        self.assertIn(Span(date(2026, 8, 17), date(2026, 8, 17), "Hari Kemerdekaan"), found)

    @checked
    @given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
    def test_galungan_is_a_wednesday_and_kuningan_a_saturday(self, first):
        found = known(first, first + timedelta(days=400))
        for span in found:
            if "Galungan" in span.name:
                self.assertEqual((span.first + timedelta(days=1)).weekday(), 2)
            if "Kuningan" in span.name:
                self.assertEqual(span.first.weekday(), 5)
        self.assertEqual(found, sorted(found, key=lambda span: (span.first, span.name)))
