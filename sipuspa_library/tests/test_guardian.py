from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_my_library import MyPagesCase
from .test_portal import PIN, CardCase


class FamilyCase(CardCase):
    """Ayu of school A has a mother with a card of the village library."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mother = cls._membership(cls.village, "Ibu Ayu Uji", category="villager").member_id
        cls.mother.birth_date = "1980-02-03"
        cls.mother_user = cls.mother._open_portal(PIN)

    def link(self, child=None, parent=None, user=None):
        child, parent = child or self.ayu, parent or self.mother
        return child.with_user(user or self.librarian_a)._link_guardian(
            parent.card_number, "mother"
        )

    def sees(self, row):
        """Tell whether the mother can read a row, by whatever way she asks for it."""
        self.env.flush_all()
        model = self.env[row._name].with_user(self.mother_user)
        found = model.search([("id", "=", row.id)])
        readable = row.with_user(self.mother_user).has_access("read")
        self.assertEqual(bool(found), readable)
        return readable


@tagged("post_install", "-at_install")
class TestGuardian(FamilyCase):
    """A parent sees what a child has at home, from the day it is recorded to the day it ends."""

    def setUp(self):
        super().setUp()
        self.lend(self.pupil_a, self.copies_a[:2])
        self.take_back(self.school_a, self.copies_a[1])
        self.at_home, self.brought_back = map(self.loan_of, self.copies_a[:2])
        self.reserve(self.pupil_a, self._a_title())
        self.hold = self.env["library.hold"].search([("member_id", "=", self.ayu.id)])
        self.debt = self.env["library.charge"]._charge(
            [{"membership_id": self.pupil_a.id, "reason": "other", "amount": 500}]
        )

    def _a_title(self):
        title = self._book("Bumi Manusia")
        self._copies(self.school_a, title, 1)
        return title

    def opened(self):
        return [self.ayu, self.pupil_a, self.at_home, self.hold, self.debt]

    def test_what_a_parent_sees_and_what_stays_the_childs_own(self):
        wish = self.env["library.suggestion"]._suggest(self.pupil_a, "Komik")
        said = self.env["library.feedback"]._say(self.pupil_a, "Saya takut di rumah")
        asked = self.env["library.data.request"]._ask(self.pupil_a, "correction", "x")
        self.assertFalse(any(self.sees(row) for row in self.opened()))
        self.link()
        self.assertTrue(all(self.sees(row) for row in self.opened()))
        for own in (self.brought_back, wish, said, asked):
            self.assertFalse(self.sees(own), own)
        self.debt._settle("paid")
        self.assertFalse(self.sees(self.debt), "what was settled")
        self.hold.cancelled_at = "2026-01-05 02:00:00"
        self.assertFalse(self.sees(self.hold), "what was reserved once")

    def test_a_parent_sees_no_other_child(self):
        self.link()
        for row in (self.pupil_a2, self.pupil_a2.member_id, self.pupil_b, self.made):
            self.assertFalse(self.sees(row))

    def test_it_ends_when_a_librarian_ends_it(self):
        row = self.link()
        self.assertTrue(self.sees(self.at_home))
        row.with_user(self.librarian_a).action_end()
        self.assertFalse(any(self.sees(opened) for opened in self.opened()))
        ended = row.ended_at
        row.with_user(self.librarian_a).action_end()
        self.assertEqual(row.ended_at, ended)

    def test_it_ends_with_eighteen_years(self):
        self.link()
        self.ayu.birth_date = "2013-05-17"
        for day, seen in (("2031-05-16", True), ("2031-05-17", False)):
            with freeze_time(f"{day} 04:00:00"):
                self.env["res.users"]._drop_library_access()
                self.assertEqual(self.sees(self.at_home), seen, day)

    def test_a_child_is_nobodys_guardian_once_the_birth_date_is_known(self):
        """A card without a birth date may be linked; that it is a child's comes out later."""
        self.mother.birth_date = False
        self.link()
        self.assertTrue(self.sees(self.at_home))
        self.mother.birth_date = "2013-05-17"
        self.env["res.users"]._drop_library_access()
        self.assertFalse(self.sees(self.at_home))

    def test_a_child_entered_twice_is_one_child_for_the_parent(self):
        twin_row = self._membership(self.school_a, "Ni Luh Ayu Kembar", category="pupil")
        twin = twin_row.member_id
        twin.birth_date = self.ayu.birth_date
        links = self.link() | self.link(child=twin)
        self.ayu.with_user(self.librarian_a)._merge(twin.with_user(self.librarian_a))
        self.assertEqual(self.mother_user._library_access().family_members, (self.ayu.id,))
        links.filtered(lambda row: row.member_id == self.ayu).with_user(
            self.librarian_a
        ).action_end()
        self.assertFalse(self.mother_user._library_access().family_members)

    def test_it_ends_when_either_is_forgotten(self):
        row = self.link()
        self.mother._forget_persons()
        self.assertFalse(row.exists())

    def test_any_library_of_the_child_may_end_it_and_no_other(self):
        row = self.link()
        with self.assertRaises(AccessError):
            row.with_user(self.librarian_b).action_end()
        with self.assertRaises(AccessError):
            row.with_user(self.desk_a).action_end()
        self.env["library.membership"].create(
            {
                "member_id": self.ayu.id,
                "library_id": self.school_b.id,
                "category_id": self.pupil_b.category_id.id,
            }
        )
        self.env["res.users"]._drop_library_access()
        self.assertEqual(row.with_user(self.librarian_b).guardian_name, self.mother.name)
        row.with_user(self.librarian_b).action_end()
        self.assertTrue(row.ended_at)

    def test_recorded_twice_is_once(self):
        self.assertEqual(self.link(), self.link())

    def test_recorded_again_after_it_ended(self):
        self.link().with_user(self.librarian_a).action_end()
        self.link()
        self.assertTrue(self.sees(self.at_home))

    def test_who_cannot_be_linked(self):
        grown_up = self._membership(self.school_a, "Guru Uji", category="teacher").member_id
        grown_up.birth_date = "1990-01-01"
        with self.assertRaises(UserError):
            self.link(child=grown_up)
        with self.assertRaises(UserError):
            self.link(parent=self.made)
        with self.assertRaises(UserError):
            self.link(parent=self.ayu)
        with self.assertRaises(UserError):
            self.ayu.with_user(self.librarian_a)._link_guardian("A999999999", "mother")
        self.ayu.birth_date = False
        with self.assertRaises(UserError):
            self.link()

    def test_only_a_librarian_of_the_child_links(self):
        for user in (self.librarian_b, self.desk_a, self.mother_user, self.supervisor):
            with self.assertRaises(AccessError):
                self.link(user=user)

    def test_the_form_asks_whether_a_paper_was_seen(self):
        form = (
            self.env["library.guardian.link"]
            .with_user(self.librarian_a)
            .create({"member_id": self.ayu.id, "code": self.mother.card_number})
        )
        with self.assertRaises(UserError):
            form.action_link()
        form.paper_seen = True
        form.action_link()
        self.assertTrue(self.sees(self.at_home))

    def test_a_childs_login_is_not_its_parents_card_login(self):
        """Who is a guardian keeps the own page: the children are no card of theirs."""
        self.link()
        access = self.mother_user._library_access()
        self.assertEqual(access.own_members, (self.mother.id,))
        self.assertEqual(access.family_members, (self.ayu.id,))


