from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..tools.stocktake import Seen, result_of
from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"


class StocktakeCase(LibraryCase):
    """School A with two shelves, and people who count there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.helper = cls._user("helper_a", "desk", operates=cls.school_a)
        cls.shelf_1, cls.shelf_2 = cls.env["library.shelf"].create(
            [
                {"library_id": cls.school_a.id, "name": name, "room": room}
                for name, room in (("Rak 1", "Ruang Baca"), ("Rak 2", "Ruang Anak"))
            ]
        )

    def opened(self, user=None, **scope):
        counts = self.env["library.stocktake"].with_user(user or self.librarian_a)
        count = counts.create({"library_id": self.school_a.id, **scope})
        count.action_open()
        self.env.invalidate_all()
        return count

    def scan(self, count, *what, user=None, shelf=None):
        """Scan copies or numbers; return the results in order."""
        codes = [code if isinstance(code, str) else code.barcode for code in what]
        answers = count.with_user(user or self.desk_a).scan(codes, shelf.id if shelf else False)
        self.env.invalidate_all()
        return answers

    def results(self, count):
        """Return ``{copy or number: result}`` of all lines."""
        self.env.invalidate_all()
        return {line.copy_id or line.code: line.result for line in count.line_ids}


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestOpening(StocktakeCase):
    def test_it_asks_for_every_copy_that_belongs_here_and_lives(self):
        lost, withdrawn, damaged, lent = self._copies(self.school_a, self.book, 4)
        lost.manual_state, withdrawn.manual_state, damaged.manual_state = (
            "lost",
            "withdrawn",
            "damaged",
        )
        self.lend(self.pupil_a, lent)
        boxed = self.copies_b[0]
        boxed.write({"station_id": self.school_a.id, "place_id": self.school_a.id})
        boxed._settle_status()
        gone = self.copies_a[0]
        gone.write({"station_id": self.school_b.id, "place_id": self.school_b.id})
        gone._settle_status()
        self.assertEqual(
            self.results(self.opened()),
            {
                **dict.fromkeys((*self.copies_a[1:], damaged, boxed), "waiting"),
                lent: "on_loan",
            },
        )

    def test_it_asks_for_one_room_one_shelf_or_one_kind(self):
        first, second, third = self.copies_a
        first.shelf_id, second.shelf_id = self.shelf_1, self.shelf_2
        reference = self.env.ref("sipuspa_library.collection_type_referensi")
        third.collection_type_id = reference
        for scope, copies in (
            ({"room": "ruang baca"}, first),
            ({"shelf_ids": self.shelf_2.ids}, second),
            ({"collection_type_ids": reference.ids}, third),
            ({"collection_type_ids": reference.ids, "shelf_ids": self.shelf_2.ids}, None),
        ):
            with self.subTest(scope=scope):
                self.assertEqual(set(self.opened(**scope).line_ids.copy_id), set(copies or ()))

    def test_it_asks_for_a_range_of_classes_as_they_stand_on_the_shelf(self):
        numbers = {"2X4.1": "a", "297": "b", "413": "c", "813": "d", "899.221 3": "e", "900": "f"}
        copies = {
            letter: self._copies(self.school_a, self._book(letter, class_number=number), 1)
            for number, letter in numbers.items()
        }
        copies["own"] = self._copies(self.school_a, self._book("g"), 1, own_call_number="R 810 X")
        copies["spine"] = self._copies(self.school_a, self._book("h"), 1, own_call_number="899 ZZZ")
        self.copies_a.unlink()
        for scope, wanted in (
            (("800", "899"), ["d", "e", "spine"]),
            (("297", "2X9"), ["a", "b"]),
            (("", "297"), ["a", "b"]),  # 2X is the other way to write it
            (("899.221", ""), ["e", "f", "own"]),
        ):
            with self.subTest(scope=scope):
                found = self.opened(class_from=scope[0], class_to=scope[1]).line_ids.copy_id
                self.assertEqual(
                    sorted(name for name, copy in copies.items() if copy in found), wanted
                )

    def test_a_part_that_cannot_be_is_told_in_words(self):
        elsewhere = self.env["library.shelf"].create(
            {"library_id": self.school_b.id, "name": "Rak 1"}
        )
        for scope in (
            {"class_from": "900", "class_to": "800"},
            {"room": "Gudang"},
            {"shelf_ids": elsewhere.ids},
        ):
            with self.subTest(scope=scope), self.assertRaises(ValidationError):
                with self.env.cr.savepoint():
                    self.opened(**scope)

    def test_the_form_says_how_many_copies_before_it_opens(self):
        self.copies_a[0].shelf_id = self.shelf_1
        form = Form(self.env["library.stocktake"].with_user(self.librarian_a))
        self.assertEqual(form.expected_count, 3)
        form.name = "Rak 1"
        count = form.save()
        self.assertFalse(count.line_ids, "a form is saved by looking away from the phone")
        form.shelf_ids.add(self.shelf_1)
        self.assertEqual(form.expected_count, 1)
        form.save().action_open()
        self.assertEqual((count.expected_count, len(count.line_ids)), (1, 1))

    def test_pressed_twice_it_opens_once(self):
        count = self.opened()
        number = count.number
        self._copies(self.school_a, self.book, 1)
        action = count.action_open()
        self.assertEqual(action["context"], {"active_id": count.id})
        self.assertEqual((count.number, count.expected_count), (number, 3))

    def test_what_is_asked_for_does_not_change_any_more(self):
        count = self.opened()
        self._copies(self.school_a, self.book, 1)
        self.assertEqual(count.expected_count, 3)
        with self.assertRaises(UserError):
            count.room = "Ruang Baca"
        count.name = "Semester genap"

    def test_several_are_open_at_once_each_with_its_number(self):
        counts = self.opened() + self.opened(shelf_ids=self.shelf_1.ids)
        self.assertEqual(counts.mapped("state"), ["open", "open"])
        self.assertEqual(len(set(counts.mapped("number"))), 2)

    def test_a_count_opened_by_mistake_goes_one_that_was_begun_stays(self):
        mistake, begun = self.opened(), self.opened()
        self.scan(begun, self.copies_a[0])
        mistake.unlink()
        with self.assertRaises(UserError):
            begun.unlink()

    def test_only_its_librarian_opens_one(self):
        prepared = self.env["library.stocktake"].create({"library_id": self.school_a.id})
        for user in (self.desk_a, self.librarian_b, self.supervisor, self.cataloguer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.opened(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                prepared.with_user(user).action_open()


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestScanning(StocktakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy, cls.copy_2, cls.copy_3 = cls.copies_a
        counts = cls.env["library.stocktake"].with_user(cls.librarian_a)
        cls.count = counts.create({"library_id": cls.school_a.id})
        cls.count.action_open()

    def test_a_copy_in_its_place(self):
        [answer] = self.scan(self.count, self.copy)
        self.assertEqual(
            (answer["result"], answer["tone"], answer["title"], answer["again"]),
            ("found", "done", "Laskar Pelangi", False),
        )
        line = self.count.line_ids.filtered("scanned_at")
        self.assertRecordValues(
            line, [{"copy_id": self.copy.id, "result": "found", "scanned_by_id": self.desk_a.id}]
        )
        self.assertEqual((self.count.seen_count, self.count.due_count), (1, 3))

    def test_a_repeated_scan_is_harmless_and_says_so(self):
        self.scan(self.count, self.copy)
        [answer] = self.scan(self.count, self.copy, user=self.helper)
        self.assertTrue(answer["again"])
        self.assertIn(self.desk_a.name, answer["message"])
        line = self.count.line_ids.filtered("scanned_at")
        self.assertEqual(line.scanned_by_id, self.desk_a)

    def test_a_pile_is_answered_number_by_number(self):
        answers = self.scan(self.count, self.copy, "ASING", self.copy, self.copy_2, "ASING", " ")
        self.assertEqual(
            [(answer["result"], answer["again"]) for answer in answers],
            [
                ("found", False),
                ("unknown", False),
                ("found", True),
                ("found", False),
                ("unknown", True),
            ],
        )
        self.assertEqual(len(self.count.line_ids), 4)

    def test_a_lent_copy_on_the_shelf_is_taken_back_and_scanned_again(self):
        self.lend(self.pupil_a, self.copy)
        [answer] = self.scan(self.count, self.copy)
        self.assertEqual((answer["result"], answer["tone"]), ("found_lent", "warning"))
        self.assertNotIn(self.pupil_a.member_id.name, str(answer))
        self.take_back(self.school_a, self.copy)
        [answer] = self.scan(self.count, self.copy)
        self.assertEqual((answer["result"], answer["again"]), ("found", False))

    def test_a_copy_of_another_library_says_where_it_belongs(self):
        [answer] = self.scan(self.count, self.copies_b[0])
        self.assertEqual((answer["result"], answer["expected"]), ("wrong_place", False))
        self.assertIn("Sekolah B", answer["message"])

    def test_a_copy_of_another_shelf_says_on_which_it_belongs(self):
        self.copy.shelf_id, self.copy_2.shelf_id = self.shelf_1, self.shelf_2
        first, second, third = self.scan(
            self.count, self.copy, self.copy_2, self.copy_3, shelf=self.shelf_1
        )
        self.assertEqual(
            [answer["result"] for answer in (first, second, third)],
            ["found", "wrong_place", "found"],
            "a copy without a shelf of its own is in no wrong one",
        )
        self.assertIn("Rak 2", second["message"])
        self.assertTrue(second["expected"], "it is not missing")

    def test_where_one_shelf_is_counted_nobody_needs_to_say_so(self):
        self.copy.shelf_id, self.copy_2.shelf_id = self.shelf_1, self.shelf_2
        count = self.opened(shelf_ids=self.shelf_1.ids)
        answers = self.scan(count, self.copy, self.copy_2, self.copy_3)
        self.assertEqual(
            [answer["result"] for answer in answers], ["found", "wrong_place", "wrong_place"]
        )

    def test_a_copy_of_another_kind_or_class_is_in_the_wrong_place(self):
        kind = self.env.ref("sipuspa_library.collection_type_referensi")
        for scope in ({"collection_type_ids": kind.ids}, {"class_from": "900"}):
            with self.subTest(scope=scope):
                [answer] = self.scan(self.opened(**scope), self.copy)
                self.assertEqual(answer["result"], "wrong_place")

    def test_a_copy_received_after_the_opening_is_simply_found(self):
        late = self._copies(self.school_a, self.book, 1)
        [answer] = self.scan(self.count, late)
        self.assertEqual((answer["result"], answer["expected"]), ("found", False))

    def test_a_lost_or_withdrawn_copy_turns_up(self):
        self.copy.manual_state, self.copy_2.manual_state = "lost", "withdrawn"
        answers = self.scan(self.count, self.copy, self.copy_2)
        self.assertEqual([answer["result"] for answer in answers], ["gone_here"] * 2)
        self.assertNotEqual(answers[0]["message"], answers[1]["message"])

    def test_a_number_nobody_knows_is_kept_as_typed_until_its_copy_is_received(self):
        [answer] = self.scan(self.count, "Lama / 17")
        self.assertEqual((answer["result"], answer["title"]), ("unknown", False))
        self.assertIn("Lama / 17", self.results(self.count))
        copy = self._copies(self.school_a, self.book, 1, barcode="Lama / 17")
        [answer] = self.scan(self.count, "Lama / 17")
        self.assertEqual(answer["result"], "found")
        self.assertNotIn("Lama / 17", self.results(self.count))
        self.assertEqual(self.results(self.count)[copy], "found")

    def test_an_isbn_is_told_from_a_sticker_and_not_kept(self):
        [answer] = self.scan(self.count, "9789793062792")
        self.assertEqual((answer["result"], answer["tone"]), (False, "warning"))
        self.assertEqual(len(self.count.line_ids), 3)
        self._copies(self.school_a, self.book, 1, barcode="9789793062792")
        [answer] = self.scan(self.count, "9789793062792")
        self.assertEqual(answer["result"], "found", "some libraries use it as their sticker")

    def test_a_book_without_a_sticker_is_known_by_its_accession_number(self):
        [answer] = self.scan(self.count, self.copy.accession_number)
        self.assertEqual(answer["result"], "found")
        [answer] = self.scan(self.count, self.copies_b[0].accession_number)
        self.assertEqual(answer["result"], "unknown", "another library's register is not ours")

    def test_an_old_sticker_is_ours_first_and_never_guessed(self):
        ours = self._copies(self.school_a, self.book, 1, barcode="77")
        self._copies(self.school_b, self.book, 1, barcode="77")
        self._copies(self.village, self.book, 1, barcode="77")
        self._copies(self.school_b, self.book, 1, barcode="88")
        self._copies(self.village, self.book, 1, barcode="88")
        first, second = self.scan(self.count, "77", "88")
        self.assertEqual((first["result"], second["result"]), ("found", "unknown"))
        self.assertEqual(self.results(self.count)[ours], "found")

    def test_nonsense_gets_a_sentence(self):
        for codes, shelf in (("A1", 0), ([7], 0), (["x"] * 501, 0), (["x"], 999999), (["x"], "1")):
            with self.subTest(codes=codes), self.assertRaises(UserError):
                self.count.with_user(self.desk_a).scan(codes, shelf)
        self.assertEqual(self.count.with_user(self.desk_a).scan([]), [])
        self.assertEqual(len(self.count.with_user(self.desk_a).scan(["\0 a\n"])), 1)

    def test_nobody_of_another_library_counts_here(self):
        for user in (self.librarian_b, self.supervisor, self.cataloguer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.scan(self.count, self.copy, user=user)

    def test_who_comes_back_sees_how_far_it_is_and_the_own_last_scans(self):
        self.scan(self.count, self.copy)
        self.scan(self.count, self.copy_2, "ASING", user=self.helper)
        tally = self.count.with_user(self.helper).tally()
        self.assertEqual((tally["seen"], tally["due"], tally["state"]), (2, 3, "open"))
        self.assertEqual([answer["result"] for answer in tally["last"]], ["unknown", "found"])
        self.assertEqual(
            [name for __, name in tally["shelves"]], ["Ruang Anak · Rak 2", "Ruang Baca · Rak 1"]
        )

    def statements(self, count, codes):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        count.with_user(self.desk_a).scan(codes)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_a_scan_costs_the_same_in_a_large_count_and_a_pile_hardly_more(self):
        copies = self._copies(self.school_a, self.book, 300)
        large = self.opened()
        self.scan(self.count, self.copy), self.scan(large, self.copy)  # warm
        small = self.statements(self.count, [self.copy_2.barcode])
        self.assertEqual(self.statements(large, [copies[0].barcode]), small)
        self.assertLessEqual(self.statements(large, copies[1:200].mapped("barcode")), small + 2)

    def test_a_copy_that_was_counted_is_not_deleted_one_that_waits_is(self):
        self.scan(self.count, self.copy)
        with self.assertRaises(UserError):
            self.copy.with_user(self.librarian_a).unlink()
        self.copy_2.with_user(self.librarian_a).unlink()
        self.assertEqual(self.count.expected_count, 2)

    def test_a_sticker_goes_before_an_accession_number(self):
        register, sticker = self.env["library.copy"].create(
            [
                {"library_id": self.school_a.id, "book_id": self.book.id, **numbers}
                for numbers in (
                    {"barcode": "X1", "accession_number": "77"},
                    {"barcode": "77", "accession_number": "X1"},
                )
            ]
        )
        self.scan(self.count, "77")
        self.assertEqual(self.results(self.count)[sticker], "found")
        self.assertNotIn(register, self.results(self.count))

    def test_an_old_sticker_of_ours_and_one_in_a_box_here_are_not_guessed(self):
        self._copies(self.school_a, self.book, 1, barcode="77")
        self._copies(
            self.school_b,
            self.book,
            1,
            barcode="77",
            station_id=self.school_a.id,
            place_id=self.school_a.id,
        )
        [answer] = self.scan(self.count, "77")
        self.assertEqual(answer["result"], "unknown")
        self.assertEqual(self._desk().scan(self.school_a.id, "77")["kind"], "ambiguous")


@tagged("post_install", "-at_install")
class TestJudgement(StocktakeCase):
    def test_what_has_to_be_set_right_first_goes_first(self):
        def result(status="available", at_home=True, in_scope=True, on_shelf=True):
            return result_of(Seen(status, at_home, in_scope, on_shelf))

        self.assertEqual(result("lost", at_home=False), "gone_here")
        self.assertEqual(result("withdrawn"), "gone_here")
        self.assertEqual(result("on_loan", in_scope=False), "found_lent")
        self.assertEqual(result("in_transit", at_home=False), "wrong_place")
        self.assertEqual(result(in_scope=False), "wrong_place")
        self.assertEqual(result(on_shelf=False), "wrong_place")
        for status in ("available", "damaged", "in_repair", "in_processing", "in_transit"):
            self.assertEqual(result(status), "found")
