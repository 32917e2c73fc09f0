import random
from collections import defaultdict
from datetime import date, timedelta

from odoo.tests import BaseCase, TransactionCase, tagged

from ..tools import demo_data, demo_year, due_dates, policy

RULE = policy.Rule(1, policy.REGENCY, 0, 0, 7, 3, 1, True)
TODAY = date(2026, 11, 22)


def small_year(seed, today=TODAY, days=200):
    """Play the year of a school with twelve readers, one of them a leaver, and forty copies."""
    calendar = due_dates.Calendar(
        frozenset(range(6)),
        tuple(
            (start, end)
            for start, end, __ in demo_data.school_holidays(
                today - timedelta(days=400), today + timedelta(days=365)
            )
        ),
    )
    since = today - timedelta(days=900)
    readers = [demo_year.Reader(number, 1, 0.3, since) for number in range(11)]
    readers.append(demo_year.Reader("leaver", 1, 0.3, since, until=today - timedelta(days=60)))
    readers.append(
        demo_year.Reader("kept", 1, 0.3, since, keeps=demo_year.story(today, 7, calendar))
    )
    items = [demo_year.Item(number, number // 2, 1, 1 + number, since) for number in range(40)]
    year = demo_year.Year(
        random.Random(seed),
        dict.fromkeys(range(6), (7.5, 13.0)),
        calendar,
        [RULE],
        readers,
        items,
        demo_year.Habits(guests=1, groups=0.5, group_names=("Kelas 4",), computers=0.1),
    )
    return year.play(today - timedelta(days=days), today - timedelta(days=1))


@tagged("post_install", "-at_install")
class TestDemoYear(BaseCase):
    def facts(self, year):
        return [
            (
                lending.reader.key,
                lending.item.key,
                lending.lent_at,
                lending.due,
                lending.returned_at,
            )
            for lending in year.lendings
        ]

    def test_the_same_seed_gives_the_same_year(self):
        self.assertEqual(self.facts(small_year("a")), self.facts(small_year("a")))
        self.assertNotEqual(self.facts(small_year("a")), self.facts(small_year("b")))

    def test_what_happens_obeys_the_rules_of_the_desk(self):
        year = small_year("a")
        self.assertGreater(len(year.lendings), 200)
        for lending in year.lendings:
            self.assertTrue(year.calendar.is_open(lending.lent_at.date()))
            self.assertTrue(year.calendar.is_open(lending.due))
            self.assertTrue(lending.limits)
            self.assertFalse(any(limit.reached for limit in lending.limits))
            self.assertLessEqual(lending.renewals, RULE.renewal_limit)
            if lending.returned_at:
                self.assertTrue(year.calendar.is_open(lending.returned_at.date()))
                self.assertGreater(lending.returned_at, lending.lent_at)
        self.assertTrue(any(lending.renewals for lending in year.lendings))
        self.assertTrue(
            any(
                lending.returned_at and lending.returned_at.date() > lending.due
                for lending in year.lendings
            )
        )

    def test_who_leaves_has_brought_everything_back(self):
        mine = [lending for lending in small_year("a").lendings if lending.reader.key == "leaver"]
        self.assertTrue(mine)
        for lending in mine:
            self.assertLess(lending.returned_at.date(), TODAY - timedelta(days=60))

    def test_the_reader_of_the_story_has_one_late_book_and_one_in_time(self):
        for step in range(0, 400, 29):
            today = TODAY + timedelta(days=step)
            year = small_year("a", today, days=80)
            held = [
                lending.due
                for lending in year.lendings
                if lending.reader.key == "kept" and not lending.returned_at
            ]
            with self.subTest(today=today):
                self.assertEqual(len(held), 2)
                self.assertLess(held[0], today)
                self.assertGreaterEqual(held[1], today)

    def test_galungan_comes_every_210_days(self):
        days = [
            start + timedelta(days=1)
            for start, __, name in demo_data.public_holidays(date(2025, 1, 1), date(2027, 6, 1))
            if name == "Hari Raya Galungan"
        ]
        self.assertEqual(
            days, [date(2025, 4, 23), date(2025, 11, 19), date(2026, 6, 17), date(2027, 1, 13)]
        )

    def test_a_pupil_was_one_class_lower_last_school_year(self):
        for now, before in (("IX-A", "VIII-A"), ("VIII-B", "VII-B"), ("6", "5"), ("1", "1")):
            self.assertEqual(demo_data.class_on(now, date(2026, 3, 2), TODAY), before)
        self.assertEqual(demo_data.class_on("IX-A", date(2026, 8, 2), TODAY), "IX-A")


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["library.demo"]._load()
        codes = [row["code"] for row in demo_data.table("libraries")]
        cls.libraries = cls.env["library.library"].search([("code", "in", codes)])
        cls.loans = cls.env["library.loan"].search([("library_id", "in", cls.libraries.ids)])
        first = min(cls.loans.mapped("lent_at")).date() - timedelta(days=1)
        cls.calendars = {library: library._calendar(first) for library in cls.libraries}

    def count(self, model, *domain):
        return self.env[model].search_count([("library_id", "in", self.libraries.ids), *domain])

    def test_there_is_a_regency_to_look_at(self):
        self.assertEqual(len(self.libraries), 13)
        self.assertGreaterEqual(self.env["library.region"].search_count([]), 64)
        self.assertGreaterEqual(self.env["library.book"].search_count([]), 300)
        self.assertGreater(self.count("library.copy"), 2000)
        self.assertEqual(self.count("library.copy.acquisition"), self.count("library.copy"))
        self.assertGreater(self.count("library.membership"), 500)
        self.assertGreater(len(self.loans), 3000)
        self.assertGreater(self.count("library.visit"), 5000)
        self.assertTrue(self.count("library.loan", ("is_overdue", "=", True)))
        for status in ("available", "on_loan", "damaged", "lost", "in_processing", "withdrawn"):
            self.assertTrue(self.count("library.copy", ("status", "=", status)), status)
        for library in self.libraries.filtered(lambda library: not library.parent_id):
            self.assertGreater(library.copy_count, 80, library.name)
            self.assertTrue(self.loans.filtered(lambda loan, at=library: loan.library_id == at))

    def test_books_are_lent_and_due_on_open_days_only(self):
        for loan in self.loans:
            calendar = self.calendars[loan.library_id]
            self.assertTrue(calendar.is_open(loan.due_date), loan.due_date)
            self.assertTrue(calendar.is_open(loan.library_id._local(loan.lent_at).date()))

    def test_no_copy_is_in_two_hands_and_no_member_over_the_limit(self):
        by_copy, by_membership = defaultdict(list), defaultdict(list)
        for loan in self.loans:
            by_copy[loan.copy_id].append(loan)
            by_membership[loan.membership_id].append(loan)
        for loans in by_copy.values():
            loans.sort(key=lambda loan: (loan.lent_at, loan.id))
            for earlier, later in zip(loans, loans[1:], strict=False):
                self.assertTrue(earlier.returned_at and earlier.returned_at <= later.lent_at)
        for loans in by_membership.values():
            for loan in loans:
                held = sum(
                    loan.counted_apart == other.counted_apart
                    and other.lent_at <= loan.lent_at
                    and (not other.returned_at or other.returned_at > loan.lent_at)
                    for other in loans
                )
                limit = loan.type_limit_judged if loan.counted_apart else loan.limit_judged
                self.assertLessEqual(held, limit)

    def test_the_nightly_checks_are_green(self):
        checks = self.env["library.check"].search([])
        checks._check()
        self.assertEqual(set(checks.mapped("state")), {"green"})

    def test_two_schools_have_equal_old_stickers(self):
        other = self.libraries.filtered(lambda library: library.code == "PED")
        copies = self.env["library.copy"].search(
            [
                ("library_id.code", "in", ("SDN1TUSAN", "SDN1KUSAMBA")),
                ("barcode_issued", "=", False),
            ]
        )
        stickers = defaultdict(set)
        for copy in copies.filtered(lambda copy: copy.manual_state != "withdrawn"):
            stickers[copy.barcode].add(copy.library_id)
        twice = next(code for code, libraries in stickers.items() if len(libraries) == 2)
        self.assertEqual(len(self.env["library.copy"]._scan(twice, other)), 2)
        self.assertEqual(len(self.env["library.copy"]._scan(twice, copies[0].library_id)), 1)

    def test_every_login_of_the_list_is_there(self):
        for row in demo_data.table("logins"):
            user = self.env["res.users"].search([("login", "=", row["login"])])
            with self.subTest(role=row["role"]):
                self.assertEqual((user.lang, user.tz), ("id_ID", "Asia/Makassar"))
                self.assertFalse(user.email)
                if row["role"] in demo_data.CARD_ROLES:
                    self.assertTrue(user.has_group("base.group_portal"))
                    self.assertEqual(user.name, row["login"])
                else:
                    self.assertEqual(user.name, row["name"])
                    self.assertTrue(user.library_assignment_ids)

    def test_the_pupils_mother_has_a_login_and_sees_the_pupil(self):
        [row] = [row for row in demo_data.table("logins") if row["role"] == "orang tua"]
        mother = self.env["library.member"].search([("card_number", "=", row["login"])])
        self.assertEqual((mother.name, mother.sex), (row["name"], "f"))
        self.assertEqual(row["login"], demo_data.MOTHER_CARD)
        family = mother.user_id._library_access().family_members
        self.assertIn(demo_data.PUPIL_CARD, mother.browse(family).mapped("card_number"))

    def test_the_pupil_with_a_login_has_books_and_one_is_late(self):
        [row] = [row for row in demo_data.table("logins") if row["role"] == "siswa"]
        member = self.env["library.member"].search([("card_number", "=", row["login"])])
        held = member.membership_ids._open_loans()
        self.assertEqual(member.name, row["name"])
        self.assertEqual(len(held), 2)
        self.assertTrue(held.filtered("is_overdue"))

    def user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def seen_by(self, login, model, *domain):
        return self.env[model].with_user(self.user(login)).search(list(domain))

    def test_the_librarian_has_books_just_come_in_and_one_receipt_undone(self):
        receipts = self.seen_by("pustakawan", "library.receipt")
        today = receipts.filtered(
            lambda receipt: receipt.received_on == receipt.library_id._today()
        )
        self.assertTrue(today.filtered(lambda receipt: receipt.fund_source == "bos"))
        self.assertTrue(today.copy_ids.filtered(lambda copy: copy.status == "in_processing"))
        self.assertEqual(len(receipts.filtered("undone_at")), 1)

    def test_books_are_on_their_way_in_every_manner(self):
        transfers = self.seen_by("administrator", "library.transfer")
        boxes = transfers.filtered(lambda transfer: transfer.kind == "box")
        self.assertEqual(boxes.mapped("is_out"), [True, True])
        self.assertEqual(len(boxes.filtered("is_overdue")), 1)
        packages = transfers.distribution_id.transfer_ids
        self.assertEqual(sorted(packages.mapped("state")), ["draft", "received", "sent", "short"])
        self.assertTrue(packages.line_ids.filtered(lambda line: line.state == "missing"))
        self.assertTrue(
            self.seen_by(
                "pustakawan-desa", "library.transfer", ("is_receiver", "=", True)
            ).filtered(lambda transfer: transfer.state == "sent")
        )
        [home] = self.seen_by(
            "pustakawan", "library.transfer", ("kind", "=", "return"), ("state", "=", "draft")
        )
        self.assertTrue(home.line_ids)

    def test_one_count_is_half_way_and_an_earlier_one_is_confirmed(self):
        now, earlier = self.seen_by("pustakawan", "library.stocktake")
        self.assertEqual((now.state, earlier.state), ("open", "applied"))
        self.assertAlmostEqual(now.progress, 67, delta=4)
        self.assertEqual(len(now.line_ids.scanned_by_id), 2)
        self.assertTrue(now.unknown_count and now.wrong_place_count)
        self.assertTrue(earlier.missing_count)
        self.assertLess(earlier.applied_at.date(), earlier.library_id._today())

    def test_a_weeding_waits_for_the_supervisor(self):
        weeding = self.seen_by("pembina", "library.weeding")
        self.assertEqual((weeding.state, weeding.may_decide), ("proposed", True))
        self.assertGreater(weeding.line_count, 3)

    def test_the_cataloguer_has_work_of_every_kind(self):
        requests = self.seen_by("pengatalog", "library.cataloguing.request")
        self.assertEqual(set(requests.mapped("state")), {"new", "question", "done"})
        self.assertTrue(all(requests.mapped("photo_title_page")))
        pairs = self.seen_by("pengatalog", "library.duplicate", ("state", "=", "open"))
        self.assertGreaterEqual(len(pairs), 4)
        merges = self.seen_by("pengatalog", "library.merge")
        self.assertEqual(set(merges.mapped("model")), {"library.book", "library.author"})
        self.assertTrue(all(merges.mapped("can_undo")))
        proposals = self.seen_by("pengatalog", "library.book.local")
        self.assertEqual(set(proposals.mapped("state")), {"own", "open", "declined"})

    def test_wishes_gifts_and_papers_are_in_the_book(self):
        for login in ("pustakawan", "pustakawan-desa"):
            with self.subTest(login=login):
                wishes = self.seen_by(login, "library.suggestion")
                self.assertIn("new", wishes.mapped("state"))
                self.assertTrue(wishes.filtered("answer"))
                thanked = self.seen_by(login, "library.donation").mapped("thanked_on")
                self.assertTrue(any(thanked) and not all(thanked))
                self.assertTrue(
                    all(self.seen_by(login, "library.periodical").mapped("issue_count"))
                )
        school = self.libraries.filtered(lambda library: library.code == "SMPN1SMR")
        self.assertEqual(self.env["library.label.setting"]._of(school).next_position, 7)

    def test_pupils_went_up_in_july_and_every_class_has_its_teacher(self):
        classes = self.env["library.school.class"].search(
            [("library_id", "in", self.libraries.ids)]
        )
        self.assertEqual(len(classes.year_id), 2)
        self.assertTrue(
            all(classes.mapped("teacher_name")) and all(classes.mapped("teacher_phone"))
        )
        pupils = self.seen_by("pustakawan", "library.membership", ("class_name", "=", "IX-A"))
        for pupil in pupils:
            now, before = pupil.enrolment_ids
            self.assertEqual((now.class_id.name, before.class_id.name), ("IX-A", "VIII-A"))
            self.assertEqual((before.outcome, before.date_to), ("promoted", now.date_from))

    def test_a_school_has_cards_consents_logins_letters_and_a_list_taken_over(self):
        consents = self.seen_by("pustakawan", "library.consent")
        self.assertGreater(len(consents.filtered("is_standing")), 60)
        self.assertEqual(len(consents - consents.filtered("is_standing")), 1)
        members = self.seen_by("pustakawan", "library.membership", ("left_on", "=", False))
        self.assertTrue(members.filtered("card_printed_at") - members.filtered("missing_scope_ids"))
        self.assertTrue(members.filtered("missing_scope_ids"))
        self.assertGreater(len(members.member_id.sudo().user_id), 3)
        self.assertEqual(len(self.seen_by("pustakawan", "library.clearance")), 6)
        roster = self.seen_by("pustakawan", "library.roster")
        self.assertEqual((roster.state, roster.new_count, roster.rejected_count), ("done", 2, 0))
        arrivals = self.seen_by("pustakawan", "library.arrival")
        self.assertEqual(set(arrivals.mapped("state")), {"waiting"})
        requests = self.seen_by("pustakawan", "library.data.request")
        self.assertEqual(sorted(requests.mapped("is_late")), [False, True])
        self.assertEqual(self.seen_by("kepala", "library.breach").state, "closed")

    def test_every_list_of_money_and_reservations_has_something_to_show(self):
        charges = self.env["library.charge"].search([("library_id", "in", self.libraries.ids)])
        self.assertEqual(set(charges.mapped("kind")), {"charged", "paid", "waived", "replaced"})
        self.assertLessEqual({"lost", "damaged", "card"}, set(charges.mapped("reason")))
        self.assertTrue(charges.filtered(lambda line: 0 < line.open_amount < line.amount))
        for login in ("pustakawan", "pustakawan-desa"):
            with self.subTest(login=login):
                self.assertTrue(self.seen_by(login, "library.membership", ("owes", "=", True)))
                holds = self.seen_by(login, "library.hold")
                self.assertEqual(set(holds.mapped("state")), {"waiting", "ready"})
        loans = self.seen_by("pustakawan", "library.loan", ("is_open", "=", True))
        self.assertTrue(loans.filtered("lost_at") and loans.filtered("claimed_at"))

    def test_search_mends_a_slip_at_once(self):
        opac = self.env["library.opac"].with_user(self.env.ref("base.public_user"))
        found = opac._find("lasker pelangi")
        self.assertTrue(found["is_meant_shown"])
        self.assertEqual(found["titles"][0]["name"], "Laskar Pelangi")

    def test_a_second_call_changes_nothing(self):
        before = self.env["library.loan"].search_count([])
        self.assertFalse(self.env["library.demo"]._load())
        self.assertEqual(self.env["library.loan"].search_count([]), before)
