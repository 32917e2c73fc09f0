from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from .common import PHOTO, LibraryCase


class LocalCase(LibraryCase):
    """A title two schools hold: neither may edit it, both may propose."""

    def own(self, user=None, **vals):
        user = user or self.librarian_a
        library = self.school_a if user == self.librarian_a else self.school_b
        return (
            self.env["library.book.local"]
            .with_user(user)
            .create({"library_id": library.id, "book_id": self.book.id, **vals})
        )

    def decided(self, local):
        """Return a row as the cataloguer sees it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return local.with_user(self.cataloguer)

    def decline(self, locals_, answer="No"):
        wizard = self.env["library.proposal.decline"].with_user(self.cataloguer)
        wizard.with_context(active_ids=locals_.ids).create({"answer": answer}).action_decline()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestProposal(LocalCase):
    def test_a_locked_title_is_not_written_but_a_change_is_proposed(self):
        with self.assertRaises(AccessError):
            self.book.with_user(self.librarian_a).year = "2005"
        local = self.own(year="2005", isbn="979-3062-79-7", name=" Laskar Pelangi ")
        self.assertEqual(local.state, "open")
        self.assertEqual(
            local.changes, "Year: – → 2005; ISBN: – → 9789793062792", "an equal title is no change"
        )
        self.assertFalse(self.book.year)

    def test_accepting_writes_the_title_and_clears_the_proposal(self):
        local = self.own(year="2005", call_number="F HIR")
        self.decided(local).action_accept()
        self.assertEqual(self.book.year, "2005")
        self.assertEqual(
            (local.state, local.year, local.call_number, local.decided_by_id),
            ("accepted", False, "F HIR", self.cataloguer),
        )

    def test_accepting_twice_says_that_it_is_done(self):
        local = self.own(year="2005")
        self.decided(local).action_accept()
        with self.assertRaisesRegex(UserError, "no longer waiting: Accepted"):
            self.decided(local).action_accept()
        with self.assertRaisesRegex(UserError, "no longer waiting: Accepted"):
            self.decline(local)

    def test_declining_tells_why_and_shows_the_shared_title_again(self):
        local = self.own(year="2005", summary="Sepuluh anak Belitung.")
        self.decline(local, "The title page says 2006.")
        self.assertEqual((local.state, local.answer), ("declined", "The title page says 2006."))
        self.assertEqual(local._shown(), {"summary": "Sepuluh anak Belitung."})
        self.assertFalse(self.book.year)
        local.year = "2006"
        self.assertEqual((local.state, local.answer), ("open", False), "proposed once more")

    def test_of_two_proposals_for_one_title_the_second_is_looked_at_again(self):
        first, second = self.own(year="2005"), self.own(self.librarian_b, year="2006")
        self.decided(first).action_accept()
        second = self.decided(second)
        self.assertEqual(second.meanwhile, "Year: – → 2005")
        with self.assertRaisesRegex(UserError, "has changed since"):
            second.action_accept()
        second.action_accept_anyway()
        self.assertEqual((self.book.year, second.state), ("2006", "accepted"))

    def test_of_two_accepted_together_the_second_is_looked_at_again(self):
        both = self.own(year="2005") + self.own(self.librarian_b, year="2006")
        with self.assertRaisesRegex(UserError, "has changed since"):
            self.decided(both).action_accept()

    def test_what_is_proposed_for_a_merged_title_is_not_accepted_into_nowhere(self):
        other = self._book("LASKAR PELANGI")
        self.own()
        local = self.own(year="2005", book_id=other.id)
        self.book.with_user(self.cataloguer)._merge(other.with_user(self.cataloguer))
        for method in ("action_accept", "action_accept_anyway"):
            with self.assertRaisesRegex(UserError, "has been merged into “Laskar Pelangi”"):
                getattr(self.decided(local), method)()
        self.decline(local)
        self.assertEqual(local.state, "declined")

    def test_two_equal_proposals_are_both_accepted(self):
        first, second = self.own(year="2005"), self.own(self.librarian_b, year="2005")
        self.decided(first + second).action_accept()
        self.assertEqual(self.book.year, "2005")
        self.assertEqual({first.state, second.state}, {"accepted"})

    def test_a_change_elsewhere_in_the_title_is_in_nobodys_way(self):
        local = self.own(year="2005")
        self.book.publisher = "Bentang"
        self.decided(local).action_accept()
        self.assertEqual(self.book.year, "2005")

    def test_what_changed_after_it_was_looked_at_is_not_decided(self):
        local = self.own(year="2005")
        looked_at = self.decided(local).with_context(proposal_revision=local.revision)
        local.year = "1905"
        with self.assertRaisesRegex(UserError, "has just changed"):
            looked_at.action_accept()
        self.assertFalse(self.book.year)

    def test_a_title_given_up_in_a_merge_leaves_no_proposal_behind(self):
        other = self._book("Laskar Pelangi: Novel", class_number="813")
        self.own(year="2005")
        moved = self.own(self.librarian_b, book_id=other.id, year="2006")
        stays = self.own(book_id=other.id, place="Yogyakarta")
        self.book.with_user(self.cataloguer)._merge(other.with_user(self.cataloguer))
        action = self.env.ref("sipuspa_library.library_book_local_action")
        waiting = stays.search(safe_eval(action.domain))
        self.assertEqual((moved.book_id, stays.book_id), (self.book, other))
        self.assertIn(moved, waiting)
        self.assertNotIn(stays, waiting)

    def test_a_proposal_taken_back_leaves_the_list(self):
        local = self.own(year="2005")
        local.year = False
        self.assertEqual(local.state, "own")
        with self.assertRaisesRegex(UserError, "no longer waiting"):
            self.decided(local).action_accept()

    def test_only_the_cataloguer_decides(self):
        local = self.own(year="2005")
        for user in (self.librarian_a, self.librarian_b, self.supervisor, self.employee):
            with self.subTest(user.login):
                for method in ("action_accept", "action_accept_anyway"):
                    with self.assertRaises(AccessError):
                        getattr(local.with_user(user), method)()
        self.assertFalse(self.book.year)

    def test_a_decision_is_not_typed(self):
        local = self.own(year="2005")
        for vals in ({"state": "accepted"}, {"answer": "Yes"}, {"basis": {}}, {"revision": 9}):
            with self.subTest(vals), self.assertRaises(AccessError):
                local.write(vals)

    def test_it_stays_with_its_library_and_title(self):
        local, other = self.own(year="2005"), self._book("Edensor")
        for vals in ({"library_id": self.school_b.id}, {"book_id": other.id}):
            with self.subTest(vals), self.assertRaises(AccessError):
                local.write(vals)
        with self.assertRaises(AccessError):
            self.own(self.librarian_b).with_user(self.librarian_a).write({"year": "2005"})


@tagged("post_install", "-at_install")
class TestShownDifferently(LocalCase):
    """What a library shows differently, it shows at once, and nobody else does."""

    def note(self, user):
        self.env.invalidate_all()
        return self.book.with_user(user).local_note

    def test_the_title_s_form_tells_the_own_library(self):
        local = self.own(year="2005", call_number="F HIR", cover=PHOTO)
        self.assertIn("Year: – → 2005", self.note(self.librarian_a))
        self.assertIn("F HIR", self.note(self.desk_a))
        self.assertTrue(self.book.with_user(self.desk_a).local_cover)
        self.assertFalse(self.note(self.librarian_b))
        self.decline(local, "It says 2006.")
        self.assertIn("It says 2006.", self.note(self.librarian_a))

    def test_the_form_leads_to_the_own_version(self):
        book = self.book.with_user(self.librarian_a)
        action = book.action_open_own()
        self.assertFalse(action["res_id"])
        form = Form(
            self.env["library.book.local"]
            .with_user(self.librarian_a)
            .with_context(**action["context"])
        )
        form.year = "2005"
        local = form.save()
        self.assertEqual((local.library_id, local.book_id), (self.school_a, book))
        self.assertEqual(book.action_open_own()["res_id"], local.id)

    def test_its_call_number_stands_on_its_spines_alone(self):
        self.copies_a[0].own_call_number = "FIK HIR"
        local = self.own(call_number="F HIR")
        self.env.flush_all()
        self.assertEqual(self.copies_a.mapped("call_number"), ["FIK HIR", "F HIR", "F HIR"])
        self.assertEqual(self.copies_a[1].call_sort, "f  hir")
        self.assertEqual(self.copies_b.mapped("call_number"), ["813 HIR l"] * 2)
        self.assertEqual(self._copies(self.school_a, self.book, 1).call_number, "F HIR")
        local.call_number = "G HIR"
        self.assertEqual(self.copies_a[1].call_number, "G HIR")
        local.unlink()
        self.assertEqual(self.copies_a[1].call_number, "813 HIR l")


@tagged("post_install", "-at_install")
class TestShownToThePublic(LocalCase, HttpCase):
    def page(self, at=None, book=None):
        book = book or self.book
        return self.url_open(f"/library/book/{book.id}" + (f"?at={at}" if at else "")).text

    def test_its_own_page_shows_its_own_version(self):
        self.own(
            name="Laskar Pelangi: Novel",
            publisher="Bentang",
            summary="Sepuluh anak Belitung.",
            call_number="F HIR",
        )
        self.env.flush_all()
        here, there = self.page("SEKA"), self.page("SEKB")
        for text in ("Laskar Pelangi: Novel", "Bentang", "Sepuluh anak Belitung."):
            self.assertIn(text, here)
            self.assertNotIn(text, there)
            self.assertNotIn(text, self.page())
        self.assertIn("F HIR", self.page(), "where to look is said of every library")
        listed = self.url_open("/library/at/SEKA").text
        self.assertIn("Laskar Pelangi: Novel", listed)
        self.assertNotIn("Laskar Pelangi: Novel", self.url_open("/library/at/SEKB").text)

    def test_a_declined_change_is_not_shown(self):
        local = self.own(name="Pelangi")
        self.decline(local)
        self.assertIn("<h1>Laskar Pelangi</h1>", self.page("SEKA"))

    def test_a_cover_is_the_library_s_own_else_the_title_s_else_none(self):
        address = f"/library/cover/{self.book.id}"
        self.assertEqual(self.url_open(address).status_code, 404)
        self.assertNotIn(address, self.page("SEKA"))
        self.own(cover=PHOTO)
        self.env.flush_all()
        self.assertEqual(self.url_open(f"{address}?at=SEKA").headers["Content-Type"], "image/png")
        self.assertIn(f"{address}?at=SEKA", self.page("SEKA"))
        self.assertEqual(self.url_open(f"{address}?at=SEKB").status_code, 404)
        self.book.cover = PHOTO
        self.env.flush_all()
        self.assertEqual(self.url_open(address).status_code, 200)
        self.book.hidden = True
        self.env.flush_all()
        self.assertEqual(self.url_open(f"{address}?at=SEKA").status_code, 404)
