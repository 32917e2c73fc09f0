import base64
import io

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHOTO, LibraryCase


@tagged("post_install", "-at_install")
class TestCataloguingRequest(LibraryCase):
    """A title nobody in the library can describe, and what becomes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cataloguer_2 = cls._user("cataloguer_2", "cataloguer", name="Ketut Katalog")

    def ask(self, user=None, **vals):
        requests = self.env["library.cataloguing.request"].with_user(user or self.librarian_a)
        return requests.create({"name": "Buku Jepang", "photo_title_page": PHOTO, **vals})

    def take(self, request, user=None):
        request = request.with_user(user or self.cataloguer)
        request.action_take()
        return request

    def tasks(self, request, user):
        request.env.invalidate_all()
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", request._name),
                ("res_id", "=", request.id),
                ("user_id", "=", user.id),
            ]
        )
        return activities.mapped("summary")

    # ------------------------------------------------------------------
    # MEANWHILE
    # ------------------------------------------------------------------

    def test_its_books_are_received_and_lent_while_they_wait(self):
        book = self.ask(author="Murakami", isbn="978-4-06-274868-1").book_id
        self.assertEqual((book.name, book.provisional, book.verified), ("Buku Jepang", True, False))
        self.assertEqual((book.isbn, book.contributor_text), ("9784062748681", "Murakami"))
        self.assertEqual(book.library_id, self.school_a)
        wizard = self.env["library.copy.receive"].with_user(self.librarian_a)
        wizard.create({"book_id": book.id, "copy_count": 2}).action_receive()
        copy = book.copy_ids[0]
        [answer] = self.lend(self.pupil_a, copy)
        self.assertEqual(answer["outcome"], "done")

    def test_everybody_finds_it_and_sees_that_its_title_is_provisional(self):
        book = self.ask().book_id
        self._copies(self.school_a, book, 1)
        [found] = self.env["library.opac"]._find("jepang")["titles"]
        self.assertTrue(found["is_provisional"])
        [card] = book.with_user(self.librarian_b).find_candidates("buku jepang")["candidates"]
        self.assertTrue(card["provisional"])

    def test_a_known_author_is_not_made_again(self):
        author = self._author("Haruki Murakami")
        self.assertEqual(
            self.ask(author=" Haruki Murakami ").book_id.contributor_ids.author_id, author
        )

    def test_an_author_known_by_another_name_is_not_made_again(self):
        author = self._author("Haruki Murakami")
        author.see_from = "Murakami, H."
        for typed in ("HARUKI MURAKAMI", "murakami h"):
            with self.subTest(typed=typed):
                self.assertEqual(self.ask(author=typed).book_id.contributor_ids.author_id, author)
        self.assertFalse(self.ask(author="  ").book_id.contributor_ids)

    def test_a_photo_is_needed_and_made_no_larger_than_is_read(self):
        with self.assertRaisesRegex(UserError, "photo"):
            self.ask(photo_title_page=False)
        large = io.BytesIO()
        Image.new("RGB", (4000, 3000), "white").save(large, "JPEG")
        request = self.ask(photo_cover=base64.b64encode(large.getvalue()))
        kept = Image.open(io.BytesIO(base64.b64decode(request.photo_cover)))
        self.assertEqual(kept.size, (1600, 1200))

    def test_what_is_no_photo_is_refused(self):
        with self.assertRaises(UserError):
            self.ask(photo_cover=base64.b64encode(b"%PDF-1.4"))

    def test_the_last_photo_cannot_be_taken_away(self):
        with self.assertRaisesRegex(UserError, "photo"):
            self.ask().photo_title_page = False

    def test_nobody_types_that_a_title_is_provisional_or_a_request_done(self):
        request = self.ask()
        for record, vals in (
            (request.book_id, {"provisional": False}),
            (request, {"state": "done"}),
            (request, {"book_id": self.book.id}),
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                record.write(vals)
        with self.assertRaises(AccessError):
            self.ask(book_id=self.book.id)

    def test_another_library_neither_sees_it_nor_asks_in_our_name(self):
        request = self.ask()
        seen = self.env["library.cataloguing.request"].with_user(self.librarian_b)
        self.assertNotIn(request, seen.search([]))
        with self.assertRaises(AccessError):
            self.ask(user=self.librarian_b, library_id=self.school_a.id)
        self.assertFalse(request.book_id.with_user(self.librarian_b).photo_title_page)
        self.env.invalidate_all()
        self.assertTrue(request.book_id.with_user(self.cataloguer).photo_title_page)

    # ------------------------------------------------------------------
    # THE CATALOGUER
    # ------------------------------------------------------------------

    def test_one_cataloguer_takes_it_and_the_other_is_told(self):
        request = self.take(self.ask(), self.cataloguer_2)
        self.assertEqual(request.state, "taken")
        with self.assertRaisesRegex(UserError, "Ketut Katalog"):
            self.take(request, self.cataloguer)
        request.action_take()  # again by the same is no harm
        request.action_put_back()
        self.assertEqual(self.take(request, self.cataloguer).cataloguer_id, self.cataloguer)

    def test_taking_it_opens_the_title_with_the_photos_beside_it(self):
        request = self.ask()
        action = request.with_user(self.cataloguer).action_take()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("library.book", request.book_id.id)
        )
        views = self.env["library.book"].with_user(self.cataloguer).get_views(action["views"])
        self.assertIn('name="photo_title_page"', views["views"]["form"]["arch"])

    def test_described_it_is_a_title_like_any_other_and_the_library_is_told(self):
        request = self.take(self.ask())
        book = request.book_id
        book.write({"name": "Norwegian Wood", "class_number": "895.6"})
        onward = book.with_user(self.cataloguer).action_described()
        self.assertEqual(onward["res_model"], "library.cataloguing.request")
        self.assertEqual((book.provisional, book.verified), (False, True))
        self.assertEqual(request.state, "done")
        [told] = self.tasks(request, self.librarian_a)
        self.assertIn("“Buku Jepang”", told)
        self.assertIn("Norwegian Wood", told)
        self.assertFalse(book.request_id)

    def test_verified_in_the_list_of_titles_it_is_described_as_well(self):
        request = self.ask()
        request.book_id.with_user(self.cataloguer).action_verify()
        self.assertEqual((request.state, request.book_id.provisional), ("done", False))
        self.assertEqual(len(self.tasks(request, self.librarian_a)), 1)

    def test_a_title_known_already_takes_the_copies_and_the_library_is_told(self):
        request = self.ask(name="Laskar Pelanggi")
        provisional = request.book_id
        copy = self._copies(self.school_a, provisional, 1)
        request = self.take(request)
        self.assertIn(self.book, request.similar_book_ids)
        with self.assertRaisesRegex(UserError, "Choose"):
            request.action_existing()
        request.existing_book_id = self.book
        request.action_existing()
        self.assertEqual((request.state, request.book_id), ("existing", self.book))
        self.assertEqual(copy.book_id, self.book)
        self.assertFalse(provisional.active)
        [told] = self.tasks(request, self.librarian_a)
        self.assertIn("“Laskar Pelanggi”", told)
        self.assertIn("Laskar Pelangi", told)

    def test_two_libraries_that_ask_for_one_title_are_answered_together(self):
        first = self.ask()
        second = self.take(self.ask(user=self.librarian_b, name="Buku dari Jepang"))
        second.existing_book_id = first.book_id
        second.action_existing()
        self.assertEqual((second.state, second.book_id), ("taken", first.book_id))
        self.take(first).action_done()
        self.assertEqual((first.state, second.state), ("done", "done"))
        for request, user in ((first, self.librarian_a), (second, self.librarian_b)):
            self.assertEqual(len(self.tasks(request, user)), 1)

    def test_who_asked_is_gone_so_the_present_librarian_is_told(self):
        request = self.ask()
        self.librarian_a.library_assignment_ids.date_to = "2021-01-01"
        successor = self._user("librarian_new", "librarian", operates=self.school_a)
        self.take(request).action_done()
        self.assertFalse(self.tasks(request, self.librarian_a))
        self.assertEqual(len(self.tasks(request, successor)), 1)

    def test_a_question_goes_to_the_library_and_the_answer_comes_back(self):
        request = self.take(self.ask())
        with self.assertRaisesRegex(UserError, "question"):
            request.action_ask()
        request.question = "Tahun berapa?"
        request.action_ask()
        own = request.with_user(self.librarian_a)
        self.assertEqual(own.state, "question")
        self.assertEqual(len(self.tasks(request, self.librarian_a)), 1)
        with self.assertRaisesRegex(UserError, "answer"):
            own.action_answer()
        own.write({"answer": "2001 <lihat foto>", "photo_title_verso": PHOTO})
        own.action_answer()
        self.assertEqual((request.state, request.cataloguer_id), ("taken", self.cataloguer))
        self.assertFalse(self.tasks(request, self.librarian_a), "its task is done")
        self.assertEqual(len(self.tasks(request, self.cataloguer)), 1)
        said = " ".join(request.message_ids.mapped("body"))
        self.assertIn("Tahun berapa?", said)
        self.assertIn("2001 &lt;lihat foto&gt;", said)

    def test_what_is_closed_stays_as_it_is(self):
        request = self.take(self.ask())
        request.action_done()
        for act in (request.action_done, request.action_put_back, request.action_take):
            with self.subTest(act.__name__), self.assertRaisesRegex(UserError, "closed"):
                act()
        with self.assertRaisesRegex(UserError, "closed"):
            request.with_user(self.librarian_a).note = "Lagi"

    def test_nobody_but_the_cataloguer_describes(self):
        request = self.ask()
        for user in (self.librarian_a, self.librarian_b, self.supervisor, self.desk_a):
            for act in ("action_take", "action_done", "action_put_back", "action_ask"):
                with self.subTest(user=user.login, act=act), self.assertRaises(AccessError):
                    getattr(request.with_user(user), act)()

    # ------------------------------------------------------------------
    # BACK OUT
    # ------------------------------------------------------------------

    def test_a_library_that_can_describe_it_after_all_withdraws(self):
        request = self.ask()
        with self.assertRaisesRegex(UserError, "Withdraw"):
            request.book_id.unlink()
        request.action_withdraw()
        self.assertEqual((request.state, request.book_id.provisional), ("withdrawn", False))
        request.book_id.unlink()
        self.assertFalse(request.book_id)

    def test_one_of_two_withdraws_and_the_title_waits_for_the_other(self):
        request, other = self.ask(), self.ask(self.librarian_b)
        book, same = (self.env["library.book"].browse(row.book_id.id) for row in (request, other))
        book.with_user(self.cataloguer)._merge(same.with_user(self.cataloguer))
        other.action_withdraw()
        self.assertTrue(book.provisional)
        request.action_withdraw()
        self.assertFalse(book.provisional)

    def test_a_cataloguer_does_not_withdraw_for_the_library(self):
        with self.assertRaises(AccessError):
            self.ask().with_user(self.cataloguer).action_withdraw()