@tagged("post_install", "-at_install")
class TestFamilyPage(FamilyCase, MyPagesCase):
    """The page of the children, and what a parent does there."""

    def setUp(self):
        super().setUp()
        self.row = self.link()
        self.lend(self.pupil_a, self.copies_a[0])
        self.loan = self.loan_of(self.copies_a[0])
        self.loan.due_date = self.school_a._today()
        self.enter(self.mother)

    def test_a_parent_renews_and_reserves_for_a_child(self):
        tree = self.get("/my/library/family")
        self.assertIn("Laskar Pelangi", tree.text_content())
        self.assertTrue(tree.find_class("qr"))
        response = self.send("/my/library/renew", loan=self.loan.id)
        self.assertIn("/my/library/family", response.headers["Location"])
        self.assertEqual(self.told(response), (1, 0))
        self.assertEqual(self.loan.renewal_count, 1)
        title = self._book("Bumi Manusia")
        self._copies(self.school_a, title, 1)
        page = self.get(f"/my/library/reserve/{title.id}")
        self.assertEqual(len(page.xpath("//option")), 2, "for herself, and for the child")
        response = self.send("/my/library/reserve", book=title.id, membership=self.pupil_a.id)
        self.assertEqual(self.told(response), (1, 0))
        hold = self.env["library.hold"].search([("member_id", "=", self.ayu.id)])
        self.assertEqual(self.told(self.send("/my/library/cancel", hold=hold.id)), (1, 0))

    def test_after_it_ended_nothing_of_the_child_is_there(self):
        self.reserve(self.pupil_a, self._book_with_copy("Bumi Manusia"))
        hold = self.env["library.hold"].search([("member_id", "=", self.ayu.id)])
        self.row.with_user(self.librarian_a).action_end()
        self.env.flush_all()
        self.get("/my/library/family", 404)
        self.assertFalse(self.get("/my/library").xpath("//a[@href='/my/library/family']"))
        for action, fields in (
            ("/my/library/renew", {"loan": self.loan.id}),
            ("/my/library/cancel", {"hold": hold.id}),
            ("/my/library/reserve", {"book": self.book.id, "membership": self.pupil_a.id}),
        ):
            self.assertEqual(self.send(action, **fields).status_code, 404, action)
        self.assertTrue(hold.is_active)
        self.assertEqual(self.loan.renewal_count, 0)

    def _book_with_copy(self, name):
        book = self._book(name)
        self._copies(self.school_a, book, 1)
        return book

    def test_a_parent_writes_nothing_in_the_childs_name(self):
        for action, fields in (
            ("/my/library/say", {"text": "x"}),
            ("/my/library/suggest", {"title": "x"}),
        ):
            response = self.send(action, membership=self.pupil_a.id, **fields)
            self.assertEqual(response.status_code, 404, action)

    def test_a_child_reads_who_sees_the_page(self):
        self.enter(self.ayu)
        self.assertIn(self.mother.name, self.get("/my/library").text_content())
        self.row.with_user(self.librarian_a).action_end()
        self.env.flush_all()
        self.assertNotIn(self.mother.name, self.get("/my/library").text_content())
