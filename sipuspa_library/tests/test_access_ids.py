from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestAccessIds(LibraryCase):
    """The ids that bound what a user sees: read once a transaction, right at every moment of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.newcomer = cls._user("newcomer", "librarian")

    def next_request(self):
        """Begin what would be another transaction: Odoo empties this cache at its end."""
        self.env.flush_all()
        self.env.cr.cache.clear()

    def assign(self, user, **scope):
        return self.env["library.assignment"].create(
            {"user_id": user.id, "date_from": "2020-01-01", **scope}
        )

    def operated(self, user):
        return set(user._library_access().operated)

    def sees(self, user, membership):
        """Tell whether ``user`` finds the membership and its person; both or none."""
        found = membership.with_user(user).search([("id", "=", membership.id)])
        persons = membership.member_id.with_user(user)
        person = persons.search([("id", "=", persons.id)])
        self.assertEqual(bool(found), bool(person))
        return bool(found)

    # ------------------------------------------------------------------
    # ASSIGNMENTS
    # ------------------------------------------------------------------

    def test_an_assignment_opens_at_once_and_shuts_at_once(self):
        self.assertFalse(self.sees(self.newcomer, self.pupil_b))
        assignment = self.assign(self.newcomer, library_id=self.school_b.id)
        self.assertTrue(self.sees(self.newcomer, self.pupil_b))
        self.assertFalse(self.sees(self.newcomer, self.pupil_a))
        assignment.unlink()
        self.assertFalse(self.sees(self.newcomer, self.pupil_b))

    def test_every_way_to_end_an_assignment_ends_it(self):
        yesterday = self.school_b._today() - timedelta(days=1)
        for vals in (
            {"active": False},
            {"date_to": yesterday},
            {"date_from": "2099-01-01"},
            {"user_id": self.employee.id},
            {"library_id": self.school_a.id},
        ):
            assignment = self.assign(self.newcomer, library_id=self.school_b.id)
            self.assertTrue(self.sees(self.newcomer, self.pupil_b))
            assignment.write(vals)
            with self.subTest(vals=vals):
                self.assertFalse(self.sees(self.newcomer, self.pupil_b))

    def test_what_was_loaded_before_a_removal_is_shut_after_it(self):
        assignment = self.assign(self.newcomer, library_id=self.school_b.id)
        person = self.pupil_b.member_id.with_user(self.newcomer)
        self.assertEqual(person.name, "I Made Uji")
        assignment.unlink()
        person.invalidate_recordset()
        with self.assertRaises(AccessError):
            person.read(["name"])

    def test_an_assignment_holds_from_its_first_to_its_last_day_in_the_regency(self):
        """The regency is eight hours ahead of UTC: its day begins when UTC's is not over."""
        self.assign(
            self.newcomer,
            library_id=self.school_b.id,
            date_from="2026-07-01",
            date_to="2026-07-31",
        )
        for moment, expected in (
            ("2026-06-30 15:59:00", False),
            ("2026-06-30 16:01:00", True),
            ("2026-07-15 04:00:00", True),
            ("2026-07-31 15:59:00", True),
            ("2026-07-31 16:01:00", False),
        ):
            with self.subTest(utc=moment), freeze_time(moment):
                self.assertEqual(self.school_b.id in self.operated(self.newcomer), expected)

    def test_service_points_are_operated_by_the_parents_operators(self):
        corner = self._library("Pojok Baca", "PBACA", "pojok_baca", self.district_2)
        self.assertNotIn(corner.id, self.operated(self.librarian_b))
        corner.parent_id = self.school_b
        self.assertIn(corner.id, self.operated(self.librarian_b))
        self.assertNotIn(corner.id, self.operated(self.librarian_a))
        corner.parent_id = self.school_a
        self.assertNotIn(corner.id, self.operated(self.librarian_b))
        self.assertIn(corner.id, self.operated(self.librarian_a))

    def test_the_operator_of_a_service_point_does_not_operate_its_parent(self):
        corner = self._library(
            "Pojok Baca", "PBACA", "pojok_baca", self.district_2, parent_id=self.school_b.id
        )
        self.assign(self.newcomer, library_id=corner.id)
        self.assertEqual(self.operated(self.newcomer), {corner.id})

    def test_an_archived_library_is_left_to_the_administrator(self):
        self.school_b.active = False
        self.assertFalse(self.sees(self.librarian_b, self.pupil_b))
        self.assertTrue(self.sees(self.library_admin, self.pupil_b))
        self.school_b.active = True
        self.assertTrue(self.sees(self.librarian_b, self.pupil_b))

    def test_the_administrator_operates_every_library_a_new_one_too(self):
        every = set(self.env["library.library"].with_context(active_test=False).search([]).ids)
        self.assertEqual(self.operated(self.library_admin), every)
        new = self._library("Baru", "BARU", "sd", self.district_1)
        self.assertIn(new.id, self.operated(self.library_admin))

    def test_who_stops_being_administrator_stops_at_once(self):
        self.assertTrue(self.sees(self.library_admin, self.pupil_b))
        self.library_admin.group_ids = self.env.ref("base.group_user")
        self.assertEqual(self.operated(self.library_admin), set())

    def test_whoever_belongs_nowhere_is_left_to_the_administrator(self):
        person = self.pupil_b.member_id
        self.pupil_b.left_on = self.school_b._today()
        for user, seen in ((self.librarian_b, False), (self.library_admin, True)):
            persons = person.with_user(user)
            self.assertEqual(bool(persons.search([("id", "=", person.id)])), seen)
            self.assertEqual(persons.has_access("read"), seen)

    def test_odoos_own_administrator_operates_nothing(self):
        system = self._user("system", None)
        system.group_ids |= self.env.ref("base.group_system")
        self.assertEqual(system._library_access(), type(system._library_access())())

    def test_an_area_is_overseen_with_all_below_it_and_shows_no_person(self):
        both = {self.school_a.id, self.school_b.id, self.village.id}
        self.assertEqual(set(self.supervisor._library_access().overseen), both)
        one = set(self.stakeholder._library_access().overseen)
        self.assertEqual(one, {self.school_a.id, self.village.id})
        for user in (self.supervisor, self.head):
            self.assertEqual(self.operated(user), set())
        self.assertFalse(self.sees(self.supervisor, self.pupil_a))

    def test_a_district_that_moves_takes_its_libraries_along(self):
        other = self.env["library.region"].create(
            {"name": "Lain", "code": "97.01", "level": "regency"}
        )
        self.district_1.write({"parent_id": other.id})
        self.assertEqual(set(self.supervisor._library_access().overseen), {self.school_b.id})

    # ------------------------------------------------------------------
    # GRANTS AND OWN CARDS
    # ------------------------------------------------------------------

    def test_a_grant_opens_one_person_for_an_hour_and_ends_by_itself(self):
        with freeze_time("2026-03-02 02:00:00") as clock:
            self.assertFalse(self.sees(self.supervisor, self.pupil_b))
            self.env["library.grant"].with_user(self.supervisor).open_person(
                self.pupil_b.card_number.lower(), "A parent asks"
            )
            self.assertTrue(self.sees(self.supervisor, self.pupil_b))
            self.assertFalse(self.sees(self.supervisor, self.pupil_a))
            clock.tick(timedelta(minutes=59))
            self.next_request()
            self.assertTrue(self.sees(self.supervisor, self.pupil_b))
            clock.tick(timedelta(minutes=2))
            self.next_request()
            self.assertFalse(self.sees(self.supervisor, self.pupil_b))

    def test_a_grant_is_listed_for_the_persons_library_and_no_other(self):
        self.env["library.grant"].with_user(self.supervisor).open_person(
            self.pupil_b.card_number, "A parent asks"
        )
        grants = self.env["library.grant"]
        self.assertEqual(grants.with_user(self.librarian_b).search([]).reason, "A parent asks")
        self.assertFalse(grants.with_user(self.librarian_a).search([]))

    def test_a_revoked_grant_opens_nothing(self):
        grants = self.env["library.grant"]
        grants.with_user(self.supervisor).open_person(self.pupil_b.card_number, "A parent asks")
        grants.search(
            [("member_id", "=", self.pupil_b.member_id.id)]
        ).revoked_at = fields.Datetime.now()
        self.assertFalse(self.sees(self.supervisor, self.pupil_b))

    def test_a_card_login_opens_its_own_person_at_once(self):
        portal = self.pupil_b.member_id._open_portal("rahasia-sekali")
        self.assertTrue(self.sees(portal, self.pupil_b))
        self.assertFalse(self.sees(portal, self.pupil_a))
        self.assertEqual(self.env["library.member"].with_user(portal).search_count([]), 1)

    def test_who_is_nobodys_sees_nobody(self):
        """An empty list of persons matches no guest and no anonymised row."""
        self.env["library.visit"].create({"library_id": self.school_b.id, "kind": "guest"})
        visits = self.env["library.visit"]
        self.assertFalse(visits.with_user(self.librarian_a).search([]))
        public = self.env.ref("base.public_user")
        self.assertEqual(public._library_access(), type(public._library_access())())

    # ------------------------------------------------------------------
    # ONCE A TRANSACTION
    # ------------------------------------------------------------------

    def test_the_ids_cost_one_statement_a_transaction(self):
        loans = self.env["library.loan"].with_user(self.librarian_a)
        loans.search([])  # warm: the rules and the groups are read once a worker
        self.next_request()
        before = self.env.cr.sql_log_count
        loans.search([])
        first = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        loans.search([])
        self.assertEqual(first, self.env.cr.sql_log_count - before + 1)
        before = self.env.cr.sql_log_count
        self.librarian_a._library_access()
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_a_savepoint_that_is_rolled_back_leaves_no_ids_behind(self):
        self.assertNotIn(self.school_b.id, self.operated(self.newcomer))
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.assign(self.newcomer, library_id=self.school_b.id)
            self.assertIn(self.school_b.id, self.operated(self.newcomer))
            raise ZeroDivisionError
        self.assertNotIn(self.school_b.id, self.operated(self.newcomer))

    def test_two_users_in_one_transaction_keep_their_own_ids(self):
        self.assertTrue(self.sees(self.librarian_a, self.pupil_a))
        self.assertTrue(self.sees(self.librarian_b, self.pupil_b))
        self.assertFalse(self.sees(self.librarian_a, self.pupil_b))
        self.assertFalse(self.sees(self.librarian_b, self.pupil_a))

    def test_superuser_mode_goes_past_the_rules(self):
        loans = self.env["library.membership"].with_user(self.employee).sudo()
        self.assertGreaterEqual(loans.search_count([]), 3)

    def test_a_domain_kept_for_one_set_of_ids_is_not_served_for_another(self):
        """The ids stand in the key of Odoo's rule cache: nothing needs to be cleared."""
        rules = self.env["ir.rule"].with_user(self.newcomer)
        none = rules._compute_domain("library.membership", "read")
        assignment = self.assign(self.newcomer, library_id=self.school_b.id)
        some = rules._compute_domain("library.membership", "read")
        self.assertNotEqual(repr(none), repr(some))
        self.assertIn(str(self.school_b.id), repr(some))
        assignment.unlink()
        self.assertEqual(repr(rules._compute_domain("library.membership", "read")), repr(none))

    def test_a_removal_that_another_worker_made_counts_with_the_next_request(self):
        """Written past this worker's ORM, as by another process: nothing here was told."""
        assignment = self.assign(self.newcomer, library_id=self.school_b.id)
        self.assertTrue(self.sees(self.newcomer, self.pupil_b))
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM library_assignment WHERE id = %s", [assignment.id])
        self.next_request()
        self.assertFalse(self.sees(self.newcomer, self.pupil_b))

    def test_a_wizard_works_in_the_library_it_has_just_made(self):
        assignment = self.assign(self.newcomer, library_id=self.school_a.id)
        self.assertTrue(assignment)
        corner = self._library(
            "Pojok Baca", "PBACA", "pojok_baca", self.district_1, parent_id=self.school_a.id
        )
        opening = self.env["library.opening"].with_user(self.newcomer)
        self.assertTrue(
            opening.create({"library_id": corner.id, "weekday": "6", "hour_from": 8, "hour_to": 9})
        )
