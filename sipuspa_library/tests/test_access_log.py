from freezegun import freeze_time

from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestAccessLog(LibraryCase):
    """Who opened, exported or printed a person outside the desk is noted, and shown to their library."""

    def noted(self, user=None):
        lines = self.env["library.access.log"].search([("user_id", "=", (user or self.desk_a).id)])
        return sorted((line.act, line.member_id.name) for line in lines)

    def form_of(self, record, user=None):
        """Read what a form shows, as the web client does."""
        shown = {name: {} for name in ("display_name", "sex") if name in record._fields}
        return record.with_user(user or self.desk_a).web_read(shown)

    def test_opening_a_person_is_noted_once_a_day(self):
        with freeze_time("2026-10-05 02:00:00"):
            self.form_of(self.pupil_a.member_id)
            self.form_of(self.pupil_a)
        with freeze_time("2026-10-05 05:00:00"):
            self.form_of(self.pupil_a.member_id)
        self.assertEqual(self.noted(), [("open", "Ni Luh Ayu Uji")])
        with freeze_time("2026-10-06 02:00:00"):
            self.form_of(self.pupil_a.member_id)
        self.assertEqual(len(self.noted()), 2)

    def test_looking_for_somebody_in_a_list_is_not_opening_them(self):
        members = self.env["library.member"].with_user(self.desk_a)
        found = members.web_search_read([("name", "ilike", "Ayu")], {"name": {}, "sex": {}})
        self.assertEqual(found["length"], 1)
        members.name_search("Ayu")
        members.web_read_group(
            [("name", "ilike", "Ayu")],
            ["sex"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification={"name": {}, "birth_date": {}},
        )
        self.assertEqual(self.noted(), [])
        self.form_of(self.pupil_a.member_id)
        self.assertEqual(len(self.noted()), 1, "the form after the list is noted")

    def test_the_desk_is_not_noted_here(self):
        card = self.pupil_a.card_number
        self._desk().scan(self.school_a.id, card)
        self._desk().act(self.school_a.id, card, False, "test", "r")
        self.assertEqual(self.noted(), [])

    def test_an_export_notes_everybody_in_it(self):
        pupils = (self.pupil_a | self.pupil_a2).with_user(self.librarian_a)
        pupils.env.user.sudo().group_ids |= self.env.ref("base.group_allow_export")
        pupils.export_data(["member_id/name", "class_name"])
        self.assertEqual(
            self.noted(self.librarian_a),
            [("export", "I Wayan Uji"), ("export", "Ni Luh Ayu Uji")],
        )

    def test_carrying_away_more_than_a_list_shows_is_an_export(self):
        self._many(201)
        members = self.env["library.member"].with_user(self.librarian_a)
        members.search_read([], ["name"], limit=200)
        self.assertEqual(self.noted(self.librarian_a), [])
        members.web_search_read([], {"name": {}})
        self.assertEqual({act for act, __ in self.noted(self.librarian_a)}, {"export"})
        self.assertGreater(len(self.noted(self.librarian_a)), 200)

    def _many(self, count):
        pupil = {"library_id": self.school_a.id}
        self.env["library.member"].create(
            [
                {"name": f"Murid {number}", "membership_ids": [(0, 0, pupil)]}
                for number in range(count)
            ]
        )

    def test_the_own_page_is_nobody_to_note(self):
        login = self.pupil_a.member_id._open_portal("sandi-panjang")
        self.form_of(self.pupil_a.member_id, login)
        self.assertEqual(self.noted(login), [])

    def test_the_library_sees_what_a_supervisor_opened(self):
        grants = self.env["library.grant"].with_user(self.supervisor)
        grants.open_person(self.pupil_a.card_number, "A parent asks")
        self.form_of(self.pupil_a.member_id, self.supervisor)
        log = self.env["library.access.log"]
        for user, sees in ((self.librarian_a, 1), (self.supervisor, 1), (self.librarian_b, 0)):
            with self.subTest(user=user.login):
                self.assertEqual(log.with_user(user).search_count([]), sees)
