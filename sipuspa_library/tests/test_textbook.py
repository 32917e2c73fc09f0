import random
from datetime import date
from io import BytesIO

import openpyxl
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools.pdf import PdfReader

from .common import LibraryCase

JULY = "2026-07-13 02:00:00"  # a Monday, the first week of the school year
JUNE = "2027-06-14 02:00:00"


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def rows(xlsx):
    """Return the rows of a workbook below its headings."""
    return list(openpyxl.load_workbook(BytesIO(xlsx)).active.values)[1:]


class TextbookCase(LibraryCase):
    """Class VII-A of school A gets two textbooks: three copies of one, one of the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("sipuspa_library.collection_type_paket")
        own = {"collection_type_id": cls.kind.id}
        cls.science, cls.maths = cls._book("IPA 7"), cls._book("Matematika 7")
        cls.science_copies = cls._copies(cls.school_a, cls.science, 3, **own)
        cls.maths_copies = cls._copies(cls.school_a, cls.maths, 1, **own)
        cls.set = cls._set(cls.pupil_a.class_id, cls.science + cls.maths)

    @classmethod
    def _set(cls, school_class, books):
        return (
            cls.env["library.textbook.set"]
            .with_user(cls.librarian_a)
            .create(
                {
                    "library_id": school_class.library_id.id,
                    "class_id": school_class.id,
                    "line_ids": [Command.create({"book_id": book.id}) for book in books],
                }
            )
        )

    def run_to_end(self, textbooks):
        """Press on as the progress bar does; return how many steps it took."""
        steps = 1
        while textbooks.run_batch()["left"]:
            steps += 1
        return steps

    def assign(self, textbooks=None):
        textbooks = textbooks or self.set
        textbooks.action_assign()
        return self.run_to_end(textbooks)

    def loans(self, membership):
        return membership._open_loans().filtered("counted_apart")

    def scan(self, direction, textbooks=None, user=None):
        textbooks = (textbooks or self.set).with_user(user or self.desk_a)
        action = textbooks.action_give() if direction == "out" else textbooks.action_collect()
        return textbooks.env[action["res_model"]].browse(action["res_id"])

    def settle(self, loans, outcome, **vals):
        wizards = self.env["library.textbook.settle"].with_user(self.librarian_a)
        chosen = {"active_model": "library.loan", "active_ids": loans.ids}
        return wizards.with_context(**chosen).create({"outcome": outcome, **vals}).action_settle()


@freeze_time(JULY)
@tagged("post_install", "-at_install")
class TestGivingOut(TextbookCase):
    def test_every_pupil_gets_a_copy_of_each_title_as_far_as_there_are_copies(self):
        self.assign()
        self.assertEqual(self.loans(self.pupil_a2).book_id, self.science + self.maths)
        self.assertEqual(self.loans(self.pupil_a).book_id, self.science)
        self.assertEqual(self.set.out_count, 3)
        self.assertEqual((self.set.gap_count, self.set.ready_count), (1, 0))
        for told in ("Matematika 7", "Ni Luh Ayu Uji"):
            self.assertIn(told, self.set.preview)
        self.assertNotIn("IPA 7", self.set.preview)

    def test_a_loan_of_a_set_has_the_pupils_number_and_is_due_when_the_school_year_ends(self):
        self.science_copies[0].condition = "worn"
        self.assign()
        loans = self.set.loan_ids.sorted("id")
        by_class = self.pupil_a2 + self.pupil_a  # I Wayan, Ni Luh
        self.assertEqual(
            loans.filtered(lambda loan: loan.book_id == self.science).membership_id, by_class
        )
        self.assertEqual(self.loans(self.pupil_a2).mapped("set_number"), [1, 1])
        self.assertEqual(self.loans(self.pupil_a).mapped("set_number"), [2])
        self.assertEqual(set(loans.mapped("due_date")), {date(2027, 6, 30)})
        self.assertEqual(self.set.due_on, date(2027, 6, 30))
        science = loans.filtered(lambda loan: loan.book_id == self.science)
        self.assertEqual(science.mapped("condition_out"), ["worn", "good"])
        self.assertEqual(science.mapped("library_id"), self.school_a)
        self.assertEqual(science.copy_id.mapped("status"), ["on_loan", "on_loan"])

    def test_a_fixed_day_of_the_rule_goes_before_the_end_of_the_year(self):
        rule = self.env.ref("sipuspa_library.policy_regency_textbook")
        rule.due_on = "2027-06-06"  # a Sunday: the Saturday before
        self.assign()
        self.assertEqual(set(self.set.loan_ids.mapped("due_date")), {date(2027, 6, 5)})
        self.assertEqual(self.set.due_on, date(2027, 6, 5))

    def test_given_out_twice_is_given_out_once(self):
        self.assign()
        with self.assertRaises(UserError):
            self.set.action_assign()
        self.assertEqual(self.set.run_batch()["left"], 0)
        self.assertEqual(len(self.set.loan_ids), 3)

    def test_what_comes_later_is_given_to_those_still_without(self):
        self.assign()
        self._copies(self.school_a, self.maths, 5, collection_type_id=self.kind.id)
        late = self._membership(self.school_a, "Anak Baru", class_name="VII-A")
        self.assign()
        self.assertEqual(self.set.gap_count, 0)
        self.assertEqual(self.loans(late).mapped("set_number"), [3, 3])
        self.assertEqual(self.loans(self.pupil_a).mapped("set_number"), [2, 2])

    def test_each_copy_has_its_line_in_the_ledger(self):
        self.assign()
        events = self.env["library.event"].search([("copy_id", "in", self.science_copies.ids)])
        self.assertEqual(
            events.loan_id,
            self.loans(self.pupil_a + self.pupil_a2).filtered(
                lambda loan: loan.book_id == self.science
            ),
        )
        self.assertEqual(set(events.mapped("verb")), {"lend"})
        self.assertEqual(set(events.mapped("outcome")), {"done"})
        self.assertEqual(events.actor_id, self.librarian_a)

    def test_a_parallel_class_is_proposed_the_same_titles(self):
        other = self._membership(self.school_a, "Teman", class_name="VII-B")
        above = self._membership(self.school_a, "Kakak", class_name="VIII-A")
        for school_class, titles in (
            (other.class_id, self.science + self.maths),
            (above.class_id, self.env["library.book"]),
        ):
            with Form(self.set.browse()) as form:
                form.class_id = school_class
            self.assertEqual(form.record.line_ids.book_id, titles)

    # -- whatever happens

    def happen(self, dice, others):
        """Let one thing happen to a class and its books."""
        loans = self.set.loan_ids.filtered("is_open")
        act = dice.choice(("assign", "back", "back", "lost", "new", "copy", "move", "leave"))
        if act == "assign" and self.set.ready_count:
            self.assign()
        elif act in ("back", "lost") and loans:
            self.settle(loans[dice.randrange(len(loans))], "returned" if act == "back" else "class")
        elif act == "new":
            self._membership(self.school_a, f"Siswa {dice.random()}", class_name="VII-A")
        elif act == "copy":
            book = dice.choice([self.science, self.maths])
            self._copies(self.school_a, book, 2, collection_type_id=self.kind.id)
        elif act in ("move", "leave"):
            pupil = dice.choice(self.set._pupils() or [self.pupil_a])
            pupil._enrol(others if act == "move" else others.browse())

    def test_everybody_has_had_or_is_without_each_title_whatever_happens(self):
        others = self._membership(self.school_a, "Teman", class_name="VII-B").class_id
        for seed in range(4):
            dice = random.Random(seed)
            for __ in range(12):
                self.happen(dice, others)
                self.env.flush_all()
                self.env.invalidate_all()
                self.check_lists()

    def check_lists(self):
        pupils = self.set._pupils()
        gaps = [(gap.pupil, gap.book) for gap in self.set.sudo()._gaps()]
        loans = self.set.loan_ids
        opened = loans.filtered("is_open")
        had = {(loan.membership_id, loan.book_id) for loan in loans}
        wanted = {(pupil, book) for pupil in pupils for book in self.set.line_ids.book_id}
        self.assertEqual(len(gaps), len(set(gaps)))
        self.assertEqual(set(gaps), wanted - had)
        self.assertEqual(len(opened.copy_id), len(opened))
        self.assertEqual(len({(loan.book_id, loan.set_number) for loan in opened}), len(opened))
        for pupil, mine in loans.grouped("membership_id").items():
            self.assertEqual(len(set(mine.mapped("set_number"))), 1, pupil)
        missing = self.set._missing()
        self.assertEqual(opened, opened.concat(*missing.values()).sorted("id") & opened)

    # -- judging

    def test_textbooks_leave_the_ordinary_limit_alone(self):
        self.assign()
        lent = self.lend(self.pupil_a2, self.copies_a)
        self.assertEqual({answer["outcome"] for answer in lent}, {"done"})

    def test_ordinary_books_and_a_card_that_ran_out_keep_no_textbook_from_a_pupil(self):
        self.lend(self.pupil_a2, self.copies_a)
        self.pupil_a.valid_until = "2026-07-01"
        with freeze_time("2026-08-03 02:00:00"):
            self.assertEqual(self.pupil_a.standing, "expired")
            self.assign()
        self.assertEqual(len(self.set.loan_ids), 3)

    def test_the_limit_of_textbooks_is_the_rules(self):
        self.env.ref("sipuspa_library.policy_regency_textbook").loan_limit = 1
        self.assign()
        self.assertEqual(self.loans(self.pupil_a2).mapped("type_count_judged"), [1])
        self.assertEqual(len(self.loans(self.pupil_a)), 1)
        self.assertIn("limit", self.set.preview)

    def test_who_is_not_verified_waits_and_the_next_gets_the_copy(self):
        self.pupil_a2.sudo().pending = True
        self.assign()
        self.assertFalse(self.loans(self.pupil_a2))
        self.assertEqual(self.loans(self.pupil_a).book_id, self.science + self.maths)
        self.assertIn("I Wayan Uji", self.set.preview)

    def test_only_textbooks_on_this_shelf_are_given_out(self):
        self.maths_copies.collection_type_id = self.env.ref("sipuspa_library.collection_type_umum")
        self.science_copies[0].manual_state = "damaged"
        self._copies(self.school_b, self.maths, 4, collection_type_id=self.kind.id)
        self.assign()
        self.assertEqual(self.set.loan_ids.copy_id, self.science_copies[1:])

    def test_who_has_the_title_from_another_class_is_passed_over(self):
        self.assign()
        other = self._membership(self.school_a, "Teman", class_name="VII-B")
        self.pupil_a._enrol(other.class_id)
        second = self._set(other.class_id, self.science)
        self.assign(second)
        self.assertEqual(second.loan_ids.membership_id, other)

    # -- scanning

    def test_copies_are_scanned_for_pupil_after_pupil(self):
        scan = self.scan("out")
        self.assertEqual(scan.action_scan(self.science_copies[2].barcode, "1")["tone"], "warning")
        scan.action_next_pupil()
        self.assertEqual(scan.membership_id, self.pupil_a2)
        answer = scan.action_scan(self.science_copies[2].barcode, "2")
        self.assertEqual(answer["tone"], "done")
        self.assertIn("I Wayan Uji", answer["message"])
        self.assertEqual(scan.membership_id, self.pupil_a2)
        scan.action_scan(self.maths_copies.barcode, "3")
        self.assertEqual(scan.membership_id, self.pupil_a)  # who has everything makes room
        loans = self.loans(self.pupil_a2)
        self.assertEqual(loans.copy_id, self.science_copies[2] + self.maths_copies)
        self.assertEqual(loans.mapped("set_number"), [1, 1])

    def test_a_card_opens_its_pupil_and_no_other_classes(self):
        other = self._membership(self.school_a, "Teman", class_name="VII-B")
        scan = self.scan("out")
        self.assertEqual(scan.action_scan(self.pupil_a.card_number, "1")["tone"], "info")
        self.assertEqual(scan.membership_id, self.pupil_a)
        self.assertEqual(scan.action_scan(other.card_number, "2")["tone"], "refused")
        self.assertEqual(scan.membership_id, self.pupil_a)

    def test_a_scan_sent_twice_is_one_loan(self):
        scan = self.scan("out")
        scan.membership_id = self.pupil_a2
        scan.action_scan(self.maths_copies.barcode, "before")
        first = scan.action_scan(self.science_copies[0].barcode, "same")
        self.assertEqual(scan.membership_id, self.pupil_a)  # the screen has come to the next
        self.assertEqual(scan.action_scan(self.science_copies[0].barcode, "same"), first)
        self.assertEqual(scan.membership_id, self.pupil_a)
        self.assertEqual(self.set.loan_ids.membership_id, self.pupil_a2)

    def test_what_is_no_part_of_the_set_is_refused_with_the_reason(self):
        scan = self.scan("out")
        scan.membership_id = self.pupil_a
        scan.action_scan(self.science_copies[0].barcode, "1")
        for copy, code in (
            (self.science_copies[1], "has_title_already"),
            (self.copies_a[0], "not_in_set"),
        ):
            answer = self.set._give(
                self.pupil_a, copy, self.env["library.desk"]._key("uji", f"{copy.id}")
            )
            self.assertEqual(self.codes(answer), [code])
        self.maths_copies.collection_type_id = self.env.ref("sipuspa_library.collection_type_umum")
        self.assertEqual(scan.action_scan(self.maths_copies.barcode, "2")["tone"], "refused")

    # -- rights

    def test_only_a_librarian_of_the_school_makes_and_gives_out_a_set(self):
        for user in (self.desk_a, self.librarian_b, self.supervisor):
            with self.assertRaises(AccessError):
                self.set.with_user(user).action_assign()
        with self.assertRaises(AccessError):
            self.set.with_user(self.librarian_b).action_collect()

    def test_a_set_is_of_a_class_of_its_own_school(self):
        sets = self.env["library.textbook.set"].with_user(self.librarian_a)
        with self.assertRaises(ValidationError):
            sets.create({"library_id": self.school_a.id, "class_id": self.pupil_b.class_id.id})

    def test_a_scan_never_names_a_pupil_of_another_school(self):
        scan = self.scan("out")
        with self.assertRaises(ValidationError):
            scan.membership_id = self.pupil_b.id
            scan.flush_recordset()

    def test_a_set_that_was_given_out_is_kept(self):
        self.assign()
        with self.assertRaises(UserError):
            self.set.line_ids[0].unlink()
        with self.assertRaises(UserError):
            self.set.unlink()

    # -- measured

    def statements(self, pupils, titles):
        """Return how many statements one step of giving out and of collecting takes."""
        names = [f"Siswa {number}" for number in range(pupils)]
        found = [self._membership(self.school_a, name, class_name=f"IX-{pupils}") for name in names]
        books = self.env["library.book"].union(*(self._book(f"Buku {n}") for n in range(titles)))
        for book in books:
            self._copies(self.school_a, book, pupils, collection_type_id=self.kind.id)
        textbooks = self._set(found[0].class_id, books)
        textbooks.action_assign()
        counts = []
        for act in ("assign", "collect"):
            if act == "collect":
                textbooks.action_collect_rest()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertFalse(textbooks.run_batch()["left"])
            counts.append(self.cr.sql_log_count - before)
        return counts

    def test_the_statements_of_a_step_do_not_depend_on_the_size_of_the_class(self):
        self.statements(2, 2)  # caches warm
        self.assertEqual(self.statements(3, 2), self.statements(12, 8))


@freeze_time(JUNE)
@tagged("post_install", "-at_install")
class TestCollecting(TextbookCase):
    """In June: what came back, what is missing, who replaces it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._copies(cls.school_a, cls.maths, 1, collection_type_id=cls.kind.id)
        with freeze_time(JULY):
            cls.env["library.library"]._today()
            case = cls()
            case.assign()

    def test_anything_scanned_is_taken_back_with_its_condition(self):
        scan = self.scan("in")
        scan.condition = "poor"
        loan = self.loans(self.pupil_a)[0]
        answer = scan.action_scan(loan.copy_id.barcode, "1")
        self.assertEqual(answer["tone"], "warning")  # it was good
        self.assertIn("Ni Luh Ayu Uji", answer["message"])
        self.assertFalse(loan.is_open)
        self.assertEqual((loan.condition_in, loan.copy_id.condition), ("poor", "poor"))
        self.assertEqual(scan.membership_id, self.pupil_a)
        self.assertIn("Matematika 7", scan.progress)
        self.assertEqual(self.set.out_count, 3)

    def test_an_ordinary_book_in_the_pile_is_taken_back_too(self):
        with freeze_time("2027-06-10 02:00:00"):
            self.lend(self.pupil_a, self.copies_a[0])
        self.assertEqual(self.scan("in").action_scan(self.copies_a[0].barcode, "1")["tone"], "done")
        self.assertEqual(self.copies_a[0].status, "available")

    def test_whose_foreign_book_it_was_is_not_told(self):
        self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        answer = self.scan("in").action_scan(self.copies_b[0].barcode, "1")
        self.assertEqual(answer["tone"], "warning")
        self.assertNotIn("Made", str(answer))

    def test_what_is_left_is_the_difference_of_what_was_given_and_what_came_back(self):
        given = {(loan.membership_id, loan.book_id) for loan in self.set.loan_ids}
        for loan in self.set.loan_ids.sorted("id"):
            left = {
                (pupil, one.book_id)
                for pupil, loans in self.set._missing().items()
                for one in loans
            }
            self.assertEqual(left, given)
            self.settle(loan, "returned", condition="worn")
            given.discard((loan.membership_id, loan.book_id))
        self.assertFalse(self.set._missing())

    def test_the_rest_comes_back_in_one_act(self):
        self.set.action_collect_rest()
        self.run_to_end(self.set)
        self.assertEqual((self.set.out_count, self.set.returned_count), (0, 4))
        self.assertEqual(set(self.science_copies.mapped("status")), {"available"})

    def test_what_came_back_is_not_given_out_again_but_by_scanning(self):
        loan = self.loans(self.pupil_a)[0]
        self.settle(loan, "returned")
        self.assertEqual((self.set.gap_count, self.set.ready_count), (0, 0))
        scan = self.scan("out")
        scan.membership_id = self.pupil_a
        self.assertEqual(scan.action_scan(loan.copy_id.barcode, "again")["tone"], "done")
        self.assertEqual(
            self.loans(self.pupil_a).copy_id,
            self.set.loan_ids.filtered(
                lambda row: row.is_open and row.membership_id == self.pupil_a
            ).copy_id,
        )

    # -- lists

    def test_what_is_missing_is_listed_by_pupil_on_paper_and_in_a_workbook(self):
        self.settle(self.loans(self.pupil_a2), "returned")
        self.set.action_print_missing()
        told = words(self.set._paper("missing")[0])
        for word in ("Ni Luh Ayu Uji", "IPA 7", "Matematika 7", "VII-A"):
            self.assertIn(word, told)
        self.assertNotIn("Wayan", told)
        found = rows(self.set._paper("missing_workbook")[0])
        self.assertEqual([row[4] for row in found], ["IPA 7", "Matematika 7"])
        self.settle(self.loans(self.pupil_a), "returned")
        with self.assertRaises(UserError):
            self.set.action_print_missing()

    def test_the_class_list_has_numbers_copies_and_a_place_to_sign(self):
        told = words(self.set._paper("list")[0])
        for copy in self.loans(self.pupil_a + self.pupil_a2).copy_id:
            self.assertIn(copy.running_number, told)
        self.assertLess(told.index("I Wayan Uji"), told.index("Ni Luh Ayu Uji"))

    def test_textbooks_follow_a_pupil_into_another_class(self):
        other = self._membership(self.school_a, "Teman", class_name="VII-B")
        second = self._set(other.class_id, self.science)
        self.pupil_a._enrol(other.class_id)
        self.assertEqual(second._missing(), {self.pupil_a: self.loans(self.pupil_a)})
        self.assertIn(self.pupil_a, self.set._missing())
        self.assertEqual(set(self.loans(self.pupil_a).mapped("class_now")), {"VII-B"})
        self.assertIn("VII-B", words(self.set._paper("missing")[0]))

    def test_who_left_in_the_middle_of_the_year_is_still_on_the_list(self):
        self.pupil_a.with_user(self.librarian_a)._leave()
        self.assertIn(self.pupil_a, self.set._missing())
        self.assertIn("Ni Luh Ayu Uji", words(self.set._paper("missing")[0]))

    # -- settling

    def test_the_pupil_owes_an_equal_book(self):
        loan = self.loans(self.pupil_a)[0]
        self.settle(loan, "pupil", words="Hilang di bus")
        self.assertEqual(loan.settled_by, "pupil")
        self.assertTrue(loan.lost_at)
        self.assertEqual(loan.copy_id.manual_state, "lost")
        charge = self.env["library.charge"].search([("loan_id", "=", loan.id)])
        self.assertRecordValues(
            charge, [{"membership_id": self.pupil_a.id, "reason": "lost", "in_kind": True}]
        )

    def test_the_class_replaces_it_and_no_pupil_is_charged(self):
        loans = self.loans(self.pupil_a)
        self.settle(loans, "class")
        self.assertEqual(loans.mapped("settled_by"), ["class", "class"])
        self.assertFalse(any(loan.is_open for loan in loans))
        self.assertEqual(set(loans.copy_id.mapped("status")), {"lost"})
        self.assertFalse(self.env["library.charge"].search([("loan_id", "in", loans.ids)]))
        self.assertFalse(self.pupil_a._open_matters())

    def test_only_textbooks_of_ones_own_school_are_settled(self):
        self.lend(self.pupil_a, self.copies_a[0])
        with self.assertRaises(UserError):
            self.settle(self.pupil_a._open_loans(), "returned")

    # -- what they are not

    def test_textbooks_are_no_visit_and_no_figure_of_the_day(self):
        self.school_a.visit_by_loan = True
        self.settle(self.loans(self.pupil_a), "returned")
        late = self._membership(self.school_a, "Anak Baru", class_name="VII-A")
        self.assign()
        self.assertTrue(self.loans(late))
        self.assertFalse(self.env["library.visit"].search([("library_id", "=", self.school_a.id)]))
        figures = self._desk().today(self.school_a.id)
        self.assertEqual((figures["lent"], figures["late"]), (0, 0))

    def test_a_late_textbook_keeps_nobody_from_reading(self):
        with freeze_time("2027-07-26 02:00:00"):
            self.assertTrue(self.loans(self.pupil_a)[0].is_overdue)
            [lent] = self.lend(self.pupil_a, self.copies_a[0])
        self.assertEqual(lent["outcome"], "done")

    def test_textbooks_block_the_clearance_letter(self):
        kinds = [matter.kind for matter in self.pupil_a._open_matters()]
        self.assertEqual(kinds, ["textbook", "textbook"])

    def test_textbooks_are_not_what_a_pupil_has_read(self):
        self.assertFalse(self.pupil_a.has_borrowed)
        self.assertFalse(self.pupil_a.search([("has_borrowed", "=", True)]) & self.pupil_a)
        with freeze_time(JULY):
            self.assertEqual(self.school_a.with_user(self.librarian_a).loan_month_count, 0)
