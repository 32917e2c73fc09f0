from datetime import date, datetime, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PHOTO
from .forgetting import NOW, ForgettingCase
from .properties import checked

SECRETS = {
    "name": "Ni Wayan Raspatih Sekali",
    "nickname": "Panggilanku",
    "nisn": "9987654321",
    "phone": "081234509876",
    "address": "Banjar Tersembunyi 17",
    "occupation": "Pembuat Gamelan Selonding",
}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestForgetLoans(ForgettingCase):
    """After its return and some months a loan forgets the person; the figures stay."""

    def lend_and_return(self, lent, returned=None):
        copy = self._copies(self.school_a, self.book, 1)
        with freeze_time(lent):
            [answer] = self.lend(self.pupil_a, copy)
        if returned:
            with freeze_time(returned):
                self.take_back(self.school_a, copy)
        return self.env["library.loan"].browse(answer["loan_id"])

    def come_in(self, at):
        with freeze_time(at):
            vals = {"library_id": self.school_a.id, "membership_id": self.pupil_a.id}
            return self.env["library.visit"].create(vals)

    def events_of(self, loan):
        return self.env["library.event"].search([("loan_id", "=", loan.id)])

    def test_a_loan_forgets_the_person_twelve_months_after_its_return(self):
        old = self.lend_and_return("2025-09-01 02:00:00", "2025-10-04 02:00:00")
        young = self.lend_and_return("2025-09-01 02:00:00", "2025-10-06 02:00:00")
        with self.same_figures():
            self.tonight()
        self.assertFalse(old.member_id or old.membership_id)
        self.assertEqual(
            (old.class_name, old.sex, old.age_band, old.category_id.code),
            ("VII-A", "f", "7-12", "pupil"),
        )
        self.assertEqual(young.member_id, self.pupil_a.member_id)

    def test_its_acts_forget_with_it(self):
        old = self.lend_and_return("2025-09-01 02:00:00", "2025-10-04 02:00:00")
        running = self.lend_and_return("2025-09-01 02:00:00")
        hashes = self.events_of(old).mapped("payload_hash")
        self.tonight()
        events = self.events_of(old)
        self.assertEqual(events.mapped("verb"), ["return", "lend"])
        self.assertFalse(events.membership_id)
        self.assertFalse(set(events.mapped("payload_hash")) & set(hashes))
        self.assertEqual(self.events_of(running).membership_id, self.pupil_a)

    def test_who_opened_whom_is_kept_two_years(self):
        grants, log = self.env["library.grant"], self.env["library.access.log"]
        for at in ("2024-10-04 02:00:00", "2024-10-06 02:00:00"):
            with freeze_time(at):
                grants.with_user(self.supervisor).open_person(self.pupil_a.card_number, "Wali")
                self.pupil_a.member_id.with_user(self.supervisor).read(["sex"])
        self.env["library.retention"]._gc_accesses()
        self.assertEqual(log.search([]).mapped("noted_on"), [date(2024, 10, 6)])
        self.assertEqual(grants.search([]).mapped("granted_at"), [datetime(2024, 10, 6, 2)])

    def test_an_open_loan_forgets_nobody(self):
        loan = self.lend_and_return("2020-09-01 02:00:00")
        self.tonight()
        self.assertEqual(loan.membership_id, self.pupil_a)

    def test_a_loan_undone_at_once_forgets_too(self):
        loan = self.lend_and_return("2025-09-01 02:00:00")
        loan.voided_at = "2025-09-01 03:00:00"
        with self.same_figures():
            self.tonight()
        self.assertFalse(loan.membership_id)

    def test_a_visit_forgets_who_came(self):
        old, young = self.come_in("2025-10-03 02:00:00"), self.come_in("2026-03-03 02:00:00")
        with self.same_figures():
            self.tonight()
        self.assertFalse(old.member_id or old.membership_id)
        self.assertEqual((old.kind, old.class_name, old.visitor_count), ("member", "VII-A", 1))
        self.assertEqual(young.membership_id, self.pupil_a)

    def test_the_months_are_the_regencys(self):
        loan = self.lend_and_return("2025-09-01 02:00:00", "2025-10-04 02:00:00")
        settings = self.env["res.config.settings"]
        settings.create({"library_retention_loan_months": 18}).execute()
        self.tonight()
        self.assertTrue(loan.member_id)
        settings.create({"library_retention_loan_months": 6}).execute()
        self.tonight()
        self.assertFalse(loan.member_id)

    def test_months_too_few_or_too_many_are_refused(self):
        for typed in (0, 2, 121, -12):
            with self.subTest(months=typed), self.assertRaises(UserError):
                self.env["res.config.settings"].create({"library_retention_loan_months": typed})

    def test_the_administrator_is_told_the_figures_before(self):
        self.lend_and_return("2025-09-01 02:00:00", "2025-10-04 02:00:00")
        self.come_in("2025-09-01 02:00:00")
        action = self.env["library.retention"].with_user(self.library_admin).action_open_tonight()
        tonight = self.env["library.retention"].browse(action["res_id"])
        self.assertEqual((tonight.loan_count, tonight.visit_count, tonight.event_count), (1, 1, 2))
        self.assertEqual((tonight.loan_months, tonight.person_months), (12, 24))


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestForgetPersons(ForgettingCase):
    """Who belongs nowhere any more is forgotten whole: no table knows the name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2023-07-10 02:00:00"):
            cls.leaver = cls._membership(
                cls.school_a,
                SECRETS["name"],
                category="villager",
                class_name="IX-C",
                local_number="LAMA-4711",
            )
            cls.person = cls.leaver.member_id
            cls.person.write({**SECRETS, "birth_date": "1990-05-17"})
            cls.env.cr.execute(
                "UPDATE library_member SET create_date = '2023-07-10' WHERE id = %s",
                [cls.person.id],
            )

    def seed(self):
        """Let the person be everywhere a person can be; return every word that would tell."""
        person, leaver = self.person, self.leaver
        login = person._open_portal("sandi-panjang")
        partner = login.partner_id
        with freeze_time("2023-08-01 02:00:00"):
            partner.write({"email": "raspatih@example.com", "phone": "0361987654"})
            person.image_1920 = PHOTO
            self.lend(leaver, self.copies_a[0])
            self.take_back(self.school_a, self.copies_a[0])
            leaver._suspend(date(2023, 9, 1), f"{SECRETS['name']} merobek sampul")
            self.lend(leaver, self.copies_a[1], self.librarian_a, reason="Kata Wali Raspatih")
            self.take_back(self.school_a, self.copies_a[1])
            self.env["library.visit"].create(
                {"library_id": self.school_a.id, "membership_id": leaver.id}
            )
            self.env["library.suggestion"].create(
                {
                    "library_id": self.school_a.id,
                    "membership_id": leaver.id,
                    "name": "Arok Dedes",
                    "reason": "Ibu Raspatih membacanya",
                    "answer": "Baik, Panggilanku",
                }
            )
            self.env["library.grant"].with_user(self.supervisor).open_person(
                person.card_number, "Ayah Raspatih bertanya"
            )
        self._desk().act(self.school_a.id, person.card_number, False, "test", "r")
        partner.message_post(body=f"Halo {SECRETS['name']}", partner_ids=partner.ids)
        self.env["mail.mail"].create(
            {"body_html": f"Halo {SECRETS['name']}", "recipient_ids": partner.ids}
        )
        self.env["mail.message"].create(
            {"model": person._name, "res_id": person.id, "body": SECRETS["address"]}
        )
        self.env["bus.bus"]._sendone(self.librarian_a.partner_id, "x", {"name": person.name})
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "ni_wayan_raspatih",
                "model": person._name,
                "res_id": person.id,
            }
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.paper = self.env["ir.attachment"].create(
            {
                "name": f"{SECRETS['name']}.txt",
                "res_model": "library.membership",
                "res_id": leaver.id,
                "raw": b"Surat untuk Ni Wayan Raspatih Sekali",
            }
        )
        with freeze_time("2024-06-20 02:00:00"):
            leaver._leave()
        return [
            *SECRETS.values(),
            person.card_number,
            person.card_token,
            "LAMA-4711",
            "raspatih",
            "0361987654",
            "1990-05-17",
        ]

    def test_no_table_knows_who_was_forgotten(self):
        words = self.seed()
        seen = self.found_in(*words)
        self.assertLessEqual(
            {
                *("library_member", "library_membership", "library_event", "library_grant"),
                *("library_suggestion", "mail_message", "mail_mail", "ir_attachment"),
                *("res_users", "res_partner", "bus_bus"),
            },
            seen.keys(),
            "the search finds what is there",
        )
        with self.same_figures():
            self.tonight()
        self.assertEqual(self.found_in(*words), {})

    def test_no_file_of_who_was_forgotten_is_kept(self):
        self.seed()
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "library.member"), ("res_field", "!=", False)]
        )
        files = [
            Path(self.env["ir.attachment"]._full_path(stored.store_fname))
            for stored in attachments | self.paper
        ]
        self.assertGreater(len(files), 1)
        self.assertTrue(all(file.exists() for file in files))
        self.tonight()
        self.assertFalse((attachments | self.paper).exists())
        self.env["ir.attachment"]._gc_file_store_unsafe()
        gone = [file for file in files if not file.exists()]
        self.assertIn(Path(files[-1]), gone)

    def test_the_row_stays_without_a_name(self):
        self.seed()
        self.tonight()
        person = self.person
        self.assertTrue(person.forgotten_at)
        self.assertEqual((person.name, person.sex), ("–", "f"))
        self.assertEqual(person.birth_date, date(1990, 1, 1))
        self.assertEqual(person.display_name, "Forgotten person")
        self.assertEqual(self.leaver.left_on, date(2024, 6, 20))
        self.assertFalse(person.user_id)

    def test_the_old_card_and_the_login_open_nothing(self):
        self.seed()
        number, token, login = (
            self.person.card_number,
            self.person.card_token,
            self.person.user_id,
        )
        self.tonight()
        for code in (number, token, SECRETS["nisn"], "LAMA-4711"):
            with self.subTest(code=code):
                answer = self._desk().scan(self.school_a.id, code)
                self.assertEqual(answer["kind"], "unknown")
        self.assertFalse(login.active)
        self.assertNotEqual(login.login, number)

    def test_who_left_lately_or_still_belongs_somewhere_is_remembered(self):
        for name, vals in {
            "left lately": {"left_on": "2025-01-10"},
            "another library": {"left_on": "2023-09-01"},
            "still a member": {},
            "without an end": {"valid_until": False},
            "suspended": {"left_on": "2023-09-01", "suspended_until": "2030-01-01"},
        }.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                self.leaver.write({"suspension_reason": "Hilang", **vals})
                if name == "another library":
                    self.env["library.membership"].create(
                        {"member_id": self.person.id, "library_id": self.village.id}
                    )
                self.tonight()
                self.assertFalse(self.person.forgotten_at)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_who_let_the_membership_run_out_is_forgotten_as_a_leaver(self):
        self.leaver.valid_until = "2024-10-04"
        with self.same_figures():
            self.tonight()
        self.assertTrue(self.person.forgotten_at)
        self.assertEqual(self.leaver.standing, "left")

    def test_who_was_here_lately_is_remembered(self):
        self.leaver.valid_until = "2024-09-01"
        with freeze_time("2025-03-01 02:00:00"):
            self.env["library.visit"].create(
                {"library_id": self.school_a.id, "membership_id": self.leaver.id}
            )
        self.tonight()
        self.assertFalse(self.person.forgotten_at)

    def test_who_has_a_book_is_remembered(self):
        with freeze_time("2023-08-01 02:00:00"):
            self.lend(self.leaver, self.copies_a[0])
            self.leaver._leave()
        self.tonight()
        self.assertFalse(self.person.forgotten_at)
        with self.assertRaises(UserError):
            self.person._anonymise()
        self.assertEqual(self.person.name, SECRETS["name"])

    def test_on_request_a_member_is_forgotten_at_once(self):
        member = self.pupil_a.member_id
        words = [member.name, member.card_number]
        member._anonymise()
        self.assertTrue(member.forgotten_at)
        self.assertEqual(self.found_in(*words), {})
        self.assertEqual(self.pupil_a.standing, "left")
        member._anonymise()
        [answer] = self.lend(self.pupil_a, self.copies_a[0])
        self.assertEqual(self.codes(answer), ["membership_left"])

    def test_a_forgotten_person_does_not_come_back(self):
        self.person._anonymise()
        with self.assertRaises(UserError):
            self.leaver.with_user(self.librarian_a).action_come_back()

    def test_the_check_is_red_where_something_still_tells_of_a_forgotten_person(self):
        check = self.env.ref("sipuspa_library.check_8")
        self.person._anonymise()
        check._check()
        self.assertEqual(check.state, "green")
        self.leaver.sudo().local_number = "SISA-1"
        self.env["library.visit"].create(
            {"library_id": self.school_a.id, "membership_id": self.leaver.id}
        )
        check._check()
        self.assertEqual(check.finding_count, 2)
        self.assertIn(f"library.membership {self.leaver.id}", check.findings)
        self.tonight()
        check._check()
        self.assertEqual(check.state, "green")

    def test_the_check_is_red_where_the_nights_do_not_come(self):
        check = self.env.ref("sipuspa_library.check_8")
        visit = self.env["library.visit"].create(
            {"library_id": self.school_a.id, "membership_id": self.pupil_a.id}
        )
        for at, state in (("2025-10-04 02:00:00", "green"), ("2025-09-20 02:00:00", "red")):
            visit.visited_at = at
            check._check()
            self.assertEqual(check.state, state)


ends = st.integers(min_value=0, max_value=40)  # months ago


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestForgetMixes(ForgettingCase):
    """Whatever mix of people there is: figures stay, open loans keep their borrower, the rest goes."""

    pairs = False

    @settings(checked, max_examples=30)
    @given(
        people=st.lists(
            st.tuples(
                st.sampled_from(("pupil", "teacher", "villager")),
                st.none() | ends,  # left
                st.none() | ends,  # ran out
                st.lists(st.tuples(ends, st.none() | ends), max_size=2),  # loans: lent, returned
                st.lists(ends, max_size=2, unique=True),  # visits
            ),
            min_size=1,
            max_size=3,
        )
    )
    def test_a_night_over_any_mix(self, people):
        with self.env.cr.savepoint() as savepoint:
            members = [self.make(number, *person) for number, person in enumerate(people)]
            with self.same_figures():
                self.tonight()
            for member in members:
                self.assertForgottenRight(member)
            with self.same_figures():
                self.tonight()
            savepoint.rollback()
            self.env.invalidate_all()

    def ago(self, months):
        return datetime.fromisoformat(NOW) - relativedelta(months=months, days=1)

    def make(self, number, category, left, ran_out, loans, visits):
        library = (self.school_a, self.school_b)[number % 2]
        membership = self._membership(
            library,
            f"Orang Raspatih {number}",
            category=category,
            sex="fm"[number % 2],
            class_name="VIII-B",
            joined_on=date(2020, 1, 1),
            valid_until=ran_out is not None and self.ago(ran_out).date(),
        )
        self.env.cr.execute("UPDATE library_member SET create_date = '2020-01-01'")
        for lent, returned in loans:
            copy = self._copies(library, self.book, 1)
            loan = self.env["library.loan"].create(
                {
                    **self.env["library.loan"]._snapshot(membership, self.ago(lent).date()),
                    "library_id": library.id,
                    "copy_id": copy.id,
                    "book_id": self.book.id,
                    "membership_id": membership.id,
                    "member_id": membership.member_id.id,
                    "lent_at": self.ago(lent),
                    "due_date": self.ago(lent).date() + timedelta(days=7),
                    "returned_at": returned is not None and self.ago(min(lent, returned)),
                }
            )
            self.env["library.event"]._note("lend", library, loan.copy_id)
        for months in visits:
            self.env["library.visit"].create(
                {
                    "library_id": library.id,
                    "membership_id": membership.id,
                    "visited_at": self.ago(months),
                }
            )
        if left is not None:
            membership._leave(self.ago(left).date())
        return membership, loans, visits, left, ran_out

    def assertForgottenRight(self, person):
        membership, loans, visits, left, ran_out = person
        member = membership.member_id
        opened = any(returned is None for __, returned in loans)
        last = [99, *(min(lent, back or 0) for lent, back in loans), *visits]
        ended = ran_out if left is None else left
        gone = not opened and ended is not None and min(ended, *last) >= 24
        self.assertEqual(bool(member.forgotten_at), gone)
        self.assertEqual(member.name == "–", gone)
        rows = self.env["library.loan"].search([("member_id", "=", member.id)])
        kept = [back for __, back in loans if back is None]
        young = [min(lent, back) for lent, back in loans if back is not None]
        self.assertEqual(len(rows), len(kept) + sum(month < 12 for month in young))
        self.assertTrue(all(row.membership_id for row in rows.filtered("is_open")))
