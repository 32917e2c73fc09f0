import base64
import io
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from ..models.merge_rows import UNTOLD
from ..tools import cards
from .common import LibraryCase
from .properties import checked

APART = {"library.event", "library.merge", "library.person.duplicate", "library.access.log"}


def photo(colour="#334455"):
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


class PersonMergeCase(LibraryCase):
    """One pupil of school A, entered twice; one of the entries belongs to the village, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept_row = cls._membership(cls.school_a, "Ni Luh Ayu Lestari Uji", class_name="VII-A")
        cls.gone_row = cls._membership(cls.school_a, "Luh Ayu Lestary Uji", class_name="VII-B")
        cls.kept, cls.gone = cls.kept_row.member_id, cls.gone_row.member_id
        (cls.kept | cls.gone).birth_date = "2013-08-09"  # nobody else's
        cls.copies = cls._copies(cls.school_a, cls.book, 6)
        cls.env.flush_all()

    def merge(self, kept=None, gone=None, choices=None, user=None):
        user = user or self.librarian_a
        kept, gone = kept or self.kept, gone or self.gone
        return kept.with_user(user)._merge(gone.with_user(user), choices)

    def undo(self, merge, user=None):
        merge.with_user(user or self.librarian_a).action_undo()

    def join(self, member, library):
        return self.env["library.membership"].create(
            {"member_id": member.id, "library_id": library.id}
        )

    def visit(self, membership, moment):
        return self.env["library.visit"].create(
            {
                "library_id": membership.library_id.id,
                "kind": "member",
                "membership_id": membership.id,
                "visited_at": moment,
            }
        )

    def scan(self, code, user=None, library=None):
        return self._desk(user).scan((library or self.school_a).id, code)

    def rows(self):
        """Return every row of our tables that a merge may touch, and who may log in."""
        self.env.flush_all()
        found = {}
        for model in self.env.values():
            ours = model._name.startswith("library.") and model._auto and not model._abstract
            if not ours or model._transient or model._name in APART:
                continue
            self.env.cr.execute(
                f"SELECT (to_jsonb(t) - %s::text[])::text FROM {model._table} t", [list(UNTOLD)]
            )
            found[model._table] = sorted(row[0] for row in self.env.cr.fetchall())
        self.env.cr.execute("SELECT id, active, login FROM res_users ORDER BY id")
        found["users"] = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT res_model, res_id, res_field, checksum FROM ir_attachment "
            "WHERE res_model LIKE 'library.%' ORDER BY 1, 2, 3, 4"
        )
        return {**found, "attachments": self.env.cr.fetchall()}


@tagged("post_install", "-at_install")
class TestMergePersons(PersonMergeCase):
    def test_two_memberships_of_a_library_become_one_with_all_loans(self):
        self.lend(self.kept_row, self.copies[:2])
        self.lend(self.gone_row, self.copies[2:5])
        self.take_back(self.school_a, self.copies[2])
        self.merge()
        self.assertEqual(self.kept.membership_ids, self.kept_row)
        self.assertEqual(len(self.kept_row.loan_ids), 5)
        self.assertEqual(self.kept_row.open_loan_count, 4)
        self.assertEqual(self.kept_row.loan_ids.member_id, self.kept)
        self.assertFalse(self.gone.active or self.gone_row.active)
        self.assertEqual(
            (self.gone.merged_into_id, self.gone_row.merged_into_id), (self.kept, self.kept_row)
        )

    def test_open_loans_count_together_against_the_limit(self):
        self.env["library.policy"].create(
            {"library_id": self.school_a.id, "loan_days": 7, "loan_limit": 3}
        )
        self.lend(self.kept_row, self.copies[:2])
        self.lend(self.gone_row, self.copies[2:3])
        self.merge()
        [answer] = self.lend(self.kept_row, self.copies[3])
        self.assertIn("limit_reached", self.codes(answer))

    def test_what_was_lent_by_the_other_card_comes_back_as_ever(self):
        self.lend(self.gone_row, self.copies[0])
        self.merge()
        [answer] = self.take_back(self.school_a, self.copies[0])
        self.assertEqual(answer["outcome"], "done")
        self.assertFalse(self.kept_row.open_loan_count)

    def test_every_card_and_number_goes_on_scanning(self):
        self.kept_row.local_number, self.gone_row.local_number = "L-1", "L-2"
        self.gone.nisn = "0098765432"
        codes = [
            *(self.kept.card_token, self.gone.card_token, "L-1", "L-2", "0098765432"),
            *(cards.coded(row.card_number, 1) for row in (self.kept, self.gone)),
            *(self.kept.card_number, self.gone.card_number),
        ]
        self.merge()
        for code in codes:
            with self.subTest(code=code):
                self.assertEqual(self.scan(code).get("membership_id"), self.kept_row.id)
        elsewhere = self.scan(self.gone.card_number, self.librarian_b, self.school_b)
        self.assertEqual(elsewhere, {"kind": "visitor", "name": self.kept.name})

    def test_a_lost_card_ends_every_card_of_the_person(self):
        old = [self.kept.card_token, self.gone.card_token] + [
            cards.coded(row.card_number, 1) for row in (self.kept, self.gone)
        ]
        merge = self.merge()
        self.kept.with_user(self.librarian_a)._replace_card(self.school_a, "lost", 1)
        for code in old:
            self.assertEqual(self.scan(code)["kind"], "replaced")
        self.assertEqual(self.scan(self.gone.card_number)["membership_id"], self.kept_row.id)
        with self.assertRaisesRegex(UserError, "Since then has changed"):
            self.undo(merge)

    def test_nisn_and_local_number_are_kept_where_the_kept_one_has_none(self):
        self.gone.nisn, self.gone_row.local_number = "0098765432", "L-2"
        self.merge()
        self.assertEqual((self.kept.nisn, self.kept_row.local_number), ("0098765432", "L-2"))
        self.assertFalse(self.gone.nisn)

    def test_a_nisn_is_chosen_where_both_have_one(self):
        self.kept.nisn, self.gone.nisn = "0011111111", "0022222222"
        merge = self.merge(choices={"nisn": self.gone.id})
        self.assertEqual(self.kept.nisn, "0022222222")
        self.undo(merge)
        self.assertEqual((self.kept.nisn, self.gone.nisn), ("0011111111", "0022222222"))

    def test_values_and_photo_are_kept_as_chosen(self):
        (self.kept | self.gone).birth_date = "1990-01-01"
        self.kept.image_1920, self.gone.image_1920 = photo("#111111"), photo("#eeeeee")
        wanted = self.gone.image_1920
        self.gone.write({"nickname": "Tari", "phone": "0812"})
        self.merge(choices=dict.fromkeys(("nickname", "image_1920"), self.gone.id))
        self.assertEqual((self.kept.nickname, self.kept.phone), ("Tari", False))
        self.assertEqual(self.kept.image_1920, wanted)

    def test_a_day_is_shown_as_people_write_it(self):
        self.kept.birth_date = "1990-01-02"
        kept = self.kept.with_context(lang="id_ID")
        self.assertEqual(kept._merge_told("birth_date"), "02/01/1990")

    def test_a_membership_elsewhere_moves_as_it_is(self):
        village = self.join(self.gone, self.village)
        self.merge(user=self.library_admin)
        self.assertEqual(village.member_id, self.kept)
        self.assertEqual(self.kept.membership_ids, self.kept_row | village)

    def test_of_two_spans_the_longer_and_of_two_rulings_the_stricter_stays(self):
        self.kept_row.write({"joined_on": "2024-07-01", "valid_until": "2026-06-30"})
        self.gone_row.write({"joined_on": "2023-07-01", "valid_until": "2099-06-30"})
        self.gone_row._suspend(Date.to_date("2099-01-01"), "Buku rusak")
        self.kept_row._leave()
        self.merge(user=self.library_admin)
        row = self.kept_row
        self.assertEqual((str(row.joined_on), str(row.valid_until)), ("2023-07-01", "2099-06-30"))
        self.assertEqual(row.suspension_reason, "Buku rusak")
        self.assertFalse(row.left_on)

    def test_of_two_letters_for_one_purpose_both_are_kept(self):
        rows = self.kept_row | self.gone_row
        letters = rows.with_user(self.librarian_a)._clear("diploma")
        before = self.rows()
        merge = self.merge()
        self.assertEqual(letters.membership_id, rows, "the second stays with the entry given up")
        self.undo(merge)
        self.assertEqual(self.rows(), before)

    def test_the_class_stays_and_the_other_enrolment_ends(self):
        self.merge()
        self.assertEqual(self.kept_row.class_name, "VII-A")
        open_rows = self.kept_row.enrolment_ids.filtered(lambda row: not row.date_to)
        self.assertEqual(open_rows.class_id.name, "VII-A")
        self.assertEqual(len(self.kept_row.enrolment_ids), 2)
        self.assertFalse(self.gone_row.class_id)

    def test_without_a_class_the_others_is_taken_over(self):
        self.kept_row.class_name = False
        self.merge()
        self.assertEqual(self.kept_row.class_name, "VII-B")
        open_rows = self.kept_row.enrolment_ids.filtered(lambda row: not row.date_to)
        self.assertEqual(open_rows.class_id.name, "VII-B")

    def test_a_visit_of_the_same_part_of_a_day_is_counted_once_as_before(self):
        same = self.visit(self.kept_row, "2026-03-03 01:00:00")
        double = self.visit(self.gone_row, "2026-03-03 01:30:00")
        other = self.visit(self.gone_row, "2026-03-04 01:00:00")
        self.merge()
        self.assertEqual((same | other).member_id, self.kept)
        self.assertEqual(double.member_id, self.gone, "kept, where it counts as before")
        self.assertEqual((same | other).membership_id, self.kept_row)

    def test_one_person_entered_twice_counts_as_one_person_of_the_month_and_of_the_year(self):
        self.visit(self.kept_row, "2026-03-03 01:00:00")
        self.visit(self.gone_row, "2026-02-03 01:00:00")
        visit = self.visit(self.gone_row, "2026-03-04 01:00:00")
        rows = self.rows()
        merge = self.merge()
        self.assertEqual(visit.member_id, self.kept)
        visits = self.env["library.visit"].search([("member_id", "=", self.kept.id)])
        self.assertEqual(len(visits), 3)
        self.assertEqual(sum(visits.mapped("first_of_month")), 2)
        self.assertEqual(sum(visits.mapped("first_of_year")), 1)
        self.undo(merge)
        self.assertEqual(self.rows(), rows)

    def test_who_comes_by_the_entry_given_up_is_the_kept_person(self):
        self.merge()
        [answer] = self.lend(self.gone_row, self.copies[0])
        self.assertEqual(self.env["library.loan"].browse(answer["loan_id"]).member_id, self.kept)
        self.assertEqual(self.visit(self.gone_row, "2026-03-03 01:00:00").member_id, self.kept)

    def agree(self):
        """Have the parents of the person who is kept agree to a login."""
        portal = self.env["library.consent.scope"]._coded("portal")
        self.env["library.consent"]._give(
            [(self.kept_row, portal, {})], "paper", self.kept_row.library_id._today()
        )

    def test_one_login_stays_and_the_other_is_closed(self):
        self.agree()
        mine, other = (row._open_portal("sandi-panjang") for row in (self.kept, self.gone))
        self.merge()
        self.assertEqual((self.kept.user_id, mine.active, other.active), (mine, True, False))

    def test_an_adults_login_does_not_become_a_childs_without_consent(self):
        self.gone.birth_date = "1990-01-01"
        login = self.gone._open_portal("sandi-panjang")
        self.merge()
        self.assertFalse(login.active)

    def test_a_login_is_taken_over_where_there_is_none(self):
        self.agree()
        login = self.gone._open_portal("sandi-panjang")
        self.merge()
        self.assertEqual((self.kept.user_id, login.active), (login, True))
        self.assertEqual(login._library_access().own_members, (self.kept.id,))

    def test_a_consent_taken_back_under_one_entry_counts_for_the_person(self):
        scope = self.env["library.consent.scope"]._coded("photo")
        consents = self.env["library.consent"]
        given = consents._give([(self.gone_row, scope, {})], "paper", Date.to_date("2026-01-05"))
        consents._give([(self.kept_row, scope, {})], "paper", Date.to_date("2026-01-02"))
        consents._withdraw([(self.kept_row, scope)], "Ibu", "")
        self.merge()
        self.assertEqual(given.member_id, self.kept)
        self.assertTrue(given.withdrawn_on)
        self.assertFalse(self.kept._with_consent("photo"))

    # ------------------------------------------------------------------
    # WHO MAY
    # ------------------------------------------------------------------

    def test_a_person_of_another_library_is_merged_by_the_office_alone(self):
        self.join(self.gone, self.village)
        with self.assertRaisesRegex(AccessError, "Ask the library office"):
            self.merge()
        self.assertTrue(self.merge(user=self.library_admin))

    def test_nobody_merges_persons_of_others(self):
        for user in (self.desk_a, self.librarian_b, self.cataloguer, self.supervisor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.merge(user=user)
        with self.assertRaises(AccessError):
            self.merge(gone=self.pupil_b.member_id)

    def test_memberships_are_not_merged_by_themselves(self):
        rows = (self.kept_row | self.gone_row).with_user(self.library_admin)
        with self.assertRaises(AccessError):
            rows.action_merge()

    def test_the_log_of_persons_is_for_those_who_operate_all_their_libraries(self):
        merge = self.merge()
        self.join(self.kept, self.village)
        other = self.merge(gone=self.pupil_a2.member_id, user=self.library_admin)
        merges = self.env["library.merge"]
        self.assertIn(merge, merges.with_user(self.librarian_a).search([]))
        self.assertNotIn(other, merges.with_user(self.librarian_a).search([]))
        for user in (self.librarian_b, self.cataloguer):
            self.assertFalse(merges.with_user(user).search([("model", "=", "library.member")]))

    def test_active_and_merged_into_are_nobodys_to_type(self):
        for record in (self.kept, self.kept_row):
            for vals in ({"active": False}, {"merged_into_id": record.id}):
                with self.subTest(vals), self.assertRaises(AccessError):
                    record.with_user(self.librarian_a).write(vals)

    def test_pressed_twice_it_says_so(self):
        self.merge()
        with self.assertRaisesRegex(UserError, "already"):
            self.merge(user=self.library_admin)

    def test_side_by_side_and_merged_by_the_form(self):
        self.gone.nickname = "Tari"
        rows = (self.kept | self.gone).with_user(self.librarian_a)
        action = rows.action_merge()
        form = self.env["library.merge.form"].with_user(self.librarian_a).browse(action["res_id"])
        self.assertIn("VII", form.kept_holders)
        form.action_merge()
        self.assertFalse(all((self.kept | self.gone).mapped("active")))

    # ------------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------------

    def test_undone_every_row_is_as_it_was(self):
        self.gone._open_portal("sandi-panjang")
        self.kept._open_portal("sandi-panjang")
        self.gone.write({"nisn": "0098765432", "nickname": "Tari"})
        self.gone_row.local_number = "L-2"
        self.join(self.gone, self.village)
        self.lend(self.kept_row, self.copies[:2])
        self.lend(self.gone_row, self.copies[2:4])
        self.visit(self.kept_row, "2026-03-03 01:00:00")
        self.visit(self.gone_row, "2026-03-03 01:30:00")
        self.visit(self.gone_row, "2026-03-04 01:30:00")
        rows = self.rows()
        choices = dict.fromkeys(("name", "nickname"), self.gone.id)
        merge = self.merge(choices=choices, user=self.library_admin)
        self.assertNotEqual(self.rows(), rows)
        self.undo(merge, self.library_admin)
        self.assertEqual(self.rows(), rows)

    def test_a_librarian_undoes_an_own_merge_and_finds_both_again(self):
        merge = self.merge()
        self.kept.with_user(self.librarian_a).read(["name"])  # to look is not to change
        self.undo(merge)
        self.assertEqual(self.scan(self.gone.card_number)["membership_id"], self.gone_row.id)

    def test_a_loan_since_keeps_it_from_being_undone(self):
        merge = self.merge()
        self.lend(self.kept_row, self.copies[0])
        with self.assertRaisesRegex(UserError, "Since then has changed"):
            self.undo(merge)

    def test_entries_are_merged_one_after_the_other_and_undone_the_other_way_round(self):
        third = self._membership(self.school_a, "Ayu Lestari").member_id
        self.lend(self.gone_row, self.copies[0])
        rows = self.rows()
        first = self.merge()
        second = self.merge(kept=third, gone=self.kept)
        self.assertEqual(self.gone.merged_into_id, third)
        self.assertEqual(self.scan(self.gone.card_number)["name"], third.name)
        self.assertEqual(third.membership_ids.open_loan_count, 1)
        self.undo(second)
        self.undo(first)
        self.assertEqual(self.rows(), rows)

    def test_a_person_who_is_deleted_leaves_no_entry_behind(self):
        self.merge()
        gone = self.gone
        self.kept.with_user(self.library_admin).unlink()
        self.assertFalse(gone.exists())

    def test_who_is_forgotten_is_forgotten_under_every_name(self):
        secrets = ["Lestary", "Lestari", "L-2", self.gone.card_token, self.gone.card_number]
        self.gone_row.local_number, self.kept_row.local_number = "L-2", "L-1"
        self.gone.image_1920 = False
        self.env["library.person.duplicate"]._find(self.gone.ids)
        self.merge(choices={"name": self.gone.id})
        self.kept.with_user(self.librarian_a)._replace_card(self.school_a, "lost", 1)
        self.kept._anonymise()
        self.env.flush_all()
        for model in self.env.values():
            if model._name.startswith("library.") and model._auto and not model._abstract:
                self.env.cr.execute(f"SELECT t::text FROM {model._table} t")
                text = " ".join(row[0] for row in self.env.cr.fetchall())
                for secret in secrets:
                    self.assertNotIn(secret, text, model._name)

    # ------------------------------------------------------------------
    # NOTHING IS LOST
    # ------------------------------------------------------------------

    @settings(checked, max_examples=12)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["kept", "gone", "village"]),
                st.sampled_from(["lend", "return", "visit"]),
                st.integers(0, 5),
            ),
            max_size=14,
        ),
        st.booleans(),
    )
    def test_no_loan_visit_or_membership_is_lost_whatever_happened_before(self, acts, swap):
        savepoint = self.env.cr.savepoint()
        try:
            self._live(acts)
            before, rows = self._told(), self.rows()
            kept, gone = (self.gone, self.kept) if swap else (self.kept, self.gone)
            merge = self.merge(kept, gone, user=self.library_admin)
            self.assertEqual(self._told(), before)
            loans = self.env["library.loan"].search([("member_id", "in", (kept | gone).ids)])
            self.assertFalse(loans.filtered(lambda loan: loan.member_id != kept))
            self.assertFalse(loans.filtered(lambda loan: loan.membership_id.member_id != kept))
            self.undo(merge, self.library_admin)
            self.assertEqual(self.rows(), rows)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self.env.registry.clear_cache()

    def _live(self, acts):
        village = self.join(self.gone, self.village)
        rows = {"kept": self.kept_row, "gone": self.gone_row, "village": village}
        for who, act, number in acts:
            copy, row = self.copies[number], rows[who]
            if act == "lend" and row != village:
                self.lend(row, copy)
            elif act == "return":
                self.take_back(self.school_a, copy)
            elif act == "visit":
                day = f"2026-03-{number + 1:02d} 0{number % 3}:30:00"
                part = self.env["library.visit"].search_count(
                    [("membership_id", "=", row.id), ("visited_at", "=", day)]
                )
                if not part:
                    self.visit(row, day)

    def _told(self):
        """Return as multisets what statistics count: loans and visits by library, day and state."""
        people = [("member_id", "in", (self.kept | self.gone).ids)]
        loans = self.env["library.loan"].search(people)
        visits = self.env["library.visit"].search(people)
        return (
            Counter((row.library_id, row.copy_id, row.lent_at, row.returned_at) for row in loans),
            Counter((row.library_id, row.local_date, row.day_part_id) for row in visits),
        )


@tagged("post_install", "-at_install")
class TestProposedPersons(PersonMergeCase):
    def setUp(self):
        super().setUp()
        self.pairs = self.env["library.person.duplicate"]

    def proposed(self, user=None):
        pairs = self.pairs.with_user(user or self.env.user).search([("state", "=", "open")])
        return {frozenset(pair.sudo()._both().ids) for pair in pairs}

    def find(self):
        self.pairs._find(self.env["library.member"].search([]).ids)

    def test_the_same_name_and_birth_date_are_proposed(self):
        self.find()
        self.assertIn(frozenset((self.kept | self.gone).ids), self.proposed(self.librarian_a))
        self.assertFalse(self.proposed(self.librarian_b))

    def test_across_libraries_only_the_office_sees_it(self):
        twin = self._membership(self.village, "Ni Luh Ayu Lestari Uji").member_id
        twin.birth_date = self.kept.birth_date
        pair = frozenset((self.kept | twin).ids)
        self.find()
        self.assertIn(pair, self.proposed(self.library_admin))
        self.assertNotIn(pair, self.proposed(self.librarian_a))
        self.join(twin, self.school_a)
        self.assertIn(pair, self.proposed(self.librarian_a), "both are members here now")
        row = self.pairs.with_user(self.librarian_a).search([("member_high_id", "=", twin.id)])
        self.assertFalse(any(row.mapped("can_merge")), "but one belongs elsewhere, too")
        with self.assertRaisesRegex(AccessError, "Ask the library office"):
            row.action_different()

    def test_what_was_judged_different_is_not_proposed_again(self):
        self.find()
        pair = self.pairs.with_user(self.librarian_a).search([])
        pair.action_different()
        self.find()
        self.assertFalse(self.proposed())
        pair.action_reopen()
        self.assertTrue(self.proposed())

    def test_merged_they_are_off_the_list_and_back_after_the_undo(self):
        self.find()
        merge = self.merge()
        self.assertFalse(self.proposed())
        self.undo(merge)
        self.assertTrue(self.proposed())

    def test_the_nightly_run_looks_at_what_is_new(self):
        self.env["ir.config_parameter"].set_param(self.pairs._progress, "{}")
        with self.enter_registry_test_mode():
            self.env.ref("sipuspa_library.cron_find_person_duplicates").method_direct_trigger()
        self.assertIn(frozenset((self.kept | self.gone).ids), self.proposed())

    def test_looked_for_by_hand(self):
        action = self.kept.with_user(self.librarian_a).action_find_duplicates()
        self.assertEqual(action["res_model"], "library.person.duplicate")
        lone = self._membership(self.school_a, "Zamrud Tunggal Sekali", sex="m").member_id
        lone.birth_date = "2001-02-03"
        answer = lone.with_user(self.librarian_a).action_find_duplicates()
        self.assertEqual(answer["tag"], "display_notification")
