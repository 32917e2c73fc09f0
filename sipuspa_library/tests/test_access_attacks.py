import psycopg2

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestAccessAttacks(LibraryCase):
    """What somebody might try over RPC to see more, to become more, or to spoil what others count on.

    A client chooses values, context, ids and its own defaults freely; buttons and readonly bind
    nobody. Each test is one idea of an attacker, tried with the rights of a real role.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls.pupil_b.member_id._open_portal("rahasia-sekali")
        cls.as_a = cls.env(user=cls.librarian_a)
        cls.as_supervisor = cls.env(user=cls.supervisor)
        cls.as_portal = cls.env(user=cls.portal)

    def refuse(self, act, *args, **kwargs):
        """Assert that an act is refused with a sentence; access and validation errors are such."""
        with self.assertRaises(UserError):
            act(*args, **kwargs)
            self.env.flush_all()

    def refuse_by_postgres(self, act, *args, **kwargs):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            act(*args, **kwargs)
            self.env.flush_all()

    # ------------------------------------------------------------------
    # TO BE MORE THAN ONE IS
    # ------------------------------------------------------------------

    def test_nobody_assigns_himself_a_library(self):
        wanted = {"user_id": self.librarian_a.id, "library_id": self.school_b.id}
        for user in self.everybody_but_the_administrator():
            env = self.env(user=user)
            line = [Command.create({**wanted, "user_id": user.id})]
            with self.subTest(user=user.login):
                self.refuse(env["library.assignment"].create, {**wanted, "user_id": user.id})
                self.refuse(env.user.with_user(user).write, {"library_assignment_ids": line})
                self.refuse(self.school_b.with_env(env).write, {"assignment_ids": line})
                self.refuse(self.school_a.with_env(env).write, {"assignment_ids": line})

    def test_nobody_stretches_his_own_assignment(self):
        for user in (self.desk_a, self.librarian_a, self.supervisor, self.stakeholder):
            own = user.library_assignment_ids.with_user(user)
            with self.subTest(user=user.login):
                self.refuse(own.write, {"date_to": "2099-01-01"})
                self.refuse(own.write, {"library_id": self.school_b.id, "region_id": False})

    def test_nobody_gives_himself_a_group(self):
        administrators = self.env.ref("sipuspa_library.group_admin")
        for user in [*self.everybody_but_the_administrator(), self.library_admin]:
            mine = user.with_user(user)
            with self.subTest(user=user.login):
                self.refuse(mine.write, {"group_ids": [Command.link(administrators.id)]})
                self.refuse(
                    administrators.with_user(user).write, {"user_ids": [Command.link(user.id)]}
                )

    def everybody_but_the_administrator(self):
        return [
            self.desk_a,
            self.librarian_a,
            self.cataloguer,
            self.supervisor,
            self.head,
            self.stakeholder,
            self.employee,
            self.portal,
        ]

    def test_a_library_is_not_hung_under_ones_own(self):
        self.refuse(
            self.school_a.with_env(self.as_a).write,
            {"child_ids": [Command.link(self.school_b.id)]},
        )
        self.refuse(
            self.school_b.with_env(self.as_supervisor).write, {"parent_id": self.school_a.id}
        )

    def test_a_librarian_does_not_change_what_decides_rights_and_numbers(self):
        mine = self.school_a.with_env(self.as_a)
        for vals in (
            {"parent_id": self.school_b.id},
            {"region_id": self.district_2.id},
            {"code": "LAIN"},
            {"barcode_prefix": "0999"},
            {"last_copy_number": -5},
            {"active": False},
            {"type_id": self.village.type_id.id},
        ):
            with self.subTest(vals=vals):
                self.refuse(mine.write, vals)

    def test_nobody_makes_himself_a_grant(self):
        vals = {
            "member_id": self.pupil_b.member_id.id,
            "reason": "curious",
            "granted_at": "2020-01-01",
            "expires_at": "2099-01-01",
        }
        for user in (*self.everybody_but_the_administrator(), self.library_admin):
            with self.subTest(user=user.login):
                grants = self.env["library.grant"].with_user(user)
                self.refuse(grants.create, {**vals, "user_id": user.id})

    def test_a_grant_is_not_prolonged_by_its_holder(self):
        self.as_supervisor["library.grant"].open_person(self.pupil_b.card_number, "complaint")
        grant = self.as_supervisor["library.grant"].search([])
        self.assertTrue(grant)
        self.refuse(grant.write, {"expires_at": "2099-01-01"})
        self.refuse(grant.unlink)

    def test_only_a_supervisor_opens_a_person_and_only_with_a_reason_in_his_area(self):
        card = self.pupil_b.card_number
        for user in (self.librarian_a, self.head, self.stakeholder, self.portal):
            with self.subTest(user=user.login):
                self.refuse(self.env["library.grant"].with_user(user).open_person, card, "why not")
        grants = self.as_supervisor["library.grant"]
        for reason in ("", "  ", None, False):
            self.refuse(grants.open_person, card, reason)
        self.refuse(grants.open_person, card[:-1], "part of a number")
        self.refuse(grants.open_person, "%", "a pattern")
        elsewhere = self._user("supervisor_1", "supervisor", oversees=self.district_1)
        self.refuse(self.env["library.grant"].with_user(elsewhere).open_person, card, "not mine")

    def test_a_login_is_not_tied_to_a_person_by_a_client(self):
        joined = [Command.create({"library_id": self.school_a.id})]
        vals = {"name": "Orang Baru", "membership_ids": joined}
        self.refuse(self.as_a["library.member"].create, {**vals, "user_id": self.librarian_a.id})
        self.refuse(self.pupil_a.member_id.with_env(self.as_a).write, {"user_id": self.portal.id})
        made = (
            self.as_a["library.member"]
            .with_context(default_user_id=self.employee.id, default_card_number="MINE")
            .create(vals)
        )
        self.assertFalse(made.user_id)
        self.assertNotEqual(made.card_number, "MINE")

    # ------------------------------------------------------------------
    # TO WRITE WHAT ONLY ACTS WRITE
    # ------------------------------------------------------------------

    def test_the_outcome_of_an_act_is_not_typed(self):
        copy = self.copies_a[0]
        visit = self.env["library.visit"].create(
            {"library_id": self.school_a.id, "membership_id": self.pupil_a.id, "kind": "member"}
        )
        for record, vals in (
            (copy, {"status": "lost"}),
            (copy, {"fact_seq": 0}),
            (copy, {"place_id": self.school_b.id}),
            (copy, {"barcode_issued": True}),
            (self.pupil_a, {"lend_seq": 0}),
            (self.pupil_a.member_id, {"card_number": "A1"}),
            (self.pupil_a.member_id, {"card_token": "x"}),
            (visit, {"sex": "m"}),
            (visit, {"visitor_count": 500}),
            (visit, {"local_date": "2020-01-01"}),
            (self.book, {"isbn_valid": True}),
            (self.book, {"contributor_text": "Somebody Else"}),
        ):
            with self.subTest(model=record._name, vals=vals):
                self.refuse(record.with_env(self.as_a).write, vals)
        for vals in ({"class_name": "XII"}, {"channel": "loan"}, {"first_of_year": True}):
            self.refuse(self.as_a["library.visit"].create, vals)

    def test_the_outcome_of_an_act_is_not_slipped_in_as_a_default(self):
        """Neither by the context of the call nor by a default the user has saved."""
        context = {
            "default_barcode_issued": True,
            "default_fact_seq": 9,
            "default_verified": True,
            "default_sex": "m",
            "default_lend_seq": 9,
        }
        for model, name in (
            ("library.copy", "barcode_issued"),
            ("library.book", "verified"),
            ("library.membership", "lend_seq"),
        ):
            self.as_a["ir.default"].set(model, name, 1, user_id=True)
        env = self.as_a(context={**self.as_a.context, **context})
        copy = env["library.copy"].create({"book_id": self.book.id, "barcode": "MINE-1"})
        self.assertFalse(copy.barcode_issued)
        self.assertEqual(copy.fact_seq, 0)
        book = env["library.book"].with_context(default_library_id=self.school_b.id)
        book = book.create({"name": "Judul Baru"})
        self.assertFalse(book.verified)
        self.assertEqual(book.library_id, self.school_a)
        self.assertFalse(env["library.visit"].create({}).sex)
        person = env["library.member"].create(
            {"name": "Orang Baru", "membership_ids": [Command.create({})]}
        )
        self.assertEqual(person.membership_ids.lend_seq, 0)

    def test_a_context_does_not_reach_into_an_act(self):
        """A loan is inserted in superuser mode in the client's context: it must not be born closed."""
        desk = self._desk().with_context(
            default_voided_at="2020-01-01 00:00:00",
            default_returned_at="2099-01-01 00:00:00",
            default_renewal_count=-5,
        )
        [answer] = desk.lend(self.pupil_a.id, self.copies_a[0].ids, "test", "context")
        loan = self.env["library.loan"].browse(answer["loan_id"])
        self.assertTrue(loan.is_open)
        self.assertEqual(loan.renewal_count, 0)

    def test_loans_events_and_holdings_are_written_by_acts_alone(self):
        [answer] = self.lend(self.pupil_a, self.copies_a[0])
        loan = self.env["library.loan"].browse(answer["loan_id"])
        event = self.env["library.event"].search([("loan_id", "=", loan.id)])
        holding = self.book.holding_ids[0]
        for user in (self.librarian_a, self.library_admin):
            for record in (loan, event, holding):
                row = record.with_user(user)
                with self.subTest(user=user.login, model=record._name):
                    self.refuse(row.write, {"write_date": False})
                    self.refuse(row.create, {})
                    self.refuse(row.unlink)
            self.refuse(self.pupil_a.with_user(user).write, {"loan_ids": [Command.delete(loan.id)]})
            self.refuse(self.pupil_a.with_user(user).write, {"loan_ids": [Command.unlink(loan.id)]})

    def test_the_figures_of_a_check_are_not_written(self):
        check = self.env["library.check"].search([], limit=1)
        for user in (self.librarian_a, self.supervisor, self.head):
            with self.subTest(user=user.login):
                self.refuse(check.with_user(user).write, {"findings": False})
                self.refuse(check.with_user(user).action_check)

    # ------------------------------------------------------------------
    # TO SPOIL WHAT OTHERS COUNT ON
    # ------------------------------------------------------------------

    def test_a_copy_that_is_lent_is_neither_deleted_nor_withdrawn(self):
        self.lend(self.pupil_a, self.copies_a[0])
        copy = self.copies_a[0].with_env(self.as_a)
        self.refuse(copy.unlink)
        for state in ("withdrawn", "in_repair", "in_processing"):
            self.refuse(copy.write, {"manual_state": state})
        self.refuse(self.book.with_env(self.as_a).write, {"copy_ids": [Command.delete(copy.id)]})

    def test_a_copy_is_not_moved_by_hand(self):
        copy = self.copies_a[0].with_env(self.as_a)
        self.refuse(copy.write, {"library_id": self.school_b.id})
        self.refuse(copy.write, {"book_id": self._book("Lain").id})
        self.refuse(copy.copy, {"library_id": self.school_b.id})

    def test_a_duplicated_copy_is_a_new_item_of_the_same_library(self):
        twin = self.copies_a[0].with_env(self.as_a).copy()
        self.assertEqual(twin.library_id, self.school_a)
        self.assertNotEqual(twin.barcode, self.copies_a[0].barcode)
        self.assertNotEqual(twin.accession_number, self.copies_a[0].accession_number)

    def test_a_duplicated_title_is_the_duplicators_and_not_verified(self):
        self.book.write({"verified": True, "library_id": self.school_b.id})
        twin = self.book.with_env(self.as_a).copy()
        self.assertFalse(twin.verified)
        self.assertEqual(twin.library_id, self.school_a)

    def test_a_barcode_of_ones_own_is_not_used_twice(self):
        mine, other = (copy.with_env(self.as_a) for copy in self.copies_a[:2])
        self.refuse_by_postgres(mine.write, {"barcode": other.barcode})
        self.refuse_by_postgres(mine.write, {"accession_number": other.accession_number})

    def test_rules_of_the_regency_are_not_a_librarians(self):
        rules = self.as_a["library.policy"]
        regency = self.env["library.policy"].search([("library_id", "=", False)], limit=1)
        self.refuse(regency.with_env(self.as_a).write, {"loan_limit": 99})
        self.refuse(regency.with_env(self.as_a).unlink)
        self.refuse(rules.create, {"library_id": False, "type_id": self.school_a.type_id.id})
        self.refuse(rules.create, {"library_id": self.school_b.id})
        own = rules.create({"library_id": self.school_a.id, "loan_days": 3})
        self.refuse(own.write, {"library_id": False})
        self.refuse(own.write, {"type_id": self.school_a.type_id.id})

    def test_numbers_that_make_no_sense_are_refused(self):
        self.refuse_by_postgres(
            self.as_a["library.policy"].create, {"library_id": self.school_a.id, "loan_days": -1}
        )
        self.refuse_by_postgres(
            self.as_a["library.policy"].create,
            {"library_id": self.school_a.id, "loan_days": 10**9},
        )
        self.refuse_by_postgres(
            self.as_a["library.visit"].create,
            {"kind": "group", "female_count": -3, "male_count": 9},
        )

    def test_days_closed_for_a_region_are_the_offices(self):
        vals = {"name": "x", "date_from": "2026-01-01", "date_to": "2099-01-01"}
        closures = self.as_a["library.closure"]
        self.refuse(closures.create, {**vals, "library_id": False, "region_id": self.regency.id})
        self.refuse(closures.create, {**vals, "library_id": self.school_b.id})

    def test_a_person_of_two_libraries_is_not_deleted_by_one_of_them(self):
        self.env["library.desk"].with_user(self.librarian_b).admit(
            self.school_b.id, self.pupil_a2.card_number
        )
        self.refuse(self.pupil_a2.member_id.with_env(self.as_a).unlink)
        alone = self._membership(self.school_a, "Hanya Di Sini")
        alone.member_id.with_env(self.as_a).unlink()
        self.assertFalse(alone.exists())

    def test_a_membership_elsewhere_is_not_touched_through_the_person(self):
        at_b = self.env["library.membership"].browse(
            self.env["library.desk"]
            .with_user(self.librarian_b)
            .admit(self.school_b.id, self.pupil_a2.card_number)
        )
        person = self.pupil_a2.member_id.with_env(self.as_a)
        for command in (
            Command.update(at_b.id, {"valid_until": "2020-01-01"}),
            Command.delete(at_b.id),
            Command.unlink(at_b.id),
        ):
            with self.subTest(command=command):
                self.refuse(person.write, {"membership_ids": [command]})
        person.write({"membership_ids": [Command.clear()]})
        self.assertFalse(self.pupil_a2.exists(), "one's own goes")
        self.assertTrue(at_b.exists(), "the other library's stays")

    def test_nobody_leaves_on_a_day_to_come(self):
        """Whoever has left is hidden at once, so a future day would hide a member who is here."""
        self.refuse(self.pupil_a.with_env(self.as_a).write, {"left_on": "2099-01-01"})

    def test_the_desk_answers_rubbish_with_a_sentence(self):
        desk, mine = self._desk(), self.school_a.id
        for act, *args in (
            (desk.scan, 10**9, "x"),
            (desk.scan, False, "x"),
            (desk.scan, [mine, self.school_b.id], "x"),
            (desk.scan, mine, 12),
            (desk.admit, mine, None),
            (desk.lend, 10**9, self.copies_a.ids, "d", "r"),
            (desk.lend, False, self.copies_a.ids, "d", "r"),
            (desk.lend, [self.pupil_a.id], self.copies_a.ids, "d", "r"),
            (desk.lend, self.pupil_a.id, [], "d", "r"),
            (desk.lend, self.pupil_a.id, [10**9], "d", "r"),
            (desk.lend, self.pupil_a.id, "1", "d", "r"),
            (desk.lend, self.pupil_a.id, self.copies_a.ids, "", "r"),
            (desk.lend, self.pupil_a.id, self.copies_a.ids, "d", "r" * 65),
            (desk.take_back, mine, None, "d", "r"),
            (desk.renew, [], "d", "r"),
        ):
            with self.subTest(act=act.__name__, args=args):
                self.refuse(act, *args)

    # ------------------------------------------------------------------
    # A CARD LOGIN
    # ------------------------------------------------------------------

    def test_a_card_login_changes_nothing_of_its_user_but_language_and_clock(self):
        mine = self.portal.with_user(self.portal)
        mine.write({"tz": "Asia/Makassar"})
        for vals in (
            {"name": "Nama Asli"},
            {"email": "anak@example.com"},
            {"login": "lain"},
            {"password": "lain-sekali"},
            {"image_1920": False},
            {"phone": "0812"},
            {"signature": "x"},
            {"group_ids": [Command.link(self.env.ref("base.group_user").id)]},
        ):
            with self.subTest(vals=vals):
                self.refuse(mine.write, vals)
        self.refuse(self.portal.partner_id.with_user(self.portal).write, {"name": "Nama"})

    def test_a_card_login_acts_on_nothing(self):
        desk = self._desk(self.portal)
        [answer] = self.lend(self.pupil_b, self.copies_b[0], user=self.librarian_b)
        self.refuse(desk.scan, self.school_b.id, self.pupil_a.card_number)
        self.refuse(desk.renew, [answer["loan_id"]], "d", "r")
        self.refuse(desk.take_back, self.school_b.id, self.copies_b.ids, "d", "r")
        self.refuse(desk.lend, self.pupil_b.id, self.copies_b[1].ids, "d", "r")
        self.refuse(desk.admit, self.school_a.id, self.pupil_b.card_number)
