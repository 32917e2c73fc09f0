from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestClassification(LibraryCase):
    """Classes have names, find each other by their numbers, and the regency adds its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classes = cls.env["library.classification"].with_user(cls.cataloguer)

    def row(self, number):
        return self.classes.search([("number", "=", number)])

    def add(self, number, name="Setempat", **vals):
        return self.classes.create({"number": number, "name": name, **vals})

    def test_all_classes_and_divisions_stand_there_in_shelf_order(self):
        numbers = self.classes.search([("origin", "=", "standard")]).mapped("number")
        for number in range(0, 1000, 10):
            self.assertIn(f"{number:03d}", numbers)
        at = numbers.index("297")
        self.assertEqual(
            numbers[at : at + 21],
            ["297", *(f"297.{n}" for n in range(1, 10)), *(f"2X{n}" for n in range(10)), "300"],
        )

    def test_both_schemes_for_islam_have_the_same_names(self):
        for digit in range(1, 10):
            row = self.row(f"2X{digit}")
            self.assertEqual(row.mapped_to, f"297.{digit}")
            self.assertEqual(row.name, self.row(row.mapped_to).name)
        self.assertEqual(self.row("2X0").mapped_to, "297")
        self.assertEqual(self.row("813").mapped_to, False)

    def test_a_class_stands_under_the_nearest_above_it(self):
        self.assertEqual(self.row("294.5921").parent_id.number, "294.592")
        self.assertEqual(self.row("294.592").parent_id.number, "294.5")
        self.assertEqual(self.row("2X4").parent_id.number, "297")
        self.assertEqual(self.row("297").parent_id.number, "290")
        self.assertFalse(self.row("200").parent_id)

    def test_a_new_class_adopts_what_it_contains_and_gives_it_back(self):
        new = self.add("294.59")
        self.assertEqual(new.origin, "local")
        self.assertEqual(self.row("294.592").parent_id, new)
        self.assertIn(self.row("294.5921"), self.classes.search([("id", "child_of", new.id)]))
        new.unlink()
        self.assertEqual(self.row("294.592").parent_id.number, "294.5")

    def test_a_changed_number_moves_a_class(self):
        new = self.add("294.59")
        new.number = "398.21"
        self.assertEqual(new.parent_id.number, "398.2")
        self.assertEqual(self.row("294.592").parent_id.number, "294.5")
        inner = self.add("398.212")
        self.assertEqual(inner.parent_id, new)
        new.number = "398.2123"
        self.assertEqual((inner.parent_id.number, new.parent_id), ("398.2", inner))

    def test_numbers_are_kept_in_their_usual_form(self):
        self.assertEqual(self.add("2x4,1").number, "2X4.1")
        self.assertEqual(self.add("R 5.1").number, "005.1")

    def test_what_is_no_number_is_refused_with_a_sentence(self):
        for number in ("FIK", "?", "abc 1"):
            with self.subTest(number), self.assertRaisesRegex(ValidationError, "no class number"):
                self.add(number)

    def test_a_number_stands_there_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.add("813.0 ").flush_recordset()
            self.add("813.0").flush_recordset()

    def test_a_class_is_found_by_a_word_or_the_beginning_of_its_number(self):
        def found(text):
            return {name for __, name in self.classes.name_search(text)}

        self.assertIn("398.2 Cerita rakyat", found("dongeng"))
        self.assertIn("294.5 Agama Hindu", found("hindu"))
        self.assertEqual(found("294.592"), {n for n in found("294") if n.startswith("294.592")})
        self.assertFalse({name for name in found("81") if not name.startswith("81")})
        self.assertIn("2X4 Fikih", found("2x4"))

    def test_labels_get_a_colour_for_every_main_class(self):
        colours = self.classes._colours()
        self.assertEqual(set(colours), {*"0123456789", "2X"})
        self.assertEqual(len({*colours.values()}), 11)
        self.assertTrue(all(colours.values()))


@tagged("post_install", "-at_install")
class TestClassOfATitle(LibraryCase):
    """On a title's form a class is typed, or chosen by a word."""

    def form(self, book=None):
        return Form((book or self.env["library.book"]).with_user(self.librarian_a))

    def named(self, form):
        return form.classification_id.number

    def test_the_nearest_class_names_what_is_typed(self):
        form = self.form()
        form.name = "Upanisad"
        for typed, nearest in (
            ("294.59218", "294.5921"),
            ("R 2X4.1", "2X4"),
            ("813.54", "810"),
            ("FIK", False),
            ("7429", False),
        ):
            with self.subTest(typed):
                form.class_number = typed
                self.assertEqual(self.named(form), nearest)
                self.assertEqual(form.class_number, typed)
        form.class_number = "294.59218"
        book = form.save()
        self.assertEqual(book.class_number, "294.59218")
        self.assertEqual(book.call_number, "294.59218 UPA")

    def test_choosing_a_class_fills_in_its_number_behind_the_mark(self):
        form = self.form()
        form.name = "Satua Bali"
        form.classification_id = self.env.ref("sipuspa_library.class_398_2")
        self.assertEqual(form.class_number, "398.2")
        form.class_number = "R 398.2"
        form.classification_id = self.env.ref("sipuspa_library.class_810")
        self.assertEqual(form.class_number, "R 810")
        self.assertEqual(form.save().class_number, "R 810")

    def test_an_unknown_number_is_kept(self):
        form = self.form()
        form.name = "Lontar"
        form.class_number = "X-17 "
        self.assertEqual(form.save().class_number, "X-17 ")
