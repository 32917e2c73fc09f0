import io

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..tools.workbook_to_fill import Column, workbook
from .common import LibraryCase

NOW = "2026-03-10 02:00:00"
DAY = "2026-03-02"
MORNING = "2026-03-02 01:30:00"  # half past nine in the regency


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVisitEntry(LibraryCase):
    def sheet(self, *lines, user=None, library=None):
        user = user or self.desk_a
        entry = (
            self.env["library.visit.entry"]
            .with_user(user)
            .create({"library_id": (library or self.school_a).id, "day": DAY})
        )
        entry.line_ids = [(0, 0, {"day": DAY, **line}) for line in lines]
        return entry

    def days(self, *lines):
        entry = self.sheet(*lines)
        entry.layout = "days"
        return entry

    def visits(self, **more):
        domain = [(name, "=", value) for name, value in more.items()]
        return self.env["library.visit"].search([("library_id", "=", self.school_a.id), *domain])

    def card(self, membership=None):
        return (membership or self.pupil_a).member_id.card_number

    def test_a_sheet_counts_members_guests_groups_and_days(self):
        entry = self.sheet(
            {"code": self.card(), "time": "9.30"},
            {"sex": "f", "occupation": "Petani garam"},
            {"group_name": "Kelas V", "women": 12, "men": 9, "computers": 4},
            {"day": "2026-03-03", "women": 3, "men": 4, "member_heads": 5, "guest_heads": 2},
            {},
        )
        self.assertEqual(entry.problem_count, 0)
        entry.action_save()
        self.assertEqual((entry.done, entry.counted), (True, 1 + 1 + 21 + 7))
        member, guest, group, day = self.visits().sorted("id")
        self.assertRecordValues(
            member | guest | group | day,
            [
                {"kind": "member", "local_hour": "09", "visitor_count": 1, "computer_heads": 0},
                {"kind": "guest", "local_hour": False, "visitor_count": 1, "computer_heads": 0},
                {"kind": "group", "local_hour": False, "visitor_count": 21, "computer_heads": 4},
                {"kind": "day", "local_hour": False, "visitor_count": 7, "computer_heads": 0},
            ],
        )
        self.assertEqual(set((member | guest | group | day).mapped("channel")), {"sheet"})
        self.assertEqual(member.class_name, "VII-A")
        self.assertEqual(member.day_part_id, self.env.ref("sipuspa_library.day_part_morning"))
        self.assertFalse(group.day_part_id)

    def test_sent_twice_a_sheet_counts_once(self):
        entry = self.sheet({"sex": "f"}, {"sex": "m"})
        entry.action_save()
        entry.action_save()
        entry.sudo().done = False  # as the second of two requests that ran at once sees it
        entry.action_save()
        self.assertEqual(len(self.visits()), 2)
        self.assertEqual((entry.done, entry.counted), (True, 2))

    def test_a_line_that_cannot_be_counted_keeps_all_from_being_counted(self):
        for wrong in (
            {"code": "TIDAK-ADA"},
            {"code": self.card(self.pupil_b)},
            {"day": "2026-03-11", "sex": "f"},
            {"day": "2025-12-01", "sex": "f"},
            {"group_name": "VII-B"},
            {"women": 2, "men": 2, "member_heads": 5},
            {"time": "siang"},
        ):
            with self.subTest(wrong=wrong):
                entry = self.sheet({"sex": "f"}, wrong)
                self.assertEqual(
                    entry.line_ids.mapped(lambda line: bool(line.problem)), [False, True]
                )
                with self.assertRaises(UserError):
                    entry.action_save()
                self.assertFalse(entry.done)
        self.assertFalse(self.visits())
        with self.assertRaises(UserError):
            self.sheet().action_save()

    def test_a_member_is_counted_once_by_sheet_and_desk(self):
        desk = self.env["library.visit"].with_user(self.desk_a)
        here = {"library_id": self.school_a.id, "membership_id": self.pupil_a.id}
        desk._record({**here, "visited_at": MORNING})
        entry = self.sheet(
            {"code": self.card(), "time": "9.45"},
            {"code": self.card(), "time": "15.00"},
            {"code": self.card()},
            {"code": self.card(self.pupil_a2)},
            {"code": self.card(self.pupil_a2), "time": "8.00"},
        )
        entry.action_save()
        self.assertEqual((entry.counted, entry.counted_before), (2, 3))
        self.assertEqual(len(self.visits(member_id=self.pupil_a.member_id.id)), 2)
        own = {**here, "membership_id": self.pupil_a2.id, "visited_at": MORNING}
        self.assertFalse(
            desk._record(own), "the sheet tells the day only, and stands for all its parts"
        )

    def test_the_number_may_be_of_any_card(self):
        self.pupil_a.local_number = "OLD7"
        self.pupil_a2.member_id.nisn = "0123456789"
        entry = self.sheet({"code": " old7 "}, {"code": "0123456789"})
        self.assertEqual(entry.problem_count, 0)
        entry.action_save()
        self.assertEqual(self.visits().membership_id, self.pupil_a | self.pupil_a2)

    def test_another_count_of_a_day_is_asked_about(self):
        self.days({"women": 3, "men": 4}).action_save()
        again = self.days({"women": 3, "men": 4})
        again.action_save()
        self.assertEqual((again.counted, again.counted_before), (0, 1))
        other = self.days({"women": 30, "men": 4})
        self.assertEqual(other.problem_count, 1)

    def test_the_count_of_a_day_tells_who_is_counted_besides(self):
        self.assertNotIn("2", self.days({"women": 9}).line_ids.told.replace("9", ""))
        self.sheet({"sex": "P"}, {"code": self.card()}).action_save()
        entry = self.days({"women": 9, "books": 31})
        self.assertIn("2", entry.line_ids.told)
        self.assertIn("31", entry.line_ids.told)
        self.assertFalse(entry.problem_count)

    def test_books_read_in_place_are_counted_from_paper(self):
        self.days({"books": 40}, {"day": "2026-03-03", "women": 2, "books": 3}).action_save()
        self.env.flush_all()
        [[read]] = self.env["library.visit.figure"]._read_group(
            [("library_id", "=", self.school_a.id)], [], ["use_count:sum"]
        )
        self.assertEqual((read, sum(self.visits().mapped("visitor_count"))), (43, 2))

    def test_a_line_that_says_nobody_counts_nobody(self):
        entry = self.sheet({}, {"sex": "l"}, {})
        self.assertEqual(entry.line_ids.mapped("told"), ["", "Guest", ""])
        entry.action_save()
        self.assertEqual((entry.counted, entry.counted_before), (1, 0))
        for empty in (self.sheet({}), self.days({}, {"women": 0})):
            with self.assertRaises(UserError):
                empty.action_save()

    def test_a_group_without_a_name_is_not_the_whole_day(self):
        self.sheet({"women": 3, "men": 4}, {"men": 12}, {"men": 1}).action_save()
        self.assertEqual(self.visits().mapped("kind").count("group"), 2)
        self.assertEqual(self.visits(kind="guest").sex, "m")

    def test_the_sex_is_a_letter_typed(self):
        entry = self.sheet({"sex": "p"}, {"sex": "Laki-laki"}, {"sex": "x"})
        self.assertEqual(
            entry.line_ids.mapped(lambda line: bool(line.problem)), [False, False, True]
        )
        entry.line_ids[2].sex = ""
        entry.action_save()
        self.assertEqual(self.visits().sorted("id").mapped("sex"), ["f", "m"])

    def test_a_wrong_sheet_is_found_again_and_taken_out(self):
        right = self.sheet({"code": self.card()})
        right.action_save()
        wrong = self.sheet({"code": self.card(self.pupil_a2)}, {"sex": "f"}, {"men": 5})
        wrong.action_save()
        action = wrong.action_show_visits()
        visits = self.env["library.visit"].with_user(self.librarian_a).search(action["domain"])
        self.assertEqual(len(visits), 3)
        visits.unlink()
        self.assertEqual(self.visits().member_id, self.pupil_a.member_id)
        again = self.sheet({"code": self.card(self.pupil_a2)})
        again.action_save()
        self.assertEqual(again.counted, 1)

    def test_nobody_enters_a_sheet_of_another_library(self):
        entry = self.sheet({"code": self.card(self.pupil_b)}, library=self.school_b)
        self.assertEqual(entry.line_ids.mapped("told"), [False])
        with self.assertRaises(AccessError):
            entry.action_save()

    def test_what_comes_of_a_sheet_is_not_typed(self):
        entries = self.env["library.visit.entry"].with_user(self.desk_a)
        for vals in ({"done": True}, {"counted": 9}, {"request_id": "x"}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                entries.create({"library_id": self.school_a.id, **vals})

    def test_the_grid_tells_while_it_is_typed(self):
        with Form(self.env["library.visit.entry"].with_user(self.desk_a)) as form:
            with form.line_ids.new() as line:
                self.assertEqual(str(line.day), "2026-03-10")
                line.code = self.card()
                self.assertIn(self.pupil_a.member_id.name, line.told)
                line.code = "TIDAK-ADA"
                self.assertTrue(line.problem)
                line.code = self.card()
        self.assertEqual(form.record.line_ids.code, self.card())

    def test_how_far_back_is_a_setting(self):
        key = "sipuspa_library.visit_entry_days"
        self.env["ir.config_parameter"].sudo().set_param(key, "7")
        self.assertEqual(self.sheet({"sex": "f"}).problem_count, 1)
        self.env["ir.config_parameter"].sudo().set_param(key, "8")
        self.assertEqual(self.sheet({"sex": "f"}).problem_count, 0)

    def test_many_lines_are_judged_with_the_queries_of_few(self):
        counts = []
        for number in (2, 2, 30):
            entry = self.sheet(*({"code": self.card(), "time": "9.30"} for __ in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            entry.line_ids.mapped("told")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVisitWorkbook(TestVisitEntry):
    def workbook(self, *rows, headings=None):
        headings = headings or ("Tanggal", "Jam", "Nomor Anggota", "L/P", "Tujuan", "Pekerjaan")
        return io.BytesIO(workbook("Kunjungan", [Column(heading) for heading in headings], rows))

    def load(self, *rows, **more):
        entries = self.env["library.visit.entry"].with_user(self.desk_a)
        return entries._read_file(self.school_a, self.workbook(*rows, **more), "maret.xlsx")

    def test_the_same_workbook_twice_counts_once(self):
        rows = (
            ("02/03/2026", "9.30", self.card(), "", "", ""),
            ("02/03/2026", "", "", "P", "Membaca", "Petani garam"),
            ("02/03/2026", "", "", "P", "Membaca", "Petani garam"),
        )
        first = self.load(*rows)
        first.action_save()
        self.assertEqual((first.counted, first.counted_before), (3, 0))
        again = self.load(*rows, ("03/03/2026", "", "", "L", "", ""))
        again.action_save()
        self.assertEqual((again.counted, again.counted_before), (1, 3))
        self.assertEqual(len(self.visits()), 4)
        guests = self.visits(kind="guest").filtered("purpose_id")
        self.assertEqual(guests.purpose_id, self.env.ref("sipuspa_library.visit_purpose_read"))
        self.assertEqual(guests.occupation_id, self.env.ref("sipuspa_library.occupation_farmer"))

    def test_words_nobody_knows_are_told_and_can_be_mended(self):
        entry = self.load(
            ("02/03/2026", "", "", "X", "Berenang", ""), ("02/03/2026", "", "", "P", "", "")
        )
        self.assertEqual(entry.line_ids.mapped(lambda line: bool(line.problem)), [True, False])
        with Form(entry) as form, form.line_ids.edit(0) as line:
            line.sex = "P"
            line.purpose = "membac"
        self.assertEqual(entry.problem_count, 0)
        entry.action_save()
        self.assertEqual(len(self.visits()), 2)
        read = self.env.ref("sipuspa_library.visit_purpose_read")
        self.assertEqual(self.visits(sex="f").purpose_id, read)

    def test_the_template_is_read_as_it_was_filled_in(self):
        content, name = self.env["library.visit.entry"].with_user(self.desk_a)._template("2026-02")
        self.assertIn("2026-02", name)
        with self.assertRaises(UserError):  # nobody came yet
            self.env["library.visit.entry"].with_user(self.desk_a)._read_file(
                self.school_a, io.BytesIO(content), name
            )
        entries = self.env["library.visit.entry"].with_user(self.desk_a)
        headings = entries._headings()
        entry = self.load(
            ("02/03/2026", "3", "4", "7"),
            headings=[headings[name] for name in ("day", "men", "women", "member_heads")],
        )
        self.assertEqual(entry.layout, "days")
        self.assertEqual(entry.line_ids.mapped("men"), [3])

    def test_a_desk_of_another_library_loads_nothing(self):
        entries = self.env["library.visit.entry"].with_user(self.desk_a)
        with self.assertRaises(AccessError):
            entries._read_file(self.school_b, self.workbook(), "x.xlsx")
